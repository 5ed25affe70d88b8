#include "rules/common/creation.h"
#include "rules/common/references.h"
#include "rules/common/syntax.h"

#include <string.h>

/* Fields of a type object that PyType_Ready() has used, or handed to subclasses, when it returns. */
static bool is_frozen_field(const char *name)
{
    static const char *const names[] = {"tp_flags",   "tp_traverse", "tp_clear",      "tp_free",          "tp_alloc",
                                        "tp_dealloc", "tp_base",     "tp_dictoffset", "tp_weaklistoffset"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], name))
            return true;
    return false;
}

/* `tp_flags |= Py_TPFLAGS_HAVE_GC` matters, `tp_flags &= ~Py_TPFLAGS_BASETYPE` does not. */
static bool sets_layout_flag(const Unit *unit, NodeId id)
{
    const Node *node = unit_node(unit, id);
    bool adds = node && node->kind == N_BINARY && (node->operator == OP_OR_ASSIGN || node->operator == OP_ASSIGN);
    int64_t value;
    if (!adds)
        return false;
    NodeId right = unit_child(unit, node, 1);
    if (unit_constant(unit, right, &value))
        return value & (TYPE_HAVE_GC | TYPE_MANAGED_DICT | TYPE_MANAGED_WEAKREF);
    /* T.tp_flags = T.tp_flags | FLAG */
    const Node *sum = unit_node(unit, unit_strip_casts(unit, right));
    for (uint32_t i = 0; sum && sum->kind == N_BINARY && sum->operator == OP_BIT_OR && i < 2; i++)
        if (unit_constant(unit, unit_child(unit, sum, i), &value) &&
            value & (TYPE_HAVE_GC | TYPE_MANAGED_DICT | TYPE_MANAGED_WEAKREF))
            return true;
    return false;
}

/* The type that a call made ready, or made from a spec. */
static const Type *type_of_call(const Model *model, const Unit *unit, NodeId call)
{
    const Node *node = unit_node(unit, call);
    for (uint32_t i = 1; node && i < node->child_count; i++) {
        VariableRef variable = named_variable(model->program, unit, unit_child(unit, node, i));
        const Type *type = variable.variable ? model_type_of_variable(model, variable) : NULL;
        if (type)
            return type;
    }
    return NULL;
}

/* The event after which the type object at `path` is ready, if one certainly came before event `before`. */
static const Event *ready_before(const Trace *trace, uint32_t before, PathId path)
{
    const Path *object = trace_path(trace, path);
    for (uint32_t i = 1; i < before; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_CALL || !event->api || !events_in_order(trace, i, before))
            continue;
        if (event->api->effect == API_READY && event->value.path == path)
            return event;
        bool is_maker = object->kind == PATH_RESULT && event->node == object->call && event->unit == object->call_unit;
        if (is_maker && event->api->effect == API_TYPE_FROM_SPEC)
            return event;
    }
    return NULL;
}

/* `if (T.tp_base == NULL) T.tp_base = ...`: PyType_Ready() leaves none of these unset, so that is not done a second time. */
static bool is_only_if_unset(const Trace *trace, const Event *store)
{
    const char *name = trace_path(trace, store->target)->name;
    bool always_set = slot_is_never_null(name) || strcmp(name, "tp_base") == 0;
    for (uint32_t guard = store->guard; guard && always_set; guard = trace->guards[guard].outer)
        if (trace->guards[guard].null_test == store->target && trace->guards[guard].null_branch)
            return true;
    return false;
}

/* A spec has no place for them: the members that stand for them are ignored before Python 3.9. */
static bool is_offset_of_spec_type(const Path *target, const Event *ready)
{
    bool is_offset = !strcmp(target->name, "tp_dictoffset") || !strcmp(target->name, "tp_weaklistoffset");
    return is_offset && ready->api->effect == API_TYPE_FROM_SPEC;
}

static void check_store(RuleContext *context, const Trace *trace, uint32_t index)
{
    const Event *store = &trace->events[index];
    const Path *target = trace_path(trace, store->target);
    if (target->kind != PATH_FIELD || !target->name || !is_frozen_field(target->name))
        return;
    if (!strcmp(target->name, "tp_flags") && !sets_layout_flag(store->unit, store->node))
        return;
    if (!strcmp(target->name, "tp_base") && store->value.kind == VALUE_NULL)
        return; /* to try again, where PyType_Ready() failed */
    if (is_only_if_unset(trace, store))
        return;
    const Event *ready = ready_before(trace, index, target->parent);
    if (ready && is_offset_of_spec_type(target, ready))
        return;
    const Event *named = ready ? trace_naming_event(trace, ready) : NULL;
    const Type *type = named ? type_of_call(rule_model(context), named->unit, named->node) : NULL;
    if (!type)
        return;
    Finding *finding = report_type(context, type, NULL, event_place(store), "%s of `%s` is set after %s() has used it",
                                   target->name, type_label(type), ready->api->name);
    finding_function(finding, function_name(store->in));
    finding_evidence(finding, event_place(named),
                     "the type is made ready here: inheritance is settled, and subclasses copy what is there");
}

typedef enum CalleeKind { CALLEE_NOT_ASKED, CALLEE_READIES, CALLEE_OTHER } CalleeKind;

enum { HELPERS_DEPTH = 2 }; /* `add_type(module, &Foo_Type)`, which calls `ready_type(type)` */

typedef struct ReadySearch {
    const Model *model;
    uint8_t *callees; /* CalleeKind by SymbolId of the unit that is searched; NULL: of a helper, which is asked about once for each caller */
    unsigned depth;
    bool found;
} ReadySearch;

static bool find_ready(const Unit *unit, NodeId id, void *data);

/* The function itself, or one that it calls. */
static bool makes_ready(const ReadySearch *search, const Unit *unit, SymbolId id)
{
    const ApiFunction *api = api_find(unit_string(unit, unit_symbol(unit, id)->name));
    if (api)
        return api->effect == API_READY || api->effect == API_TYPE_FROM_SPEC;
    FunctionRef helper = search->depth < HELPERS_DEPTH ? program_function(search->model->program, unit, id) : (FunctionRef){0};
    if (!helper.function)
        return false;
    ReadySearch inner = {.model = search->model, .depth = search->depth + 1};
    syntax_walk(helper.unit, function_of(helper)->body, find_ready, &inner);
    return inner.found;
}

static bool readies(const ReadySearch *search, const Unit *unit, SymbolId id)
{
    if (!search->callees)
        return makes_ready(search, unit, id);
    if (search->callees[id] == CALLEE_NOT_ASKED)
        search->callees[id] = makes_ready(search, unit, id) ? CALLEE_READIES : CALLEE_OTHER;
    return search->callees[id] == CALLEE_READIES;
}

static bool find_ready(const Unit *unit, NodeId id, void *data)
{
    ReadySearch *search = data;
    const Node *node = unit_node(unit, id);
    const Node *callee =
        node->kind == N_CALL ? unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0))) : NULL;
    if (callee && callee->kind == N_REF && unit_symbol(unit, callee->symbol) && readies(search, unit, callee->symbol))
        search->found = true;
    return !search->found;
}

static void check(RuleContext *context, const Model *model)
{
    for (uint32_t i = 0; i < program_unit_count(model->program); i++) {
        const Unit *unit = program_unit(model->program, i);
        uint8_t *callees = ARENA_ARRAY(model->arena, uint8_t, unit->symbols.count);
        for (uint32_t f = 1; f < unit->functions.count; f++) {
            ReadySearch search = {.model = model, .callees = callees};
            syntax_walk(unit, unit->functions.items[f].body, find_ready, &search);
            if (!search.found)
                continue;
            const Trace *trace = model_trace(rule_model(context), (FunctionRef){unit, f}, NULL);
            for (uint32_t j = 1; j < trace->event_count; j++)
                if (trace->events[j].kind == EVENT_STORE)
                    check_store(context, trace, j);
        }
    }
}

const Rule rule_slot_set_after_ready = {
    .name = "slot-set-after-ready",
    .family = "declare",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "slot or flag of the GC protocol is changed after the type was made ready",
    .what = "An assignment to `tp_traverse`, `tp_clear`, `tp_free`, `tp_alloc`, `tp_dealloc`, `tp_base`, an offset, "
            "or a flag such as `Py_TPFLAGS_HAVE_GC` of a type object, after `PyType_Ready()` on it or on the result "
            "of `PyType_FromSpec()`.",
    .why = "`PyType_Ready()` decides once: it inherits slots, chooses `tp_free` by whether the type has GC, and "
           "checks that everything fits together. Whoever sets `Py_TPFLAGS_HAVE_GC` afterwards gets instances that "
           "are allocated with a GC header (`PyType_GenericAlloc()` looks at the flag) and freed by the "
           "`PyObject_Free()` that was chosen without it. Subclasses that exist already do not see the change, and "
           "from 3.12 on neither does the cache of type flags.",
    .consequence = "Setting the GC flag late corrupts the heap when the first instance is freed. A late "
                   "`tp_traverse`, `tp_clear` or `tp_dealloc` works for the type itself, and is missing in whatever "
                   "inherited from it before.",
    .fix = "Set all slots and flags in the definition, or at least before `PyType_Ready()`.",
    .exceptions = "Other slots and `tp_dict` are not looked at, nor are flags that do not change the layout, or a `tp_base` that is "
                  "set to NULL to try again or set only where it is NULL, or the offsets of a type that is made from a spec, in which "
                  "they could not be given before Python 3.9. Only "
                  "assignments in the function that makes the type ready, itself or by a helper, and in what it calls, are seen.",
    .references = "https://docs.python.org/3/c-api/type.html#c.PyType_Ready",
    .security_severity = "7.0",
    .check_program = check,
};
