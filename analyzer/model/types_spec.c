/* Types that are made from descriptions: PyType_Spec with its PyType_Slot[], PySlot[] of Python 3.15, PyStructSequence_Desc. */
#include "model/internals.h"

#include <string.h>

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

/* Of Python 3.15: arrays of slots within arrays of slots. */
enum { SLOT_SUBSLOTS = 92, SLOT_TP_SLOTS = 93 };

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

/* `{(void *)foo}`: the value in the braces of its union. */
static NodeId element_value(const Unit *unit, NodeId part)
{
    const Node *node = unit_node(unit, part);
    return node && node->kind == N_INIT_LIST && node->child_count == 1 ? unit_child(unit, node, 0) : part;
}

static void read_slots(Model *model, Type *type, const Unit *unit, NodeId value);

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
        NodeId held = element_value(array->unit, element_part(array->unit, element, values, element->child_count > 3 ? 3 : 1));
        if (!id || !unit_constant(array->unit, id, &number))
            type_unresolved(array->model, array->type, "a slot number is not a constant");
        else if (number == SLOT_SUBSLOTS || number == SLOT_TP_SLOTS)
            read_slots(array->model, array->type, array->unit, held);
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
    SymbolId symbol = types_named_symbol(unit, value);
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

void types_find_spec(Model *model, const Unit *unit, uint32_t index, RecordId record, NodeId initialiser, const char *symbol, Place place)
{
    SpecFields fields = {0};
    initialiser_fields(unit, record, initialiser, visit_spec_field, &fields);
    Type *type = types_new(model, unit, symbol, STYLE_SPEC, place);
    type->flags_known = true;
    if (fields.name)
        types_set_field(model, type, "tp_name", unit, fields.name);
    if (fields.basicsize)
        types_set_field(model, type, "tp_basicsize", unit, fields.basicsize);
    if (fields.itemsize)
        types_set_field(model, type, "tp_itemsize", unit, fields.itemsize);
    if (fields.flags)
        types_set_field(model, type, "tp_flags", unit, fields.flags);
    if (fields.slots)
        read_slots(model, type, unit, fields.slots);
    type->flags |= TYPE_HEAPTYPE;
    if (types_is_generated(unit, symbol))
        type->style = STYLE_GENERATED;
    types_register(model, type, unit, index);
}

void types_find_structseq(Model *model, const Unit *unit, uint32_t index, RecordId record, NodeId initialiser, const char *symbol,
                           Place place)
{
    SpecFields fields = {0};
    initialiser_fields(unit, record, initialiser, visit_spec_field, &fields);
    Type *type = types_new(model, unit, symbol, STYLE_STRUCTSEQ, place);
    if (fields.name)
        types_set_field(model, type, "tp_name", unit, fields.name);
    type->flags_known = true;
    type->flags = TYPE_HAVE_GC;
    type->builtin_base = api_find_type("PyTuple_Type");
    type->base_name = "PyTuple_Type";
    types_register(model, type, unit, index);
}

/* --- PyType_Slot[] without a PyType_Spec --------------------------------------------------------------------------------------- */

static bool is_some_types_array(const Model *model, const Unit *unit, uint32_t index)
{
    const Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++) {
        VariableRef array = internals->all_types.items[i]->slots_array;
        if (array.unit == unit && array.variable == index)
            return true;
    }
    return false;
}

/* `binding::class_<Foo>(module, "Foo", binding::type_slots(Foo_slots))`: a library makes the spec, or code does that was not understood.
 * What is known of such a type is that it is a heap type, and that it is a GC type if somebody wrote a tp_traverse for it. */
void types_find_loose_slots(Model *model, const Unit *unit, uint32_t index)
{
    const Variable *variable = &unit->variables.items[index];
    const Symbol *symbol = unit_symbol(unit, variable->symbol);
    const CType *declared = symbol ? unit_type(unit, symbol->type) : NULL;
    if (!variable->initialiser || !declared || declared->kind != CTYPE_ARRAY ||
        !types_is_record_named(unit, unit_type_record(unit, symbol->type, 0), "PyType_Slot", "PyType_Slot") ||
        is_some_types_array(model, unit, index))
        return;
    Type *type = types_new(model, unit, model_intern(model, unit_string(unit, symbol->name)), STYLE_SPEC,
                           place_of_span(unit, variable->span));
    SlotArray array = {.model = model, .type = type, .unit = unit};
    initialiser_elements(unit, variable->initialiser, visit_slot, &array);
    if (!type_defines(type, SLOT_tp_traverse))
        return;
    type->is_of_loose_slots = true;
    type->slots_array = (VariableRef){unit, index};
    type->base_known = TRUTH_UNKNOWN;
    type->flags |= TYPE_HEAPTYPE;
    type_unresolved(model, type, "the spec that its slots belong to is not in the program");
    types_register(model, type, unit, index);
}

/* --- PySlot[] of Python 3.15 --------------------------------------------------------------------------------------------------- */

typedef struct SlotKinds {
    const Unit *unit;
    bool is_type;
} SlotKinds;

/* A type has to have a name; without, it is a module's array, or one to be nested in others. */
static void visit_slot_kind(void *context, int64_t index, NodeId value)
{
    enum { TP_NAME = 95 };
    static const char *const ids[] = {"sl_id", NULL};
    SlotKinds *kinds = context;
    const Node *element = unit_node(kinds->unit, value);
    NodeId id = element && element->kind == N_INIT_LIST ? element_part(kinds->unit, element, ids, 0) : 0;
    int64_t number;
    (void)index;
    if (id && unit_constant(kinds->unit, id, &number))
        kinds->is_type |= number == TP_NAME;
}

void types_find_slots(Model *model, const Unit *unit, uint32_t index, NodeId initialiser, const char *symbol, Place place)
{
    SlotKinds kinds = {.unit = unit};
    initialiser_elements(unit, initialiser, visit_slot_kind, &kinds);
    if (!kinds.is_type)
        return;
    Type *type = types_new(model, unit, symbol, STYLE_SLOTS, place);
    type->flags_known = true;
    type->slots_array = (VariableRef){unit, index};
    read_slots(model, type, unit, initialiser);
    type->flags |= TYPE_HEAPTYPE;
    types_register(model, type, unit, index);
}
