/* Parts of an instance that one of its own pointers stands for: `so->table = so->smalltable;`. What is done to the elements that the
 * pointer leads to is done to them. */
#include "model/internals.h"

#include <string.h>

/* The field of the instance whose address, or whose first element's, a value is; NULL if it is something else. */
static const char *addressed_field(const Trace *trace, Value value)
{
    if (value.kind != VALUE_ADDRESS)
        return NULL;
    const Path *path = trace_path(trace, value.path);
    while (path->kind == PATH_INDEX)
        path = trace_path(trace, path->parent);
    return path->kind == PATH_FIELD ? path->name : NULL;
}

/* Whether the program stores the address of `part` into the field `pointer` of the same struct. */
static bool points_to(Model *model, RecordRef record, const char *pointer, const char *part)
{
    FieldEvents events = field_events(model, record_key(model, record), pointer, false);
    for (uint32_t i = 0; i < events.count; i++) {
        const Trace *trace = events.items[i].trace;
        const Event *event = &trace->events[events.items[i].event];
        const char *field = event->kind == EVENT_STORE ? addressed_field(trace, event->value) : NULL;
        if (field && strcmp(field, part) == 0)
            return true;
    }
    return false;
}

static bool starts_with_field(const char *path, const char *field, size_t length)
{
    return strncmp(path, field, length) == 0 && (path[length] == '[' || path[length] == '-' || path[length] == '.');
}

/* The reference that stands for the same member of what `pointer` leads to. */
static const Reference *counterpart(const Type *type, const char *pointer, const Reference *of)
{
    for (uint32_t i = 0; i < type->reference_count; i++) {
        const Reference *reference = &type->references[i];
        if (reference != of && strcmp(reference->name, of->name) == 0 && starts_with_field(reference->path, pointer, strlen(pointer)))
            return reference;
    }
    return NULL;
}

/* Nothing that the slot's function runs looks at the pointer, so nothing is reached through it there. */
static bool ignores_pointer(Model *model, const Type *type, SlotId slot, const char *pointer)
{
    const Trace *trace = type_slot_trace(model, type, slot);
    if (!trace || !trace->is_complete || unit_mentions_member(trace->function.unit, function_of(trace->function)->body, pointer))
        return false;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_ENTER && unit_mentions_member(event->function.unit, function_of(event->function)->body, pointer))
            return false;
    }
    return true;
}

static void take_over(Model *model, Judgement *judged, const Judgement *other, const char *pointer)
{
    if (judged->truth == TRUTH_NO && (!other || other->truth != TRUTH_NO))
        *judged = other ? *other : judgement(model, TRUTH_UNKNOWN, arena_format(model->arena, "`%s` may lead to it", pointer));
}

static void follow_pointer(Model *model, const Type *type, Reference *reference, const char *pointer)
{
    const Reference *other = counterpart(type, pointer, reference);
    if (other || !ignores_pointer(model, type, SLOT_tp_traverse, pointer))
        take_over(model, &reference->visited, other ? &other->visited : NULL, pointer);
    if (other || !ignores_pointer(model, type, SLOT_tp_clear, pointer))
        take_over(model, &reference->cleared, other ? &other->cleared : NULL, pointer);
    take_over(model, &reference->released, other ? &other->released : NULL, pointer);
}

/* A part of the instance itself: the first step of its path, with an array's brackets or a struct's dot behind it. */
static const char *own_part(Model *model, const Reference *reference)
{
    size_t length = strcspn(reference->path, "[.-");
    bool is_part = reference->path[length] == '[' || reference->path[length] == '.';
    return is_part && !reference->is_indirect ? arena_format(model->arena, "%.*s", (int)length, reference->path) : NULL;
}

void coverage_follow_aliases(Model *model, Type *type)
{
    const Record *record = type->record.unit ? unit_record(type->record.unit, type->record.record) : NULL;
    for (uint32_t i = 0; record && i < type->reference_count; i++) {
        const char *part = own_part(model, &type->references[i]);
        for (uint32_t k = 0; part && k < record->field_count; k++) {
            const Field *field = unit_field(type->record.unit, record->first_field + k);
            const CType *c_type = unit_type(type->record.unit, field->type);
            const char *name = unit_string(type->record.unit, field->name);
            if (c_type && c_type->kind == CTYPE_POINTER && points_to(model, type->record, name, part))
                follow_pointer(model, type, &type->references[i], name);
        }
    }
}
