/* Calls of functions whose effect is known by name (api.def). */
#include "model/walk.h"

#include <string.h>

static Values *argument_of_effect(const Call *call)
{
    int index = call->api->argument;
    if (index < 0)
        index = (int)call->count - 1;
    return index >= 0 && (uint32_t)index < call->count ? &call->arguments[index] : NULL;
}

static Values argument_or_unknown(const Call *call, uint32_t index)
{
    return index < call->count ? call->arguments[index] : values_unknown;
}

/* One event for each value of the effect's argument, with the milestones that follow from it. */
static void each_value(Walker *walker, Call *call, EventKind kind, uint32_t milestones)
{
    const Values *values = argument_of_effect(call);
    for (uint32_t i = 0; values && i < values->count; i++) {
        Value value = values->items[i];
        if (value.kind != VALUE_CONTENT && value.kind != VALUE_ADDRESS)
            continue;
        uint32_t event = walk_emit(walker, kind, call->node, value);
        walk_event(walker, event)->callee = call->name;
        walk_event(walker, event)->api = call->api;
        walk_event(walker, event)->result_used = !call->discard;
        if (value.kind == VALUE_CONTENT && !walk_path(walker, value.path)->parent)
            walk_milestone(walker, value, milestones);
    }
}

static Values increment(Walker *walker, Call *call)
{
    each_value(walker, call, EVENT_INCREF, 0);
    const Values *values = argument_of_effect(call);
    return call->api->effect == API_NEW_REFERENCE && values ? *values : values_unknown;
}

/* --- allocation ------------------------------------------------------------------------------------------------------------- */

static PathId type_argument(Walker *walker, const Values *type)
{
    (void)walker;
    for (uint32_t i = 0; i < type->count; i++)
        if (type->items[i].kind == VALUE_ADDRESS || type->items[i].kind == VALUE_CONTENT)
            return type->items[i].path;
    return 0;
}

static void start_object(Walker *walker, PathId path, const Values *type)
{
    Path *object = &walker->paths.items[path];
    object->is_owned_result = true;
    object->allocated_by = type_argument(walker, type);
    if (!object->milestone_set && walker->object_count < OBJECTS_MAX)
        object->milestone_set = walker->object_count++;
    if (object->milestone_set) {
        walker->state.must[object->milestone_set] = 0;
        walker->state.may[object->milestone_set] = 0;
    }
}

static Values allocate(Walker *walker, Call *call, const Values *type)
{
    Values result = walk_call_result(walker, call, true);
    PathId path = result.items[0].path;
    start_object(walker, path, type);
    uint32_t event = walk_emit(walker, EVENT_ALLOCATE, call->node, result.items[0]);
    walk_event(walker, event)->callee = call->name;
    walk_event(walker, event)->api = call->api;
    walk_event(walker, event)->type_path = walk_path(walker, path)->allocated_by;
    return result;
}

/* PyObject_Init(op, type): memory the program got itself becomes an object. */
static Values init_object(Walker *walker, Call *call)
{
    Values object = argument_or_unknown(call, 0), type = argument_or_unknown(call, 1);
    for (uint32_t i = 0; i < object.count; i++) {
        if (object.items[i].kind != VALUE_CONTENT || walk_path(walker, object.items[i].path)->kind != PATH_RESULT)
            continue;
        start_object(walker, object.items[i].path, &type);
        uint32_t event = walk_emit(walker, EVENT_ALLOCATE, call->node, object.items[i]);
        walk_event(walker, event)->callee = call->name;
        walk_event(walker, event)->api = call->api;
        walk_event(walker, event)->type_path = walk_path(walker, object.items[i].path)->allocated_by;
    }
    return object;
}

void walk_set_type(Walker *walker, NodeId node, PathId object, const Values *type)
{
    const Path *memory = walk_path(walker, object);
    bool is_memory = memory->kind == PATH_RESULT && memory->api && memory->api->effect == API_ALLOCATE_MEMORY;
    if (!is_memory || memory->allocated_by || !type_argument(walker, type))
        return;
    const char *callee = memory->name;
    start_object(walker, object, type);
    uint32_t event = walk_emit(walker, EVENT_ALLOCATE, node, (Value){.kind = VALUE_CONTENT, .path = object});
    walk_event(walker, event)->callee = callee;
    walk_event(walker, event)->type_path = walk_path(walker, object)->allocated_by;
}

static Values set_type(Walker *walker, Call *call)
{
    Values object = argument_or_unknown(call, 0), type = argument_or_unknown(call, 1);
    for (uint32_t i = 0; i < object.count; i++)
        if (object.items[i].kind == VALUE_CONTENT)
            walk_set_type(walker, call->node, object.items[i].path, &type);
    return values_unknown;
}

/* --- types ------------------------------------------------------------------------------------------------------------------ */

static Values type_of(Walker *walker, Call *call)
{
    Values objects = argument_or_unknown(call, call->count ? call->count - 1 : 0), result = {.is_open = objects.is_open};
    walk_dereference(walker, call->node, &objects);
    for (uint32_t i = 0; i < objects.count; i++)
        if (objects.items[i].kind == VALUE_CONTENT)
            result = values_join(result, values_content(walker, walk_type_field(walker, objects.items[i].path, model_intern(walker->model, "ob_type"))));
        else
            result.is_open = true;
    return result;
}

/* The data of a base class are others. */
static const char *type_data_way(Walker *walker, const Call *call)
{
    Values class = argument_or_unknown(call, 1);
    const Type *type = walk_type_of_values(walker, &class).type;
    for (const Type *base = walker->type ? walker->type->base : NULL; type && base; base = base->base)
        if (base == type)
            return model_intern(walker->model, arena_format(walker->scratch, TYPE_DATA_WAY " of %s", type->symbol));
    return model_intern(walker->model, TYPE_DATA_WAY);
}

static Values type_data(Walker *walker, Call *call)
{
    Values objects = argument_or_unknown(call, 0), result = {.is_open = objects.is_open};
    const char *way = type_data_way(walker, call);
    walk_unknown_call(walker, call);
    for (uint32_t i = 0; i < objects.count; i++)
        if (objects.items[i].kind == VALUE_CONTENT)
            result = values_join(result, values_content(walker, walk_way(walker, objects.items[i].path, way, walker->frame->unit, call->syntax->type)));
        else
            result.is_open = true;
    return result;
}

/* The items of the instance are references that no member names; its type is none of them. */
static Values item_data(Walker *walker, Call *call)
{
    Values objects = argument_or_unknown(call, 0);
    uint32_t before = walker->obstacles.count;
    for (uint32_t i = 0; i < objects.count; i++)
        if (walk_object_of(walker, objects.items[i].path) == 1)
            walk_obstacle(walker, call->node, "which items `%s` leads to is not known", call->name);
    walker->trace->blind_obstacle_count += walker->obstacles.count - before;
    return walk_unknown_call(walker, call);
}

static const char *slot_by_number(int64_t number)
{
    static const struct { int64_t number; const char *name; } slots[] = {
#define SLOT(name, number, c_type) {number, #name},
#include "model/slots.def"
#undef SLOT
    };
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (slots[i].number == number)
            return slots[i].name;
    return NULL;
}

static Values type_slot(Walker *walker, Call *call)
{
    Values types = argument_or_unknown(call, 0), number = argument_or_unknown(call, 1);
    const char *slot = number.count == 1 && number.items[0].kind == VALUE_INTEGER ? slot_by_number(number.items[0].integer) : NULL;
    if (!slot || types.count != 1 || (types.items[0].kind != VALUE_CONTENT && types.items[0].kind != VALUE_ADDRESS))
        return values_unknown;
    return values_content(walker, walk_type_field(walker, types.items[0].path, model_intern(walker->model, slot)));
}

static Values known_flag(Walker *walker, const Values *types, uint64_t flag)
{
    Truth set = walk_type_flag(walker, walk_type_of_values(walker, types), flag);
    return set == TRUTH_UNKNOWN ? values_unknown : values_integer(set == TRUTH_YES);
}

static Values type_flags(Walker *walker, Call *call)
{
    Values types = argument_or_unknown(call, 0), flag = argument_or_unknown(call, 1);
    if (call->count == 1 && types.count == 1 && types.items[0].kind == VALUE_CONTENT)
        return values_content(walker, walk_type_field(walker, types.items[0].path, model_intern(walker->model, "tp_flags")));
    if (call->count >= 2 && flag.count == 1 && flag.items[0].kind == VALUE_INTEGER)
        return known_flag(walker, &types, (uint64_t)flag.items[0].integer);
    return values_unknown;
}

/* PyObject_IS_GC(op) asks op's type, PyType_IS_GC(type) the type itself. */
static Values is_gc(Walker *walker, Call *call)
{
    Values values = strstr(call->name, "Type_") ? argument_or_unknown(call, 0) : type_of(walker, call);
    return known_flag(walker, &values, TYPE_HAVE_GC);
}

static bool is_object(const ApiType *builtin)
{
    return builtin && strcmp(builtin->symbol, "PyBaseObject_Type") == 0;
}

/* Unknown: from a type of the interpreter, whose own bases are not in the table. */
static Truth derives(const Type *type, TypeAnswer from)
{
    if (is_object(from.builtin))
        return TRUTH_YES;
    for (; type; type = type->base) {
        if (from.type && type == from.type)
            return TRUTH_YES;
        if (type->base_known != TRUTH_YES)
            return TRUTH_UNKNOWN;
        if (!type->base && from.builtin && type->builtin_base == from.builtin)
            return TRUTH_YES;
        if (!type->base && from.builtin && type->builtin_base && !is_object(type->builtin_base))
            return TRUTH_UNKNOWN;
    }
    return TRUTH_NO;
}

/* PyObject_TypeCheck(op, type) where op is the instance the walk is for. */
static Values type_check(Walker *walker, Call *call)
{
    Values types = type_of(walker, &(Call){.arguments = call->arguments, .count = 1});
    TypeAnswer own = walk_type_of_values(walker, &types);
    TypeAnswer asked = call->count >= 2 ? walk_type_of_values(walker, &call->arguments[1]) : (TypeAnswer){0};
    if (!own.type || !(asked.type || asked.builtin))
        return walk_call_result(walker, call, false);
    Truth is_one = derives(own.type, asked);
    if (is_one == TRUTH_YES)
        return values_integer(1);
    bool could_be_subclass = asked.type && derives(asked.type, own) != TRUTH_NO;
    return could_be_subclass || is_one == TRUTH_UNKNOWN ? walk_call_result(walker, call, false) : values_integer(0);
}

/* --- others ------------------------------------------------------------------------------------------------------------------ */

/* The obj of a Py_buffer given by address. */
static PathId buffer_object(Walker *walker, Value view)
{
    const Path *path = walk_path(walker, view.path);
    RecordId record = unit_type_record(path->unit, path->type, view.kind == VALUE_ADDRESS ? 0 : 1);
    int64_t offset = -1;
    FieldId field = record ? unit_find_field(path->unit, record, "obj", &offset) : 0;
    return walk_field(walker, view.path, model_intern(walker->model, "obj"), path->unit, record, field, offset);
}

static Values buffer_call(Walker *walker, Call *call, bool releases)
{
    Values *views = argument_of_effect(call);
    for (uint32_t i = 0; views && i < views->count; i++) {
        if (views->items[i].kind != VALUE_ADDRESS && views->items[i].kind != VALUE_CONTENT)
            continue;
        PathId path = buffer_object(walker, views->items[i]);
        Value held = values_content(walker, path).items[0];
        if (releases) {
            uint32_t event = walk_emit(walker, EVENT_RELEASE_BUFFER, call->node, held);
            walk_event(walker, event)->callee = call->name;
            walk_event(walker, event)->api = call->api;
            walk_milestone(walker, held, MILESTONE_FIELD_RELEASED);
        } else {
            PathId result = walk_out_parameter(walker, call->node, call->name, (uint32_t)(views - call->arguments) + 1, 0);
            walker->paths.items[result].is_owned_result = true;
            walker->paths.items[result].api = call->api;
            Values filled = values_content(walker, result);
            walk_store(walker, call->node, path, &filled);
        }
    }
    return releases ? values_unknown : walk_call_result(walker, call, false);
}

/* memset(&self->x, 0, n): every field below is NULL. */
static void clear_memory(Walker *walker, Call *call)
{
    Values *target = &call->arguments[0], *byte = &call->arguments[1];
    bool zero = byte->count == 1 && byte->items[0].kind == VALUE_INTEGER && byte->items[0].integer == 0;
    if (!zero || target->count != 1)
        return;
    Values null = values_one((Value){.kind = VALUE_NULL});
    if (target->items[0].kind == VALUE_ADDRESS || target->items[0].kind == VALUE_CONTENT)
        walk_store(walker, call->node, target->items[0].path, &null);
}

/* Parsers store borrowed references through their arguments; other functions that fill pointers do what their result says. */
static Values plain_call(Walker *walker, Call *call)
{
    if (strcmp(call->name, "memset") == 0 && call->count >= 2)
        clear_memory(walker, call);
    return walk_unknown_call(walker, call);
}

static Values free_memory(Walker *walker, Call *call)
{
    each_value(walker, call, EVENT_FREE, MILESTONE_FREED);
    return values_unknown;
}

static Values set_reference(Walker *walker, Call *call)
{
    Values target = argument_or_unknown(call, 0);
    Values value = call->count > 1 ? call->arguments[1] : values_one((Value){.kind = VALUE_NULL});
    for (uint32_t i = 0; i < target.count; i++) {
        if (target.items[i].kind != VALUE_ADDRESS)
            continue;
        Values old = walk_read(walker, target.items[i].path);
        walk_store(walker, call->node, target.items[i].path, &value);
        walk_release(walker, call->node, &old, call->name, call->api);
    }
    return values_unknown;
}

/* Calls that read or write what their first argument points to. */
static Values atomic_access(Walker *walker, Call *call)
{
    Values pointers = argument_or_unknown(call, 0), old = {.is_open = pointers.is_open};
    for (uint32_t i = 0; i < pointers.count; i++) {
        Value pointer = pointers.items[i];
        if (pointer.kind != VALUE_ADDRESS && pointer.kind != VALUE_CONTENT) {
            old.is_open = true;
            continue;
        }
        PathId place = pointer.kind == VALUE_ADDRESS ? pointer.path : walk_index(walker, pointer.path, 0);
        if (call->api->effect != API_ATOMIC_STORE)
            old = values_join(old, walk_read(walker, place));
        if (call->api->effect != API_ATOMIC_LOAD && call->count > 1)
            walk_store(walker, call->node, place, &call->arguments[1]);
    }
    return call->api->effect == API_ATOMIC_STORE ? values_unknown : old;
}

static Values note(Walker *walker, Call *call, EventKind kind, uint32_t milestones)
{
    uint32_t event = walk_emit(walker, kind, call->node, (Value){.kind = VALUE_UNKNOWN});
    walk_event(walker, event)->callee = call->name;
    walk_event(walker, event)->api = call->api;
    state_mark(&walker->state, 1, milestones);
    call->passes_visit = false;
    return plain_call(walker, call);
}

static void steal_arguments(Walker *walker, const Call *call)
{
    for (uint32_t i = 0; i < call->count && i < 32; i++)
        if (call->api->steals & (UINT32_C(1) << i))
            walk_release(walker, call->node, &call->arguments[i], call->name, call->api);
}

/* PyErr_Format(), PyErr_NoMemory() and what else sets an error and has a pointer for its result: it is NULL, so that a function can end
 * with `return PyErr_NoMemory();`. */
static Values set_error(Walker *walker, Call *call)
{
    Values result = plain_call(walker, call);
    steal_arguments(walker, call);
    const CType *type = unit_type(walker->frame->unit, call->syntax->type);
    return type && type->kind == CTYPE_POINTER ? values_one((Value){.kind = VALUE_NULL}) : result;
}

Values walk_api_call(Walker *walker, Call *call)
{
    switch (call->api->effect) {
    case API_INCREF:
    case API_NEW_REFERENCE: return increment(walker, call);
    case API_DECREF:
        if (argument_of_effect(call))
            walk_release(walker, call->node, argument_of_effect(call), call->name, call->api);
        return values_unknown;
    case API_TRACK: each_value(walker, call, EVENT_TRACK, MILESTONE_TRACKED); return values_unknown;
    case API_UNTRACK: each_value(walker, call, EVENT_UNTRACK, MILESTONE_UNTRACKED); return values_unknown;
    case API_ALLOCATE_GC:
    case API_ALLOCATE_PLAIN:
    case API_ALLOCATE_TYPE: {
        Values type = argument_or_unknown(call, 0);
        return allocate(walker, call, &type);
    }
    case API_INIT_OBJECT: return init_object(walker, call);
    case API_SET_TYPE: return set_type(walker, call);
    case API_FREE_GC:
    case API_FREE_OBJECT:
    case API_FREE_MEMORY: return free_memory(walker, call);
    case API_CLEAR_WEAKREFS:
        each_value(walker, call, EVENT_CLEAR_WEAKREFS, MILESTONE_WEAKREFS_CLEARED | MILESTONE_RAN_PYTHON);
        return values_unknown;
    case API_CALL_FINALIZER:
        each_value(walker, call, EVENT_CALL_FINALIZER, MILESTONE_FINALIZER_CALLED);
        return walk_call_result(walker, call, false);
    case API_VISIT_MANAGED_DICT:
        each_value(walker, call, EVENT_VISIT_MANAGED_DICT, 0);
        return walk_call_result(walker, call, false);
    case API_CLEAR_MANAGED_DICT:
        each_value(walker, call, EVENT_CLEAR_MANAGED_DICT, MILESTONE_FIELD_RELEASED);
        return values_unknown;
    case API_RELEASE_BUFFER: return buffer_call(walker, call, true);
    case API_FILL_BUFFER: return buffer_call(walker, call, false);
    case API_TYPE_OF: return type_of(walker, call);
    case API_TYPE_DATA: return type_data(walker, call);
    case API_ITEM_DATA: return item_data(walker, call);
    case API_TYPE_SLOT: return type_slot(walker, call);
    case API_TYPE_FLAGS: return type_flags(walker, call);
    case API_IS_GC: return is_gc(walker, call);
    case API_TYPE_CHECK: return type_check(walker, call);
    case API_MODULE_STATE: {
        walk_unknown_call(walker, call);
        return values_content(walker, walk_root(walker, PATH_STATE, 0, model_intern(walker->model, call->name), walker->frame->unit, call->syntax->type));
    }
    case API_SET_REFERENCE: return set_reference(walker, call);
    case API_ATOMIC_LOAD:
    case API_ATOMIC_STORE:
    case API_ATOMIC_EXCHANGE: return atomic_access(walker, call);
    case API_REPLACE_REFERENCE:
        each_value(walker, call, EVENT_INCREF, 0);
        return set_reference(walker, call);
    case API_EXCEPTION_FETCH: return note(walker, call, EVENT_EXCEPTION_FETCH, MILESTONE_EXCEPTION_SAVED);
    case API_EXCEPTION_RESTORE: {
        Values result = note(walker, call, EVENT_EXCEPTION_RESTORE, 0);
        walker->state.must[1] &= ~(uint32_t)MILESTONE_EXCEPTION_SAVED;
        walker->state.may[1] &= ~(uint32_t)MILESTONE_EXCEPTION_SAVED;
        return result;
    }
    case API_ERROR_SET: return set_error(walker, call);
    case API_NO_RETURN:
        walk_unknown_call(walker, call);
        walker->state.reachable = false;
        return values_unknown;
    default: {
        Values result = plain_call(walker, call);
        steal_arguments(walker, call);
        return result;
    }
    }
}
