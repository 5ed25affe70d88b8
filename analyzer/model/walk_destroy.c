/* The end of a C++ object: its destructor, also where none is written, destroys the members and bases after its own body. */
#include "model/walk.h"

#include <string.h>

enum { NESTED_MAX = 6, STEPS_MAX = 1000 };

typedef struct Destruction {
    Walker *walker;
    NodeId node;
    unsigned steps; /* members looked at: those of members of members could be without end */
} Destruction;

/* yes, no, or unknown where it lies too deep or the class is only declared. */
static Truth has_destructor(Destruction *destruction, const Unit *unit, RecordId id, unsigned depth)
{
    const Record *record = unit_record(unit, id);
    if (!record || !record->is_complete || depth > NESTED_MAX || ++destruction->steps > STEPS_MAX)
        return TRUTH_UNKNOWN;
    if (record->destructor)
        return TRUTH_YES;
    Truth found = TRUTH_NO;
    for (uint32_t i = 0; !record->is_union && i < record->field_count && found != TRUTH_YES; i++) {
        const CType *type = unit_type(unit, unit_field(unit, record->first_field + i)->type);
        Truth member = type && type->kind == CTYPE_RECORD ? has_destructor(destruction, unit, type->record, depth + 1) : TRUTH_NO;
        found = member == TRUTH_NO ? found : member;
    }
    return found;
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

static bool destroy(Destruction *destruction, const Values *objects, const Unit *unit, RecordId id, unsigned depth)
{
    Walker *walker = destruction->walker;
    const Record *record = unit_record(unit, id);
    Truth is_destroyed = has_destructor(destruction, unit, id, depth);
    if (!objects->count || is_destroyed != TRUTH_YES)
        return is_destroyed == TRUTH_NO;
    FunctionRef destructor = record->destructor ? program_function(walker->model->program, unit, record->destructor) : (FunctionRef){0};
    bool is_seen = !record->destructor || destructor.function;
    if (destructor.function) {
        Call call = {.node = destruction->node, .syntax = walk_node(walker, destruction->node), .name = function_name(destructor)};
        walk_enter(walker, &call, destructor, objects);
    }
    for (uint32_t i = 0; !record->is_union && i < record->field_count; i++) {
        FieldId field = record->first_field + i;
        const CType *type = unit_type(unit, unit_field(unit, field)->type);
        if (!type || type->kind != CTYPE_RECORD)
            continue;
        Values members = addresses_of_member(walker, objects, unit, id, field);
        is_seen = destroy(destruction, &members, unit, type->record, depth + 1) && is_seen;
    }
    return is_seen;
}

bool walk_destroy(Walker *walker, NodeId node, const Values *objects, const Unit *unit, RecordId record)
{
    return destroy(&(Destruction){.walker = walker, .node = node}, objects, unit, record, 0);
}
