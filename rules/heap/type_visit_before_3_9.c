#include "rules/common/visits.h"

/* A run-time test of the version, `if (Py_Version >= ...)`, stands around it. */
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
    const Trace *trace = type->traverse;
    const Event *visit = type->is_heap && trace && type->has_gc == TRUTH_YES ? unconditional_type_visit(trace) : NULL;
    if (!visit)
        return;
    const Event *named = trace_naming_event(trace, visit);
    Finding *finding = report_type(context, type, NULL, event_place(named),
                                   "`%s` visits Py_TYPE(self), which Python 3.8 must not", function_name(named->in));
    finding_function(finding, function_name(named->in));
    /* With newer headers a test by the preprocessor has left no trace. */
    bool is_sure = visit->unit->python_version && visit->unit->python_version < 0x0309;
    if (!is_sure || !type->is_subclassable)
        finding_severity(finding, SEVERITY_NOTE);
    if (type->is_subclassable)
        finding_evidence(finding, type->flags_place,
                         "for a Python subclass the subtype_traverse() of Python 3.8 visits the type as well");
    if (!is_sure)
        finding_evidence(finding, (Place){0},
                         "judged with headers of Python %s: an `#if` around the visit would not be seen",
                         version_text(rule_model(context), visit->unit->python_version));
}

const Rule rule_type_visit_before_3_9 = {
    .name = "type-visit-before-3.9",
    .family = "heap",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x0308,
    .summary = "tp_traverse visits the type on Python 3.8",
    .what = "A type made from a spec that can be subclassed and whose `tp_traverse` visits `Py_TYPE(self)`, if Python "
            "3.8 is among the versions that are judged.",
    .why = "Up to Python 3.8 `subtype_traverse()` visited the type of an instance of a Python subclass always. Python "
           "3.9 moved that duty to the `tp_traverse` of heap types (bpo-40217). Code that does it on 3.8 has the one "
           "reference subtracted twice.",
    .consequence = "On Python 3.8 a living subclass is taken for garbage and cleared. On later versions the visit is "
                   "right, and needed.",
    .fix = "Put the visit under `#if PY_VERSION_HEX >= 0x03090000`.",
    .exceptions = "A type that cannot be subclassed is a note. With headers of Python 3.9 or later, where an `#if` "
                  "that was true leaves nothing to see, every finding is a note.",
    .references = "https://docs.python.org/3/whatsnew/3.9.html#changes-in-the-c-api\n"
                  "https://github.com/python/cpython/issues/84398 (bpo-40217)",
    .check_type = check,
};
