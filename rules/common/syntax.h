/* Searches in the syntax tree of a function, for the few things that are about how code is written rather than what it
 * does. */
#ifndef GCLINT_SYNTAX_H
#define GCLINT_SYNTAX_H

#include "rules/rule.h"

/* Returns whether the children of the node are of interest. */
typedef bool (*SyntaxVisitor)(const Unit *unit, NodeId node, void *data);
/* Calls the visitor for `root` and what is below it, parents before children. */
void syntax_walk(const Unit *unit, NodeId root, SyntaxVisitor visitor, void *data);

bool syntax_contains(const Unit *unit, NodeId root, NodeId node);
/* The node whose child `node` is, casts in between skipped; 0 if `node` is not below `root`. */
NodeId syntax_parent(const Unit *unit, NodeId root, NodeId node);
bool syntax_mentions(const Unit *unit, NodeId root, SymbolId symbol);
/* The local that is declared or assigned with the value of the expression `node`; 0 if there is none. */
SymbolId syntax_receiver(const Unit *unit, NodeId root, NodeId node);
/* Some condition in `root` other than an assert() mentions the variable itself, and not only what it points to. */
bool syntax_tests(const Unit *unit, NodeId root, SymbolId variable);
/* The same text but for casts, that changes nothing and calls nothing: it has one value as long as no variable in it changes. */
bool syntax_is_same_value(const Unit *unit, NodeId a, NodeId b);
/* Between the two, in the order of the text, something is assigned to a variable that `expression` mentions, or its address is taken. */
bool syntax_changes_between(const Unit *unit, NodeId root, NodeId expression, const Span *after, const Span *before);
/* The first `goto`, in the order of the text, from behind `after` to the label that stands nearest before `place`, in a
 * branch that is not about whether `variable` is NULL; 0 if there is none. */
NodeId syntax_first_jump(const Unit *unit, NodeId root, NodeId after, NodeId place, SymbolId variable);
/* The name of the macro of a Python header that wrote the node; "" if none did. */
const char *syntax_macro(const Unit *unit, const Node *node);

#endif
