#include "rules/common/exceptions.h"

static void check(RuleContext *context, const Type *type)
{
    report_unsaved_call(context, type, type->dealloc, type_effective_function(type, SLOT_tp_finalize),
                        "deallocators also run while an exception is on its way: what is set then must still be set "
                        "afterwards");
}

const Rule rule_dealloc_clobbers_exception = {
    .name = "dealloc-clobbers-exception",
    .family = "dealloc",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc calls into Python without saving the current exception",
    .what = "A `tp_dealloc` that calls an API function which may run Python code, sets an exception or clears it "
            "(`PyObject_Call*()`, `PyErr_SetString()`, `PyErr_Clear()`, `PyImport_*()` and so on), before it has saved "
            "the current exception.",
    .why = "References are dropped at any time, also while an exception travels up the C stack: the locals of a "
           "function that is left by an exception die then. A deallocator that calls into Python with an exception set "
           "breaks the rule that API functions start with none; one that sets or clears an exception changes what the "
           "caller of `Py_DECREF()`, who expects nothing, reports.\n\n"
           "`PyObject_CallFinalizerFromDealloc()`, `PyObject_ClearWeakRefs()` and the destructors behind `Py_DECREF()` "
           "take care of it themselves.",
    .consequence = "- The original exception is lost or replaced, or code that fails silently because of an exception "
                   "it did not raise: \"SystemError: returned a result with an exception set\".\n"
                   "- Debug builds from 3.11 on stop in `_Py_Dealloc()` when a deallocator has changed the current "
                   "exception (gh-89373).",
    .fix = "Save and restore around the calls: `PyErr_GetRaisedException()` and `PyErr_SetRaisedException()`, or "
           "`PyErr_Fetch()` and `PyErr_Restore()` before 3.12. Errors in between go to `PyErr_WriteUnraisable()`. "
           "Better still, move the calls into `tp_finalize`.",
    .exceptions =
        "Setting or clearing an exception under a condition, which is what handling an error looks like, is a note. "
        "Calls after the exception has been saved; `PyErr_WriteUnraisable()`; calls inside the type's `tp_finalize` "
        "(see finalize-clobbers-exception); changes of dictionaries and lists; functions that gclint does not know.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_dealloc\n"
                  "https://github.com/python/cpython/issues/89373 (the check of debug builds)",
    .check_type = check,
};
