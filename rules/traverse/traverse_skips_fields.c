#include "rules/common/visits.h"

#include <string.h>

/* A return that leaves tp_traverse because some reference is NULL, and not because a visit said so. */
static const Reference *null_return(const Type *type, const Trace *trace, const Event *event)
{
    if (event->kind != EVENT_RETURN || event->caller || !event->guard)
        return NULL;
    const Guard *guard = &trace->guards[event->guard];
    if (guard->is_loop || guard->is_rest || guard->is_error_path || !guard->null_test || !guard->null_branch ||
        trace_real_guard(trace, guard->outer, 0))
        return NULL;
    return type_reference_at(type, trace, guard->null_test);
}

/* A return that leaves tp_traverse because a visit asked for nothing, by a test the wrong way round: what it visited. */
static const Reference *success_return(const Type *type, const Trace *trace, uint32_t index)
{
    const Event *event = &trace->events[index];
    const Guard *guard = &trace->guards[event->guard];
    if (event->kind != EVENT_RETURN || event->caller || !event->guard || guard->is_loop || !guard->is_error_path ||
        !guard->null_branch)
        return NULL;
    const Path *result = trace_path(trace, guard->result);
    for (uint32_t i = 1; guard->result && i < index; i++) {
        const Event *visit = &trace->events[i];
        if (visit->kind == EVENT_VISIT && visit->unit == result->call_unit && visit->node == result->call)
            return visited_reference(type, trace, visit);
    }
    return NULL;
}

/* The return skips visits of the reference that is read after it, unless that one hangs on what was tested. */
static bool skips(const Trace *trace, uint32_t early, uint32_t visit)
{
    PathId tested = trace->guards[trace->events[early].guard].null_test;
    return !tested || !path_is_within(trace, trace->events[visit].value.path, tested);
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
    bool is_null = trace->guards[early->guard].null_test != 0;
    Finding *finding = report_type(
        context, type, skipped->path, event_place(early),
        is_null ? "`%s` is not visited when `%s` is NULL" : "`%s` is not visited when the visit of `%s` has returned 0",
        skipped->path, tested->path);
    finding_function(finding, function_name(trace->function));
    finding_evidence(finding, event_place(visit), "`%s` is visited here, behind the early return", skipped->path);
    finding_ownership(finding, skipped);
}

/* --- visited only under a condition ---------------------------------------------------------------------------- */

/* The condition of an `if` that is about something else than the field; 0 if there is none. */
static uint32_t foreign_condition(const Trace *trace, const Event *event, const Reference *reference)
{
    uint32_t guard = trace_real_guard(trace, event->guard, event->value.path);
    const Guard *test = &trace->guards[guard];
    /* What is set together with something else is visited together with it. */
    bool is_companion = test->null_test && !test->null_branch;
    if (!guard || test->is_error_path || test->is_loop || is_companion)
        return 0;
    const Node *condition = unit_node(test->unit, test->condition);
    bool is_case = condition && condition->kind == N_INTEGER;
    return is_case || unit_mentions_member(test->unit, test->condition, reference->name) ? 0 : guard;
}

static bool is_in_union(const Trace *trace, PathId path)
{
    for (; path; path = trace_path(trace, path)->parent) {
        RecordRef ref = trace_path(trace, path)->record;
        const Record *record = ref.unit ? unit_record(ref.unit, ref.record) : NULL;
        if (record && record->is_union)
            return true;
    }
    return false;
}

/* The one visit of the reference, if it stands under a condition of its own. */
static const Event *conditional_visit(const Type *type, const Trace *trace, const Reference *reference)
{
    const Event *found = NULL;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (visited_reference(type, trace, event) != reference)
            continue;
        if (found || !foreign_condition(trace, event, reference) || is_in_union(trace, event->value.path))
            return NULL;
        found = event;
    }
    return found;
}

/* A field that one condition asks about stands in the other as well. */
static bool share_field(const Unit *unit, NodeId id, const Guard *other, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > 60)
        return false;
    if (node->kind == N_MEMBER && unit_mentions_member(other->unit, other->condition, unit_string(unit, node->text)))
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (share_field(unit, unit_child(unit, node, i), other, depth + 1))
            return true;
    return false;
}

static bool depends_on(const Trace *trace, const Event *event, const Guard *condition)
{
    for (uint32_t guard = event->guard; guard; guard = trace->guards[guard].outer)
        if (share_field(condition->unit, condition->condition, &trace->guards[guard], 0))
            return true;
    return false;
}

/* tp_dealloc or tp_clear releases the reference, whatever the state that the condition asks about. */
static const Event *unconditional_release(const Type *type, const Trace *trace, const Reference *reference,
                                          const Guard *condition)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_RELEASE && event_reference(type, trace, event) == reference &&
            !depends_on(trace, event, condition))
            return event;
    }
    return NULL;
}

static void check_condition(RuleContext *context, const Type *type, const Trace *trace, const Reference *reference)
{
    if (!reference_is_own_matter(reference) || reference->kind != REFERENCE_OBJECT || reference->is_indirect)
        return;
    const Event *visit = conditional_visit(type, trace, reference);
    if (!visit)
        return;
    const Guard *condition = &trace->guards[foreign_condition(trace, visit, reference)];
    const Event *release = unconditional_release(type, type->clear, reference, condition);
    if (!release)
        release = unconditional_release(type, type->dealloc, reference, condition);
    if (!release)
        return;
    const Event *named = trace_naming_event(trace, visit);
    Finding *finding = report_type(context, type, reference->path, event_place(named),
                                   "`%s` is visited only under a condition, but owned in any state", reference->path);
    finding_severity(finding, SEVERITY_NOTE);
    finding_function(finding, function_name(named->in));
    finding_evidence(finding, event_place(release), "it is released here without that condition");
    finding_declaration(finding, reference);
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->traverse;
    if (type->has_gc != TRUTH_YES || !trace)
        return;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Reference *tested = null_return(type, trace, &trace->events[i]);
        if (!tested)
            tested = success_return(type, trace, i);
        for (uint32_t j = i + 1; tested && j < trace->event_count; j++) {
            const Reference *skipped = visited_reference(type, trace, &trace->events[j]);
            if (skipped && skipped != tested && reference_matters(skipped) && skips(trace, i, j) &&
                !is_visited_before(type, trace, i, skipped))
                report(context, type, trace, &trace->events[i], tested, skipped, &trace->events[j]);
        }
    }
    for (uint32_t i = 0; i < type->reference_count; i++)
        check_condition(context, type, trace, &type->references[i]);
}

const Rule rule_traverse_skips_fields = {
    .name = "traverse-skips-fields",
    .family = "traverse",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse visits an owned reference only sometimes",
    .what = "A `return` in `tp_traverse` that is taken because one field is NULL, before another owned field, which "
            "has nothing to do with the first, is visited; or because the visit of one field has returned 0, by which it "
            "said that the traversal should go on. A field whose only visit stands under some other condition, although "
            "it is released without that condition, is a note.",
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
