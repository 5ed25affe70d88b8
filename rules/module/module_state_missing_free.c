#include "rules/common/module_state.h"

static bool is_owned(const Reference *reference)
{
    return reference->owned.truth == TRUTH_YES;
}

static void check(RuleContext *context, const Module *module)
{
    if (module_state_is_global(rule_model(context), module))
        return;
    if (hook_is_missing(&module->m_free)) {
        report_state_without_hook(context, module, "m_free", is_owned);
        return;
    }
    if (hook_takes_module_for_state(module->free))
        return;
    for (uint32_t i = 0; module->free && i < module->reference_count; i++) {
        const Reference *reference = &module->references[i];
        if (is_owned(reference) && reference->released.truth == TRUTH_NO)
            report_state_reference(context, module, reference, module->free, "does not release it");
    }
}

const Rule rule_module_state_missing_free = {
    .name = "module-state-missing-free",
    .family = "module",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "object owned by the module state is not released by m_free",
    .what = "A module whose state owns objects, of any kind, and whose `m_free` is missing or leaves one of them out.",
    .why = "`m_free` is to a module what `tp_dealloc` is to an instance: `module_dealloc()` calls it and then frees "
           "the memory of the state. `m_clear` is not called on the way; it runs only when the collector breaks a "
           "cycle with the module in it. So a module that dies because its last reference goes away takes what its "
           "state owns with it, and even in a collection the dictionary may die before `m_clear` had its turn.",
    .consequence = "What the state owns leaks whenever the module dies: after a sub-interpreter, a reload, or a failed "
                   "import. On all versions.",
    .fix = "`static void foo_free(void *module) { foo_clear((PyObject *)module); }` as `m_free`; strings and other "
           "objects without cycles belong into `m_clear` then too.",
    .exceptions = "Fields without proof that the state owns them, and modules that keep their state in a C variable. C "
                  "memory that the state owns is not checked.",
    .references = "https://docs.python.org/3/c-api/module.html#c.PyModuleDef.m_free",
    .check_module = check,
};
