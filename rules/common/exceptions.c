#include "rules/common/exceptions.h"

#include <string.h>

/* Meant to be called with an exception set, or without effect on it. */
static bool is_harmless(const char *callee)
{
    static const char *const names[] = {"PyErr_WriteUnraisable", "PyErr_FormatUnraisable", "PyErr_Occurred", "PyErr_ResourceWarning"};
    for (unsigned i = 0; callee && i < sizeof names / sizeof *names; i++)
        if (!strcmp(callee, names[i]))
            return true;
    return false;
}

static bool touches_exception(const Event *event)
{
    if (event->kind != EVENT_CALL || !event->api || is_harmless(event->callee))
        return false;
    bool clears = event->callee && !strcmp(event->callee, "PyErr_Clear");
    return event->api->runs_python || event->api->effect == API_ERROR_SET || clears;
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
