/* Whether a path that starts at an instance stays in it. A function for objects of any kind casts one to the struct of another type, in
 * a branch that instances of this type never reach; what is done to that struct's fields says nothing of the instance. */
#include "model/internals.h"

#include <string.h>

enum { EMBEDDED_DEPTH_MAX = 8 };

/* The record has a member of that name there, itself or through structs, unions and bases embedded in it. */
static bool record_has(const Unit *unit, RecordId id, const char *name, int64_t offset, unsigned depth)
{
    const Record *record = unit_record(unit, id);
    for (uint32_t i = 0; record && i < record->field_count; i++) {
        const Field *field = unit_field(unit, record->first_field + i);
        if (field->offset < 0 || (!strcmp(unit_string(unit, field->name), name) && field->offset == offset))
            return true;
        const CType *type = unit_type(unit, field->type);
        if (type && type->kind == CTYPE_RECORD && depth < EMBEDDED_DEPTH_MAX && offset >= field->offset &&
            record_has(unit, type->record, name, offset - field->offset, depth + 1))
            return true;
    }
    return false;
}

/* The instance's own member that the path leads through first; NULL: it is none that a record names. */
static const Path *first_member(const Trace *trace, PathId id)
{
    const Path *first = NULL;
    for (; id; id = trace_path(trace, id)->parent) {
        const Path *path = trace_path(trace, id);
        if (path->kind == PATH_FIELD)
            first = path;
    }
    return first && !first->is_way && first->name && first->offset >= 0 && first->record.unit ? first : NULL;
}

/* The record that one begins with; 0 if none. */
static RecordId first_part(const Unit *unit, RecordId id)
{
    const Record *record = unit_record(unit, id);
    const CType *first = record && record->field_count ? unit_type(unit, unit_field(unit, record->first_field)->type) : NULL;
    return first && first->kind == CTYPE_RECORD ? first->record : 0;
}

/* What every object begins with. */
static bool record_is_head(const Unit *unit, RecordId id)
{
    const Record *record = unit_record(unit, id);
    const SourceFile *file = record ? unit_file(unit, record->span.file) : NULL;
    return file && file->is_python_header;
}

/* The struct is the type's with something behind it, or both begin with the same one, which is more than an object's head: so the structs
 * of one family look, whose instances are allocated as large as each needs. */
static bool is_of_family(const Type *type, const Path *member)
{
    const Unit *unit = type->record.unit;
    RecordId id = type->record.record;
    for (unsigned depth = 0; id && depth < EMBEDDED_DEPTH_MAX; depth++) {
        RecordId part = first_part(unit, id);
        if (!part)
            return false;
        if (record_begins_with(type->model, member->record, record_key(type->model, (RecordRef){unit, id})))
            return true;
        id = record_is_head(unit, part) ? 0 : part;
    }
    return false;
}

bool path_is_in_instance(const Type *type, const Trace *trace, PathId id)
{
    const Path *member = first_member(trace, id);
    if (!member || type->layout.item_size != 0)
        return true;
    const Record *own = type->record.unit ? unit_record(type->record.unit, type->record.record) : NULL;
    if (!own || !own->field_count || is_of_family(type, member))
        return true;
    if (type->layout.basic_size > 0 && member->offset >= type->layout.basic_size)
        return false;
    return record_has(type->record.unit, type->record.record, member->name, member->offset, 0);
}
