#include "rules/common/finalizers.h"
#include "rules/common/words.h"

/* A dealloc that called the finalizer in time, and a base's that calls it again: an instance is finalized once. Whether
 * the first call is made depends on the same things. */
static bool is_finalized_before(const Trace *trace, const Event *tracking)
{
    PathId self = trace_self(trace);
    for (const Event *event = trace->events + 1; event < tracking; event++)
        if (event->kind == EVENT_CALL_FINALIZER && event_is_on(trace, event, self))
            return true;
    return false;
}

/* `if (Py_TYPE(self)->tp_finalize)` in a type that has none: what its subclasses have, subtype_dealloc() has called. */
static bool is_never_reached(const Type *type, const Trace *trace, const Event *call)
{
    return type->has_finalizer == TRUTH_NO && trace_real_guard(trace, call->guard, 0);
}

static void check_call(RuleContext *context, const Type *type, const Trace *trace, uint32_t index)
{
    Model *model = rule_model(context);
    const Event *call = &trace->events[index];
    const Event *tracking = last_tracking_event(trace, index, trace_self(trace));
    if (!(call->must_before & MILESTONE_UNTRACKED) || !tracking || tracking->kind != EVENT_UNTRACK ||
        is_finalized_before(trace, tracking) || is_never_reached(type, trace, call))
        return;
    const char *name = function_name(trace->function);
    Finding *finding = report_type(context, type, NULL, event_place(call),
                                   "`%s` calls the finalizer of an instance it has already untracked", name);
    finding_function(finding, name);
    finding_evidence(finding, event_place(tracking), "untracked here");
    const Trace *finalizer = finalizer_trace(model, type);
    if (finalizer && finalizer_is_plain(finalizer) && !model_targets_any(model, 0x030e, 0x030f)) {
        finding_severity(finding, SEVERITY_NOTE);
        finding_evidence(finding, function_place(finalizer->function),
                         "the finalizer does not seem to resurrect the instance");
    }
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->dealloc;
    PathId self = trace ? trace_self(trace) : 0;
    for (uint32_t i = 1; type->has_gc == TRUTH_YES && self && i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_CALL_FINALIZER && event_is_on(trace, &trace->events[i], self))
            check_call(context, type, trace, i);
}

const Rule rule_finalize_after_untrack = {
    .name = "finalize-after-untrack",
    .family = "finalize",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "finalizer is called when the instance is no longer tracked",
    .what = "A `tp_dealloc` of a GC type that calls `PyObject_GC_UnTrack(self)` and then "
            "`PyObject_CallFinalizerFromDealloc(self)`.",
    .why = "A finalizer may resurrect its object by storing a reference to it. `PyObject_CallFinalizerFromDealloc()` "
           "then returns -1 and the deallocator has to leave the object as it was. An object that was untracked before "
           "stays untracked for the rest of its new life: the collector never sees it again. "
           "`PyObject_CallFinalizerFromDealloc()` asserts for that reason that a GC object is tracked. This is the one "
           "call that belongs before the untrack.",
    .consequence =
        "- A resurrected instance is lost to the collector, and every cycle through it leaks. On all versions.\n"
        "- Debug builds abort: up to 3.13 if the instance is resurrected, from 3.14 on always.",
    .fix = "Call the finalizer first and untrack second, like `subtype_dealloc()` and the deallocator of asyncio's "
           "Future.",
    .exceptions = "Instances that are tracked again before the call, or that were finalized before the untrack, as by a "
                  "deallocator that calls that of a base without GC: a second call does nothing. "
                  "Calls under a condition in a type that has no finalizer: that of a subclass has been called by then. If the finalizer neither calls Python code nor "
                  "stores `self`, and only versions up to 3.13 are judged, the finding is a note.",
    .references = "https://docs.python.org/3/c-api/lifecycle.html",
    .check_type = check,
};
