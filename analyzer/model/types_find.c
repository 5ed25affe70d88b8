/* Type definitions that stand in initialisers: PyTypeObject in any wrapping, PyType_Spec, PyStructSequence_Desc. */
#include "model/internals.h"

#include "base/hash_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct TypeByVariable {
    struct {
        const Unit *unit;
        uint32_t variable;
    } key;
    Type *type;
    UT_hash_handle hh;
};

/* --- registry -------------------------------------------------------------------------------------------------------------- */

static TypeByVariable *registered(const Model *model, const Unit *unit, uint32_t variable)
{
    TypeByVariable probe, *entry = NULL;
    memset(&probe, 0, sizeof probe);
    probe.key.unit = unit;
    probe.key.variable = variable;
    HASH_FIND(hh, model_internals(model)->types_by_variable, &probe.key, sizeof probe.key, entry);
    return entry;
}

void types_register_alias(Model *model, Type *type, VariableRef variable)
{
    if (registered(model, variable.unit, variable.variable))
        return;
    TypeByVariable *entry = ARENA_NEW(model->arena, TypeByVariable);
    entry->key.unit = variable.unit;
    entry->key.variable = variable.variable;
    entry->type = type;
    HASH_ADD(hh, model_internals(model)->types_by_variable, key, sizeof entry->key, entry);
}

void types_forget(Model *model, Type *type, VariableRef variable)
{
    TypeByVariable *entry = registered(model, variable.unit, variable.variable);
    if (entry && entry->type == type)
        HASH_DELETE(hh, model_internals(model)->types_by_variable, entry);
    Internals *internals = model_internals(model);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < internals->all_types.count; i++)
        if (internals->all_types.items[i] != type)
            internals->all_types.items[kept++] = internals->all_types.items[i];
    internals->all_types.count = kept;
}

void types_register(Model *model, Type *type, const Unit *unit, uint32_t variable)
{
    type->is_in_template = unit->variables.items[variable].is_in_template;
    vector_push(&model_internals(model)->all_types, type);
    types_register_alias(model, type, (VariableRef){unit, variable});
}

const Type *model_type_of_variable(const Model *model, VariableRef variable)
{
    if (!variable.variable)
        return NULL;
    TypeByVariable *entry = registered(model, variable.unit, variable.variable);
    return entry ? entry->type : NULL;
}

void type_unresolved(Model *model, Type *type, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_format_list(model->arena, format, arguments);
    va_end(arguments);
    const char **grown = ARENA_ARRAY(model->arena, const char *, type->unresolved_count + 1);
    for (uint32_t i = 0; i < type->unresolved_count; i++)
        grown[i] = type->unresolved[i];
    grown[type->unresolved_count++] = text;
    type->unresolved = grown;
    type->is_complete = false;
}

Type *types_new(Model *model, const Unit *unit, const char *symbol, TypeStyle style, Place place)
{
    Type *type = ARENA_NEW(model->arena, Type);
    type->model = model;
    type->symbol = symbol;
    type->style = style;
    type->unit = unit;
    type->place = place;
    type->is_heap = style == STYLE_SPEC || style == STYLE_SLOTS;
    type->is_complete = true;
    type->base_known = TRUTH_YES;
    type->has_gc = TRUTH_UNKNOWN; /* until bases are known: code that sets them up is walked before */
    type->basic_size = -2;
    type->flags_place = place;
    for (unsigned i = 0; i < SLOT_COUNT; i++)
        type->slots[i].unit = unit;
    return type;
}

bool types_is_record_named(const Unit *unit, RecordId id, const char *a, const char *b)
{
    const Record *record = unit_record(unit, id);
    const char *name = record ? unit_string(unit, record->name) : "";
    return strcmp(name, a) == 0 || strcmp(name, b) == 0;
}

bool types_is_generated(const Unit *unit, const char *symbol)
{
    (void)unit;
    return strncmp(symbol, "__pyx_", 6) == 0 || strncmp(symbol, "_PyObject_for_", 14) == 0 || strncmp(symbol, "SwigPy", 6) == 0;
}

Type *types_new_runtime(Model *model, VariableRef variable)
{
    const Variable *definition = variable_of(variable);
    const char *symbol = unit_string(variable.unit, unit_symbol(variable.unit, definition->symbol)->name);
    Type *type = types_new(model, variable.unit, model_intern(model, symbol), STYLE_RUNTIME, place_of_span(variable.unit, definition->span));
    type->flags_known = true;
    types_register(model, type, variable.unit, variable.variable);
    return type;
}

/* --- static types -------------------------------------------------------------------------------------------------------------- */

/* The record a field belongs to is PyTypeObject: its fields have these names in every version. */
static bool is_type_object_field(const char *name)
{
    return strncmp(name, "tp_", 3) == 0;
}

typedef struct StaticSearch {
    Model *model;
    const Unit *unit;
    uint32_t variable;
    const char *symbol;
    Place place;
    bool is_other_struct; /* from here on */
    VECTOR(char *) prefixes;
    VECTOR(Type *) types;
} StaticSearch;

static Type *type_of_prefix(StaticSearch *search, const char *prefix)
{
    for (uint32_t i = 0; i < search->prefixes.count; i++)
        if (strcmp(search->prefixes.items[i], prefix) == 0)
            return search->types.items[i];
    const char *symbol = search->symbol;
    bool is_first = !*prefix || !search->types.count;
    if (!is_first)
        symbol = arena_format(search->model->arena, "%s.%s", symbol, prefix);
    Type *type = types_new(search->model, search->unit, symbol, STYLE_STATIC, search->place);
    type->flags_known = true; /* tp_flags left out is 0 */
    vector_push(&search->prefixes, arena_copy_string(search->model->arena, prefix));
    vector_push(&search->types, type);
    return type;
}

/* A struct whose header is missing was taken for a type object, as it begins like one: Zope's PyExtensionClass, which has its methods where
 * tp_traverse would be. No compiler takes an array for a function. */
static bool ends_type_object(const Unit *unit, FieldId field, NodeId value)
{
    const CType *slot = unit_type(unit, unit_field(unit, field)->type);
    const CType *called = slot && slot->kind == CTYPE_POINTER ? unit_type(unit, slot->target) : NULL;
    const Symbol *symbol = unit_symbol(unit, types_named_symbol(unit, value));
    const CType *given = symbol && symbol->kind == SYMBOL_VARIABLE ? unit_type(unit, symbol->type) : NULL;
    return called && called->kind == CTYPE_FUNCTION && given && given->kind == CTYPE_ARRAY;
}

static void visit_static_field(void *context, const char *path, FieldId field, NodeId value)
{
    StaticSearch *search = context;
    const char *name = unit_string(search->unit, unit_field(search->unit, field)->name);
    if (!is_type_object_field(name) || search->is_other_struct)
        return;
    size_t length = strlen(path), own = strlen(name);
    char prefix[256];
    snprintf(prefix, sizeof prefix, "%.*s", (int)(length > own ? length - own - 1 : 0), path);
    Type *type = type_of_prefix(search, prefix);
    search->is_other_struct = ends_type_object(search->unit, field, value);
    if (search->is_other_struct) {
        type->flags_known = false;
        type_unresolved(search->model, type, "its struct is none of Python's");
        return;
    }
    types_set_field(search->model, type, name, search->unit, value);
}

static bool contains_type_object(const Unit *unit, RecordId id, unsigned depth)
{
    const Record *record = unit_record(unit, id);
    if (!record || depth > 4)
        return false;
    if (types_is_record_named(unit, id, "_typeobject", "PyTypeObject"))
        return true;
    for (uint32_t i = 0; i < record->field_count; i++) {
        const CType *type = unit_type(unit, unit->fields.items[record->first_field + i].type);
        if (type && type->kind == CTYPE_RECORD && contains_type_object(unit, type->record, depth + 1))
            return true;
    }
    return false;
}

static void find_static(Model *model, const Unit *unit, uint32_t index, RecordId record, NodeId initialiser, const char *symbol,
                        Place place)
{
    StaticSearch search = {.model = model, .unit = unit, .variable = index, .symbol = symbol, .place = place};
    initialiser_fields(unit, record, initialiser, visit_static_field, &search);
    for (uint32_t i = 0; i < search.types.count; i++) {
        if (types_is_generated(unit, symbol))
            search.types.items[i]->style = STYLE_GENERATED;
        types_register(model, search.types.items[i], unit, index);
    }
    vector_free(&search.prefixes);
    vector_free(&search.types);
}

/* --- the search --------------------------------------------------------------------------------------------------------------- */

typedef struct ValueSearch {
    Model *model;
    const Unit *unit;
    uint32_t variable;
    RecordId record;
    const char *symbol;
} ValueSearch;

typedef enum DefinitionKind { DEFINES_NOTHING, DEFINES_SPEC, DEFINES_STRUCTSEQ, DEFINES_SLOTS, DEFINES_TYPE_OBJECT } DefinitionKind;

static DefinitionKind definition_kind(const Unit *unit, RecordId record)
{
    if (types_is_record_named(unit, record, "PyType_Spec", "PyType_Spec"))
        return DEFINES_SPEC;
    if (types_is_record_named(unit, record, "PyStructSequence_Desc", "PyStructSequence_Desc"))
        return DEFINES_STRUCTSEQ;
    if (types_is_record_named(unit, record, "PySlot", "PySlot"))
        return DEFINES_SLOTS;
    return contains_type_object(unit, record, 0) ? DEFINES_TYPE_OBJECT : DEFINES_NOTHING;
}

/* A variable, or one element of an array. */
static void find_in_value(const ValueSearch *search, NodeId value, const char *symbol, Place place)
{
    switch (definition_kind(search->unit, search->record)) {
    case DEFINES_SPEC:
        types_find_spec(search->model, search->unit, search->variable, search->record, value, symbol, place);
        break;
    case DEFINES_STRUCTSEQ:
        types_find_structseq(search->model, search->unit, search->variable, search->record, value, symbol, place);
        break;
    case DEFINES_TYPE_OBJECT:
        find_static(search->model, search->unit, search->variable, search->record, value, symbol, place);
        break;
    case DEFINES_SLOTS:
    case DEFINES_NOTHING:
        break;
    }
}

static void visit_array_element(void *context, int64_t index, NodeId value)
{
    const ValueSearch *search = context;
    const char *symbol = arena_format(search->model->arena, "%s[%lld]", search->symbol, (long long)index);
    find_in_value(search, value, symbol, place_of_node(search->unit, value));
}

/* `PyType_Spec spec;` of which code assigns the members. One that is not static and has no value may be defined elsewhere. */
static bool is_filled_by_code(const Symbol *symbol, const CType *type, DefinitionKind kind)
{
    return kind == DEFINES_SPEC && type->kind == CTYPE_RECORD && (symbol->owner || symbol->linkage == LINKAGE_INTERNAL);
}

static void find_in_variable(Model *model, const Unit *unit, uint32_t index)
{
    const Variable *variable = &unit->variables.items[index];
    const Symbol *symbol = unit_symbol(unit, variable->symbol);
    const CType *type = symbol ? unit_type(unit, symbol->type) : NULL;
    if (!type || (type->kind != CTYPE_RECORD && type->kind != CTYPE_ARRAY))
        return;
    const char *name = model_intern(model, unit_string(unit, symbol->name));
    ValueSearch search = {model, unit, index, unit_type_record(unit, symbol->type, 0), name};
    DefinitionKind kind = definition_kind(unit, search.record);
    if (!variable->initialiser && !is_filled_by_code(symbol, type, kind))
        return;
    if (kind == DEFINES_SLOTS)
        types_find_slots(model, unit, index, variable->initialiser, name, place_of_span(unit, variable->span));
    else if (kind != DEFINES_NOTHING && type->kind == CTYPE_ARRAY)
        initialiser_elements(unit, variable->initialiser, visit_array_element, &search);
    else
        find_in_value(&search, variable->initialiser, name, place_of_span(unit, variable->span));
}

/* C++ copies a struct by a constructor. */
static NodeId strip_copies(const Unit *unit, NodeId id)
{
    for (;;) {
        id = unit_strip_casts(unit, id);
        const Node *node = unit_node(unit, id);
        if (!node || node->kind != N_CONSTRUCT || node->child_count != 1)
            return id;
        id = unit_child(unit, node, 0);
    }
}

/* `PyTypeObject Foo_Type = make_type();`, also with a lambda: what the function fills and returns is the variable's. */
static void find_in_call(Model *model, const Unit *unit, uint32_t index)
{
    const Variable *variable = &unit->variables.items[index];
    const Symbol *symbol = unit_symbol(unit, variable->symbol);
    const CType *type = symbol ? unit_type(unit, symbol->type) : NULL;
    if (!variable->initialiser || !type || type->kind != CTYPE_RECORD || symbol->owner || registered(model, unit, index) ||
        !types_is_record_named(unit, type->record, "_typeobject", "PyTypeObject"))
        return;
    const Unit *other = unit;
    NodeId call = strip_copies(unit, variable->initialiser), returned = types_called_value(model, &other, call);
    SymbolId local = returned == call ? 0 : types_named_symbol(other, strip_copies(other, returned));
    VariableRef filled = local ? program_variable(model->program, other, local) : (VariableRef){0};
    if (!filled.variable || !unit_symbol(other, local)->owner)
        return;
    TypeByVariable *entry = registered(model, filled.unit, filled.variable);
    Type *made = entry ? entry->type : types_new_runtime(model, filled);
    made->symbol = model_intern(model, unit_string(unit, symbol->name));
    made->place = made->flags_place = place_of_span(unit, variable->span);
    types_register_alias(model, made, (VariableRef){unit, index});
}

void types_find(Model *model)
{
    for (uint32_t i = 0; i < program_unit_count(model->program); i++) {
        const Unit *unit = program_unit(model->program, i);
        for (uint32_t k = 1; k < unit->variables.count; k++)
            find_in_variable(model, unit, k);
    }
    for (uint32_t i = 0; i < program_unit_count(model->program); i++) {
        const Unit *unit = program_unit(model->program, i);
        for (uint32_t k = 1; k < unit->variables.count; k++)
            find_in_call(model, unit, k);
    }
    for (uint32_t i = 0; i < program_unit_count(model->program); i++) {
        const Unit *unit = program_unit(model->program, i);
        for (uint32_t k = 1; k < unit->variables.count; k++)
            types_find_loose_slots(model, unit, k);
    }
}

void types_free(Model *model)
{
    HASH_CLEAR(hh, model_internals(model)->types_by_variable);
}
