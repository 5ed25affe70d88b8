#include "rules/common/references.h"

#include <string.h>

bool trace_takes_reference(const Trace *trace, Value content)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_INCREF && event->value.path == content.path && event->value.version == content.version)
            return true;
    }
    return false;
}

bool event_hands_over(const Event *event)
{
    return event->kind == EVENT_RELEASE && event->api && event->api->effect != API_DECREF &&
           event->api->effect != API_SET_REFERENCE && event->api->steals;
}

/* `count > 1`, and what else says so where it is `holds`. */
static bool says_more_than_one(Operator operator, int64_t number, bool holds)
{
    switch (operator) {
    case OP_GREATER: return holds && number >= 1;
    case OP_GREATER_EQUAL: return holds && number >= 2;
    case OP_NOT_EQUAL: return holds && number == 1;
    case OP_EQUAL: return !holds && number == 1;
    case OP_LESS_EQUAL: return !holds && number >= 1;
    case OP_LESS: return !holds && number >= 2;
    default: return false;
    }
}

/* The call of Py_REFCNT() that the condition compares with a number was made for the object. */
static bool counts_object(const Trace *trace, const Guard *guard, NodeId call, Value object)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_CALL && event->unit == guard->unit && event->node == call && event->callee &&
            !strcmp(event->callee, "Py_REFCNT") && event->argument_count == 1 &&
            event->arguments[0].kind == object.kind && event->arguments[0].path == object.path)
            return true;
    }
    return false;
}

bool release_is_not_the_last(const Trace *trace, const Event *release)
{
    for (uint32_t id = release->guard; id; id = trace->guards[id].outer) {
        const Guard *guard = &trace->guards[id];
        const Node *condition = guard->is_loop ? NULL : unit_node(guard->unit, guard->condition);
        int64_t number;
        if (condition && condition->kind == N_BINARY &&
            unit_constant(guard->unit, unit_child(guard->unit, condition, 1), &number) &&
            says_more_than_one(condition->operator, number, guard->sense) &&
            counts_object(trace, guard, unit_strip_casts(guard->unit, unit_child(guard->unit, condition, 0)), release->value))
            return true;
    }
    return false;
}

bool reference_matters(const Reference *reference)
{
    return strcmp(reference->path, "ob_type") != 0 && reference->owned.truth == TRUTH_YES &&
           reference->cyclic.truth == TRUTH_YES && !reference->is_weaklist && !reference->is_str_by_convention &&
           !reference->leads_to_strings && !reference->is_counted;
}

bool reference_is_of_record(const Reference *reference, const char *name)
{
    size_t length = strcspn(reference->leaf_record, "@");
    return !strncmp(reference->leaf_record, name, length) && !name[length];
}

bool reference_is_own_matter(const Reference *reference)
{
    return reference_matters(reference) && !reference->in_base;
}

void finding_declaration(Finding *finding, const Reference *reference)
{
    if (reference->declaration.unit)
        finding_evidence(finding, reference->declaration, "`%s` is declared here as `%s`", reference->path,
                         reference->declared);
}

void finding_ownership(Finding *finding, const Reference *reference)
{
    finding_declaration(finding, reference);
    finding_judgement(finding, &reference->owned);
}

/* The same field, as the base sees it. */
static const Reference *reference_of_base(const Type *base, const Reference *reference)
{
    for (uint32_t i = 0; base && i < base->reference_count; i++)
        if (base->references[i].offset == reference->offset && !strcmp(base->references[i].name, reference->name))
            return &base->references[i];
    return NULL;
}

const char *reference_names_kept_by_base(Model *model, const Type *type, bool (*selects)(const Reference *),
                                         bool (*keeps)(const Reference *), const Reference **first, uint32_t *count)
{
    const char **names = ARENA_ARRAY(model->arena, const char *, type->reference_count + 1);
    *first = NULL;
    *count = 0;
    for (uint32_t i = 0; i < type->reference_count; i++) {
        const Reference *reference = &type->references[i];
        const Reference *kept = keeps ? reference_of_base(type->base, reference) : NULL;
        if (!selects(reference) || (kept && !keeps(kept)))
            continue;
        if (!*first)
            *first = reference;
        names[(*count)++] = reference->path;
    }
    return list_names(model, names, *count);
}

const char *reference_names(Model *model, const Type *type, bool (*selects)(const Reference *), const Reference **first,
                            uint32_t *count)
{
    return reference_names_kept_by_base(model, type, selects, NULL, first, count);
}

bool reference_is_nulled_by_clear(const Type *type, const Reference *reference)
{
    const Trace *trace = type->clear;
    bool is_nulled = false;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_STORE || type_reference_at(type, trace, event->target) != reference)
            continue;
        if (event->value.kind != VALUE_NULL)
            return false;
        is_nulled = true;
    }
    return is_nulled;
}

Place slot_function_place(const Type *type, SlotId slot)
{
    const Slot *own = &type->slots[slot];
    if (own->function.unit)
        return function_place(own->function);
    return own->is_set && own->place.unit ? own->place : type->place;
}

bool builtin_has_gc(const Model *model, const ApiType *builtin, bool on_every_version)
{
    if (!builtin || !builtin->gc_since)
        return false;
    return builtin->gc_since <= (on_every_version ? model->python_low : model->python_high);
}

static const char *record_tag(RecordRef ref)
{
    const Record *record = ref.unit ? unit_record(ref.unit, ref.record) : NULL;
    return record ? unit_string(ref.unit, record->name) : "";
}

/* The visited path leads through a pointer into an instance of the record, and does not start there. */
static bool path_goes_through(const Trace *trace, PathId path, const char *record)
{
    for (; path; path = trace_path(trace, path)->parent) {
        const Path *step = trace_path(trace, path);
        if (step->kind != PATH_FIELD || !step->is_arrow || !step->record.unit)
            continue;
        const Path *container = trace_path(trace, step->parent);
        if (container->kind != PATH_SELF && !strcmp(record_tag(step->record), record))
            return true;
    }
    return false;
}

static bool trace_visits_inside(const Trace *trace, const char *record)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_VISIT && event->value.path && path_goes_through(trace, event->value.path, record))
            return true;
    }
    return false;
}

bool type_is_visited_by_owner(Model *model, const Type *type)
{
    const char *record = record_tag(type->record);
    for (uint32_t i = 0; *record && i < model->type_count; i++) {
        const Type *owner = model->types[i];
        if (owner != type && owner->traverse && trace_visits_inside(owner->traverse, record))
            return true;
    }
    return false;
}
