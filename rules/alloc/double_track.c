#include "rules/common/allocations.h"
#include "rules/common/words.h"

static bool is_unprotected(const Trace *trace, const Event *event)
{
    return !(event->may_before & MILESTONE_UNTRACKED) && !event_is_guarded_by_tracking(trace, event) &&
           !event_is_guarded_by_type(trace, event);
}

static void report_track(RuleContext *context, const Type *type, const Trace *trace, uint32_t track, Place earlier,
                         const char *why)
{
    Finding *finding = report_type(context, type, NULL, event_place(&trace->events[track]),
                                   "PyObject_GC_Track() is called for %s %s that is already tracked",
                                   indefinite_article(type_label(type)), type_label(type));
    finding_function(finding, function_name(trace->function));
    finding_evidence(finding, earlier, "%s", why);
}

static void check_allocation(RuleContext *context, const Allocation *allocation)
{
    const Type *type = allocation->type;
    const Trace *trace = allocation->trace;
    if (!type || type->has_gc != TRUTH_YES)
        return;
    uint32_t track = next_event_on(trace, EVENT_TRACK, allocation->event, allocation->object);
    if (!track)
        return;
    if (allocation_kind(allocation) == ALLOCATION_GENERIC && type_has_generic_alloc(type)) {
        if (is_unprotected(trace, &trace->events[track]))
            report_track(context, type, trace, track, allocation_place(allocation),
                         "tp_alloc tracks what it allocates");
        return;
    }
    uint32_t again = next_event_on(trace, EVENT_TRACK, track, allocation->object);
    if (again && trace->events[again].must_before & MILESTONE_TRACKED && is_unprotected(trace, &trace->events[again]))
        report_track(context, type, trace, again, event_place(&trace->events[track]), "tracked here before");
}

static void check(RuleContext *context, const Type *type)
{
    if (type->has_gc != TRUTH_YES || !type_defines(type, SLOT_tp_init) || !type->slots[SLOT_tp_init].function.unit)
        return;
    const Trace *trace = type_slot_trace(rule_model(context), type, SLOT_tp_init);
    uint32_t track = trace ? next_event_on(trace, EVENT_TRACK, 0, trace_self(trace)) : 0;
    if (track && is_unprotected(trace, &trace->events[track]))
        report_track(context, type, trace, track, type->slots[SLOT_tp_init].place,
                     "this is tp_init: it runs after tp_new, and again whenever Python code calls __init__()");
}

const Rule rule_double_track = {
    .name = "double-track",
    .family = "alloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "object is tracked twice",
    .what = "`PyObject_GC_Track()` on an object that is tracked already: one that `tp_alloc`, `PyType_GenericAlloc()` "
            "or `PyType_GenericNew()` made, one that was tracked before in the same function, or `self` in `tp_init`.",
    .why = "`PyObject_GC_Track()` ends the process if the object is in the collector's lists already; that test is not "
           "limited to debug builds. `PyType_GenericAlloc()` tracks every object it makes for a GC type, so only "
           "objects of `PyObject_GC_New()` need the call. `tp_init` is no place for it either: `tp_new` may have "
           "tracked the object, and `__init__()` can be called again.",
    .consequence =
        "`Fatal Python error: object already tracked by the garbage collector` and an abort, on all versions.",
    .fix = "Remove the call. If the object really was untracked for a while, `PyObject_GC_UnTrack()` comes before it.",
    .exceptions = "Calls after `PyObject_GC_UnTrack()`, or under a test with `PyObject_GC_IsTracked()`; types with a "
                  "`tp_alloc` of their own.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.PyObject_GC_Track",
    .security_severity = "4.0",
    .check_type = check,
    .check_allocation = check_allocation,
};
