#include "rules/common/lifecycle.h"
#include "rules/common/syntax.h"

#include <string.h>

/* PyModule_GetState() is about a module that the caller has in hand; the others start from the type, which may be half cleared. */
static bool is_lookup(const Event *event)
{
    static const char *const names[] = {"PyType_GetModuleState", "PyType_GetModule", "PyType_GetModuleByDef", "PyType_GetModuleByToken",
                                        "PyState_FindModule"};
    for (unsigned i = 0; event->kind == EVENT_CALL && event->callee && i < sizeof names / sizeof *names; i++)
        if (!strcmp(event->callee, names[i]))
            return true;
    return false;
}

typedef struct Dereference {
    SymbolId variable;
    bool found;
} Dereference;

static bool visit_dereference(const Unit *unit, NodeId id, void *data)
{
    Dereference *search = data;
    const Node *node = unit_node(unit, id);
    if (node->kind == N_MEMBER && node->flags & NODE_IS_ARROW) {
        const Node *base = unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0)));
        search->found |= base && base->kind == N_REF && base->symbol == search->variable;
    }
    return !search->found;
}

static bool is_dereferenced(const Unit *unit, NodeId body, SymbolId variable)
{
    Dereference search = {.variable = variable};
    syntax_walk(unit, body, visit_dereference, &search);
    return search.found;
}

typedef struct Returned {
    NodeId call;
    SymbolId variable;
    bool found;
} Returned;

static bool visit_return(const Unit *unit, NodeId id, void *data)
{
    Returned *search = data;
    const Node *node = unit_node(unit, id);
    if (node->kind == N_RETURN) {
        NodeId value = unit_strip_casts(unit, unit_child(unit, node, 0));
        const Node *returned = unit_node(unit, value);
        search->found |= value && (value == search->call || (returned && returned->kind == N_REF && search->variable &&
                                                             returned->symbol == search->variable));
    }
    return !search->found;
}

static bool is_returned(const Unit *unit, NodeId body, NodeId call, SymbolId variable)
{
    Returned search = {.call = call, .variable = variable};
    syntax_walk(unit, body, visit_return, &search);
    return search.found;
}

typedef enum Use { USE_UNKNOWN, USE_CHECKED, USE_UNCHECKED } Use;

/* What becomes of the result of the call `node` that stands in the function of `event`; a helper that passes it on is followed to its
 * caller. PyModule_GetState() and the like in between pass NULL on or crash, so their result counts as the same. */
static Use judge_use(const Trace *trace, const Event *event, NodeId node, unsigned depth)
{
    const Function *function = function_of(event->in);
    if (!function || depth > 8)
        return USE_UNKNOWN;
    const Unit *unit = event->unit;
    SymbolId variable = syntax_receiver(unit, function->body, node);
    if (variable && syntax_tests(unit, function->body, variable))
        return USE_CHECKED;
    if (variable && is_dereferenced(unit, function->body, variable))
        return USE_UNCHECKED;
    NodeId parent = syntax_parent(unit, function->body, node);
    const Node *outer = unit_node(unit, parent);
    if (outer && outer->kind == N_MEMBER && outer->flags & NODE_IS_ARROW)
        return USE_UNCHECKED;
    if (is_returned(unit, function->body, node, variable) && event->caller)
        return judge_use(trace, &trace->events[event->caller], trace->events[event->caller].node, depth + 1);
    if (outer && outer->kind == N_CALL)
        return judge_use(trace, event, parent, depth + 1);
    return USE_UNKNOWN;
}

static bool clears_error(const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_EXCEPTION_RESTORE || (event->callee && !strcmp(event->callee, "PyErr_Clear")))
            return true;
    }
    return false;
}

static void report_lookup(RuleContext *context, const Type *type, const Trace *trace, const Event *event, Use use)
{
    const char *name = function_name(trace->function);
    Finding *finding = report_type(context, type, NULL, event_place(event),
                                   use == USE_UNCHECKED ? "`%s` uses the result of %s() without a test for NULL"
                                                        : "`%s` leaves the exception of a failed %s() set",
                                   name, event->callee);
    if (use != USE_UNCHECKED)
        finding_severity(finding, SEVERITY_NOTE);
    finding_function(finding, name);
    finding_evidence(finding, (Place){0}, "the collector may have cleared the type before its last instance dies: then the result is NULL, with TypeError set");
}

static void check_trace(RuleContext *context, const Type *type, const Trace *trace)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (!is_lookup(event))
            continue;
        Use use = judge_use(trace, event, event->node, 0);
        if (use == USE_UNCHECKED || (use == USE_CHECKED && !clears_error(trace)))
            report_lookup(context, type, trace, event, use);
    }
}

static void check(RuleContext *context, const Type *type)
{
    check_trace(context, type, type->dealloc);
    check_trace(context, type, type->clear);
}

const Rule rule_dealloc_uses_type_or_module_state = {
    .name = "dealloc-uses-type-or-module-state",
    .family = "dealloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0309,
    .until = 0x030f,
    .summary = "tp_dealloc or tp_clear relies on module state that may be gone",
    .what = "A `tp_dealloc` or `tp_clear` that looks up the state of its module through the type (`PyType_GetModuleState()`, `PyType_GetModule()`, "
            "`PyType_GetModuleByDef()`) or the interpreter (`PyState_FindModule()`), and uses the result without a test for NULL. With a test, but without "
            "clearing the exception that the failed lookup has set, it is a note.",
    .why = "When a module goes away, its types and their last instances are usually garbage of the same collection. The collector calls `tp_clear` on them in "
           "no particular order: `type_clear()` in Objects/typeobject.c empties the dictionary of the type and sets `ht_module` to NULL, and an "
           "instance may die after that. `PyType_GetModuleState()` then returns NULL and sets `TypeError`. A list of free objects in the module state, "
           "looked up in the deallocator, is the usual victim.",
    .consequence = "- NULL pointer dereference when an instance dies together with its module: at interpreter shutdown, at the end of a sub-interpreter, or when a "
                   "test reloads the module (3.9 and later; gh-115874 in itertools and asyncio).\n"
                   "- With the test but without `PyErr_Clear()`: an exception set by a deallocator, which shows up anywhere, or aborts a debug build.",
    .fix = "Do without module state in deallocators. Otherwise test the result, call `PyErr_Clear()` when it is NULL, and fall back to freeing the instance; "
           "or store a pointer to the state and an owned reference to the module in the instance.",
    .exceptions = "Results that are tested, in the function or in its caller; an `assert()` is not a test. Results that go to functions which gclint cannot see. "
                  "Reading `Py_TYPE(self)`, its flags and `tp_free` is fine.",
    .references = "https://github.com/python/cpython/issues/115874\n"
                  "https://github.com/python/cpython/issues/122527 (the same for structseq)",
    .security_severity = "5.0",
    .check_type = check,
};
