#include "rules/common/lifecycle.h"

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->clear;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_own = event->kind == EVENT_CLEAR_WEAKREFS && event_is_on(trace, event, trace_self(trace));
        const Reference *list = NULL;
        for (uint32_t j = 0; is_own && j < type->reference_count; j++)
            if (type->references[j].is_weaklist)
                list = &type->references[j];
        PathId tested = event->guard ? trace->guards[event->guard].null_test : 0;
        if (!is_own || (trace_real_guard(trace, event->guard, tested) && list))
            continue;
        Finding *finding = report_type(
            context, type, NULL, event_place(event), "`%s` calls %s() while the instance is still referenced",
            function_name(event->in), event->callee ? event->callee : "PyObject_ClearWeakRefs");
        finding_function(finding, function_name(event->in));
        if (!function_equal(event->in, trace->function))
            finding_evidence(finding, function_place(trace->function), "reached from `%s`, the tp_clear",
                             function_name(trace->function));
        return;
    }
}

const Rule rule_clear_weakrefs_in_clear = {
    .name = "clear-weakrefs-in-clear",
    .family = "clear",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_clear calls PyObject_ClearWeakRefs()",
    .what = "A `tp_clear`, or a function that it calls, that calls `PyObject_ClearWeakRefs()` on the instance.",
    .why = "`PyObject_ClearWeakRefs()` is made for deallocators, and checks that: if the reference count is not zero "
           "it sets `SystemError: bad argument to internal function` and returns. In `tp_clear` the count is never "
           "zero. The collector has cleared the weak references to garbage before it calls `tp_clear` anyway "
           "(`handle_weakrefs()`).",
    .consequence = "Nothing is cleared, and an exception is left behind, which the collector reports as unraisable. "
                   "If `tp_dealloc` relies on `tp_clear` for it, and calls it with a count of zero, it works there by "
                   "luck.",
    .fix = "Call it in `tp_dealloc`, between `PyObject_GC_UnTrack()` and `tp_clear`.",
    .exceptions = "A call under a condition other than a test of the list itself: a helper shared with `tp_dealloc` "
                  "can tell the two apart.",
    .references = "https://docs.python.org/3/c-api/weakref.html#c.PyObject_ClearWeakRefs",
    .check_type = check,
};
