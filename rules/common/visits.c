#include "rules/common/visits.h"

#include <string.h>

const Reference *visited_reference(const Type *type, const Trace *trace, const Event *event)
{
    return event->kind == EVENT_VISIT ? event_reference(type, trace, event) : NULL;
}

const CType *path_type(const Trace *trace, PathId path)
{
    const Path *place = path ? trace_path(trace, path) : NULL;
    return place && place->unit ? unit_type(place->unit, place->type) : NULL;
}

bool path_is_within(const Trace *trace, PathId below, PathId path)
{
    for (; below; below = trace_path(trace, below)->parent)
        if (below == path)
            return true;
    return false;
}

bool is_tested_for_null(const Trace *trace, uint32_t event, PathId path)
{
    if (trace->events[event].is_known_set)
        return true;
    for (uint32_t guard = trace->events[event].guard; guard; guard = trace->guards[guard].outer)
        if (trace->guards[guard].null_test == path && !trace->guards[guard].null_branch)
            return true;
    for (uint32_t i = 1; i < event; i++) {
        const Event *earlier = &trace->events[i];
        const Guard *test = earlier->kind == EVENT_RETURN && earlier->guard ? &trace->guards[earlier->guard] : NULL;
        if (test && test->null_test == path)
            return true;
    }
    return false;
}

static bool is_base_slot(const Type *type, FunctionRef function, SlotId slot)
{
    for (const Type *base = type->base; base; base = base->base)
        if (base->slots[slot].function.unit && function_equal(base->slots[slot].function, function))
            return true;
    return false;
}

bool event_chains_slot(const Event *event, const Type *type, SlotId slot)
{
    if (event->kind == EVENT_SLOT_CALL)
        return event->slot && !strcmp(event->slot, slot_name(slot)) &&
               (event->slot_type || event->slot_builtin || event->type_path);
    return event->kind == EVENT_ENTER && is_base_slot(type, event->function, slot);
}

bool trace_chains_slot(const Trace *trace, const Type *type, SlotId slot)
{
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (event_chains_slot(&trace->events[i], type, slot))
            return true;
    return false;
}

/* Base and derived type call one function on the instance to do the work: PyDict_Clear(), or a helper of the program.
 */
static bool shares_helper(const Trace *trace, const Trace *base)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_call = event->kind == EVENT_ENTER && event_passes(trace, event, trace_self(trace));
        for (uint32_t j = 1; is_call && j < base->event_count; j++)
            if (base->events[j].kind == EVENT_ENTER && function_equal(base->events[j].function, event->function))
                return true;
    }
    return false;
}

static bool clears_builtin(const Trace *trace)
{
    static const char *const functions[] = {"PyDict_Clear", "PySet_Clear", "PyList_Clear"};
    for (uint32_t i = 1; i < trace->event_count; i++)
        for (unsigned j = 0; j < sizeof functions / sizeof *functions; j++)
            if (trace->events[i].kind == EVENT_CALL && trace->events[i].callee &&
                !strcmp(trace->events[i].callee, functions[j]))
                return true;
    return false;
}

bool trace_may_chain_slot(const Trace *trace, const Type *type, SlotId slot)
{
    if (trace_chains_slot(trace, type, slot) || !trace->is_complete || trace->visit_escapes)
        return true;
    const Trace *base = type->base ? type_slot_trace(type->model, type->base, slot) : NULL;
    if ((base && shares_helper(trace, base)) || (slot == SLOT_tp_clear && clears_builtin(trace)))
        return true;
    return trace_has_opaque_call(trace, trace_self(trace));
}
