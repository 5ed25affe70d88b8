#include "rules/common/visits.h"

static void report(RuleContext *context, const Type *type, const Trace *trace, const Event *event,
                   const Reference *reference)
{
    bool is_visit = event->kind == EVENT_VISIT;
    Finding *finding = report_type(context, type, reference->path, trace_naming_place(trace, event),
                                   "`%s` is the list of weak references to the instance, and is %s", reference->path,
                                   is_visit ? "visited like an object it owns" : "released like an object it owns");
    finding_function(finding, function_name(trace->function));
    if (!is_visit && event->may_before & MILESTONE_WEAKREFS_CLEARED) {
        finding_severity(finding, SEVERITY_NOTE);
        finding_evidence(finding, trace_naming_place(trace, event),
                         "the list is empty here, for the weak references were cleared before");
    }
    finding_declaration(finding, reference);
    finding_judgement(finding, &reference->owned);
}

static void check_trace(RuleContext *context, const Type *type, const Trace *trace, EventKind kind)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        const Reference *reference = event->kind == kind ? event_reference(type, trace, event) : NULL;
        if (reference && reference->is_weaklist)
            report(context, type, trace, event, reference);
    }
}

static void check(RuleContext *context, const Type *type)
{
    check_trace(context, type, type->traverse, EVENT_VISIT);
    check_trace(context, type, type->clear, EVENT_RELEASE);
    check_trace(context, type, type->dealloc, EVENT_RELEASE);
}

const Rule rule_traverse_visits_weaklist = {
    .name = "traverse-visits-weaklist",
    .family = "traverse",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "the list of weak references is treated as an owned object",
    .what = "A `tp_traverse` that visits the field at `tp_weaklistoffset`, or a `tp_clear` or `tp_dealloc` that "
            "releases it.",
    .why = "The field is declared as `PyObject *`, but it is the head of a chain of weak reference objects that "
           "belong to others: to whoever called `weakref.ref()`. The instance counts none of them. Visiting the head "
           "lets the collector believe that a weak reference is held only by garbage; then it treats that weak "
           "reference as garbage too and its callback is never called. Releasing the head destroys a weak reference "
           "that somebody still uses.",
    .consequence = "Visited: weak reference callbacks are lost, or a live weak reference is cleared. Released: a "
                   "crash. `OrderedDict` had this defect (bpo-39778).",
    .fix = "Leave the field out of `tp_traverse` and `tp_clear`. In `tp_dealloc`, after `PyObject_GC_UnTrack()`, "
           "write `if (self->weakreflist != NULL) PyObject_ClearWeakRefs((PyObject *)self);`.",
    .exceptions = "A field that holds a weak reference object which the instance made and owns is an ordinary field. "
                  "A release after `PyObject_ClearWeakRefs()`, when the list is empty, is a note.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_weaklistoffset\n"
                  "https://github.com/python/cpython/issues/83959 (bpo-39778)",
    .security_severity = "7.0",
    .check_type = check,
};
