/* Variables and fields that hold a type object: `state->FooType = PyType_FromSpec(&spec)`, `static PyTypeObject *Foo = &FooType`. */
#include "model/internals.h"

#include "base/hash_table.h"

#include <inttypes.h>
#include <string.h>

struct TypeHolder {
    char *key;
    const Type *type; /* NULL: holds several */
    UT_hash_handle hh;
};

/* Names with external linkage are one in the whole program, others belong to their unit. */
static char *variable_key(const Model *model, const Unit *unit, const Symbol *symbol)
{
    uintptr_t home = symbol->linkage == LINKAGE_EXTERNAL ? 0 : (uintptr_t)unit;
    return arena_format(model->arena, "= %s %" PRIxPTR, unit_string(unit, symbol->name), home);
}

static char *holder_key(const Model *model, const Trace *trace, PathId id)
{
    const Path *path = trace_path(trace, id);
    if (path->kind == PATH_GLOBAL && path->variable.variable)
        return variable_key(model, path->variable.unit, unit_symbol(path->variable.unit, variable_of(path->variable)->symbol));
    if (path->kind == PATH_GLOBAL)
        return arena_format(model->arena, "= %s 0", path->name ? path->name : "");
    if (path->kind == PATH_FIELD && path->record.unit)
        return arena_format(model->arena, "%s %s", record_key((Model *)(uintptr_t)model, path->record), path->name);
    if (path->kind == PATH_INDEX && path->index >= 0) {
        char *array = holder_key(model, trace, path->parent);
        return array ? arena_format(model->arena, "%s[%lld]", array, (long long)path->index) : NULL;
    }
    return NULL;
}

static void hold(Model *model, char *key, const Type *type)
{
    Internals *internals = model_internals(model);
    TypeHolder *entry = NULL;
    HASH_FIND_STR(internals->type_holders, key, entry);
    if (entry) {
        if (entry->type != type)
            entry->type = NULL;
        return;
    }
    entry = ARENA_NEW(model->arena, TypeHolder);
    entry->key = key;
    entry->type = type;
    HASH_ADD_KEYPTR(hh, internals->type_holders, entry->key, strlen(entry->key), entry);
}

const Type *holder_type(const Model *model, const Trace *trace, PathId path)
{
    if (!model_internals(model)->type_holders)
        return NULL;
    char *key = holder_key(model, trace, path);
    TypeHolder *entry = NULL;
    if (key)
        HASH_FIND_STR(model_internals(model)->type_holders, key, entry);
    return entry ? entry->type : NULL;
}

const Type *holder_of_variable(const Model *model, VariableRef variable)
{
    TypeHolder *entry = NULL;
    if (!variable.variable)
        return NULL;
    char *key = variable_key(model, variable.unit, unit_symbol(variable.unit, variable_of(variable)->symbol));
    HASH_FIND_STR(model_internals(model)->type_holders, key, entry);
    return entry ? entry->type : NULL;
}

bool event_is_call_of(const Event *event, const Path *result)
{
    return event->node == result->call && event->unit == result->call_unit &&
           (event->kind == EVENT_CALL || event->kind == EVENT_ENTER || event->kind == EVENT_ALLOCATE);
}

const Event *trace_call_of(const Trace *trace, PathId result)
{
    const Path *path = trace_path(trace, result);
    for (uint32_t i = 1; path->kind == PATH_RESULT && i < trace->event_count; i++)
        if (event_is_call_of(&trace->events[i], path))
            return &trace->events[i];
    return NULL;
}

const Event *trace_call_before(const Trace *trace, PathId result, const Event *user)
{
    const Path *path = trace_path(trace, result);
    for (uint32_t i = (uint32_t)(user - trace->events); path->kind == PATH_RESULT && i-- > 1;)
        if (event_is_call_of(&trace->events[i], path))
            return &trace->events[i];
    return trace_call_of(trace, result);
}

static const Type *value_spec_type(const Model *model, const Trace *trace, Value value)
{
    if (value.kind != VALUE_ADDRESS && value.kind != VALUE_CONTENT)
        return NULL;
    PathId id = value.path;
    while (trace->paths[id].kind == PATH_INDEX)
        id = trace->paths[id].parent;
    const Path *path = trace_path(trace, id);
    return path->kind == PATH_GLOBAL ? model_type_of_variable(model, path->variable) : NULL;
}

const Type *call_made_type(const Model *model, const Trace *trace, const Event *call)
{
    if (!call || !call->api || call->api->effect != API_TYPE_FROM_SPEC)
        return NULL;
    for (uint32_t i = 0; i < call->argument_count; i++) {
        const Type *type = value_spec_type(model, trace, call->arguments[i]);
        if (type && type->style != STYLE_STATIC)
            return type;
    }
    return NULL;
}

/* The type object that is stored: `&Foo_Type`, or the result of PyType_FromSpec(&spec). */
static const Type *stored_type_object(Model *model, const Trace *trace, const Event *store)
{
    Value value = store->value;
    if (value.kind == VALUE_ADDRESS) {
        const Path *path = trace_path(trace, value.path);
        const Type *type = path->kind == PATH_GLOBAL ? model_type_of_variable(model, path->variable) : NULL;
        return type && !type->is_heap ? type : NULL;
    }
    if (value.kind != VALUE_CONTENT)
        return NULL;
    const Event *call = trace_call_before(trace, value.path, store);
    const Type *made = call_made_type(model, trace, call);
    return made ? made : model_type_named(model, call_imported_name(model, trace, call));
}

static void collect(Model *model, const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_STORE || event->value.kind == VALUE_NULL)
            continue;
        const Type *type = stored_type_object(model, trace, event);
        char *key = type ? holder_key(model, trace, event->target) : NULL;
        if (key)
            hold(model, key, type);
    }
}

/* `static PyTypeObject *Foo = &Foo_Type;` */
static void collect_initialisers(Model *model)
{
    for (uint32_t i = 0; i < program_unit_count(model->program); i++) {
        const Unit *unit = program_unit(model->program, i);
        for (uint32_t k = 1; k < unit->variables.count; k++) {
            const Node *node = unit_node(unit, unit_strip_casts(unit, unit->variables.items[k].initialiser));
            if (!node || node->kind != N_UNARY || node->operator != OP_ADDRESS)
                continue;
            const Node *named = unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0)));
            VariableRef variable = named && named->kind == N_REF ? program_variable(model->program, unit, named->symbol) : (VariableRef){0};
            const Type *type = model_type_of_variable(model, variable);
            const Symbol *symbol = unit_symbol(unit, unit->variables.items[k].symbol);
            if (type && !type->is_heap)
                hold(model, variable_key(model, unit, symbol), type);
        }
    }
}

void holders_collect(Model *model)
{
    collect_initialisers(model);
    traces_each(model, collect);
}

void holders_free(Model *model)
{
    HASH_CLEAR(hh, model_internals(model)->type_holders);
}
