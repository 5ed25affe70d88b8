#include "rules/common/references.h"

#include <string.h>

/* Instances of the target have no GC header, so that a visit of them does nothing: what they own is the owner's to
 * visit, or a finding about the target. */
static bool leads_to_plain_object(const Reference *reference)
{
    const Type *target = reference->target;
    return target && target->has_gc == TRUTH_NO && !target->is_subclassable && !target->has_subclass;
}

/* Field of this type that its tp_traverse, own or inherited, has to visit. */
static bool is_candidate(const Reference *reference)
{
    bool can_cycle = reference->owned.truth == TRUTH_YES && reference->cyclic.truth == TRUTH_YES &&
                     strcmp(reference->path, "ob_type") != 0;
    return can_cycle && !reference->is_weaklist && !reference->in_base && !reference->is_dict &&
           reference->visited.truth == TRUTH_NO && !leads_to_plain_object(reference);
}

/* tp_traverse reaches the same member of the same struct by another way, as it does in linked blocks and lists: which
 * of them the way covers is not known. */
static bool is_visited_another_way(const Trace *trace, const Reference *reference)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        PathId id = event->kind == EVENT_VISIT ? event->value.path : 0;
        while (id && trace_path(trace, id)->kind == PATH_INDEX)
            id = trace_path(trace, id)->parent;
        const Path *path = id ? trace_path(trace, id) : NULL;
        bool is_member = path && path->kind == PATH_FIELD && path->name && path->record.unit && reference->leaf_record;
        if (!is_member || !path->is_arrow || trace_path(trace, path->parent)->kind == PATH_SELF)
            continue;
        const Record *record = unit_record(path->record.unit, path->record.record);
        if (!strcmp(path->name, reference->name) && record &&
            reference_is_of_record(reference, unit_string(path->record.unit, record->name)))
            return true;
    }
    return false;
}

static bool gets_instance(const Trace *trace, const Path *result)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_CALL && event->node == result->call && event->unit == result->call_unit &&
            event_passes(trace, event, trace_self(trace)))
            return true;
    }
    return false;
}

/* What a call returns that got the instance is visited: a getter of a header, which may return any of the fields. */
static bool visits_result(const Trace *trace)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        const Path *root = event->kind == EVENT_VISIT && event->value.path
                               ? trace_path(trace, trace_root(trace, event->value.path))
                               : NULL;
        if (root && root->kind == PATH_RESULT && gets_instance(trace, root))
            return true;
    }
    return false;
}

static void report(RuleContext *context, const Type *type, const Reference *reference)
{
    const char *function = slot_function_name(type, SLOT_tp_traverse);
    bool is_own = type_defines(type, SLOT_tp_traverse);
    Finding *finding;
    if (is_own && function)
        finding = report_type(context, type, reference->path, slot_function_place(type, SLOT_tp_traverse),
                              "`%s` is owned by every `%s` but `%s` does not visit it", reference->path,
                              type_label(type), function);
    else
        finding = report_type(context, type, reference->path, type->place,
                              "`%s` is owned by every `%s` but not visited: its tp_traverse is inherited from %s%s%s, "
                              "which does not know the field",
                              reference->path, type_label(type), type->base_name ? "`" : "",
                              type->base_name ? type->base_name : "its base", type->base_name ? "`" : "");
    if (is_own)
        finding_function(finding, function);
    if (reference->kind == REFERENCE_BUFFER || reference->is_str_by_convention || reference->leads_to_strings ||
        reference->is_counted)
        finding_severity(finding, SEVERITY_NOTE);
    finding_ownership(finding, reference);
    if (reference->kind != REFERENCE_BUFFER)
        finding_judgement(finding, &reference->cyclic);
    finding_judgement(finding, &reference->visited);
    if (reference->is_str_by_convention)
        finding_evidence(
            finding, reference->declaration,
            "only objects that pass a check for str are stored, but a subclass of str can be part of a cycle");
    if (reference->leads_to_strings)
        finding_evidence(
            finding, reference->target ? reference->target->place : reference->declaration,
            "it leads to nothing but objects that pass a check for str, and exporters of buffers: only a subclass of "
            "one can be part of a cycle");
    if (reference->is_counted)
        finding_evidence(finding, (Place){0},
                         "it is behind memory that counts its users: visit it only while this instance is the only one");
    if (reference->kind == REFERENCE_BUFFER)
        finding_evidence(finding, reference->declaration, "the buffer holds a reference to the object that exports it");
}

/* Without any tp_traverse the type cannot be made: another rule's finding. */
static bool has_traverse(const Type *type)
{
    if (type_defines(type, SLOT_tp_traverse) || type->effective[SLOT_tp_traverse])
        return true;
    for (; type; type = type->base)
        if (type->builtin_base)
            return true;
    return false;
}

static void check(RuleContext *context, const Type *type)
{
    if (type->has_gc != TRUTH_YES || !has_traverse(type))
        return;
    const Trace *trace = type_slot_trace(rule_model(context), type, SLOT_tp_traverse);
    if (visits_result(trace))
        return;
    for (uint32_t i = 0; i < type->reference_count; i++)
        if (is_candidate(&type->references[i]) && !is_visited_another_way(trace, &type->references[i]))
            report(context, type, &type->references[i]);
}

const Rule rule_traverse_missing_field = {
    .name = "traverse-missing-field",
    .family = "traverse",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "owned reference is not visited by tp_traverse",
    .what = "A reference that every instance of a GC type owns, that can be part of a cycle, and that `tp_traverse` "
            "visits on no path. It may stand in the instance itself, in an embedded or separately allocated struct, "
            "in an array or a table. A type that adds such a field and inherits the `tp_traverse` of its base is "
            "reported as well.",
    .why = "The collector decides what is garbage by arithmetic: it copies the reference count of every tracked "
           "object and lets each `tp_traverse` subtract one for every reference it reports (`subtract_refs()`). What "
           "is left above zero is referenced from outside. A reference that is owned but not visited is never "
           "subtracted, so its target always looks alive, and with it all that the target can reach.",
    .consequence = "Cycles through the field leak. If the target is an instance of a type created from a spec, its "
                   "type and module stay alive too. When the cycle is broken from another side, the target dies in "
                   "the middle of a collection: see surprise-finalizer-through-untraversed.",
    .fix = "Add `Py_VISIT(self->field);` to `tp_traverse`, for arrays and tables in a loop, and "
           "`Py_CLEAR(self->field);` to `tp_clear`.",
    .exceptions = "Silent for fields that only ever hold objects that cannot be part of a cycle, for borrowed "
                  "pointers, for the list of weak references, and for fields of the base (see "
                  "traverse-missing-base-call) and the instance dictionary (see traverse-missing-dict). If `visit` is "
                  "handed to a function that could not be followed, nothing is known about the fields that are not "
                  "visited elsewhere, and the rule is silent. A field that is checked to be `str` when it is stored, "
                  "the object behind a `Py_buffer`, a field that leads to nothing but such objects, and what stands in C "
                  "memory that several instances share by a count, are reported as notes.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.Py_VISIT\n"
                  "https://github.com/python/cpython/issues/84330 (bpo-40149: _abc)\n"
                  "https://github.com/python/cpython/issues/101819 (the io types)",
    .check_type = check,
};
