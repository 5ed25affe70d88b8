#include "rules/common/lifecycle.h"
#include "rules/common/module_state.h"
#include "rules/common/result_use.h"
#include "rules/common/words.h"

static bool has_no_state(const Module *module)
{
    return module->state_size != INT64_MIN && module->state_size <= 0;
}

static void check_hook(RuleContext *context, const Module *module, const Trace *trace, const char *hook)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (!event_looks_up_state(event) || result_use(trace, event) != RESULT_UNTESTED)
            continue;
        const char *name = function_name(trace->function);
        Finding *finding = report_module(context, module, NULL, event_place(event),
                                         "%s `%s` uses the module state without a test for NULL", module_hook_name(module, hook), name);
        finding_function(finding, name);
        if (has_no_state(module))
            finding_evidence(finding, module->place, "%s is %lld: there is no state, and %s() returns NULL",
                             module_hook_name(module, "m_size"), (long long)module->state_size, event->callee);
        else
            finding_evidence(finding, module->place,
                             "up to Python 3.8 the hook can run before the state of a multi-phase module is allocated");
        return;
    }
}

static void check(RuleContext *context, const Module *module)
{
    bool before_allocation = module->is_multi_phase && model_targets_any(rule_model(context), 0x0308, 0x0308);
    if (!has_no_state(module) && !before_allocation)
        return;
    check_hook(context, module, module->traverse, "m_traverse");
    check_hook(context, module, module->clear, "m_clear");
    check_hook(context, module, module->free, "m_free");
}

const Rule rule_module_hook_null_state = {
    .name = "module-hook-null-state",
    .family = "module",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "m_traverse, m_clear or m_free uses module state that is not there",
    .what = "An `m_traverse`, `m_clear` or `m_free` that dereferences the result of `PyModule_GetState()` without a "
            "test, in a module with `m_size` of 0 or -1; when Python 3.8 is judged for, also in a module with "
            "multi-phase initialisation.",
    .why = "With `m_size` <= 0 a module has no state: `md_state` stays NULL. `module_traverse()` and `module_clear()` "
           "skip the hooks only if `m_size` > 0 and the state has not been allocated yet; for a module without state "
           "they are always called. Before 3.9 (bpo-39824) that protection did not exist at all, and a collection "
           "between the creation of the module and its execution called `m_traverse` too early.",
    .consequence = "- `m_size` <= 0: a crash at the first collection after the import, on all versions.\n"
                   "- `m_size` > 0 with multi-phase initialisation: a crash during the import if a collection happens "
                   "to start, up to 3.8.",
    .fix = "Set `m_size` to the size of the state struct. For 3.8 begin the hooks with `if (state == NULL) { return 0; "
           "}`.",
    .exceptions = "Results that are tested; an `assert()` is not a test. With `m_size` > 0 and Python 3.9 or later a "
                  "test is not needed.",
    .references = "https://docs.python.org/3/c-api/module.html#c.PyModuleDef.m_traverse\n"
                  "https://github.com/python/cpython/issues/84005 (bpo-39824)",
    .security_severity = "4.0",
    .check_module = check,
};
