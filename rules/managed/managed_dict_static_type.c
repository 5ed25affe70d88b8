#include "rules/common/words.h"

static void check(RuleContext *context, const Type *type)
{
    if (type->is_heap || type->style != STYLE_STATIC || !type->flags_known || !(type->flags & TYPE_MANAGED_DICT) ||
        type->flags & TYPE_HEAPTYPE)
        return;
    Finding *finding = report_type(context, type, NULL, type->flags_place,
                                   "the static type %s sets Py_TPFLAGS_MANAGED_DICT", type_label(type));
    finding_evidence(
        finding, (Place){0},
        "PyType_Ready() fails with SystemError: the flag is for types that are made by PyType_FromSpec() only");
}

const Rule rule_managed_dict_static_type = {
    .name = "managed-dict-static-type",
    .family = "managed",
    .severity = SEVERITY_ERROR,
    .since = 0x030c,
    .until = 0x030f,
    .summary = "static type sets Py_TPFLAGS_MANAGED_DICT",
    .what = "A `PyTypeObject` in static storage with `Py_TPFLAGS_MANAGED_DICT` in its flags.",
    .why = "The managed dictionary shares its keys with other instances through a table in the type, which only heap "
           "types have (`PyHeapTypeObject.ht_cached_keys`). `PyType_Ready()` refuses the flag on other types.",
    .consequence = "`SystemError` when the type is readied, so the module cannot be imported. Python 3.12 and later; "
                   "3.11 has the flag, but not for extensions.",
    .fix = "Make the type with `PyType_FromSpec()`, or give it a `PyObject *` field and `tp_dictoffset`. "
           "`Py_TPFLAGS_MANAGED_WEAKREF` is allowed on static types.",
    .exceptions = "Types that set `Py_TPFLAGS_HEAPTYPE` themselves.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.Py_TPFLAGS_MANAGED_DICT",
    .check_type = check,
};
