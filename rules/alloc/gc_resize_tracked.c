#include "rules/common/allocations.h"
#include "rules/common/words.h"

static void report_resize(RuleContext *context, const Allocation *allocation, const Event *resize, Place place,
                          const char *why)
{
    const Type *type = allocation->type;
    Finding *finding = report_type(context, type, NULL, event_place(resize),
                                   "PyObject_GC_Resize() moves %s %s that the collector is tracking",
                                   indefinite_article(type_label(type)), type_label(type));
    finding_function(finding, function_name(allocation->trace->function));
    finding_evidence(finding, place, "%s", why);
}

static void report_lost(RuleContext *context, const Allocation *allocation, const Event *resize)
{
    const Type *type = allocation->type;
    Finding *finding =
        report_type(context, type, NULL, event_place(resize),
                    "the address that PyObject_GC_Resize() returns for the %s is thrown away", type_label(type));
    finding_function(finding, function_name(allocation->trace->function));
    finding_evidence(finding, allocation_place(allocation),
                     "the object made here may have been moved, and its old address freed");
}

static void check_resize(RuleContext *context, const Allocation *allocation, uint32_t index)
{
    const Trace *trace = allocation->trace;
    const Event *resize = &trace->events[index];
    const Event *tracking = last_tracking_event(trace, index, allocation->object);
    if (tracking && tracking->kind == EVENT_TRACK)
        report_resize(context, allocation, resize, event_place(tracking), "tracked here");
    else if (!tracking && allocation_kind(allocation) == ALLOCATION_GENERIC && allocation->type->has_gc == TRUTH_YES)
        report_resize(context, allocation, resize, allocation_place(allocation),
                      "tp_alloc tracks what it allocates");
    else if (!resize->result_used)
        report_lost(context, allocation, resize);
}

static void check(RuleContext *context, const Allocation *allocation)
{
    const Trace *trace = allocation->trace;
    for (uint32_t i = allocation->event + 1; allocation->type && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_CALL && event->api && event->api->effect == API_RESIZE_GC &&
            event_passes(trace, event, allocation->object))
            check_resize(context, allocation, i);
    }
}

const Rule rule_gc_resize_tracked = {
    .name = "gc-resize-tracked",
    .family = "alloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "PyObject_GC_Resize() on an object that is tracked",
    .what = "`PyObject_GC_Resize()` on an object that has been tracked, by `PyObject_GC_Track()` or because `tp_alloc` "
            "made it; also a call whose result is not used.",
    .why = "`_PyObject_GC_Resize()` calls `realloc()` on the block with the GC header, and the block may move. A "
           "tracked object is linked with its neighbours in a list of the collector; they keep pointing to the old "
           "address. The function only asserts that the object is not tracked.",
    .consequence =
        "- Corruption of the collector's lists: the next collection crashes or never ends. On all versions.\n"
        "- Debug builds stop with an assertion.",
    .fix = "Make the object with `PyObject_GC_NewVar()`, resize it while it is untracked, use the returned address, "
           "and call `PyObject_GC_Track()` at the end. An object that is tracked needs `PyObject_GC_UnTrack()` first.",
    .exceptions = "Objects that the same function does not allocate.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.PyObject_GC_Resize",
    .security_severity = "7.0",
    .check_allocation = check,
};
