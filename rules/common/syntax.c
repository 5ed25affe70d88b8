#include "rules/common/syntax.h"

#include <string.h>

enum { DEPTH_MAX = 500 };

static void walk(const Unit *unit, NodeId id, SyntaxVisitor visitor, void *data, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > DEPTH_MAX || !visitor(unit, id, data))
        return;
    for (uint32_t i = 0; i < node->child_count; i++)
        walk(unit, unit_child(unit, node, i), visitor, data, depth + 1);
}

void syntax_walk(const Unit *unit, NodeId root, SyntaxVisitor visitor, void *data)
{
    walk(unit, root, visitor, data, 0);
}

typedef struct Search {
    NodeId node;
    SymbolId symbol;
    NodeId found;
    SymbolId found_symbol;
} Search;

static bool visit_contains(const Unit *unit, NodeId id, void *data)
{
    (void)unit;
    Search *search = data;
    if (id == search->node)
        search->found = id;
    return !search->found;
}

bool syntax_contains(const Unit *unit, NodeId root, NodeId node)
{
    Search search = {.node = node};
    syntax_walk(unit, root, visit_contains, &search);
    return search.found != 0;
}

static bool visit_parent(const Unit *unit, NodeId id, void *data)
{
    Search *search = data;
    const Node *node = unit_node(unit, id);
    if (node->kind == N_CAST)
        return true;
    for (uint32_t i = 0; i < node->child_count; i++) {
        NodeId child = unit_child(unit, node, i);
        if (child && (child == search->node || unit_strip_casts(unit, child) == search->node))
            search->found = id;
    }
    return !search->found;
}

NodeId syntax_parent(const Unit *unit, NodeId root, NodeId node)
{
    Search search = {.node = node};
    syntax_walk(unit, root, visit_parent, &search);
    return search.found;
}

static bool visit_mentions(const Unit *unit, NodeId id, void *data)
{
    Search *search = data;
    const Node *node = unit_node(unit, id);
    if (node->kind == N_REF && node->symbol == search->symbol)
        search->found = id;
    return !search->found;
}

bool syntax_mentions(const Unit *unit, NodeId root, SymbolId symbol)
{
    Search search = {.symbol = symbol};
    if (symbol)
        syntax_walk(unit, root, visit_mentions, &search);
    return search.found != 0;
}

SymbolId syntax_receiver(const Unit *unit, NodeId root, NodeId node)
{
    const Node *parent = unit_node(unit, syntax_parent(unit, root, node));
    if (!parent)
        return 0;
    if (parent->kind == N_DECLARATION)
        return parent->symbol;
    if (parent->kind != N_BINARY || parent->operator != OP_ASSIGN)
        return 0;
    const Node *target = unit_node(unit, unit_child(unit, parent, 0));
    return target && target->kind == N_REF ? target->symbol : 0;
}

/* The variable's own value is meant, not what it points to: `state`, but not `state->field`. */
static bool visit_mentions_value(const Unit *unit, NodeId id, void *data)
{
    Search *search = data;
    const Node *node = unit_node(unit, id);
    if (node->kind == N_MEMBER && node->flags & NODE_IS_ARROW) {
        const Node *base = unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0)));
        if (base && base->kind == N_REF)
            return false;
    }
    return visit_mentions(unit, id, data) && !search->found;
}

static bool visit_tests(const Unit *unit, NodeId id, void *data)
{
    Search *search = data;
    const Node *node = unit_node(unit, id);
    bool is_condition = node->kind == N_IF || node->kind == N_WHILE || node->kind == N_CONDITIONAL;
    if (!is_condition || !strcmp(syntax_macro(unit, node), "assert"))
        return !search->found;
    Search inner = {.symbol = search->symbol};
    syntax_walk(unit, unit_child(unit, node, 0), visit_mentions_value, &inner);
    if (inner.found)
        search->found = id;
    return !search->found;
}

bool syntax_tests(const Unit *unit, NodeId root, SymbolId variable)
{
    Search search = {.symbol = variable};
    if (variable)
        syntax_walk(unit, root, visit_tests, &search);
    return search.found != 0;
}

bool syntax_is_same_value(const Unit *unit, NodeId a, NodeId b)
{
    const Node *one = unit_node(unit, unit_strip_casts(unit, a)), *other = unit_node(unit, unit_strip_casts(unit, b));
    if (!one || !other || one->kind != other->kind || one->operator != other->operator || one->symbol != other->symbol ||
        one->text != other->text || one->value != other->value || one->child_count != other->child_count || one->kind == N_CALL)
        return false;
    if (one->operator >= OP_ASSIGN || (one->operator >= OP_PRE_INCREMENT && one->operator <= OP_POST_DECREMENT))
        return false;
    for (uint32_t i = 0; i < one->child_count; i++)
        if (!syntax_is_same_value(unit, unit_child(unit, one, i), unit_child(unit, other, i)))
            return false;
    return true;
}

typedef struct ChangeSearch {
    NodeId expression;
    const Span *after, *before;
    bool found;
} ChangeSearch;

static bool visit_change(const Unit *unit, NodeId id, void *data)
{
    ChangeSearch *search = data;
    const Node *node = unit_node(unit, id);
    bool changes = (node->kind == N_BINARY && node->operator >= OP_ASSIGN) ||
                   (node->kind == N_UNARY && (node->operator == OP_ADDRESS ||
                                              (node->operator >= OP_PRE_INCREMENT && node->operator <= OP_POST_DECREMENT)));
    const Node *target = changes ? unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0))) : NULL;
    if (target && target->kind == N_REF && span_is_before(search->after, &node->span) && span_is_before(&node->span, search->before) &&
        syntax_mentions(unit, search->expression, target->symbol))
        search->found = true;
    return !search->found;
}

bool syntax_changes_between(const Unit *unit, NodeId root, NodeId expression, const Span *after, const Span *before)
{
    ChangeSearch search = {.expression = expression, .after = after, .before = before};
    syntax_walk(unit, root, visit_change, &search);
    return search.found;
}

typedef struct JumpSearch {
    const Span *after, *place;
    SymbolId variable;
    StringId label;
    const Span *label_place;
    NodeId jump;
} JumpSearch;

static bool visit_label(const Unit *unit, NodeId id, void *data)
{
    JumpSearch *search = data;
    const Node *node = unit_node(unit, id);
    bool is_nearer = !search->label_place || span_is_before(search->label_place, &node->span);
    if (node->kind == N_LABEL && span_is_before(&node->span, search->place) && is_nearer) {
        search->label = node->text;
        search->label_place = &node->span;
    }
    return true;
}

static bool visit_jump(const Unit *unit, NodeId id, void *data)
{
    JumpSearch *search = data;
    const Node *node = unit_node(unit, id);
    if (node->kind == N_GOTO && node->text == search->label && span_is_before(search->after, &node->span) &&
        span_is_before(&node->span, search->label_place) && !search->jump)
        search->jump = id;
    if (node->kind != N_IF)
        return true;
    Search inner = {.symbol = search->variable};
    syntax_walk(unit, unit_child(unit, node, 0), visit_mentions_value, &inner);
    return !inner.found;
}

NodeId syntax_first_jump(const Unit *unit, NodeId root, NodeId after, NodeId place, SymbolId variable)
{
    JumpSearch search = {
        .after = &unit_node(unit, after)->span, .place = &unit_node(unit, place)->span, .variable = variable};
    syntax_walk(unit, root, visit_label, &search);
    if (search.label_place && variable)
        syntax_walk(unit, root, visit_jump, &search);
    return search.jump;
}

const char *syntax_macro(const Unit *unit, const Node *node)
{
    return node->macro ? unit_string(unit, node->macro) : "";
}
