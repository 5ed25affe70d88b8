/* Between the files of the engine; rules do not see it. */
#ifndef GCLINT_ENGINE_PRIVATE_H
#define GCLINT_ENGINE_PRIVATE_H

#include "rules/engine.h"

#include <stdio.h>

struct RuleContext {
    Model *model; /* of the round that runs now */
    const RuleRound *rounds;
    unsigned round_count;
    Arena *arena;
    const Rule *rule; /* that runs now */
    Finding **findings;
    uint32_t count, capacity;
};

/* A finding of the running rule that is about neither a type nor a module. */
Finding *report_place(RuleContext *context, Place place, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Numbers findings that are alike in the order given, and gives every one its fingerprint. */
void findings_fingerprint(Finding **findings, uint32_t count);

/* Honours the comments in the program's files below `root`; reports those that are incomplete or suppress nothing. */
void findings_suppress(RuleContext *context, const RuleSelection *selection, const char *root);

/* The text of a fixture's marked example; NULL if the rule has none. `kind` is "bad", "good", or "witness" for
 * the script of the rule's witness. */
const char *rule_example(const char *rule, const char *kind);
/* The section about the rule's witness; nothing if it has none. */
void write_witness(FILE *page, const Rule *rule);

#endif
