#include "rules/common/lifecycle.h"
#include "rules/common/module_state.h"

static void check_hook(RuleContext *context, const Module *module, const Trace *hook, const char *slot)
{
    const Event *event = hook_takes_module_for_state(hook);
    if (!event)
        return;
    const char *name = function_name(hook->function);
    Finding *finding =
        report_module(context, module, NULL, trace_naming_place(hook, event), "%s `%s` takes the module itself for its state",
                      module_hook_name(module, slot), name);
    finding_function(finding, name);
    finding_evidence(finding, function_place(hook->function),
                     "its parameter is the module object; PyModule_GetState() gives the state");
}

static void check(RuleContext *context, const Module *module)
{
    check_hook(context, module, module->traverse, "m_traverse");
    check_hook(context, module, module->clear, "m_clear");
    check_hook(context, module, module->free, "m_free");
}

const Rule rule_module_taken_for_state = {
    .name = "module-taken-for-state",
    .family = "module",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "m_traverse, m_clear or m_free casts the module object to the state struct",
    .what =
        "An `m_traverse`, `m_clear` or `m_free` that reads members of the state struct, or of any struct that is no "
        "object's, out of its parameter, instead of out of the result of `PyModule_GetState()`.",
    .why = "All three hooks get the module object, `m_free` as a `void *`, which converts to any pointer without a "
           "warning. The state is a block of its own that the module object points to (`md_state`). Read through the "
           "wrong pointer, the first member of the state is the reference count of the module, the second its type, "
           "and the next ones are its dictionary and its definition.",
    .consequence = "- A visit or release of the first member uses a reference count as a pointer: a crash at the next "
                   "collection, or when the module is freed.\n"
                   "- A release of a later one takes a reference from the module's type or dictionary that is not its "
                   "own, and what the state does own is never visited or released. On all versions.",
    .fix = "Begin each hook with `state = PyModule_GetState(module)`; in `m_free` with `PyModule_GetState((PyObject "
           "*)module)`.",
    .exceptions =
        "Structs that begin with `PyObject_HEAD`: `Py_mod_create` may make a module object of a type of its own.",
    .references = "https://docs.python.org/3/c-api/module.html#c.PyModuleDef.m_free\n"
                  "https://docs.python.org/3/c-api/module.html#c.PyModule_GetState",
    .security_severity = "6.0",
    .check_module = check,
};
