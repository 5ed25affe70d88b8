#include "rules/common/references.h"

/* Where tp_traverse forgets the field as well, who mends that will want to mend this too: a note. */
static bool is_candidate(const Reference *reference)
{
    return reference_is_own_matter(reference) && reference->visited.truth != TRUTH_UNKNOWN &&
           reference->cleared.truth == TRUTH_NO && !reference->is_dict;
}

/* tp_dealloc calls tp_clear and releases the field besides: it was not forgotten, it is kept until then. */
static bool is_kept_on_purpose(const Type *type, const Reference *reference)
{
    const Trace *trace = type->dealloc;
    bool calls_clear = false, releases = false;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_ENTER && function_equal(event->function, type->clear->function))
            calls_clear = true;
        if (event->kind == EVENT_RELEASE && function_equal(trace_naming_event(trace, event)->in, trace->function) &&
            event_reference(type, trace, event) == reference)
            releases = true;
    }
    return calls_clear && releases;
}

static void report(RuleContext *context, const Type *type, const Reference *reference)
{
    const char *function = slot_function_name(type, SLOT_tp_clear);
    bool is_visited = reference->visited.truth == TRUTH_YES;
    Finding *finding =
        report_type(context, type, reference->path, slot_function_place(type, SLOT_tp_clear),
                    is_visited ? "`%s` is visited by tp_traverse but `%s` does not clear it"
                               : "`%s`, which tp_traverse has to visit, is not cleared by `%s` either", reference->path, function);
    finding_function(finding, function);
    bool is_kept = is_kept_on_purpose(type, reference);
    if (!reference->is_mutable || is_kept || !is_visited || reference->holds_clearable)
        finding_severity(finding, SEVERITY_NOTE);
    if (reference->holds_clearable)
        finding_evidence(finding, reference->declaration,
                         "it only ever holds a list, dict or set made for the instance, and the collector clears that");
    if (is_kept)
        finding_evidence(finding, slot_function_place(type, SLOT_tp_dealloc),
                         "tp_dealloc calls tp_clear and releases the field besides, so it may be kept on purpose");
    finding_judgement(finding, &reference->visited);
    finding_ownership(finding, reference);
    finding_judgement(finding, &reference->cleared);
}

/* The pointer goes, and the reference stays: what it leads to is never freed, for nobody can find it any more. */
static void report_lost(RuleContext *context, const Type *type, const Reference *reference)
{
    const char *function = slot_function_name(type, SLOT_tp_clear);
    Finding *finding = report_type(context, type, reference->path, reference->lost_in_clear,
                                   "`%s` sets `%s` to NULL without releasing what stood there", function, reference->path);
    finding_function(finding, function);
    finding_ownership(finding, reference);
}

static void check(RuleContext *context, const Type *type)
{
    if (type->has_gc != TRUTH_YES || !type_defines(type, SLOT_tp_clear) || !type->clear ||
        !slot_function_name(type, SLOT_tp_clear))
        return;
    for (uint32_t i = 0; i < type->reference_count; i++) {
        const Reference *reference = &type->references[i];
        if (is_candidate(reference))
            report(context, type, reference);
        else if (reference->lost_in_clear.unit && reference_is_own_matter(reference) && !reference->lent_store.unit)
            report_lost(context, type, reference);
    }
}

const Rule rule_clear_missing_field = {
    .name = "clear-missing-field",
    .family = "clear",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "reference that tp_traverse visits is not released by tp_clear",
    .what = "An owned reference that can be part of a cycle and that `tp_traverse` visits or has to, but that `tp_clear`, with "
            "the functions it calls, neither releases nor replaces. It is a note if the field is never changed after "
            "construction, if it only ever holds a list, dict or set made for the instance, which the collector clears, if "
            "`tp_traverse` does not visit it either, and if `tp_dealloc` calls `tp_clear` and releases the field besides. And one that "
            "`tp_clear` overwrites with `NULL` although nothing in it has released or kept what stood there.",
    .why = "`tp_traverse` lets the collector find a cycle through the field; only `tp_clear` can break it there. A "
           "cycle whose other objects have no `tp_clear`, or are of this same type, goes through this field only.",
    .consequence = "Such a cycle is found in every collection, never freed, and leaks.",
    .fix = "Add `Py_CLEAR(self->field);` to `tp_clear`. If other code relies on the field being set, replace its "
           "value by something harmless with `Py_SETREF(self->field, Py_NewRef(Py_None));`.",
    .exceptions = "`Py_TYPE(self)` is visited but must not be cleared. A field that is kept on purpose because every "
                  "cycle is broken elsewhere, as CPython keeps `func_code`, needs a suppression that says so. If a "
                  "call in `tp_clear` cannot be followed, the rule is silent.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_clear",
    .check_type = check,
};
