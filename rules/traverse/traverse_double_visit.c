#include "rules/common/syntax.h"
#include "rules/common/visits.h"

#include <string.h>

static uint32_t innermost_loop(const Trace *trace, uint32_t guard)
{
    while (guard && !trace->guards[guard].is_loop)
        guard = trace->guards[guard].outer;
    return guard;
}

/* The function is left after the first: the second is reached by a jump, on another way. */
static bool returns_between(const Trace *trace, uint32_t first, uint32_t second)
{
    for (uint32_t i = first + 1; i < second; i++)
        if (trace->events[i].kind == EVENT_RETURN && trace->events[i].guard == trace->events[first].guard)
            return true;
    return false;
}

/* Whatever the conditions around the two visits are, but for tests whether there is anything to visit: both have the same. */
static bool happen_together(const Trace *trace, uint32_t first, uint32_t second)
{
    const Event *a = &trace->events[first], *b = &trace->events[second];
    return trace_condition(trace, a, a->value.path) == trace_condition(trace, b, b->value.path) &&
           !returns_between(trace, first, second);
}

/* `Py_VISIT(list->items[i]); Py_VISIT(list->items[i]);`, in one round of a loop. */
static bool is_repeated_in_round(const Trace *trace, const Event *a, const Event *b)
{
    if (a->unit != b->unit || a->caller != b->caller || !function_equal(a->in, b->in) ||
        innermost_loop(trace, a->guard) != innermost_loop(trace, b->guard))
        return false;
    const Function *function = function_of(a->in);
    const Node *first = unit_node(a->unit, a->node), *second = unit_node(b->unit, b->node);
    if (!function || first->kind != N_CALL || second->kind != N_CALL)
        return false;
    NodeId visited = unit_child(a->unit, first, 1), again = unit_child(b->unit, second, 1);
    return visited && again && syntax_is_same_value(a->unit, visited, again) &&
           !syntax_changes_between(a->unit, function->body, visited, &first->span, &second->span);
}

/* Both visits happen in one run and are of the same reference. Elements of an array are told apart by nothing here, so
 * two loops over one array may be about different parts of it. */
static bool is_repeated(const Trace *trace, uint32_t first, uint32_t second)
{
    const Event *a = &trace->events[first], *b = &trace->events[second];
    if (a->value.kind != VALUE_CONTENT || b->value.kind != VALUE_CONTENT || a->value.path != b->value.path ||
        a->value.version != b->value.version)
        return false;
    if (events_are_one(a, b))
        return false;
    if (trace_value_is_type_of_self(trace, a->value) ||
        trace_path(trace, trace_root(trace, a->value.path))->kind != PATH_SELF)
        return false;
    if (!events_in_order(trace, first, second) || !happen_together(trace, first, second))
        return false;
    return (!a->in_loop && !b->in_loop) || is_repeated_in_round(trace, a, b);
}

static void report(RuleContext *context, const Type *type, const Trace *trace, const Event *second, const Event *first,
                   const char *path)
{
    Finding *finding =
        report_type(context, type, path, trace_naming_place(trace, second), "`%s` is visited twice for one reference", path);
    finding_function(finding, function_name(trace->function));
    finding_evidence(finding, trace_naming_place(trace, first), "it is visited here already");
    finding_evidence(
        finding, (Place){0},
        "the collector subtracts two references where there is one, and may take a living object for garbage");
}

/* The type visits a field of its builtin base, and the base's traverse does so again. */
static void check_builtin_base(RuleContext *context, const Type *type, const Trace *trace)
{
    const Event *chained = NULL;
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_SLOT_CALL && trace->events[i].slot_builtin &&
            event_chains_slot(&trace->events[i], type, SLOT_tp_traverse))
            chained = &trace->events[i];
    for (uint32_t i = 1; chained && chained->slot_builtin->visits_fields && i < trace->event_count; i++) {
        const Reference *reference = visited_reference(type, trace, &trace->events[i]);
        if (reference && reference->in_base)
            report(context, type, trace, chained, &trace->events[i], reference->path);
    }
}

/* --- two fields that share one reference where they hold the same object --------------------------------------------- */

static bool names_field(const Unit *unit, NodeId id, const Reference *reference)
{
    const Node *node = unit_node(unit, unit_strip_casts(unit, id));
    return node && node->kind == N_MEMBER && !strcmp(unit_string(unit, node->text), reference->path);
}

/* Around the event stands a condition under which the two fields hold different objects. */
static bool is_where_different(const Trace *trace, const Event *event, const Reference *a, const Reference *b)
{
    for (uint32_t i = event->guard; i; i = trace->guards[i].outer) {
        const Guard *guard = &trace->guards[i];
        const Node *node = guard->is_loop ? NULL : unit_node(guard->unit, guard->condition);
        if (!node || node->kind != N_BINARY || node->operator != (guard->sense ? OP_NOT_EQUAL : OP_EQUAL))
            continue;
        NodeId left = unit_child(guard->unit, node, 0), right = unit_child(guard->unit, node, 1);
        if ((names_field(guard->unit, left, a) && names_field(guard->unit, right, b)) ||
            (names_field(guard->unit, left, b) && names_field(guard->unit, right, a)))
            return true;
    }
    return false;
}

typedef struct SharedRelease {
    const Event *always, *different; /* a release of the reference in any case, and one only where the fields differ */
} SharedRelease;

static SharedRelease find_releases(const Type *type, const Reference *reference, const Reference *other)
{
    SharedRelease found = {0};
    const Trace *trace = type->dealloc;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_RELEASE || type_reference_at(type, trace, event->value.path) != reference)
            continue;
        if (is_where_different(trace, event, reference, other))
            found.different = event;
        else
            found.always = event;
    }
    return found;
}

static const Event *visit_in_any_case(const Type *type, const Trace *trace, const Reference *reference)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_VISIT && type_reference_at(type, trace, event->value.path) == reference &&
            !event->in_loop && trace_is_unconditional(trace, event, event->value.path))
            return event;
    }
    return NULL;
}

/* tp_dealloc releases `shared` only where it is not what `owner` holds, and tp_traverse visits both. */
static void check_shared(RuleContext *context, const Type *type, const Reference *shared, const Reference *owner)
{
    SharedRelease of_shared = find_releases(type, shared, owner), of_owner = find_releases(type, owner, shared);
    if (!of_shared.different || of_shared.always || !of_owner.always)
        return;
    const Event *visit = visit_in_any_case(type, type->traverse, shared);
    if (!visit || !visit_in_any_case(type, type->traverse, owner))
        return;
    Finding *finding = report_type(context, type, shared->path, trace_naming_place(type->traverse, visit),
                                   "`%s` is visited also where it shares one reference with `%s`, which is visited too",
                                   shared->path, owner->path);
    finding_function(finding, function_name(type->traverse->function));
    finding_evidence(finding, event_place(of_shared.different),
                     "it is released only where the two hold different objects: otherwise there is one reference");
}

static bool is_plain_field(const Reference *reference)
{
    return reference->kind == REFERENCE_OBJECT && !reference->is_indirect && !strchr(reference->path, '.');
}

static void check_shared_fields(RuleContext *context, const Type *type)
{
    for (uint32_t i = 0; i < type->reference_count; i++)
        for (uint32_t k = 0; k < type->reference_count; k++)
            if (i != k && is_plain_field(&type->references[i]) && is_plain_field(&type->references[k]))
                check_shared(context, type, &type->references[i], &type->references[k]);
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->traverse;
    if (!trace || type->has_gc != TRUTH_YES)
        return;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        if (trace->events[i].kind != EVENT_VISIT)
            continue;
        for (uint32_t j = i + 1; j < trace->event_count; j++)
            if (trace->events[j].kind == EVENT_VISIT && is_repeated(trace, i, j)) {
                report(context, type, trace, &trace->events[j], &trace->events[i],
                       trace_path_text(rule_model(context), trace, trace->events[j].value.path));
                break;
            }
    }
    if (type->builtin_base)
        check_builtin_base(context, type, trace);
    if (type->dealloc)
        check_shared_fields(context, type);
}

const Rule rule_traverse_double_visit = {
    .name = "traverse-double-visit",
    .family = "traverse",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse visits one owned reference twice",
    .what = "Two visits of the same field in one run of `tp_traverse`; also one by the type itself and one by the "
            "`tp_traverse` of its base, which it calls. Or visits of two fields of which `tp_dealloc` releases one only "
            "where it differs from the other.",
    .why = "Each visit subtracts one from the collector's copy of the reference count (`visit_decref()`). One owned "
           "reference that is visited twice cancels a reference that somebody else holds.",
    .consequence = "The collector takes a living object for garbage and clears it: a list in use becomes empty, a "
                   "class loses its attributes. Debug builds stop with \"refcount is too small\".",
    .fix = "Visit each owned reference once. Fields of the base are visited by the base's `tp_traverse`.",
    .exceptions = "Visits in branches that exclude each other, under conditions of which gclint cannot tell whether "
                  "they do, and in loops where they need not be of one element. Two fields that may hold the same object each own "
                  "a reference, and are both visited.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.Py_VISIT\n"
                  "https://github.com/tobgu/pyrsistent/issues/174",
    .security_severity = "7.0",
    .check_type = check,
};
