#include "rules/common/lifecycle.h"
#include "rules/common/words.h"

static const Type *find_gc_subclass(const Model *model, const Type *type)
{
    for (uint32_t i = 0; i < model->type_count; i++)
        if (model->types[i]->base == type && model->types[i]->has_gc == TRUTH_YES)
            return model->types[i];
    return NULL;
}

/* A free that does not match the type itself is free-mismatch. */
static bool matches(const Type *type, ApiEffect effect)
{
    return (effect == API_FREE_OBJECT && type->has_gc == TRUTH_NO) ||
           (effect == API_FREE_GC && type->has_gc == TRUTH_YES);
}

static bool is_wrong_for_subclass(const Type *type, const Type *subclass, ApiEffect effect)
{
    return matches(type, effect) && (type_has_python_subclasses(type) || (subclass && type->has_gc == TRUTH_NO));
}

static void tell_subclasses(Finding *finding, const Type *type, const Type *subclass)
{
    if (type->has_gc == TRUTH_YES)
        finding_severity(finding, SEVERITY_NOTE);
    if (type_has_python_subclasses(type))
        finding_evidence(finding, type->flags_place,
                         "Py_TPFLAGS_BASETYPE: Python code can derive classes, and those are always GC types");
    if (subclass)
        finding_evidence(finding, subclass->place, "%s derives from it and is a GC type", type_label(subclass));
}

static void check_free(RuleContext *context, const Type *type, const Trace *trace, const Event *event)
{
    const Type *subclass = find_gc_subclass(rule_model(context), type);
    if (!is_wrong_for_subclass(type, subclass, event->api->effect))
        return;
    Finding *finding = report_type(context, type, NULL, event_place(event),
                                   type->has_gc == TRUTH_YES
                                       ? "`%s` frees with %s() instead of the tp_free of the instance's type"
                                       : "`%s` frees with %s(), which is wrong for every subclass of %s that is a GC type",
                                   function_name(trace->function), event->callee, type_label(type));
    finding_function(finding, function_name(trace->function));
    tell_subclasses(finding, type, subclass);
}

static void check_slot(RuleContext *context, const Type *type)
{
    const Slot *slot = &type->slots[SLOT_tp_dealloc];
    const ApiFunction *api = slot_frees(slot);
    const Type *subclass = find_gc_subclass(rule_model(context), type);
    if (!api || !is_wrong_for_subclass(type, subclass, api->effect))
        return;
    Finding *finding = report_type(context, type, NULL, slot->place,
                                   type->has_gc == TRUTH_YES
                                       ? "tp_dealloc of %s is %s(), which frees without the tp_free of the instance's type"
                                       : "tp_dealloc of %s is %s(), which is wrong for every subclass that is a GC type",
                                   type_label(type), slot->name);
    tell_subclasses(finding, type, subclass);
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->dealloc;
    PathId self = trace ? trace_self(trace) : 0;
    for (uint32_t i = 1; self && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_FREE && event->api && event_is_on(trace, event, self) &&
            !event_is_guarded_by_type(trace, event))
            check_free(context, type, trace, event);
    }
    check_slot(context, type);
}

const Rule rule_direct_free_in_basetype = {
    .name = "direct-free-in-basetype",
    .family = "alloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "deallocator of a type with subclasses frees without tp_free",
    .what = "The `tp_dealloc` of a type that can be derived from (`Py_TPFLAGS_BASETYPE`, or another type of the "
            "program has it as its base) that frees the instance with `PyObject_Free()` or `PyObject_Del()`. "
            "`PyObject_GC_Del()` in a GC type is a note.",
    .why = "`subtype_dealloc()` ends with the deallocator of the C base, so that function also frees the instances of "
           "Python subclasses. Those are GC objects even if the base is not: their memory begins at a GC header, and "
           "from 3.11 on possibly at two more words for the dictionary and weak references. `PyObject_Free()` is then "
           "given an address inside a block. `Py_TYPE(self)->tp_free` is set to the right function for every class by "
           "`inherit_slots()` and `type_new()`.",
    .consequence = "- Abort or heap corruption when the first instance of a subclass dies, on all versions.\n"
                   "- `PyObject_GC_Del()` in a GC type works, unless a subclass brings its own `tp_free`.",
    .fix = "`Py_TYPE(self)->tp_free((PyObject *)self);`, or remove `Py_TPFLAGS_BASETYPE`.",
    .exceptions = "Types without `Py_TPFLAGS_BASETYPE`, or of which Python code cannot make instances, that nothing in "
                  "the program derives from; frees that depend on a test of the instance's type. A function that is "
                  "wrong for the type itself is free-mismatch.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_dealloc",
    .security_severity = "7.0",
    .check_type = check,
};
