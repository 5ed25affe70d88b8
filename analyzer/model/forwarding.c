#include "internals.h"

enum { HOPS_MAX = 4, NAMES_MAX = 8 };

/* The variables of a function that stand for its parameters: those themselves, and locals that are given one, cast. */
typedef struct Names {
    SymbolId symbols[NAMES_MAX];
    uint32_t parameters[NAMES_MAX];
    uint32_t count;
} Names;

/* NULL: clang has lost the expression. */
static const Node *stripped(const Unit *unit, NodeId id)
{
    return unit_node(unit, unit_strip_casts(unit, id));
}

/* The number of the parameter that the expression is; UINT32_MAX if it is none. */
static uint32_t parameter_of(const Unit *unit, const Names *names, NodeId id)
{
    const Node *node = stripped(unit, id);
    for (uint32_t i = 0; node && node->kind == N_REF && i < names->count; i++)
        if (names->symbols[i] == node->symbol)
            return names->parameters[i];
    return UINT32_MAX;
}

static bool add_name(Names *names, SymbolId symbol, uint32_t parameter)
{
    if (names->count == NAMES_MAX || parameter == UINT32_MAX)
        return false;
    names->symbols[names->count] = symbol;
    names->parameters[names->count++] = parameter;
    return true;
}

/* The call that the statement is, its result returned if it has one; NULL: it is something else. */
static const Node *call_of(const Unit *unit, NodeId statement)
{
    const Node *node = stripped(unit, statement);
    bool is_returned = node && node->kind == N_RETURN && node->child_count;
    if (is_returned)
        node = stripped(unit, unit_child(unit, node, 0));
    if (!node || node->kind != N_CALL)
        return NULL;
    const CType *result = unit_type(unit, node->type);
    return is_returned || (result && result->kind == CTYPE_VOID) ? node : NULL;
}

/* Declarations of other names for the parameters, and then one call. */
static const Node *only_call(const Unit *unit, const Function *function, Names *names)
{
    const Node *body = unit_node(unit, function->body);
    for (uint32_t i = 0; i < body->child_count; i++) {
        const Node *statement = unit_node(unit, unit_child(unit, body, i));
        if (!statement || statement->kind != N_DECLARATION)
            return i + 1 == body->child_count ? call_of(unit, unit_child(unit, body, i)) : NULL;
        if (!statement->child_count ||
            !add_name(names, statement->symbol, parameter_of(unit, names, unit_child(unit, statement, 0))))
            return NULL;
    }
    return NULL;
}

/* The function that is handed all parameters as they are, and whose result is returned; none if the body does anything else. */
static FunctionRef forwarded_to(const Model *model, FunctionRef from)
{
    const Unit *unit = from.unit;
    const Function *function = function_of(from);
    Names names = {0};
    for (uint32_t i = 0; i < function->parameter_count; i++)
        if (!add_name(&names, unit->lists.items[function->first_parameter + i], i))
            return (FunctionRef){0};
    const Node *call = function->body && function->parameter_count ? only_call(unit, function, &names) : NULL;
    if (!call || call->child_count != function->parameter_count + 1)
        return (FunctionRef){0};
    for (uint32_t i = 0; i < function->parameter_count; i++)
        if (parameter_of(unit, &names, unit_child(unit, call, i + 1)) != i)
            return (FunctionRef){0};
    const Node *callee = stripped(unit, unit_child(unit, call, 0));
    return callee && callee->kind == N_REF ? program_function(model->program, unit, callee->symbol) : (FunctionRef){0};
}

FunctionRef function_at_work(const Model *model, FunctionRef function)
{
    for (unsigned hop = 0; function.function && hop < HOPS_MAX; hop++) {
        FunctionRef next = forwarded_to(model, function);
        if (!next.function || !function_of(next)->body || function_equal(next, function))
            break;
        function = next;
    }
    return function;
}
