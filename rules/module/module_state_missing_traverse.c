#include "rules/common/lifecycle.h"
#include "rules/common/module_state.h"
#include "rules/common/words.h"

static bool is_concerned(const Reference *reference)
{
    /* Instances of a type without GC are not in the collector's lists: visiting them says nothing. */
    bool is_outside = (reference->target && reference->target->has_gc == TRUTH_NO) ||
                      (reference->target_builtin && !reference->target_builtin->gc_since);
    return reference->owned.truth == TRUTH_YES && reference->cyclic.truth == TRUTH_YES && !is_outside;
}

static void report_missing(RuleContext *context, const Module *module)
{
    Finding *finding = NULL;
    for (uint32_t i = 0; i < module->reference_count; i++) {
        const Reference *reference = &module->references[i];
        if (!is_concerned(reference))
            continue;
        if (!finding)
            finding = report_module(context, module, NULL, module->place,
                                    "the module owns objects in `%s` but has no m_traverse", module->state_name);
        finding_evidence(finding, reference->declaration, "`%s` is owned by the module state", reference->path);
    }
}

static void report_field(RuleContext *context, const Module *module, const Reference *reference)
{
    const char *name = function_name(module->traverse->function);
    Finding *finding =
        report_module(context, module, reference->path, function_place(module->traverse->function),
                      "`%s` of the module state is owned, but `%s` does not visit it", reference->path, name);
    finding_function(finding, name);
    finding_evidence(finding, reference->declaration, "declared here");
    finding_judgement(finding, &reference->owned);
}

static void check(RuleContext *context, const Module *module)
{
    if (module_state_is_global(rule_model(context), module))
        return;
    if (hook_is_missing(&module->m_traverse)) {
        report_missing(context, module);
        return;
    }
    for (uint32_t i = 0; module->traverse && i < module->reference_count; i++)
        if (is_concerned(&module->references[i]) && module->references[i].visited.truth == TRUTH_NO)
            report_field(context, module, &module->references[i]);
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
                  "not in the program.",
    .references = "https://docs.python.org/3/c-api/module.html#c.PyModuleDef.m_traverse\n"
                  "https://docs.python.org/3/howto/isolating-extensions.html",
    .check_module = check,
};
