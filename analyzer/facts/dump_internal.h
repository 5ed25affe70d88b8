#ifndef GCLINT_DUMP_INTERNAL_H
#define GCLINT_DUMP_INTERNAL_H

#include "facts/dump.h"

typedef struct Dump {
    const Unit *unit;
    FILE *out;
} Dump;

/* `macro` is what the surrounding node came from: it is named again only where it changes. */
void dump_expression(const Dump *dump, NodeId id, StringId macro);
void dump_statement(const Dump *dump, NodeId id, unsigned indent, StringId macro);
bool dump_is_statement(const Node *node);
const char *dump_text(const Dump *dump, StringId id);
const char *dump_type(const Dump *dump, TypeId id);
const char *dump_symbol(const Dump *dump, SymbolId id);
/* The macro in whose body a node was written, or 0. */
StringId dump_body_macro(const Node *node);

#endif
