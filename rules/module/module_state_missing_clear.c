#include "rules/common/module_state.h"

/* What m_free releases is freed at last; only the cycle has to be broken elsewhere. */
static Severity severity_of(const Module *module, const Reference *reference)
{
    return module->free && reference->released.truth == TRUTH_YES ? SEVERITY_NOTE : SEVERITY_WARNING;
}

static void report_missing(RuleContext *context, const Module *module)
{
    Finding *finding = report_state_without_hook(context, module, "m_clear", state_reference_is_cyclic);
    Severity severity = SEVERITY_NOTE;
    for (uint32_t i = 0; i < module->reference_count; i++)
        if (state_reference_is_cyclic(&module->references[i]) && severity_of(module, &module->references[i]) > severity)
            severity = severity_of(module, &module->references[i]);
    if (finding)
        finding_severity(finding, severity);
}

static void check(RuleContext *context, const Module *module)
{
    if (module_state_is_global(rule_model(context), module))
        return;
    if (hook_is_missing(&module->m_clear)) {
        if (!hook_is_unknown(&module->m_free, module->free))
            report_missing(context, module);
        return;
    }
    if (hook_takes_module_for_state(module->clear))
        return;
    for (uint32_t i = 0; module->clear && i < module->reference_count; i++) {
        const Reference *reference = &module->references[i];
        if (state_reference_is_cyclic(reference) && reference->cleared.truth == TRUTH_NO)
            finding_severity(report_state_reference(context, module, reference, module->clear, "does not clear it"),
                             severity_of(module, reference));
    }
}

const Rule rule_module_state_missing_clear = {
    .name = "module-state-missing-clear",
    .family = "module",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "object owned by the module state is not cleared by m_clear",
    .what = "A module whose state owns objects that can be part of a cycle, and whose `m_clear` is missing or leaves "
            "one of them out.",
    .why = "When the collector has found that a module and everything around it is garbage, it breaks the cycle by "
           "`module_clear()`, which calls `m_clear` and clears the module's dictionary. What `m_clear` leaves in the "
           "state keeps its targets alive, and they keep the module alive: a type in the state owns its module.",
    .consequence = "The cycle is found by every collection and never freed. On all versions. If `m_free` releases the "
                   "field, and another object breaks the cycle, nothing leaks; the finding is then a note.",
    .fix = "`Py_CLEAR(state->field)` in `m_clear` for everything that `m_traverse` visits.",
    .exceptions = "Fields that can only hold objects such as `str`, and fields without proof that the state owns them, "
                  "and modules that keep their state in a C variable.",
    .references = "https://docs.python.org/3/c-api/module.html#c.PyModuleDef.m_clear",
    .check_module = check,
};
