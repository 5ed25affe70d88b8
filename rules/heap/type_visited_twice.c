#include "rules/common/visits.h"

static bool is_type_visit(const Trace *trace, const Event *event)
{
    return event->kind == EVENT_VISIT && trace_value_is_type_of_self(trace, event->value);
}

/* A base's tp_traverse that was not followed, of a heap type, which visits the type by protocol. */
static bool is_heap_base_call(const Trace *trace, const Event *event, const Type *type)
{
    (void)trace;
    return event->kind == EVENT_SLOT_CALL && event_chains_slot(event, type, SLOT_tp_traverse) && event->slot_type &&
           event->slot_type->is_heap;
}

static void report(RuleContext *context, const Type *type, const Trace *trace, const Event *first, const Event *second)
{
    const Event *named = trace_naming_event(trace, second);
    const Event *own = named->in.unit && function_equal(named->in, trace->function) ? second : first;
    Finding *finding = report_type(context, type, NULL, trace_naming_place(trace, own),
                                   "`%s` visits Py_TYPE(self) twice for the one reference of the instance",
                                   function_name(trace->function));
    finding_function(finding, function_name(trace->function));
    const Event *other = own == second ? first : second;
    finding_evidence(finding, trace_naming_place(trace, other),
                     other->kind == EVENT_VISIT ? "`%s` visits it here"
                                                : "`%s` hands over to the base, which visits it",
                     function_name(trace_naming_event(trace, other)->in));
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->traverse;
    if (!type->is_heap || !trace || type->has_gc != TRUTH_YES)
        return;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        for (uint32_t j = i + 1; j < trace->event_count; j++) {
            const Event *a = &trace->events[i], *b = &trace->events[j];
            bool both = is_type_visit(trace, a) ? is_type_visit(trace, b) || is_heap_base_call(trace, b, type)
                                                : is_heap_base_call(trace, a, type) && is_type_visit(trace, b);
            if (!both || events_are_one(a, b) || !events_in_order(trace, i, j))
                continue;
            if (!trace_is_unconditional(trace, a, a->value.path) || !trace_is_unconditional(trace, b, b->value.path))
                continue;
            report(context, type, trace, a, b);
            return;
        }
    }
}

const Rule rule_type_visited_twice = {
    .name = "type-visited-twice",
    .family = "heap",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "heap type's tp_traverse and that of its heap base both visit the type",
    .what = "A `tp_traverse` of a type made from a spec that visits `Py_TYPE(self)` and calls the `tp_traverse` of a "
            "base that visits it as well.",
    .why = "An instance owns one reference to its type, however long the chain of bases is. By the protocol of Python "
           "3.9 the function of the lowest heap type visits it; the function of a derived heap type that chains to it "
           "must not.",
    .consequence = "The collector subtracts two references where there is one, and takes a living type for garbage: "
                   "its dictionary is cleared. Debug builds stop with \"refcount is too small\".",
    .fix = "Remove the visit from the derived type's `tp_traverse`.",
    .exceptions = "If the base is a static type, the derived heap type has to visit the type itself, and is not "
                  "reported. Visits under conditions are not counted.",
    .references = "https://docs.python.org/3/whatsnew/3.9.html#changes-in-the-c-api",
    .security_severity = "5.0",
    .check_type = check,
};
