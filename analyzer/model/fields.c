/* What the walks of all functions do to fields, indexed by record and field name. */
#include "model/internals.h"

#include "base/hash_table.h"
#include "model/unit_notes.h"

#include <string.h>

struct FieldIndex {
    struct {
        const char *record, *name; /* interned */
        uintptr_t is_element;
    } key;
    uint8_t memo;
    VECTOR(FieldEvent) events;
    UT_hash_handle hh;
};

/* --- the index ------------------------------------------------------------------------------------------------------------------ */

static const char *make_record_key(Model *model, RecordRef ref)
{
    const Record *record = unit_record(ref.unit, ref.record);
    const char *name = unit_string(ref.unit, record->name);
    const SourceFile *file = unit_file(ref.unit, record->span.file);
    bool is_unit_own = file && file->path == ref.unit->path;
    if (*name)
        return is_unit_own ? arena_format(model->arena, "%s@%s", name, unit_string(ref.unit, file->path)) : name;
    return arena_format(model->arena, "@%s:%u:%u", file ? unit_string(ref.unit, file->path) : "", record->span.line, record->span.column);
}

const char *record_key(Model *model, RecordRef ref)
{
    if (!ref.unit || !unit_record(ref.unit, ref.record))
        return "";
    const char **place = &unit_notes(model, ref.unit)->record_keys[ref.record];
    if (!*place)
        *place = model_intern(model, make_record_key(model, ref));
    return *place;
}

static FieldIndex *find_field_entry(const Model *model, const char *record, const char *field, bool is_element)
{
    FieldIndex probe, *entry = NULL;
    memset(&probe.key, 0, sizeof probe.key);
    probe.key.record = model_intern(model, record);
    probe.key.name = model_intern(model, field);
    probe.key.is_element = is_element;
    HASH_FIND(hh, model_internals(model)->fields, &probe.key, sizeof probe.key, entry);
    return entry;
}

static void index_event(Model *model, const Trace *trace, uint32_t event, PathId id)
{
    id = path_of_element(trace, id);
    bool element = trace->paths[id].kind == PATH_INDEX;
    while (id && trace->paths[id].kind == PATH_INDEX)
        id = trace->paths[id].parent;
    const Path *path = trace_path(trace, id);
    if (path->kind != PATH_FIELD || !path->record.unit)
        return;
    Internals *internals = model_internals(model);
    const char *record = record_key(model, path->record);
    FieldIndex *entry = find_field_entry(model, record, path->name, element);
    if (!entry) {
        entry = ARENA_NEW(model->arena, FieldIndex);
        entry->key.record = model_intern(model, record);
        entry->key.name = model_intern(model, path->name);
        entry->key.is_element = element;
        HASH_ADD(hh, internals->fields, key, sizeof entry->key, entry);
    }
    vector_push(&entry->events, ((FieldEvent){trace, event}));
}

/* --- who calls whom ----------------------------------------------------------------------------------------------------------- */

static FunctionSummary *summary_of(Model *model, FunctionRef function)
{
    return &unit_notes(model, function.unit)->summaries[function.function];
}

/* A function named other than to be called may be called by anybody. */
static void note_addresses(Model *model, const Unit *unit)
{
    uint8_t *is_callee = arena_allocate(model->arena, unit->nodes.count + 1);
    for (uint32_t i = 1; i < unit->nodes.count; i++)
        if (unit->nodes.items[i].kind == N_CALL)
            is_callee[unit_child(unit, &unit->nodes.items[i], 0)] = 1;
    for (uint32_t i = 1; i < unit->nodes.count; i++) {
        const Node *node = &unit->nodes.items[i];
        const Symbol *symbol = node->kind == N_REF && !is_callee[i] ? unit_symbol(unit, node->symbol) : NULL;
        FunctionRef function = symbol && symbol->kind == SYMBOL_FUNCTION ? program_function(model->program, unit, node->symbol)
                                                                         : (FunctionRef){0};
        if (function.function)
            summary_of(model, function)->is_elsewhere = true;
    }
}

static void note_caller(Model *model, FunctionRef function, FunctionRef caller)
{
    FunctionSummary *summary = summary_of(model, function);
    uint32_t count = summary->callers.count;
    if (!count || !function_equal(summary->callers.items[count - 1], caller))
        vector_push(&summary->callers, caller);
}

const FunctionRef *model_callers(Model *model, FunctionRef function, uint32_t *count)
{
    const FunctionSummary *summary = summary_of(model, function);
    *count = summary->callers.count;
    return summary->callers.items;
}

const TracePoint *model_track_calls(const Model *model, uint32_t *count)
{
    *count = model_internals(model)->track_calls.count;
    return model_internals(model)->track_calls.items;
}

static void note_calls(Model *model, const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_call = (event->kind == EVENT_ENTER || event->kind == EVENT_CALL) && event->function.function;
        if (is_call && !event->caller)
            note_caller(model, event->function, trace->function);
        if (event->kind == EVENT_TRACK && !event->caller)
            vector_push(&model_internals(model)->track_calls, ((TracePoint){trace, i}));
        if (event->kind == EVENT_ENTER)
            summary_of(model, event->function)->is_entered = true;
        else if (event->kind == EVENT_CALL && event->function.function && !event->caller) /* deeper ones are direct in another walk */
            summary_of(model, event->function)->is_elsewhere = true;
    }
}

bool function_is_only_entered(Model *model, FunctionRef function)
{
    const Symbol *symbol = unit_symbol(function.unit, function_of(function)->symbol);
    bool is_known = symbol->linkage == LINKAGE_INTERNAL || function_of(function)->is_made_from_template;
    return is_known && function_is_entered_where_called(model, function);
}

bool function_is_entered_where_called(Model *model, FunctionRef function)
{
    const FunctionSummary *summary = summary_of(model, function);
    return summary->is_entered && !summary->is_elsewhere;
}

bool function_is_callback(Model *model, FunctionRef function)
{
    const FunctionSummary *summary = summary_of(model, function);
    const Symbol *symbol = unit_symbol(function.unit, function_of(function)->symbol);
    return symbol->linkage == LINKAGE_INTERNAL && !summary->is_entered && !summary->callers.count;
}

bool string_api(const char *callee)
{
    static const char *const families[] = {"PyUnicode_", "_PyUnicode_", "PyBytes_", "_PyBytes_"};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strncmp(callee, families[i], strlen(families[i])) == 0)
            return !strstr(callee, "_Check") && !strstr(callee, "From") && !strstr(callee, "Intern");
    return false;
}

bool string_argument(const Event *call, uint32_t argument)
{
    static const struct { const char *callee; uint32_t argument; } others[] = {
        {"PyUnicode_Format", 1}, {"_PyBytes_FormatEx", 2}, {"PyBytes_Concat", 1}, {"PyBytes_ConcatAndDel", 1},
        {"PyUnicode_Translate", 1}, {"PyUnicode_AsCharmapString", 1}, {"PyUnicode_DecodeCharmap", 2},
        {"PyUnicode_FSConverter", 0}, {"PyUnicode_FSDecoder", 0},
    };
    if (call->kind != EVENT_CALL || !call->callee || !string_api(call->callee))
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].argument == argument && strcmp(others[i].callee, call->callee) == 0)
            return false;
    return true;
}

static void index_trace(Model *model, const Trace *trace)
{
    note_calls(model, trace);
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        switch (event->kind) {
        case EVENT_STORE:
            index_event(model, trace, i, event->target);
            break;
        case EVENT_CALL:
            for (uint32_t k = 0; k < event->argument_count; k++)
                if (event->arguments[k].kind == VALUE_CONTENT && (string_argument(event, k) || (k == 0 && call_fills_tuple(event))))
                    index_event(model, trace, i, event->arguments[k].path);
            break;
        case EVENT_RELEASE:
        case EVENT_INCREF:
        case EVENT_VISIT:
        case EVENT_RELEASE_BUFFER:
        case EVENT_RETURN:
            if (event->value.kind == VALUE_CONTENT)
                index_event(model, trace, i, event->value.path);
            break;
        default:
            break;
        }
    }
}

void fields_collect(Model *model)
{
    for (uint32_t i = 0; i < program_unit_count(model->program); i++)
        note_addresses(model, program_unit(model->program, i));
    traces_each(model, index_trace);
}

void fields_free(Model *model)
{
    vector_free(&model_internals(model)->track_calls);
    FieldIndex *entry, *next;
    HASH_ITER(hh, model_internals(model)->fields, entry, next) {
        HASH_DELETE(hh, model_internals(model)->fields, entry);
        vector_free(&entry->events);
    }
}

uint8_t *field_memo(const Model *model, const char *record, const char *field)
{
    FieldIndex *entry = find_field_entry(model, record, field, false);
    return entry ? &entry->memo : NULL;
}

FieldEvents field_events(const Model *model, const char *record, const char *field, bool is_element)
{
    FieldIndex *entry = find_field_entry(model, record, field, is_element);
    return entry ? (FieldEvents){entry->events.items, entry->events.count} : (FieldEvents){0};
}

static bool is_filled(const FieldIndex *entry)
{
    for (uint32_t i = 0; i < entry->events.count; i++) {
        const Event *event = &entry->events.items[i].trace->events[entry->events.items[i].event];
        if (event->kind == EVENT_STORE && event->value.kind != VALUE_NULL)
            return true;
    }
    return false;
}

bool field_name_is_filled(const Model *model, const char *field)
{
    const char *name = model_intern(model, field);
    FieldIndex *entry, *next;
    HASH_ITER(hh, model_internals(model)->fields, entry, next) {
        if (entry->key.name == name && !entry->key.is_element && is_filled(entry))
            return true;
    }
    return false;
}
