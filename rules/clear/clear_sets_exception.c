#include "rules/common/exceptions.h"

#include <string.h>

/* A constant other than zero is returned. */
static const Event *failing_return(const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_RETURN && !event->caller && event->value.kind == VALUE_INTEGER &&
            event->value.integer != 0)
            return event;
    }
    return NULL;
}

static bool is_named(const Event *event, const char *const *names)
{
    for (; event->kind == EVENT_CALL && event->api && *names; names++)
        if (!strcmp(event->api->name, *names))
            return true;
    return false;
}

static const char *const dropping[] = {"PyErr_Clear", "_PyErr_Clear", NULL};
static const char *const reporting[] = {"PyErr_Clear", "_PyErr_Clear", "PyErr_WriteUnraisable",
                                        "PyErr_FormatUnraisable", NULL};

/* What was set is dropped or reported later. */
static bool is_handled(const Trace *trace, uint32_t set)
{
    for (uint32_t i = set + 1; i < trace->event_count; i++)
        if (is_named(&trace->events[i], reporting))
            return true;
    return false;
}

/* An exception is set where none was saved, and so put back, before. */
static const Event *exception_set(const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_CALL && event->api && event->api->effect == API_ERROR_SET &&
            !is_named(event, dropping) && !(event->may_before & MILESTONE_EXCEPTION_SAVED) && !is_handled(trace, i))
            return event;
    }
    return NULL;
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->clear;
    if (!trace)
        return;
    const Event *set = exception_set(trace), *event = set ? set : failing_return(trace);
    if (!event)
        return;
    const char *function = function_name(trace->function);
    Finding *finding =
        set ? report_type(context, type, NULL, event_place(event), "`%s` sets an exception, which nobody handles",
                          function)
            : report_type(context, type, NULL, event_place(event), "`%s` returns %lld, which nobody looks at", function,
                          (long long)event->value.integer);
    finding_function(finding, function_name(event->in));
}

static void check_module(RuleContext *context, const Module *module)
{
    const Event *event = module->clear ? failing_return(module->clear) : NULL;
    if (!event)
        return;
    Finding *finding = report_module(context, module, NULL, event_place(event),
                                     "`%s` returns %lld, so the dictionary of the module is not cleared",
                                     function_name(module->clear->function), (long long)event->value.integer);
    finding_function(finding, function_name(module->clear->function));
}

const Rule rule_clear_sets_exception = {
    .name = "clear-sets-exception",
    .family = "clear",
    .severity = SEVERITY_NOTE,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_clear reports an error",
    .what = "A `tp_clear` that sets an exception or returns something other than zero; an `m_clear` of a module that "
            "returns something other than zero.",
    .why = "`tp_clear` is declared to return an `int`, but `delete_garbage()` ignores it. An exception that is set "
           "afterwards is printed as unraisable, without a hint at where it comes from. For modules the result "
           "counts: `module_clear()` stops when `m_clear` returns something other than zero.",
    .consequence = "The error is lost, or shows up without context. A module keeps its dictionary, and with it every "
                   "cycle through it.",
    .fix = "Handle errors inside: `PyErr_WriteUnraisable((PyObject *)self)`, then `return 0;`.",
    .exceptions =
        "Exceptions that are set between `PyErr_Fetch()` and `PyErr_Restore()`, or `PyErr_GetRaisedException()` and "
        "`PyErr_SetRaisedException()`, or that are dropped or reported as unraisable afterwards.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_clear\n"
                  "https://github.com/python/cpython/issues/123241",
    .check_type = check,
    .check_module = check_module,
};
