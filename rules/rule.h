/* RULES: model → findings. A rule is one file with everything about it: what it is called, how bad it is, why it is right, how to mend
 * the code, what it does not see, and the check. `gclint explain`, rules/docs, SARIF and HTML are all made from this struct. */
#ifndef GCLINT_RULE_H
#define GCLINT_RULE_H

#include "model/model.h"
#include "rules/severity.h"

typedef struct RuleContext RuleContext;

typedef struct Rule {
    const char *name;     /* "traverse-missing-field"; never changes, never reused */
    const char *family;   /* its folder: declare, traverse, heap, clear, dealloc, alloc, managed, finalize, module */
    Severity severity;    /* the usual one; a finding may have another */
    uint32_t since, until; /* Python versions it concerns, 0x0308 to 0x030f */
    const char *summary;  /* one line without a full stop: "owned field is not visited by tp_traverse" */
    /* Markdown paragraphs. All but `limits` and `references` are mandatory; a test checks. */
    const char *what;     /* what it reports, precisely */
    const char *why;      /* the reasoning: what CPython does, with source function or issue number */
    const char *consequence; /* what happens at run time, by version */
    const char *fix;      /* how to mend it */
    const char *exceptions; /* when it stays silent, and known limits */
    const char *references; /* links and issue numbers, one a line */
    const char *security_severity; /* for errors that corrupt memory: "7.0"; NULL otherwise */
    /* What the rule looks at: any of these may be NULL. */
    void (*check_type)(RuleContext *context, const Type *type);
    void (*check_module)(RuleContext *context, const Module *module);
    void (*check_allocation)(RuleContext *context, const Allocation *allocation);
    void (*check_program)(RuleContext *context, const Model *model); /* once */
} Rule;

/* --- what a check calls ------------------------------------------------------------------------------------------------------- */

typedef struct Finding Finding;

Model *rule_model(RuleContext *context);

/* Reports; the finding starts with the rule's usual severity and the judged versions, and is the context's.
 * `field` and `function` may be NULL. The message is one sentence without the rule's name, starting in lower case:
 * "`cf_type` is owned by every CField but the collector cannot see it". */
Finding *report_type(RuleContext *context, const Type *type, const char *field, Place place, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
Finding *report_module(RuleContext *context, const Module *module, const char *field, Place place, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

void finding_severity(Finding *finding, Severity severity);
void finding_function(Finding *finding, const char *function);
/* Related information, in the order added. */
void finding_evidence(Finding *finding, Place place, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A step of the path that a reader follows in order. */
void finding_step(Finding *finding, Place place, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* All evidence of a judgement. */
void finding_judgement(Finding *finding, const Judgement *judgement);
/* A mechanical change: the text replaces the region. */
void finding_fix(Finding *finding, Place region, const char *description, const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
