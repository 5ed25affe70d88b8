#include "rules/common/references.h"
#include "rules/common/words.h"

#include <string.h>

static bool is_released_in(const Type *type, const Trace *trace, const Reference *reference)
{
    PathId self = trace ? trace_self(trace) : 0;
    for (uint32_t i = 1; self && i < trace->event_count; i++)
        if (event_releases_field(trace, &trace->events[i], self) &&
            event_reference(type, trace, &trace->events[i]) == reference)
            return true;
    return false;
}

/* What nongc-default-dealloc-offsets is about. */
static bool is_left_to_default_dealloc(const Type *type, const Reference *reference)
{
    return type->has_default_dealloc && type->has_gc != TRUTH_YES && (reference->is_writable_member || reference->is_dict);
}

/* A release somewhere else in the program is not enough to say that the deallocator forgets it. */
static bool takes_references(const Reference *reference)
{
    return (reference->cleared.truth == TRUTH_YES && !reference->stays_null) || reference->is_writable_member ||
           reference->is_dict || reference->is_told_by_visit || (reference->owning_stores && !reference->borrowing_stores);
}

/* A struct inside the instance that another type has as well, and releases: there the field may be owned, here only
 * borrowed. */
static bool is_shared_part(const Model *model, const Type *type, const Reference *reference)
{
    if (!reference->leaf_record || !type->record_name || reference_is_of_record(reference, type->record_name) ||
        reference->is_writable_member || reference->cleared.truth == TRUTH_YES)
        return false;
    for (uint32_t i = 0; i < model->type_count; i++)
        for (uint32_t k = 0; k < model->types[i]->reference_count; k++) {
            const Reference *other = &model->types[i]->references[k];
            if (model->types[i] != type && other->leaf_record && !strcmp(other->leaf_record, reference->leaf_record) &&
                !strcmp(other->name, reference->name) && other->released.truth == TRUTH_YES)
                return true;
        }
    return false;
}

static bool is_leaked(const Type *type, const Reference *reference)
{
    if (reference->in_base || reference->is_weaklist || reference->owned.truth != TRUTH_YES ||
        reference->released.truth != TRUTH_NO || !takes_references(reference))
        return false;
    if (is_left_to_default_dealloc(type, reference) || is_released_in(type, type->finalize, reference))
        return false;
    return true;
}

static void report_field(RuleContext *context, const Type *type, const Reference *reference)
{
    Finding *finding;
    if (type->dealloc) {
        const char *name = function_name(type->dealloc->function);
        finding = report_type(context, type, reference->path, function_place(type->dealloc->function),
                              "`%s` is owned by every %s but `%s` never releases it", reference->path, type_label(type),
                              name);
        finding_function(finding, name);
    } else {
        finding =
            report_type(context, type, reference->path, type->place,
                        "`%s` is owned by every %s but no tp_dealloc releases it", reference->path, type_label(type));
        if (slot_frees(&type->slots[SLOT_tp_dealloc]))
            finding_evidence(finding, type->slots[SLOT_tp_dealloc].place, "%s() frees the instance and knows nothing of its fields",
                             type->slots[SLOT_tp_dealloc].name);
        else if (type->has_default_dealloc)
            finding_evidence(finding, type->place,
                             "without Py_tp_dealloc the type gets subtype_dealloc(), which releases only writable "
                             "T_OBJECT_EX members");
        else
            finding_evidence(finding, type->place,
                             "the inherited tp_dealloc does not know the fields that this type adds");
    }
    finding_evidence(finding, reference->declaration, "declared here");
    finding_judgement(finding, &reference->owned);
    if (type_defines(type, SLOT_tp_clear) && reference->cleared.truth == TRUTH_YES)
        finding_evidence(
            finding, type->slots[SLOT_tp_clear].place,
            "tp_clear releases it, but only the collector calls tp_clear; the end of the last reference does not");
}

/* What the argument is, as far as the trace tells, stands neither in the instance nor is it the instance. */
static bool is_of_others(const Trace *trace, const Event *call, uint32_t argument)
{
    NodeId node = unit_child(call->unit, unit_node(call->unit, call->node), argument + 1);
    const CType *type = node ? unit_type(call->unit, unit_node(call->unit, node)->type) : NULL;
    if (type && type->kind != CTYPE_POINTER && type->kind != CTYPE_ARRAY)
        return true;
    Value value = call->arguments[argument];
    bool is_known = argument < 32 && !(call->doubtful_arguments >> argument & 1) && value.path;
    return value.kind == VALUE_NULL || (is_known && trace_root(trace, value.path) != trace_self(trace));
}

static bool is_call_about_others(const Trace *trace, const Event *call)
{
    NodeId callee = unit_child(call->unit, unit_node(call->unit, call->node), 0);
    if ((call->kind != EVENT_CALL && call->kind != EVENT_ENTER) || (callee && unit_node(call->unit, callee)->kind == N_MEMBER))
        return false;
    for (uint32_t i = 0; i < call->argument_count; i++)
        if (!is_of_others(trace, call, i))
            return false;
    return true;
}

/* The result comes from a function that got nothing of the instance, whenever it was called. */
static bool is_found_elsewhere(const Trace *trace, const Path *result)
{
    bool is_called = false;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        if (!event_is_call_of(&trace->events[i], result))
            continue;
        is_called = true;
        if (!is_call_about_others(trace, &trace->events[i]))
            return false;
    }
    return is_called;
}

/* `Py_XDECREF(get_part(self))` with a function that is not in the program may release any field. */
static bool releases_unknown(const Trace *trace)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_RELEASE || event->value.kind != VALUE_CONTENT || trace_takes_reference(trace, event->value))
            continue;
        const Path *path = trace_path(trace, event->value.path);
        if (path->kind == PATH_RESULT && !path->is_owned_result && !path->is_out_parameter && !is_found_elsewhere(trace, path))
            return true;
    }
    return false;
}

/* It gives itself a new reference and frees nothing: its instances never die. */
static bool keeps_alive(const Trace *trace)
{
    bool has_reference = false;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_FREE && trace_value_is_self(trace, event->value))
            return false;
        has_reference |= event->kind == EVENT_INCREF && !trace_real_guard(trace, event->guard, 0) && trace_value_is_self(trace, event->value);
    }
    return has_reference;
}

/* It is released, but once, and takes two references. */
static void check_surplus(RuleContext *context, const Type *type, const Reference *reference)
{
    Surplus surplus;
    if (reference->in_base || reference->is_weaklist || reference->owned.truth != TRUTH_YES ||
        reference->released.truth != TRUTH_YES || !reference_surplus(rule_model(context), type, reference, &surplus))
        return;
    Finding *finding =
        report_type(context, type, reference->path, surplus.increment,
                    "`%s` is given a second reference here, and nothing ever releases two", reference->path);
    finding_function(finding, function_name(surplus.in));
    finding_evidence(finding, surplus.store, "%s() has made a new reference, which is the field's own already",
                     surplus.made_by);
    if (surplus.made.unit)
        finding_evidence(finding, surplus.made, "it is made here, and given to no other place");
    finding_judgement(finding, &reference->released);
}

static void check(RuleContext *context, const Type *type)
{
    if (!type->is_complete || type->style == STYLE_STRUCTSEQ)
        return;
    bool frees = slot_frees(&type->slots[SLOT_tp_dealloc]);
    bool is_own = type_defines(type, SLOT_tp_dealloc) && !frees;
    if (is_own ? !type->dealloc || trace_has_opaque_call(type->dealloc, trace_self(type->dealloc))
               : type->base_known != TRUTH_YES)
        return;
    if (!is_own && !frees && type_is_abstract(rule_model(context), type))
        return;
    const Trace *dealloc = type_slot_trace(rule_model(context), type, SLOT_tp_dealloc);
    if (releases_unknown(dealloc) || keeps_alive(dealloc))
        return;
    for (uint32_t i = 0; i < type->reference_count; i++) {
        check_surplus(context, type, &type->references[i]);
        if (is_leaked(type, &type->references[i]) && !is_shared_part(rule_model(context), type, &type->references[i]))
            report_field(context, type, &type->references[i]);
    }
}

const Rule rule_dealloc_missing_field_release = {
    .name = "dealloc-missing-field-release",
    .family = "dealloc",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "owned field is not released when the instance dies",
    .what =
        "A reference that instances own, which neither `tp_dealloc` nor a function it calls releases: the deallocator "
        "forgets it, or the type has no deallocator of its own although it adds owned fields to its base. And a "
        "`Py_INCREF()` of what a function of the API has just made for the field, whose new reference is the field's own "
        "already: of two references the deallocator releases one.",
    .why =
        "`tp_dealloc` is the only function that runs when the last reference goes away. `tp_clear` is not: the "
        "collector calls it, and only for objects in a cycle that it has found to be garbage. A deallocator therefore "
        "has to release every owned field, directly or by calling `tp_clear` itself, also fields that hold nothing but "
        "a `str` or an `int` and are of no interest to the collector.\n\n"
        "Without a `tp_dealloc`, a static type inherits the one of its base, which does not know the added fields. A "
        "type made from a `PyType_Spec` gets `subtype_dealloc()`; if the type has `Py_TPFLAGS_HAVE_GC` that function "
        "releases *writable* `T_OBJECT_EX` members and the instance dictionary (`clear_slots()` in "
        "Objects/typeobject.c), and nothing else: not `T_OBJECT`, not `READONLY`, not fields without a `PyMemberDef`.",
    .consequence = "Every instance that held something in the field leaks it, on all versions.",
    .fix = "Release the field in the deallocator, with `Py_XDECREF(self->field)` or by calling the type's `tp_clear` "
           "function. Where it is given two references, drop the `Py_INCREF()`.",
    .exceptions = "Fields without proof that the instance owns them, among them fields of a struct that several types "
                  "contain and one of them releases, and fields that whoever holds the instance releases before it; "
                  "fields of the base, which its own deallocator releases; fields "
                  "that `tp_finalize` releases in a type with the default deallocator; second references where the object "
                  "is stored in another place too, returned, released again or handed to a function that is not known; types whose deallocator hands "
                  "the instance to a function outside the program, or gives it a new reference and frees nothing.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_dealloc",
    .check_type = check,
};
