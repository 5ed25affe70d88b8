/* Tests of a value's type that only choose between two ways to treat it: both go on, with the same value. */
#include "model/internals.h"

#include <string.h>

enum { DEPTH_MAX = 60 };

static const Node *stripped_child(const Unit *unit, const Node *node, uint32_t n)
{
    return unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, n)));
}

/* The value goes somewhere, or the variable gets another one: `x`, `&x` as an argument of a function that is not Python's. */
static bool call_keeps(const Unit *unit, const Node *call, const char *name)
{
    const char *callee = name_of_reference(unit, unit_node(unit, unit_child(unit, call, 0)));
    const ApiFunction *api = *callee ? api_find(callee) : NULL;
    bool raises = api && api->effect == API_ERROR_SET && strcmp(callee, "PyErr_Clear") != 0;
    if (raises || (api && api->effect == API_NO_RETURN))
        return true;
    for (uint32_t i = 1; i < call->child_count; i++) {
        const Node *argument = stripped_child(unit, call, i);
        bool is_address = argument && argument->kind == N_UNARY && argument->operator == OP_ADDRESS;
        const Node *place = is_address ? stripped_child(unit, argument, 0) : argument;
        if (strcmp(name_of_reference(unit, place), name) == 0 && (is_address || !api || api->effect == API_INCREF || api->effect == API_NEW_REFERENCE))
            return true;
    }
    return false;
}

/* `x = PyObject_Str(x)`, `self->x = x`, and `ok = 0` that is looked at later. */
static bool assignment_keeps(const Unit *unit, const Node *assignment, const char *name)
{
    const Node *target = stripped_child(unit, assignment, 0), *value = stripped_child(unit, assignment, 1);
    bool is_flag = target && target->kind == N_REF && value && value->kind == N_INTEGER;
    return is_flag || strcmp(name_of_reference(unit, target), name) == 0 || strcmp(name_of_reference(unit, value), name) == 0;
}

static bool leaves_or_keeps(const Unit *unit, NodeId id, const char *name, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node)
        return false;
    if (depth > DEPTH_MAX)
        return true;
    switch (node->kind) {
    case N_RETURN:
    case N_GOTO:
    case N_BREAK:
    case N_CONTINUE:
    case N_THROW:
        return true;
    case N_CALL:
        if (call_keeps(unit, node, name))
            return true;
        break;
    case N_BINARY:
        if (node->operator == OP_ASSIGN && assignment_keeps(unit, node, name))
            return true;
        break;
    default:
        break;
    }
    for (uint32_t i = 0; i < node->child_count; i++)
        if (leaves_or_keeps(unit, unit_child(unit, node, i), name, depth + 1))
            return true;
    return false;
}

bool check_only_chooses(const Unit *unit, NodeId decision, const char *name)
{
    const Node *node = unit_node(unit, decision);
    for (uint32_t i = 1; node && *name && i < node->child_count; i++)
        if (leaves_or_keeps(unit, unit_child(unit, node, i), name, 0))
            return false;
    return node && *name;
}
