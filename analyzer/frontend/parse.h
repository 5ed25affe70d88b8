/* One parse of a unit, and what decides whether there is another. */
#ifndef GCLINT_PARSE_H
#define GCLINT_PARSE_H

#include "frontend/lookups.h"
#include "frontend/missing.h"
#include "frontend/precompiled.h"

/* What a parse understood of the files of the tree, and what it lost. */
typedef struct ParseMeasure {
    uint32_t initialisers, lost_initialisers; /* of variables; lost: one is written, but clang dropped it */
    uint32_t functions, broken_functions;
    uint32_t broken_with_objects; /* broken functions that handle objects */
    uint32_t understood_nodes; /* all but those of expressions that clang made no sense of */
    uint32_t lost_declarations; /* errors outside of all functions, or in what clang takes for one */
} ParseMeasure;

typedef struct Attempt {
    const StandIns *stand_ins; /* NULL: a parse of what is there */
    const Unit *first;         /* whose errors the result tells instead of its own; NULL for a first parse */
    Missing **missing;         /* made, or added to, if there are errors */
    ParseMeasure measure;
    bool found_missing; /* something was added */
} Attempt;

/* By the language that is given, else by the ending of the name. */
bool parse_is_cxx(const ParseRequest *request);

/* Arguments that every parse has. */
const char *const *parse_own_arguments(unsigned *count);

/* Where each attempt puts what it depended on. */
Inputs *parse_inputs(Frontend *frontend);

/* Never NULL. */
Unit *parse_attempt(Frontend *frontend, const ParseRequest *request, Attempt *attempt);

/* Of a unit whose errors are known. */
ParseMeasure parse_measure(Lowering *lowering);

#endif
