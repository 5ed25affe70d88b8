/* Which files of a tree are units to be parsed, and why the others are not. */
#ifndef GCLINT_UNIT_SELECTION_H
#define GCLINT_UNIT_SELECTION_H

#include "discover/include_graph.h"

#define NO_COMMAND UINT32_MAX

typedef struct UnitChoice {
    uint32_t file;
    const char *skip_reason; /* NULL: is to be parsed */
    uint32_t
        command; /* of compile_commands.json: it is not skipped for being included by another; NO_COMMAND: not in it */
    bool defines_names; /* its command has -DX=name: the text alone does not tell which names are used in it */
    bool is_header; /* a header that no unit includes, but in which a type is defined */
} UnitChoice;

typedef VECTOR(UnitChoice) UnitChoices;

/* "excluded by --exclude GLOB" in the arena if one of the globs matches the path, one of its folders, or a single part
 * of it; else NULL. */
const char *exclusion_reason(Arena *arena, const char *path, const char *const *globs, unsigned count);

/* Fills in the skip reasons of choices that have none. Everything the files include has been read. */
void unit_selection_judge(const IncludeGraph *graph, UnitChoices *choices);

/* Appends those of `headers` (files that are no unit by their names) which define a type and are included by no unit
 * that is parsed. */
void unit_selection_add_headers(const IncludeGraph *graph, UnitChoices *choices, const UnitChoices *headers);

#endif
