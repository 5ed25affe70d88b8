#include "rules/common/lifecycle.h"
#include "rules/common/result_use.h"

#include <string.h>

/* PyModule_GetState() is about a module that the caller has in hand; the others start from the type, which may be half
 * cleared. */
static bool is_lookup(const Event *event)
{
    static const char *const names[] = {"PyType_GetModuleState", "PyType_GetModule", "PyType_GetModuleByDef",
                                        "PyType_GetModuleByToken", "PyState_FindModule"};
    for (unsigned i = 0; event->kind == EVENT_CALL && event->callee && i < sizeof names / sizeof *names; i++)
        if (!strcmp(event->callee, names[i]))
            return true;
    return false;
}

/* Without a module it returns NULL, and that is all. */
static bool sets_no_exception(const Event *lookup)
{
    return !strcmp(lookup->callee, "PyState_FindModule");
}

static bool clears_error(const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_EXCEPTION_RESTORE || (event->callee && !strcmp(event->callee, "PyErr_Clear")))
            return true;
    }
    return false;
}

static void report_lookup(RuleContext *context, const Type *type, const Trace *trace, const Event *event, ResultUse use)
{
    const char *name = function_name(trace->function);
    Finding *finding = report_type(context, type, NULL, event_place(event),
                                   use == RESULT_UNTESTED ? "`%s` uses the result of %s() without a test for NULL"
                                                          : "`%s` leaves the exception of a failed %s() set",
                                   name, event->callee);
    if (use != RESULT_UNTESTED)
        finding_severity(finding, SEVERITY_NOTE);
    finding_function(finding, name);
    finding_evidence(finding, (Place){0},
                     sets_no_exception(event) ? "the module may be gone before its last instance dies: then the result is NULL"
                                              : "the collector may have cleared the type before its last instance dies: then the result is "
                                                "NULL, with TypeError set");
}

static void check_trace(RuleContext *context, const Type *type, const Trace *trace)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (!is_lookup(event))
            continue;
        ResultUse use = result_use(trace, event);
        if (use == RESULT_UNTESTED || (use == RESULT_TESTED && !sets_no_exception(event) && !clears_error(trace)))
            report_lookup(context, type, trace, event, use);
    }
}

static void check(RuleContext *context, const Type *type)
{
    check_trace(context, type, type->dealloc);
    check_trace(context, type, type->clear);
}

const Rule rule_dealloc_uses_type_or_module_state = {
    .name = "dealloc-uses-type-or-module-state",
    .family = "dealloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0309,
    .until = 0x030f,
    .summary = "tp_dealloc or tp_clear relies on module state that may be gone",
    .what = "A `tp_dealloc` or `tp_clear` that looks up the state of its module through the type "
            "(`PyType_GetModuleState()`, `PyType_GetModule()`, `PyType_GetModuleByDef()`) or the interpreter "
            "(`PyState_FindModule()`), and uses the result without a test for NULL. With a test, but without clearing "
            "the exception that the failed lookup has set, as all but the last do, it is a note.",
    .why = "When a module goes away, its types and their last instances are usually garbage of the same collection. "
           "The collector calls `tp_clear` on them in no particular order: `type_clear()` in Objects/typeobject.c "
           "empties the dictionary of the type and sets `ht_module` to NULL, and an instance may die after that. "
           "`PyType_GetModuleState()` then returns NULL and sets `TypeError`. A list of free objects in the module "
           "state, looked up in the deallocator, is the usual victim.",
    .consequence = "- NULL pointer dereference when an instance dies together with its module: at interpreter "
                   "shutdown, at the end of a sub-interpreter, or when a test reloads the module (3.9 and later; "
                   "gh-115874 in itertools and asyncio).\n"
                   "- With the test but without `PyErr_Clear()`: an exception set by a deallocator, which shows up "
                   "anywhere, or aborts a debug build.",
    .fix = "Do without module state in deallocators. Otherwise test the result, call `PyErr_Clear()` when it is NULL, "
           "and fall back to freeing the instance; or store a pointer to the state and an owned reference to the "
           "module in the instance.",
    .exceptions =
        "Results that are tested, in the function or in its caller; an `assert()` is not a test. Results that go to "
        "functions which gclint cannot see. Reading `Py_TYPE(self)`, its flags and `tp_free` is fine.",
    .references = "https://github.com/python/cpython/issues/115874\n"
                  "https://github.com/python/cpython/issues/122527 (the same for structseq)",
    .security_severity = "5.0",
    .check_type = check,
};
