#include "rules/common/creation.h"

#include <string.h>

VariableRef named_variable(const Program *program, const Unit *unit, NodeId id)
{
    const Node *node = unit_node(unit, unit_strip_casts(unit, id));
    if (node && node->kind == N_UNARY && node->operator == OP_ADDRESS)
        node = unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0)));
    if (!node || node->kind != N_REF)
        return (VariableRef){0};
    const Symbol *symbol = unit_symbol(unit, node->symbol);
    return symbol && symbol->kind == SYMBOL_VARIABLE ? program_variable(program, unit, node->symbol) : (VariableRef){0};
}

static const char *callee_name(const Unit *unit, const Node *call)
{
    const Node *callee = unit_node(unit, unit_strip_casts(unit, unit_child(unit, call, 0)));
    const Symbol *symbol = callee && callee->kind == N_REF ? unit_symbol(unit, callee->symbol) : NULL;
    return symbol ? unit_string(unit, symbol->name) : "";
}

/* The 0-based argument of PyType_From* that is the module, or -1. */
static int module_argument(const char *function)
{
    if (!strcmp(function, "PyType_FromModuleAndSpec"))
        return 0;
    return strcmp(function, "PyType_FromMetaclass") ? -1 : 1;
}

static TypeCreation creation_by(const Model *model, const Type *type, const Unit *unit, const Node *call,
                                const char *function)
{
    TypeCreation creation = {0};
    for (uint32_t i = 1; i < call->child_count; i++) {
        VariableRef variable = named_variable(model->program, unit, unit_child(unit, call, i));
        if (variable.variable && model_type_of_variable(model, variable) == type)
            creation.is_known = true;
    }
    int module = module_argument(function);
    int64_t value;
    if (creation.is_known && module >= 0)
        creation.has_module =
            !(unit_constant(unit, unit_child(unit, call, (uint32_t)module + 1), &value) && value == 0);
    creation.place = (Place){.unit = unit, .span = call->span};
    return creation;
}

TypeCreation type_creation(const Model *model, const Type *type)
{
    const Unit *unit = type->unit;
    for (uint32_t i = 1; unit && i < unit->nodes.count; i++) {
        const Node *node = &unit->nodes.items[i];
        if (node->kind != N_CALL)
            continue;
        const char *function = callee_name(unit, node);
        const ApiFunction *api = *function ? api_find(function) : NULL;
        if (!api || api->effect != API_TYPE_FROM_SPEC)
            continue;
        TypeCreation creation = creation_by(model, type, unit, node, function);
        if (creation.is_known)
            return creation;
    }
    return (TypeCreation){0};
}
