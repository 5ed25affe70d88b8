/* The other references of a struct in C memory: whoever lets go of one of its members has to let go of all that it owns, and the one that
 * was forgotten is mentioned nowhere in the type's own functions. */
#include "model/internals.h"

#include <string.h>

/* The text with another last name or number. */
static const char *ends_otherwise(Arena *arena, const char *text, size_t length, const char *end)
{
    return arena_format(arena, "%.*s%s", (int)(strlen(text) - length), text, end);
}

static const char *key_at(Arena *arena, const char *key, int64_t offset)
{
    size_t digits = 0;
    while (key && digits < strlen(key) && strchr("0123456789", key[strlen(key) - digits - 1]))
        digits++;
    return digits && offset >= 0 ? ends_otherwise(arena, key, digits, arena_format(arena, "%lld", (long long)offset)) : NULL;
}

bool reference_beside(Model *model, const Reference *known, const Path *leaf, FieldId id, Reference *beside)
{
    const Unit *unit = leaf->record.unit;
    const Field *field = unit_field(unit, id);
    const char *name = unit_string(unit, field->name);
    size_t length = strlen(leaf->name);
    int64_t leaf_offset = -1;
    if (!*name || strcmp(name, leaf->name) == 0 || !program_type_is_object_pointer(model->program, unit, field->type) ||
        !unit_find_field(unit, leaf->record.record, leaf->name, &leaf_offset))
        return false;
    bool is_known = leaf_offset >= 0 && field->offset >= 0 && leaf->offset >= leaf_offset;
    const Record *target = unit_record(unit, unit_type_record(unit, field->type, 1));
    *beside = *known;
    beside->name = name;
    beside->path = ends_otherwise(model->arena, known->path, length, name);
    beside->key_by_name = ends_otherwise(model->arena, known->key_by_name, length, name);
    beside->key_by_offset = is_known ? key_at(model->arena, known->key_by_offset, leaf->offset - leaf_offset + field->offset) : NULL;
    beside->declared = unit_string(unit, unit_type(unit, field->type)->spelling);
    beside->declaration = place_of_span(unit, field->span);
    beside->target_record = target && *unit_string(unit, target->name) ? unit_string(unit, target->name) : NULL;
    return true;
}
