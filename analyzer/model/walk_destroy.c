/* The end of a C++ object: its destructor, also where none is written, destroys the members and bases after its own body. */
#include "model/walk.h"

#include <string.h>

enum { NESTED_MAX = 6 };

static bool has_destructor(const Unit *unit, RecordId id, unsigned depth)
{
    const Record *record = unit_record(unit, id);
    if (!record || record->is_union || depth > NESTED_MAX)
        return false;
    if (record->destructor)
        return true;
    for (uint32_t i = 0; i < record->field_count; i++)
        if (has_destructor(unit, unit_type_record(unit, unit_field(unit, record->first_field + i)->type, 0), depth + 1))
            return true;
    return false;
}

static Values addresses_of_member(Walker *walker, const Values *objects, const Unit *unit, RecordId record, FieldId id)
{
    const Field *field = unit_field(unit, id);
    const char *name = unit_string(unit, field->name);
    Values addresses = {.is_open = objects->is_open};
    for (uint32_t i = 0; i < objects->count; i++) {
        Value object = objects->items[i];
        if (object.kind != VALUE_CONTENT && object.kind != VALUE_ADDRESS)
            continue;
        if (*name && !field->is_base)
            object = (Value){.kind = VALUE_ADDRESS, .path = walk_field(walker, object.path, model_intern(walker->model, name), unit, record,
                                                                       id, field->offset)};
        addresses.items[addresses.count++] = object;
    }
    return addresses;
}

void walk_destroy(Walker *walker, NodeId node, const Values *objects, const Unit *unit, RecordId id, unsigned depth)
{
    const Record *record = unit_record(unit, id);
    if (!objects->count || !has_destructor(unit, id, depth))
        return;
    FunctionRef destructor = record->destructor ? program_function(walker->model->program, unit, record->destructor) : (FunctionRef){0};
    if (destructor.function) {
        Call call = {.node = node, .syntax = walk_node(walker, node), .name = function_name(destructor)};
        walk_enter(walker, &call, destructor, objects);
    }
    for (uint32_t i = 0; i < record->field_count; i++) {
        FieldId field = record->first_field + i;
        const CType *type = unit_type(unit, unit_field(unit, field)->type);
        if (!type || type->kind != CTYPE_RECORD || !has_destructor(unit, type->record, depth + 1))
            continue;
        Values members = addresses_of_member(walker, objects, unit, id, field);
        walk_destroy(walker, node, &members, unit, type->record, depth + 1);
    }
}
