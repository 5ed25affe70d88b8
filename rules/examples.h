/* The table that cmake/EmbedExamples.cmake makes from the fixtures and the witnesses. */
#ifndef GCLINT_EXAMPLES_H
#define GCLINT_EXAMPLES_H

typedef struct RuleExample {
    const char *rule;
    const char *kind; /* "bad" or "good": passages of C; "witness": a Python script with its directives */
    const char *code;
} RuleExample;

/* Ends with an entry whose rule is NULL. */
extern const RuleExample rule_examples[];

#endif
