#include "rules/common/allocations.h"
#include "rules/common/syntax.h"
#include "rules/common/visits.h"

#include <string.h>

/* An element of allocated memory: without the memory there is none, and what counts them says how many are stored. */
static bool is_counted_element(const Reference *reference)
{
    return reference->is_indirect && strstr(reference->path, "[*]");
}

static bool starts_collection(const Event *event)
{
    if (event->kind == EVENT_CALL)
        return event->api && (event->api->runs_python || event->api->result == API_RESULT_NEW);
    return event->kind == EVENT_RELEASE || event->kind == EVENT_ALLOCATE || event->kind == EVENT_SLOT_CALL;
}

/* `self = type->tp_alloc(type, 0); self->field = Py_NewRef(value);` with nothing between that is known to start a
 * collection. */
static bool is_set_at_once(const Allocation *allocation, const Reference *reference)
{
    const Trace *trace = allocation->trace;
    uint32_t store = next_store(allocation, reference, allocation->event);
    const Event *made = allocation_event(allocation), *set = &trace->events[store];
    if (!store || set->value.kind == VALUE_NULL ||
        trace_real_guard(trace, set->guard, allocation->object) != trace_real_guard(trace, made->guard, allocation->object))
        return false;
    for (const Event *event = made + 1; event < set; event++)
        if (starts_collection(event))
            return false;
    return true;
}

/* Instances come with all fields NULL and are tracked at once, or tp_clear leaves the field NULL. */
static bool can_be_null(const Model *model, const Type *type, const Reference *reference)
{
    if (is_counted_element(reference))
        return reference_is_nulled_by_clear(type, reference);
    if (reference->cleared.truth == TRUTH_YES)
        return true;
    for (uint32_t i = 0; i < model->allocation_count; i++) {
        const Allocation *allocation = &model->allocations[i];
        const Event *event = &allocation->trace->events[allocation->event];
        bool is_zeroed = (event->slot && !strcmp(event->slot, "tp_alloc")) ||
                         (event->api && event->api->effect == API_ALLOCATE_TYPE);
        if (allocation->type == type && is_zeroed && !is_set_at_once(allocation, reference))
            return true;
    }
    const Slot *new = type->effective[SLOT_tp_new];
    return new &&new->name && !strcmp(new->name, "PyType_GenericNew");
}

/* The visit is part of a longer condition, `self->a && visit(self->a, arg)`, or of `?:`. */
static bool is_in_condition(const Event *event)
{
    const Function *function = function_of(event->in);
    NodeId root = function ? function->body : 0;
    for (NodeId parent = syntax_parent(event->unit, root, event->node); parent;
         parent = syntax_parent(event->unit, root, parent)) {
        const Node *node = unit_node(event->unit, parent);
        bool joins = node->kind == N_BINARY && (node->operator == OP_LOGICAL_AND || node->operator == OP_LOGICAL_OR);
        if (joins || node->kind == N_CONDITIONAL)
            return true;
        if (node->kind >= N_BLOCK)
            return false;
    }
    return false;
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    const Trace *trace = type->traverse;
    for (uint32_t i = 1; trace && type->has_gc == TRUTH_YES && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        const Reference *reference = visited_reference(type, trace, event);
        if (!reference || event->is_macro || event->value.kind != VALUE_CONTENT || reference->kind != REFERENCE_OBJECT)
            continue;
        if (!can_be_null(model, type, reference) || is_tested_for_null(trace, i, event->value.path) ||
            is_in_condition(event))
            continue;
        Finding *finding = report_type(context, type, reference->path, event_place(event),
                                       "`%s` is passed to visit() without a test for NULL", reference->path);
        finding_function(finding, function_name(event->in));
        finding_judgement(finding, &reference->cleared);
        finding_evidence(finding, (Place){0}, "a new instance has NULL in the field, and is tracked from the start");
    }
}

const Rule rule_traverse_visit_null = {
    .name = "traverse-visit-null",
    .family = "traverse",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse passes a field that can be NULL to visit()",
    .what = "A direct call `visit(self->field, arg)` of a field that is NULL in a new instance or after `tp_clear`, "
            "and that is not tested for NULL before.",
    .why = "The visitors of the collector read the type of what they are given without a look (`visit_decref()`); the "
           "test for NULL is part of the macro `Py_VISIT()`. `tp_alloc` fills a new instance with zeros and tracks it "
           "at once, so a collection can meet it before the constructor has stored anything.",
    .consequence =
        "A crash in a collection that starts between allocation and initialisation, or after `tp_clear` has run.",
    .fix = "Use `Py_VISIT(self->field);`.",
    .exceptions =
        "Calls under a test of the field, fields that are set before the instance is tracked, or as soon as it is "
        "allocated, and never NULL again, and elements of an allocated array or table, unless `tp_clear` leaves NULL "
        "in them.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.visitproc",
    .security_severity = "5.0",
    .check_type = check,
};
