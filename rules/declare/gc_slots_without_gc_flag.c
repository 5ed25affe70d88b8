#include "rules/common/references.h"

#include <string.h>

/* A GC subclass of the program takes the function over by inheritance or by name: the slot is kept for it. */
static bool serves_subclass(const Model *model, const Type *type)
{
    FunctionRef traverse = type_effective_function(type, SLOT_tp_traverse);
    for (uint32_t i = 0; i < model->type_count; i++) {
        const Type *other = model->types[i];
        if (other == type || other->has_gc != TRUTH_YES)
            continue;
        for (const Type *base = other->base; base; base = base->base)
            if (base == type)
                return true;
        if (traverse.unit && function_equal(type_effective_function(other, SLOT_tp_traverse), traverse))
            return true;
    }
    return false;
}

/* A static type over object without tp_new has instances only by way of subclasses, and those that are written in
 * Python have GC. */
static bool is_abstract_base(const Type *type)
{
    const Slot *new = type->effective[SLOT_tp_new];
    return type->is_subclassable && !type->is_heap && (!new || new->is_null) && !type->builtin_base;
}

/* An owner's tp_traverse calls this function itself. */
static bool is_called_by_owner(Model *model, const Type *type)
{
    FunctionRef traverse = type_effective_function(type, SLOT_tp_traverse);
    for (uint32_t i = 0; traverse.unit && i < model->type_count; i++) {
        const Trace *trace = model->types[i] != type ? model->types[i]->traverse : NULL;
        for (uint32_t j = 1; trace && j < trace->event_count; j++)
            if (trace->events[j].kind == EVENT_ENTER && function_equal(trace->events[j].function, traverse))
                return true;
    }
    return type_is_visited_by_owner(model, type);
}

static bool calls_through_type(const Trace *trace, const Type *type)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        SlotId slot = strcmp(event->slot ? event->slot : "", "tp_clear") == 0 ? SLOT_tp_clear : SLOT_tp_traverse;
        if (event->kind == EVENT_SLOT_CALL && strcmp(event->slot, slot_name(slot)) == 0 && type_defines(type, slot) &&
            !event->slot_type && !event->slot_builtin && !trace_value_is_self(trace, event->value))
            return true;
    }
    return false;
}

/* `Py_TYPE(child)->tp_clear(child)`: the program uses the slot itself, for instances of whatever type. */
static bool is_called_through_type(Model *model, const Type *type)
{
    for (uint32_t i = 0; i < model->type_count; i++)
        if (calls_through_type(type_slot_trace(model, model->types[i], SLOT_tp_dealloc), type) ||
            calls_through_type(type_slot_trace(model, model->types[i], SLOT_tp_clear), type) ||
            calls_through_type(model->types[i]->traverse, type))
            return true;
    return false;
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    bool has_traverse = type_defines(type, SLOT_tp_traverse), has_clear = type_defines(type, SLOT_tp_clear);
    if (!(has_traverse || has_clear) || !type->flags_known || type->has_gc != TRUTH_NO || type->base_known != TRUTH_YES)
        return;
    bool has_gc_base =
        (type->base && type->base->has_gc != TRUTH_NO) || builtin_has_gc(model, type->builtin_base, false);
    if (has_gc_base || serves_subclass(model, type))
        return;
    const char *slots = has_traverse && has_clear ? "tp_traverse and tp_clear"
                        : has_traverse            ? "tp_traverse"
                                                  : "tp_clear";
    bool is_called = is_called_by_owner(model, type) || is_called_through_type(model, type);
    Finding *finding = report_type(context, type, NULL, type->flags_place,
                                   "`%s` defines %s, but without Py_TPFLAGS_HAVE_GC %s ever calls %s%s", type_label(type),
                                   slots, is_called ? "no collection" : "nothing",
                                   has_traverse && has_clear ? "them" : "it",
                                   type->is_subclassable ? " for its own instances" : "");
    if (is_called || is_abstract_base(type))
        finding_severity(finding, SEVERITY_NOTE);
    if (type->is_subclassable)
        finding_evidence(finding, type->flags_place, "instances of Python subclasses have GC, and use %s",
                         has_traverse && has_clear ? "them" : "it");
    const Slot *slot = &type->slots[has_traverse ? SLOT_tp_traverse : SLOT_tp_clear];
    finding_evidence(finding, slot->place, "%s is set here", has_traverse ? "tp_traverse" : "tp_clear");
    const Reference *first;
    uint32_t count;
    const char *names = reference_names(model, type, reference_is_own_matter, &first, &count);
    if (first)
        finding_evidence(finding, first->declaration, "every cycle through %s leaks", names);
}

const Rule rule_gc_slots_without_gc_flag = {
    .name = "gc-slots-without-gc-flag",
    .family = "declare",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "type defines tp_traverse or tp_clear but not Py_TPFLAGS_HAVE_GC",
    .what = "A type that sets `tp_traverse` or `tp_clear` while neither it nor its base has `Py_TPFLAGS_HAVE_GC`.",
    .why = "The two functions are used only if the flag is set: without it instances get no GC header, are in none of "
           "the collector's lists, and nobody asks them anything. Whoever wrote the functions believed otherwise, so "
           "the type most likely owns objects that can form cycles.",
    .consequence = "Every reference cycle through an instance leaks, with everything that hangs on it. Nothing "
                   "crashes and nothing is reported.",
    .fix = "Add `Py_TPFLAGS_HAVE_GC` to the flags. Then the rest of the protocol applies too: allocate with "
           "`tp_alloc` or `PyObject_GC_New()`, call `PyObject_GC_UnTrack(self)` first in `tp_dealloc`, and free with "
           "`tp_free`. If instances own nothing that can be part of a cycle, delete the two functions instead.",
    .exceptions = "Silent if the base takes part in garbage collection or is not known (see "
                  "gc-flag-lost-in-subclass), if the flags could not be read, and if a subclass in the program that "
                  "has the flag uses the functions. If the type has instances only by way of subclasses (it can be "
                  "subclassed and has no tp_new), if the tp_traverse of another type visits what instances of this one "
                  "own, or if the program calls the slot itself through the type of an object, the finding is a note.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_traverse\n"
                  "https://github.com/python/cpython/issues/87138 (bpo-42972: CPython's own types of this kind)",
    .check_type = check,
};
