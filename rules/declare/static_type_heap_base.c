#include "rules/common/references.h"

static void check(RuleContext *context, const Type *type)
{
    bool is_static = !type->is_heap && !(type->flags_known && type->flags & TYPE_HEAPTYPE);
    if (!is_static || type->base_known != TRUTH_YES || !type->base_is_heap)
        return;
    const Slot *slot = &type->slots[SLOT_tp_base];
    Finding *finding =
        report_type(context, type, NULL, slot->place, "`%s` is a static type, but its base `%s` is a heap type",
                    type_label(type), type->base ? type_label(type->base) : type->base_name);
    if (type->base)
        finding_evidence(finding, type->base->place, "the base is made from this spec");
}

const Rule rule_static_type_heap_base = {
    .name = "static-type-heap-base",
    .family = "declare",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "static type has a heap type as its base",
    .what = "A `PyTypeObject` variable whose `tp_base` is set to a type that `PyType_FromSpec()` or one of its "
            "variants made.",
    .why = "A static type lives as long as the process and may be shared by interpreters; a heap type can go away "
           "before. Its instances own a reference to their type, those of a static type do not, so no `tp_dealloc` "
           "and no `tp_traverse` could be right for both.",
    .consequence = "`PyType_Ready()` fails with \"TypeError: type is not dynamically allocated but its base type is "
                   "dynamically allocated\" (`type_ready_inherit()`), so the module cannot be imported.",
    .fix = "Make the subtype from a `PyType_Spec` too, with `PyType_FromSpecWithBases()`.",
    .exceptions = "Silent if it is not known what the base is.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_base",
    .check_type = check,
};
