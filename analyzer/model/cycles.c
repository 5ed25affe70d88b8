/* Can what a field holds be part of a cycle (rules.md 0.4)? No where every store is exactly an atomic object, or of a type of the
 * program that is itself proved to hold nothing that could close one. */
#include "model/internals.h"

#include <stdio.h>
#include <string.h>

/* What one stored value can be. */
/* HELD_ELEMENT: out of a container that the program keeps, and what it puts there is not followed. */
typedef enum Held { HELD_ATOMIC, HELD_STRING, HELD_TYPED, HELD_ELEMENT, HELD_ANY } Held;

/* --- stores ----------------------------------------------------------------------------------------------------------------------- */

static bool is_immortal_name(const char *name)
{
    static const char *const singletons[] = {"_Py_NoneStruct", "_Py_TrueStruct", "_Py_FalseStruct", "_Py_EllipsisObject",
                                             "_Py_NotImplementedStruct", "_Py_NoneStruct_Ref"};
    for (size_t i = 0; i < sizeof singletons / sizeof *singletons; i++)
        if (strcmp(name, singletons[i]) == 0)
            return true;
    return false;
}

/* What Python's own objects keep their names in: str, of a subclass at worst. */
static bool is_name_in_python(const Unit *unit, const Path *path)
{
    static const struct { const char *record, *field; } names[] = {
        {"PyCodeObject", "co_filename"}, {"PyCodeObject", "co_name"}, {"PyCodeObject", "co_qualname"},
        {"_heaptypeobject", "ht_name"}, {"_heaptypeobject", "ht_qualname"},
    };
    const Record *record = unit ? unit_record(unit, path->record.record) : NULL;
    for (size_t i = 0; record && i < sizeof names / sizeof *names; i++)
        if (strcmp(unit_string(unit, record->name), names[i].record) == 0 && strcmp(path->name, names[i].field) == 0)
            return true;
    return false;
}

/* What the values stored in one field were found to be, beside the worst of them. */
typedef struct Holding {
    const FieldEvent *telling; /* the store of the worst */
    const Type *types[8];      /* the program's types among them */
    bool is_exact[8];          /* and never of a subclass */
    uint32_t type_count;
    bool has_string;
} Holding;

static Held held_by_field(Model *model, const char *record, const char *name, Holding *holding, unsigned depth);
static Held held_by_elements(Model *model, const Path *array, Holding *holding, unsigned depth);

static Held hold_type(Holding *holding, const Type *type, bool is_exact)
{
    for (uint32_t i = 0; i < holding->type_count; i++)
        if (holding->types[i] == type) {
            holding->is_exact[i] = holding->is_exact[i] && is_exact;
            return HELD_TYPED;
        }
    if (holding->type_count == sizeof holding->types / sizeof *holding->types)
        return HELD_ANY;
    holding->is_exact[holding->type_count] = is_exact;
    holding->types[holding->type_count++] = type;
    return HELD_TYPED;
}

/* A static type object is never freed, and with it nothing that leads back to it. */
static bool is_static_type_object(const Model *model, const Value *value, const Path *path)
{
    const Type *type = value->kind == VALUE_ADDRESS && path->kind == PATH_GLOBAL ? model_type_of_variable(model, path->variable) : NULL;
    return type && !type->is_heap;
}

static Held held_by_value(Model *model, const Trace *trace, const Value *value, Holding *holding, unsigned depth);

/* What a function of the program returns that the walk of its caller did not follow. */
static Held held_by_result(Model *model, const Trace *trace, PathId result, Holding *holding, unsigned depth)
{
    enum { DEEPEST = 4 };
    const Event *call = trace_call_of(trace, result);
    if (!call || !call->function.function || depth > DEEPEST)
        return HELD_ANY;
    const Trace *called = model_trace(model, call->function, NULL);
    if (!called->is_complete) /* a return may have been missed */
        return HELD_ANY;
    Held worst = HELD_ATOMIC;
    bool returns = false;
    for (uint32_t i = 1; i < called->event_count && worst != HELD_ANY; i++) {
        const Event *event = &called->events[i];
        if (event->kind != EVENT_RETURN || event->caller)
            continue;
        returns = true;
        Held held = held_by_value(model, called, &event->value, holding, depth + 1);
        worst = held > worst ? held : worst;
    }
    return returns ? worst : HELD_ANY;
}

/* What callers passed in, such as `args`, what was parsed out of it, or an element of that. */
static bool is_passed_in(const Trace *trace, PathId id)
{
    const Path *path = trace_path(trace, id);
    while (path->kind == PATH_INDEX || (path->kind == PATH_FIELD && strcmp(path->name, "ob_item") == 0))
        path = trace_path(trace, path->parent);
    return path->kind == PATH_PARAMETER || (path->kind == PATH_RESULT && path->api && path->api->effect == API_PARSE_ARGUMENTS);
}

/* An element of a list, tuple or dict that the program keeps, or made. */
static bool is_element(const Trace *trace, PathId id)
{
    const Path *path = trace_path(trace, id);
    PathId container = 0;
    if (path->kind == PATH_INDEX && trace_path(trace, path->parent)->kind == PATH_FIELD &&
        strcmp(trace_path(trace, path->parent)->name, "ob_item") == 0)
        container = id;
    if (path->kind == PATH_RESULT && path->api && path->api->exact == API_ELEMENT) {
        const Event *call = trace_call_of(trace, id);
        container = call && call->argument_count ? call->arguments[0].path : 0;
    }
    return container && !is_passed_in(trace, container);
}

/* The worst that an argument from the n-th on can be. */
static Held held_by_arguments(Model *model, const Trace *trace, const Event *call, uint32_t from, Holding *holding, unsigned depth)
{
    enum { DEEPEST = 8 };
    Held worst = HELD_ATOMIC;
    if (!call || from >= call->argument_count || call->doubtful_arguments >> from || depth > DEEPEST)
        return HELD_ANY;
    for (uint32_t i = from; i < call->argument_count; i++) {
        Held held = held_by_value(model, trace, &call->arguments[i], holding, depth + 1);
        worst = held > worst ? held : worst;
    }
    return worst;
}

/* A tuple of such objects, to which nothing can be added. */
static Held held_by_tuple(Model *model, const Trace *trace, PathId tuple, unsigned depth)
{
    enum { DEEPEST = 6 };
    TupleItems items;
    Holding holding = {0};
    if (depth > DEEPEST || !tuple_items(trace, tuple, &items))
        return HELD_ANY;
    for (uint32_t i = 0; i < items.count; i++)
        if (held_by_value(model, trace, &items.values[i], &holding, depth + 1) != HELD_ATOMIC)
            return HELD_ANY;
    return HELD_ATOMIC;
}

/* What a function of the API returns, or hands out. */
static Held held_by_api(Model *model, const Trace *trace, PathId result, Holding *holding, unsigned depth)
{
    const Path *path = trace_path(trace, result);
    switch (path->api->exact) {
    case API_EXACT_ATOMIC:
        return HELD_ATOMIC;
    case API_STRING:
        return HELD_STRING;
    case API_INDEX:
        return model->python_low >= 0x030a ? HELD_ATOMIC : HELD_STRING;
    case API_ARITHMETIC:
        return held_by_arguments(model, trace, trace_call_of(trace, result), 0, holding, depth) == HELD_ATOMIC ? HELD_ATOMIC : HELD_ANY;
    case API_WEAK_REFERENCE:
        return held_by_arguments(model, trace, trace_call_of(trace, result), 1, holding, depth) == HELD_ATOMIC ? HELD_ATOMIC : HELD_ANY;
    default:
        return held_by_tuple(model, trace, result, depth);
    }
}

/* What a slot or method of another type stores of its own instance: `entry->parent = self`, where self is a `PyObject *`. */
static const Type *type_of_instance(Model *model, const Trace *trace, const Path *path)
{
    if (path->kind == PATH_SELF)
        return trace->type;
    bool is_first = path->kind == PATH_PARAMETER && path->index == 0 && !trace->type;
    const Type *called_with = is_first ? type_called_with(model, trace->function) : NULL;
    return called_with ? called_with : type_taken_for(model, trace, path);
}

/* `PyObject_New(Foo, &Foo_Type)`, and not of a type that a caller names. */
static bool is_made_exactly(const Model *model, const Trace *trace, const Path *made)
{
    const Path *type = made->allocated_by ? trace_path(trace, made->allocated_by) : NULL;
    return type && type->kind == PATH_GLOBAL && model_type_of_variable(model, type->variable) == made->allocated;
}

static Held held_by_value(Model *model, const Trace *trace, const Value *value, Holding *holding, unsigned depth)
{
    if (value->kind == VALUE_NULL || value->kind == VALUE_INTEGER)
        return HELD_ATOMIC;
    if (value->kind != VALUE_CONTENT && value->kind != VALUE_ADDRESS)
        return HELD_ANY;
    const Path *path = trace_path(trace, value->path);
    if (is_static_type_object(model, value, path) || (path->kind == PATH_GLOBAL && path->name && is_immortal_name(path->name)))
        return HELD_ATOMIC;
    Held by_api = path->kind == PATH_RESULT && path->api ? held_by_api(model, trace, value->path, holding, depth) : HELD_ANY;
    if (by_api != HELD_ANY)
        return by_api;
    if (path->kind == PATH_RESULT && path->allocated && value->kind == VALUE_CONTENT)
        return hold_type(holding, path->allocated, is_made_exactly(model, trace, path));
    if (value->kind == VALUE_CONTENT && is_element(trace, value->path) && !value_is_checked(model, trace, path, true) && !value_is_checked(model, trace, path, false))
        return HELD_ELEMENT;
    if (path->kind == PATH_RESULT && !path->is_out_parameter && !path->api && value->kind == VALUE_CONTENT)
        return held_by_result(model, trace, value->path, holding, depth);
    if (value_is_parsed_as_string(path) || value_is_checked(model, trace, path, false))
        return HELD_STRING;
    if (value_is_checked(model, trace, path, true))
        return HELD_ATOMIC;
    const Type *pointee = value->kind == VALUE_CONTENT ? type_behind_pointer(model, path) : NULL;
    if (!pointee && value->kind == VALUE_CONTENT)
        pointee = type_of_instance(model, trace, path);
    if (pointee)
        return hold_type(holding, pointee, false);
    if (path->kind == PATH_FIELD && is_name_in_python(path->record.unit, path))
        return HELD_STRING;
    if (path->kind == PATH_FIELD && path->record.unit)
        return held_by_field(model, record_key(model, path->record), path->name, holding, depth + 1);
    if (path->kind == PATH_INDEX && trace_path(trace, path->parent)->kind == PATH_FIELD)
        return held_by_elements(model, trace_path(trace, path->parent), holding, depth + 1);
    return HELD_ANY;
}

static Held held_by_store(Model *model, const Trace *trace, const Event *store, Holding *holding, unsigned depth)
{
    Held held = held_by_value(model, trace, &store->value, holding, depth);
    if (store->value.kind != VALUE_CONTENT)
        return held;
    const Path *path = trace_path(trace, store->value.path);
    bool is_other = held != HELD_TYPED && held != HELD_ELEMENT && store_is_of_other_than_checked(model, trace, store);
    if (is_other && function_equal(trace->function, store->in) && (path->kind == PATH_PARAMETER || path->kind == PATH_LOCAL))
        return HELD_ANY;
    if (held != HELD_ANY || is_other)
        return held;
    if (store_is_of_checked_local(model, store, path, true))
        return HELD_ATOMIC;
    return store_is_of_checked_local(model, store, path, false) ? HELD_STRING : HELD_ANY;
}

static bool is_of_parameter(const Trace *trace, const Value *value)
{
    return value->kind == VALUE_CONTENT && trace_path(trace, trace_root(trace, value->path))->kind == PATH_PARAMETER && !trace->type;
}

/* A parameter's value is what callers pass, where all of them were walked. */
bool is_told_by_callers(Model *model, const Trace *trace, const Value *value)
{
    return is_of_parameter(trace, value) && function_is_only_entered(model, trace->function);
}

static bool follows_store(const Trace *trace, const Event *store)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_STORE && event->node == store->node && event->unit == store->unit)
            return true;
    }
    return false;
}

/* The walks of the callers come as far as this store, so that they say what the parameter stands for. Of a function that other
 * programs could call too, those of this one. */
static bool is_told(Model *model, const Trace *trace, const Event *store)
{
    uint32_t count;
    if (!is_of_parameter(trace, &store->value) || !function_is_entered_where_called(model, trace->function))
        return false;
    const FunctionRef *callers = model_callers(model, trace->function, &count);
    for (uint32_t i = 0; i < count; i++)
        if (!follows_store(model_trace(model, callers[i], NULL), store))
            return false;
    return true;
}

static Held held_by_events(Model *model, FieldEvents events, Holding *holding, unsigned depth)
{
    Held worst = HELD_ATOMIC;
    bool any = false;
    for (uint32_t i = 0; i < events.count && worst != HELD_ANY; i++) {
        const Event *event = &events.items[i].trace->events[events.items[i].event];
        if (call_fills_tuple(event) && !tuple_is_filled_where_stored(events.items[i].trace, events.items[i].event))
            return HELD_ANY;
        if (event->kind != EVENT_STORE || event->value.kind == VALUE_NULL || is_told(model, events.items[i].trace, event))
            continue;
        any = true;
        Held held = held_by_store(model, events.items[i].trace, event, holding, depth);
        holding->has_string = holding->has_string || held == HELD_STRING;
        if (held >= worst) {
            worst = held;
            holding->telling = &events.items[i];
        }
    }
    return any ? worst : HELD_ANY;
}

/* Fields are filled from each other: one that is being asked about already adds nothing. */
static Held held_by_field(Model *model, const char *record, const char *name, Holding *holding, unsigned depth)
{
    enum { UNASKED, RUNNING, KNOWN, DEEPEST = 12 };
    uint8_t *memo = depth < DEEPEST ? field_memo(model, record, name) : NULL;
    if (!memo)
        return HELD_ANY;
    if (*memo == RUNNING)
        return HELD_ATOMIC;
    if (*memo >= KNOWN && *memo != KNOWN + HELD_TYPED)
        return (Held)(*memo - KNOWN);
    *memo = RUNNING;
    const FieldEvent *telling = holding->telling;
    Held held = held_by_events(model, field_events(model, record, name, false), holding, depth);
    holding->telling = telling;
    *memo = (uint8_t)(KNOWN + held);
    return held;
}

/* A table of constants, as Cython keeps them: what is seen to be stored is atomic, but a table may be filled in other ways too. */
static Held held_by_elements(Model *model, const Path *array, Holding *holding, unsigned depth)
{
    enum { DEEPEST = 4 };
    if (depth > DEEPEST || !array->record.unit)
        return HELD_ANY;
    Holding elements = {0};
    Held held = held_by_events(model, field_events(model, record_key(model, array->record), array->name, true), &elements, depth);
    holding->has_string = holding->has_string || elements.has_string;
    return held == HELD_ATOMIC || held == HELD_STRING ? HELD_ELEMENT : HELD_ANY;
}

/* --- declared types ----------------------------------------------------------------------------------------------------------------- */

/* Whatever it is taken from, it is a container itself. */
static bool is_container_struct(const char *declared)
{
    static const char *const containers[] = {"PyDictObject", "PyListObject", "PySetObject"};
    for (size_t i = 0; i < sizeof containers / sizeof *containers; i++)
        if (strncmp(declared, containers[i], strlen(containers[i])) == 0)
            return true;
    return false;
}

static bool is_atomic_struct(const char *declared)
{
    static const char *const atomic[] = {"PyUnicodeObject", "PyASCIIObject", "PyBytesObject", "PyLongObject", "PyFloatObject",
                                         "PyCodeObject", "PyByteArrayObject"};
    for (size_t i = 0; i < sizeof atomic / sizeof *atomic; i++)
        if (strncmp(declared, atomic[i], strlen(atomic[i])) == 0)
            return true;
    return false;
}

/* The program hands the field to functions that take nothing but str or bytes, without asking what it is. */
static bool is_used_as_string(Model *model, const Reference *reference, FieldEvents events)
{
    bool used = false;
    for (uint32_t i = 0; i < events.count; i++) {
        const Event *event = &events.items[i].trace->events[events.items[i].event];
        if (!call_takes_as_string(model, events.items[i].trace, event, reference->name))
            continue;
        if (function_tests_name(model, event->in, reference->name))
            return false;
        used = true;
    }
    return used;
}

/* All that is stored are instances of types of the program. */
static void keep_stored_types(Model *model, Reference *reference, const Holding *holding)
{
    if (holding->has_string || !holding->type_count)
        return;
    const Type **types = arena_allocate(model->arena, holding->type_count * sizeof *types);
    memcpy(types, holding->types, holding->type_count * sizeof *types);
    bool *exactly = arena_allocate(model->arena, holding->type_count * sizeof *exactly);
    memcpy(exactly, holding->is_exact, holding->type_count * sizeof *exactly);
    reference->stored_types = types;
    reference->stored_exactly = exactly;
    reference->stored_type_count = holding->type_count;
    if (!reference->target && holding->type_count == 1)
        reference->target = types[0];
}

/* `type` is NULL for what a module's state holds. */
static void judge_reference(Model *model, const Type *type, Reference *reference)
{
    Holding holding = {0};
    reference->target = reference_declared_target(model, reference);
    reference->holds_clearable = reference_holds_clearable(model, reference);
    if (reference->is_dict) {
        reference->cyclic = judgement(model, TRUTH_YES, NULL);
        return;
    }
    if (is_atomic_struct(reference->declared)) {
        reference->cyclic = judgement(model, TRUTH_NO, NULL);
        judgement_add(model, &reference->cyclic, reference->declaration, "declared as %s", reference->declared);
        return;
    }
    FieldEvents events = type ? reference_events_of_type(model, type, reference) : reference_events(model, reference);
    Held held = held_by_events(model, events, &holding, 0);
    if (reference->is_writable_member)
        held = HELD_ANY;
    if (held == HELD_TYPED)
        keep_stored_types(model, reference, &holding);
    if (held == HELD_ANY && !holding.telling && reference_stays_null(model, reference)) {
        reference->stays_null = true;
        reference->cyclic = judgement(model, TRUTH_NO, NULL);
        judgement_add(model, &reference->cyclic, reference->declaration, "nothing but NULL is ever stored in `%s`", reference->path);
        return;
    }
    const FieldEvent *telling = holding.telling;
    reference->is_str_by_convention = held == HELD_STRING || is_used_as_string(model, reference, reference_events(model, reference));
    Place place = telling ? event_place(&telling->trace->events[telling->event]) : reference->declaration;
    reference->cyclic = judgement(model, held == HELD_ATOMIC ? TRUTH_NO : TRUTH_YES, NULL);
    if (held == HELD_ELEMENT && !is_container_struct(reference->declared))
        reference->cyclic = judgement(model, TRUTH_UNKNOWN, "what is stored comes out of a container that the program fills");
    if (held == HELD_ANY && !telling && type && !reference->is_writable_member && type_is_made_from_template(type))
        reference->cyclic = judgement(model, TRUTH_UNKNOWN, "nothing is seen that is stored in what is made from the template");
    if (reference->is_writable_member)
        judgement_add(model, &reference->cyclic, reference->declaration, "Python code can assign any object to the member `%s`",
                      reference->path);
    else if (held == HELD_ATOMIC)
        judgement_add(model, &reference->cyclic, place, "only objects that hold no other are ever stored in `%s`", reference->path);
    else if ((held == HELD_ANY || held == HELD_ELEMENT) && telling && reference->cyclic.truth == TRUTH_YES)
        judgement_add(model, &reference->cyclic, place, "any object can be stored in `%s`", reference->path);
}

static void judge_mutability(Model *model, const Type *type, Reference *reference)
{
    FunctionRef constructors[] = {type_effective_function(type, SLOT_tp_new), type_effective_function(type, SLOT_tp_dealloc),
                                  type_effective_function(type, SLOT_tp_clear), type_effective_function(type, SLOT_tp_finalize)};
    FieldEvents events = reference_events(model, reference);
    reference->is_mutable = reference->is_writable_member || reference->is_dict;
    for (uint32_t i = 0; i < events.count && !reference->is_mutable; i++) {
        const Trace *trace = events.items[i].trace;
        const Event *event = &trace->events[events.items[i].event];
        if (event->kind != EVENT_STORE || event->value.kind == VALUE_NULL)
            continue;
        bool constructs = trace_path(trace, trace_root(trace, event->target))->kind == PATH_RESULT;
        for (size_t k = 0; k < sizeof constructors / sizeof *constructors; k++)
            constructs = constructs || function_equal(event->in, constructors[k]);
        reference->is_mutable = !constructs;
    }
}

void judge_cycles(Model *model)
{
    Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++) {
        Type *type = internals->all_types.items[i];
        for (uint32_t k = 0; k < type->reference_count; k++) {
            judge_reference(model, type, &type->references[k]);
            judge_mutability(model, type, &type->references[k]);
        }
    }
    judge_typed_cycles(model);
    for (uint32_t i = 0; i < internals->all_modules.count; i++)
        for (uint32_t k = 0; k < internals->all_modules.items[i]->reference_count; k++)
            judge_reference(model, NULL, &internals->all_modules.items[i]->references[k]);
}
