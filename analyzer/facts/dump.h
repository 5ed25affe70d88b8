/* A unit as readable text: for people who debug and for tests that compare. */
#ifndef GCLINT_DUMP_H
#define GCLINT_DUMP_H

#include "facts/facts.h"

#include <stdio.h>

/* Records of the scanned tree with their layout, variables with initialisers, functions as C-like code. A statement
 * or call that came out of a macro's body is followed by that macro's name in a comment. */
void facts_dump(const Unit *unit, FILE *out);
/* One node and what is below it, on one line for an expression. */
void facts_dump_node(const Unit *unit, NodeId id, FILE *out);

#endif
