#include "rules/common/type_uses.h"

#include <string.h>

/* Where something is mentioned: as which child of which node. */
typedef struct Mention {
    const Unit *unit;
    const Node *reference; /* N_REF */
    const Node *parent;    /* the nearest ancestor that is neither a cast nor `&`; NULL: none */
    uint32_t position;     /* among its children */
} Mention;

typedef struct UseSearch UseSearch;
struct UseSearch {
    const Model *model;
    void (*take)(UseSearch *search, const Mention *mention);
    TypeUse *uses;      /* by type index */
    SymbolId parameter; /* of the helper that is looked into */
    TypeUse *parameter_use;
    unsigned depth;     /* of helpers */
};

static bool is_named(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (!strcmp(name, *names))
            return true;
    return false;
}

typedef enum UseKind { USE_NEUTRAL, USE_EXPOSES, USE_MAY_READY } UseKind;

static UseKind use_by_call(const char *callee)
{
    static const char *const adders[] = {"PyModule_AddObject", "PyModule_AddObjectRef", "PyModule_Add",
                                         "PyDict_SetItemString", NULL};
    static const char *const tests[] = {
        "PyObject_TypeCheck", "_PyObject_TypeCheck", "PyObject_IsInstance", "PyObject_IsSubclass",
        "PyType_IsSubtype",   "Py_IS_TYPE",          "_Py_IS_TYPE",         "_Py_IS_TYPE_impl",   NULL};
    if (is_named(callee, adders))
        return USE_EXPOSES;
    if (is_named(callee, tests))
        return USE_NEUTRAL;
    const ApiFunction *api = api_find(callee);
    if (!api)
        return USE_MAY_READY;
    switch (api->effect) {
    case API_ALLOCATE_GC:
    case API_ALLOCATE_PLAIN:
    case API_ALLOCATE_TYPE:
    case API_INIT_OBJECT:
        return USE_EXPOSES;
    case API_INCREF:
    case API_DECREF:
    case API_NEW_REFERENCE:
    case API_TYPE_CHECK:
    case API_TYPE_CHECK_EXACT:
    case API_PARSE_ARGUMENTS:
    case API_TYPE_FLAGS:
    case API_IS_GC:
        return USE_NEUTRAL;
    default:
        return USE_MAY_READY;
    }
}

static const Symbol *callee_of(const Mention *mention)
{
    const Unit *unit = mention->unit;
    const Node *callee = unit_node(unit, unit_strip_casts(unit, unit_child(unit, mention->parent, 0)));
    const Symbol *symbol = callee && callee->kind == N_REF ? unit_symbol(unit, callee->symbol) : NULL;
    return symbol && symbol->kind == SYMBOL_FUNCTION ? symbol : NULL;
}

/* Compared, tested, or only a member of it used: none of this makes a type ready. */
static bool is_looked_at(const Node *parent)
{
    switch (parent->kind) {
    case N_MEMBER:
    case N_IF:
        return true;
    case N_UNARY:
        return parent->operator == OP_NOT;
    case N_BINARY:
        return parent->operator == OP_EQUAL || parent->operator == OP_NOT_EQUAL || parent->operator == OP_LOGICAL_AND ||
               parent->operator == OP_LOGICAL_OR;
    default:
        return false;
    }
}

static void search_uses(UseSearch *search, const Mention *at, NodeId id, unsigned depth);

static void take_parameter(UseSearch *search, const Mention *mention);

/* What a function of the program does with what it gets as its `position`th argument. */
static TypeUse use_by_helper(const UseSearch *search, FunctionRef helper, uint32_t position)
{
    enum { HELPERS_MAX = 4 };
    const Function *function = function_of(helper);
    TypeUse use = {0};
    if (!function->body || function->is_broken || position >= function->parameter_count ||
        search->depth == HELPERS_MAX) {
        use.may_be_ready = true;
        return use;
    }
    UseSearch inside = {.model = search->model,
                        .take = take_parameter,
                        .parameter = helper.unit->lists.items[function->first_parameter + position],
                        .parameter_use = &use,
                        .depth = search->depth + 1};
    search_uses(&inside, &(Mention){.unit = helper.unit}, function->body, 0);
    return use;
}

static TypeUse use_as_argument(const UseSearch *search, const Mention *mention)
{
    const Symbol *callee = callee_of(mention);
    if (!callee || mention->position == 0)
        return (TypeUse){.may_be_ready = true};
    FunctionRef helper =
        program_function(search->model->program, mention->unit, (SymbolId)(callee - mention->unit->symbols.items));
    const char *name = unit_string(mention->unit, callee->name);
    TypeUse use = {0};
    if (helper.function) {
        use = use_by_helper(search, helper, mention->position - 1);
    } else {
        UseKind kind = use_by_call(name);
        use.may_be_ready = kind == USE_MAY_READY;
        use.api = kind == USE_EXPOSES ? name : NULL;
    }
    if (use.api) {
        use.exposed = (Place){mention->unit, mention->parent->span};
        use.how = name;
    }
    return use;
}

static void add_use(const UseSearch *search, TypeUse *use, const Mention *mention)
{
    TypeUse more = {.may_be_ready = !mention->parent || !is_looked_at(mention->parent)};
    if (mention->parent && mention->parent->kind == N_CALL)
        more = use_as_argument(search, mention);
    use->may_be_ready |= more.may_be_ready;
    if (more.exposed.unit && !use->exposed.unit) {
        use->exposed = more.exposed;
        use->how = more.how;
        use->api = more.api;
    }
}

static void take_parameter(UseSearch *search, const Mention *mention)
{
    if (mention->reference->symbol == search->parameter)
        add_use(search, search->parameter_use, mention);
}

static void take_type(UseSearch *search, const Mention *mention)
{
    const Symbol *symbol = unit_symbol(mention->unit, mention->reference->symbol);
    VariableRef variable = {0};
    if (symbol && symbol->kind == SYMBOL_VARIABLE && !symbol->owner)
        variable = program_variable(search->model->program, mention->unit, mention->reference->symbol);
    const Type *type = variable.variable ? model_type_of_variable(search->model, variable) : NULL;
    if (type && type->merged_into) /* a header's type, or one in a file that several units include */
        type = type->merged_into;
    if (type)
        add_use(search, &search->uses[type->index], mention);
}

static void search_uses(UseSearch *search, const Mention *at, NodeId id, unsigned depth)
{
    const Unit *unit = at->unit;
    const Node *node = unit_node(unit, id);
    if (!node || depth > 400)
        return;
    if (node->kind == N_REF) {
        search->take(search, &(Mention){unit, node, at->parent, at->position});
        return;
    }
    bool is_transparent = node->kind == N_CAST || (node->kind == N_UNARY && node->operator == OP_ADDRESS);
    for (uint32_t i = 0; i < node->child_count; i++) {
        Mention below = is_transparent ? *at : (Mention){.unit = unit, .parent = node, .position = i};
        search_uses(search, &below, unit_child(unit, node, i), depth + 1);
    }
}

/* Every unit was read, so a call of PyType_Ready() elsewhere would have been seen. */
static bool sees_everything(const Model *model)
{
    for (uint32_t i = 0; i < program_unit_count(model->program); i++)
        if (program_unit(model->program, i)->status != UNIT_PARSED)
            return false;
    return model->is_whole_program;
}

static bool is_internal(const Type *type)
{
    for (uint32_t i = 1; i < type->unit->symbols.count; i++) {
        const Symbol *symbol = &type->unit->symbols.items[i];
        if (symbol->kind == SYMBOL_VARIABLE && symbol->variable &&
            !strcmp(unit_string(type->unit, symbol->name), type->symbol))
            return symbol->linkage == LINKAGE_INTERNAL;
    }
    return false;
}

bool type_uses_are_known(const Model *model, const Type *type)
{
    bool own_unit_is_whole = is_internal(type) && type->unit->status == UNIT_PARSED;
    return own_unit_is_whole || sees_everything(model);
}

const TypeUse *find_type_uses(const Model *model)
{
    UseSearch search = {
        .model = model, .take = take_type, .uses = ARENA_ARRAY(model->arena, TypeUse, model->type_count + 1)};
    for (uint32_t i = 0; i < program_unit_count(model->program); i++) {
        const Unit *unit = program_unit(model->program, i);
        const Mention top = {.unit = unit};
        for (uint32_t f = 1; f < unit->functions.count; f++) {
            search_uses(&search, &top, unit->functions.items[f].initialisers, 0);
            search_uses(&search, &top, unit->functions.items[f].body, 0);
        }
        for (uint32_t v = 1; v < unit->variables.count; v++)
            search_uses(&search, &top, unit->variables.items[v].initialiser, 0);
    }
    return search.uses;
}
