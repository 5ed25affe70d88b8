#include "rules/common/finalizers.h"

#include <string.h>

/* What makes it matter that the finalizer runs twice, or with a reference count of zero; NULL: nothing does. */
static const Event *find_python_call(const Trace *finalizer)
{
    for (uint32_t i = 1; i < finalizer->event_count; i++)
        if (event_calls_python(&finalizer->events[i]))
            return &finalizer->events[i];
    return NULL;
}

static bool is_direct_call(const Trace *trace, const Event *event, FunctionRef function)
{
    if (event->kind == EVENT_SLOT_CALL)
        return event->slot && !strcmp(event->slot, "tp_finalize") && event_passes(trace, event, trace_self(trace));
    return event->kind == EVENT_ENTER && function_equal(event->function, function);
}

static void check_trace(RuleContext *context, const Type *type, const Trace *trace, const Event *python)
{
    FunctionRef function = type_effective_function(type, SLOT_tp_finalize);
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (!is_direct_call(trace, event, function))
            continue;
        const char *name = function_name(trace->function);
        Finding *finding =
            report_type(context, type, NULL, event_place(event), "`%s` calls `%s`, which is tp_finalize, directly",
                        name, function_name(function));
        finding_function(finding, name);
        finding_evidence(finding, event_place(python), "the finalizer calls %s() here, which can run any code",
                         python->callee);
        return;
    }
}

static void check(RuleContext *context, const Type *type)
{
    FunctionRef function = type_effective_function(type, SLOT_tp_finalize);
    const Trace *finalizer = function.unit ? finalizer_trace(rule_model(context), type) : NULL;
    const Event *python = finalizer ? find_python_call(finalizer) : NULL;
    if (!python)
        return;
    check_trace(context, type, type->dealloc, python);
    check_trace(context, type, type->clear, python);
}

const Rule rule_finalize_called_directly = {
    .name = "finalize-called-directly",
    .family = "finalize",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc or tp_clear calls the finalizer directly",
    .what = "A `tp_dealloc` or `tp_clear` that calls the function which is the type's `tp_finalize` by its name or "
            "through the slot, if that function can run Python code.",
    .why = "`PyObject_CallFinalizerFromDealloc()` does three things around the call: it gives the object a reference "
           "of its own, so that code which takes and drops one does not start a second deallocation; it marks a GC "
           "object as finalized, so that the collector and the deallocator do not both finalize it; and it notices "
           "when the object was resurrected. A direct call does none of that.",
    .consequence = "- An instance that died in a cycle is finalized twice.\n"
                   "- Code that gets hold of `self` inside the finalizer and lets it go again starts `tp_dealloc` a "
                   "second time: double free. On all versions.",
    .fix = "Call `PyObject_CallFinalizerFromDealloc()` in the deallocator, and nothing of the kind in `tp_clear`. "
           "Cleanup that both need belongs in a function of its own.",
    .exceptions = "Finalizers that only release C resources and drop references: they may be shared as a helper.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_finalize",
    .check_type = check,
};
