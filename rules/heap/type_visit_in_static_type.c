#include "rules/common/visits.h"

static const Event *unconditional_type_visit(const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_type_visit = event->kind == EVENT_VISIT && trace_value_is_type_of_self(trace, event->value);
        if (is_type_visit && trace_is_unconditional(trace, event, event->value.path))
            return event;
    }
    return NULL;
}

static void check(RuleContext *context, const Type *type)
{
    bool is_static =
        !type->is_heap && type->flags_known && !(type->flags & TYPE_HEAPTYPE) && type->style != STYLE_STRUCTSEQ;
    const Event *visit =
        is_static && type->traverse && type->has_gc == TRUTH_YES ? unconditional_type_visit(type->traverse) : NULL;
    if (!visit)
        return;
    const Event *named = trace_naming_event(type->traverse, visit);
    Finding *finding =
        report_type(context, type, NULL, event_place(named), "`%s` visits Py_TYPE(self), but `%s` is a static type",
                    function_name(named->in), type_label(type));
    finding_function(finding, function_name(named->in));
    if (!type->is_subclassable)
        finding_severity(finding, SEVERITY_NOTE);
    else
        finding_evidence(finding, type->flags_place,
                         "it can be subclassed: for a Python subclass subtype_traverse() visits the type as well");
    finding_evidence(finding, type->place, "instances of a static type own no reference to it");
}

const Rule rule_type_visit_in_static_type = {
    .name = "type-visit-in-static-type",
    .family = "heap",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse of a static type visits the type",
    .what = "A static type (a `PyTypeObject` variable) whose `tp_traverse` visits `Py_TYPE(self)` unconditionally. It "
            "is a note if the type cannot be subclassed.",
    .why = "Instances of a static type own no reference to it, so there is nothing to visit; the collector ignores "
           "static types, so for exact instances it does no harm. For an instance of a Python subclass "
           "`Py_TYPE(self)` is the subclass, and `subtype_traverse()` visits it already, because the C base is not a "
           "heap type. One owned reference is subtracted twice.",
    .consequence = "The collector takes a living subclass for garbage and clears it: its dictionary and its MRO "
                   "become empty while instances exist.",
    .fix = "Remove the visit, or make the type from a spec. If one function serves both, visit under `#if` or only "
           "when `Py_TYPE(self)->tp_flags & Py_TPFLAGS_HEAPTYPE` and the type cannot be subclassed.",
    .exceptions = "Visits under any condition, and struct sequences.",
    .references = "https://docs.python.org/3/whatsnew/3.9.html#changes-in-the-c-api\n"
                  "https://github.com/python/cpython/issues/84398 (bpo-40217)",
    .security_severity = "5.0",
    .check_type = check,
};
