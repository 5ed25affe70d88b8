#include "rules/common/functions.h"
#include "rules/common/lifecycle.h"

static bool could_be_cleared(const Reference *reference)
{
    return reference_matters(reference) && reference->kind != REFERENCE_BUFFER;
}

static bool can_be_cleared(const Type *type)
{
    return type->has_gc == TRUTH_YES && type->layout.has_clear == TRUTH_YES;
}

/* All that it can hold are instances of types with a tp_clear: a cycle that goes through it goes through one of those, and is broken
 * there. */
static bool leads_to_cleared(const Reference *reference)
{
    if (reference->target)
        return can_be_cleared(reference->target);
    for (uint32_t i = 0; i < reference->stored_type_count; i++)
        if (!can_be_cleared(reference->stored_types[i]))
            return false;
    return reference->stored_type_count > 0;
}

static bool is_matter(const Reference *reference)
{
    return could_be_cleared(reference) && reference->visited.truth != TRUTH_NO;
}

static bool is_element(const Reference *reference)
{
    return reference->kind == REFERENCE_ARRAY && !reference->is_indirect;
}

/* Nothing but a trailing array of items, as in a tuple, that is filled before anybody sees it. */
static bool is_tuple_like(const Type *type)
{
    for (uint32_t i = 0; i < type->reference_count; i++)
        if (is_matter(&type->references[i]) && !is_element(&type->references[i]))
            return false;
    return true;
}

/* Whether some of the references can be changed by Python code in a living instance. One that holds a dict of the
 * instance's own, or what has a tp_clear, is not asked: a cycle through it is broken there. */
static bool is_any_assignable(Model *model, const Type *type)
{
    for (uint32_t i = 0; i < type->reference_count; i++)
        if (is_matter(&type->references[i]) && !type->references[i].holds_clearable &&
            !leads_to_cleared(&type->references[i]) && reference_is_assignable(model, type, &type->references[i]))
            return true;
    return false;
}

static bool is_clearable(const Reference *reference)
{
    return is_matter(reference) && reference->holds_clearable;
}

static bool is_cleared_there(const Reference *reference)
{
    return is_matter(reference) && !reference->holds_clearable && leads_to_cleared(reference);
}

static bool is_fixed(const Reference *reference)
{
    return is_matter(reference) && !reference->holds_clearable && !leads_to_cleared(reference);
}

/* Why the finding is no more than a note. */
static void add_reasons(Finding *finding, Model *model, const Type *type)
{
    const Reference *first;
    uint32_t count;
    const char *names = reference_names(model, type, is_clearable, &first, &count);
    if (first)
        finding_evidence(finding, first->declaration,
                         "%s only ever %s a list, dict or set made for the instance, and the collector clears that",
                         names, count > 1 ? "hold" : "holds");
    names = reference_names(model, type, is_cleared_there, &first, &count);
    if (first)
        finding_evidence(finding, first->declaration,
                         "what %s can hold has a tp_clear of its own, so that such a cycle is broken there", names);
    reference_names(model, type, is_fixed, &first, &count);
    if (first)
        finding_evidence(finding, (Place){0},
                         "Python code cannot assign to %s of a living instance, so such a cycle is hard to make",
                         count > 1 ? "these fields" : "this field");
}

/* Setting tp_traverse here keeps tp_clear of the base from being inherited. */
static bool loses_inherited_clear(const Type *type)
{
    bool breaks_inheritance = type_defines(type, SLOT_tp_traverse);
    if (type->builtin_base)
        return breaks_inheritance && type->builtin_base->has_clear && !type_is_apart_from_builtin(type);
    return breaks_inheritance && type->base && type->base->effective[SLOT_tp_clear] &&
           !type->base->effective[SLOT_tp_clear]->is_null;
}

/* The GC flag without any of the slots: with tp_traverse, which gc-flag-without-traverse asks for, tp_clear is missing too. */
static void check_bare_flag(RuleContext *context, const Type *type)
{
    const Reference *first;
    uint32_t count;
    const char *names = reference_names(rule_model(context), type, could_be_cleared, &first, &count);
    if (!first)
        return;
    Finding *finding = report_type(context, type, first->path, type->place,
                                   "`%s` has no tp_clear either: a cycle through %s could not be broken", type_label(type), names);
    finding_severity(finding, SEVERITY_NOTE);
    for (uint32_t i = 0; i < type->reference_count; i++)
        if (could_be_cleared(&type->references[i]))
            finding_ownership(finding, &type->references[i]);
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    const Slot *clear = &type->slots[SLOT_tp_clear];
    bool takes_part = type_defines(type, SLOT_tp_traverse) || (type->flags_known && type->flags & TYPE_HAVE_GC);
    if (type->has_gc != TRUTH_YES || !type->is_complete || !takes_part || type_defines(type, SLOT_tp_clear) ||
        clear->unresolved)
        return;
    if (!type->effective[SLOT_tp_traverse] && type->flags_known && !type->base && !type->builtin_base &&
        type->base_known == TRUTH_YES) {
        check_bare_flag(context, type);
        return;
    }
    const Reference *first;
    uint32_t count;
    const char *names = reference_names(model, type, is_matter, &first, &count);
    bool loses = loses_inherited_clear(type);
    if (!first && !loses)
        return;
    bool is_assignable = is_any_assignable(model, type);
    if (!loses && !is_assignable && is_tuple_like(type))
        return;
    Finding *finding;
    if (first) {
        finding = report_type(
            context, type, first->path, type->place,
            "`%s` has no tp_clear: a cycle of %s through nothing but such instances is found but never freed",
            type_label(type), names);
        if (!loses && !is_assignable) {
            finding_severity(finding, SEVERITY_NOTE);
            add_reasons(finding, model, type);
        }
    } else {
        finding = report_type(context, type, NULL, type->place,
                              "`%s` sets tp_traverse without tp_clear, so it loses the tp_clear of its base `%s`",
                              type_label(type), type->base_name ? type->base_name : "");
    }
    if (type_defines(type, SLOT_tp_traverse))
        finding_evidence(finding, type->slots[SLOT_tp_traverse].place,
                         "tp_traverse is set here, so nothing of the three is inherited");
    for (uint32_t i = 0; i < type->reference_count; i++)
        if (is_matter(&type->references[i]))
            finding_ownership(finding, &type->references[i]);
}

const Rule rule_missing_clear = {
    .name = "missing-clear",
    .family = "clear",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "GC type has no tp_clear",
    .what = "A type that takes part in garbage collection, owns references that can be part of a cycle, and has no "
            "`tp_clear`; or that overrides `tp_traverse` on a base with a `tp_clear`, and thereby loses it. It is a "
            "warning if Python code can change one of the references in a living instance (by a method, a setter, an assignment to `x[i]`, "
            "`__init__` or a writable member), and a note otherwise.",
    .why = "Finding a cycle is the work of `tp_traverse`, breaking it that of `tp_clear`: `delete_garbage()` in the "
           "collector calls it for each object of a cycle and does nothing for objects without one. An immutable "
           "object needs none: what it refers to existed before it, so a cycle has to pass through some object that "
           "was changed later, and that one can be cleared. An object whose own fields are assigned later can be the "
           "one that closes the cycle, and then nobody breaks it.\n\n"
           "`tp_clear` is inherited only together with `tp_traverse` and the flag (`inherit_special()`); a type that "
           "sets one of them must set them all.",
    .consequence = "A cycle that consists only of such instances is found by every collection and never freed: it "
                   "leaks, and costs time each time. `gc.collect()` keeps counting it.",
    .fix = "Write a `tp_clear` with `Py_CLEAR(self->field);` for every field that `tp_traverse` visits, end it with "
           "`return 0;` or with a call of the base's tp_clear, and call it from `tp_dealloc` after "
           "`PyObject_GC_UnTrack()`.",
    .exceptions = "Silent if only the type itself is visited, if what the fields hold cannot be part of a cycle, for buffers, and "
                  "for types that hold nothing but an array of items. The note for instances that "
                  "are complete when they are made, as those of tuple and of most iterators in CPython, needs no "
                  "action: some other object of every cycle can be cleared. So it is with a field that only ever holds "
                  "a list, dict or set made for the instance, or what is of a type of the program with a tp_clear: that one is "
                  "cleared.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_clear\n"
                  "https://github.com/python/cpython/issues/77599 (bpo-33418: functions got a tp_clear)",
    .check_type = check,
};
