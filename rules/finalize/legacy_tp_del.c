#include "rules/common/words.h"

static void check(RuleContext *context, const Type *type)
{
    if (!type_defines(type, SLOT_tp_del))
        return;
    const Slot *slot = &type->slots[SLOT_tp_del];
    Finding *finding =
        report_type(context, type, NULL, slot->place,
                    "%s uses tp_del, which makes cycles with its instances uncollectable", type_label(type));
    if (type->has_gc != TRUTH_YES)
        finding_severity(finding, SEVERITY_NOTE);
}

const Rule rule_legacy_tp_del = {
    .name = "legacy-tp-del",
    .family = "finalize",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "type uses tp_del instead of tp_finalize",
    .what = "A type that sets `tp_del` or `Py_tp_del`. If it is not known to be a GC type, the finding is a note.",
    .why = "`tp_del` is the finalizer of Python 2 times. It is called when the object is half gone, so the collector "
           "cannot run it in a cycle safely: `move_legacy_finalizers()` takes every garbage object with `tp_del`, and "
           "everything reachable from it, out of the garbage and puts it into `gc.garbage`. PEP 442 replaced it by "
           "`tp_finalize` in Python 3.4.",
    .consequence = "Cycles with such an instance are never freed; they pile up in `gc.garbage`. On all versions.",
    .fix = "Set `tp_finalize` instead, and call `PyObject_CallFinalizerFromDealloc()` first in the deallocator.",
    .exceptions = "None.",
    .references = "https://peps.python.org/pep-0442/",
    .check_type = check,
};
