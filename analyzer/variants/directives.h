/* The preprocessor's lines of one source text: conditional groups and definitions, without anything being expanded. */
#ifndef GCLINT_DIRECTIVES_H
#define GCLINT_DIRECTIVES_H

#include "base/vector.h"
#include "variants/expression.h"

#include <stddef.h>

/* The lines from one #if, #elif or #else to the next directive of its chain. Branches and definitions name each other
 * by index; 0 stands for none. */
typedef struct Branch {
    uint32_t previous, next;     /* of the same chain */
    uint32_t parent;             /* the branch in which the chain stands */
    uint32_t line;               /* of its own directive */
    uint32_t end_line;           /* of the directive that ends it; behind the last line if none does */
    const Expression *condition; /* NULL: #else. An #ifdef is a defined(), an #ifndef its negation */
} Branch;

typedef struct Definition {
    const char *name;
    const char *body;             /* without comments; NULL: #undef */
    const Expression *expression; /* the body as one; NULL: too long for a switch, or there is none */
    bool has_parameters;
    uint32_t line, last_line; /* continued lines are its own */
    uint32_t branch;
} Definition;

typedef struct Directives {
    Arena *arena; /* of the texts and conditions */
    VECTOR(Branch) branches;
    VECTOR(Definition) definitions;
    uint32_t line_count;
} Directives;

/* The text need not end in a NUL. */
void directives_read(Directives *directives, Arena *arena, const char *text, size_t length);
void directives_free(Directives *directives);

/* The innermost branch in which a line stands, directives themselves excepted; 0: none. */
uint32_t directives_branch_at(const Directives *directives, uint32_t line);

#endif
