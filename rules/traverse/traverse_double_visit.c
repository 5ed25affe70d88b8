#include "rules/common/visits.h"

/* Both visits happen in one run and are of the same reference. Elements of an array are told apart by nothing here, so
 * two loops over one array may be about different parts of it. */
static bool is_repeated(const Trace *trace, uint32_t first, uint32_t second)
{
    const Event *a = &trace->events[first], *b = &trace->events[second];
    if (a->value.kind != VALUE_CONTENT || b->value.kind != VALUE_CONTENT || a->value.path != b->value.path ||
        a->value.version != b->value.version)
        return false;
    if (a->unit == b->unit && a->node == b->node && a->caller == b->caller)
        return false;
    if (trace_value_is_type_of_self(trace, a->value) ||
        trace_path(trace, trace_root(trace, a->value.path))->kind != PATH_SELF)
        return false;
    if (a->in_loop || b->in_loop || trace_real_guard(trace, a->guard, a->value.path) ||
        trace_real_guard(trace, b->guard, b->value.path))
        return false;
    return events_in_order(trace, first, second);
}

static void report(RuleContext *context, const Type *type, const Trace *trace, const Event *second, const Event *first,
                   const char *path)
{
    Finding *finding =
        report_type(context, type, path, event_place(second), "`%s` is visited twice for one reference", path);
    finding_function(finding, function_name(trace->function));
    finding_evidence(finding, event_place(first), "it is visited here already");
    finding_evidence(
        finding, (Place){0},
        "the collector subtracts two references where there is one, and may take a living object for garbage");
}

/* The type visits a field of its builtin base, and the base's traverse does so again. */
static void check_builtin_base(RuleContext *context, const Type *type, const Trace *trace)
{
    const Event *chained = NULL;
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_SLOT_CALL && trace->events[i].slot_builtin &&
            event_chains_slot(&trace->events[i], type, SLOT_tp_traverse))
            chained = &trace->events[i];
    for (uint32_t i = 1; chained && chained->slot_builtin->visits_fields && i < trace->event_count; i++) {
        const Reference *reference = visited_reference(type, trace, &trace->events[i]);
        if (reference && reference->in_base)
            report(context, type, trace, chained, &trace->events[i], reference->path);
    }
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->traverse;
    if (!trace || type->has_gc != TRUTH_YES)
        return;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        if (trace->events[i].kind != EVENT_VISIT)
            continue;
        for (uint32_t j = i + 1; j < trace->event_count; j++)
            if (trace->events[j].kind == EVENT_VISIT && is_repeated(trace, i, j)) {
                report(context, type, trace, &trace->events[j], &trace->events[i],
                       trace_path_text(rule_model(context), trace, trace->events[j].value.path));
                break;
            }
    }
    if (type->builtin_base)
        check_builtin_base(context, type, trace);
}

const Rule rule_traverse_double_visit = {
    .name = "traverse-double-visit",
    .family = "traverse",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse visits one owned reference twice",
    .what = "Two visits of the same field in one run of `tp_traverse`; also one by the type itself and one by the "
            "`tp_traverse` of its base, which it calls.",
    .why = "Each visit subtracts one from the collector's copy of the reference count (`visit_decref()`). One owned "
           "reference that is visited twice cancels a reference that somebody else holds.",
    .consequence = "The collector takes a living object for garbage and clears it: a list in use becomes empty, a "
                   "class loses its attributes. Debug builds stop with \"refcount is too small\".",
    .fix = "Visit each owned reference once. Fields of the base are visited by the base's `tp_traverse`.",
    .exceptions = "Visits in branches that exclude each other, under conditions of which gclint cannot tell whether "
                  "they do, and in loops. Two fields that may hold the same object each own a reference, and are both "
                  "visited.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.Py_VISIT\n"
                  "https://github.com/tobgu/pyrsistent/issues/174",
    .security_severity = "7.0",
    .check_type = check,
};
