#include "model/walk.h"

#include <stdarg.h>
#include <string.h>

/* The milestone set of the object a path is, or is below; that of the walked function's first parameter by default. */
uint32_t walk_object_of(const Walker *walker, PathId path)
{
    for (; path; path = walk_path(walker, path)->parent)
        if (walk_path(walker, path)->milestone_set)
            return walk_path(walker, path)->milestone_set;
    return 0;
}

uint32_t walk_emit(Walker *walker, EventKind kind, NodeId node, Value value)
{
    const Node *syntax = walk_node(walker, node);
    uint32_t object = walk_object_of(walker, value.path);
    if (!object)
        object = 1;
    vector_reserve(&walker->events, walker->events.count + 1);
    walker->events.items[walker->events.count] = (Event){
        .kind = kind,
        .value = value,
        .unit = walker->frame->unit,
        .node = node,
        .in = walker->frame->function,
        .caller = walker->frame->enter_event,
        .guard = walker->guard,
        .must_before = walker->state.must[object],
        .may_before = walker->state.may[object],
        .in_loop = walker->loop_depth > 0,
        .is_known_set = state_knows_set(&walker->state, value),
        .result_used = true,
        .is_macro = syntax->macro != 0 && !(syntax->flags & NODE_FROM_MACRO_ARGUMENT),
    };
    return walker->events.count++;
}

void walk_milestone(Walker *walker, Value value, uint32_t milestones)
{
    uint32_t object = walk_object_of(walker, value.path);
    if (object)
        state_mark(&walker->state, object, milestones);
}

void walk_obstacle(Walker *walker, NodeId node, const char *format, ...)
{
    if (walker->obstacles.count >= 16)
        return;
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_format_list(walker->model->arena, format, arguments);
    va_end(arguments);
    for (uint32_t i = 0; i < walker->obstacles.count; i++)
        if (strcmp(walker->obstacles.items[i], text) == 0)
            return;
    vector_push(&walker->obstacles, text);
    vector_push(&walker->obstacle_places, place_of_node(walker->frame->unit, node));
}

static bool is_memory(const Path *path)
{
    return path->kind == PATH_FIELD || path->kind == PATH_INDEX || path->kind == PATH_GLOBAL;
}

static void note_dangling(Walker *walker, PathId path)
{
    for (uint32_t i = 0; i < walker->dangling.count; i++)
        if (walker->dangling.items[i] == path)
            return;
    vector_push(&walker->dangling, path);
}

static void release_one(Walker *walker, NodeId node, Value value, const char *callee, const ApiFunction *api)
{
    uint32_t event = walk_emit(walker, EVENT_RELEASE, node, value);
    walk_event(walker, event)->callee = callee;
    walk_event(walker, event)->api = api;
    if (value.kind != VALUE_CONTENT)
        return;
    const Path path = *walk_path(walker, value.path);
    bool replaced = path.is_detached || state_version(&walker->state, value.path) != value.version;
    walk_event(walker, event)->was_replaced = replaced;
    if (path_is_type_field(&path) && walk_object_of(walker, path.parent)) {
        walk_milestone(walker, value, MILESTONE_TYPE_RELEASED);
        return;
    }
    if (!is_memory(&path))
        return;
    walk_milestone(walker, value, MILESTONE_FIELD_RELEASED);
    if (!replaced) {
        PathState state = state_path(&walker->state, value.path);
        state.bits = PATH_DANGLES;
        state.release_event = event;
        state_set_path(walker, &walker->state, value.path, state);
        note_dangling(walker, value.path);
    }
}

void walk_release(Walker *walker, NodeId node, const Values *values, const char *callee, const ApiFunction *api)
{
    for (uint32_t i = 0; i < values->count; i++)
        if (values->items[i].kind == VALUE_CONTENT)
            release_one(walker, node, values->items[i], callee, api);
}

/* What a store to `target` says about places below it, and a stored length about the elements beside it: they dangle no more. */
static void forget_below(Walker *walker, PathId target, const Values *values)
{
    bool is_length = values->count == 1 && (values->items[0].kind == VALUE_INTEGER);
    PathId parent = walk_path(walker, target)->parent;
    for (uint32_t i = 0; i < walker->dangling.count; i++) {
        PathId path = walker->dangling.items[i];
        PathState entry = state_path(&walker->state, path);
        if (path == target || !(entry.bits & PATH_DANGLES))
            continue;
        bool below = walk_path_below(walker, path, target);
        bool element_beside = is_length && walk_path_below(walker, path, parent) &&
                              walk_path(walker, walk_path(walker, path)->parent)->kind != PATH_SELF;
        if (below || element_beside) {
            entry.bits = PATH_IS_INITIAL;
            entry.release_event = 0;
            state_set_path(walker, &walker->state, path, entry);
        }
    }
}

/* With a pointer, what is found from it is another. */
static void store_ways(Walker *walker, PathId pointer, const Values *values)
{
    for (PathId id = walker->steps.items[pointer].first; id; id = walker->steps.items[id].next)
        if (walk_path(walker, id)->is_way) {
            state_store(walker, id, values);
            store_ways(walker, id, values);
        }
}

/* A new object that is stored somewhere is reachable from there on. */
static void note_escape(Walker *walker, const Values *values)
{
    for (uint32_t i = 0; i < values->count; i++)
        if (values->items[i].kind == VALUE_CONTENT && walk_path(walker, values->items[i].path)->kind == PATH_RESULT)
            walk_milestone(walker, values->items[i], MILESTONE_ESCAPED);
}

void walk_store(Walker *walker, NodeId node, PathId target, const Values *values)
{
    if (walk_path(walker, target)->kind == PATH_LOCAL) {
        state_set_local(walker, &walker->state, (uint32_t)walk_path(walker, target)->index, values);
        state_forget_members(walker, target);
        return;
    }
    uint32_t object = walk_object_of(walker, target);
    uint32_t count = values->count ? values->count : 1;
    for (uint32_t i = 0; i < count; i++) {
        Value value = values->count ? values->items[i] : (Value){.kind = VALUE_UNKNOWN};
        uint32_t event = walk_emit(walker, EVENT_STORE, node, value);
        Event *store = walk_event(walker, event);
        store->target = target;
        store->must_before = object ? walker->state.must[object] : walker->state.must[1];
        store->may_before = object ? walker->state.may[object] : walker->state.may[1];
    }
    note_escape(walker, values);
    const Path *place = walk_path(walker, target);
    if (path_is_type_field(place))
        walk_set_type(walker, node, place->parent, values);
    forget_below(walker, target, values);
    state_store(walker, target, values);
    state_forget_members(walker, target);
    state_set_member(walker, target, values);
    store_ways(walker, target, values);
}
