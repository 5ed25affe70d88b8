#include "rules/common/untrack_order.h"

/* Where the instance is named; but if what comes too early stands in the same helper, its order is what is wrong. */
static Place untrack_place(const UntrackOrder *order)
{
    const Event *named = trace_naming_event(order->trace, order->untrack);
    for (const Event *event = order->danger; event->caller; event = &order->trace->events[event->caller])
        if (&order->trace->events[event->caller] == named)
            return event_place(order->untrack);
    return event_place(named);
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    UntrackOrder order = untrack_order(model, type);
    if (!order.danger || !order.untrack)
        return;
    const char *name = function_name(order.trace->function);
    Finding *finding = report_type(
        context, type, NULL, untrack_place(&order), "`%s` untracks the instance only after %s", name,
        order.danger->kind == EVENT_CLEAR_WEAKREFS ? "the callbacks of its weak references have run"
        : order.danger->kind == EVENT_CALL && order.danger_reference
            ? arena_format(model->arena, "`%s` was given away", order.danger_reference->path)
        : order.danger->kind == EVENT_CALL
            ? arena_format(model->arena, "`%s` was called", order.danger->callee ? order.danger->callee : "Python code")
            : arena_format(model->arena, "`%s` was released", event_field_text(model, order.trace, order.danger)));
    finding_function(finding, name);
    if (!order.danger_is_certain)
        finding_severity(finding, SEVERITY_WARNING);
    finding_evidence(finding, event_place(order.danger),
                     "%s here, while the instance has no references and the collector can still see it",
                     untrack_danger_text(model, &order));
}

const Rule rule_dealloc_untrack_late = {
    .name = "dealloc-untrack-late",
    .family = "dealloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc untracks the instance after something that can run code",
    .what = "A `tp_dealloc` that does call `PyObject_GC_UnTrack(self)`, but after it has released a reference, run "
            "`PyObject_ClearWeakRefs()`, or called into Python; or let other threads run (`Py_BEGIN_ALLOW_THREADS`), one of "
            "which may collect.",
    .why = "Everything before the untrack runs while the reference count of the instance is zero and the collector "
           "still has it in its lists. Weak reference callbacks are Python functions, and releasing a field runs the "
           "destructor of what it held; either can start a collection. That collection sees an object with a count of "
           "zero, takes it for garbage and destroys it a second time (see dealloc-missing-untrack).\n\n"
           "The order that is always right is the one of `subtype_dealloc()` in Objects/typeobject.c: finalizer, "
           "untrack, weak references, fields, memory, and the type last.",
    .consequence = "- Crash or memory corruption when a collection starts before the untrack.\n"
                   "- `PyObject_ClearWeakRefs()` before the untrack is the reliable way to see it: a callback that "
                   "calls `gc.collect()` crashes every version from 3.8 to 3.15.",
    .fix = "Move `PyObject_GC_UnTrack(self);` to the start of the deallocator. `PyObject_CallFinalizerFromDealloc()` "
           "stays before it.",
    .exceptions = "`PyObject_CallFinalizerFromDealloc()` has to come before the untrack. References that can only hold "
                  "objects such as `str` or `int` may be released before it. If it is not known what the released "
                  "reference can hold, or only other threads could collect, the finding is a warning.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.PyObject_GC_UnTrack\n"
                  "https://github.com/python/cpython/issues/75276 (bpo-31095)",
    .security_severity = "7.0",
    .check_type = check,
};
