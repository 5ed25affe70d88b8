#include "rules/common/finalizers.h"

#include <string.h>

const Trace *finalizer_trace(Model *model, const Type *type)
{
    return type->finalize ? type->finalize : type_slot_trace(model, type, SLOT_tp_finalize);
}

bool finalizer_is_plain(const Trace *finalizer)
{
    PathId self = trace_self(finalizer);
    if (trace_is_cut_short(finalizer))
        return false;
    for (uint32_t i = 1; i < finalizer->event_count; i++) {
        const Event *event = &finalizer->events[i];
        bool is_unknown_call = (event->kind == EVENT_CALL && !event->api) || event->kind == EVENT_SLOT_CALL;
        bool lets_out =
            (event->kind == EVENT_INCREF || event->kind == EVENT_STORE) && event_is_on(finalizer, event, self);
        if (is_unknown_call || lets_out || event_calls_python(event))
            return false;
    }
    return true;
}

static const char *subject(Model *model, const Trace *trace, const Event *event)
{
    return event->value.kind == VALUE_CONTENT && event->value.path ? trace_path_text(model, trace, event->value.path)
                                                                   : "";
}

static bool is_effect(const Event *event)
{
    return event->kind == EVENT_CALL || event->kind == EVENT_ENTER || event->kind == EVENT_RELEASE ||
           event->kind == EVENT_FREE || event->kind == EVENT_SLOT_CALL;
}

static bool is_same_effect(Model *model, const Trace *dealloc, const Event *done, const Trace *finalizer,
                           const Event *wanted)
{
    if (done->kind != wanted->kind)
        return false;
    if (wanted->kind == EVENT_ENTER)
        return function_equal(done->function, wanted->function);
    if (wanted->kind == EVENT_RELEASE)
        return !strcmp(subject(model, dealloc, done), subject(model, finalizer, wanted));
    return wanted->callee && done->callee && !strcmp(done->callee, wanted->callee);
}

bool dealloc_repeats_finalizer(Model *model, const Type *type, const Trace *dealloc, const Trace *finalizer)
{
    FunctionRef function = type_effective_function(type, SLOT_tp_finalize);
    for (uint32_t i = 1; i < dealloc->event_count; i++)
        if (dealloc->events[i].kind == EVENT_ENTER && function_equal(dealloc->events[i].function, function))
            return true;
    bool has_effect = false;
    for (uint32_t k = 1; k < finalizer->event_count; k++) {
        const Event *wanted = &finalizer->events[k];
        bool found = !is_effect(wanted);
        has_effect |= !found;
        for (uint32_t i = 1; !found && i < dealloc->event_count; i++)
            found = is_same_effect(model, dealloc, &dealloc->events[i], finalizer, wanted);
        if (!found)
            return false;
    }
    return has_effect;
}
