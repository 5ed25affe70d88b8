/* Types whose instances have the same struct, and class templates, which stand for all that is made from them: what is stored in an
 * instance of one says nothing of the others. */
#include "model/internals.h"

#include <string.h>

static const Record *struct_of(const Type *type)
{
    return type->record.unit ? unit_record(type->record.unit, type->record.record) : NULL;
}

static bool is_template(const Type *type)
{
    const Record *record = struct_of(type);
    return record && record->is_template;
}

static bool shares_struct(Model *model, const Type *type, const char *key)
{
    const Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++) {
        const Type *other = internals->all_types.items[i];
        if (other != type && other->record.unit && strcmp(other->record_name, type->record_name) == 0 &&
            record_key(model, other->record) == key)
            return true;
    }
    return false;
}

static bool derives_from(const Type *type, const Type *base)
{
    while (type && type != base)
        type = type->base;
    return type;
}

/* The type of the instance that something is stored in; NULL if that is not known. */
static const Type *stored_in(const Trace *trace, const Event *store)
{
    const Path *root = trace_path(trace, trace_root(trace, store->target));
    if (root->kind == PATH_SELF)
        return trace->type;
    return root->kind == PATH_RESULT ? root->allocated : NULL;
}

static bool concerns(const Type *type, bool of_template, const FieldEvent *item)
{
    const Event *event = &item->trace->events[item->event];
    if (event->kind != EVENT_STORE)
        return true;
    const Type *other = stored_in(item->trace, event);
    return other ? derives_from(other, type) || derives_from(type, other) : !of_template;
}

static bool is_direct(Model *model, const Type *type, const Reference *reference)
{
    return type->record.unit && record_key(model, type->record) == reference->leaf_record;
}

bool reference_is_of_template(Model *model, const Type *type, const Reference *reference)
{
    return is_template(type) && is_direct(model, type, reference);
}

bool type_is_made_from_template(const Type *type)
{
    const Record *record = struct_of(type);
    return record && (record->is_template || record->is_made_from_template);
}

FieldEvents reference_events_of_type(Model *model, const Type *type, const Reference *reference)
{
    FieldEvents all = reference_events(model, reference);
    bool of_template = is_template(type);
    if (!all.count || !is_direct(model, type, reference) || (!of_template && !shares_struct(model, type, reference->leaf_record)))
        return all;
    FieldEvent *items = arena_allocate(model->arena, all.count * sizeof *items);
    uint32_t count = 0;
    for (uint32_t i = 0; i < all.count; i++)
        if (concerns(type, of_template, &all.items[i]))
            items[count++] = all.items[i];
    return (FieldEvents){items, count};
}
