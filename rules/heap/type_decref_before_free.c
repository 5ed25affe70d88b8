#include "rules/common/type_release.h"

static bool frees_instance(const Trace *trace, const Event *event, const Type *type)
{
    bool is_free = event->kind == EVENT_FREE && event_is_on(trace, event, trace_self(trace));
    return is_free || event_chains_dealloc(trace, event, type);
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->dealloc;
    uint32_t release = type->is_heap && trace ? next_type_release(trace, 0) : 0;
    for (uint32_t i = release ? release + 1 : 0; i && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (!frees_instance(trace, event, type) || !events_in_order(trace, release, i) ||
            !(event->may_before & MILESTONE_TYPE_RELEASED))
            continue;
        Finding *finding = report_type(context, type, NULL, event_place(&trace->events[release]),
                                       "the type is released before the instance is freed");
        finding_function(finding, function_name(trace->events[release].in));
        finding_evidence(finding, event_place(event), "the instance is freed here, which reads the type");
        return;
    }
}

const Rule rule_type_decref_before_free = {
    .name = "type-decref-before-free",
    .family = "heap",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc releases the type before it frees the instance",
    .what = "A `tp_dealloc` of a heap type that calls `Py_DECREF()` on the type before `tp_free`, "
            "`PyObject_GC_Del()`, or the `tp_dealloc` of the base.",
    .why = "If the instance holds the last reference to its type, as happens when the collector frees a type with its "
           "last instance, the release destroys the type. `type->tp_free` is then read from freed memory; and since "
           "Python 3.11 `PyObject_GC_Del()` itself reads the type of the object, to find the start of its block.",
    .consequence = "A use of freed memory, mostly a crash, when the type and an instance die together: at the end of "
                   "a sub-interpreter, or when a module is unloaded. While the type is alive elsewhere, nothing "
                   "shows.",
    .fix = "Free first, release last: `PyTypeObject *type = Py_TYPE(self); ... type->tp_free(self); Py_DECREF(type);`.",
    .exceptions = "None.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_dealloc\n"
                  "https://github.com/python/cpython/issues/88350 (bpo-44184)",
    .security_severity = "7.0",
    .check_type = check,
};
