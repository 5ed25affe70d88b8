/* PyMemberDef tables. */
#include "model/internals.h"

#include <string.h>

typedef struct MemberTable {
    Model *model;
    const Unit *unit;
    RecordId record;
    VECTOR(Member) members;
} MemberTable;

typedef struct MemberFields {
    const Unit *unit;
    NodeId name, type, offset, flags;
} MemberFields;

static void visit_field(void *context, const char *path, FieldId field, NodeId value)
{
    MemberFields *fields = context;
    (void)field;
    if (strcmp(path, "name") == 0)
        fields->name = value;
    else if (strcmp(path, "type") == 0)
        fields->type = value;
    else if (strcmp(path, "offset") == 0)
        fields->offset = value;
    else if (strcmp(path, "flags") == 0)
        fields->flags = value;
}

static int64_t constant_or(const Unit *unit, NodeId value, int64_t otherwise)
{
    int64_t constant;
    return value && unit_constant(unit, value, &constant) ? constant : otherwise;
}

static void visit_member(void *context, int64_t index, NodeId value)
{
    MemberTable *table = context;
    MemberFields fields = {.unit = table->unit};
    (void)index;
    initialiser_fields(table->unit, table->record, value, visit_field, &fields);
    const Node *name = unit_node(table->unit, unit_strip_casts(table->unit, fields.name));
    if (!name || name->kind != N_STRING)
        return;
    Member member = {.name = model_intern(table->model, unit_string(table->unit, name->text)),
                     .type = constant_or(table->unit, fields.type, 0),
                     .offset = constant_or(table->unit, fields.offset, -1),
                     .flags = constant_or(table->unit, fields.flags, 0),
                     .place = place_of_node(table->unit, value)};
    member.field = named_field(table->unit, fields.offset);
    vector_push(&table->members, member);
}

const Member *type_members(Model *model, const Type *type, uint32_t *count)
{
    const Slot *slot = &type->slots[SLOT_tp_members];
    *count = 0;
    if (!slot->is_set || slot->is_null)
        return NULL;
    const Node *node = unit_node(slot->unit, unit_strip_casts(slot->unit, slot->value));
    if (!node || node->kind != N_REF)
        return NULL;
    VariableRef variable = program_variable(model->program, slot->unit, node->symbol);
    const Variable *definition = variable_of(variable);
    if (!definition || !definition->initialiser)
        return NULL;
    const Symbol *symbol = unit_symbol(variable.unit, definition->symbol);
    MemberTable table = {.model = model, .unit = variable.unit, .record = unit_type_record(variable.unit, symbol->type, 0)};
    initialiser_elements(variable.unit, definition->initialiser, visit_member, &table);
    Member *members = ARENA_ARRAY(model->arena, Member, table.members.count);
    if (table.members.count)
        memcpy(members, table.members.items, table.members.count * sizeof *members);
    *count = table.members.count;
    vector_free(&table.members);
    return members;
}
