/* A field that is given two references at once, of which the deallocator gives back one: `self->items = PyList_New(0);
 * Py_INCREF(self->items);`, where the first was its own already. */
#include "model/internals.h"

static bool is_stored_value(const Value *value, const Event *store)
{
    return (value->kind == VALUE_CONTENT || value->kind == VALUE_ADDRESS) &&
           (value->path == store->value.path || value->path == store->target);
}

/* The field was tested by what had been stored there before: by what PyArg_ParseTuple() left, if it left anything. */
static bool is_former_value(const Trace *trace, PathId path, const Event *store)
{
    for (const Event *event = &trace->events[1]; path && event < store; event++)
        if (event->kind == EVENT_STORE && event->target == store->target && event->value.path == path)
            return true;
    return false;
}

/* The condition of an event, other than that the value, the field or what leads there is not NULL. 0: none. */
static uint32_t own_condition(const Trace *trace, const Event *event, const Event *store)
{
    for (uint32_t guard = event->guard; guard; guard = trace->guards[guard].outer) {
        const Guard *at = &trace->guards[guard];
        bool is_of_store = at->null_test && (at->null_test == store->value.path || trace_is_below(trace, store->target, at->null_test) ||
                                             (event == store && is_former_value(trace, at->null_test, store)));
        if (!at->is_loop && !at->is_rest && !is_of_store)
            return guard;
    }
    return 0;
}

static bool is_guarded_by(const Trace *trace, const Event *event, uint32_t guard)
{
    uint32_t id = event->guard;
    while (id && id != guard)
        id = trace->guards[id].outer;
    return id != 0;
}

/* That the value itself is not NULL, as Py_CLEAR() asks, is no error, and what the store stands under too says nothing. */
static bool is_way_out_of_error(const Trace *trace, uint32_t guard, const Event *store)
{
    for (; guard && !is_guarded_by(trace, store, guard); guard = trace->guards[guard].outer) {
        const Guard *at = &trace->guards[guard];
        bool finds_value = !at->null_branch && (at->null_test == store->value.path || at->result == store->value.path);
        if (!at->is_rest && !finds_value && (at->is_error_path || (at->null_test && at->null_branch)))
            return true;
    }
    return false;
}

/* A function that is not followed, or one of the API that takes the reference over, gets the value. */
static bool hands_over(const Event *event, const Event *store)
{
    for (uint32_t i = 0; i < event->argument_count; i++) {
        bool is_taken = !event->api || event->api->effect != API_EFFECT_NONE || i >= 32 || event->api->steals >> i & 1 ||
                        event->doubtful_arguments || event->arguments[i].kind == VALUE_ADDRESS;
        if (is_stored_value(&event->arguments[i], store) && is_taken)
            return true;
    }
    return false;
}

/* A function of the API that gets the field's address and not the value, such as PyArg_ParseTuple(), knew nothing of what came later. */
static bool fills_field_before(const Event *event, const Event *store)
{
    for (uint32_t i = 0; i < event->argument_count; i++)
        if (is_stored_value(&event->arguments[i], store) &&
            (event->arguments[i].kind != VALUE_ADDRESS || event->arguments[i].path != store->target))
            return false;
    return event->api && !event->in_loop;
}

/* The second reference is for another place, for the caller, or given back again; or this is not told for certain. */
static bool is_used(const Trace *trace, uint32_t index)
{
    const Event *store = &trace->events[index];
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_value = is_stored_value(&event->value, store);
        if (i == index)
            continue;
        if (event->kind == EVENT_STORE && (is_value || (i > index && event->target == store->target)))
            return true;
        if (event->kind == EVENT_RETURN && is_value)
            return true;
        if (event->kind == EVENT_RELEASE && is_value && !is_way_out_of_error(trace, event->guard, store))
            return true;
        bool is_call = event->kind == EVENT_CALL || event->kind == EVENT_SLOT_CALL;
        if (is_call && hands_over(event, store) && !(i < index && fills_field_before(event, store)))
            return true;
    }
    return false;
}

static bool has_variable_cleaned_up(FunctionRef in)
{
    const Function *function = in.unit ? &in.unit->functions.items[in.function] : NULL;
    for (uint32_t i = 1; function && i < in.unit->symbols.count; i++) {
        const Symbol *symbol = &in.unit->symbols.items[i];
        if (symbol->is_cleaned_up && symbol->owner == function->symbol)
            return true;
    }
    return false;
}

/* A variable gives its reference back where its block ends, so the field needs the second one. It may be one of those who call the
 * function that fills the field. */
static bool is_cleaned_up_at_end(const Trace *trace, const Event *store)
{
    bool found = has_variable_cleaned_up(store->in);
    for (uint32_t call = store->caller; call && !found; call = trace->events[call].caller)
        found = has_variable_cleaned_up(trace->events[call].in);
    return found;
}

/* The API made a new reference for the field, of an instance that is not one of the program's variables. In its own walk a helper that
 * gets the object has to take a reference; whether who calls it keeps the first is told by the walk of the caller. */
static bool stores_new_reference(const Trace *trace, const Event *store)
{
    if (store->kind != EVENT_STORE || store->value.kind != VALUE_CONTENT || store->in_loop)
        return false;
    const Path *made = trace_path(trace, store->value.path);
    PathKind root = trace_path(trace, trace_root(trace, store->target))->kind;
    return made->kind == PATH_RESULT && made->is_owned_result && !made->is_out_parameter && made->api &&
           made->api->result == API_RESULT_NEW && (root == PATH_SELF || root == PATH_PARAMETER || root == PATH_RESULT);
}

static uint32_t second_reference(const Trace *trace, uint32_t index)
{
    const Event *store = &trace->events[index];
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_INCREF && is_stored_value(&event->value, store) && !event->in_loop &&
            (i > index || event->value.path == store->value.path) && !trace_guards_exclude(trace, event->guard, store->guard) &&
            own_condition(trace, event, store) == own_condition(trace, store, store))
            return i;
    }
    return 0;
}

/* More than one function gives the field's reference back and leaves the pointer there: each may have one of its own. */
static bool is_released_by_several(const FieldEvents *events)
{
    const Trace *first = NULL;
    for (uint32_t i = 0; i < events->count; i++) {
        const Trace *trace = events->items[i].trace;
        const Event *event = &trace->events[events->items[i].event];
        if (event->kind != EVENT_RELEASE || event->was_replaced || !event->is_dangling_after)
            continue;
        if (first)
            return true;
        first = trace;
    }
    return false;
}

bool reference_surplus(Model *model, const Type *type, const Reference *reference, Surplus *found)
{
    FieldEvents events = reference_events_of_type(model, type, reference);
    if (reference->kind != REFERENCE_OBJECT || is_released_by_several(&events))
        return false;
    for (uint32_t i = 0; i < events.count; i++) {
        const Trace *trace = events.items[i].trace;
        const Event *store = &trace->events[events.items[i].event];
        uint32_t second = stores_new_reference(trace, store) ? second_reference(trace, events.items[i].event) : 0;
        if (!second || is_used(trace, events.items[i].event) || trace_may_hand_out(trace, second) || is_cleaned_up_at_end(trace, store))
            continue;
        const Event *increment = &trace->events[second];
        const Path *made = trace_path(trace, store->value.path);
        *found = (Surplus){event_place(store), event_place(increment), {0}, increment->in, made->name};
        if (increment->caller && made->call_unit)
            found->made = place_of_node(made->call_unit, made->call);
        return true;
    }
    return false;
}
