#include "rules/common/functions.h"
#include "rules/common/syntax.h"
#include "rules/common/visits.h"

#include <string.h>

/* One use of a cleared field without a test, the most dangerous that was found. */
typedef struct Use {
    const Trace *trace;
    const Event *event;
    FunctionRole role;
    const char *name;
    uint32_t others; /* functions that do the same */
} Use;

typedef struct UseSearch {
    Model *model;
    const Type *type;
    Use *uses; /* by reference */
} UseSearch;

/* A condition further up in the same function, under which nothing happens but a return to who called it. */
static bool is_tested_above(const Trace *trace, const Event *use)
{
    const Node *node = unit_node(use->unit, use->node);
    const Function *function = use->in.unit == use->unit ? function_of(use->in) : NULL;
    for (uint32_t i = 1; node && function && i < trace->guard_count; i++) {
        const Guard *guard = &trace->guards[i];
        if (!guard->null_test || guard->null_test != use->value.path || guard->unit != use->unit)
            continue;
        const Node *condition = unit_node(guard->unit, guard->condition);
        if (condition && span_is_before(&condition->span, &node->span) &&
            syntax_contains(use->unit, function->body, guard->condition))
            return true;
    }
    return false;
}

/* Some condition before the use looks at the field, in the function or in a helper it called, or the field was stored
 * to. */
static bool is_checked_before(const Type *type, const Trace *trace, uint32_t use, const Reference *reference)
{
    PathId path = trace->events[use].value.path;
    if (trace->events[use].is_known_set) /* by the condition of a loop, which is no guard of its own */
        return true;
    for (uint32_t i = 1; i <= use; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_STORE && i < use && type_reference_at(type, trace, event->target) == reference)
            return true;
        for (uint32_t guard = event->guard; guard; guard = trace->guards[guard].outer)
            if (trace->guards[guard].null_test && path_is_within(trace, trace->guards[guard].null_test, path))
                return true;
    }
    return is_tested_above(trace, &trace->events[use]);
}

/* --- refusals: `if (!self->ok) { PyErr_SetString(...); return NULL; }`
 * --------------------------------------------------------------------------------------------------- */

/* A number in the instance, such as `ok` or `flags`, that tp_clear stores to: it tells that the instance was cleared. */
static bool is_state_of_clear(const Type *type, const char *name)
{
    const Trace *trace = type->clear;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        const Path *target = event->kind == EVENT_STORE ? trace_path(trace, event->target) : NULL;
        const CType *c_type = target && target->kind == PATH_FIELD ? unit_type(target->unit, target->type) : NULL;
        if (c_type && c_type->kind == CTYPE_INTEGER && trace_path(trace, target->parent)->kind == PATH_SELF &&
            target->name && !strcmp(target->name, name))
            return true;
    }
    return false;
}

typedef struct StateSearch {
    const Type *type;
    bool found;
} StateSearch;

static bool visit_member(const Unit *unit, NodeId id, void *data)
{
    StateSearch *search = data;
    const Node *node = unit_node(unit, id);
    if (node->kind == N_MEMBER && is_state_of_clear(search->type, unit_string(unit, node->text)))
        search->found = true;
    return !search->found;
}

/* The condition asks whether tp_clear has run: by such a number, or by another field that it sets to NULL as well. */
static bool asks_for_clear(const Type *type, const Trace *trace, const Guard *guard)
{
    if (guard->null_test) {
        const Reference *tested = type_reference_at(type, trace, guard->null_test);
        return tested && guard->null_branch && tested->cleared.truth == TRUTH_YES && reference_is_nulled_by_clear(type, tested);
    }
    StateSearch search = {.type = type};
    if (!guard->is_loop && guard->condition)
        syntax_walk(guard->unit, guard->condition, visit_member, &search);
    return search.found;
}

/* Before the use a cleared instance is refused: under such a condition the function returns, or an exception is set. */
static bool is_refused_before(const Type *type, const Trace *trace, uint32_t use)
{
    for (uint32_t i = 1; i < use; i++) {
        const Event *event = &trace->events[i];
        bool refuses = event->kind == EVENT_RETURN ||
                       (event->kind == EVENT_CALL && event->api && event->api->effect == API_ERROR_SET);
        for (uint32_t guard = refuses ? event->guard : 0; guard; guard = trace->guards[guard].outer)
            if (asks_for_clear(type, trace, &trace->guards[guard]))
                return true;
    }
    return false;
}

/* --- short cuts: `self->log != NULL && self->log->length`
 * ------------------------------------------------------------------------------------------------------------------ */

typedef struct ShortCut {
    const Type *type;
    const Reference *reference;
    NodeId use;
    bool is_named, found;
} ShortCut;

static bool visit_named(const Unit *unit, NodeId id, void *data)
{
    ShortCut *search = data;
    const Node *node = unit_node(unit, id);
    const char *name = node->kind == N_MEMBER ? unit_string(unit, node->text) : "";
    search->is_named |= !strcmp(name, search->reference->name) || is_state_of_clear(search->type, name);
    return !search->is_named;
}

static bool visit_logical(const Unit *unit, NodeId id, void *data)
{
    ShortCut *search = data;
    const Node *node = unit_node(unit, id);
    bool is_logical = node->kind == N_BINARY && (node->operator == OP_LOGICAL_AND || node->operator == OP_LOGICAL_OR);
    if (!is_logical || !syntax_contains(unit, unit_child(unit, node, 1), search->use))
        return true;
    search->is_named = false;
    syntax_walk(unit, unit_child(unit, node, 0), visit_named, search);
    search->found |= search->is_named;
    return !search->found;
}

/* Whether the use is evaluated at all depends on an operand before it that asks for the field, or for such a number. */
static bool is_in_short_cut(const Type *type, const Event *use, const Reference *reference)
{
    const Function *function = use->in.unit == use->unit ? function_of(use->in) : NULL;
    ShortCut search = {.type = type, .reference = reference, .use = use->node};
    if (function)
        syntax_walk(use->unit, function->body, visit_logical, &search);
    return search.found;
}

static unsigned danger(FunctionRole role)
{
    return role == ROLE_FINALIZER ? 2 : role == ROLE_SLOT ? 1 : 0;
}

static bool is_concerned(const Type *type, const Reference *reference)
{
    return !reference->is_weaklist && reference->kind == REFERENCE_OBJECT && !reference->is_indirect && !reference->in_base &&
           reference->cleared.truth == TRUTH_YES && reference_is_nulled_by_clear(type, reference);
}

static void take_use(UseSearch *search, const Trace *trace, uint32_t index, FunctionRole role, const char *name)
{
    const Event *event = &trace->events[index];
    const Reference *reference = type_reference_at(search->type, trace, event->value.path);
    if (!reference || !is_concerned(search->type, reference))
        return;
    if (trace_real_guard(trace, event->guard, event->value.path) ||
        is_checked_before(search->type, trace, index, reference) || is_refused_before(search->type, trace, index) ||
        is_in_short_cut(search->type, event, reference))
        return;
    Use *use = &search->uses[reference - search->type->references];
    if (use->trace == trace)
        return;
    if (!use->event || danger(role) > danger(use->role))
        *use = (Use){
            .trace = trace, .event = event, .role = role, .name = name, .others = use->event ? use->others + 1 : 0};
    else
        use->others++;
}

static bool may_use(const UseSearch *search, FunctionRef function)
{
    for (uint32_t i = 0; i < search->type->reference_count; i++) {
        const Reference *reference = &search->type->references[i];
        if (is_concerned(search->type, reference) && function_may_touch(search->model, function, EVENT_READ, reference))
            return true;
    }
    return false;
}

static void search_function(void *data, FunctionRef function, FunctionRole role, const char *name)
{
    UseSearch *search = data;
    if (role == ROLE_INIT || !may_use(search, function))
        return;
    const Trace *trace = model_trace(search->model, function, search->type);
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_READ && trace->events[i].value.kind == VALUE_CONTENT)
            take_use(search, trace, i, role, name);
}

/* --- tp_dealloc, which runs after tp_clear whenever the collector ends the instance ------------------------------------ */

/* Py_XDECREF() and Py_DecRef() look for NULL themselves. */
static bool rejects_null(const Event *event)
{
    if (event->kind == EVENT_READ)
        return true;
    return event->kind == EVENT_RELEASE && event->callee &&
           (!strcmp(event->callee, "Py_DECREF") || !strcmp(event->callee, "_Py_DECREF"));
}

typedef struct LeaveSearch {
    NodeId use;
    const Span *span;
    bool asks, leaves;
} LeaveSearch;

static bool visit_leave(const Unit *unit, NodeId id, void *data)
{
    LeaveSearch *search = data;
    const Node *node = unit_node(unit, id);
    search->leaves |= node->kind == N_RETURN && span_is_before(&node->span, search->span) &&
                      !syntax_contains(unit, id, search->use);
    return !search->leaves;
}

static bool visit_if(const Unit *unit, NodeId id, void *data)
{
    LeaveSearch *search = data;
    const Node *node = unit_node(unit, id);
    if (node->kind == N_MEMBER)
        search->asks = true;
    return !search->asks;
}

/* A helper has a return before what stands there: whatever its reason is. */
static bool has_return_before(const Event *event)
{
    const Function *function = event->in.unit == event->unit ? function_of(event->in) : NULL;
    const Node *node = unit_node(event->unit, event->node);
    LeaveSearch search = {.use = event->node, .span = node ? &node->span : NULL};
    if (function && node)
        syntax_walk(event->unit, function->body, visit_leave, &search);
    return !function || !node || search.leaves;
}

/* tp_dealloc may have left before the use, for a reason found in the instance: `if (self->released) return;`; or one of the functions
 * on the way to it. */
static bool may_leave_before(const Trace *trace, const Event *use)
{
    LeaveSearch search = {0};
    for (const Event *event = use; event->caller; event = &trace->events[event->caller])
        if (has_return_before(event))
            return true;
    for (const Event *event = &trace->events[1]; event < use; event++)
        for (uint32_t guard = event->kind == EVENT_RETURN ? event->guard : 0; guard; guard = trace->guards[guard].outer)
            if (!trace->guards[guard].is_loop && trace->guards[guard].condition)
                syntax_walk(trace->guards[guard].unit, trace->guards[guard].condition, visit_if, &search);
    return search.asks;
}

/* Where tp_dealloc relies on what tp_clear has set to NULL, in every run of it; NULL: nowhere. */
static const Event *use_in_dealloc(const Type *type, const Reference *reference)
{
    const Trace *trace = type->dealloc;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (rejects_null(event) && event->value.kind == VALUE_CONTENT &&
            type_reference_at(type, trace, event->value.path) == reference &&
            !trace_real_guard(trace, event->guard, event->value.path) && !is_checked_before(type, trace, i, reference) &&
            !may_leave_before(trace, event) && !is_in_short_cut(type, event, reference))
            return event;
    }
    return NULL;
}

/* tp_clear sets the field to NULL under no condition but one on the field itself. */
static bool is_always_nulled(const Type *type, const Reference *reference)
{
    const Trace *trace = type->clear;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_STORE && type_reference_at(type, trace, event->target) == reference)
            return !trace_real_guard(trace, event->guard, event->target);
    }
    return false;
}

static bool report_dealloc(RuleContext *context, const Type *type, const Reference *reference)
{
    const Event *event = is_concerned(type, reference) && is_always_nulled(type, reference)
                             ? use_in_dealloc(type, reference)
                             : NULL;
    if (!event)
        return false;
    const char *function = function_name(event->in);
    Finding *finding =
        report_type(context, type, reference->path, event_place(event), "`%s` %s `%s` without a test, which tp_clear sets to NULL",
                    function, event->kind == EVENT_READ ? "uses" : "releases", reference->path);
    finding_function(finding, function);
    finding_severity(finding, SEVERITY_ERROR);
    finding_judgement(finding, &reference->cleared);
    finding_evidence(finding, (Place){0},
                     "an instance that the collector ends is cleared first, and deallocated with NULL in the field");
    return true;
}

static void report(RuleContext *context, const Type *type, const Reference *reference, const Use *use)
{
    const char *function = function_name(use->event->in);
    Finding *finding =
        report_type(context, type, reference->path, event_place(use->event),
                    "`%s` uses `%s`, which tp_clear sets to NULL, without a test", function, reference->path);
    finding_function(finding, function);
    if (use->role != ROLE_FINALIZER)
        finding_severity(finding, SEVERITY_NOTE);
    finding_evidence(finding, function_place(use->trace->function), "reached by Python code as `%s`", use->name);
    finding_judgement(finding, &reference->cleared);
    if (use->others)
        finding_evidence(finding, (Place){0}, "%u more function%s of the type use%s the field in the same way",
                         use->others, use->others == 1 ? "" : "s", use->others == 1 ? "s" : "");
}

static void check(RuleContext *context, const Type *type)
{
    bool is_any_concerned = false;
    for (uint32_t i = 0; i < type->reference_count && type->clear; i++)
        is_any_concerned |= is_concerned(type, &type->references[i]);
    if (type->has_gc != TRUTH_YES || !is_any_concerned)
        return;
    Model *model = rule_model(context);
    UseSearch search = {.model = model, .type = type, .uses = ARENA_ARRAY(model->arena, Use, type->reference_count)};
    type_functions(model, type, search_function, &search);
    for (uint32_t i = 0; i < type->reference_count; i++)
        if (!report_dealloc(context, type, &type->references[i]) && search.uses[i].event)
            report(context, type, &type->references[i], &search.uses[i]);
}

const Rule rule_use_after_clear = {
    .name = "use-after-clear",
    .family = "clear",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "field that tp_clear sets to NULL is used without a test",
    .what = "A finalizer, method, getter or other slot that dereferences a field which `tp_clear` sets to NULL, "
            "without having tested it. It is a warning for finalizers, which run in the middle of collections, and a "
            "note elsewhere. One finding is given for each field. In `tp_dealloc` it is an error, and `Py_DECREF()` counts as "
            "well: what the collector ends is always cleared first.",
    .why = "Python code can reach an object after `tp_clear` has run on it. While the collector clears garbage "
           "(`delete_garbage()`), destructors and callbacks of neighbouring objects run, and may call methods of an "
           "object that was cleared before them: through `gc.get_objects()`, through borrowed pointers, and up to "
           "Python 3.13.12 and 3.14.3 through weak references that a finalizer made (gh-91636). The same state is "
           "left by a `close()` method, by an exhausted iterator, or by `__new__` without `__init__`.",
    .consequence = "A crash in the middle of a collection or at interpreter shutdown. `repr()` of a cleared function "
                   "crashed that way (gh-91636), as did `iter.__reduce__` (gh-101765).",
    .fix = "Test the field on entry, and raise an exception or return something harmless: `if (self->callback == "
           "NULL) { PyErr_SetString(...); return NULL; }`. Or let `tp_clear` put a harmless object in its place with "
           "`Py_SETREF()`. An `assert()` is no test in release builds.",
    .exceptions = "Any earlier test of the field in the function, or in a function that it calls, counts, and so does "
                  "an assignment to it. Functions that refuse to work on a cleared instance, which they know by another field that "
                  "`tp_clear` sets to NULL, or by a number such as `ok` that it stores. Uses under conditions that gclint does not understand, constructors, and "
                  "fields that `tp_clear` keeps or replaces are not reported.",
    .references = "https://github.com/python/cpython/issues/91636\n"
                  "https://github.com/python/cpython/issues/101765",
    .security_severity = "5.0",
    .check_type = check,
};
