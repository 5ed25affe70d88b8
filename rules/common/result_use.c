#include "rules/common/result_use.h"

#include "rules/common/syntax.h"

typedef struct Dereference {
    SymbolId variable;
    bool found;
} Dereference;

static bool visit_dereference(const Unit *unit, NodeId id, void *data)
{
    Dereference *search = data;
    const Node *node = unit_node(unit, id);
    if (node->kind == N_MEMBER && node->flags & NODE_IS_ARROW) {
        const Node *base = unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0)));
        search->found |= base && base->kind == N_REF && base->symbol == search->variable;
    }
    return !search->found;
}

static bool is_dereferenced(const Unit *unit, NodeId body, SymbolId variable)
{
    Dereference search = {.variable = variable};
    syntax_walk(unit, body, visit_dereference, &search);
    return search.found;
}

typedef struct Returned {
    NodeId call;
    SymbolId variable;
    bool found;
} Returned;

static bool visit_return(const Unit *unit, NodeId id, void *data)
{
    Returned *search = data;
    const Node *node = unit_node(unit, id);
    if (node->kind == N_RETURN) {
        NodeId value = unit_strip_casts(unit, unit_child(unit, node, 0));
        const Node *returned = unit_node(unit, value);
        search->found |= value && (value == search->call || (returned && returned->kind == N_REF && search->variable &&
                                                             returned->symbol == search->variable));
    }
    return !search->found;
}

static bool is_returned(const Unit *unit, NodeId body, NodeId call, SymbolId variable)
{
    Returned search = {.call = call, .variable = variable};
    syntax_walk(unit, body, visit_return, &search);
    return search.found;
}

/* What becomes of the result of the call `node` that stands in the function of `event`; a helper that passes it on is
 * followed to its caller. PyModule_GetState() and the like in between pass NULL on or crash, so their result counts as
 * the same. */
static ResultUse judge(const Trace *trace, const Event *event, NodeId node, unsigned depth)
{
    const Function *function = function_of(event->in);
    if (!function || depth > 8)
        return RESULT_USE_UNKNOWN;
    const Unit *unit = event->unit;
    SymbolId variable = syntax_receiver(unit, function->body, node);
    if (variable && syntax_tests(unit, function->body, variable))
        return RESULT_TESTED;
    if (variable && is_dereferenced(unit, function->body, variable))
        return RESULT_UNTESTED;
    NodeId parent = syntax_parent(unit, function->body, node);
    const Node *outer = unit_node(unit, parent);
    if (outer && outer->kind == N_MEMBER && outer->flags & NODE_IS_ARROW)
        return RESULT_UNTESTED;
    if (is_returned(unit, function->body, node, variable) && event->caller)
        return judge(trace, &trace->events[event->caller], trace->events[event->caller].node, depth + 1);
    if (outer && outer->kind == N_CALL)
        return judge(trace, event, parent, depth + 1);
    return RESULT_USE_UNKNOWN;
}

ResultUse result_use(const Trace *trace, const Event *event)
{
    return judge(trace, event, event->node, 0);
}
