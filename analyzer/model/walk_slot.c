/* Calls through a type object: `Py_TYPE(self)->tp_free(self)`, `PyList_Type.tp_dealloc(self)`, `Base->tp_traverse(self, visit, arg)`. */
#include "model/walk.h"

#include <string.h>

/* --- which type a path stands for ------------------------------------------------------------------------------------------- */

static TypeAnswer answer_program_type(const Type *type, bool is_exact)
{
    return (TypeAnswer){.type = type, .is_exact = is_exact};
}

static TypeAnswer base_of(TypeAnswer derived)
{
    if (!derived.type || derived.type->base_known != TRUTH_YES)
        return (TypeAnswer){0};
    return (TypeAnswer){.type = derived.type->base, .builtin = derived.type->builtin_base, .is_exact = derived.is_exact};
}

static TypeAnswer global_type(const Walker *walker, const Path *path)
{
    const Type *type = model_type_of_variable(walker->model, path->variable);
    if (type)
        return answer_program_type(type, true);
    /* CPython's own `PyObject *PyExc_StopIteration = (PyObject *)&_PyExc_StopIteration;` holds a type of the program. */
    const Variable *variable = variable_of(path->variable);
    if (!path->name || (variable && variable->initialiser))
        return (TypeAnswer){0};
    return (TypeAnswer){.builtin = api_find_type(path->name), .is_exact = true};
}

TypeAnswer walk_type_at(const Walker *walker, PathId id)
{
    const Path *path = id ? walk_path(walker, id) : NULL;
    if (!path)
        return (TypeAnswer){0};
    if (path->kind == PATH_GLOBAL) {
        TypeAnswer answer = global_type(walker, path);
        if (answer.type || answer.builtin)
            return answer;
    }
    if (path_is_type_field(path)) {
        bool of_self = walk_path(walker, path->parent)->kind == PATH_SELF;
        if (of_self && walker->type)
            return answer_program_type(walker->type, !walker->type->is_subclassable && !walker->type->has_subclass);
        return (TypeAnswer){0};
    }
    if (path->kind == PATH_FIELD && strcmp(path->name, "tp_base") == 0)
        return base_of(walk_type_at(walker, path->parent));
    Trace view = *walker->trace;
    view.paths = walker->paths.items;
    view.path_count = walker->paths.count;
    const Type *held = holder_type(walker->model, &view, id);
    return held ? answer_program_type(held, true) : (TypeAnswer){0};
}

TypeAnswer walk_type_of_values(const Walker *walker, const Values *values)
{
    if (values->count != 1 || values->is_open)
        return (TypeAnswer){0};
    Value value = values->items[0];
    return value.kind == VALUE_ADDRESS || value.kind == VALUE_CONTENT ? walk_type_at(walker, value.path) : (TypeAnswer){0};
}

/* --- the call ----------------------------------------------------------------------------------------------------------------- */

static bool slot_id(const char *name, SlotId *id)
{
    for (unsigned i = 0; i < SLOT_COUNT; i++)
        if (strcmp(slot_name(i), name) == 0) {
            *id = i;
            return true;
        }
    return false;
}

static uint32_t emit_slot_call(Walker *walker, Call *call, EventKind kind, const char *slot, PathId type_path, TypeAnswer answer)
{
    Value object = {.kind = VALUE_UNKNOWN};
    if (call->count && call->arguments[0].count)
        object = call->arguments[0].items[0];
    uint32_t id = walk_emit(walker, kind, call->node, object);
    Event *event = walk_event(walker, id);
    event->slot = slot;
    event->type_path = type_path;
    event->slot_type = answer.type;
    event->slot_builtin = answer.builtin;
    event->callee = slot;
    event->passes_visit = call->passes_visit;
    event->result_used = !call->discard;
    return id;
}

static Values call_free(Walker *walker, Call *call, PathId type_path, TypeAnswer answer)
{
    uint32_t event = emit_slot_call(walker, call, EVENT_FREE, "tp_free", type_path, answer);
    walk_milestone(walker, walk_event(walker, event)->value, MILESTONE_FREED);
    return values_unknown;
}

static Values call_alloc(Walker *walker, Call *call, const char *slot, PathId type_path, TypeAnswer answer)
{
    call->name = slot;
    Values result = walk_call_result(walker, call, true);
    PathId path = result.items[0].path;
    /* Base.tp_new(type, ...) makes an instance of its argument. */
    PathId made = type_path;
    if (call->count && call->arguments[0].count == 1 && call->arguments[0].items[0].path)
        made = call->arguments[0].items[0].path;
    Path *object = &walker->paths.items[path];
    object->allocated_by = made;
    if (!object->milestone_set && walker->object_count < OBJECTS_MAX)
        object->milestone_set = walker->object_count++;
    if (object->milestone_set)
        walker->state.must[object->milestone_set] = walker->state.may[object->milestone_set] = 0;
    uint32_t event = emit_slot_call(walker, call, EVENT_ALLOCATE, slot, made, answer);
    walk_event(walker, event)->value = result.items[0];
    return result;
}

/* The program's function behind a slot of a known type, walked as part of this function. */
static bool enter_slot(Walker *walker, Call *call, SlotId slot, PathId type_path, TypeAnswer answer, Values *result)
{
    if (!answer.type)
        return false;
    FunctionRef function = type_effective_function(answer.type, slot);
    if (!function.function)
        return false;
    call->name = function_name(function);
    uint32_t entered = walker->events.count;
    *result = walk_enter(walker, call, function, NULL);
    if (entered < walker->events.count)
        walk_event(walker, entered)->type_path = type_path;
    return true;
}

/* Where the program's bases end, the first builtin whose function is inherited. */
static const ApiType *inherited_builtin(const Type *type)
{
    while (type && type->base)
        type = type->base;
    return type ? type->builtin_base : NULL;
}

Values walk_slot_call(Walker *walker, Call *call, const char *slot, PathId type_path)
{
    TypeAnswer answer = walk_type_at(walker, type_path);
    SlotId id;
    if (strcmp(slot, "tp_free") == 0)
        return call_free(walker, call, type_path, answer);
    if (strcmp(slot, "tp_alloc") == 0)
        return call_alloc(walker, call, slot, type_path, answer);
    Values result;
    if (strcmp(slot, "tp_dealloc") == 0 && walk_is_written_out_dealloc(walker, call, type_path)) {
        state_mark(&walker->state, 1, MILESTONE_RAN_PYTHON);
        return values_unknown;
    }
    if (slot_id(slot, &id) && enter_slot(walker, call, id, type_path, answer, &result))
        return result;
    if (strcmp(slot, "tp_new") == 0)
        return call_alloc(walker, call, slot, type_path, answer);
    if (answer.type && !answer.builtin)
        answer.builtin = inherited_builtin(answer.type);
    uint32_t event = emit_slot_call(walker, call, EVENT_SLOT_CALL, slot, type_path, answer);
    if (strcmp(slot, "tp_dealloc") == 0)
        walk_milestone(walker, walk_event(walker, event)->value, MILESTONE_BASE_DEALLOC);
    if (!answer.type && !answer.builtin && call->passes_visit)
        walk_obstacle(walker, call->node, "`%s` is called through a pointer whose type is not known", slot);
    state_mark(&walker->state, 1, MILESTONE_RAN_PYTHON);
    return walk_call_result(walker, call, false);
}
