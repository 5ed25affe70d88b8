#include "rules/common/visits.h"

static void check(RuleContext *context, const Type *type)
{
    bool has_dict = type->has_gc == TRUTH_YES && type->dict_own && type->dict_offset;
    bool has_traverse = type_defines(type, SLOT_tp_traverse) || type->effective[SLOT_tp_traverse] || type->builtin_base;
    for (uint32_t i = 0; has_dict && has_traverse && i < type->reference_count; i++) {
        const Reference *reference = &type->references[i];
        if (!reference->is_dict || reference->in_base || reference->visited.truth != TRUTH_NO)
            continue;
        const char *function = slot_function_name(type, SLOT_tp_traverse);
        Finding *finding =
            report_type(context, type, reference->path, slot_function_place(type, SLOT_tp_traverse),
                        "`%s`, the instance dictionary of `%s`, is not visited%s%s%s", reference->path,
                        type_label(type), function ? " by `" : "", function ? function : "", function ? "`" : "");
        finding_function(finding, type_defines(type, SLOT_tp_traverse) ? function : NULL);
        finding_declaration(finding, reference);
        finding_judgement(finding, &reference->visited);
    }
}

const Rule rule_traverse_missing_dict = {
    .name = "traverse-missing-dict",
    .family = "traverse",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse does not visit the instance dictionary",
    .what = "A GC type that gives its instances a dictionary (`tp_dictoffset`, or a `__dictoffset__` member) and "
            "whose `tp_traverse` does not visit it.",
    .why = "The dictionary is made when the first attribute is set, and the instance owns it. Attributes are the "
           "commonest way into a cycle: `x.self = x` is enough. CPython visits the dictionary for classes written in "
           "Python (`subtype_traverse()`), not for types written in C.",
    .consequence = "Every cycle through an attribute leaks.",
    .fix = "Add `Py_VISIT(self->dict);` to `tp_traverse` and `Py_CLEAR(self->dict);` to `tp_clear` and `tp_dealloc`. "
           "From Python 3.12 on a type made from a spec can use `Py_TPFLAGS_MANAGED_DICT` with "
           "`PyObject_VisitManagedDict()` instead.",
    .exceptions = "A dictionary that the base brings and visits; managed dictionaries (see managed-dict-not-visited); "
                  "types without GC (see container-without-gc).",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_dictoffset",
    .check_type = check,
};
