#include "rules/common/words.h"

static const Reference *find_place(const Type *type, bool is_dict)
{
    for (uint32_t i = 0; i < type->reference_count; i++)
        if (is_dict ? type->references[i].is_dict : type->references[i].is_weaklist)
            return &type->references[i];
    return NULL;
}

static void report(RuleContext *context, const Type *type, bool is_dict)
{
    const char *flag = is_dict ? "Py_TPFLAGS_MANAGED_DICT" : "Py_TPFLAGS_MANAGED_WEAKREF";
    const char *offset = is_dict ? (type->is_heap ? "__dictoffset__" : "tp_dictoffset")
                                 : (type->is_heap ? "__weaklistoffset__" : "tp_weaklistoffset");
    const Reference *place = find_place(type, is_dict);
    Finding *finding = report_type(context, type, place ? place->path : NULL, type->flags_place,
                                   "%s sets %s and %s as well", type_label(type), flag, offset);
    if (place)
        finding_evidence(finding, place->declaration, "the offset is that of `%s`", place->path);
}

static void check(RuleContext *context, const Type *type)
{
    if (!type->flags_known)
        return;
    if (type->flags & TYPE_MANAGED_DICT && type->dict_own && type->dict_offset)
        report(context, type, true);
    if (type->flags & TYPE_MANAGED_WEAKREF && type->weaklist_own && type->weaklist_offset)
        report(context, type, false);
}

const Rule rule_managed_and_offset = {
    .name = "managed-and-offset",
    .family = "managed",
    .severity = SEVERITY_ERROR,
    .since = 0x030c,
    .until = 0x030f,
    .summary = "managed dict or weak references together with an offset of their own",
    .what = "`Py_TPFLAGS_MANAGED_DICT` together with `tp_dictoffset` or a `__dictoffset__` member, or "
            "`Py_TPFLAGS_MANAGED_WEAKREF` together with `tp_weaklistoffset` or a `__weaklistoffset__` member.",
    .why = "The flags mean that the interpreter keeps the dictionary and the weak reference list in memory of its own "
           "before the instance. An offset means that they are in a field. `type_ready_managed_dict()` and its "
           "neighbour in Objects/typeobject.c refuse a type that says both.",
    .consequence = "`TypeError` when the type is made, so the module cannot be imported. Python 3.12 and later.",
    .fix = "Keep the flag if only 3.12 and later are supported. Otherwise choose by `#if PY_VERSION_HEX >= "
           "0x030C0000`, for the flag and the offset alike.",
    .exceptions = "A flag and an offset that different preprocessor branches contain.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.Py_TPFLAGS_MANAGED_WEAKREF",
    .check_type = check,
};
