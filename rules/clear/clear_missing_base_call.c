#include "rules/common/lifecycle.h"
#include "rules/common/visits.h"

/* Whether the derived type visits the field too is another rule's question. */
static bool is_lost(const Reference *reference)
{
    return reference->in_base && reference_matters(reference) && reference->cleared.truth == TRUTH_NO &&
           reference->is_mutable;
}

static bool is_kept(const Reference *of_base)
{
    return of_base->cleared.truth != TRUTH_NO;
}

static bool base_defines_clear(const Type *type)
{
    const Slot *slot = type->base ? type->base->effective[SLOT_tp_clear] : NULL;
    return slot && !slot->is_null && slot->function.unit;
}

static void report(RuleContext *context, const Type *type, const char *lost)
{
    const char *function = slot_function_name(type, SLOT_tp_clear);
    const char *base = type->base ? type_label(type->base) : type->builtin_base->name;
    Finding *finding = report_type(context, type, NULL, slot_function_place(type, SLOT_tp_clear),
                                   "`%s` does not call the tp_clear of its base `%s`%s%s", function, base,
                                   lost ? ", which releases " : "", lost ? lost : "");
    finding_function(finding, function);
    if (type->base)
        finding_evidence(finding, slot_function_place(type->base, SLOT_tp_clear), "the tp_clear of the base");
    finding_evidence(finding, type->slots[SLOT_tp_base].place, "the base is set here");
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    const Trace *trace = type->clear;
    bool is_judged =
        trace && type->has_gc == TRUTH_YES && type->base_known == TRUTH_YES && slot_function_name(type, SLOT_tp_clear);
    if (!is_judged || trace_may_chain_slot(trace, type, SLOT_tp_clear))
        return;
    const Reference *first;
    uint32_t count;
    const char *lost = reference_names_kept_by_base(model, type, is_lost, is_kept, &first, &count);
    if (base_defines_clear(type) && first)
        report(context, type, lost);
    else if (type->builtin_base && type->builtin_base->has_clear && builtin_has_gc(model, type->builtin_base, true) &&
             !type_is_apart_from_builtin(type))
        report(context, type, NULL);
}

const Rule rule_clear_missing_base_call = {
    .name = "clear-missing-base-call",
    .family = "clear",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_clear does not call that of the base",
    .what =
        "A `tp_clear` of a type whose base has one too, that neither calls it nor releases the base's fields itself.",
    .why = "Setting `tp_clear` replaces that of the base, and nobody calls the replaced one. The base's part of the "
           "instance stays as it is when a cycle is to be broken.",
    .consequence = "Cycles that pass only through what the base holds, such as the items of a dict subclass or the "
                   "attributes of an exception, are found in every collection and never freed.",
    .fix = "Release the fields of the type, then `return Base_Type.tp_clear(self);`, or `PyDict_Type.tp_clear` and "
           "the like for builtin types.",
    .exceptions = "Bases without a `tp_clear`, such as tuple; base fields that are never changed after construction "
                  "or cannot be part of a cycle; calls that could not be followed; bases that are not known.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_clear",
    .check_type = check,
};
