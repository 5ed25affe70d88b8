/* A tp_basicsize that was copied along with another type's definition: sizeof the other's struct. */
#include "model/internals.h"

#include <string.h>

/* The struct that the type's own tp_dealloc says its instances are; nothing where it takes any object as that. */
static RecordRef deallocated_record(const Model *model, const Type *type)
{
    RecordRef found = record_of_function(function_at_work(model, type->slots[SLOT_tp_dealloc].function));
    const Record *record = found.record ? unit_record(found.unit, found.record) : NULL;
    const SourceFile *file = record ? unit_file(found.unit, record->span.file) : NULL;
    bool is_own = record && record->is_complete && file && !file->is_python_header;
    return is_own ? program_record(model->program, found.unit, found.record) : (RecordRef){0};
}

static bool same_record(Model *model, RecordRef a, RecordRef b)
{
    return a.record && b.record && strcmp(record_key(model, a), record_key(model, b)) == 0;
}

/* Another type has instances of the struct, and takes them apart as such. */
static bool is_of_another(Model *model, const Type *type, RecordRef record)
{
    const Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++) {
        const Type *other = internals->all_types.items[i];
        if (strcmp(other->symbol, type->symbol) != 0 && same_record(model, other->record, record) &&
            same_record(model, deallocated_record(model, other), record))
            return true;
    }
    return false;
}

static bool is_measured_by_any(Model *model, RecordRef record)
{
    const Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++)
        if (same_record(model, internals->all_types.items[i]->record, record))
            return true;
    return false;
}

static int64_t size_of(RecordRef record)
{
    const Record *definition = unit_record(record.unit, record.record);
    return definition ? definition->size : -1;
}

void types_correct_records(Model *model)
{
    Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++) {
        Type *type = internals->all_types.items[i];
        RecordRef meant = deallocated_record(model, type);
        if (!type->record.record || !meant.record || same_record(model, type->record, meant))
            continue;
        /* Too small a size would be another mistake, and too much memory does no harm. */
        if (size_of(meant) <= size_of(type->record) && !is_measured_by_any(model, meant) &&
            is_of_another(model, type, type->record))
            type->record = meant;
    }
}
