/* The functions that Python calls with an instance of one type first: slots, methods, getters and setters. */
#include "model/internals.h"

#include <stdlib.h>
#include <string.h>

enum { METHOD_IS_CLASS = 0x10, METHOD_IS_STATIC = 0x20 }; /* METH_CLASS, METH_STATIC */
enum { TABLE_DEPTH_MAX = 12 };

typedef struct InstanceFunction {
    FunctionRef function;
    const Type *type;
} InstanceFunction;

struct InstanceFunctions {
    const InstanceFunction *items; /* sorted by function; `type` is NULL for what any table of Python names */
    uint32_t count;
};

typedef struct Collection {
    Model *model;
    const Type *type;
    const Unit *unit; /* of the table that is being read */
    RecordId record;
    VECTOR(InstanceFunction) items;
} Collection;

typedef struct TableEntry {
    NodeId functions[2];
    NodeId flags;
} TableEntry;

static void collect(Collection *collection, FunctionRef function)
{
    if (function.unit)
        vector_push(&collection->items, (InstanceFunction){function, collection->type});
}

static void visit_field(void *context, const char *path, FieldId field, NodeId value)
{
    TableEntry *entry = context;
    (void)field;
    if (!strcmp(path, "ml_meth") || !strcmp(path, "get"))
        entry->functions[0] = value;
    else if (!strcmp(path, "set"))
        entry->functions[1] = value;
    else if (!strcmp(path, "ml_flags"))
        entry->flags = value;
}

static void visit_entry(void *context, int64_t index, NodeId value)
{
    Collection *collection = context;
    const Unit *unit = collection->unit;
    TableEntry entry = {0};
    int64_t flags = 0;
    (void)index;
    initialiser_fields(unit, collection->record, value, visit_field, &entry);
    if (entry.flags && (!unit_constant(unit, entry.flags, &flags) || flags & (METHOD_IS_CLASS | METHOD_IS_STATIC)))
        return;
    for (size_t i = 0; i < 2; i++) {
        const Node *node = unit_node(unit, unit_strip_casts(unit, entry.functions[i]));
        if (node && node->kind == N_UNARY && node->operator == OP_ADDRESS)
            node = unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0)));
        if (node && node->kind == N_REF)
            collect(collection, program_function(collection->model->program, unit, node->symbol));
    }
}

static void collect_table(Collection *collection, const Slot *slot)
{
    if (!slot->is_set || slot->is_null)
        return;
    const Node *node = unit_node(slot->unit, unit_strip_casts(slot->unit, slot->value));
    if (!node || node->kind != N_REF)
        return;
    VariableRef table = program_variable(collection->model->program, slot->unit, node->symbol);
    const Variable *definition = variable_of(table);
    if (!definition || !definition->initialiser)
        return;
    collection->unit = table.unit;
    collection->record = unit_type_record(table.unit, unit_symbol(table.unit, definition->symbol)->type, 0);
    initialiser_elements(table.unit, definition->initialiser, visit_entry, collection);
}

static void collect_type(Collection *collection, const Type *type)
{
    collection->type = type;
    for (unsigned slot = 0; slot < SLOT_COUNT; slot++)
        if (slot != SLOT_tp_new && slot != SLOT_tp_alloc && slot != SLOT_tp_free && type_defines(type, slot))
            collect(collection, type->slots[slot].function);
    collect_table(collection, &type->slots[SLOT_tp_methods]);
    collect_table(collection, &type->slots[SLOT_tp_getset]);
}

static bool is_table_of_python(const char *record)
{
    static const char *const names[] = {"PyMethodDef",     "PyGetSetDef",       "PyType_Slot",      "PyTypeObject", "_typeobject",
                                        "PyNumberMethods", "PySequenceMethods", "PyMappingMethods", "PyAsyncMethods"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(record, names[i]))
            return true;
    return false;
}

static void collect_named(Collection *collection, NodeId id, unsigned depth)
{
    const Node *node = unit_node(collection->unit, id);
    if (!node || depth > TABLE_DEPTH_MAX)
        return;
    if (node->kind == N_REF)
        collect(collection, program_function(collection->model->program, collection->unit, node->symbol));
    for (uint32_t i = 0; i < node->child_count; i++)
        collect_named(collection, unit_child(collection->unit, node, i), depth + 1);
}

/* Methods of modules, and what stands in slots of less interest. */
static void collect_tables(Collection *collection, const Unit *unit)
{
    collection->type = NULL;
    collection->unit = unit;
    for (uint32_t i = 1; i < unit->variables.count; i++) {
        const Variable *variable = &unit->variables.items[i];
        const Record *record = unit_record(unit, unit_type_record(unit, unit_symbol(unit, variable->symbol)->type, 0));
        if (record && is_table_of_python(unit_string(unit, record->name)))
            collect_named(collection, variable->initialiser, 0);
    }
}

static int compare(const void *left, const void *right)
{
    const FunctionRef a = ((const InstanceFunction *)left)->function, b = ((const InstanceFunction *)right)->function;
    if (a.unit != b.unit)
        return (uintptr_t)a.unit < (uintptr_t)b.unit ? -1 : 1;
    return a.function < b.function ? -1 : a.function > b.function;
}

static const InstanceFunctions *collect_all(Model *model)
{
    Internals *internals = model_internals(model);
    Collection collection = {.model = model};
    for (uint32_t i = 0; i < internals->all_types.count; i++)
        collect_type(&collection, internals->all_types.items[i]);
    for (uint32_t i = 0; i < program_unit_count(model->program); i++)
        collect_tables(&collection, program_unit(model->program, i));
    uint32_t count = collection.items.count;
    InstanceFunction *items = ARENA_ARRAY(model->arena, InstanceFunction, count);
    if (count) {
        memcpy(items, collection.items.items, count * sizeof *items);
        qsort(items, count, sizeof *items, compare);
    }
    vector_free(&collection.items);
    InstanceFunctions *functions = ARENA_NEW(model->arena, InstanceFunctions);
    *functions = (InstanceFunctions){items, count};
    return functions;
}

typedef struct FoundFunctions {
    const InstanceFunction *items;
    uint32_t count;
} FoundFunctions;

static FoundFunctions functions_of(Model *model, FunctionRef function)
{
    Internals *internals = model_internals(model);
    if (!internals->instance_functions)
        internals->instance_functions = collect_all(model);
    const InstanceFunctions *all = internals->instance_functions;
    InstanceFunction key = {.function = function};
    const InstanceFunction *any = all->count ? bsearch(&key, all->items, all->count, sizeof key, compare) : NULL;
    if (!any)
        return (FoundFunctions){0};
    const InstanceFunction *first = any, *last = any, *end = all->items + all->count;
    while (first > all->items && compare(first - 1, &key) == 0)
        first--;
    while (last + 1 < end && compare(last + 1, &key) == 0)
        last++;
    return (FoundFunctions){first, (uint32_t)(last - first) + 1};
}

const Type *type_called_with(Model *model, FunctionRef function)
{
    FoundFunctions found = functions_of(model, function);
    const Type *type = NULL;
    for (uint32_t i = 0; i < found.count; i++) {
        const Type *other = found.items[i].type;
        if (type && other && strcmp(type->symbol, other->symbol) != 0)
            return NULL;
        type = other ? other : type;
    }
    return type;
}

bool function_is_called_by_python(Model *model, FunctionRef function)
{
    return functions_of(model, function).count != 0;
}
