#include "rules/common/lifecycle.h"

#include "rules/common/syntax.h"

#include <string.h>

Place function_place(FunctionRef function)
{
    const Function *definition = function_of(function);
    const Symbol *symbol = definition ? unit_symbol(function.unit, definition->symbol) : NULL;
    if (!symbol)
        return (Place){0};
    /* A prototype may be what the symbol's own span shows. */
    bool inside = symbol->span.file == definition->span.file && symbol->span.line >= definition->span.line &&
                  symbol->span.line <= definition->span.end_line;
    return (Place){function.unit, inside ? symbol->span : definition->span};
}

PathId trace_self(const Trace *trace)
{
    for (PathId path = 1; path < trace->path_count; path++)
        if (trace->paths[path].kind == PATH_SELF)
            return path;
    return 0;
}

static bool value_has_path(Value value)
{
    return value.kind == VALUE_CONTENT || value.kind == VALUE_ADDRESS;
}

bool event_is_on(const Trace *trace, const Event *event, PathId object)
{
    (void)trace;
    return object && event->value.kind == VALUE_CONTENT && event->value.path == object;
}

bool event_is_about(const Trace *trace, const Event *event, PathId object)
{
    if (!object)
        return false;
    if (value_has_path(event->value) && event->value.path && trace_root(trace, event->value.path) == object)
        return true;
    return event->kind == EVENT_STORE && event->target && trace_root(trace, event->target) == object;
}

static bool value_is(Value value, PathId object)
{
    return value.kind == VALUE_CONTENT && value.path == object;
}

bool event_passes(const Trace *trace, const Event *event, PathId object)
{
    (void)trace;
    if (!object)
        return false;
    for (uint32_t i = 0; i < event->argument_count; i++)
        if (value_is(event->arguments[i], object))
            return true;
    return value_is(event->value, object);
}

/* C++'s own library keeps and finds pointers; what they point to it does not know. */
static bool is_of_standard_library(const Event *event)
{
    return event->callee && !strncmp(event->callee, "std::", strlen("std::"));
}

static bool is_under(const Trace *trace, uint32_t inner, uint32_t outer)
{
    while (inner && inner != outer)
        inner = trace->guards[inner].outer;
    return inner == outer;
}

bool event_is_before_abort(const Trace *trace, uint32_t index)
{
    for (uint32_t i = index + 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool ends = event->kind == EVENT_CALL && event->api && event->api->effect == API_NO_RETURN;
        if (ends && is_under(trace, trace->events[index].guard, event->guard))
            return true;
        if (event->kind == EVENT_RETURN && is_under(trace, event->guard, trace->events[index].guard))
            return false;
    }
    return false;
}

bool event_is_opaque(const Trace *trace, const Event *event, PathId object)
{
    if (event->kind == EVENT_CALL)
        return !event->api && !is_of_standard_library(event) && event_passes(trace, event, object);
    if (event->kind != EVENT_SLOT_CALL || !event_passes(trace, event, object))
        return false;
    /* Slots of builtin types do what is documented; those of a program's type that were not followed may do anything.
     */
    return !event->slot_builtin;
}

bool event_releases_field(const Trace *trace, const Event *event, PathId object)
{
    if (event->kind != EVENT_RELEASE && event->kind != EVENT_RELEASE_BUFFER)
        return false;
    if (!object || !value_has_path(event->value) || !event->value.path || event->value.path == object)
        return false;
    if (trace_root(trace, event->value.path) != object)
        return false;
    const Path *path = trace_path(trace, event->value.path);
    bool is_type = path_is_type_field(path) && path->parent == object;
    return !is_type;
}

static bool is_base_dealloc(const Type *type, FunctionRef function)
{
    for (const Type *base = type ? type->base : NULL; base; base = base->base)
        if (base->slots[SLOT_tp_dealloc].is_set && base->slots[SLOT_tp_dealloc].function.unit &&
            function_equal(base->slots[SLOT_tp_dealloc].function, function))
            return true;
    return false;
}

bool event_chains_dealloc(const Trace *trace, const Event *event, const Type *type)
{
    if (event->kind == EVENT_SLOT_CALL)
        return event->slot && !strcmp(event->slot, "tp_dealloc") && event_passes(trace, event, trace_self(trace));
    return event->kind == EVENT_ENTER && is_base_dealloc(type, event->function);
}

bool event_is_in_base_dealloc(const Trace *trace, const Event *event, const Type *type)
{
    for (uint32_t caller = event->caller; caller; caller = trace->events[caller].caller)
        if (event_chains_dealloc(trace, &trace->events[caller], type))
            return true;
    return false;
}

bool event_calls_python(const Event *event)
{
    return event->kind == EVENT_CALL && event->api && event->api->runs_python;
}

bool events_in_order(const Trace *trace, uint32_t earlier, uint32_t later)
{
    return earlier < later && !trace_guards_exclude(trace, trace->events[earlier].guard, trace->events[later].guard);
}

const Reference *event_reference(const Type *type, const Trace *trace, const Event *event)
{
    return type && value_has_path(event->value) && event->value.path ? type_reference_at(type, trace, event->value.path)
                                                                     : NULL;
}

const char *event_field_text(Model *model, const Trace *trace, const Event *event)
{
    const char *text =
        value_has_path(event->value) && event->value.path ? trace_path_text(model, trace, event->value.path) : NULL;
    return text && *text ? text : "a field";
}

const Event *last_tracking_event(const Trace *trace, uint32_t before, PathId object)
{
    for (uint32_t i = before; i-- > 1;) {
        const Event *event = &trace->events[i];
        bool is_tracking = event->kind == EVENT_TRACK || event->kind == EVENT_UNTRACK;
        if (is_tracking && event_is_on(trace, event, object) && events_in_order(trace, i, before))
            return event;
    }
    return NULL;
}

uint32_t next_event_on(const Trace *trace, EventKind kind, uint32_t after, PathId object)
{
    for (uint32_t i = after + 1; i < trace->event_count; i++)
        if (trace->events[i].kind == kind && event_is_on(trace, &trace->events[i], object) &&
            (!after || events_in_order(trace, after, i)))
            return i;
    return 0;
}

bool trace_has_opaque_call(const Trace *trace, PathId object)
{
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (event_is_opaque(trace, &trace->events[i], object))
            return true;
    return false;
}

bool trace_is_cut_short(const Trace *trace)
{
    const Function *function = function_of(trace->function);
    if (!function || function->is_broken)
        return true;
    for (uint32_t i = 0; i < trace->obstacle_count; i++)
        if (!strncmp(trace->obstacles[i], "the walk stopped", strlen("the walk stopped")))
            return true;
    return false;
}

bool trace_chains_dealloc(const Trace *trace, const Type *type)
{
    if (trace->may_at_end & MILESTONE_BASE_DEALLOC)
        return true;
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (event_chains_dealloc(trace, &trace->events[i], type))
            return true;
    return false;
}

/* --- conditions
 * ---------------------------------------------------------------------------------------------------------------- */

/* Function-like macros of the headers call others, by version: `_Py_IS_TYPE()` up to 3.11, `_Py_IS_TYPE_impl()` from 3.15 on. */
static bool names_type_test(const char *name)
{
    static const char *const names[] = {
        "PyObject_IS_GC",     "PyType_IS_GC",        "_PyObject_IS_GC",  "_PyType_IS_GC", "PyType_HasFeature", "PyType_GetFlags",
        "Py_IS_TYPE",         "_Py_IS_TYPE",         "_Py_IS_TYPE_impl", "Py_TYPE",       "_Py_TYPE",          "_Py_TYPE_impl",
        "PyObject_TypeCheck", "_PyObject_TypeCheck", "PyType_IsSubtype", "ob_type",       "tp_flags"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i]))
            return true;
    return strstr(name, "CheckExact") != NULL;
}

static bool is_type_pointer(const Unit *unit, NodeId id)
{
    const Node *node = unit_node(unit, unit_strip_casts(unit, id));
    bool is_null = node && node->flags & NODE_IS_NULL;
    const Record *record = node && !is_null ? unit_record(unit, unit_type_record(unit, node->type, 1)) : NULL;
    const char *name = record ? unit_string(unit, record->name) : "";
    return !strcmp(name, "_typeobject") || !strcmp(name, "PyTypeObject");
}

/* `type == &Foo_Type`, whatever the left side is. */
static bool compares_types(const Unit *unit, const Node *node)
{
    bool is_comparison = node->kind == N_BINARY && (node->operator == OP_EQUAL || node->operator == OP_NOT_EQUAL);
    return is_comparison && is_type_pointer(unit, unit_child(unit, node, 0)) &&
           is_type_pointer(unit, unit_child(unit, node, 1));
}

static bool mentions_type(const Unit *unit, NodeId id, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > 32)
        return false;
    const Symbol *symbol = unit_symbol(unit, node->symbol);
    if (symbol && symbol->kind == SYMBOL_FUNCTION && names_type_test(unit_string(unit, symbol->name)))
        return true;
    if ((node->kind == N_MEMBER && names_type_test(unit_string(unit, node->text))) || compares_types(unit, node))
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (mentions_type(unit, unit_child(unit, node, i), depth + 1))
            return true;
    return false;
}

typedef struct LocalTest {
    SymbolId local;
    bool found;
} LocalTest;

/* `bool is_gc = PyType_IS_GC(type);` or the same as an assignment. */
static bool visit_value(const Unit *unit, NodeId id, void *data)
{
    LocalTest *search = data;
    const Node *node = unit_node(unit, id);
    const Node *target =
        node->kind == N_BINARY && node->operator == OP_ASSIGN ? unit_node(unit, unit_child(unit, node, 0)) : NULL;
    if (node->kind == N_DECLARATION && node->symbol == search->local)
        search->found |= mentions_type(unit, unit_child(unit, node, 0), 0);
    else if (target && target->kind == N_REF && target->symbol == search->local)
        search->found |= mentions_type(unit, unit_child(unit, node, 1), 0);
    return !search->found;
}

static bool holds_type_test(const Unit *unit, SymbolId local)
{
    LocalTest search = {.local = local};
    const Symbol *symbol = unit_symbol(unit, local);
    for (uint32_t i = 1; symbol && symbol->owner && i < unit->functions.count && !search.found; i++)
        if (unit->functions.items[i].symbol == symbol->owner)
            syntax_walk(unit, unit->functions.items[i].body, visit_value, &search);
    return search.found;
}

/* The condition is about a local that says what a test of the type found. */
static bool mentions_type_test(const Unit *unit, NodeId id, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > 32)
        return false;
    const Symbol *symbol = node->kind == N_REF ? unit_symbol(unit, node->symbol) : NULL;
    const CType *type = symbol ? unit_type(unit, symbol->type) : NULL;
    if (symbol && symbol->owner && type && type->kind != CTYPE_POINTER && holds_type_test(unit, node->symbol))
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (mentions_type_test(unit, unit_child(unit, node, i), depth + 1))
            return true;
    return false;
}

typedef struct ShortCut {
    NodeId node;
    bool found;
} ShortCut;

static bool visit_short_cut(const Unit *unit, NodeId id, void *data)
{
    ShortCut *search = data;
    const Node *node = unit_node(unit, id);
    bool is_logical = node->kind == N_BINARY && (node->operator == OP_LOGICAL_AND || node->operator == OP_LOGICAL_OR);
    if (is_logical && mentions_type(unit, unit_child(unit, node, 0), 0))
        search->found |= syntax_contains(unit, unit_child(unit, node, 1), search->node);
    return !search->found;
}

/* `Py_IS_TYPE(self, &Foo_Type) && call(self)`: the call depends on the first operand. */
static bool is_in_short_cut(const Event *event)
{
    const Function *function = function_of(event->in);
    ShortCut search = {.node = event->node};
    if (function)
        syntax_walk(event->unit, function->body, visit_short_cut, &search);
    return search.found;
}

bool event_is_guarded_by_type(const Trace *trace, const Event *event)
{
    for (uint32_t i = event->guard; i; i = trace->guards[i].outer) {
        const Guard *guard = &trace->guards[i];
        if (!guard->is_loop && (mentions_type(guard->unit, guard->condition, 0) ||
                                mentions_type_test(guard->unit, guard->condition, 0)))
            return true;
    }
    return is_in_short_cut(event);
}

/* --- types
 * ---------------------------------------------------------------------------------------------------------------------
 */

bool type_has_foreign_base(const Type *type)
{
    for (const Type *at = type; at; at = at->base)
        if (at->base_known != TRUTH_YES || at->builtin_base)
            return true;
    return false;
}

bool type_is_apart_from_builtin(const Type *type)
{
    static const char *const heads[] = {"_object", "PyObject", "PyVarObject"};
    const Unit *unit = type->record.unit;
    const Record *record = unit ? unit_record(unit, type->record.record) : NULL;
    const SourceFile *file = record ? unit_file(unit, record->span.file) : NULL;
    if (!type->builtin_base || !file || !file->in_tree || record->field_count < 2)
        return false;
    /* PyException_HEAD writes the fields of the base out. */
    if (strncmp(type->builtin_base->symbol, "PyExc_", 6) == 0)
        return false;
    /* As PyObject_HEAD and PyObject_VAR_HEAD make it: a copy of the base's struct begins with a struct of its own, or is not told. */
    const Field *first = unit_field(unit, record->first_field);
    const Record *head = unit_record(unit, unit_type_record(unit, first->type, 0));
    if (!head || strcmp(unit_string(unit, first->name), "ob_base") != 0)
        return false;
    for (unsigned i = 0; i < sizeof heads / sizeof *heads; i++)
        if (strcmp(unit_string(unit, head->name), heads[i]) == 0)
            return true;
    return false;
}

bool type_has_object_dealloc(const Type *type)
{
    return type->is_complete && !type->is_heap && !type->has_default_dealloc && !type->effective[SLOT_tp_dealloc] &&
           !type_has_foreign_base(type);
}

bool type_has_python_subclasses(const Type *type)
{
    if (!type->is_subclassable || type->flags & TYPE_DISALLOW_INSTANTIATION)
        return false;
    /* A static type whose base is object does not inherit tp_new, and then neither do its subclasses. */
    return type->is_heap || type->effective[SLOT_tp_new] || type_has_foreign_base(type);
}

bool type_has_generic_alloc(const Type *type)
{
    const Slot *slot = type->effective[SLOT_tp_alloc];
    return !slot || slot->is_null || (slot->name && !strcmp(slot->name, "PyType_GenericAlloc"));
}

/* Calling the type makes instances by its tp_alloc, which no allocation of the program shows. */
static bool is_made_by_call(const Type *type)
{
    const Slot *slot = type->effective[SLOT_tp_new];
    return slot && slot->name && !strcmp(slot->name, "PyType_GenericNew") && type_has_generic_alloc(type);
}

bool type_is_never_tracked(const Model *model, const Type *type)
{
    bool found = false;
    if (is_made_by_call(type))
        return false;
    for (uint32_t i = 0; i < model->allocation_count; i++) {
        const Allocation *allocation = &model->allocations[i];
        if (allocation->type != type)
            continue;
        const Event *event = &allocation->trace->events[allocation->event];
        if (!event->api || event->api->effect != API_ALLOCATE_GC)
            return false;
        if (next_event_on(allocation->trace, EVENT_TRACK, 0, allocation->object))
            return false;
        found = true;
    }
    return found && !type->is_subclassable;
}

bool type_is_abstract(const Model *model, const Type *type)
{
    if (type->is_heap || type->base_known != TRUTH_YES || type->base || type->builtin_base || !type->has_subclass ||
        !type->is_complete || type_defines(type, SLOT_tp_new))
        return false;
    for (uint32_t i = 0; i < model->allocation_count; i++)
        if (model->allocations[i].type == type)
            return false;
    return true;
}
