/* What a rule found, still in terms of the program. The command line turns it into reports/scan.h. */
#ifndef GCLINT_FINDING_H
#define GCLINT_FINDING_H

#include "rules/rule.h"

typedef struct FindingEvidence {
    Place place; /* unit NULL: no place to show */
    const char *text;
    bool is_step; /* part of the path a reader follows in order; otherwise related information */
} FindingEvidence;

typedef struct FindingFix {
    Place region;
    const char *description;
    const char *text; /* what the region is replaced by */
} FindingFix;

struct Finding {
    const Rule *rule;
    Severity severity;
    const Type *type; /* at most one of type and module is set */
    const Module *module;
    const char *type_symbol; /* of the type or the module; NULL for a finding about a comment */
    const char *type_name;
    const char *field;    /* NULL: not about one reference */
    const char *function; /* NULL: not in a function */
    Place place;
    const char *message;
    FindingEvidence *evidence;
    uint32_t evidence_count;
    FindingFix *fixes;
    uint32_t fix_count;
    const char *fingerprint; /* 32 hexadecimal digits of rule, type, field, function, running number; never of lines */
    bool suppressed;
    const char *suppression_reason; /* NULL if the comment gives none */
    Arena *arena;
};

typedef struct FindingList {
    Finding **items; /* most severe first, then by file, line, column, rule, field */
    uint32_t count;
} FindingList;

/* The file of a place, relative to the target; "" for no place. */
const char *place_file(Place place);

#endif
