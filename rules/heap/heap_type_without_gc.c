#include "rules/common/creation.h"
#include "rules/common/references.h"

static bool owns_something(const Type *type)
{
    for (uint32_t i = 0; i < type->reference_count; i++)
        if (reference_is_own_matter(&type->references[i]))
            return true;
    return false;
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    bool defines_slots = type_defines(type, SLOT_tp_traverse) || type_defines(type, SLOT_tp_clear);
    if (!type->is_heap || !type->flags_known || type->has_gc != TRUTH_NO || defines_slots ||
        type->style == STYLE_STRUCTSEQ)
        return;
    /* What it owns makes it container-without-gc, which says the same and more. */
    if (owns_something(type) || type_is_visited_by_owner(model, type))
        return;
    TypeCreation creation = type_creation(model, type);
    if (type->is_frozen_or_immutable && (!creation.is_known || !creation.has_module))
        return;
    Finding *finding = report_type(context, type, NULL, type->flags_place,
                                   "`%s` is a heap type without Py_TPFLAGS_HAVE_GC: every instance owns a reference to "
                                   "the type that the collector "
                                   "cannot see",
                                   type_label(type));
    if (type->is_frozen_or_immutable)
        finding_severity(finding, SEVERITY_NOTE);
    if (creation.place.unit)
        finding_evidence(finding, creation.place, "the type is created here%s",
                         creation.has_module ? ", and keeps its module alive" : "");
    if (!type->is_frozen_or_immutable)
        finding_evidence(finding, (Place){0},
                         "the type can be changed: `T.attribute = T()` is a cycle that is never freed");
}

const Rule rule_heap_type_without_gc = {
    .name = "heap-type-without-gc",
    .family = "heap",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "heap type does not take part in garbage collection",
    .what = "A type made from a `PyType_Spec` without `Py_TPFLAGS_HAVE_GC`, whose instances own nothing but the "
            "reference to their type. Types that own more are reported by container-without-gc.",
    .why = "Each instance of a heap type owns a reference to its type (since Python 3.8, bpo-35810). A type can be "
           "given attributes, so an instance can be reached from its own type: `T.default = T()`. That cycle consists "
           "of the type, its dictionary, and an instance that the collector does not see. The type holds its module, "
           "and the module its state.",
    .consequence = "The type, the module and everything they refer to leak, in particular when a sub-interpreter ends.",
    .fix = "Add `Py_TPFLAGS_HAVE_GC` with a `tp_traverse` that visits `Py_TYPE(self)`, allocate and free accordingly, "
           "and untrack in `tp_dealloc`. Or forbid changes with `Py_TPFLAGS_IMMUTABLETYPE` (Python 3.10), if "
           "instances own nothing else.",
    .exceptions = "Immutable types whose instances own nothing: CPython decided against GC for them (gh-116946); they "
                  "are a note if they are created with a module. Types that inherit GC from a base, and helper types "
                  "whose owner visits through them.",
    .references = "https://docs.python.org/3/howto/isolating-extensions.html#garbage-collection-protocol\n"
                  "https://github.com/python/cpython/issues/116946\n"
                  "https://github.com/python/cpython/issues/87138 (bpo-42972)",
    .check_type = check,
};
