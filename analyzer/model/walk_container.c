/* `(Owner *)((char *)link - offsetof(Owner, link))`: the object around a place that a pointer leads to. It is a place of its own below that
 * pointer, so that what is done to it by one function is recognised in another. */
#include "model/walk.h"

#include <string.h>

enum { CALLS_MAX = 4 };

/* The address of a member of an object, less the member's offset: the object. 0: something else. */
static PathId object_of_member(const Walker *walker, PathId member, int64_t offset)
{
    const Path *path = walk_path(walker, member);
    if (path->kind != PATH_FIELD || path->offset != offset)
        return 0;
    while (path->kind == PATH_FIELD && !path->is_arrow)
        path = walk_path(walker, path->parent);
    return path->kind == PATH_FIELD ? path->parent : 0;
}

static const Event *call_of(const Walker *walker, const Path *result)
{
    for (uint32_t i = walker->events.count; i-- > 1;) {
        const Event *event = &walker->events.items[i];
        if (event->kind == EVENT_CALL && event->node == result->call && event->unit == result->call_unit)
            return event;
    }
    return NULL;
}

/* `program_of(self->module)` with a function that is not followed: it finds its way from the argument, always the same. */
static PathId found_by_call(Walker *walker, PathId id, unsigned depth)
{
    Path path = *walk_path(walker, id);
    if (path.kind == PATH_FIELD || path.kind == PATH_INDEX || path.kind == PATH_SELF)
        return id;
    const Event *call = path.kind == PATH_RESULT && !path.api && !path.is_out_parameter && path.name ? call_of(walker, &path) : NULL;
    if (!call || call->argument_count != 1 || call->doubtful_arguments || depth > CALLS_MAX ||
        (call->arguments[0].kind != VALUE_CONTENT && call->arguments[0].kind != VALUE_ADDRESS))
        return 0;
    PathId argument = found_by_call(walker, call->arguments[0].path, depth + 1);
    return argument ? walk_way(walker, argument, model_intern(walker->model, arena_format(walker->scratch, "%s()", path.name)), path.unit, path.type)
                    : 0;
}

static Value container(Walker *walker, NodeId cast, Value value, int64_t offset)
{
    if (value.kind == VALUE_ADDRESS) {
        PathId object = object_of_member(walker, value.path, offset);
        return (Value){.kind = object ? VALUE_CONTENT : VALUE_UNKNOWN, .path = object};
    }
    PathId pointer = value.kind == VALUE_CONTENT ? found_by_call(walker, value.path, 0) : 0;
    if (!pointer || walk_path(walker, pointer)->kind == PATH_SELF)
        return (Value){.kind = VALUE_UNKNOWN};
    const Unit *unit = walker->frame->unit;
    TypeId type = walk_node(walker, cast)->type;
    const char *record = unit_string(unit, unit_record(unit, unit_type_record(unit, type, 1))->name);
    const char *name = model_intern(walker->model, arena_format(walker->scratch, "(%s)", record));
    return (Value){.kind = VALUE_CONTENT, .path = walk_way(walker, pointer, name, unit, type)};
}

NodeId walk_container_of(const Walker *walker, NodeId cast)
{
    const Unit *unit = walker->frame->unit;
    const Node *syntax = walk_node(walker, cast);
    if (!program_type_is_object_pointer(walker->model->program, unit, syntax->type) || walk_node(walker, unit_child(unit, syntax, 0))->kind == N_CAST)
        return 0;
    NodeId operand = unit_strip_casts(unit, cast);
    const Node *difference = unit_node(unit, operand);
    return difference && difference->kind == N_BINARY && difference->operator == OP_SUBTRACT ? operand : 0;
}

Values walk_container(Walker *walker, NodeId cast, const Values *pointers, int64_t offset)
{
    Values values = {.is_open = pointers->is_open};
    for (uint32_t i = 0; i < pointers->count; i++) {
        Value value = container(walker, cast, pointers->items[i], offset);
        if (value.kind == VALUE_UNKNOWN)
            values.is_open = true;
        else
            values.items[values.count++] = value;
    }
    return values.count ? values : values_unknown;
}
