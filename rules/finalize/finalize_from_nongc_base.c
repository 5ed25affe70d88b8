#include "rules/common/lifecycle.h"
#include "rules/common/words.h"

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->dealloc;
    PathId self = trace ? trace_self(trace) : 0;
    if (!self || type->has_gc != TRUTH_NO || !type_has_python_subclasses(type))
        return;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_CALL_FINALIZER || !event_is_on(trace, event, self) ||
            event_is_guarded_by_type(trace, event))
            continue;
        Finding *finding = report_type(
            context, type, NULL, event_place(event),
            "`%s` calls the finalizer also for Python subclasses of %s, which were finalized and untracked before",
            function_name(trace->function), type_label(type));
        finding_function(finding, function_name(trace->function));
        finding_evidence(finding, type->flags_place, "the type can be derived from and is not a GC type itself");
        return;
    }
}

const Rule rule_finalize_from_nongc_base = {
    .name = "finalize-from-nongc-base",
    .family = "finalize",
    .severity = SEVERITY_NOTE,
    .since = 0x030e,
    .until = 0x030f,
    .summary = "deallocator of a base without GC finalizes instances of GC subclasses again",
    .what = "A type with `Py_TPFLAGS_BASETYPE` and without `Py_TPFLAGS_HAVE_GC` whose `tp_dealloc` calls "
            "`PyObject_CallFinalizerFromDealloc()` unconditionally.",
    .why = "Python classes that derive from the type are GC types. Their deallocator, `subtype_dealloc()`, calls the "
           "finalizer, untracks the instance, and hands it to the deallocator of the base; it does not track it again, "
           "since the base is not a GC type. The finalizer is not run twice, because the object is marked as "
           "finalized. But from 3.14 on `PyObject_CallFinalizerFromDealloc()` asserts that a GC object is tracked.",
    .consequence = "Debug builds of Python 3.14 and later abort when an instance of a Python subclass dies. Release "
                   "builds are not affected.",
    .fix = "Make the type a GC type; or call the finalizer only for exact instances: `if (Py_IS_TYPE(self, &Foo_Type) "
           "&& ...)`.",
    .exceptions = "Types without `Py_TPFLAGS_BASETYPE`, and calls that depend on a test of the type.",
    .references = "https://docs.python.org/3/c-api/call.html#c.PyObject_CallFinalizerFromDealloc",
    .check_type = check,
};
