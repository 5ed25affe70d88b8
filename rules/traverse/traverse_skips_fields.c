#include "rules/common/visits.h"

#include <string.h>

/* A return that leaves tp_traverse because some reference is NULL, and not because a visit said so. */
static const Reference *null_return(const Type *type, const Trace *trace, const Event *event)
{
    if (event->kind != EVENT_RETURN || event->caller || !event->guard)
        return NULL;
    const Guard *guard = &trace->guards[event->guard];
    if (guard->is_loop || guard->is_error_path || !guard->null_test || !guard->null_branch || guard->outer)
        return NULL;
    return type_reference_at(type, trace, guard->null_test);
}

/* The return skips visits of the reference that is read after it, unless that one hangs on what was tested. */
static bool skips(const Trace *trace, uint32_t early, uint32_t visit)
{
    PathId tested = trace->guards[trace->events[early].guard].null_test;
    return !path_is_within(trace, trace->events[visit].value.path, tested);
}

static bool is_visited_before(const Type *type, const Trace *trace, uint32_t before, const Reference *reference)
{
    for (uint32_t i = 1; i < before; i++)
        if (visited_reference(type, trace, &trace->events[i]) == reference)
            return true;
    return false;
}

static void report(RuleContext *context, const Type *type, const Trace *trace, const Event *early,
                   const Reference *tested, const Reference *skipped, const Event *visit)
{
    Finding *finding = report_type(context, type, skipped->path, event_place(early),
                                   "`%s` is not visited when `%s` is NULL", skipped->path, tested->path);
    finding_function(finding, function_name(trace->function));
    finding_evidence(finding, event_place(visit), "`%s` is visited here, behind the early return", skipped->path);
    finding_ownership(finding, skipped);
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->traverse;
    if (type->has_gc != TRUTH_YES || !trace)
        return;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Reference *tested = null_return(type, trace, &trace->events[i]);
        for (uint32_t j = i + 1; tested && j < trace->event_count; j++) {
            const Reference *skipped = visited_reference(type, trace, &trace->events[j]);
            if (skipped && skipped != tested && reference_matters(skipped) && skips(trace, i, j) &&
                !is_visited_before(type, trace, i, skipped))
                report(context, type, trace, &trace->events[i], tested, skipped, &trace->events[j]);
        }
    }
}

const Rule rule_traverse_skips_fields = {
    .name = "traverse-skips-fields",
    .family = "traverse",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse returns early and skips other owned references",
    .what = "A `return` in `tp_traverse` that is taken because one field is NULL, before another owned field, which "
            "has nothing to do with the first, is visited.",
    .why = "Every reference that the instance owns at that moment has to be visited each time. A visit that is "
           "sometimes left out makes the target look referenced from outside during that collection.",
    .consequence = "A leak that comes and goes: cycles through the skipped field are not collected while the tested "
                   "field is NULL, which after a `tp_clear` or an error in the constructor it often stays for ever.",
    .fix = "Leave the test out: `Py_VISIT()` does nothing for NULL. If the code after it needs the field, put only "
           "that code under the condition.",
    .exceptions = "Visits of what hangs on the tested field (`if (!self->extra) return 0; "
                  "Py_VISIT(self->extra->x);`), the return inside `Py_VISIT()`, and conditions other than a test for "
                  "NULL: a state flag may well say that the other fields are not set.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.traverseproc",
    .check_type = check,
};
