/* PyType_Slot[], and PySlot[] of Python 3.15 (PEP 820), which describes types and modules: their elements, whatever the way they are written. */
#include "model/internals.h"

#include <string.h>

/* Of Python 3.15: arrays of slots within arrays of slots. */
enum { SLOT_SUBSLOTS = 92, SLOT_TP_SLOTS = 93, SLOT_MOD_SLOTS = 94, NESTING_MAX = 20 };

typedef struct SlotArray {
    const Model *model;
    const Unit *unit;
    SlotVisitor *each;
    void *context;
    NodeId pending; /* slot number of an array written without inner braces */
    unsigned depth;
    bool is_whole;
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

static const char *const number_names[] = {"slot", "sl_id", NULL};
static const char *const value_names[] = {"pfunc", "sl_func", "sl_ptr", "sl_size", "sl_int64", "sl_uint64", NULL};

static bool visit_array(SlotArray *array, const Unit *unit, NodeId value, VariableRef *variable);

static void visit_nested(SlotArray *array, NodeId value)
{
    SlotArray nested = *array;
    nested.pending = 0;
    nested.depth++;
    VariableRef variable;
    array->is_whole &= nested.depth < NESTING_MAX && visit_array(&nested, array->unit, value, &variable);
}

/* `{}`, which ends many an array in C++, leaves the number out: it is zero then. */
static void visit_pair(SlotArray *array, NodeId id, NodeId value)
{
    int64_t number = 0;
    if (id && !unit_constant(array->unit, id, &number))
        number = SLOT_NUMBER_UNKNOWN;
    if (number == SLOT_SUBSLOTS || number == SLOT_TP_SLOTS || number == SLOT_MOD_SLOTS)
        visit_nested(array, value);
    else if (number)
        array->each(array->context, array->unit, number, value);
}

static void visit_element(void *context, int64_t index, NodeId value)
{
    SlotArray *array = context;
    const Node *element = unit_node(array->unit, value);
    (void)index;
    if (element && element->kind == N_INIT_LIST) {
        NodeId part = element_part(array->unit, element, value_names, element->child_count > 3 ? 3 : 1);
        visit_pair(array, element_part(array->unit, element, number_names, 0), element_value(array->unit, part));
    } else if (!array->pending) {
        array->pending = value;
    } else {
        visit_pair(array, array->pending, value);
        array->pending = 0;
    }
}

static bool visit_array(SlotArray *array, const Unit *unit, NodeId value, VariableRef *variable)
{
    SymbolId symbol = types_named_symbol(unit, value);
    const Node *literal = unit_node(unit, unit_strip_casts(unit, value));
    *variable = (VariableRef){0};
    if (literal && literal->kind == N_INIT_LIST) {
        array->unit = unit;
        initialiser_elements(unit, value, visit_element, array);
        return array->is_whole;
    }
    VariableRef named = symbol ? program_variable(array->model->program, unit, symbol) : (VariableRef){0};
    const Variable *definition = variable_of(named);
    if (!definition || !definition->initialiser)
        return false;
    *variable = named;
    array->unit = named.unit;
    initialiser_elements(named.unit, definition->initialiser, visit_element, array);
    return array->is_whole;
}

bool slot_array_visit(const Model *model, const Unit *unit, NodeId value, VariableRef *variable, SlotVisitor *each, void *context)
{
    SlotArray array = {.model = model, .unit = unit, .each = each, .context = context, .is_whole = true};
    return visit_array(&array, unit, value, variable);
}

typedef struct NumberSearch {
    int64_t wanted;
    bool found;
} NumberSearch;

static void visit_number(void *context, const Unit *unit, int64_t number, NodeId value)
{
    NumberSearch *search = context;
    (void)unit;
    (void)value;
    search->found |= number == search->wanted;
}

bool slot_array_has(const Model *model, const Unit *unit, NodeId value, int64_t number)
{
    NumberSearch search = {.wanted = number};
    VariableRef variable;
    slot_array_visit(model, unit, value, &variable, visit_number, &search);
    return search.found;
}

typedef struct SlotNumber {
    const Unit *unit;
    int64_t index, number;
} SlotNumber;

static void visit_slot_number(void *context, int64_t index, NodeId value)
{
    SlotNumber *wanted = context;
    const Node *element = unit_node(wanted->unit, value);
    NodeId id = element && element->kind == N_INIT_LIST ? element_part(wanted->unit, element, number_names, 0) : 0;
    if (index == wanted->index && (!id || !unit_constant(wanted->unit, id, &wanted->number)))
        wanted->number = 0;
}

int64_t types_slot_number(VariableRef slots_array, int64_t index)
{
    SlotNumber wanted = {.unit = slots_array.unit, .index = index};
    initialiser_elements(slots_array.unit, variable_of(slots_array)->initialiser, visit_slot_number, &wanted);
    return wanted.number;
}
