/* What a store puts into a field, and what a release takes out of it: a reference of the field's own, or one of somebody else's. */
#include "model/internals.h"

static bool same_value(const Value *a, const Value *b)
{
    return a->kind == b->kind && a->path == b->path && (a->kind != VALUE_CONTENT || a->version == b->version);
}

/* `self->first = object; Py_INCREF(self->first);` is a reference to the object. */
static bool is_stored_at(const Trace *trace, PathId place, const Value *value, uint32_t before)
{
    for (uint32_t i = 1; i < before; i++)
        if (trace->events[i].kind == EVENT_STORE && trace->events[i].target == place && same_value(&trace->events[i].value, value))
            return true;
    return false;
}

static bool increments(const Trace *trace, uint32_t increment, uint32_t index)
{
    const Event *event = &trace->events[increment], *store = &trace->events[index];
    if (event->kind != EVENT_INCREF)
        return false;
    if (same_value(&event->value, &store->value) || (event->value.path && event->value.path == store->value.path))
        return true;
    if (event->value.kind != VALUE_CONTENT)
        return false;
    bool of_target = increment > index && event->value.path == store->target;
    return of_target || is_stored_at(trace, event->value.path, &store->value, increment);
}

static bool is_within(const Trace *trace, uint32_t event, uint32_t enter)
{
    uint32_t caller = trace->events[event].caller;
    while (caller && caller != enter)
        caller = trace->events[caller].caller;
    return caller != 0;
}

static bool gets_unfollowed(const Event *call, const Value *value)
{
    for (uint32_t i = 0; call->kind == EVENT_CALL && !call->api && i < call->argument_count; i++)
        if (call->arguments[i].kind == VALUE_UNKNOWN || call->arguments[i].path == value->path)
            return true;
    return false;
}

/* `push(queue, tagged(Py_NewRef(object)))` in another function: what was not followed there may have the reference, and the store, which
 * is not in that function, need have none. What a function returns is its caller's to store. */
static bool is_kept_by_another(const Trace *trace, uint32_t increment, uint32_t index)
{
    uint32_t outermost = 0;
    bool is_passed = false;
    for (uint32_t enter = trace->events[increment].caller; enter && !is_within(trace, index, enter); enter = trace->events[enter].caller)
        outermost = enter;
    for (uint32_t i = increment + 1; outermost && i < trace->event_count && is_within(trace, i, outermost); i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_RETURN && event->caller == outermost && same_value(&event->value, &trace->events[increment].value))
            return false;
        is_passed = is_passed || gets_unfollowed(event, &trace->events[increment].value);
    }
    return is_passed;
}

/* The value, or the field it was stored to, is incremented somewhere in the same walk. What a loop increments, none or many times,
 * need not be for a store that is done once. */
static Truth is_incremented(const Trace *trace, uint32_t index)
{
    Truth found = TRUTH_NO;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        if (!increments(trace, i, index))
            continue;
        bool is_doubtful = (trace->events[i].in_loop && !trace->events[index].in_loop) || is_kept_by_another(trace, i, index);
        found = is_doubtful && found != TRUTH_YES ? TRUTH_UNKNOWN : TRUTH_YES;
    }
    return found;
}

/* What is stored, or the field's new content, is also what the function returns: that reference is the caller's. */
static bool is_returned(const Trace *trace, const Event *store)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_same = event->value.path == store->value.path || event->value.path == store->target;
        if (event->kind == EVENT_RETURN && event->value.kind == VALUE_CONTENT && is_same &&
            !trace_guards_exclude(trace, event->guard, store->guard))
            return true;
    }
    return false;
}

/* Event `other` puts what event `index` stores into another field or element, for the first time. */
static bool stores_elsewhere(const Trace *trace, uint32_t other, uint32_t index)
{
    const Event *event = &trace->events[other], *store = &trace->events[index];
    if (event->kind != EVENT_STORE || event->target == store->target || !same_value(&event->value, &store->value))
        return false;
    /* One statement, through a pointer that can be that of several objects: it stores once. */
    if (events_are_one(event, store))
        return false;
    const Path *place = trace_path(trace, event->target);
    if (place->kind == PATH_INDEX)
        place = trace_path(trace, place->parent);
    if (place->kind != PATH_FIELD || trace_path(trace, trace_root(trace, event->target))->kind == PATH_LOCAL)
        return false;
    for (uint32_t i = 1; i < other; i++)
        if (trace->events[i].kind == EVENT_STORE && trace->events[i].target == event->target &&
            same_value(&trace->events[i].value, &event->value))
            return false;
    return true;
}

static bool covers(const Span *outer, const Span *inner)
{
    bool ends_after = outer->end_line > inner->line || (outer->end_line == inner->line && outer->end_column > inner->column);
    return outer->file == inner->file && !span_is_before(inner, outer) && ends_after;
}

/* A `return` in a block around the one place, or in the same, stands before the other. */
static bool returns_between(const Unit *unit, NodeId statement, const Span *place, const Span *other, unsigned depth)
{
    enum { DEEPEST = 60 };
    const Node *node = unit_node(unit, statement);
    bool has_passed = false;
    for (uint32_t i = 0; node && depth < DEEPEST && i < node->child_count; i++) {
        const Node *child = unit_node(unit, unit_child(unit, node, i));
        if (!child)
            continue;
        if (has_passed && child->kind == N_RETURN && span_is_before(&child->span, other))
            return true;
        if (!covers(&child->span, place))
            continue;
        if (returns_between(unit, unit_child(unit, node, i), place, other, depth + 1))
            return true;
        has_passed = node->kind == N_BLOCK;
    }
    return false;
}

/* In a function that the walk has entered, whose returns are no events. */
static bool is_left_between(const Event *store, const Event *release)
{
    const Function *function = function_of(store->in);
    const Node *from = unit_node(store->unit, store->node), *to = unit_node(release->unit, release->node);
    return store->caller && function && from && to && store->unit == release->unit &&
           returns_between(store->unit, function->body, &from->span, &to->span, 0);
}

/* The function itself gives a reference to what it stored back: `state->type = type; ... Py_DECREF(type);`. What stands behind the
 * return is reached by a goto, where something has failed. */
static uint32_t releases_afterwards(const Trace *trace, uint32_t index)
{
    const Event *store = &trace->events[index];
    uint32_t count = 0;
    for (uint32_t i = index + 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_RETURN && event->caller == store->caller && (!trace_real_guard(trace, event->guard, 0) || event->guard == store->guard))
            break;
        count += event->kind == EVENT_RELEASE && event->caller == store->caller && !event->is_conditional && !event->in_loop &&
                 same_value(&event->value, &store->value) && !is_left_between(store, event);
    }
    return count;
}

/* `PyModule_AddObject(module, "Foo", type)` has taken the only reference before the type is stored. */
static uint32_t stolen_before(const Trace *trace, uint32_t index)
{
    const Event *store = &trace->events[index];
    uint32_t count = 0;
    for (uint32_t i = 1; i < index; i++) {
        const Event *event = &trace->events[i];
        count += event->kind == EVENT_RELEASE && event->api && event->api->steals && !event->is_conditional && !event->in_loop &&
                 same_value(&event->value, &store->value);
    }
    return count;
}

/* Likewise, but one statement that fills a place in each of several objects, of which there is one at a time, stores once. */
static bool stores_once_elsewhere(const Trace *trace, uint32_t other, uint32_t index)
{
    if (!stores_elsewhere(trace, other, index))
        return false;
    for (uint32_t i = 1; i < other; i++)
        if (events_are_one(&trace->events[i], &trace->events[other]) && stores_elsewhere(trace, i, index))
            return false;
    return true;
}

/* There are fewer references than places: some place that is not known, a link between elements of a list maybe, owns none. */
static bool is_shared(const Trace *trace, uint32_t index)
{
    const Event *store = &trace->events[index];
    uint32_t references = trace_path(trace, store->value.path)->is_owned_result, places = 1 + is_returned(trace, store);
    for (uint32_t i = 1; i < trace->event_count; i++) {
        if (trace_guards_exclude(trace, trace->events[i].guard, store->guard))
            continue;
        references += increments(trace, i, index);
        places += stores_once_elsewhere(trace, i, index);
    }
    return references < places + releases_afterwards(trace, index) + stolen_before(trace, index);
}

/* `self->names = found.names;`: what stands in a struct among the function's own variables was put there to be handed on. */
static bool stands_in_local(const Trace *trace, PathId path)
{
    const Path *step = trace_path(trace, path);
    while (step->kind == PATH_FIELD && !step->is_arrow)
        step = trace_path(trace, step->parent);
    return step->kind == PATH_LOCAL;
}

bool store_puts_back(const Event *store)
{
    return store->value.kind == VALUE_CONTENT && store->value.path == store->target;
}

StoreKind store_kind(Model *model, const Trace *trace, uint32_t index)
{
    (void)model;
    const Event *store = &trace->events[index];
    const Value *value = &store->value;
    FormatUnit format;
    if (value->kind == VALUE_NULL || value->kind == VALUE_INTEGER)
        return STORE_NULL;
    if (value->kind != VALUE_CONTENT && value->kind != VALUE_ADDRESS)
        return STORE_UNKNOWN;
    Truth incremented = is_incremented(trace, index);
    if (incremented != TRUTH_NO)
        return incremented == TRUTH_YES && !is_shared(trace, index) ? STORE_OWNED : STORE_UNKNOWN;
    const Path *path = trace_path(trace, value->path);
    switch (path->kind) {
    case PATH_RESULT:
        if (path->is_owned_result && is_returned(trace, store))
            return STORE_BORROWED;
        if (path->is_owned_result)
            return is_shared(trace, index) ? STORE_UNKNOWN : STORE_OWNED;
        if (path->api && path->api->effect == API_PARSE_ARGUMENTS) /* a converter, "O&", may give out a reference of its own */
            return parsed_format_unit(path, &format) && format.modifier == '&' ? STORE_UNKNOWN : STORE_BORROWED;
        return path->api && path->api->result == API_RESULT_BORROWED ? STORE_BORROWED : STORE_UNKNOWN;
    case PATH_PARAMETER:
    case PATH_SELF:
    case PATH_GLOBAL:
        return STORE_BORROWED;
    case PATH_FIELD:
    case PATH_INDEX:
        return stands_in_local(trace, value->path) ? STORE_UNKNOWN : STORE_MOVED;
    default:
        return STORE_UNKNOWN;
    }
}

/* The event stands where something has failed, as the other one does not: whoever gives back there what he has taken leaves. */
static bool is_on_way_out(const Trace *trace, const Event *event, const Event *other)
{
    for (uint32_t i = event->guard; i; i = trace->guards[i].outer) {
        const Guard *guard = &trace->guards[i];
        uint32_t shared = other->guard;
        while (shared && shared != i)
            shared = trace->guards[shared].outer;
        if (!shared && !guard->is_rest && (guard->is_error_path || (guard->null_test && guard->null_branch)))
            return true;
    }
    return false;
}

/* `if (replaces) Py_SETREF(object, other); Py_DECREF(object);`: what the variable holds at the end is this object only where it has not been
 * released before. */
static bool is_of_other_branch(const Trace *trace, uint32_t earlier, uint32_t index)
{
    const Event *release = &trace->events[index];
    if (!trace->events[earlier].is_conditional)
        return false;
    for (uint32_t i = earlier + 1; i < trace->event_count; i++)
        if (events_are_one(&trace->events[i], release) && !same_value(&trace->events[i].value, &release->value))
            return true;
    return false;
}

bool release_is_of_own_increment(const Trace *trace, uint32_t index)
{
    const Event *release = &trace->events[index];
    int32_t held = 0;
    for (uint32_t i = 1; i < index; i++) {
        const Event *event = &trace->events[i];
        bool is_same = same_value(&event->value, &release->value), is_store = event->kind == EVENT_STORE && event->target == release->value.path;
        if ((!is_same && !is_store) || trace_leaves_before(trace, i, index))
            continue;
        if (is_store)
            held = -1; /* the next increment can be that of the field */
        if (event->kind == EVENT_INCREF && is_same)
            held++;
        else if (event->kind == EVENT_RELEASE && is_same && held > 0 && !is_on_way_out(trace, event, release) &&
                 !is_of_other_branch(trace, i, index))
            held--;
    }
    return held > 0;
}

bool was_stored_with_two(const Trace *trace, uint32_t release)
{
    for (uint32_t i = 1; i < release; i++) {
        const Event *store = &trace->events[i];
        if (store->kind != EVENT_STORE || store->target != trace->events[release].value.path || store->value.kind != VALUE_CONTENT)
            continue;
        uint32_t references = trace_path(trace, store->value.path)->is_owned_result;
        for (uint32_t k = 1; k < release; k++)
            references += trace->events[k].kind == EVENT_INCREF && trace->events[k].value.path == store->value.path &&
                          !trace->events[k].is_conditional;
        if (references >= 2)
            return true;
    }
    return false;
}

/* `memory->owner = self; self->memory = memory;`: as long as memory holds a reference to its instance, tp_dealloc does not run. */
bool store_leads_back(const Trace *trace, const Event *store)
{
    if (store->kind != EVENT_STORE || !store->value.path)
        return false;
    PathId object = store->value.path, memory = trace_root(trace, store->target);
    if (memory == object)
        return trace_path(trace, store->target)->parent != object;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *other = &trace->events[i];
        if (other->kind == EVENT_STORE && other->value.path == memory && other->target != object && trace_root(trace, other->target) == object)
            return true;
    }
    return false;
}
