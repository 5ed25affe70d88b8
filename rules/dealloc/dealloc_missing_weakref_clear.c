#include "rules/common/weakrefs.h"
#include "rules/common/words.h"

static void report_function(RuleContext *context, const Type *type, const Trace *trace)
{
    const char *name = function_name(trace->function);
    Finding *finding =
        report_type(context, type, NULL, function_place(trace->function),
                    "`%s` frees a weakly referenceable %s without PyObject_ClearWeakRefs()", name, type_label(type));
    finding_function(finding, name);
    for (uint32_t i = 0; i < type->reference_count; i++)
        if (type->references[i].is_weaklist)
            finding_evidence(finding, type->references[i].declaration, "`%s` is the list of weak references",
                             type->references[i].path);
    if (!type->weaklist_own && type->base)
        finding_evidence(finding, type->base->place, "the weak reference list comes from this base");
}

static void report_inherited(RuleContext *context, const Type *type)
{
    Finding *finding =
        report_type(context, type, NULL, type->place,
                    "%s is weakly referenceable, and no tp_dealloc calls PyObject_ClearWeakRefs()", type_label(type));
    const Slot *slot = &type->slots[SLOT_tp_dealloc];
    if (slot_frees(slot))
        finding_evidence(finding, slot->place, "%s() only frees the memory", slot->name);
    else
        finding_evidence(finding, (Place){0}, "the tp_dealloc inherited from object only frees the memory");
}

static void check(RuleContext *context, const Type *type)
{
    if (!type_has_weaklist(type) || type->style == STYLE_STRUCTSEQ)
        return;
    const Trace *trace = type->dealloc;
    if (!trace && type->weaklist_own && !type_defines(type, SLOT_tp_dealloc) && !type->has_default_dealloc)
        trace = type_slot_trace(rule_model(context), type, SLOT_tp_dealloc);
    if (trace && dealloc_clears_weakrefs(type, trace) == TRUTH_NO &&
        trace->may_at_end & (MILESTONE_FREED | MILESTONE_BASE_DEALLOC))
        report_function(context, type, trace);
    else if (!trace && type->weaklist_own && (type_has_object_dealloc(type) || slot_frees(&type->slots[SLOT_tp_dealloc])))
        report_inherited(context, type);
}

const Rule rule_dealloc_missing_weakref_clear = {
    .name = "dealloc-missing-weakref-clear",
    .family = "dealloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "weakly referenceable instance is freed without clearing its weak references",
    .what = "A type with a weak reference list (`tp_weaklistoffset`, or a `__weaklistoffset__` member) whose "
            "`tp_dealloc` frees the instance and never calls `PyObject_ClearWeakRefs(self)`; also a static type with "
            "such a list and no deallocator at all.",
    .why = "A weak reference is an object with a plain pointer to its referent. Nothing sets that pointer to NULL by "
           "itself when the referent is freed: `PyObject_ClearWeakRefs()` walks the list at `tp_weaklistoffset`, marks "
           "each reference dead and runs the callbacks. A deallocator that does not call it leaves every weak "
           "reference pointing to freed memory, and `ref()` hands that memory out as an object.",
    .consequence = "Use after free as soon as somebody has a weak reference to an instance: a crash, or silently "
                   "somebody else's memory. On all versions.",
    .fix = "Call `PyObject_ClearWeakRefs((PyObject *)self)` right after `PyObject_GC_UnTrack(self)` and before any "
           "field is released. The customary test `if (self->weakreflist != NULL)` around it is fine.",
    .exceptions = "A type made from a spec without `Py_tp_dealloc` and with `Py_TPFLAGS_HAVE_GC`: `subtype_dealloc()` "
                  "does it (without the GC flag it does not, see nongc-default-dealloc-offsets). Deallocators that "
                  "chain to one that does it, or that hand the instance to a function outside the program. "
                  "`Py_TPFLAGS_MANAGED_WEAKREF` has a rule of its own, managed-weakref-not-cleared.",
    .references = "https://docs.python.org/3/extending/newtypes.html#weak-reference-support\n"
                  "https://docs.python.org/3/c-api/weakref.html#c.PyObject_ClearWeakRefs",
    .security_severity = "7.5",
    .check_type = check,
};
