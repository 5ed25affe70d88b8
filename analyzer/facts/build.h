/* How the frontend fills a unit. */
#ifndef GCLINT_FACTS_BUILD_H
#define GCLINT_FACTS_BUILD_H

#include "facts/facts.h"

/* Remembers which strings a unit has already. One a unit under construction. */
typedef struct Interner Interner;
Interner *interner_new(Unit *unit);
void interner_free(Interner *interner);
StringId interner_string(Interner *interner, const char *text);
StringId interner_text(Interner *interner, const char *text, size_t length);

/* No tree of nodes is deeper: who walks it may recurse. */
#define UNIT_NODE_DEPTH_LIMIT 2000

/* Gives a node its children; they become one run in Unit.lists. */
void unit_set_children(Unit *unit, NodeId node, const NodeId *children, uint32_t count);

#endif
