#include "rules/common/syntax.h"
#include "rules/common/visits.h"

static bool find_call(const Unit *unit, NodeId id, void *data)
{
    bool *found = data;
    *found = *found || unit_node(unit, id)->kind == N_CALL;
    return !*found;
}

/* A return of a constant other than zero that no visit asked for. */
static bool is_own_verdict(const Trace *trace, const Event *event)
{
    if (event->kind != EVENT_RETURN || event->caller || event->value.kind != VALUE_INTEGER || event->value.integer == 0)
        return false;
    for (uint32_t guard = event->guard; guard; guard = trace->guards[guard].outer) {
        if (trace->guards[guard].is_rest)
            continue;
        bool tests_call = trace->guards[guard].is_error_path;
        syntax_walk(trace->guards[guard].unit, trace->guards[guard].condition, find_call, &tests_call);
        if (tests_call)
            return false;
    }
    return true;
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->traverse;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (!is_own_verdict(trace, event))
            continue;
        Finding *finding =
            report_type(context, type, NULL, event_place(event), "`%s` returns %lld, which no visit returned",
                        function_name(trace->function), (long long)event->value.integer);
        finding_function(finding, function_name(trace->function));
    }
}

static void check_module(RuleContext *context, const Module *module)
{
    const Trace *trace = module->traverse;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (!is_own_verdict(trace, event))
            continue;
        Finding *finding =
            report_module(context, module, NULL, event_place(event), "`%s` returns %lld, which no visit returned",
                          function_name(trace->function), (long long)event->value.integer);
        finding_function(finding, function_name(trace->function));
    }
}

const Rule rule_traverse_bad_return = {
    .name = "traverse-bad-return",
    .family = "traverse",
    .severity = SEVERITY_NOTE,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse returns a value of its own",
    .what = "A `tp_traverse` or `m_traverse` that returns a constant other than zero without a visit having returned "
            "it, such as -1 for an instance that is not initialised.",
    .why = "`tp_traverse` cannot fail: there is nobody who would handle its error, and no exception may be set in it. "
           "What it returns is taken for the visitor's request to stop.",
    .consequence = "The ordinary collector ignores the result, but by the return the rest of the references is not "
                   "visited. `gc.get_referrers()` takes the value for a hit; the free-threaded collector takes it for "
                   "a lack of memory.",
    .fix = "Return 0.",
    .exceptions = "Constants returned because a visit or a helper returned something other than zero.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.traverseproc\n"
                  "https://github.com/python/cpython/issues/123241",
    .check_type = check,
    .check_module = check_module,
};
