#include "rules/common/creation.h"
#include "rules/common/references.h"

#include <string.h>

/* How the code uses a type object, over the whole program. */
typedef struct TypeUse {
    bool may_be_ready; /* some use readies it, or may do so */
    Place exposed;     /* the first use that needs it ready */
    const char *how;
} TypeUse;

typedef struct UseSearch {
    const Model *model;
    TypeUse *uses; /* by type index */
    const Unit *unit;
} UseSearch;

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
        "PyType_IsSubtype",   "Py_IS_TYPE",          "_Py_IS_TYPE",         NULL};
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

static const char *callee_of(const Unit *unit, const Node *call)
{
    const Node *callee = unit_node(unit, unit_strip_casts(unit, unit_child(unit, call, 0)));
    const Symbol *symbol = callee && callee->kind == N_REF ? unit_symbol(unit, callee->symbol) : NULL;
    return symbol && symbol->kind == SYMBOL_FUNCTION ? unit_string(unit, symbol->name) : "";
}

static void take_use(UseSearch *search, const Type *type, const Node *parent)
{
    TypeUse *use = &search->uses[type->index];
    UseKind kind = USE_MAY_READY;
    const char *callee = "";
    if (parent && parent->kind == N_CALL) {
        callee = callee_of(search->unit, parent);
        kind = use_by_call(callee);
    } else if (parent &&
               (parent->kind == N_MEMBER ||
                (parent->kind == N_BINARY && (parent->operator== OP_EQUAL || parent->operator== OP_NOT_EQUAL)))) {
        kind = USE_NEUTRAL;
    }
    if (kind == USE_MAY_READY)
        use->may_be_ready = true;
    if (kind == USE_EXPOSES && !use->exposed.unit) {
        use->exposed = (Place){search->unit, parent->span};
        use->how = callee;
    }
}

/* `parent`: the nearest ancestor that is neither a cast nor `&`. */
static void search_uses(UseSearch *search, NodeId id, const Node *parent, unsigned depth)
{
    const Unit *unit = search->unit;
    const Node *node = unit_node(unit, id);
    if (!node || depth > 400)
        return;
    if (node->kind == N_REF) {
        const Symbol *symbol = unit_symbol(unit, node->symbol);
        VariableRef variable = {0};
        if (symbol && symbol->kind == SYMBOL_VARIABLE && !symbol->owner)
            variable = program_variable(search->model->program, unit, node->symbol);
        const Type *type = variable.variable ? model_type_of_variable(search->model, variable) : NULL;
        if (type && !type->merged_into)
            take_use(search, type, parent);
        return;
    }
    bool is_transparent = node->kind == N_CAST || (node->kind == N_UNARY && node->operator== OP_ADDRESS);
    for (uint32_t i = 0; i < node->child_count; i++)
        search_uses(search, unit_child(unit, node, i), is_transparent ? parent : node, depth + 1);
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

/* Only instances are handed out: it takes somebody who asks for their type, as type(x) does, to reach what would crash. */
static bool is_only_allocated(const TypeUse *use)
{
    const ApiFunction *api = api_find(use->how);
    return api && (api->effect == API_ALLOCATE_PLAIN || api->effect == API_ALLOCATE_GC || api->effect == API_INIT_OBJECT);
}

static void report(RuleContext *context, const Type *type, const TypeUse *use)
{
    Finding *finding = report_type(context, type, NULL, type->place,
                                   "`%s` is used, but nothing calls PyType_Ready() for it", type_label(type));
    bool own_unit_is_whole = is_internal(type) && type->unit->status == UNIT_PARSED;
    if (!own_unit_is_whole && !sees_everything(rule_model(context)))
        finding_severity(finding, SEVERITY_NOTE);
    else if (is_only_allocated(use))
        finding_severity(finding, SEVERITY_WARNING);
    finding_evidence(finding, use->exposed, "handed to %s() here", use->how);
}

static void check(RuleContext *context, const Model *model)
{
    UseSearch search = {.model = model, .uses = ARENA_ARRAY(model->arena, TypeUse, model->type_count + 1)};
    for (uint32_t i = 0; i < program_unit_count(model->program); i++) {
        const Unit *unit = search.unit = program_unit(model->program, i);
        for (uint32_t f = 1; f < unit->functions.count; f++) {
            search_uses(&search, unit->functions.items[f].initialisers, NULL, 0);
            search_uses(&search, unit->functions.items[f].body, NULL, 0);
        }
        for (uint32_t v = 1; v < unit->variables.count; v++)
            search_uses(&search, unit->variables.items[v].initialiser, NULL, 0);
    }
    for (uint32_t i = 0; i < model->type_count; i++) {
        const Type *type = model->types[i];
        const TypeUse *use = &search.uses[type->index];
        bool is_static = !type->is_heap && type->style != STYLE_STRUCTSEQ && type->style != STYLE_RUNTIME;
        if (is_static && use->exposed.unit && !use->may_be_ready)
            report(context, type, use);
    }
}

const Rule rule_type_not_readied = {
    .name = "type-not-readied",
    .family = "declare",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "static type is used without PyType_Ready()",
    .what = "A static type that is added to a module or used to allocate instances, and that no call of "
            "`PyType_Ready()` or `PyModule_AddType()` anywhere in the program can have made ready.",
    .why = "The initialiser of a static type leaves `ob_type` NULL (`PyVarObject_HEAD_INIT(NULL, 0)`), because the "
           "address of `PyType_Type` is not a constant on every platform. `PyType_Ready()` fills it in, inherits "
           "slots and the GC flag from the base, and builds `tp_dict` and the MRO. Allocation does not check any of "
           "it: an instance of such a type can be made and handed around.",
    .consequence = "A crash when the collector, or anything else, asks for the type of the type object. Nothing of "
                   "the garbage collection protocol is inherited.",
    .fix = "Call `if (PyType_Ready(&Foo_Type) < 0) return NULL;` in the module's init function, before the type is "
           "used. From Python 3.9 on `PyModule_AddType()` does both.",
    .exceptions = "Types that stand in a table, are the base of another type, or are passed to a function that could "
                  "make them ready. If units of the program could not be read, the finding is a note for types that "
                  "are visible outside their file. A type of which only instances are handed out is a warning: it "
                  "takes `type(x)` to reach what crashes.",
    .references = "https://docs.python.org/3/c-api/type.html#c.PyType_Ready",
    .check_program = check,
};
