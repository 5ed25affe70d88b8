#include "rules/common/exceptions.h"

#include <string.h>

/* Meant to be called with an exception set, or without effect on it. */
static bool is_harmless(const char *callee)
{
    static const char *const names[] = {"PyErr_WriteUnraisable", "PyErr_FormatUnraisable", "PyErr_Occurred",
                                        "PyErr_ResourceWarning", "PyEval_SetTrace", "PyEval_SetProfile"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(callee, names[i]))
            return true;
    return false;
}

/* Functions that exist to run other people's code. A dictionary or list that calls `__eq__()` at worst does not count:
 * with keys of its own a deallocator may well know that nothing can fail. */
static bool calls_out(const char *callee)
{
    static const char *const prefixes[] = {"PyObject_", "_PyObject_", "PyEval_", "PyImport_",
                                           "PyRun_",    "PyErr_",     "PyFile_", "PyIter_"};
    for (unsigned i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (!strncmp(callee, prefixes[i], strlen(prefixes[i])))
            return true;
    return false;
}

static bool touches_exception(const Event *event)
{
    if (event->kind != EVENT_CALL || !event->api || !event->callee || is_harmless(event->callee))
        return false;
    if (event->api->effect == API_ERROR_SET || !strcmp(event->callee, "PyErr_Clear"))
        return true;
    return event->api->runs_python && calls_out(event->callee);
}

/* A function that the interpreter calls at other times too is judged on its own. */
static bool is_inside(const Trace *trace, const Event *event, FunctionRef function)
{
    if (!function.unit)
        return false;
    for (uint32_t caller = event->caller; caller; caller = trace->events[caller].caller)
        if (function_equal(trace->events[caller].function, function))
            return true;
    return false;
}

uint32_t find_unsaved_call(const Trace *trace, FunctionRef skip)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_EXCEPTION_FETCH)
            return 0;
        if (touches_exception(event) && !is_inside(trace, event, skip))
            return i;
    }
    return 0;
}

bool is_error_handling(const Trace *trace, const Event *call)
{
    bool handles = call->api->effect == API_ERROR_SET || !strcmp(call->callee, "PyErr_Clear");
    return handles && trace_real_guard(trace, call->guard, 0);
}

void report_unsaved_call(RuleContext *context, const Type *type, const Trace *trace, FunctionRef skip, const char *evidence)
{
    uint32_t index = trace ? find_unsaved_call(trace, skip) : 0;
    if (!index)
        return;
    const Event *call = &trace->events[index];
    const char *name = function_name(trace->function);
    Finding *finding = report_type(context, type, NULL, event_place(call),
                                   "`%s` calls %s() without saving the current exception", name, call->callee);
    finding_function(finding, name);
    if (is_error_handling(trace, call))
        finding_severity(finding, SEVERITY_NOTE);
    finding_evidence(finding, (Place){0}, "%s", evidence);
}
