/* What is known of a field from all that is ever put into it: nothing but NULL, nothing but lists and dicts of its own. */
#include "model/unit_notes.h"

#include <string.h>

/* --- nothing ------------------------------------------------------------------------------------------------------------------------ */

static bool releases(const FieldEvents events, const Trace *trace)
{
    for (uint32_t i = 0; i < events.count; i++) {
        const Event *event = &events.items[i].trace->events[events.items[i].event];
        if (events.items[i].trace == trace && event->kind == EVENT_RELEASE)
            return true;
    }
    return false;
}

/* Some code sets it to NULL for a start, and none to anything else. */
static bool is_only_initialised(FieldEvents events)
{
    bool is_initialised = false;
    for (uint32_t i = 0; i < events.count; i++) {
        const Event *event = &events.items[i].trace->events[events.items[i].event];
        if (event->kind != EVENT_STORE)
            continue;
        if (event->value.kind != VALUE_NULL)
            return false;
        is_initialised = is_initialised || !releases(events, events.items[i].trace);
    }
    return is_initialised;
}

static bool lists(const UnitOffsets *offsets, const char *name)
{
    for (uint32_t i = 0; i < offsets->names.count; i++)
        if (offsets->names.items[i] == name)
            return true;
    return false;
}

static void find_offsets(Model *model, UnitOffsets *offsets, const Unit *unit)
{
    for (uint32_t i = 1; i < unit->nodes.count; i++) {
        const Node *node = &unit->nodes.items[i];
        if (node->kind != N_OFFSETOF)
            continue;
        const char *path = unit_string(unit, node->text), *last = strrchr(path, '.');
        const char *name = model_intern(model, last ? last + 1 : path);
        if (!offsets->names.count || offsets->names.items[offsets->names.count - 1] != name)
            vector_push(&offsets->names, name);
    }
}

/* A place that is known by its offset can be filled by code that does not name it. */
static bool has_offset_taken(Model *model, const Unit *unit, const char *name)
{
    UnitOffsets *offsets = &unit_notes(model, unit)->offsets;
    if (!offsets->is_searched)
        find_offsets(model, offsets, unit);
    offsets->is_searched = true;
    return lists(offsets, model_intern(model, name));
}

/* Or one of that name: the file in the key is not looked at. */
static bool knows_record(const Unit *unit, const char *key)
{
    size_t length = strcspn(key, "@");
    for (uint32_t i = 1; i < unit->records.count; i++) {
        const char *name = unit_string(unit, unit->records.items[i].name);
        if (strncmp(name, key, length) == 0 && !name[length])
            return true;
    }
    return false;
}

/* Functions in which clang met an error may do more than what is known of them. */
static bool is_read_whole(const Unit *unit)
{
    for (uint32_t i = 1; i < unit->functions.count; i++)
        if (unit->functions.items[i].is_broken)
            return false;
    return true;
}

/* No unit that was not read can name the field: all were, or it is declared in no header. */
static bool is_known_to_all(const Model *model, const Reference *reference)
{
    const Unit *unit = reference->declaration.unit;
    const SourceFile *file = unit ? unit_file(unit, reference->declaration.span.file) : NULL;
    return model->is_whole_program || (file && strcmp(unit_string(unit, file->path), unit_string(unit, unit->path)) == 0);
}

bool reference_stays_null(Model *model, const Reference *reference)
{
    bool is_plain = reference->kind == REFERENCE_OBJECT && !reference->is_writable_member && *reference->leaf_record;
    if (!is_plain || !is_known_to_all(model, reference) || !is_only_initialised(reference_events(model, reference)) ||
        field_name_is_filled(model, reference->name))
        return false;
    for (uint32_t i = 0; i < program_unit_count(model->program); i++) {
        const Unit *unit = program_unit(model->program, i);
        bool could_fill = !is_read_whole(unit) || has_offset_taken(model, unit, reference->name);
        if (unit->status == UNIT_FAILED || (could_fill && knows_record(unit, reference->leaf_record)))
            return false;
    }
    return true;
}

/* --- containers ---------------------------------------------------------------------------------------------------------------------- */

bool reference_holds_clearable(const Model *model, const Reference *reference)
{
    if (reference->is_dict)
        return true;
    FieldEvents events = reference_events(model, reference);
    bool any = false;
    for (uint32_t i = 0; i < events.count && !reference->is_writable_member; i++) {
        const Event *event = &events.items[i].trace->events[events.items[i].event];
        if (event->kind != EVENT_STORE || event->value.kind == VALUE_NULL)
            continue;
        const Path *path = event->value.kind == VALUE_CONTENT ? trace_path(events.items[i].trace, event->value.path) : NULL;
        if (!path || path->kind != PATH_RESULT || path->is_out_parameter || !path->api || path->api->exact != API_EXACT_CLEARABLE)
            return false;
        any = true;
    }
    return any;
}
