#include "rules/common/type_release.h"

/* The reference is kept, or given away: something else than the instance owns it. */
static bool is_kept(const Trace *trace, Value type)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool stores = event->kind == EVENT_STORE && event->value.kind == type.kind && event->value.path == type.path;
        bool returns = event->kind == EVENT_RETURN && event->value.kind == type.kind && event->value.path == type.path;
        bool releases =
            event->kind == EVENT_RELEASE && event->value.kind == type.kind && event->value.path == type.path;
        if (stores || returns || releases)
            return true;
    }
    return false;
}

static void check(RuleContext *context, const Allocation *allocation)
{
    const Type *type = allocation->type;
    const Trace *trace = allocation->trace;
    if (!type || !type->is_heap)
        return;
    for (uint32_t i = allocation->event + 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (!event_takes_type_of(trace, allocation->object, event))
            continue;
        if (!events_in_order(trace, allocation->event, i) || trace_real_guard(trace, event->guard, 0) ||
            is_kept(trace, event->value))
            continue;
        Finding *finding = report_type(context, type, NULL, event_place(event),
                                       "the allocation has taken a reference to `%s` already", type_label(type));
        finding_function(finding, function_name(event->in));
        finding_evidence(finding, event_place(&trace->events[allocation->event]),
                         "the instance is allocated here, and the type's count raised by one");
        return;
    }
}

const Rule rule_extra_type_incref = {
    .name = "extra-type-incref",
    .family = "heap",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "a reference to the heap type is taken again after allocation",
    .what = "`Py_INCREF(type)` after `PyObject_New()`, `PyObject_GC_New()`, `PyObject_Init()` or `tp_alloc` made an "
            "instance of that heap type, without the reference being kept anywhere.",
    .why = "Up to Python 3.7 `PyType_GenericAlloc()` took a reference to a heap type and `PyObject_New()` did not, so "
           "code that used the latter had to. Since 3.8 `PyObject_Init()` does it for all of them (bpo-35810), and "
           "the old remedy counts twice.",
    .consequence = "Each instance leaves one reference to its type behind: the type, its module and the module state "
                   "are never freed.",
    .fix = "Delete the `Py_INCREF()`, or put it under `#if PY_VERSION_HEX < 0x03080000`.",
    .exceptions = "A reference that is stored in a field, returned, or released again in the same function, and one "
                  "that is taken under a condition.",
    .references = "https://docs.python.org/3/whatsnew/3.8.html#changes-in-the-c-api\n"
                  "https://github.com/python/cpython/issues/79991 (bpo-35810)",
    .check_allocation = check,
};
