#include "rules/common/lifecycle.h"
#include "rules/common/syntax.h"
#include "rules/common/words.h"

#include <string.h>

/* Py_TRASHCAN_BEGIN opens a do-while that Py_TRASHCAN_END closes: from 3.8 to 3.13 everything in between is its body.
 */
typedef struct Trashcan {
    const Unit *unit;
    SymbolId function;
    const Program *program;
    FunctionRef slot; /* what stands in tp_dealloc, which may only call that one */
    NodeId loop;     /* 0: none */
    NodeId begin;    /* what the opening macro wrote first */
    bool is_safe;    /* Py_TRASHCAN_SAFE_BEGIN */
    NodeId stranger; /* a function given to Py_TRASHCAN_BEGIN that is neither of these */
    NodeId exit;     /* a return between begin and end */
} Trashcan;

static bool is_begin(const char *macro)
{
    return !strcmp(macro, "Py_TRASHCAN_BEGIN") || !strcmp(macro, "Py_TRASHCAN_SAFE_BEGIN");
}

/* The loop itself ends in the other macro and is of neither; its first statement is of the beginning. */
static NodeId first_of_begin(const Unit *unit, const Node *node)
{
    const Node *block = node->kind == N_DO ? unit_node(unit, unit_child(unit, node, 0)) : NULL;
    NodeId first = block && block->kind == N_BLOCK ? unit_child(unit, block, 0) : 0;
    return first && is_begin(syntax_macro(unit, unit_node(unit, first))) ? first : 0;
}

static bool visit_loop(const Unit *unit, NodeId id, void *data)
{
    Trashcan *trashcan = data;
    NodeId first = first_of_begin(unit, unit_node(unit, id));
    if (first && !trashcan->loop) {
        trashcan->loop = id;
        trashcan->begin = first;
        trashcan->is_safe = !strcmp(syntax_macro(unit, unit_node(unit, first)), "Py_TRASHCAN_SAFE_BEGIN");
    }
    return !trashcan->loop;
}

static bool visit_body(const Unit *unit, NodeId id, void *data)
{
    Trashcan *trashcan = data;
    const Node *node = unit_node(unit, id);
    const Symbol *symbol = unit_symbol(unit, node->symbol);
    bool is_argument = node->flags & NODE_FROM_MACRO_ARGUMENT && is_begin(syntax_macro(unit, node));
    if (node->kind == N_REF && is_argument && symbol && symbol->kind == SYMBOL_FUNCTION &&
        node->symbol != trashcan->function && !function_equal(program_function(trashcan->program, unit, node->symbol), trashcan->slot))
        trashcan->stranger = id;
    if (node->kind == N_RETURN && !node->macro && !trashcan->exit)
        trashcan->exit = id;
    return node->kind != N_LAMBDA;
}

static Trashcan find_trashcan(const Model *model, const Type *type)
{
    FunctionRef ref = type->dealloc->function;
    const Function *function = function_of(ref);
    Trashcan trashcan = {.unit = ref.unit, .program = model->program, .slot = type_effective_function(type, SLOT_tp_dealloc)};
    if (!function || !function->body)
        return trashcan;
    trashcan.function = function->symbol;
    syntax_walk(ref.unit, function->body, visit_loop, &trashcan);
    if (trashcan.loop)
        syntax_walk(ref.unit, trashcan.loop, visit_body, &trashcan);
    return trashcan;
}

static Place node_place(const Trashcan *trashcan, NodeId node)
{
    return (Place){trashcan->unit, unit_node(trashcan->unit, node)->span};
}

/* `(self);` and `(void)self;`: the first is what Py_TRASHCAN_END(self) leaves behind. */
static bool has_no_effect(const Unit *unit, NodeId statement)
{
    return unit_node(unit, unit_strip_casts(unit, statement))->kind == N_REF;
}

/* The first statement after the macros that does something with the instance; 0: none. */
static NodeId find_use_after(const Trashcan *trashcan, FunctionRef ref)
{
    const Unit *unit = trashcan->unit;
    const Function *function = function_of(ref);
    const Node *block = unit_node(unit, syntax_parent(unit, function->body, trashcan->loop));
    if (!block || block->kind != N_BLOCK || !function->parameter_count)
        return 0;
    SymbolId self = unit->lists.items[function->first_parameter];
    bool after = false;
    for (uint32_t i = 0; i < block->child_count; i++) {
        NodeId child = unit_child(unit, block, i);
        if (after && syntax_mentions(unit, child, self) && !has_no_effect(unit, child))
            return child;
        after |= child == trashcan->loop;
    }
    return 0;
}

static const Event *find_untrack_inside(const Trace *trace, const Trashcan *trashcan)
{
    uint32_t untrack = next_event_on(trace, EVENT_UNTRACK, 0, trace_self(trace));
    const Event *event = trace_outermost_event(trace, &trace->events[untrack]);
    bool inside =
        untrack && event->unit == trashcan->unit && syntax_contains(trashcan->unit, trashcan->loop, event->node);
    return inside ? event : NULL;
}

static Finding *report(RuleContext *context, const Type *type, Place place, const char *text)
{
    Finding *finding = report_type(context, type, NULL, place, "%s", text);
    finding_function(finding, function_name(type->dealloc->function));
    if (rule_model(context)->python_low > 0x030d)
        finding_severity(finding, SEVERITY_NOTE);
    if (rule_model(context)->python_high > 0x030d)
        finding_evidence(finding, (Place){0},
                         "from Python 3.14 on the macros expand to nothing: the interpreter has its own protection");
    return finding;
}

/* A subclass enters the trashcan as well, and its tp_dealloc runs twice; other types only lose the macros with 3.13. */
static void report_safe(RuleContext *context, const Type *type, Place begin)
{
    bool has_subclass = type->is_subclassable || type->has_subclass;
    Finding *finding = report(context, type, begin,
                              has_subclass ? "Py_TRASHCAN_SAFE_BEGIN is unsafe with subclasses"
                                           : "Py_TRASHCAN_SAFE_BEGIN does not exist from Python 3.13 on");
    if (has_subclass)
        finding_evidence(finding, (Place){0}, "from Python 3.13 on the macro does not exist");
    else
        finding_severity(finding, SEVERITY_NOTE);
}

static void check(RuleContext *context, const Type *type)
{
    if (!type->dealloc)
        return;
    Trashcan trashcan = find_trashcan(rule_model(context), type);
    if (!trashcan.loop)
        return;
    Arena *arena = rule_model(context)->arena;
    const char *name = function_name(type->dealloc->function);
    Place begin = node_place(&trashcan, trashcan.begin);
    if (trashcan.is_safe)
        report_safe(context, type, begin);
    if (type->has_gc == TRUTH_NO)
        report(
            context, type, begin,
            arena_format(arena, "`%s` uses the trashcan for %s %s, which is not a GC object", name,
                         indefinite_article(type_label(type)), type_label(type)));
    const Event *untrack = find_untrack_inside(type->dealloc, &trashcan);
    if (untrack)
        finding_evidence(
            report(context, type, begin,
                   arena_format(arena, "`%s` enters the trashcan before it has untracked the instance", name)),
            event_place(untrack), "untracked only here");
    if (trashcan.stranger)
        report(context, type, node_place(&trashcan, trashcan.stranger),
               arena_format(arena, "the trashcan of `%s` is given another deallocator", name));
    if (trashcan.exit)
        finding_evidence(
            report(context, type, node_place(&trashcan, trashcan.exit),
                   arena_format(arena, "`%s` returns from between Py_TRASHCAN_BEGIN and Py_TRASHCAN_END", name)),
            begin, "the trashcan is entered here");
    NodeId use = find_use_after(&trashcan, type->dealloc->function);
    if (use)
        report(context, type, node_place(&trashcan, use),
               arena_format(arena,
                            "`%s` uses the instance after Py_TRASHCAN_END, when it may be waiting in the trashcan",
                            name));
}

const Rule rule_trashcan_misuse = {
    .name = "trashcan-misuse",
    .family = "dealloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "Py_TRASHCAN_BEGIN and Py_TRASHCAN_END are used wrongly",
    .what =
        "In a `tp_dealloc`: `Py_TRASHCAN_BEGIN` before `PyObject_GC_UnTrack()`; with a second argument that is not the "
        "enclosing function; a `return` before `Py_TRASHCAN_END`; a statement that uses the instance after it; either "
        "macro in a type that is not a GC type; and the old `Py_TRASHCAN_SAFE_BEGIN` and `Py_TRASHCAN_SAFE_END` in a "
        "type that has subclasses or may have some (in any other type they are a note).",
    .why = "The trashcan keeps the C stack flat when a long chain of containers dies: when deallocators are nested too "
           "deeply, `Py_TRASHCAN_BEGIN` puts the instance into a list and leaves the function; it is called again "
           "later. Up to 3.13 the list is threaded through the GC header, so the instance must be a GC object, and one "
           "that is not tracked. Begin and end count the depth, so a `return` in between leaves the count wrong for "
           "ever. The second argument tells the outermost deallocator of a chain of base types: with a wrong one the "
           "trashcan never works, or an instance of a subclass is destroyed twice (bpo-35983), which is also what the "
           "SAFE macros cannot prevent.\n\n"
           "From 3.14 on both macros expand to nothing, and the interpreter protects GC objects by itself (gh-124715).",
    .consequence =
        "- 3.8 to 3.13: corruption of the collector's lists, double deallocation, or a trashcan that stops working.\n"
        "- 3.13 and later: code with the SAFE macros does not compile.\n"
        "- 3.14 and later: no effect, so the finding is a note there.",
    .fix = "`PyObject_GC_UnTrack(self);`, then `Py_TRASHCAN_BEGIN(self, this_function)`, the whole teardown without a "
           "`return`, `Py_TRASHCAN_END` last.",
    .exceptions = "With headers of Python 3.14 and later the macros leave no trace in the code, and nothing is found. "
                  "A chain of objects without any trashcan is not reported.",
    .references = "https://github.com/python/cpython/issues/80164 (bpo-35983)\n"
                  "https://github.com/python/cpython/issues/124715",
    .security_severity = "5.5",
    .check_type = check,
};
