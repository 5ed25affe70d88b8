/* The lines of a source text as the preprocessor sees them: comments removed, continued lines joined, groups whose
 * condition does not hold left out. */
#ifndef GCLINT_PREFIX_LINES_H
#define GCLINT_PREFIX_LINES_H

#include "base/arena.h"

#include <stdbool.h>

typedef enum PrefixLine {
    PREFIX_DIRECTIVE, /* `line` gets "#word rest": one space for every run of them, none at its ends */
    PREFIX_CODE,      /* anything that is no directive, or a condition that is not understood */
    PREFIX_END,
} PrefixLine;

typedef struct PrefixLines {
    Arena *arena;
    const char *rest;
    /* Asked for every name that a condition tests. */
    bool (*is_defined)(void *data, const char *name);
    void *data;
    unsigned depth;     /* of conditional groups */
    unsigned off_depth; /* the outermost group that is left out, 0: none */
    bool was_taken[64]; /* by depth: one branch of the chain held */
} PrefixLines;

PrefixLine prefix_next_line(PrefixLines *lines, const char **line);

/* The next directive of the text, whatever stands before it and whatever group it is in; false at the end. */
bool prefix_next_directive(PrefixLines *lines, const char **line);

/* Length of the identifier at the start of a text, 0 if none is there. */
size_t prefix_identifier(const char *text);

#endif
