/* Owned or borrowed (rules.md 0.3): a reference is owned if the instance's own functions release it, or if what is stored there is
 * a reference of its own; borrowed if it is only ever filled with references of others and released nowhere. */
#include "model/internals.h"

#include <stdio.h>
#include <string.h>

enum { EVIDENCE_MAX = 4 };

Judgement judgement(Model *model, Truth truth, const char *reason)
{
    (void)model;
    return (Judgement){.truth = truth, .reason = reason};
}

void judgement_add(Model *model, Judgement *judged, Place place, const char *format, ...)
{
    if (judged->evidence_count >= EVIDENCE_MAX)
        return;
    for (uint32_t i = 0; i < judged->evidence_count; i++)
        if (judged->evidence[i].place.unit == place.unit && memcmp(&judged->evidence[i].place.span, &place.span, sizeof place.span) == 0)
            return;
    va_list arguments;
    va_start(arguments, format);
    Evidence *grown = ARENA_ARRAY(model->arena, Evidence, judged->evidence_count + 1);
    if (judged->evidence_count)
        memcpy(grown, judged->evidence, judged->evidence_count * sizeof *grown);
    grown[judged->evidence_count++] = (Evidence){place, arena_format_list(model->arena, format, arguments)};
    va_end(arguments);
    judged->evidence = grown;
}

/* --- what the type's own functions release ----------------------------------------------------------------------------------- */

typedef const Reference *ReferenceFinder(const void *owner, const Trace *trace, PathId path);

static const Reference *of_type(const void *owner, const Trace *trace, PathId path)
{
    return type_reference_at(owner, trace, path);
}

static const Reference *of_module(const void *owner, const Trace *trace, PathId path)
{
    return module_reference_at(owner, trace, path);
}

static void own_releases(Model *model, const void *owner, ReferenceFinder *find, const Trace *trace)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if ((event->kind != EVENT_RELEASE && event->kind != EVENT_RELEASE_BUFFER) || event->value.kind != VALUE_CONTENT ||
            release_is_of_own_increment(trace, i))
            continue;
        Reference *reference = (Reference *)(uintptr_t)find(owner, trace, event->value.path);
        if (!reference || reference->is_weaklist)
            continue;
        reference->owned.truth = TRUTH_YES;
        judgement_add(model, &reference->owned, trace_naming_place(trace, event),
                      "`%s` is released here, so an instance owns it", reference->path);
    }
}

/* --- what the whole program does to the field --------------------------------------------------------------------------------- */

typedef struct Tally {
    uint32_t owned, borrowed, unknown, released;
    const FieldEvent *first_owned, *first_released, *first_borrowed;
} Tally;

/* A walk that is many calls deep does not follow what the function calls; its own walk does, and there the reference is the field's. */
static bool is_owned_in_own_walk(Model *model, const Event *store)
{
    const Trace *trace = store->caller ? model_trace(model, store->in, NULL) : NULL;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_STORE && !event->caller && event->unit == store->unit && event->node == store->node &&
            store_kind(model, trace, i) == STORE_OWNED)
            return true;
    }
    return false;
}

static void count_event(Model *model, const FieldEvent *field, Tally *tally)
{
    const Event *event = &field->trace->events[field->event];
    if (event->kind == EVENT_RELEASE || event->kind == EVENT_RELEASE_BUFFER) {
        if (!release_is_of_own_increment(field->trace, field->event) && !tally->released++)
            tally->first_released = field;
        return;
    }
    if (event->kind != EVENT_STORE || is_told_by_callers(model, field->trace, &event->value) || store_puts_back(event))
        return;
    switch (store_kind(model, field->trace, field->event)) {
    case STORE_OWNED:
        if (!tally->owned++)
            tally->first_owned = field;
        break;
    case STORE_MOVED: /* another place may have given its reference away; whether this one ever gives it back decides */
    case STORE_BORROWED:
        if (!tally->borrowed++)
            tally->first_borrowed = field;
        break;
    case STORE_UNKNOWN:
        tally->unknown += !is_owned_in_own_walk(model, event);
        break;
    default:
        break;
    }
}

FieldEvents reference_events(const Model *model, const Reference *reference)
{
    return field_events(model, reference->leaf_record, reference->name, reference->kind == REFERENCE_ARRAY);
}

/* How much of "views[*].obj" names the buffer: "views". */
static size_t buffer_end(const char *path)
{
    const char *last = strrchr(path, '.');
    size_t end = last ? (size_t)(last - path) : 0;
    while (end && path[end - 1] == ']') {
        while (end && path[end] != '[')
            end--;
    }
    return end;
}

/* All buffers are of one struct: what happens to `view.obj` is told from what happens to `source.obj` by the field before it. */
static bool is_of_other_buffer(const Reference *reference, const FieldEvent *field)
{
    const Trace *trace = field->trace;
    const Event *event = &trace->events[field->event];
    PathId id = trace_path(trace, event->kind == EVENT_STORE ? event->target : event->value.path)->parent;
    while (id && trace_path(trace, id)->kind == PATH_INDEX)
        id = trace_path(trace, id)->parent;
    const Path *buffer = trace_path(trace, id);
    if (reference->kind != REFERENCE_BUFFER)
        return false;
    /* What a helper is given is told from its calls, which are followed. */
    if (buffer->kind == PATH_LOCAL || buffer->kind == PATH_PARAMETER)
        return true;
    if (buffer->kind != PATH_FIELD)
        return false;
    size_t length = strlen(buffer->name), end = buffer_end(reference->path);
    return end < length || strncmp(reference->path + end - length, buffer->name, length) != 0;
}

bool record_begins_with(Model *model, RecordRef record, const char *name)
{
    while (record.record) {
        if (strcmp(record_key(model, record), name) == 0)
            return true;
        const Record *definition = unit_record(record.unit, record.record);
        const Field *first = definition && definition->field_count ? unit_field(record.unit, definition->first_field) : NULL;
        record.record = first ? unit_type_record(record.unit, first->type, 0) : 0;
    }
    return false;
}

/* A struct can be part of two others, one of which owns what the other one only refers to: what is done to it inside of one says
 * nothing of the other. */
static bool is_inside_another(Model *model, const Reference *reference, RecordRef owner, const FieldEvent *field)
{
    const Trace *trace = field->trace;
    const Event *event = &trace->events[field->event];
    const Path *path = trace_path(trace, event->kind == EVENT_STORE ? event->target : event->value.path);
    while (path->parent && (path->kind == PATH_INDEX || !path->is_arrow) && trace_path(trace, path->parent)->kind == PATH_FIELD)
        path = trace_path(trace, path->parent);
    if (!owner.record || reference->is_indirect || path->kind != PATH_FIELD || !path->record.unit)
        return false;
    const char *container = record_key(model, path->record);
    return strcmp(container, reference->leaf_record) != 0 && !record_begins_with(model, owner, container);
}

static void judge_by_program(Model *model, Reference *reference, RecordRef owner)
{
    Tally tally = {0};
    FieldEvents events = reference_events(model, reference);
    for (uint32_t i = 0; reference->is_indirect && i < events.count; i++)
        if (store_leads_back(events.items[i].trace, &events.items[i].trace->events[events.items[i].event])) {
            reference->owned = judgement(model, TRUTH_UNKNOWN, "the instance itself is stored there");
            return;
        }
    for (uint32_t i = 0; i < events.count; i++)
        if (!is_of_other_buffer(reference, &events.items[i]) && !is_inside_another(model, reference, owner, &events.items[i]))
            count_event(model, &events.items[i], &tally);
    reference->owning_stores = tally.owned;
    reference->borrowing_stores = tally.borrowed;
    if (tally.released && tally.borrowed && !tally.owned) {
        /* Links of a list whose elements somebody else owns look like this. */
        reference->owned = judgement(model, TRUTH_UNKNOWN, "it is stored without taking a reference, and released outside of tp_dealloc");
    } else if (tally.released) {
        const Trace *trace = tally.first_released->trace;
        const Event *event = trace_naming_event(trace, &trace->events[tally.first_released->event]);
        reference->owned = judgement(model, TRUTH_YES, NULL);
        judgement_add(model, &reference->owned, event_place(event), "`%s` is released here, so it is owned", reference->path);
    } else if (tally.owned && !tally.borrowed) {
        const Event *event = &tally.first_owned->trace->events[tally.first_owned->event];
        reference->owned = judgement(model, tally.unknown ? TRUTH_UNKNOWN : TRUTH_YES,
                                     tally.unknown ? "some stores could not be followed" : NULL);
        judgement_add(model, &reference->owned, event_place(event), "a reference of its own is stored in `%s` here", reference->path);
    } else if (tally.borrowed && !tally.owned && !tally.unknown) {
        const Event *event = &tally.first_borrowed->trace->events[tally.first_borrowed->event];
        reference->owned = judgement(model, TRUTH_NO, NULL);
        judgement_add(model, &reference->owned, event_place(event), "`%s` is stored without taking a reference", reference->path);
    } else {
        const char *reason = tally.owned ? "some stores take a reference and others do not"
                             : events.count ? "no release and no store that takes a reference was found"
                                            : "nothing in the program stores it";
        reference->owned = judgement(model, TRUTH_UNKNOWN, reason);
    }
}

/* Some function that is not known gets the value, and may take a reference for the field. */
static bool is_handed_on(const Trace *trace, const Value *value)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_unknown_call = (event->kind == EVENT_CALL || event->kind == EVENT_SLOT_CALL) && !event->api;
        for (uint32_t a = 0; is_unknown_call && a < event->argument_count; a++)
            if (event->arguments[a].path == value->path)
                return true;
    }
    return false;
}

/* Beyond doubt: an argument that Python lends to a function that it calls, or what a function of the API returns as borrowed. */
static bool is_lent(Model *model, const FieldEvent *field)
{
    const Event *store = &field->trace->events[field->event];
    FormatUnit format;
    if (!field->trace->is_complete || store->value.kind != VALUE_CONTENT ||
        store_kind(model, field->trace, field->event) != STORE_BORROWED || is_handed_on(field->trace, &store->value))
        return false;
    const Path *path = trace_path(field->trace, store->value.path);
    if (path->kind == PATH_RESULT && path->api && path->api->effect == API_PARSE_ARGUMENTS)
        return parsed_format_unit(path, &format) && format.modifier != '&';
    if (path->kind == PATH_RESULT)
        return !path->is_owned_result;
    FunctionRef function = field->trace->function;
    return path->kind == PATH_PARAMETER && function_is_callback(model, function) && function_is_called_by_python(model, function);
}

/* Behind a pointer stand structs of one kind that belong to many: what is stored in one of them says nothing of another. */
static bool is_behind_same_pointer(const Reference *reference, const FieldEvent *field)
{
    const Trace *trace = field->trace;
    PathId id = trace_path(trace, trace->events[field->event].target)->parent;
    while (id && trace_path(trace, id)->kind == PATH_INDEX)
        id = trace_path(trace, id)->parent;
    const Path *pointer = trace_path(trace, id);
    const char *arrow = strrchr(reference->path, '>');
    size_t end = arrow ? (size_t)(arrow - reference->path) - 1 : 0, length = pointer->name ? strlen(pointer->name) : 0;
    return pointer->kind == PATH_FIELD && length && length <= end &&
           strncmp(reference->path + end - length, pointer->name, length) == 0;
}

/* `Py_INCREF(self->field);` of which nothing else is made: who filled the field lets it have a reference afterwards. */
static bool is_taken_afterwards(const FieldEvent *field)
{
    const Trace *trace = field->trace;
    const Event *increment = &trace->events[field->event];
    if (increment->kind != EVENT_INCREF || increment->value.kind != VALUE_CONTENT || trace_may_hand_out(trace, field->event))
        return false;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_use = event->kind == EVENT_RETURN || event->kind == EVENT_STORE || (event->kind == EVENT_RELEASE && i > field->event);
        if (is_use && event->value.kind == VALUE_CONTENT && event->value.path == increment->value.path)
            return false;
    }
    return true;
}

/* The type's functions release what no place in the program ever takes a reference for. */
static void judge_lent(Model *model, Reference *reference)
{
    const FieldEvent *lent = NULL;
    FieldEvents events = reference_events(model, reference);
    for (uint32_t i = 0; i < events.count; i++) {
        const FieldEvent *field = &events.items[i];
        const Event *event = &field->trace->events[field->event];
        if (is_taken_afterwards(field))
            return;
        bool is_store = event->kind == EVENT_STORE && !is_told_by_callers(model, field->trace, &event->value);
        if (!is_store || store_kind(model, field->trace, field->event) == STORE_NULL)
            continue;
        if (!is_lent(model, field) || (reference->is_indirect && !is_behind_same_pointer(reference, field)))
            return;
        lent = field;
    }
    if (!lent)
        return;
    reference->lent_store = event_place(&lent->trace->events[lent->event]);
    reference->owned.truth = TRUTH_UNKNOWN;
    reference->owned.reason = "it is released, but stored without taking a reference";
}

/* What an instance reaches through a pointer to the state of its module is the module's. */
static bool is_module_state(Model *model, const Reference *reference)
{
    const Internals *internals = model_internals(model);
    for (uint32_t i = 0; reference->is_indirect && i < internals->all_modules.count; i++) {
        const char *state = record_key(model, internals->all_modules.items[i]->state);
        if (*state && strcmp(state, reference->leaf_record) == 0)
            return true;
    }
    return false;
}

/* `type` is NULL for what a module's state holds. */
static void judge_reference(Model *model, const Type *type, Reference *reference, RecordRef owner)
{
    if (reference->is_weaklist) {
        reference->owned = judgement(model, TRUTH_NO, NULL);
        return;
    }
    if (is_module_state(model, reference)) {
        reference->owned = judgement(model, TRUTH_NO, NULL);
        judgement_add(model, &reference->owned, reference->declaration, "`%s` belongs to the state of the module", reference->path);
        return;
    }
    if (reference->owned.truth == TRUTH_YES) {
        if (reference->kind == REFERENCE_OBJECT && !reference->is_writable_member && !reference->is_dict && !reference->in_base)
            judge_lent(model, reference);
        return;
    }
    if (reference->is_writable_member) {
        reference->owned = judgement(model, TRUTH_YES, NULL);
        judgement_add(model, &reference->owned, reference->declaration, "`%s` is a writable object member: assigning to it takes a reference",
                      reference->path);
        return;
    }
    if (reference->is_dict) {
        reference->owned = judgement(model, TRUTH_YES, NULL);
        judgement_add(model, &reference->owned, reference->declaration, "`%s` stands at tp_dictoffset: the instance's dict", reference->path);
        return;
    }
    if (type && reference_is_of_template(model, type, reference))
        reference->owned = judgement(model, TRUTH_UNKNOWN, "what is done to others that the template makes says nothing of it");
    else
        judge_by_program(model, reference, owner);
    if (type && reference->owned.truth == TRUTH_UNKNOWN)
        judge_by_visit(model, type, reference);
}

static bool is_released_in(const Type *type, const Trace *trace, const Reference *reference)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_RELEASE && event->value.kind == VALUE_CONTENT &&
            type_reference_at(type, trace, event->value.path) == reference)
            return true;
    }
    return false;
}

/* Nothing that ends an instance, or empties it, releases the field: if it owns that, then not up to its end. */
static bool is_left_at_the_end(Model *model, const Type *type, const Reference *reference)
{
    return !is_released_in(type, type_slot_trace(model, type, SLOT_tp_dealloc), reference) &&
           !is_released_in(type, type_slot_trace(model, type, SLOT_tp_clear), reference) &&
           !is_released_in(type, type_slot_trace(model, type, SLOT_tp_finalize), reference);
}

/* The instance owns it for a time, which is over when tp_dealloc runs: whoever made the instance has taken it back. */
static bool is_claimed_empty(Model *model, const Type *type, const Reference *reference)
{
    const Trace *trace = type_slot_trace(model, type, SLOT_tp_dealloc);
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_CLAIM_NULL && !event->is_conditional &&
            type_reference_at(type, trace, event->value.path) == reference)
            return true;
    }
    return false;
}

/* `Py_XDECREF(self->field); Py_DECREF(self);`, or the other way round for an instance that someone else still holds; but for
 * an object that was made only just now: there it is the way out of an error. One release that is of either, by what a variable holds, is
 * not both. */
static bool is_released_with_owner(const FieldEvent *field)
{
    const Trace *trace = field->trace;
    const Event *release = &trace->events[field->event];
    if (release->kind != EVENT_RELEASE || release->value.kind != VALUE_CONTENT || release_is_of_own_increment(trace, field->event))
        return false;
    PathId owner = trace_path(trace, release->value.path)->parent;
    if (!owner || trace_path(trace, owner)->kind == PATH_RESULT)
        return false;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_together = !events_are_one(event, release) && (i > field->event ? !trace_leaves_before(trace, field->event, i) : event->guard == release->guard);
        if (event->kind == EVENT_RELEASE && event->value.kind == VALUE_CONTENT && event->value.path == owner && is_together)
            return true;
    }
    return false;
}

/* The program has a function of its own that ends an instance, and gives up the last reference to it after what it owns. */
static bool is_ended_by_holder(Model *model, const Type *type, const Reference *reference)
{
    FieldEvents events = reference_events_of_type(model, type, reference);
    for (uint32_t i = 0; i < events.count; i++)
        if (is_released_with_owner(&events.items[i]))
            return true;
    return false;
}

/* `PyTuple_SetItem(row, i, self->values[i]);`: the reference, of which there is no other, is the row's from then on, whatever still stands
 * in the field. */
static bool is_given_away(const FieldEvent *field)
{
    const Trace *trace = field->trace;
    const Event *release = &trace->events[field->event];
    if (release->kind != EVENT_RELEASE || !release->api || !release->api->steals || !release->is_dangling_after || release->was_replaced)
        return false;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_INCREF && event->value.kind == release->value.kind && event->value.path == release->value.path)
            return false;
    }
    return !was_stored_with_two(trace, field->event);
}

/* The owner has it on the way from who made it to who gets it. `type` is NULL for what a module's state holds. */
static bool is_only_passed_on(Model *model, const Type *type, const Reference *reference)
{
    FieldEvents events = type ? reference_events_of_type(model, type, reference) : reference_events(model, reference);
    for (uint32_t i = 0; i < events.count; i++)
        if (is_given_away(&events.items[i]))
            return true;
    return false;
}

static const char given_away[] = "its reference is given to another object, and the field still shows it";

/* `PyModule_AddObject(module, "error", state->error)` without an increment: the module's dict has the reference. */
static void judge_of_module(Model *model, const Module *module, Reference *reference)
{
    bool is_released = reference->owned.truth == TRUTH_YES;
    judge_reference(model, NULL, reference, module->state);
    if (!is_released && reference->owned.truth == TRUTH_YES && is_only_passed_on(model, NULL, reference))
        reference->owned = judgement(model, TRUTH_UNKNOWN, given_away);
}

static void judge_shared(Model *model, const Type *type, Reference *reference)
{
    if (reference->owned.truth != TRUTH_YES)
        return;
    reference->is_counted = reference_is_counted(model, type, reference);
    bool is_left = is_left_at_the_end(model, type, reference);
    if (reference_is_in_static_memory(model, type, reference))
        reference->owned = judgement(model, TRUTH_UNKNOWN, "it stands in a variable of the program that all instances share");
    else if (reference_is_in_another_object(model, reference))
        reference->owned = judgement(model, TRUTH_UNKNOWN, "it stands in the memory of another object");
    else if (is_left && is_claimed_empty(model, type, reference))
        reference->owned = judgement(model, TRUTH_UNKNOWN, "tp_dealloc asserts that nothing stands there any more");
    else if (is_left && is_ended_by_holder(model, type, reference))
        reference->owned = judgement(model, TRUTH_UNKNOWN, "who holds the instance releases it before that");
    else if (is_left && !reference->is_writable_member && is_only_passed_on(model, type, reference))
        reference->owned = judgement(model, TRUTH_UNKNOWN, given_away);
}

/* --- structs of other modules ------------------------------------------------------------------------------------------------------ */

static bool comes_from_capsule(const FieldEvent *field)
{
    const Event *store = &field->trace->events[field->event];
    const Path *path = store->value.kind == VALUE_CONTENT ? trace_path(field->trace, store->value.path) : NULL;
    return path && path->kind == PATH_RESULT && path->api && path->api->effect == API_CAPSULE_CONTENTS;
}

/* A store of the pointer, all of which put the contents of a capsule there; NULL otherwise. */
static const FieldEvent *capsule_store(const Model *model, const char *record, const char *pointer)
{
    const FieldEvent *found = NULL;
    FieldEvents events = field_events(model, record, pointer, false);
    for (uint32_t i = 0; i < events.count; i++) {
        const Event *event = &events.items[i].trace->events[events.items[i].event];
        if (event->kind != EVENT_STORE || event->value.kind == VALUE_NULL)
            continue;
        if (!comes_from_capsule(&events.items[i]))
            return NULL;
        found = &events.items[i];
    }
    return found;
}

Place model_capsule_of(Model *model, const Trace *trace, PathId pointer)
{
    const Path *path = trace_path(trace, pointer);
    if (path->kind != PATH_FIELD || !path->name || !path->record.unit)
        return (Place){0};
    const FieldEvent *store = capsule_store(model, record_key(model, path->record), path->name);
    return store ? event_place(&store->trace->events[store->event]) : (Place){0};
}

bool model_takes_reference(Model *model, const Trace *trace, PathId field)
{
    const Path *path = trace_path(trace, field);
    if (path->kind != PATH_FIELD || !path->name || !path->record.unit)
        return false;
    FieldEvents events = field_events(model, record_key(model, path->record), path->name, false);
    for (uint32_t i = 0; i < events.count; i++)
        if (events.items[i].trace->events[events.items[i].event].kind == EVENT_INCREF)
            return true;
    return false;
}

void judge_ownership(Model *model)
{
    Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++) {
        Type *type = internals->all_types.items[i];
        own_releases(model, type, of_type, type_slot_trace(model, type, SLOT_tp_dealloc));
        own_releases(model, type, of_type, type_slot_trace(model, type, SLOT_tp_clear));
        own_releases(model, type, of_type, type_slot_trace(model, type, SLOT_tp_finalize));
        for (uint32_t k = 0; k < type->reference_count; k++) {
            judge_reference(model, type, &type->references[k], type->record);
            judge_shared(model, type, &type->references[k]);
        }
    }
    for (uint32_t i = 0; i < internals->all_modules.count; i++) {
        Module *module = internals->all_modules.items[i];
        own_releases(model, module, of_module, module->clear);
        own_releases(model, module, of_module, module->free);
        for (uint32_t k = 0; k < module->reference_count; k++)
            judge_of_module(model, module, &module->references[k]);
    }
}
