#include "rules/common/finalizers.h"

#include <string.h>

static void check_call(RuleContext *context, const Type *type, const Trace *trace, const Event *call)
{
    const char *name = function_name(trace->function);
    Finding *finding = report_type(
        context, type, NULL, event_place(call),
        "`%s` ignores the result of %s() and destroys the instance even if it was resurrected", name, call->callee);
    finding_function(finding, name);
    const Trace *finalizer = finalizer_trace(rule_model(context), type);
    if (finalizer && finalizer_is_plain(finalizer)) {
        finding_severity(finding, SEVERITY_NOTE);
        finding_evidence(finding, function_place(finalizer->function),
                         "the finalizer does not seem to resurrect the instance");
    }
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->dealloc;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_CALL_FINALIZER && !event->result_used && event->callee &&
            strstr(event->callee, "FromDealloc"))
            check_call(context, type, trace, event);
    }
}

const Rule rule_finalize_result_ignored = {
    .name = "finalize-result-ignored",
    .family = "finalize",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "result of PyObject_CallFinalizerFromDealloc() is ignored",
    .what = "A call of `PyObject_CallFinalizerFromDealloc()` in a `tp_dealloc` whose result is not looked at.",
    .why = "The finalizer may have stored a new reference to the object, which makes it live again: PEP 442 allows "
           "that, and `__del__()` methods of subclasses do it. The function then returns -1, and the deallocator must "
           "return at once. One that goes on destroys an object which somebody holds a reference to.",
    .consequence = "Use after free of a resurrected instance, on all versions.",
    .fix = "`if (PyObject_CallFinalizerFromDealloc((PyObject *)self) < 0) { return; }`",
    .exceptions = "None. If the type's finalizer neither calls Python code nor stores `self`, the finding is a note.",
    .references = "https://docs.python.org/3/c-api/call.html#c.PyObject_CallFinalizerFromDealloc\n"
                  "https://peps.python.org/pep-0442/",
    .security_severity = "6.5",
    .check_type = check,
};
