#include "rules/common/lifecycle.h"
#include "rules/common/words.h"

static void report_call(RuleContext *context, const Type *type, const Trace *trace, const Event *event)
{
    const char *name = function_name(trace->function);
    const char *callee = event->kind == EVENT_TRACK ? "PyObject_GC_Track()" : "PyObject_GC_UnTrack()";
    Finding *finding = report_type(context, type, NULL, event_place(event),
                                   "%s is called for %s %s, which is not a GC object", callee,
                                   indefinite_article(type_label(type)), type_label(type));
    finding_function(finding, name);
    finding_evidence(finding, type->flags_place.unit ? type->flags_place : type->place,
                     "the flags of the type do not contain Py_TPFLAGS_HAVE_GC, so its instances have no GC header");
}

static void check_events(RuleContext *context, const Type *type, const Trace *trace, PathId object)
{
    for (uint32_t i = 1; object && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_call = event->kind == EVENT_TRACK || event->kind == EVENT_UNTRACK;
        if (is_call && event_is_on(trace, event, object) && !event_is_guarded_by_type(trace, event))
            report_call(context, type, trace, event);
    }
}

static void check_slot(RuleContext *context, const Type *type, SlotId slot)
{
    FunctionRef function = type->slots[slot].function;
    if (!type_defines(type, slot) || !function.unit)
        return;
    const Trace *trace = type_slot_trace(rule_model(context), type, slot);
    if (trace)
        check_events(context, type, trace, trace_self(trace));
}

static void check(RuleContext *context, const Type *type)
{
    if (type->has_gc != TRUTH_NO || !type->flags_known)
        return;
    check_slot(context, type, SLOT_tp_dealloc);
    check_slot(context, type, SLOT_tp_init);
}

static void check_allocation(RuleContext *context, const Allocation *allocation)
{
    const Type *type = allocation->type;
    if (type && type->has_gc == TRUTH_NO && type->flags_known && !allocation->by_type_parameter)
        check_events(context, type, allocation->trace, allocation->object);
}

const Rule rule_gc_call_on_nongc = {
    .name = "gc-call-on-nongc",
    .family = "dealloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "PyObject_GC_Track() or PyObject_GC_UnTrack() on an instance of a type without GC",
    .what = "`PyObject_GC_Track()` or `PyObject_GC_UnTrack()` on an instance of a type whose effective flags do not "
            "contain `Py_TPFLAGS_HAVE_GC`, in its deallocator, its `tp_init` or where it is allocated.",
    .why = "An object of a GC type has a header of two words *before* its address (`PyGC_Head`, `_Py_AS_GC()`), in "
           "which the collector keeps its list. An object of any other type has none: those sixteen bytes belong to "
           "the neighbouring block, or to the memory allocator. Both functions read and write them. It usually happens "
           "when the flag was forgotten or removed and the calls were left.",
    .consequence =
        "- Heap corruption or a crash, on all versions.\n"
        "- `PyObject_GC_Track()` may also stop the process with \"object already tracked by the garbage collector\".\n"
        "- In free-threaded builds the GC bits are in the object itself, and the collector is then led to an object it "
        "must not see.",
    .fix = "Add `Py_TPFLAGS_HAVE_GC` together with `tp_traverse`, or remove the call.",
    .exceptions = "Calls that depend on `PyObject_IS_GC()`, `PyType_IS_GC()` or another test of the type, which a base "
                  "that is shared with GC types needs; types whose flags or base are not known. Freeing with the wrong "
                  "function is free-mismatch.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.PyObject_GC_Track",
    .security_severity = "7.0",
    .check_type = check,
    .check_allocation = check_allocation,
};
