/* Which type of the program a pointer to its struct leads to. */
#include "model/internals.h"

#include <string.h>

/* The struct of the type's instances is that of every object, since they have no fields: a pointer to it leads to instances of
 * any type. */
static bool has_plain_record(const Type *type)
{
    const Record *record = type->record.unit ? unit_record(type->record.unit, type->record.record) : NULL;
    const char *name = record ? unit_string(type->record.unit, record->name) : type->record_name;
    return is_plain_struct(name);
}

/* The one program type whose instances have the struct a field points to. */
const Type *reference_declared_target(const Model *model, const Reference *reference)
{
    const Unit *unit = reference->declaration.unit;
    if (!unit)
        return NULL;
    const Internals *internals = model_internals(model);
    const Type *found = NULL;
    for (uint32_t i = 0; i < internals->all_types.count; i++) {
        const Type *type = internals->all_types.items[i];
        size_t length = type->record_name ? strlen(type->record_name) : 0;
        const char *declared = reference->declared;
        if (strncmp(declared, "struct ", 7) == 0)
            declared += 7;
        if (!length || type->style == STYLE_STRUCTSEQ)
            continue;
        /* The declaration may use the typedef of a tag: compare what it points to. */
        bool same = strncmp(declared, type->record_name, length) == 0 && (declared[length] == ' ' || declared[length] == '*');
        same = same || (reference->target_record && strcmp(reference->target_record, type->record_name) == 0);
        if (!same || has_plain_record(type))
            continue;
        if (found && found != type && strcmp(found->symbol, type->symbol) != 0)
            return NULL;
        if (!found)
            found = type;
    }
    return found;
}

/* The struct begins with that of another type: a pointer to it can be meant for both. */
static bool is_beginning(Model *model, const Type *type, const char *key)
{
    const Unit *unit = type->record.unit;
    const Record *record = unit ? unit_record(unit, type->record.record) : NULL;
    const Field *first = record && record->field_count ? unit_field(unit, record->first_field) : NULL;
    return first && strcmp(record_key(model, (RecordRef){unit, unit_type_record(unit, first->type, 0)}), key) == 0;
}

/* The one program type whose instances have that struct. */
static const Type *type_of_struct(Model *model, RecordRef of)
{
    const Record *pointed = of.unit && of.record ? unit_record(of.unit, of.record) : NULL;
    const SourceFile *file = pointed ? unit_file(of.unit, pointed->span.file) : NULL;
    if (!file || file->is_python_header) /* `PyObject *` says nothing, though some type may have no struct of its own */
        return NULL;
    const char *record = record_key(model, of);
    const Internals *internals = model_internals(model);
    const Type *found = NULL;
    for (uint32_t i = 0; *record && i < internals->all_types.count; i++) {
        const Type *type = internals->all_types.items[i];
        if (type->style == STYLE_STRUCTSEQ || !type->record_name)
            continue;
        if (is_beginning(model, type, record))
            return NULL;
        if (!type->record.unit || strcmp(record_key(model, type->record), record) != 0)
            continue;
        if (found && strcmp(found->symbol, type->symbol) != 0)
            return NULL;
        found = found ? found : type;
    }
    return found;
}

const Type *type_behind_pointer(Model *model, const Path *path)
{
    const CType *pointer = path->unit ? unit_type(path->unit, path->type) : NULL;
    bool is_pointer = pointer && pointer->kind == CTYPE_POINTER;
    return is_pointer ? type_of_struct(model, (RecordRef){path->unit, unit_type_record(path->unit, path->type, 1)}) : NULL;
}

static bool is_asked_for_type(const Trace *trace, PathId id)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_CALL && event->callee && event->value.path == id && strcmp(event->callee, "PyObject_IsInstance") == 0)
            return true;
    }
    return false;
}

const Type *type_taken_for(Model *model, const Trace *trace, const Path *parameter)
{
    PathId id = (PathId)(parameter - trace->paths);
    const Type *found = NULL;
    for (PathId i = 1; parameter->kind == PATH_PARAMETER && i < trace->path_count; i++) {
        const Path *path = &trace->paths[i];
        if (path->kind != PATH_FIELD || path->parent != id)
            continue;
        const Type *type = path_is_type_field(path) ? NULL : type_of_struct(model, path->record);
        if (!type || (found && found != type))
            return NULL;
        found = type;
    }
    return found && !is_asked_for_type(trace, id) ? found : NULL;
}
