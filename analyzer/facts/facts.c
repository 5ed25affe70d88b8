#include "facts/facts.h"

#include "facts/build.h"

#include <string.h>

Unit *unit_new(void)
{
    Unit *unit = memory_allocate(sizeof *unit);
    *unit = (Unit){0};
    vector_push(&unit->text, '\0');
    vector_push(&unit->files, (SourceFile){0});
    vector_push(&unit->types, (CType){.count = -1, .size = -1});
    vector_push(&unit->records, (Record){.size = -1});
    vector_push(&unit->fields, (Field){.offset = -1});
    vector_push(&unit->symbols, (Symbol){0});
    vector_push(&unit->functions, (Function){0});
    vector_push(&unit->variables, (Variable){0});
    vector_push(&unit->nodes, (Node){0});
    vector_push(&unit->lists, 0);
    vector_push(&unit->skipped, (SkippedRegion){0});
    vector_push(&unit->diagnostics, (Diagnostic){0});
    return unit;
}

static void free_arrays(Unit *unit)
{
    vector_free(&unit->text);
    vector_free(&unit->files);
    vector_free(&unit->types);
    vector_free(&unit->records);
    vector_free(&unit->fields);
    vector_free(&unit->symbols);
    vector_free(&unit->functions);
    vector_free(&unit->variables);
    vector_free(&unit->nodes);
    vector_free(&unit->lists);
    vector_free(&unit->skipped);
    vector_free(&unit->diagnostics);
}

void unit_free(Unit *unit)
{
    if (!unit)
        return;
    if (unit->block)
        memory_free(unit->block);
    else
        free_arrays(unit);
    memory_free(unit);
}

void unit_set_children(Unit *unit, NodeId node, const NodeId *children, uint32_t count)
{
    uint32_t first = unit->lists.count;
    if (count == 0)
        return;
    if (count > UINT32_MAX - first)
        fatal("a unit with more than %u child links", UINT32_MAX);
    vector_reserve(&unit->lists, first + count);
    memcpy(unit->lists.items + first, children, count * sizeof *children);
    unit->lists.count += count;
    unit->nodes.items[node].first_child = first;
    unit->nodes.items[node].child_count = count;
}

static const CType *type_below_arrays(const Unit *unit, const CType *type)
{
    while (type && type->kind == CTYPE_ARRAY)
        type = unit_type(unit, type->target);
    return type;
}

RecordId unit_type_record(const Unit *unit, TypeId id, unsigned pointers)
{
    const CType *type = type_below_arrays(unit, unit_type(unit, id));
    for (; pointers && type; pointers--) {
        if (type->kind != CTYPE_POINTER)
            return 0;
        type = type_below_arrays(unit, unit_type(unit, type->target));
    }
    return type && type->kind == CTYPE_RECORD ? type->record : 0;
}

bool unit_type_is_object_pointer(const Unit *unit, TypeId id)
{
    const CType *pointer = unit_type(unit, id);
    if (!pointer || pointer->kind != CTYPE_POINTER)
        return false;
    const CType *target = unit_type(unit, pointer->target);
    if (!target || target->kind != CTYPE_RECORD)
        return false;
    const Record *record = unit_record(unit, target->record);
    return record && record->is_object;
}

/* Records nest as deep as somebody wrote them, but base classes that are met by two ways each double the work. */
enum { FIND_DEPTH_LIMIT = 64, FIND_STEP_LIMIT = 4096 };

static FieldId find_field(const Unit *unit, RecordId id, const char *name, int64_t *offset, unsigned depth,
                          unsigned *steps)
{
    const Record *record = unit_record(unit, id);
    if (!record || depth > FIND_DEPTH_LIMIT || ++*steps > FIND_STEP_LIMIT)
        return 0;
    for (FieldId field_id = record->first_field; field_id < record->first_field + record->field_count; field_id++) {
        const Field *field = &unit->fields.items[field_id];
        if (field->name) {
            if (strcmp(unit_string(unit, field->name), name) != 0)
                continue;
            *offset = field->offset;
            return field_id;
        }
        int64_t inner = 0;
        FieldId found = find_field(unit, unit_type_record(unit, field->type, 0), name, &inner, depth + 1, steps);
        if (found) {
            *offset = field->offset < 0 || inner < 0 ? -1 : field->offset + inner;
            return found;
        }
    }
    return 0;
}

FieldId unit_find_field(const Unit *unit, RecordId record, const char *name, int64_t *offset)
{
    int64_t found_offset = -1;
    unsigned steps = 0;
    FieldId found = name[0] ? find_field(unit, record, name, &found_offset, 0, &steps) : 0;
    if (offset)
        *offset = found_offset;
    return found;
}

bool operator_is_compound_assignment(Operator operator)
{
    return operator >= OP_ADD_ASSIGN && operator <= OP_OR_ASSIGN;
}

static bool mentions_member(const Unit *unit, NodeId id, const char *name, unsigned depth)
{
    enum { DEPTH_LIMIT = 400 };
    const Node *node = unit_node(unit, id);
    if (!node || depth > DEPTH_LIMIT)
        return false;
    if (node->kind == N_MEMBER && strcmp(unit_string(unit, node->text), name) == 0)
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (mentions_member(unit, unit_child(unit, node, i), name, depth + 1))
            return true;
    return false;
}

bool unit_mentions_member(const Unit *unit, NodeId id, const char *name)
{
    return mentions_member(unit, id, name, 0);
}
