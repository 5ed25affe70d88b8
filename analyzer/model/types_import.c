/* Types that code takes from modules by their Python names: `PyObject_GetAttrString(PyImport_ImportModule("talloc"), "Object")`. */
#include "model/internals.h"

#include <string.h>

static bool is_call_of(const Event *call, const char *name)
{
    return call && call->callee && strcmp(call->callee, name) == 0;
}

const char *call_literal_argument(const Event *call, uint32_t index)
{
    const Node *node = unit_node(call->unit, call->node);
    if (!node || node->kind != N_CALL)
        return NULL;
    const Node *argument = unit_node(call->unit, unit_strip_casts(call->unit, unit_child(call->unit, node, index + 1)));
    return argument && argument->kind == N_STRING ? unit_string(call->unit, argument->text) : NULL;
}

static const char *module_of_result(const Trace *trace, Value value)
{
    const Event *call = value.kind == VALUE_CONTENT ? trace_call_of(trace, value.path) : NULL;
    bool imports = is_call_of(call, "PyImport_ImportModule") || is_call_of(call, "PyImport_AddModule");
    return imports ? call_literal_argument(call, 0) : NULL;
}

/* The name of the module that a value is: the result of an import, or a variable that the same walk put one into. */
static const char *module_of_value(const Trace *trace, Value value)
{
    const char *name = module_of_result(trace, value);
    for (uint32_t i = trace->event_count; !name && value.kind == VALUE_CONTENT && i-- > 1;) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_STORE && event->target == value.path)
            name = module_of_result(trace, event->value);
    }
    return name;
}

const char *call_imported_name(Model *model, const Trace *trace, const Event *call)
{
    if (!is_call_of(call, "PyObject_GetAttrString") || call->argument_count < 2)
        return NULL;
    const char *module = module_of_value(trace, call->arguments[0]), *name = call_literal_argument(call, 1);
    return module && name ? model_intern(model, arena_format(model->arena, "%s.%s", module, name)) : NULL;
}

const Type *model_type_named(const Model *model, const char *name)
{
    const Type *found = NULL;
    const Internals *internals = model_internals(model);
    for (uint32_t i = 0; name && i < internals->all_types.count; i++) {
        const Type *type = internals->all_types.items[i];
        if (!type->name || strcmp(type->name, name) != 0)
            continue;
        if (found && strcmp(found->symbol, type->symbol) != 0)
            return NULL;
        found = type;
    }
    return found;
}
