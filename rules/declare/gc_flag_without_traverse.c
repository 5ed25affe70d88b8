#include "rules/common/type_uses.h"
#include "rules/common/words.h"

/* Nothing readies it and nothing makes an instance: it is only there. */
static bool is_unused(const Model *model, const Type *type, const TypeUse *use)
{
    return type->style != STYLE_RUNTIME && !use->may_be_ready && !use->exposed.unit && type_uses_are_known(model, type);
}

static void add_consequences(Finding *finding, const Model *model, const TypeUse *use)
{
    if (!use->may_be_ready && use->exposed.unit) {
        finding_evidence(finding, use->exposed,
                         "nothing calls PyType_Ready() for it, which would complain: the first collection that meets an "
                         "instance calls a NULL pointer");
        return;
    }
    if (model_targets_any(model, 0x030b, 0x030f))
        finding_evidence(finding, (Place){0},
                         "from Python 3.11 on PyType_Ready() and PyType_FromSpec() fail with SystemError");
    if (model_targets_any(model, 0x0308, 0x030a))
        finding_evidence(finding, (Place){0},
                         "up to Python 3.10 the first collection that meets an instance calls a NULL pointer");
}

static void check(RuleContext *context, const Type *type)
{
    bool sets_flag = type->flags_known && type->flags & TYPE_HAVE_GC;
    if (!sets_flag || !type->is_complete || type->style == STYLE_STRUCTSEQ || type_defines(type, SLOT_tp_traverse))
        return;
    const Model *model = rule_model(context);
    const TypeUse *use = &find_type_uses(model)[type->index];
    if (is_unused(model, type, use))
        return;
    const Slot *traverse = &type->slots[SLOT_tp_traverse];
    Finding *finding = report_type(context, type, NULL, type->flags_place,
                                   "`%s` sets Py_TPFLAGS_HAVE_GC but has no tp_traverse", type_label(type));
    if (traverse->is_null)
        finding_evidence(finding, traverse->place, "tp_traverse is set to NULL here");
    if (type->base && type_defines(type->base, SLOT_tp_traverse))
        finding_evidence(finding, type->base->place,
                         "the tp_traverse of the base is not inherited: that happens only if the derived type does not "
                         "set the flag itself");
    add_consequences(finding, model, use);
}

const Rule rule_gc_flag_without_traverse = {
    .name = "gc-flag-without-traverse",
    .family = "declare",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "type sets Py_TPFLAGS_HAVE_GC but has no tp_traverse",
    .what = "A type whose flags contain `Py_TPFLAGS_HAVE_GC` and whose `tp_traverse` is NULL: not written, written as "
            "0, or a `{Py_tp_traverse, NULL}` slot. It does not matter whether the type has a `tp_clear`, or whether "
            "its base type has a `tp_traverse`.",
    .why = "The flag promises that the collector may ask every instance which objects it refers to. `subtract_refs()` "
           "and `move_unreachable()` in Modules/gcmodule.c (Python/gc.c since 3.13) call `Py_TYPE(op)->tp_traverse` "
           "without looking at it first.\n\n"
           "A base type does not help. `inherit_special()` copies `tp_traverse` and `tp_clear` from the base only "
           "when the derived type has *neither* the flag *nor* either function; a type that writes the flag itself "
           "has said that it brings its own functions.",
    .consequence =
        "- Python 3.11 and later: `PyType_Ready()` and `PyType_FromSpec()` raise `SystemError` "
        "(`type_ready_post_checks()`), so the module cannot be imported.\n"
        "- Python 3.8 to 3.10: the import succeeds, and the first collection that meets a tracked instance crashes.",
    .fix = "Write a `tp_traverse` that visits every object the instance owns, and a `tp_clear` if instances can be "
           "changed after they are made. If the instance owns nothing beyond what its base owns, remove the flag: "
           "then flag, `tp_traverse` and `tp_clear` are inherited together.",
    .exceptions = "Types whose definition could not be read completely, and types that `PyStructSequence_InitType()` "
                  "fills. A `tp_traverse` that is assigned before `PyType_Ready()` counts. A type that no code makes ready "
                  "or makes instances of, if all code that could name it was read.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.Py_TPFLAGS_HAVE_GC\n"
                  "https://github.com/python/cpython/issues/88429 (bpo-44263: the check of Python 3.11)",
    .check_type = check,
};
