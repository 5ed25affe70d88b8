#include "rules/common/syntax.h"
#include "rules/common/type_release.h"

#include <string.h>

enum { ALIASES_MAX = 8 };

/* The parameter and the locals that are nothing but it, and whether something below a node reads through one of them.
 */
typedef struct SelfSearch {
    SymbolId aliases[ALIASES_MAX];
    unsigned count;
    bool found;
} SelfSearch;

static bool is_alias(const Unit *unit, const SelfSearch *search, NodeId id)
{
    const Node *node = unit_node(unit, unit_strip_casts(unit, id));
    for (unsigned i = 0; node && node->kind == N_REF && i < search->count; i++)
        if (node->symbol == search->aliases[i])
            return true;
    return false;
}

static bool collect_alias(const Unit *unit, NodeId id, void *data)
{
    SelfSearch *search = data;
    const Node *node = unit_node(unit, id);
    NodeId initial = node->kind == N_DECLARATION ? unit_child(unit, node, 0) : 0;
    if (initial && search->count < ALIASES_MAX && is_alias(unit, search, initial))
        search->aliases[search->count++] = node->symbol;
    return true;
}

static bool calls_type_of(const Unit *unit, const Node *call)
{
    static const char *const names[] = {"Py_TYPE", "_Py_TYPE", "_Py_TYPE_impl"};
    const Node *callee = unit_node(unit, unit_strip_casts(unit, unit_child(unit, call, 0)));
    const Symbol *symbol = callee && callee->kind == N_REF ? unit_symbol(unit, callee->symbol) : NULL;
    for (unsigned i = 0; symbol && i < sizeof names / sizeof *names; i++)
        if (!strcmp(unit_string(unit, symbol->name), names[i]))
            return true;
    return false;
}

static bool find_read(const Unit *unit, NodeId id, void *data)
{
    SelfSearch *search = data;
    const Node *node = unit_node(unit, id);
    if (node->kind == N_MEMBER && node->flags & NODE_IS_ARROW && is_alias(unit, search, unit_child(unit, node, 0)))
        search->found = true;
    if (node->kind == N_CALL && calls_type_of(unit, node) && is_alias(unit, search, unit_child(unit, node, 1)))
        search->found = true;
    return !search->found;
}

static SelfSearch aliases_of_self(FunctionRef ref)
{
    SelfSearch search = {0};
    const Function *function = function_of(ref);
    if (function && function->parameter_count) {
        search.aliases[search.count++] = ref.unit->lists.items[function->first_parameter];
        syntax_walk(ref.unit, function->body, collect_alias, &search);
    }
    return search;
}

/* What a returned expression reads is told by events of its own: `return Py_TYPE(self)->tp_free(self);` reads before. */
static bool is_end(const Event *event)
{
    return event->kind == EVENT_LEAVE || event->kind == EVENT_RETURN;
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->dealloc;
    uint32_t free = trace ? next_event_on(trace, EVENT_FREE, 0, trace_self(trace)) : 0;
    if (!free)
        return;
    SelfSearch search = aliases_of_self(trace->function);
    for (uint32_t i = free + 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->caller || !(event->must_before & MILESTONE_FREED) || !event->node || is_end(event))
            continue;
        search.found = false;
        syntax_walk(event->unit, event->node, find_read, &search);
        if (!search.found)
            continue;
        Finding *finding =
            report_type(context, type, NULL, event_place(event), "the instance is read after it was freed");
        finding_function(finding, function_name(event->in));
        finding_evidence(finding, event_place(&trace->events[free]), "it is freed here");
        return;
    }
}

const Rule rule_type_read_after_free = {
    .name = "type-read-after-free",
    .family = "heap",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc reads the instance, mostly its type, after freeing it",
    .what = "A `tp_dealloc` that reads through `self` after `tp_free`, `PyObject_GC_Del()` or `PyObject_Free()`; in "
            "most cases `Py_DECREF(Py_TYPE(self))`.",
    .why = "The memory of the instance, its type pointer included, belongs to the allocator again. It may have been "
           "handed out to another thread, or be overwritten with a pattern by a debug allocator.",
    .consequence = "A read of freed memory: a crash, or a reference taken from some other object.",
    .fix = "Keep what is needed in a local variable before freeing: `PyTypeObject *type = Py_TYPE(self);`.",
    .exceptions = "Comparing or overwriting the pointer itself.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_dealloc",
    .security_severity = "7.0",
    .check_type = check,
};
