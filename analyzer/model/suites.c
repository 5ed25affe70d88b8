/* The functions behind tp_as_sequence, tp_as_mapping and their like: how Python code reaches an instance by `x[i]`, `x[i] = y` and `x += y`. */
#include "model/internals.h"

#include <string.h>

static const char *const suites[SUITE_COUNT] = {"tp_as_async", "tp_as_number", "tp_as_sequence", "tp_as_mapping", "tp_as_buffer"};

bool suite_find(const char *name, unsigned *index)
{
    for (unsigned i = 0; i < SUITE_COUNT; i++)
        if (strcmp(suites[i], name) == 0) {
            *index = i;
            return true;
        }
    return false;
}

/* Of numbers only what is done in place: `1 + x` gives the others x as their second argument. */
static const char *name_of_number(int64_t number)
{
    static const struct { int64_t number; const char *name; } names[] = {
        {1, "bf_getbuffer"}, {2, "bf_releasebuffer"}, {3, "mp_ass_subscript"}, {4, "mp_length"}, {5, "mp_subscript"},
        {14, "nb_inplace_add"}, {15, "nb_inplace_and"}, {16, "nb_inplace_floor_divide"}, {17, "nb_inplace_lshift"},
        {18, "nb_inplace_multiply"}, {19, "nb_inplace_or"}, {20, "nb_inplace_power"}, {21, "nb_inplace_remainder"},
        {22, "nb_inplace_rshift"}, {23, "nb_inplace_subtract"}, {24, "nb_inplace_true_divide"}, {25, "nb_inplace_xor"},
        {39, "sq_ass_item"}, {40, "sq_concat"}, {41, "sq_contains"}, {42, "sq_inplace_concat"}, {43, "sq_inplace_repeat"},
        {44, "sq_item"}, {45, "sq_length"}, {46, "sq_repeat"}, {76, "nb_inplace_matrix_multiply"}, {77, "am_await"},
        {78, "am_aiter"}, {79, "am_anext"}, {81, "am_send"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].number == number)
            return names[i].name;
    return NULL;
}

typedef struct SuiteSearch {
    const Model *model;
    const Unit *unit;
    SuiteVisitor *each;
    void *data;
} SuiteSearch;

static void take(const SuiteSearch *search, const Unit *unit, NodeId value, const char *name)
{
    SymbolId symbol = types_named_symbol(unit, value);
    FunctionRef function = symbol ? program_function(search->model->program, unit, symbol) : (FunctionRef){0};
    if (function.function)
        search->each(search->data, function, name);
}

static void visit_number(void *context, const Unit *unit, int64_t number, NodeId value)
{
    const char *name = name_of_number(number);
    if (name && value)
        take(context, unit, value, name);
}

static void visit_member(void *context, const char *path, FieldId field, NodeId value)
{
    const SuiteSearch *search = context;
    const Field *member = unit_field(search->unit, field);
    (void)path;
    const char *name = member ? unit_string(search->unit, member->name) : "";
    if (*name && (strncmp(name, "nb_", 3) != 0 || strncmp(name, "nb_inplace_", 11) == 0))
        take(search, search->unit, value, name);
}

void type_suite_functions(const Model *model, const Type *type, SuiteVisitor *each, void *data)
{
    SuiteSearch search = {.model = model, .each = each, .data = data};
    for (unsigned i = 0; i < SUITE_COUNT; i++) {
        const Slot *slot = &type->suites[i];
        SymbolId symbol = slot->is_set && !slot->is_null ? types_named_symbol(slot->unit, slot->value) : 0;
        VariableRef table = symbol ? program_variable(model->program, slot->unit, symbol) : (VariableRef){0};
        const Variable *definition = variable_of(table);
        if (!definition || !definition->initialiser)
            continue;
        search.unit = table.unit;
        initialiser_fields(table.unit, unit_type_record(table.unit, unit_symbol(table.unit, definition->symbol)->type, 0),
                           definition->initialiser, visit_member, &search);
    }
    const Variable *array = variable_of(type->slots_array);
    VariableRef variable;
    if (array)
        slot_array_visit(model, type->slots_array.unit, array->initialiser, &variable, visit_number, &search);
}
