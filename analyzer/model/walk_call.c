/* Calls: to functions of the program (entered), through slots, of visitproc, of the API, and of what is not known. */
#include "model/walk.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A walk for a type follows what is done to the instance, and to objects made on the way, wherever it is done; of functions that get
 * neither it wants the results only. */
enum { DEPTH_OF_SLOT_WALK = 14, DEPTH_OF_PLAIN_WALK = 3, DEPTH_OF_STRANGERS = 3, HELPER_NODES = 200 };

/* --- visitproc ---------------------------------------------------------------------------------------------------------------- */

static bool is_visit(const Walker *walker, Value value)
{
    if (value.kind != VALUE_CONTENT)
        return false;
    const Path *path = walk_path(walker, value.path);
    const Frame *frame = walker->frame;
    return path->unit == frame->unit ? notes_visitproc(frame->notes, path->type) : is_visitproc(path->unit, path->type);
}

static bool any_visit(const Walker *walker, const Values *values)
{
    for (uint32_t i = 0; i < values->count; i++)
        if (is_visit(walker, values->items[i]))
            return true;
    return false;
}

/* What stands in a member of a local that nothing was seen to fill: an object of C++ whose constructor is not followed may have it
 * from the instance. */
static bool is_unseen(const Walker *walker, const Values *values)
{
    for (uint32_t i = 0; i < values->count; i++) {
        const Value *value = &values->items[i];
        bool is_member = value->kind == VALUE_CONTENT && walk_path(walker, value->path)->kind == PATH_FIELD;
        if (is_member && walk_path(walker, walk_path_root(walker, value->path))->kind == PATH_LOCAL)
            return true;
    }
    return false;
}

static Values call_visit(Walker *walker, Call *call)
{
    Values *object = &call->arguments[0];
    for (uint32_t i = 0; i < object->count; i++) {
        uint32_t event = walk_emit(walker, EVENT_VISIT, call->node, object->items[i]);
        walk_event(walker, event)->result_used = !call->discard;
    }
    if (!object->count || object->is_open || is_unseen(walker, object))
        walk_obstacle(walker, call->node, "what `%s` visits here is not known", function_name(walker->frame->function));
    return walk_call_result(walker, call, false);
}

/* --- results ------------------------------------------------------------------------------------------------------------------ */

Values walk_call_result(Walker *walker, const Call *call, bool is_new)
{
    PathId path = walk_result(walker, call->node, call->name, call->syntax->type);
    walker->paths.items[path].is_owned_result = is_new;
    walker->paths.items[path].api = call->api;
    return values_content(walker, path);
}

/* A variable or field whose address was passed may hold something new afterwards. */
static void fill(Walker *walker, const Call *call, uint32_t argument, PathId place)
{
    const Path target = *walk_path(walker, place);
    const CType *type = unit_type(target.unit, target.type);
    state_forget_members(walker, place);
    if (!type || target.kind == PATH_INDEX)
        return;
    if (type->kind == CTYPE_INTEGER) {
        /* Of a number only that it may have changed matters: it chooses branches. */
        if (target.kind == PATH_LOCAL)
            walk_store(walker, call->node, place, &values_unknown);
        else
            state_store(walker, place, &(Values){.is_open = true, .count = 1, .items = {{.kind = VALUE_NULL}}});
    }
    if (type->kind != CTYPE_POINTER)
        return;
    PathId path = walk_out_parameter(walker, call->node, call->name, argument, target.type);
    walker->paths.items[path].api = call->api;
    Values filled = values_content(walker, path);
    walk_store(walker, call->node, place, &filled);
}

static void fill_out_parameters(Walker *walker, const Call *call)
{
    if (call->api && call->api->effect == API_IN_PLACE)
        return;
    for (uint32_t i = 0; i < call->count; i++)
        for (uint32_t k = 0; k < call->arguments[i].count; k++)
            if (call->arguments[i].items[k].kind == VALUE_ADDRESS)
                fill(walker, call, i + 1, call->arguments[i].items[k].path);
}

/* A part of the instance that can hold references: a record of the program with an object pointer in it, or an object pointer. */
static bool can_hold_references(const Program *program, const Path *path)
{
    if (program_type_is_object_pointer(program, path->unit, path->type))
        return true;
    const Record *record = unit_record(path->unit, unit_type_record(path->unit, path->type, 0));
    for (uint32_t i = 0; record && i < record->field_count; i++) {
        const CType *type = unit_type(path->unit, path->unit->fields.items[record->first_field + i].type);
        if (type && (program_type_is_object_pointer(program, path->unit, path->unit->fields.items[record->first_field + i].type) ||
                     type->kind == CTYPE_RECORD))
            return true;
    }
    return false;
}

static bool is_instance(const Walker *walker, Value value)
{
    if (value.kind == VALUE_ADDRESS)
        return walk_object_of(walker, value.path) == 1 && can_hold_references(walker->model->program, walk_path(walker, value.path));
    return value.kind == VALUE_CONTENT && walk_path(walker, value.path)->kind == PATH_SELF;
}

/* A reference the instance holds: a macro could release it, or put another one in its place. */
static bool is_held(const Walker *walker, Value value)
{
    if (value.kind != VALUE_CONTENT || walk_object_of(walker, value.path) != 1)
        return false;
    const Path *path = walk_path(walker, value.path);
    return path->parent && program_type_is_object_pointer(walker->model->program, path->unit, path->type);
}

static void note_undeclared(Walker *walker, const Call *call)
{
    for (uint32_t i = 0; i < call->count; i++)
        for (uint32_t k = 0; k < call->arguments[i].count; k++)
            if (is_held(walker, call->arguments[i].items[k])) {
                walk_obstacle(walker, call->node, "what the instance holds is passed to `%s`, which nothing declares",
                              call->name ? call->name : "a name");
                return;
            }
}

/* Without visit a function visits nothing. A name that nothing declares may be a macro, which finds visit by its name. */
static bool cannot_visit(const Call *call)
{
    return !call->passes_visit && !(call->is_undeclared && call->name && !strstr(call->name, "::"));
}

static void note_instance(Walker *walker, const Call *call)
{
    uint32_t before = walker->obstacles.count;
    for (uint32_t i = 0; i < call->count; i++)
        for (uint32_t k = 0; k < call->arguments[i].count; k++)
            if (!walk_library_note(walker, call->node, call->name, call->arguments[i].items[k]) && is_instance(walker, call->arguments[i].items[k]))
                walk_obstacle(walker, call->node, "the instance is passed to `%s`, which is not in the program",
                              call->name ? call->name : "a pointer");
    if (cannot_visit(call))
        walker->trace->blind_obstacle_count += walker->obstacles.count - before;
}

static void note_arguments(Walker *walker, const Call *call)
{
    for (uint32_t i = 0; i < call->count; i++)
        for (uint32_t k = 0; k < call->arguments[i].count; k++) {
            Value argument = call->arguments[i].items[k];
            if (argument.kind != VALUE_CONTENT && argument.kind != VALUE_ADDRESS)
                continue;
            PathKind kind = walk_path(walker, argument.path)->kind;
            if (kind == PATH_RESULT && walk_object_of(walker, argument.path)) {
                uint32_t object = walk_object_of(walker, argument.path);
                walker->state.may[object] |= MILESTONE_ESCAPED;
            }
        }
}

static uint32_t emit_call(Walker *walker, const Call *call)
{
    Value first = {.kind = VALUE_UNKNOWN};
    if (call->count && call->arguments[0].count)
        first = call->arguments[0].items[0];
    uint32_t id = walk_emit(walker, EVENT_CALL, call->node, first);
    Value *arguments = ARENA_ARRAY(walker->model->arena, Value, call->count);
    uint32_t doubtful = 0;
    for (uint32_t i = 0; i < call->count; i++) {
        if (call->arguments[i].count)
            arguments[i] = call->arguments[i].items[0];
        if (i < 32 && (call->arguments[i].count != 1 || call->arguments[i].is_open))
            doubtful |= UINT32_C(1) << i;
    }
    Event *event = walk_event(walker, id);
    event->doubtful_arguments = doubtful;
    event->callee = call->name;
    event->api = call->api;
    event->arguments = arguments;
    event->argument_count = call->count;
    event->passes_visit = call->passes_visit;
    event->result_used = !call->discard;
    return id;
}

/* `holder.release()`: by its name, which all classes of C++ that hold one reference give to it, who calls it has that reference then. */
static bool gives_up_reference(const Walker *walker, const Call *call)
{
    size_t length = call->name ? strlen(call->name) : 0;
    const Node *callee = walk_node(walker, walk_child(walker, call->node, 0));
    return walker->frame->unit->is_cxx && call->count == 0 && !call->discard && callee->kind == N_MEMBER && length > 9 &&
           strcmp(call->name + length - 9, "::release") == 0;
}

Values walk_unknown_call(Walker *walker, Call *call)
{
    uint32_t event = emit_call(walker, call);
    bool known = call->api != NULL;
    if (!known || call->api->runs_python)
        walker->state.strange_calls++;
    walk_event(walker, event)->function = call->function;
    if (call->passes_visit && !known) {
        walker->trace->visit_escapes = true;
        walk_obstacle(walker, call->node, "visit is passed to `%s`, which is not in the program", call->name ? call->name : "a pointer");
    }
    if (!known)
        note_instance(walker, call);
    if (!known && call->is_undeclared)
        note_undeclared(walker, call);
    if (!known || call->api->runs_python)
        state_mark(&walker->state, 1, MILESTONE_RAN_PYTHON);
    note_arguments(walker, call);
    fill_out_parameters(walker, call);
    return walk_call_result(walker, call, known ? call->api->result == API_RESULT_NEW : gives_up_reference(walker, call));
}

/* --- entering functions --------------------------------------------------------------------------------------------------------- */

static bool is_being_walked(const Walker *walker, FunctionRef function)
{
    for (const Frame *frame = walker->frame; frame; frame = frame->caller)
        if (function_equal(frame->function, function))
            return true;
    return false;
}

void walk_bind_parameters(Walker *walker, const Call *call)
{
    const Frame *frame = walker->frame;
    const Function *function = function_of(frame->function);
    for (uint32_t i = 0; i < function->parameter_count; i++) {
        SymbolId symbol = frame->unit->lists.items[function->first_parameter + i];
        if (call && i < call->count)
            state_set_local(walker, &walker->state, walk_local(walker, symbol), &call->arguments[i]);
    }
}

static void leave_frame(Walker *walker, Frame *frame)
{
    state_drop_frame(walker, frame);
    walker->frame = frame->caller;
    walker->depth--;
}

static bool is_of_an_object(const Walker *walker, const Values *values)
{
    for (uint32_t i = 0; i < values->count; i++) {
        const Value *value = &values->items[i];
        if ((value->kind == VALUE_CONTENT || value->kind == VALUE_ADDRESS) && walk_object_of(walker, value->path))
            return true;
    }
    return false;
}

/* Something of the instance, or of an object made on the way, is among the arguments. */
static bool gets_an_object(const Walker *walker, const Call *call, const Values *this_values)
{
    if (call->passes_visit || (this_values && is_of_an_object(walker, this_values)))
        return true;
    for (uint32_t i = 0; i < call->count; i++)
        if (is_of_an_object(walker, &call->arguments[i]))
            return true;
    return false;
}

/* How many nodes a body has, nearly: they are kept in the order in which they end. */
static uint32_t body_size(FunctionRef function)
{
    const Unit *unit = function.unit;
    NodeId body = function_of(function)->body, first = body;
    for (NodeId child = first; child; child = unit_child(unit, unit_node(unit, first), 0))
        first = child;
    return body - first;
}

/* `add_type(module, &Foo_Type)`: what is done is done to the type that is named here. */
static bool passes_definition(const Walker *walker, const Call *call)
{
    for (uint32_t i = 0; i < call->count; i++)
        for (uint32_t k = 0; k < call->arguments[i].count; k++) {
            const Value *value = &call->arguments[i].items[k];
            if (value->kind == VALUE_ADDRESS && walk_path(walker, walk_path_root(walker, value->path))->kind == PATH_GLOBAL)
                return true;
        }
    return false;
}

/* A walk for its own sake follows what helpers do with what they are given. What long functions do stands in the walks for their own
 * sake; to repeat it for all that lead to them would be most of the work. What a module's hooks lead to is all asked for. */
static bool is_no_helper(const Walker *walker, const Call *call, FunctionRef function)
{
    return !walker->type && !walker->is_module_hook && walker->depth && !passes_definition(walker, call) && body_size(function) > HELPER_NODES;
}

Values walk_enter(Walker *walker, Call *call, FunctionRef function, const Values *this_values)
{
    uint32_t depth = walker->type ? DEPTH_OF_SLOT_WALK : DEPTH_OF_PLAIN_WALK;
    if (is_being_walked(walker, function))
        return values_unknown;
    uint32_t strangers = walker->type && !gets_an_object(walker, call, this_values) ? walker->frame->strangers + 1 : 0;
    if (walker->depth >= depth || strangers > DEPTH_OF_STRANGERS || !function_of(function)->body || !walker->budget ||
        is_no_helper(walker, call, function)) {
        call->function = function;
        return walk_unknown_call(walker, call);
    }
    uint32_t enter = emit_call(walker, call);
    walk_event(walker, enter)->kind = EVENT_ENTER;
    walk_event(walker, enter)->function = function;
    Frame frame = {.caller = walker->frame, .number = ++walker->frame_count, .function = function, .unit = function.unit,
                   .notes = unit_notes(walker->model, function.unit), .enter_event = enter, .strangers = strangers};
    if (this_values)
        frame.this_values = *this_values;
    uint32_t outer_loop = walker->loop_depth;
    walk_add_locals(walker, &frame);
    walker->frame = &frame;
    walker->depth++;
    walk_bind_parameters(walker, call);
    walk_function_body(walker, function_of(function));
    walker->loop_depth = outer_loop;
    leave_frame(walker, &frame);
    walker->predicate = frame.predicate;
    walker->predicate.unit = walker->frame->unit;
    walker->predicate.call = frame.predicate.is_test ? call->node : 0;
    uint32_t leave = walk_emit(walker, EVENT_LEAVE, call->node, (Value){.kind = VALUE_UNKNOWN});
    walk_event(walker, leave)->function = function;
    walk_event(walker, enter)->returns_more = frame.returned.is_cut;
    if (!frame.returned.count && !frame.returned.is_open)
        return values_unknown;
    return frame.returned;
}

/* --- which kind of call it is ------------------------------------------------------------------------------------------------- */

/* The reference parameters of a C++ function are bound to places, all others to values. */
static Values evaluate_argument(Walker *walker, NodeId argument, FunctionRef function, uint32_t index)
{
    const Function *definition = function_of(function);
    if (definition && index < definition->parameter_count) {
        SymbolId id = function.unit->lists.items[definition->first_parameter + index];
        const CType *type = unit_type(function.unit, unit_symbol(function.unit, id)->type);
        if (type && type->is_reference) {
            Paths paths = walk_locate(walker, argument);
            Values values = {0};
            for (uint32_t i = 0; i < paths.count; i++)
                values = values_join(values, values_address(paths.items[i]));
            return values.count ? values : values_unknown;
        }
    }
    return walk_evaluate(walker, argument);
}

void walk_arguments(Walker *walker, Call *call, FunctionRef function, uint32_t first)
{
    uint32_t count = call->syntax->child_count > first ? call->syntax->child_count - first : 0;
    call->count = count;
    call->arguments = ARENA_ARRAY(walker->scratch, Values, count);
    for (uint32_t i = 0; i < count; i++) {
        call->arguments[i] = evaluate_argument(walker, walk_child(walker, call->node, i + first), function, i);
        call->passes_visit = call->passes_visit || any_visit(walker, &call->arguments[i]);
    }
}

/* `pyobject_cast(x)`, `FOO_CAST(x)` of a header that is not installed: by its name it is a cast. */
static bool is_lost_cast(const Call *call)
{
    size_t length = call->name ? strlen(call->name) : 0;
    return call->count == 1 && length > 4 && strcasecmp(call->name + length - 4, "cast") == 0;
}

/* A function of the API that the program defines itself, as CPython's own tree does, and that a slot calls on its instance: what it
 * does to the fields stands in its body. */
static bool is_own_work(const Walker *walker, const Call *call, FunctionRef function)
{
    if (!walker->type || call->api->effect != API_EFFECT_NONE || !function.function || !function_of(function)->body)
        return false;
    const Values *first = call->count ? &call->arguments[0] : NULL;
    return first && first->count == 1 && first->items[0].kind == VALUE_CONTENT &&
           walk_path(walker, first->items[0].path)->kind == PATH_SELF;
}

Values walk_call_function(Walker *walker, Call *call, FunctionRef function, const Values *this_values)
{
    if (call->api && !is_own_work(walker, call, function))
        return walk_api_call(walker, call);
    call->api = NULL;
    if (function.function)
        return walk_enter(walker, call, function, this_values);
    return is_lost_cast(call) ? call->arguments[0] : walk_unknown_call(walker, call);
}

/* The last step of a pointer that is called, if it is a slot of a type object. */
static const char *slot_of_path(const Walker *walker, PathId id, PathId *type_path)
{
    const Path *path = walk_path(walker, id);
    if (path->kind != PATH_FIELD || strncmp(path->name, "tp_", 3) != 0)
        return NULL;
    *type_path = path->parent;
    return path->name;
}

/* A function of a table such as PyDateTimeAPI, by the name of the table's struct. */
static const ApiFunction *function_of_table(const Path *path)
{
    const Record *table = path->kind == PATH_FIELD && path->record.unit ? unit_record(path->record.unit, path->record.record) : NULL;
    char name[128];
    if (!table)
        return NULL;
    snprintf(name, sizeof name, "%s.%s", unit_string(path->record.unit, table->name), path->name);
    return api_find(name);
}

/* `the_module.m_clear(module)`: what the module's definition says. */
static FunctionRef hook_of_module(const Walker *walker, const Path *path)
{
    const Path *definition = path->kind == PATH_FIELD ? walk_path(walker, path->parent) : NULL;
    const Internals *internals = model_internals(walker->model);
    for (uint32_t i = 0; definition && definition->kind == PATH_GLOBAL && i < internals->all_modules.count; i++) {
        const Module *module = internals->all_modules.items[i];
        if (module->unit != definition->variable.unit || !definition->name || strcmp(module->symbol, definition->name) != 0)
            continue;
        if (strcmp(path->name, "m_clear") == 0)
            return module->m_clear.function;
        if (strcmp(path->name, "m_traverse") == 0)
            return module->m_traverse.function;
        return strcmp(path->name, "m_free") == 0 ? module->m_free.function : (FunctionRef){0};
    }
    return (FunctionRef){0};
}

static Values call_value(Walker *walker, Call *call, Value callee)
{
    call->function = callee.kind == VALUE_FUNCTION ? callee.function->function : (FunctionRef){0};
    if (callee.kind == VALUE_FUNCTION) {
        call->name = callee.function->name;
        call->api = callee.function->api;
        return walk_call_function(walker, call, call->function, NULL);
    }
    if (is_visit(walker, callee) && call->count)
        return call_visit(walker, call);
    if (callee.kind == VALUE_CONTENT) {
        PathId type_path = 0;
        const char *slot = slot_of_path(walker, callee.path, &type_path);
        if (slot)
            return walk_slot_call(walker, call, slot, type_path);
        const Path *path = walk_path(walker, callee.path);
        call->name = path->kind == PATH_FIELD || path->kind == PATH_GLOBAL ? path->name : NULL;
        call->api = function_of_table(path);
        if (call->api)
            return walk_api_call(walker, call);
        FunctionRef hook = hook_of_module(walker, path);
        if (hook.function)
            return walk_enter(walker, call, hook, NULL);
    }
    return walk_unknown_call(walker, call);
}

Values walk_call(Walker *walker, NodeId node)
{
    Call call = {.node = node, .syntax = walk_node(walker, node), .discard = walker->discard};
    walker->discard = false;
    NodeId callee = walk_child(walker, node, 0);
    const Node *syntax = walk_node(walker, callee);
    const Symbol *named = unit_symbol(walker->frame->unit, syntax->symbol);
    call.is_undeclared = named && named->is_undeclared;
    const Symbol *method = syntax->kind == N_MEMBER ? unit_symbol(walker->frame->unit, syntax->symbol) : NULL;
    if (method && method->kind == SYMBOL_FUNCTION)
        return walk_method_call(walker, &call, callee);
    Values callees = callee ? walk_evaluate(walker, callee) : values_unknown;
    bool is_one_function = callees.count == 1 && callees.items[0].kind == VALUE_FUNCTION;
    FunctionRef function = is_one_function ? callees.items[0].function->function : (FunctionRef){0};
    if (walk_is_operator_method(walker, callee, call.syntax, function))
        return walk_operator_method(walker, &call, callee, function);
    walk_arguments(walker, &call, function, 1);
    if (!callees.count)
        return walk_unknown_call(walker, &call);
    Values result;
    call.name = is_one_function ? callees.items[0].function->name : NULL;
    if (!function.function && walk_library_call(walker, &call, NULL, &result))
        return result;
    result = call_value(walker, &call, callees.items[0]);
    for (uint32_t i = 1; i < callees.count; i++)
        result = values_join(result, call_value(walker, &call, callees.items[i]));
    return result;
}

/* A constructor that is not seen, or that nobody wrote, may fill the object all the same; one of a part is not looked for. */
static void construct_unseen(Walker *walker, Call *call, const Values *place)
{
    if (place->count != 1 || place->items[0].kind != VALUE_CONTENT)
        return;
    Values *arguments = ARENA_ARRAY(walker->scratch, Values, call->count + 1);
    arguments[0] = *place;
    for (uint32_t i = 0; i < call->count; i++)
        arguments[i + 1] = call->arguments[i];
    call->arguments = arguments;
    call->count++;
    walk_unknown_call(walker, call);
}

Values walk_construct(Walker *walker, NodeId node)
{
    const Unit *unit = walker->frame->unit;
    Call call = {.node = node, .syntax = walk_node(walker, node), .discard = true};
    const Symbol *symbol = unit_symbol(unit, call.syntax->symbol);
    FunctionRef constructor = {0};
    if (symbol)
        constructor = program_function(walker->model->program, unit, call.syntax->symbol);
    call.name = symbol ? unit_string(unit, symbol->name) : NULL;
    Values place = walk_evaluate(walker, walk_child(walker, node, 0));
    walk_arguments(walker, &call, constructor, 1);
    uint32_t event = walker->events.count;
    if (constructor.function && function_of(constructor)->body)
        walk_enter(walker, &call, constructor, &place);
    else
        construct_unseen(walker, &call, &place);
    bool is_object = place.count == 1 && place.items[0].kind == VALUE_CONTENT;
    if (is_object && event < walker->events.count && walk_event(walker, event)->kind == EVENT_ENTER)
        walk_event(walker, event)->constructed = place.items[0].path;
    return place;
}
