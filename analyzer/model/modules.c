/* PyModuleDef: hooks and the state record. */
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

static void visit_field(void *context, const char *path, FieldId field, NodeId value)
{
    ModuleFields *fields = context;
    Module *module = fields->module;
    (void)field;
    if (strcmp(path, "m_name") == 0) {
        const Node *node = unit_node(fields->unit, unit_strip_casts(fields->unit, value));
        if (node && node->kind == N_STRING)
            module->name = unit_string(fields->unit, node->text);
    } else if (strcmp(path, "m_size") == 0) {
        if (!unit_constant(fields->unit, value, &module->state_size))
            module->state_size = INT64_MIN;
        RecordId record = measured(fields->unit, value, 0);
        if (record)
            set_state(fields->model, module, fields->unit, record);
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

static const Trace *hook_trace(Model *model, const Slot *slot)
{
    return slot->function.function && function_of(slot->function)->body ? model_trace(model, slot->function, NULL) : NULL;
}

static void find_in_variable(Model *model, const Unit *unit, const Variable *variable)
{
    const Symbol *symbol = unit_symbol(unit, variable->symbol);
    RecordId record = symbol ? unit_type_record(unit, symbol->type, 0) : 0;
    const Record *found = unit_record(unit, record);
    if (!found || !variable->initialiser || strcmp(unit_string(unit, found->name), "PyModuleDef") != 0 ||
        unit_type(unit, symbol->type)->kind != CTYPE_RECORD)
        return;
    Module *module = ARENA_NEW(model->arena, Module);
    module->model = model;
    module->symbol = model_intern(model, unit_string(unit, symbol->name));
    module->unit = unit;
    module->place = place_of_span(unit, variable->span);
    ModuleFields fields = {model, module, unit};
    initialiser_fields(unit, record, variable->initialiser, visit_field, &fields);
    Internals *internals = model_internals(model);
    vector_push(&internals->all_modules, module);
}

void modules_find(Model *model)
{
    for (uint32_t i = 0; i < program_unit_count(model->program); i++) {
        const Unit *unit = program_unit(model->program, i);
        for (uint32_t k = 1; k < unit->variables.count; k++)
            find_in_variable(model, unit, &unit->variables.items[k]);
    }
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
