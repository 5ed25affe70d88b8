#include "rules/common/words.h"

static const char *flag_text(const Type *type)
{
    bool dict = type->flags & TYPE_MANAGED_DICT, weakref = type->flags & TYPE_MANAGED_WEAKREF;
    if (dict && weakref)
        return "Py_TPFLAGS_MANAGED_DICT and Py_TPFLAGS_MANAGED_WEAKREF";
    return dict ? "Py_TPFLAGS_MANAGED_DICT" : "Py_TPFLAGS_MANAGED_WEAKREF";
}

static void check(RuleContext *context, const Type *type)
{
    if (!type->flags_known || !(type->flags & (TYPE_MANAGED_DICT | TYPE_MANAGED_WEAKREF)) || type->has_gc != TRUTH_NO)
        return;
    Finding *finding = report_type(context, type, NULL, type->flags_place, "%s sets %s but not Py_TPFLAGS_HAVE_GC",
                                   type_label(type), flag_text(type));
    Model *model = rule_model(context);
    if (model_targets_any(model, 0x030c, 0x030e))
        finding_evidence(finding, (Place){0}, "Python 3.12 to 3.14: memory before the instance is overwritten");
    if (model_targets_any(model, 0x030f, 0x030f))
        finding_evidence(finding, (Place){0},
                         "Python 3.15: PyType_Ready() and PyType_FromSpec() fail with SystemError");
}

const Rule rule_managed_flag_without_gc = {
    .name = "managed-flag-without-gc",
    .family = "managed",
    .severity = SEVERITY_ERROR,
    .since = 0x030c,
    .until = 0x030f,
    .summary = "managed dict or weak references without Py_TPFLAGS_HAVE_GC",
    .what = "A type with `Py_TPFLAGS_MANAGED_DICT` or `Py_TPFLAGS_MANAGED_WEAKREF` that is not a GC type.",
    .why = "The pointers to the managed dictionary and to the weak reference list are stored *before* the instance, in "
           "front of its GC header, at fixed distances (`MANAGED_DICT_OFFSET`, `MANAGED_WEAKREF_OFFSET`) that count on "
           "that header. Without `Py_TPFLAGS_HAVE_GC` there is no header, and the slots lie outside the memory that "
           "was allocated.",
    .consequence = "- Python 3.12 to 3.14: heap corruption or a crash with the first attribute or weak reference.\n"
                   "- Python 3.15: `SystemError` when the type is made (gh-134786).",
    .fix = "Add `Py_TPFLAGS_HAVE_GC` with a `tp_traverse` (a dictionary needs one anyway); or use `__dictoffset__` and "
           "`__weaklistoffset__` members.",
    .exceptions = "Types whose flags or base are not known; a flag that comes from the base together with the GC flag.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.Py_TPFLAGS_MANAGED_DICT\n"
                  "https://github.com/python/cpython/issues/134786",
    .security_severity = "7.0",
    .check_type = check,
};
