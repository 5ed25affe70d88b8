/* C memory that is not the instance's alone: what stands there is no reference of the instance's own. */
#include "model/internals.h"

#include <string.h>

/* --- memory with a count: `if (--self->table->users == 0) free_table(self->table);` --------------------------------------------------- */

/* The member that a number is stored in, `table->users`, or that points to it, `*table->users`; NULL: it is neither. */
static const Path *stored_number(const Trace *trace, const Event *store)
{
    const Path *target = store->kind == EVENT_STORE && store->target ? trace_path(trace, store->target) : NULL;
    const CType *type = target ? unit_type(target->unit, target->type) : NULL;
    if (!type || type->kind != CTYPE_INTEGER)
        return NULL;
    if (target->kind == PATH_INDEX && target->index == 0)
        target = trace_path(trace, target->parent);
    return target->kind == PATH_FIELD && target->name ? target : NULL;
}

/* The event changes a number by its own value, in memory behind a pointer on the way to the path. */
static bool is_count_on_the_way(const Trace *trace, const Event *store, PathId path)
{
    const Path *target = stored_number(trace, store);
    if (!target || store->value.kind != VALUE_CONTENT || store->value.path != store->target)
        return false;
    while (target->kind == PATH_FIELD && !target->is_arrow)
        target = trace_path(trace, target->parent);
    if (target->kind != PATH_FIELD || trace_path(trace, target->parent)->kind == PATH_SELF)
        return false;
    for (PathId at = path; at; at = trace_path(trace, at)->parent)
        if (at == target->parent)
            return true;
    return false;
}

static bool returns_early(const Unit *unit, NodeId id, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    bool found = false;
    for (uint32_t i = 0; node && depth < 16 && i < node->child_count && !found; i++) {
        const Node *child = unit_node(unit, unit_child(unit, node, i));
        found = (child && child->kind == N_RETURN && node->kind == N_IF) || returns_early(unit, unit_child(unit, node, i), depth + 1);
    }
    return found;
}

/* A function made to give up one use, `release_table(self->table)`: it returns early while there are others. */
static bool is_in_helper(const Trace *trace, const Event *store, const Event *release)
{
    const Function *helper = function_of(store->in);
    for (uint32_t caller = release->caller; helper && caller; caller = trace->events[caller].caller)
        if (caller == store->caller)
            return returns_early(store->in.unit, helper->body, 0);
    return false;
}

/* The release depends on a count that the function has changed before. */
static bool is_last_release(const Trace *trace, uint32_t index)
{
    const Event *release = &trace->events[index];
    for (uint32_t i = 1; i < index; i++) {
        const Event *store = &trace->events[i];
        if (!is_count_on_the_way(trace, store, release->value.path))
            continue;
        if (!store->in_loop && is_in_helper(trace, store, release))
            return true;
        for (uint32_t guard = release->guard; guard; guard = trace->guards[guard].outer)
            if (!trace->guards[guard].is_loop && trace->guards[guard].condition &&
                unit_mentions_member(trace->guards[guard].unit, trace->guards[guard].condition, stored_number(trace, store)->name))
                return true;
    }
    return false;
}

static bool is_released_by_count(const Type *type, const Reference *reference, const Trace *trace, bool *any)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_RELEASE || event->value.kind != VALUE_CONTENT || type_reference_at(type, trace, event->value.path) != reference)
            continue;
        if (!is_last_release(trace, i))
            return false;
        *any = true;
    }
    return true;
}

bool reference_is_counted(Model *model, const Type *type, const Reference *reference)
{
    static const SlotId slots[] = {SLOT_tp_dealloc, SLOT_tp_clear, SLOT_tp_finalize};
    bool any = false;
    if (!reference->is_indirect)
        return false;
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (!is_released_by_count(type, reference, type_slot_trace(model, type, slots[i]), &any))
            return false;
    return any;
}

/* --- memory of the program: `self->registry = &registry;` ------------------------------------------------------------------------------ */

static bool is_static_memory(const Trace *trace, const Value *value)
{
    return value->kind == VALUE_ADDRESS && trace_path(trace, trace_root(trace, value->path))->kind == PATH_GLOBAL;
}

/* Says nothing of its own: what callers in the program pass, or what the same field of another instance holds. */
static bool is_passed_on(Model *model, const Trace *trace, const Event *store)
{
    const Path *path = store->value.kind == VALUE_CONTENT ? trace_path(trace, store->value.path) : NULL;
    if (!path)
        return false;
    if (path->kind == PATH_PARAMETER)
        return !function_is_callback(model, trace->function);
    const Path *target = trace_path(trace, store->target);
    return path->kind == PATH_FIELD && target->kind == PATH_FIELD && path->name && path->name == target->name &&
           path->record.unit == target->record.unit && path->record.record == target->record.record;
}

bool reference_is_in_static_memory(Model *model, const Type *type, const Reference *reference)
{
    size_t length = strcspn(reference->path, "-[.");
    const char *record = record_key(model, type->record);
    if (!reference->is_indirect || reference->path[length] != '-')
        return false;
    FieldEvents events = field_events(model, record, arena_format(model->arena, "%.*s", (int)length, reference->path), false);
    bool any = false;
    for (uint32_t i = 0; i < events.count; i++) {
        const Trace *trace = events.items[i].trace;
        const Event *event = &trace->events[events.items[i].event];
        if (event->kind != EVENT_STORE || event->value.kind == VALUE_NULL || is_passed_on(model, trace, event))
            continue;
        if (!is_static_memory(trace, &event->value))
            return false;
        any = true;
    }
    return any;
}

/* --- memory of another object: `self->items = buffer->items;` ------------------------------------------------------------------------- */

/* An address inside of an object that is not the one the store is to. */
static bool is_inside_another_object(const Trace *trace, const Event *store)
{
    if (store->value.kind != VALUE_ADDRESS || trace_root(trace, store->value.path) == trace_root(trace, store->target))
        return false;
    const Path *path = trace_path(trace, store->value.path);
    while (path->parent && !path->is_arrow)
        path = trace_path(trace, path->parent);
    const Record *record = path->kind == PATH_FIELD && path->record.unit ? unit_record(path->record.unit, path->record.record) : NULL;
    return record && record->is_object;
}

bool reference_is_in_another_object(Model *model, const Reference *reference)
{
    if (reference->kind != REFERENCE_ARRAY)
        return false;
    FieldEvents events = field_events(model, reference->leaf_record, reference->name, false);
    for (uint32_t i = 0; i < events.count; i++) {
        const Event *event = &events.items[i].trace->events[events.items[i].event];
        if (event->kind == EVENT_STORE && is_inside_another_object(events.items[i].trace, event))
            return true;
    }
    return false;
}
