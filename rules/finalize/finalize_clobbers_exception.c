#include "rules/common/exceptions.h"

static void check(RuleContext *context, const Type *type)
{
    report_unsaved_call(context, type, type->finalize, (FunctionRef){0},
                        "finalizers also run while an exception is on its way: what is set then must still be set "
                        "afterwards");
}

const Rule rule_finalize_clobbers_exception = {
    .name = "finalize-clobbers-exception",
    .family = "finalize",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_finalize calls into Python without saving the current exception",
    .what = "A `tp_finalize` that calls an API function which may run Python code, sets an exception or clears it, "
            "before it has saved the current exception.",
    .why = "`PyObject_CallFinalizerFromDealloc()` calls `tp_finalize` from a deallocator, and deallocators run at any "
           "time, also while an exception travels up the C stack. The documentation of `tp_finalize` therefore demands "
           "that the exception status is left as it was found. Its recommended form begins with "
           "`PyErr_GetRaisedException()` and ends with `PyErr_SetRaisedException()`. `slot_tp_finalize()`, which calls "
           "`__del__()`, is written that way.",
    .consequence = "- The original exception is lost or replaced, or the call fails because of an exception that has "
                   "nothing to do with it.\n"
                   "- Debug builds: the collector asserts that no exception is set after a finalizer.",
    .fix =
        "Save and restore around the calls: `PyErr_GetRaisedException()` and `PyErr_SetRaisedException()`, or "
        "`PyErr_Fetch()` and `PyErr_Restore()` before 3.12. Report errors in between with `PyErr_WriteUnraisable()`.",
    .exceptions = "Setting or clearing an exception under a condition, which is what handling an error looks like, is "
                  "a note. Calls after the exception has been saved; `PyErr_WriteUnraisable()`; changes of "
                  "dictionaries and lists; functions that gclint does not know.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_finalize",
    .check_type = check,
};
