#include "rules/common/module_state.h"

static void check(RuleContext *context, const Module *module)
{
    if (module_state_is_global(rule_model(context), module))
        return;
    if (hook_is_missing(&module->m_traverse)) {
        report_state_without_hook(context, module, "m_traverse", state_reference_is_cyclic);
        return;
    }
    if (hook_takes_module_for_state(module->traverse))
        return;
    for (uint32_t i = 0; module->traverse && i < module->reference_count; i++) {
        const Reference *reference = &module->references[i];
        if (state_reference_is_cyclic(reference) && reference->visited.truth == TRUTH_NO)
            report_state_reference(context, module, reference, module->traverse, "does not visit it");
    }
}

const Rule rule_module_state_missing_traverse = {
    .name = "module-state-missing-traverse",
    .family = "module",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "object owned by the module state is not visited by m_traverse",
    .what = "A module whose state (`m_size` > 0) owns objects that can be part of a cycle, such as types, exceptions "
            "or caches, and whose `m_traverse` is missing or does not visit one of them.",
    .why = "A module object is a GC object, and what its state owns is invisible to the collector unless `m_traverse` "
           "visits it: `module_traverse()` visits the module's dictionary and then calls `m_traverse`. Types made by "
           "`PyType_FromModuleAndSpec()` own their module, and functions of the module own its dictionary, so a type "
           "in the state always closes a cycle.",
    .consequence = "The module, its types and their instances are never freed: once for each import in a "
                   "sub-interpreter, for each reload, and at shutdown. On all versions.",
    .fix = "Write an `m_traverse` with one `Py_VISIT(state->field)` for every owned object, and an `m_clear` and "
           "`m_free` to go with it.",
    .exceptions = "Fields that can only hold objects such as `str`, and fields without proof that the state owns them, "
                  "and modules that keep their state in a C variable. The hook as a whole is silent if its function is "
                  "not in the program, or takes the module for its state, which `module-taken-for-state` reports.",
    .references = "https://docs.python.org/3/c-api/module.html#c.PyModuleDef.m_traverse\n"
                  "https://docs.python.org/3/howto/isolating-extensions.html",
    .check_module = check,
};
