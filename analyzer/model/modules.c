/* PyModuleDef, and PySlot[] of Python 3.15 (PEP 793): hooks and the state record. */
#include "model/internals.h"

#include <string.h>

typedef struct ModuleFields {
    Model *model;
    Module *module;
    const Unit *unit;
} ModuleFields;

static RecordId measured(const Unit *unit, NodeId id, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > 20)
        return 0;
    if (node->kind == N_SIZEOF)
        return unit_type_record(unit, node->operand, 0);
    for (uint32_t i = 0; i < node->child_count; i++) {
        RecordId record = measured(unit, unit_child(unit, node, i), depth + 1);
        if (record)
            return record;
    }
    return 0;
}

static void set_state(Model *model, Module *module, const Unit *unit, RecordId record)
{
    module->state = program_record(model->program, unit, record);
    const Record *found = unit_record(module->state.unit, module->state.record);
    module->state_name = found ? unit_string(module->state.unit, found->name) : NULL;
}

static void set_name(ModuleFields *fields, const Unit *unit, NodeId value)
{
    const Node *node = unit_node(unit, unit_strip_casts(unit, value));
    if (node && node->kind == N_STRING)
        fields->module->name = unit_string(unit, node->text);
}

static void set_size(ModuleFields *fields, const Unit *unit, NodeId value)
{
    Module *module = fields->module;
    if (!unit_constant(unit, value, &module->state_size))
        module->state_size = INT64_MIN;
    RecordId record = measured(unit, value, 0);
    if (record)
        set_state(fields->model, module, unit, record);
}

static void visit_field(void *context, const char *path, FieldId field, NodeId value)
{
    ModuleFields *fields = context;
    Module *module = fields->module;
    (void)field;
    if (strcmp(path, "m_name") == 0) {
        set_name(fields, fields->unit, value);
    } else if (strcmp(path, "m_size") == 0) {
        set_size(fields, fields->unit, value);
    } else if (strcmp(path, "m_traverse") == 0) {
        types_resolve_slot(fields->model, fields->unit, value, &module->m_traverse);
    } else if (strcmp(path, "m_clear") == 0) {
        types_resolve_slot(fields->model, fields->unit, value, &module->m_clear);
    } else if (strcmp(path, "m_free") == 0) {
        types_resolve_slot(fields->model, fields->unit, value, &module->m_free);
    } else if (strcmp(path, "m_slots") == 0) {
        Slot slots = {0};
        types_resolve_slot(fields->model, fields->unit, value, &slots);
        module->is_multi_phase = !slots.is_null;
    }
}

/* Numbers of Python 3.15's Include/slots_generated.h. */
enum {
    SLOT_MOD_NAME = 100,
    SLOT_MOD_STATE_SIZE = 102,
    SLOT_MOD_STATE_TRAVERSE = 104,
    SLOT_MOD_STATE_CLEAR = 105,
    SLOT_MOD_STATE_FREE = 106,
    SLOT_MOD_ABI = 109,
};

static void visit_slot(void *context, const Unit *unit, int64_t number, NodeId value)
{
    ModuleFields *fields = context;
    Module *module = fields->module;
    switch (number) {
    case SLOT_MOD_NAME: set_name(fields, unit, value); break;
    case SLOT_MOD_STATE_SIZE: set_size(fields, unit, value); break;
    case SLOT_MOD_STATE_TRAVERSE: types_resolve_slot(fields->model, unit, value, &module->m_traverse); break;
    case SLOT_MOD_STATE_CLEAR: types_resolve_slot(fields->model, unit, value, &module->m_clear); break;
    case SLOT_MOD_STATE_FREE: types_resolve_slot(fields->model, unit, value, &module->m_free); break;
    }
}

static const Trace *hook_trace(Model *model, const Slot *slot)
{
    FunctionRef function = function_at_work(model, slot->function);
    return function.function && function_of(function)->body ? model_trace(model, function, NULL) : NULL;
}

static Module *new_module(Model *model, const Unit *unit, const Variable *variable)
{
    Module *module = ARENA_NEW(model->arena, Module);
    module->model = model;
    module->symbol = model_intern(model, unit_string(unit, unit_symbol(unit, variable->symbol)->name));
    module->unit = unit;
    module->place = place_of_span(unit, variable->span);
    vector_push(&model_internals(model)->all_modules, module);
    return module;
}

static void find_in_definition(Model *model, const Unit *unit, const Variable *variable, RecordId record)
{
    ModuleFields fields = {model, new_module(model, unit, variable), unit};
    initialiser_fields(unit, record, variable->initialiser, visit_field, &fields);
}

static void find_in_slots(Model *model, const Unit *unit, const Variable *variable)
{
    VariableRef named;
    /* The array that is exported says what it was compiled for, and mostly a name; one that is only nested in others does not. */
    if (!slot_array_has(model, unit, variable->initialiser, SLOT_MOD_NAME) && !slot_array_has(model, unit, variable->initialiser, SLOT_MOD_ABI))
        return;
    ModuleFields fields = {model, new_module(model, unit, variable), unit};
    fields.module->is_multi_phase = true;
    fields.module->is_of_slots = true;
    slot_array_visit(model, unit, variable->initialiser, &named, visit_slot, &fields);
}

static void find_in_variable(Model *model, const Unit *unit, const Variable *variable)
{
    const Symbol *symbol = unit_symbol(unit, variable->symbol);
    const CType *type = symbol ? unit_type(unit, symbol->type) : NULL;
    RecordId record = symbol ? unit_type_record(unit, symbol->type, 0) : 0;
    if (!variable->initialiser || !type || !record)
        return;
    if (type->kind == CTYPE_RECORD && types_is_record_named(unit, record, "PyModuleDef", "PyModuleDef"))
        find_in_definition(model, unit, variable, record);
    else if (type->kind == CTYPE_ARRAY && types_is_record_named(unit, record, "PySlot", "PySlot"))
        find_in_slots(model, unit, variable);
}

static void add_hook(Model *model, const Slot *slot)
{
    FunctionRef hook = slot->function, at_work = function_at_work(model, hook);
    if (!hook.function)
        return;
    vector_push(&model_internals(model)->module_hooks, hook);
    if (!function_equal(hook, at_work))
        vector_push(&model_internals(model)->module_hooks, at_work);
}

void modules_find(Model *model)
{
    Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < program_unit_count(model->program); i++) {
        const Unit *unit = program_unit(model->program, i);
        for (uint32_t k = 1; k < unit->variables.count; k++)
            find_in_variable(model, unit, &unit->variables.items[k]);
    }
    for (uint32_t i = 0; i < internals->all_modules.count; i++) {
        add_hook(model, &internals->all_modules.items[i]->m_traverse);
        add_hook(model, &internals->all_modules.items[i]->m_clear);
        add_hook(model, &internals->all_modules.items[i]->m_free);
    }
}

bool function_is_module_hook(const Model *model, FunctionRef function)
{
    const Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->module_hooks.count; i++)
        if (function_equal(internals->module_hooks.items[i], function))
            return true;
    return false;
}

void modules_follow_hooks(Model *model)
{
    Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_modules.count; i++) {
        Module *module = internals->all_modules.items[i];
        module->traverse = hook_trace(model, &module->m_traverse);
        module->clear = hook_trace(model, &module->m_clear);
        module->free = hook_trace(model, &module->m_free);
        references_of_module(model, module);
    }
}
