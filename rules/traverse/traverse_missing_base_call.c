#include "rules/common/lifecycle.h"
#include "rules/common/visits.h"

/* A reference of the base that the base visits and this type does not. */
static bool is_lost(const Reference *reference)
{
    return reference->in_base && reference_matters(reference) && reference->visited.truth == TRUTH_NO;
}

static bool is_kept(const Reference *of_base)
{
    return of_base->visited.truth != TRUTH_NO;
}

static bool visits_base_field(const Type *type, const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Reference *reference = visited_reference(type, trace, &trace->events[i]);
        if (reference && reference->in_base)
            return true;
    }
    return false;
}

static bool base_visits_something(const Model *model, const Type *type)
{
    const ApiType *builtin = type->builtin_base;
    return builtin && builtin->visits_fields && builtin_has_gc(model, builtin, true) && !type_is_apart_from_builtin(type);
}

static void report(RuleContext *context, const Type *type, const char *lost)
{
    const char *function = slot_function_name(type, SLOT_tp_traverse);
    const char *base = type->base ? type_label(type->base) : type->builtin_base->name;
    Finding *finding = report_type(context, type, NULL, slot_function_place(type, SLOT_tp_traverse),
                                   "`%s` does not call the tp_traverse of its base `%s`%s%s", function, base,
                                   lost ? ", which visits " : "", lost ? lost : "");
    finding_function(finding, function);
    if (type->base)
        finding_evidence(finding, slot_function_place(type->base, SLOT_tp_traverse), "the tp_traverse of the base");
    finding_evidence(finding, type->slots[SLOT_tp_base].place, "the base is set here");
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    const Trace *trace = type->traverse;
    bool is_judged = trace && type->has_gc == TRUTH_YES && type->base_known == TRUTH_YES &&
                     slot_function_name(type, SLOT_tp_traverse);
    if (!is_judged || trace_may_chain_slot(trace, type, SLOT_tp_traverse))
        return;
    const Reference *first;
    uint32_t count;
    const char *lost = reference_names_kept_by_base(model, type, is_lost, is_kept, &first, &count);
    bool base_has_gc = type->base && type->base->has_gc == TRUTH_YES;
    if (base_has_gc && first)
        report(context, type, lost);
    else if (base_visits_something(model, type) && !visits_base_field(type, trace))
        report(context, type, NULL);
}

const Rule rule_traverse_missing_base_call = {
    .name = "traverse-missing-base-call",
    .family = "traverse",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse does not call that of the base",
    .what = "A `tp_traverse` of a type whose base takes part in garbage collection and visits references of its own, "
            "that neither calls the base's `tp_traverse` nor visits those references itself.",
    .why = "A type has one `tp_traverse`: setting it replaces that of the base, and nobody calls the replaced one. "
           "The fields in the base's part of the instance are then owned but never visited.",
    .consequence = "Cycles through what the base holds leak: the elements of a list subclass, the attributes of an "
                   "exception. If the base is a heap type, the reference to the type is lost as well.",
    .fix = "End the function with `return Base_Type.tp_traverse(self, visit, arg);`, or `PyList_Type.tp_traverse` and "
           "the like for builtin types.",
    .exceptions = "Bases whose fields cannot be part of a cycle; a function that visits the base's fields itself; "
                  "calls that could not be followed; bases that are not known.",
    .references = "https://docs.python.org/3/howto/isolating-extensions.html#tp-traverse",
    .check_type = check,
};
