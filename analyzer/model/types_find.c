/* Type definitions that stand in initialisers: PyTypeObject in any wrapping, PyType_Spec, PyStructSequence_Desc. */
#include "model/internals.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <uthash.h>

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

void types_register(Model *model, Type *type, const Unit *unit, uint32_t variable)
{
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

static Type *new_type(Model *model, const Unit *unit, const char *symbol, TypeStyle style, Place place)
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
    type->basic_size = -2;
    type->flags_place = place;
    for (unsigned i = 0; i < SLOT_COUNT; i++)
        type->slots[i].unit = unit;
    return type;
}

/* --- values ------------------------------------------------------------------------------------------------------------------ */

/* What stands in a table below casts and below calls of one argument: in a slot's place those are casts too, by a function or by a
 * macro of a header that is not installed: `void_cast(Foo_dealloc)`. */
static NodeId strip_wrappers(const Unit *unit, NodeId id)
{
    for (;;) {
        id = unit_strip_casts(unit, id);
        const Node *node = unit_node(unit, id);
        if (!node || node->kind != N_CALL || node->child_count != 2)
            return id;
        id = unit_child(unit, node, 1);
    }
}

/* The variable a value names: `X`, `&X`, also through casts. */
static SymbolId named_symbol(const Unit *unit, NodeId id)
{
    const Node *node = unit_node(unit, strip_wrappers(unit, id));
    if (node && node->kind == N_UNARY && node->operator == OP_ADDRESS)
        node = unit_node(unit, strip_wrappers(unit, unit_child(unit, node, 0)));
    return node && node->kind == N_REF ? node->symbol : 0;
}

void types_resolve_slot(Model *model, const Unit *unit, NodeId id, Slot *slot)
{
    NodeId stripped = strip_wrappers(unit, id);
    const Node *node = unit_node(unit, stripped);
    slot->is_set = true;
    slot->unit = unit;
    slot->value = stripped;
    slot->place = place_of_node(unit, id);
    slot->is_null = false;
    slot->name = NULL;
    slot->unresolved = NULL;
    slot->function = (FunctionRef){0};
    int64_t constant;
    if (unit_constant(unit, stripped, &constant) && constant == 0) {
        slot->is_null = true;
        return;
    }
    SymbolId symbol = named_symbol(unit, stripped);
    SymbolId of = node && node->kind == N_MEMBER ? named_symbol(unit, unit_child(unit, node, 0)) : 0;
    if (!symbol && of) {
        /* `.tp_new = PyBaseObject_Type.tp_new` */
        const char *owner = unit_string(unit, unit_symbol(unit, of)->name);
        slot->name = model_intern(model, arena_format(model->arena, "%s.%s", owner, unit_string(unit, node->text)));
        return;
    }
    if (!symbol) {
        slot->unresolved = "not a name";
        return;
    }
    slot->name = model_intern(model, unit_string(unit, unit_symbol(unit, symbol)->name));
    if (unit_symbol(unit, symbol)->kind == SYMBOL_FUNCTION) {
        slot->function = program_function(model->program, unit, symbol);
        return;
    }
    /* A constant variable that holds the function. */
    VariableRef variable = program_variable(model->program, unit, symbol);
    const Variable *definition = variable_of(variable);
    const Node *held = definition ? unit_node(variable.unit, unit_strip_casts(variable.unit, definition->initialiser)) : NULL;
    SymbolId inner = held && held->kind != N_INIT_LIST ? named_symbol(variable.unit, definition->initialiser) : 0;
    if (inner && unit_symbol(variable.unit, inner)->kind == SYMBOL_FUNCTION) {
        slot->function = program_function(model->program, variable.unit, inner);
        slot->name = model_intern(model, unit_string(variable.unit, unit_symbol(variable.unit, inner)->name));
    } else if (node && node->kind == N_REF && unit_symbol(unit, symbol)->kind == SYMBOL_PARAMETER) {
        slot->unresolved = "a parameter";
    }
}

/* The record whose size an expression measures: sizeof(R), sizeof(R) + n, offsetof(R, last). */
static RecordId measured_record(const Unit *unit, NodeId id, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > 20)
        return 0;
    if (node->kind == N_SIZEOF || node->kind == N_OFFSETOF) {
        RecordId record = unit_type_record(unit, node->operand, 0);
        const Record *found = unit_record(unit, record);
        return found && (found->is_object || node->kind == N_OFFSETOF || !found->is_complete || found->is_broken) ? record : 0;
    }
    for (uint32_t i = 0; i < node->child_count; i++) {
        RecordId record = measured_record(unit, unit_child(unit, node, i), depth + 1);
        if (record)
            return record;
    }
    return 0;
}

/* The value of the only return statement below a node; 0 if there is none or several. */
static NodeId returned_value(const Unit *unit, NodeId id, unsigned *count)
{
    const Node *node = unit_node(unit, id);
    NodeId found = 0;
    if (node && node->kind == N_RETURN) {
        ++*count;
        return unit_child(unit, node, 0);
    }
    for (uint32_t i = 0; node && i < node->child_count; i++) {
        NodeId value = returned_value(unit, unit_child(unit, node, i), count);
        found = value ? value : found;
    }
    return *count == 1 ? found : 0;
}

/* `Foo_Type.tp_basicsize = base_object_size();`: what stands in the only return of that function, in *unit. */
static NodeId called_value(const Model *model, const Unit **unit, NodeId value)
{
    const Node *call = unit_node(*unit, unit_strip_casts(*unit, value));
    const Node *callee = call && call->kind == N_CALL ? unit_node(*unit, unit_child(*unit, call, 0)) : NULL;
    FunctionRef function = callee && callee->kind == N_REF ? program_function(model->program, *unit, callee->symbol) : (FunctionRef){0};
    unsigned count = 0;
    if (!function.function)
        return value;
    NodeId returned = returned_value(function.unit, function_of(function)->body, &count);
    if (!returned)
        return value;
    *unit = function.unit;
    return returned;
}

/* `Foo_Type.tp_basicsize = Bar_Type.tp_basicsize;` */
static const Type *type_measured_by(const Model *model, const Unit *unit, NodeId value)
{
    const Node *node = unit_node(unit, unit_strip_casts(unit, value));
    if (!node || node->kind != N_MEMBER || strcmp(unit_string(unit, node->text), "tp_basicsize") != 0)
        return NULL;
    return model_type_of_variable(model, program_variable(model->program, unit, named_symbol(unit, unit_child(unit, node, 0))));
}

static void set_basic_size(Model *model, Type *type, const Unit *unit, NodeId value)
{
    int64_t size;
    value = called_value(model, &unit, value);
    type->basic_size = unit_constant(unit, value, &size) ? (size ? size : -2) : -1;
    RecordId record = measured_record(unit, value, 0);
    const Type *other = type_measured_by(model, unit, value);
    if (record) {
        type->record = program_record(model->program, unit, record);
    } else if (other && other != type) {
        type->record = other->record;
        type->basic_size = other->basic_size;
    } else if (type->basic_size == -1) {
        type_unresolved(model, type, "tp_basicsize is not a constant");
    }
}

static void set_flags(Model *model, Type *type, const Unit *unit, NodeId value)
{
    int64_t flags;
    type->flags_place = place_of_node(unit, value);
    type->flags_known = unit_constant(unit, value, &flags);
    type->flags = type->flags_known ? (uint64_t)flags : 0;
    if (!type->flags_known)
        type_unresolved(model, type, "tp_flags is not a constant");
}

/* A string literal, also one that a variable holds: `static char foo_name[] = "foo.Foo";`. */
static const char *string_value(const Model *model, const Unit *unit, NodeId value)
{
    const Node *node = unit_node(unit, unit_strip_casts(unit, value));
    if (node && node->kind == N_REF) {
        VariableRef variable = program_variable(model->program, unit, node->symbol);
        unit = variable.unit;
        node = variable.variable ? unit_node(unit, unit_strip_casts(unit, variable_of(variable)->initialiser)) : NULL;
    }
    return node && node->kind == N_STRING ? unit_string(unit, node->text) : NULL;
}

static void set_name(Model *model, Type *type, const Unit *unit, NodeId value)
{
    const Node *node = unit_node(unit, unit_strip_casts(unit, value));
    const char *text = string_value(model, unit, value);
    if (text)
        type->name = model_intern(model, text);
    /* `.tp_name = PyListIter_Type.tp_name` */
    SymbolId other = node && node->kind == N_MEMBER ? named_symbol(unit, unit_child(unit, node, 0)) : 0;
    const ApiType *builtin = other ? api_find_type(unit_string(unit, unit_symbol(unit, other)->name)) : NULL;
    if (builtin)
        type->name = builtin->name;
}

static int64_t offset_value(const Unit *unit, NodeId value)
{
    int64_t offset;
    return unit_constant(unit, value, &offset) ? offset : -1;
}

bool slot_find(const char *name, SlotId *id)
{
    for (unsigned i = 0; i < SLOT_COUNT; i++)
        if (strcmp(slot_name(i), name) == 0) {
            *id = i;
            return true;
        }
    return false;
}

bool types_set_field(Model *model, Type *type, const char *name, const Unit *unit, NodeId value)
{
    SlotId slot;
    if (strcmp(name, "tp_name") == 0)
        set_name(model, type, unit, value);
    else if (strcmp(name, "tp_basicsize") == 0)
        set_basic_size(model, type, unit, value);
    else if (strcmp(name, "tp_itemsize") == 0)
        type->item_size = offset_value(unit, value);
    else if (strcmp(name, "tp_flags") == 0)
        set_flags(model, type, unit, value);
    else if (strcmp(name, "tp_weaklistoffset") == 0)
        type->weaklist_offset = offset_value(unit, value);
    else if (strcmp(name, "tp_dictoffset") == 0)
        type->dict_offset = offset_value(unit, value);
    else if (slot_find(name, &slot))
        types_resolve_slot(model, unit, value, &type->slots[slot]);
    else
        return false;
    return true;
}

Type *types_new_runtime(Model *model, VariableRef variable)
{
    const Variable *definition = variable_of(variable);
    const char *symbol = unit_string(variable.unit, unit_symbol(variable.unit, definition->symbol)->name);
    Type *type = new_type(model, variable.unit, model_intern(model, symbol), STYLE_RUNTIME, place_of_span(variable.unit, definition->span));
    type->flags_known = true;
    types_register(model, type, variable.unit, variable.variable);
    return type;
}

/* --- static types -------------------------------------------------------------------------------------------------------------- */

static bool is_record_named(const Unit *unit, RecordId id, const char *a, const char *b)
{
    const Record *record = unit_record(unit, id);
    const char *name = record ? unit_string(unit, record->name) : "";
    return strcmp(name, a) == 0 || strcmp(name, b) == 0;
}

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
    Type *type = new_type(search->model, search->unit, symbol, STYLE_STATIC, search->place);
    type->flags_known = true; /* tp_flags left out is 0 */
    vector_push(&search->prefixes, arena_copy_string(search->model->arena, prefix));
    vector_push(&search->types, type);
    return type;
}

static void visit_static_field(void *context, const char *path, FieldId field, NodeId value)
{
    StaticSearch *search = context;
    const char *name = unit_string(search->unit, unit_field(search->unit, field)->name);
    if (!is_type_object_field(name))
        return;
    size_t length = strlen(path), own = strlen(name);
    char prefix[256];
    snprintf(prefix, sizeof prefix, "%.*s", (int)(length > own ? length - own - 1 : 0), path);
    types_set_field(search->model, type_of_prefix(search, prefix), name, search->unit, value);
}

static bool contains_type_object(const Unit *unit, RecordId id, unsigned depth)
{
    const Record *record = unit_record(unit, id);
    if (!record || depth > 4)
        return false;
    if (is_record_named(unit, id, "_typeobject", "PyTypeObject"))
        return true;
    for (uint32_t i = 0; i < record->field_count; i++) {
        const CType *type = unit_type(unit, unit->fields.items[record->first_field + i].type);
        if (type && type->kind == CTYPE_RECORD && contains_type_object(unit, type->record, depth + 1))
            return true;
    }
    return false;
}

static bool is_generated(const Unit *unit, const char *symbol)
{
    (void)unit;
    return strncmp(symbol, "__pyx_", 6) == 0 || strncmp(symbol, "_PyObject_for_", 14) == 0 || strncmp(symbol, "SwigPy", 6) == 0;
}

static void find_static(Model *model, const Unit *unit, uint32_t index, RecordId record, NodeId initialiser, const char *symbol,
                        Place place)
{
    StaticSearch search = {.model = model, .unit = unit, .variable = index, .symbol = symbol, .place = place};
    initialiser_fields(unit, record, initialiser, visit_static_field, &search);
    for (uint32_t i = 0; i < search.types.count; i++) {
        if (is_generated(unit, symbol))
            search.types.items[i]->style = STYLE_GENERATED;
        types_register(model, search.types.items[i], unit, index);
    }
    vector_free(&search.prefixes);
    vector_free(&search.types);
}

typedef struct ArraySearch {
    Model *model;
    const Unit *unit;
    uint32_t variable;
    RecordId record;
    const char *symbol;
} ArraySearch;

static void visit_array_element(void *context, int64_t index, NodeId value)
{
    ArraySearch *search = context;
    const char *symbol = arena_format(search->model->arena, "%s[%lld]", search->symbol, (long long)index);
    find_static(search->model, search->unit, search->variable, search->record, value, symbol, place_of_node(search->unit, value));
}

/* --- specs ---------------------------------------------------------------------------------------------------------------------- */

void types_set_spec_slot(Model *model, Type *type, const Unit *unit, int64_t number, NodeId value)
{
    static const struct { int64_t number; const char *name; } others[] = {
        {95, "tp_name"}, {96, "tp_basicsize"}, {98, "tp_itemsize"}, {99, "tp_flags"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].number == number)
            types_set_field(model, type, others[i].name, unit, value);
    static const int64_t numbers[SLOT_COUNT] = {
#define SLOT(name, number, c_type) [SLOT_##name] = number,
#include "model/slots.def"
#undef SLOT
    };
    for (unsigned i = 0; i < SLOT_COUNT; i++)
        if (numbers[i] == number)
            types_resolve_slot(model, unit, value, &type->slots[i]);
}

typedef struct SlotArray {
    Model *model;
    Type *type;
    const Unit *unit;
    NodeId pending; /* slot number of an array written without inner braces */
} SlotArray;

static NodeId element_part(const Unit *unit, const Node *element, const char *const *names, uint32_t position)
{
    for (uint32_t i = 0; i < element->child_count; i++) {
        NodeId part = unit_child(unit, element, i);
        const Node *node = unit_node(unit, part);
        if (!node || node->kind != N_DESIGNATED) {
            if (i == position)
                return part;
            continue;
        }
        for (const char *const *name = names; *name; name++)
            if (strcmp(unit_string(unit, node->text), *name) == 0)
                return unit_child(unit, node, 0);
    }
    return 0;
}

static void visit_slot(void *context, int64_t index, NodeId value)
{
    static const char *const ids[] = {"slot", "sl_id", NULL};
    static const char *const values[] = {"pfunc", "sl_func", "sl_ptr", "sl_size", "sl_int64", "sl_uint64", NULL};
    SlotArray *array = context;
    const Node *element = unit_node(array->unit, value);
    int64_t number;
    (void)index;
    if (element && element->kind == N_INIT_LIST) {
        NodeId id = element_part(array->unit, element, ids, 0);
        NodeId held = element_part(array->unit, element, values, element->child_count > 3 ? 3 : 1);
        if (!id || !unit_constant(array->unit, id, &number))
            type_unresolved(array->model, array->type, "a slot number is not a constant");
        else if (number && held)
            types_set_spec_slot(array->model, array->type, array->unit, number, held);
    } else if (!array->pending) {
        array->pending = value;
    } else {
        if (unit_constant(array->unit, array->pending, &number) && number)
            types_set_spec_slot(array->model, array->type, array->unit, number, value);
        array->pending = 0;
    }
}

typedef struct SlotNumber {
    const Unit *unit;
    int64_t index, number;
} SlotNumber;

static void visit_slot_number(void *context, int64_t index, NodeId value)
{
    static const char *const ids[] = {"slot", "sl_id", NULL};
    SlotNumber *wanted = context;
    const Node *element = unit_node(wanted->unit, value);
    NodeId id = element && element->kind == N_INIT_LIST ? element_part(wanted->unit, element, ids, 0) : 0;
    if (index == wanted->index && (!id || !unit_constant(wanted->unit, id, &wanted->number)))
        wanted->number = 0;
}

int64_t types_slot_number(VariableRef slots_array, int64_t index)
{
    SlotNumber wanted = {.unit = slots_array.unit, .index = index};
    initialiser_elements(slots_array.unit, variable_of(slots_array)->initialiser, visit_slot_number, &wanted);
    return wanted.number;
}

static void read_slots(Model *model, Type *type, const Unit *unit, NodeId value)
{
    SymbolId symbol = named_symbol(unit, value);
    const Node *literal = unit_node(unit, unit_strip_casts(unit, value));
    VariableRef variable = symbol ? program_variable(model->program, unit, symbol) : (VariableRef){0};
    const Variable *definition = variable_of(variable);
    SlotArray array = {.model = model, .type = type, .unit = unit};
    if (literal && literal->kind == N_INIT_LIST) {
        initialiser_elements(unit, value, visit_slot, &array);
    } else if (definition && definition->initialiser) {
        array.unit = variable.unit;
        type->slots_array = variable;
        initialiser_elements(variable.unit, definition->initialiser, visit_slot, &array);
    } else {
        type_unresolved(model, type, "the slots array is not in the program");
    }
}

typedef struct SpecFields {
    NodeId name, basicsize, itemsize, flags, slots;
} SpecFields;

static void visit_spec_field(void *context, const char *path, FieldId field, NodeId value)
{
    SpecFields *fields = context;
    (void)field;
    if (strcmp(path, "name") == 0)
        fields->name = value;
    else if (strcmp(path, "basicsize") == 0)
        fields->basicsize = value;
    else if (strcmp(path, "itemsize") == 0)
        fields->itemsize = value;
    else if (strcmp(path, "flags") == 0)
        fields->flags = value;
    else if (strcmp(path, "slots") == 0)
        fields->slots = value;
}

static void find_spec(Model *model, const Unit *unit, uint32_t index, RecordId record, NodeId initialiser, const char *symbol, Place place)
{
    SpecFields fields = {0};
    initialiser_fields(unit, record, initialiser, visit_spec_field, &fields);
    Type *type = new_type(model, unit, symbol, STYLE_SPEC, place);
    type->flags_known = true;
    if (fields.name)
        set_name(model, type, unit, fields.name);
    if (fields.basicsize)
        set_basic_size(model, type, unit, fields.basicsize);
    if (fields.itemsize)
        type->item_size = offset_value(unit, fields.itemsize);
    if (fields.flags)
        set_flags(model, type, unit, fields.flags);
    if (fields.slots)
        read_slots(model, type, unit, fields.slots);
    type->flags |= TYPE_HEAPTYPE;
    if (is_generated(unit, symbol))
        type->style = STYLE_GENERATED;
    types_register(model, type, unit, index);
}

static void find_structseq(Model *model, const Unit *unit, uint32_t index, RecordId record, NodeId initialiser, const char *symbol,
                           Place place)
{
    SpecFields fields = {0};
    initialiser_fields(unit, record, initialiser, visit_spec_field, &fields);
    Type *type = new_type(model, unit, symbol, STYLE_STRUCTSEQ, place);
    if (fields.name)
        set_name(model, type, unit, fields.name);
    type->flags_known = true;
    type->flags = TYPE_HAVE_GC;
    type->builtin_base = api_find_type("PyTuple_Type");
    type->base_name = "PyTuple_Type";
    types_register(model, type, unit, index);
}

/* --- the search --------------------------------------------------------------------------------------------------------------- */

static void find_in_variable(Model *model, const Unit *unit, uint32_t index)
{
    const Variable *variable = &unit->variables.items[index];
    const Symbol *symbol = unit_symbol(unit, variable->symbol);
    const CType *type = symbol ? unit_type(unit, symbol->type) : NULL;
    if (!variable->initialiser || !type || (type->kind != CTYPE_RECORD && type->kind != CTYPE_ARRAY))
        return;
    const char *name = model_intern(model, unit_string(unit, symbol->name));
    Place place = place_of_span(unit, variable->span);
    RecordId record = unit_type_record(unit, symbol->type, 0);
    bool is_array = type->kind == CTYPE_ARRAY;
    if (!is_array && is_record_named(unit, record, "PyType_Spec", "PyType_Spec")) {
        find_spec(model, unit, index, record, variable->initialiser, name, place);
    } else if (!is_array && is_record_named(unit, record, "PyStructSequence_Desc", "PyStructSequence_Desc")) {
        find_structseq(model, unit, index, record, variable->initialiser, name, place);
    } else if (contains_type_object(unit, record, 0)) {
        if (is_array) {
            ArraySearch search = {model, unit, index, record, name};
            initialiser_elements(unit, variable->initialiser, visit_array_element, &search);
        } else {
            find_static(model, unit, index, record, variable->initialiser, name, place);
        }
    }
}

void types_find(Model *model)
{
    for (uint32_t i = 0; i < program_unit_count(model->program); i++) {
        const Unit *unit = program_unit(model->program, i);
        for (uint32_t k = 1; k < unit->variables.count; k++)
            find_in_variable(model, unit, k);
    }
}

void types_free(Model *model)
{
    HASH_CLEAR(hh, model_internals(model)->types_by_variable);
}
