/* Every place that makes instances, with the type it makes them of. */
#include "model/internals.h"

#include <string.h>

typedef struct AllocationList {
    VECTOR(Allocation) items;
} AllocationList;

static const Type *type_at(Model *model, const Trace *trace, PathId id, const Event *user)
{
    const Path *path = trace_path(trace, id);
    if (path->kind == PATH_GLOBAL) {
        const Type *type = model_type_of_variable(model, path->variable);
        if (type)
            return type;
    }
    if (path->kind == PATH_RESULT)
        return call_made_type(model, trace, trace_call_before(trace, id, user));
    return holder_type(model, trace, id);
}

/* The type whose tp_new the walked function is, if the path is its `type` parameter. */
static const Type *type_of_constructor(Model *model, const Trace *trace, PathId id)
{
    const Path *path = trace_path(trace, id);
    if (path->kind != PATH_PARAMETER || path->index != 0)
        return NULL;
    Internals *internals = model_internals(model);
    const Type *found = NULL;
    for (uint32_t i = 0; i < internals->all_types.count; i++) {
        const Type *type = internals->all_types.items[i];
        bool makes = function_equal(type->slots[SLOT_tp_new].function, trace->function) ||
                     function_equal(type->slots[SLOT_tp_alloc].function, trace->function);
        if (!makes || !trace->function.function)
            continue;
        if (found && found != type)
            return NULL; /* shared by several types */
        found = type;
    }
    return found;
}

static void find_in_trace(Model *model, const Trace *trace)
{
    Internals *internals = model_internals(model);
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_ALLOCATE)
            continue;
        PathId object = event->value.path;
        Path *path = &trace->paths[object];
        Allocation allocation = {.trace = trace, .event = i, .object = object};
        allocation.type = path->allocated_by ? type_at(model, trace, path->allocated_by, event) : NULL;
        if (!allocation.type && path->allocated_by) {
            allocation.type = type_of_constructor(model, trace, path->allocated_by);
            allocation.by_type_parameter = allocation.type != NULL;
        }
        path->allocated = allocation.type;
        vector_push(&internals->all_allocations, allocation);
    }
}

void allocations_find(Model *model)
{
    traces_each(model, find_in_trace);
    Internals *internals = model_internals(model);
    model->allocations = internals->all_allocations.items;
    model->allocation_count = internals->all_allocations.count;
}
