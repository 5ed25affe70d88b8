#include "rules/common/visits.h"

/* What hands `visit` on, and so returns its result. */
static const char *ignored_call(const Event *event)
{
    if (event->result_used)
        return NULL;
    switch (event->kind) {
    case EVENT_VISIT:
        return "visit";
    case EVENT_VISIT_MANAGED_DICT:
        return event->callee ? event->callee : "PyObject_VisitManagedDict";
    case EVENT_SLOT_CALL:
        return event->passes_visit ? event->slot : NULL;
    case EVENT_CALL:
        return event->passes_visit ? event->callee : NULL;
    case EVENT_ENTER:
        return event->passes_visit ? function_name(event->function) : NULL;
    default:
        return NULL;
    }
}

/* A helper without a result has none to ignore. */
static bool returns_nothing(const Event *event)
{
    const CType *type =
        unit_node(event->unit, event->node) ? unit_type(event->unit, unit_node(event->unit, event->node)->type) : NULL;
    return type && type->kind == CTYPE_VOID;
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->traverse;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        const char *callee = ignored_call(event);
        if (!callee || returns_nothing(event))
            continue;
        Finding *finding =
            report_type(context, type, NULL, event_place(event), "the result of %s() is ignored", callee);
        finding_function(finding, function_name(event->in));
    }
}

const Rule rule_traverse_ignores_result = {
    .name = "traverse-ignores-result",
    .family = "traverse",
    .severity = SEVERITY_NOTE,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse does not pass on what visit() returns",
    .what = "A call in `tp_traverse` of `visit()`, of a helper or base function that gets `visit`, or of "
            "`PyObject_VisitManagedDict()`, whose result is thrown away.",
    .why = "A result other than zero means: stop, and hand this to the caller of `tp_traverse`. `gc.get_referrers()` "
           "stops that way when it has found what it looks for, and the free-threaded collector reports a lack of "
           "memory while it marks (`visit_clear_unreachable()`).",
    .consequence = "The ordinary collector never returns anything but zero, so nothing happens there. "
                   "`gc.get_referrers()` takes a result of zero from `tp_traverse` for \"does not refer to it\": "
                   "it does not find the instance. In free-threaded builds an error is lost.",
    .fix = "Use `Py_VISIT()`, or write `int result = helper(self, visit, arg); if (result) return result;`.",
    .exceptions =
        "Helpers that return nothing. Samples in the documentation of Python 3.12 and early 3.14 ignored the result "
        "of `PyObject_VisitManagedDict()`, which is why this is a note.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.traverseproc",
    .check_type = check,
};
