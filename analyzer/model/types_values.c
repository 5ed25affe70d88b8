/* What the members of a type object are given: slots, sizes, flags, names. */
#include "model/internals.h"

#include <string.h>

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
SymbolId types_named_symbol(const Unit *unit, NodeId id)
{
    const Node *node = unit_node(unit, strip_wrappers(unit, id));
    if (node && node->kind == N_UNARY && node->operator == OP_ADDRESS)
        node = unit_node(unit, strip_wrappers(unit, unit_child(unit, node, 0)));
    return node && node->kind == N_REF ? node->symbol : 0;
}

static bool variable_is_constant(VariableRef variable)
{
    const Symbol *symbol = unit_symbol(variable.unit, variable_of(variable)->symbol);
    const CType *type = symbol ? unit_type(variable.unit, symbol->type) : NULL;
    return type && type->is_const;
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
    SymbolId symbol = types_named_symbol(unit, stripped);
    SymbolId of = node && node->kind == N_MEMBER ? types_named_symbol(unit, unit_child(unit, node, 0)) : 0;
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
    if (definition && variable_is_constant(variable) && unit_constant(variable.unit, definition->initialiser, &constant) && constant == 0) {
        slot->is_null = true; /* `static constexpr destructor value = nullptr;` */
        slot->name = NULL;
        return;
    }
    SymbolId inner = held && held->kind != N_INIT_LIST ? types_named_symbol(variable.unit, definition->initialiser) : 0;
    if (inner && unit_symbol(variable.unit, inner)->kind == SYMBOL_FUNCTION) {
        slot->function = program_function(model->program, variable.unit, inner);
        slot->name = model_intern(model, unit_string(variable.unit, unit_symbol(variable.unit, inner)->name));
    } else if (node && node->kind == N_REF && unit_symbol(unit, symbol)->kind == SYMBOL_PARAMETER) {
        slot->unresolved = "a parameter";
    }
}

/* Without what stands between words: `List<Node*>` and `ns::List< Node * >` name the same. */
static bool names_match(const char *written, const char *name)
{
    for (;; written++, name++) {
        while (*written == ' ' || *written == '\n' || *written == '\t')
            written++;
        while (*name == ' ')
            name++;
        if (*written != *name)
            return false;
        if (!*written)
            return true;
    }
}

/* `sizeof(List<Node *>)`: what the unit makes of the template with these arguments, if it does anything with that; else the template. */
static RecordId made_from_template(const Unit *unit, RecordId template, const char *written)
{
    const char *scoped = unit_string(unit, unit_record(unit, template)->name);
    size_t scope = 0;
    for (const char *at = strstr(scoped, "::"); at; at = strstr(at + 2, "::"))
        scope = (size_t)(at + 2 - scoped);
    for (RecordId id = 1; id < unit->records.count; id++) {
        const char *name = unit_string(unit, unit->records.items[id].name);
        bool is_in_scope = unit->records.items[id].is_made_from_template && strncmp(name, scoped, strlen(scoped)) == 0 && name[strlen(scoped)] == '<';
        if (is_in_scope && (names_match(written, name) || names_match(written, name + scope)))
            return id;
    }
    return template;
}

/* The record whose size an expression measures: sizeof(R), sizeof(R) + n, offsetof(R, last). That of an instance is an object's; what
 * a type has behind its base's struct is any. */
static RecordId measured_record(const Unit *unit, NodeId id, bool is_data, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > 20)
        return 0;
    if (node->kind == N_SIZEOF || node->kind == N_OFFSETOF) {
        RecordId record = unit_type_record(unit, node->operand, 0);
        const Record *found = unit_record(unit, record);
        if (node->kind == N_SIZEOF && found && found->is_template && node->text)
            found = unit_record(unit, record = made_from_template(unit, record, unit_string(unit, node->text)));
        return found && (is_data || found->is_object || node->kind == N_OFFSETOF || !found->is_complete || found->is_broken) ? record : 0;
    }
    for (uint32_t i = 0; i < node->child_count; i++) {
        RecordId record = measured_record(unit, unit_child(unit, node, i), is_data, depth + 1);
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

NodeId types_called_value(const Model *model, const Unit **unit, NodeId value)
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

/* `Foo_Type.tp_basicsize = Bar_Type.tp_basicsize;`: what Bar_Type is; 0: no such thing. */
static SymbolId symbol_measured_by(const Unit *unit, NodeId value)
{
    const Node *node = unit_node(unit, unit_strip_casts(unit, value));
    if (!node || node->kind != N_MEMBER || strcmp(unit_string(unit, node->text), "tp_basicsize") != 0)
        return 0;
    return types_named_symbol(unit, unit_child(unit, node, 0));
}

static const Type *type_measured_by(const Model *model, const Unit *unit, NodeId value)
{
    SymbolId symbol = symbol_measured_by(unit, value);
    return symbol ? model_type_of_variable(model, program_variable(model->program, unit, symbol)) : NULL;
}

/* `Foo_Type.tp_basicsize = PyModule_Type.tp_basicsize;`, which PyType_Ready() does too where none is written. */
static bool is_measured_by_builtin(const Unit *unit, NodeId value)
{
    const Symbol *symbol = unit_symbol(unit, symbol_measured_by(unit, value));
    return symbol && api_find_type(unit_string(unit, symbol->name));
}

/* `-sizeof(R)` as a size, or Py_tp_extra_basicsize: R stands behind the base's struct. */
static void set_type_data(Model *model, Type *type, const Unit *unit, NodeId value)
{
    RecordId record = measured_record(unit, value, true, 0);
    type->has_type_data = true;
    type->basic_size = -1;
    if (record)
        type->record = program_record(model->program, unit, record);
    else
        type_unresolved(model, type, "the struct of its data is not known");
}

static void set_basic_size(Model *model, Type *type, const Unit *unit, NodeId value)
{
    int64_t size;
    value = types_called_value(model, &unit, value);
    type->basic_size = unit_constant(unit, value, &size) ? (size ? size : -2) : -1;
    if (type->basic_size < -2) {
        set_type_data(model, type, unit, value);
        return;
    }
    RecordId record = measured_record(unit, value, false, 0);
    const Type *other = type_measured_by(model, unit, value);
    if (record) {
        type->record = program_record(model->program, unit, record);
    } else if (other && other != type) {
        type->record = other->record;
        type->basic_size = other->basic_size;
    } else if (is_measured_by_builtin(unit, value)) {
        type->basic_size = -2;
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
    SymbolId other = node && node->kind == N_MEMBER ? types_named_symbol(unit, unit_child(unit, node, 0)) : 0;
    const ApiType *builtin = other ? api_find_type(unit_string(unit, unit_symbol(unit, other)->name)) : NULL;
    if (builtin)
        type->name = builtin->name;
}

NamedField named_field(const Unit *unit, NodeId value)
{
    const Node *offset = unit_node(unit, unit_strip_casts(unit, value));
    if (!offset || offset->kind != N_OFFSETOF)
        return (NamedField){0};
    return (NamedField){unit_string(unit, offset->text), {unit, unit_type_record(unit, offset->operand, 0)}};
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

bool slot_is_never_null(const char *name)
{
    return !strcmp(name, "tp_free") || !strcmp(name, "tp_alloc") || !strcmp(name, "tp_dealloc");
}

bool types_set_field(Model *model, Type *type, const char *name, const Unit *unit, NodeId value)
{
    SlotId slot;
    unsigned suite;
    if (strcmp(name, "tp_name") == 0)
        set_name(model, type, unit, value);
    else if (strcmp(name, "tp_basicsize") == 0)
        set_basic_size(model, type, unit, value);
    else if (strcmp(name, "tp_extra_basicsize") == 0)
        set_type_data(model, type, unit, value);
    else if (strcmp(name, "tp_itemsize") == 0)
        type->item_size = offset_value(unit, value);
    else if (strcmp(name, "tp_flags") == 0)
        set_flags(model, type, unit, value);
    else if (strcmp(name, "tp_weaklistoffset") == 0) {
        type->weaklist_offset = offset_value(unit, value);
        type->weaklist_field = named_field(unit, value);
    } else if (strcmp(name, "tp_dictoffset") == 0) {
        type->dict_offset = offset_value(unit, value);
        type->dict_field = named_field(unit, value);
    } else if (slot_find(name, &slot))
        types_resolve_slot(model, unit, value, &type->slots[slot]);
    else if (suite_find(name, &suite))
        types_resolve_slot(model, unit, value, &type->suites[suite]);
    else
        return false;
    return true;
}
