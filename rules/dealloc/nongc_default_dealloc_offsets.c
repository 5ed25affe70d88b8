#include "rules/common/lifecycle.h"
#include "rules/common/words.h"

static bool concerns(const Type *type)
{
    return type->is_complete && type->has_default_dealloc && type->has_gc == TRUTH_NO &&
           type->base_known == TRUTH_YES && !type->base && !type->builtin_base;
}

static void check_weaklist(RuleContext *context, const Type *type)
{
    if (!type->weaklist_own || !type_has_weaklist(type) || !model_targets_any(rule_model(context), 0x0309, 0x030f))
        return;
    Finding *finding = report_type(
        context, type, NULL, type->place,
        "%s is weakly referenceable but gets a deallocator that does not clear weak references", type_label(type));
    finding_evidence(
        finding, type->flags_place,
        "without Py_TPFLAGS_HAVE_GC, subtype_dealloc() takes its short way and skips PyObject_ClearWeakRefs()");
}

static void check_references(RuleContext *context, const Type *type)
{
    for (uint32_t i = 0; i < type->reference_count; i++) {
        const Reference *reference = &type->references[i];
        if (reference->in_base || !(reference->is_dict || reference->is_writable_member) ||
            reference->released.truth == TRUTH_YES)
            continue;
        if (reference->is_dict && !model_targets_any(rule_model(context), 0x0309, 0x030f))
            continue;
        Finding *finding = report_type(
            context, type, reference->path, type->place,
            "`%s` of %s is never released: the default deallocator of a type without Py_TPFLAGS_HAVE_GC does not do it",
            reference->path, type_label(type));
        finding_severity(finding, SEVERITY_WARNING);
        finding_evidence(finding, reference->declaration, "declared here");
        finding_judgement(finding, &reference->owned);
    }
}

static void check(RuleContext *context, const Type *type)
{
    if (!concerns(type))
        return;
    check_weaklist(context, type);
    check_references(context, type);
}

const Rule rule_nongc_default_dealloc_offsets = {
    .name = "nongc-default-dealloc-offsets",
    .family = "dealloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "spec type without GC relies on the default deallocator for weak references, dict or members",
    .what = "A type made from a `PyType_Spec` without `Py_TPFLAGS_HAVE_GC` and without `Py_tp_dealloc` that has a weak "
            "reference list (`__weaklistoffset__`: error), an instance dictionary (`__dictoffset__`) or writable "
            "object members (both: warning).",
    .why = "A spec without `Py_tp_dealloc` gets `subtype_dealloc()`, the deallocator of Python classes. It clears weak "
           "references, members and the dictionary, but only in the branch for GC types. The first lines of that "
           "function are a short way for types without `Py_TPFLAGS_HAVE_GC`: call the finalizer, call the deallocator "
           "of the base, release the type. Python classes never take it when they have a dictionary or a weak "
           "reference list, because such a class always is a GC type; a type made in C can.",
    .consequence = "- Weak reference list: weak references to dead instances point to freed memory, so that using one "
                   "is a use after free (3.9 and later; 3.8 ignores `__weaklistoffset__`).\n"
                   "- Dictionary (3.9 and later) and members: whatever an instance held leaks.",
    .fix = "Add `Py_TPFLAGS_HAVE_GC` with a `tp_traverse` and a `tp_clear`, which a type with a dictionary or members "
           "needs anyway; or write a `Py_tp_dealloc` that calls `PyObject_ClearWeakRefs()` and releases every field.",
    .exceptions = "Types with a deallocator of their own, and types with a base other than `object`.",
    .references = "https://docs.python.org/3/c-api/type.html#c.PyType_Spec",
    .security_severity = "7.0",
    .check_type = check,
};
