/* Types that are made from descriptions: PyType_Spec with its PyType_Slot[], PySlot[] of Python 3.15, PyStructSequence_Desc. */
#include "model/internals.h"

#include <string.h>

void types_set_spec_slot(Model *model, Type *type, const Unit *unit, int64_t number, NodeId value)
{
    static const struct { int64_t number; const char *name; } others[] = {
        {SLOT_NUMBER_TP_NAME, "tp_name"}, {96, "tp_basicsize"}, {97, "tp_extra_basicsize"}, {98, "tp_itemsize"}, {99, "tp_flags"}};
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

typedef struct SpecSlots {
    Model *model;
    Type *type;
} SpecSlots;

static void visit_slot(void *context, const Unit *unit, int64_t number, NodeId value)
{
    SpecSlots *slots = context;
    if (number == SLOT_NUMBER_UNKNOWN)
        type_unresolved(slots->model, slots->type, "a slot number is not a constant");
    else if (value)
        types_set_spec_slot(slots->model, slots->type, unit, number, value);
}

static void read_slots(Model *model, Type *type, const Unit *unit, NodeId value)
{
    SpecSlots slots = {model, type};
    VariableRef variable;
    if (!slot_array_visit(model, unit, value, &variable, visit_slot, &slots))
        type_unresolved(model, type, "the slots array is not in the program");
    if (variable.variable)
        type->slots_array = variable;
}

static const char slots_not_seen[] = "its slots are not seen to be assigned";

void types_assign_spec_slots(Model *model, Type *type, const Unit *unit, NodeId value)
{
    VariableRef before = type->slots_array;
    if (type->unresolved_count == 1 && strcmp(type->unresolved[0], slots_not_seen) == 0) {
        type->unresolved_count = 0;
        type->is_complete = true;
    }
    read_slots(model, type, unit, value);
    bool is_other = before.unit != type->slots_array.unit || before.variable != type->slots_array.variable;
    if (before.variable && is_other)
        type_unresolved(model, type, "its slots are one of several arrays");
    const Type *loose = model_type_of_variable(model, type->slots_array);
    if (loose && loose->is_of_loose_slots) /* it was made of the array for lack of a spec */
        types_forget(model, (Type *)(uintptr_t)loose, type->slots_array);
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
    type->flags_known = initialiser;
    if (!initialiser)
        type_unresolved(model, type, "%s", slots_not_seen);
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
    SpecSlots slots = {model, type};
    VariableRef named;
    slot_array_visit(model, unit, variable->initialiser, &named, visit_slot, &slots);
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

void types_find_slots(Model *model, const Unit *unit, uint32_t index, NodeId initialiser, const char *symbol, Place place)
{
    /* A type has to have a name; without, it is a module's array, or one to be nested in others. */
    if (!slot_array_has(model, unit, initialiser, SLOT_NUMBER_TP_NAME))
        return;
    Type *type = types_new(model, unit, symbol, STYLE_SLOTS, place);
    type->flags_known = true;
    type->slots_array = (VariableRef){unit, index};
    read_slots(model, type, unit, initialiser);
    type->flags |= TYPE_HEAPTYPE;
    types_register(model, type, unit, index);
}
