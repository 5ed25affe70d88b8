#include "rules/common/functions.h"

#include "rules/common/creation.h"

#include <string.h>

enum { METHOD_IS_CLASS = 0x10, METHOD_IS_STATIC = 0x20 }; /* METH_CLASS, METH_STATIC */

typedef struct Functions {
    const Model *model;
    TypeFunctionVisitor *each;
    void *data;
} Functions;

static FunctionRef named_function(const Model *model, const Unit *unit, NodeId id)
{
    const Node *node = unit_node(unit, unit_strip_casts(unit, id));
    if (node && node->kind == N_UNARY && node->operator == OP_ADDRESS)
        node = unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0)));
    const Symbol *symbol = node && node->kind == N_REF ? unit_symbol(unit, node->symbol) : NULL;
    return symbol && symbol->kind == SYMBOL_FUNCTION ? program_function(model->program, unit, node->symbol)
                                                     : (FunctionRef){0};
}

/* The value of a member of an entry, by its position or its name; 0 if it is not written. */
static NodeId entry_value(const Unit *unit, const Node *entry, uint32_t position, const char *name)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < entry->child_count; i++) {
        NodeId child = unit_child(unit, entry, i);
        const Node *value = unit_node(unit, child);
        if (value && value->kind == N_DESIGNATED) {
            if (!strcmp(unit_string(unit, value->text), name))
                return unit_child(unit, value, 0);
            next = UINT32_MAX;
        } else if (next != UINT32_MAX && next++ == position) {
            return child;
        }
    }
    return 0;
}

static const char *entry_name(const Unit *unit, const Node *entry)
{
    NodeId written = entry_value(unit, entry, 0, "name");
    const Node *name =
        unit_node(unit, unit_strip_casts(unit, written ? written : entry_value(unit, entry, 0, "ml_name")));
    return name && name->kind == N_STRING ? unit_string(unit, name->text) : "";
}

static void take(const Functions *functions, const Unit *unit, const Node *entry, NodeId value, FunctionRole role)
{
    FunctionRef function = value ? named_function(functions->model, unit, value) : (FunctionRef){0};
    if (function.unit)
        functions->each(functions->data, function, role, entry_name(unit, entry));
}

static void take_method(const Functions *functions, const Unit *unit, const Node *entry)
{
    int64_t flags;
    NodeId written = entry_value(unit, entry, 2, "ml_flags");
    if (!written || !unit_constant(unit, written, &flags) || flags & (METHOD_IS_CLASS | METHOD_IS_STATIC))
        return;
    take(functions, unit, entry, entry_value(unit, entry, 1, "ml_meth"), ROLE_METHOD);
}

static void take_getset(const Functions *functions, const Unit *unit, const Node *entry)
{
    take(functions, unit, entry, entry_value(unit, entry, 1, "get"), ROLE_GETTER);
    take(functions, unit, entry, entry_value(unit, entry, 2, "set"), ROLE_SETTER);
}

static void take_table(const Functions *functions, const Slot *slot,
                       void (*take_entry)(const Functions *, const Unit *, const Node *))
{
    if (!slot->unit)
        return;
    VariableRef table = named_variable(functions->model->program, slot->unit, slot->value);
    const Variable *variable = variable_of(table);
    const Node *list = variable ? unit_node(table.unit, variable->initialiser) : NULL;
    for (uint32_t i = 0; list && list->kind == N_INIT_LIST && i < list->child_count; i++) {
        const Node *entry = unit_node(table.unit, unit_child(table.unit, list, i));
        if (entry && entry->kind == N_INIT_LIST)
            take_entry(functions, table.unit, entry);
    }
}

static bool builds_or_destroys(SlotId slot)
{
    return slot == SLOT_tp_new || slot == SLOT_tp_alloc || slot == SLOT_tp_dealloc || slot == SLOT_tp_free ||
           slot == SLOT_tp_traverse || slot == SLOT_tp_clear || slot == SLOT_tp_is_gc;
}

static FunctionRole role_of(SlotId slot)
{
    if (slot == SLOT_tp_init)
        return ROLE_INIT;
    return slot == SLOT_tp_finalize || slot == SLOT_tp_del ? ROLE_FINALIZER : ROLE_SLOT;
}

static void take_suite_function(void *data, FunctionRef function, const char *name)
{
    const Functions *functions = data;
    functions->each(functions->data, function, ROLE_SLOT, name);
}

void type_functions(const Model *model, const Type *type, TypeFunctionVisitor *each, void *data)
{
    Functions functions = {.model = model, .each = each, .data = data};
    for (SlotId slot = 0; slot < SLOT_COUNT; slot++)
        if (type->slots[slot].function.unit && !builds_or_destroys(slot))
            each(data, type->slots[slot].function, role_of(slot), slot_name(slot));
    take_table(&functions, &type->slots[SLOT_tp_methods], take_method);
    take_table(&functions, &type->slots[SLOT_tp_getset], take_getset);
    type_suite_functions(model, type, take_suite_function, &functions);
}

/* --- what a function does, whatever its type
 * ---------------------------------------------------------------------------------------------------------------- */

static bool could_be(const Path *path, const Reference *reference)
{
    if (path->kind != PATH_FIELD)
        return false;
    return (path->offset >= 0 && path->offset == reference->offset) || (path->name && !strcmp(path->name, reference->name));
}

bool function_may_touch(Model *model, FunctionRef function, EventKind kind, const Reference *reference)
{
    const Trace *trace = model_trace(model, function, NULL);
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        PathId path = event->kind == EVENT_STORE ? event->target : event->value.path;
        if (event->kind == kind && could_be(trace_path(trace, path), reference))
            return true;
    }
    return false;
}

/* --- assignments
 * ---------------------------------------------------------------------------------------------------------------- */

typedef struct AssignmentSearch {
    Model *model;
    const Type *type;
    const Reference *reference;
    bool found;
} AssignmentSearch;

/* The value came from the caller. */
static bool is_given(const Trace *trace, Value value)
{
    if (value.kind != VALUE_CONTENT || !value.path)
        return false;
    const Path *root = trace_path(trace, trace_root(trace, value.path));
    return root->kind == PATH_PARAMETER || (root->kind == PATH_RESULT && root->is_out_parameter);
}

static void find_assignment(void *data, FunctionRef function, FunctionRole role, const char *name)
{
    AssignmentSearch *search = data;
    bool assigns = !strcmp(name, "tp_setattro") || !strcmp(name, "tp_setattr") || !strcmp(name, "tp_descr_set") ||
                   !strcmp(name, "mp_ass_subscript") || !strcmp(name, "sq_ass_item");
    if (search->found || (role == ROLE_SLOT && !assigns) || role == ROLE_GETTER || role == ROLE_FINALIZER ||
        !strcmp(name, "__setstate__"))
        return;
    const Trace *trace = model_trace(search->model, function, search->type);
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_STORE && is_given(trace, event->value) &&
            type_reference_at(search->type, trace, event->target) == search->reference)
            search->found = true;
    }
}

bool reference_is_assignable(Model *model, const Type *type, const Reference *reference)
{
    if (reference->is_writable_member || reference->is_dict)
        return true;
    AssignmentSearch search = {.model = model, .type = type, .reference = reference};
    type_functions(model, type, find_assignment, &search);
    return search.found;
}
