#include "rules/common/untrack_order.h"

#include <string.h>

/* From here on the walk does not tell whether the instance is tracked: somebody else had it, or it was given a
 * reference of its own again so that it may live on. */
static bool ends_certainty(const Trace *trace, const Event *event, PathId self, const Type *type)
{
    (void)type;
    /* The deallocator of a base that is in the program was followed: what it does is seen. */
    bool leaves_program = event->kind == EVENT_SLOT_CALL && event->slot && !strcmp(event->slot, "tp_dealloc") &&
                          event_passes(trace, event, self);
    if (event_is_opaque(trace, event, self) || leaves_program)
        return true;
    if (event->kind == EVENT_INCREF)
        return event_is_on(trace, event, self);
    if (event->kind == EVENT_STORE && event->target) {
        const Path *target = trace_path(trace, event->target);
        return target->kind == PATH_FIELD && target->name && !strcmp(target->name, "ob_refcnt");
    }
    return event->callee && (!strcmp(event->callee, "Py_SET_REFCNT") || !strcmp(event->callee, "_Py_NewReference"));
}

/* `clear(&self->field)` with a function that is not in the program: what else would a deallocator want with the address
 * of a reference. */
static const Reference *given_away_reference(const Type *type, const Trace *trace, const Event *event, PathId self)
{
    for (uint32_t i = 0; event->kind == EVENT_CALL && !event->api && i < event->argument_count; i++) {
        Value argument = event->arguments[i];
        if (argument.kind != VALUE_ADDRESS || !argument.path || trace_root(trace, argument.path) != self)
            continue;
        const Reference *reference = type_reference_at(type, trace, argument.path);
        if (reference && !reference->is_weaklist && reference->cyclic.truth != TRUTH_NO)
            return reference;
    }
    return NULL;
}

/* Other threads run meanwhile, and what they run may collect. */
static bool lets_others_run(const Event *event)
{
    return event->kind == EVENT_CALL && event->callee && !strcmp(event->callee, "PyEval_SaveThread");
}

/* Whether the event may start a collection, or run code that does. */
static bool may_run_code(const Type *type, const Trace *trace, const Event *event, PathId self, bool *certain)
{
    *certain = true;
    switch (event->kind) {
    case EVENT_CLEAR_WEAKREFS:
        return event_is_on(trace, event, self);
    case EVENT_CLEAR_MANAGED_DICT:
        return event_is_on(trace, event, self);
    case EVENT_CALL:
        if (given_away_reference(type, trace, event, self) || lets_others_run(event)) {
            *certain = false;
            return true;
        }
        return event_calls_python(event) && event_passes(trace, event, self);
    case EVENT_RELEASE:
    case EVENT_RELEASE_BUFFER: {
        if (!event_releases_field(trace, event, self))
            return false;
        const Reference *reference = event_reference(type, trace, event);
        if (reference && reference->is_weaklist)
            return false;
        *certain = reference && reference->cyclic.truth == TRUTH_YES;
        return !reference || reference->cyclic.truth != TRUTH_NO;
    }
    default:
        return false;
    }
}

/* Where the branch in which the event stands returns: what comes after it happens to other instances. 0: it goes on. */
static uint32_t end_of_branch(const Trace *trace, uint32_t index)
{
    for (uint32_t i = index + 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_RETURN || !event->guard)
            continue;
        for (uint32_t guard = trace->events[index].guard; guard; guard = trace->guards[guard].outer)
            if (guard == event->guard)
                return i;
    }
    return 0;
}

static void find_danger(UntrackOrder *order, const Type *type)
{
    const Trace *trace = order->trace;
    PathId self = trace_self(trace);
    uint32_t first = 0;
    for (uint32_t i = 1; self && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (ends_certainty(trace, event, self, type)) {
            i = end_of_branch(trace, i);
            if (!i)
                break;
            continue;
        }
        if (event->kind == EVENT_FREE && event_is_on(trace, event, self) && !order->danger && !order->free &&
            !(event->may_before & MILESTONE_UNTRACKED))
            order->free = event;
        bool certain;
        if (!may_run_code(type, trace, event, self, &certain) ||
            event->may_before & (MILESTONE_UNTRACKED | MILESTONE_FREED))
            continue;
        if (!order->danger) {
            order->danger = event;
            order->danger_reference = event->kind == EVENT_CALL ? given_away_reference(type, trace, event, self)
                                                                : event_reference(type, trace, event);
            first = i;
        }
        order->danger_is_certain |= certain;
    }
    if (!order->danger)
        return;
    order->free = NULL;
    uint32_t untrack = next_event_on(trace, EVENT_UNTRACK, first, self);
    order->untrack = untrack ? &trace->events[untrack] : NULL;
}

/* A deallocator that is inherited from a GC type is that type's concern. */
static bool is_own_concern(const Type *type)
{
    if (type_defines(type, SLOT_tp_dealloc))
        return true;
    const Type *from = type->effective_from[SLOT_tp_dealloc];
    return from && from != type && from->has_gc == TRUTH_NO && !type->has_default_dealloc;
}

UntrackOrder untrack_order(Model *model, const Type *type)
{
    UntrackOrder order = {0};
    if (type->has_gc != TRUTH_YES || !is_own_concern(type) || type_is_never_tracked(model, type))
        return order;
    order.trace = type->dealloc ? type->dealloc : type_slot_trace(model, type, SLOT_tp_dealloc);
    if (order.trace)
        find_danger(&order, type);
    return order;
}

const char *untrack_danger_text(Model *model, const UntrackOrder *order)
{
    const Event *event = order->danger;
    switch (event->kind) {
    case EVENT_CLEAR_WEAKREFS:
        return "the callbacks of weak references run";
    case EVENT_CLEAR_MANAGED_DICT:
        return "the instance's `__dict__` is released";
    case EVENT_CALL:
        if (order->danger_reference)
            return arena_format(model->arena, "`%s` is given away to `%s`", order->danger_reference->path,
                                event->callee ? event->callee : "a function");
        if (lets_others_run(event))
            return "other threads are let run, and may collect";
        return arena_format(model->arena, "`%s` is called", event->callee ? event->callee : "Python code");
    default:
        return arena_format(model->arena, "`%s` is released", event_field_text(model, order->trace, event));
    }
}
