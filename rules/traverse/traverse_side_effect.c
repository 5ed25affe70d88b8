#include "rules/common/visits.h"

#include <string.h>

/* What an event does that tp_traverse must not do; NULL if it may. */
static const char *forbidden(Model *model, const Trace *trace, const Event *event, bool *is_mild)
{
    const char *field = event->value.path ? trace_path_text(model, trace, event->value.path) : NULL;
    *is_mild = false;
    switch (event->kind) {
    case EVENT_TRACK:
    case EVENT_UNTRACK:
        return arena_format(model->arena, "calls %s(), which changes the list that is being walked",
                            event->callee ? event->callee : "track");
    case EVENT_FREE:
        return event->api && event->api->effect == API_FREE_MEMORY ? NULL : "frees an object";
    case EVENT_RELEASE:
        return arena_format(model->arena, "releases %s%s%s", field && *field ? "`" : "",
                            field && *field ? field : "a reference", field && *field ? "`" : "");
    case EVENT_INCREF:
        return arena_format(model->arena, "takes a reference%s%s%s", field && *field ? " to `" : "",
                            field && *field ? field : "", field && *field ? "`" : "");
    case EVENT_ALLOCATE:
        return "allocates an object";
    case EVENT_CALL:
        if (!event->api || event->api->effect == API_SAFE_IN_TRAVERSE || event->passes_visit)
            return NULL;
        if (event->api->result == API_RESULT_NEW)
            return arena_format(model->arena, "calls %s(), which returns a new reference", event->api->name);
        *is_mild = true;
        return event->api->runs_python
                   ? arena_format(model->arena, "calls %s(), which can run Python code", event->api->name)
                   : NULL;
    default:
        return NULL;
    }
}

/* The twin of an API function that Python 3.15 allows in tp_traverse. */
static const char *twin_of(const char *name)
{
    static const char *const twins[] = {"PyModule_GetState",     "PyType_GetModuleState", "PyType_GetModule",
                                        "PyType_GetModuleByDef", "PyObject_GetTypeData",  "PyType_GetBaseByToken"};
    for (unsigned i = 0; i < sizeof twins / sizeof *twins; i++)
        if (!strcmp(name, twins[i]))
            return twins[i];
    return NULL;
}

static void check_twin(RuleContext *context, const Type *type, const Event *event)
{
    const char *name = event->kind == EVENT_CALL && event->callee && rule_model(context)->python_low >= 0x030f
                           ? twin_of(event->callee)
                           : NULL;
    if (!name)
        return;
    Finding *finding =
        report_type(context, type, NULL, event_place(event),
                    "%s() is called in tp_traverse, for which Python 3.15 has %s_DuringGC()", name, name);
    finding_severity(finding, SEVERITY_NOTE);
    finding_function(finding, function_name(event->in));
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    const Trace *trace = type->traverse;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_mild;
        const char *text = forbidden(model, trace, event, &is_mild);
        check_twin(context, type, event);
        if (!text || event_is_before_abort(trace, i))
            continue;
        const Reference *reference = event_reference(type, trace, event);
        const Event *named = event->kind == EVENT_RELEASE || event->kind == EVENT_UNTRACK ? trace_naming_event(trace, event) : event;
        Finding *finding = report_type(context, type, reference ? reference->path : NULL, event_place(named),
                                       "`%s` %s during a traversal", function_name(named->in), text);
        finding_function(finding, function_name(named->in));
        if (is_mild)
            finding_severity(finding, SEVERITY_WARNING);
        if (!function_equal(named->in, trace->function))
            finding_evidence(finding, function_place(trace->function), "reached from `%s`",
                             function_name(trace->function));
    }
}

const Rule rule_traverse_side_effect = {
    .name = "traverse-side-effect",
    .family = "traverse",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse changes reference counts, tracks, frees or runs code",
    .what = "A `tp_traverse`, or a function it calls, that takes or releases a reference (also by a call that returns "
            "a new one), tracks, untracks, allocates or frees an object. Calls that can run Python code are warnings.",
    .why = "While the collector calls `tp_traverse`, its lists and the header words of all objects are scratch space: "
           "they hold copies of reference counts and marks. Tracking, untracking or freeing an object relinks those "
           "lists under its feet; an allocation can do the same. A reference count that changes between copying and "
           "subtracting makes the arithmetic wrong; in the free-threaded build a reference taken and dropped around a "
           "visit leaves the object looking referenced from outside (gh-123241).",
    .consequence = "A crash in the collection, or objects that are never collected. `Py_CLEAR()` written instead of "
                   "`Py_VISIT()` empties the instance at the first collection.",
    .fix = "Visit the fields as they are. What has to be computed first must be computed elsewhere and kept in the "
           "instance, or be reached without a new reference.",
    .exceptions = "Plain C, the functions that the documentation of Python 3.15 lists as safe in a traversal, and the "
                  "functions that get module state or type data, which CPython's own modules use there; when only "
                  "Python 3.15 and later are judged, a note names their `_DuringGC` twins. Calls of functions that "
                  "gclint does not know are not reported, nor what is done on a branch that ends in `abort()` or "
                  "its like.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.traverseproc\n"
                  "https://github.com/python/cpython/issues/123241\n"
                  "https://github.com/PyO3/pyo3/issues/3165",
    .security_severity = "5.0",
    .check_type = check,
};
