#include "rules/common/functions.h"
#include "rules/common/type_release.h"

#include <string.h>

/* What the event does to the instance as a whole; NULL if nothing. */
static const char *destroys(const Trace *trace, const Event *event, const Type *type)
{
    PathId self = trace_self(trace);
    if (event->kind == EVENT_FREE && event_is_on(trace, event, self))
        return "frees the instance";
    if (event->kind == EVENT_UNTRACK && event_is_on(trace, event, self))
        return "untracks the instance";
    if (event->kind == EVENT_RELEASE && event_is_on(trace, event, self))
        return "releases the instance itself";
    if (event_releases_type(trace, event))
        return "releases the type of the instance";
    if (event_chains_dealloc(trace, event, type))
        return "calls a tp_dealloc";
    FunctionRef dealloc = type_effective_function(type, SLOT_tp_dealloc);
    if (event->kind == EVENT_ENTER && dealloc.unit && function_equal(event->function, dealloc))
        return "calls the tp_dealloc of the type";
    return NULL;
}

/* A reference to itself that tp_clear takes first and gives back at the end keeps the instance alive meanwhile. */
static bool holds_itself(const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_INCREF && event_is_on(trace, &trace->events[i], trace_self(trace)))
            return true;
    return false;
}

/* tp_dealloc untracks by the internal macro, which takes for granted that the object is still tracked. */
static bool dealloc_needs_tracked(const Type *type)
{
    const Trace *trace = type->dealloc;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_UNTRACK && !event->is_conditional && event->callee && !strcmp(event->callee, "_PyObject_GC_UNTRACK") &&
            event_is_on(trace, event, trace_self(trace)))
            return true;
    }
    return false;
}

/* What is left of the instance afterwards refers to nothing, and Python code cannot change that: it does not need the collector. */
static bool leaves_nothing(Model *model, const Type *type)
{
    for (uint32_t i = 0; i < type->reference_count; i++) {
        const Reference *reference = &type->references[i];
        if (reference_matters(reference) &&
            (reference->cleared.truth != TRUTH_YES || reference_is_assignable(model, type, reference)))
            return false;
    }
    return true;
}

/* An untracked object is not destroyed: the collector merely loses sight of it. */
static void weigh_untrack(RuleContext *context, Finding *finding, const Type *type)
{
    if (leaves_nothing(rule_model(context), type)) {
        finding_severity(finding, SEVERITY_NOTE);
        finding_evidence(finding, (Place){0}, "it holds nothing afterwards that a cycle could go through");
    } else if (!dealloc_needs_tracked(type)) {
        finding_severity(finding, SEVERITY_WARNING);
        finding_evidence(finding, (Place){0},
                         "as long as it lives on, the collector does not see it: a cycle that is closed again leaks");
    }
}

/* `if (self->parent) { leave(self->parent, self); Py_DECREF(self); }`: what is given back may be the reference that a parent, a list
 * or a pending request held, which nobody else will give back now. In a loop it may be that of each object that is gone through. */
static void weigh_release(Finding *finding, const Trace *trace, const Event *event)
{
    if ((!event->is_conditional && !event->in_loop) || !event_is_on(trace, event, trace_self(trace)))
        return;
    finding_severity(finding, SEVERITY_NOTE);
    finding_evidence(finding, (Place){0}, event->is_conditional
                         ? "only under a condition: it can be a reference that something held which the instance is taken out of"
                         : "in a loop: it can be the reference that each of what is gone through held to the instance");
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->clear;
    if (!trace || holds_itself(trace))
        return;
    bool is_dealloc = type->dealloc && function_equal(trace->function, type->dealloc->function);
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        const char *text = destroys(trace, event, type);
        if (!text)
            continue;
        const Event *named = event->kind == EVENT_UNTRACK ? trace_naming_event(trace, event) : event;
        Finding *finding = report_type(context, type, NULL, event_place(named), "`%s`, the tp_clear of `%s`, %s",
                                       function_name(trace->function), type_label(type), text);
        finding_function(finding, function_name(named->in));
        if (event->kind == EVENT_UNTRACK && !is_dealloc)
            weigh_untrack(context, finding, type);
        if (event->kind == EVENT_RELEASE)
            weigh_release(finding, trace, event);
        if (is_dealloc)
            finding_evidence(finding, type->slots[SLOT_tp_clear].place,
                             "the same function is bound to tp_clear and to tp_dealloc");
        return;
    }
}

const Rule rule_clear_destroys_object = {
    .name = "clear-destroys-object",
    .family = "clear",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_clear frees, untracks or releases the instance itself",
    .what = "A `tp_clear` that frees the instance, calls `PyObject_GC_UnTrack()` on it, releases a reference to it or "
            "to its type, or calls its `tp_dealloc`.",
    .why = "`tp_clear` is called on an object that is alive: the collector holds a reference to it during the call "
           "(`delete_garbage()`), and other objects of the cycle still refer to it. Its task is to drop references "
           "that lead out of the object, so that the counts in the cycle reach zero; `tp_dealloc` runs afterwards, by "
           "itself.",
    .consequence = "The object is freed twice, or used after it was freed: memory corruption as soon as a cycle is "
                   "collected. Untracking alone takes it from the collector, so that a cycle which was not broken at once "
                   "leaks: that is a warning, and a note if nothing is left in the object that the collector would have to see.",
    .fix = "Let `tp_clear` do nothing but `Py_CLEAR()` its fields. Put the rest into `tp_dealloc`, and let that call "
           "`tp_clear`.",
    .exceptions = "Untracking is an error where tp_dealloc untracks by CPython's internal `_PyObject_GC_UNTRACK()`, which crashes on "
                  "an object that is not tracked. Freeing C memory that every later use tolerates as NULL. A function that takes a reference to the "
                  "instance first and gives it back at the end is left alone. A release under a condition or in a loop is a note: it can be the reference "
                  "of a parent or a list that the instance is just taken out of, or of each member that is let go of.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_clear",
    .security_severity = "7.0",
    .check_type = check,
};
