#include "rules/common/lifecycle.h"
#include "rules/common/syntax.h"
#include "rules/common/words.h"

#include <string.h>

/* A pointer that the instance keeps, or a struct inside of it, but not at its very beginning: that could be the instance. */
static bool is_part(const Trace *trace, Value value, PathId self)
{
    if ((value.kind != VALUE_CONTENT && value.kind != VALUE_ADDRESS) || !value.path || value.path == self ||
        trace_root(trace, value.path) != self)
        return false;
    const Path *path = trace_path(trace, value.path);
    const CType *type = path->unit ? unit_type(path->unit, path->type) : NULL;
    if (path->kind != PATH_FIELD || path->offset == 0 || !type || (path->name && !strcmp(path->name, "ob_type")))
        return false;
    if (value.kind == VALUE_ADDRESS) /* a struct of a header that is missing has no type */
        return type->kind == CTYPE_RECORD || type->kind == CTYPE_UNKNOWN;
    return type->kind == CTYPE_POINTER;
}

/* `self->part.~Part()` */
static bool is_destructor(const char *name)
{
    const char *tilde = strrchr(name, '~');
    return tilde && (tilde == name || tilde[-1] == ':');
}

/* What belongs to the instance in C is freed, or given to a function of another library by its name. With a callback among the
 * arguments that may end the instance later. */
static bool is_given_up(const Trace *trace, const Event *event, PathId self)
{
    if (event->kind == EVENT_FREE)
        return is_part(trace, event->value, self);
    if ((event->kind == EVENT_CALL || event->kind == EVENT_ENTER) && !event->caller && event->callee && is_destructor(event->callee))
        return true;
    if (event->kind != EVENT_CALL || event->api || event->function.unit || !event->callee)
        return false;
    bool is_any = false;
    for (uint32_t i = 0; i < event->argument_count; i++) {
        if (event->arguments[i].kind == VALUE_FUNCTION)
            return false;
        is_any |= is_part(trace, event->arguments[i], self);
    }
    return is_any;
}

/* The deallocator takes the instance apart, so that it is not one that keeps an immortal object alive. */
static const Event *find_teardown(const Trace *trace, PathId self)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event_releases_field(trace, event, self) || is_given_up(trace, event, self))
            return event;
        bool is_teardown = event->kind == EVENT_UNTRACK || event->kind == EVENT_CLEAR_WEAKREFS;
        if (is_teardown && event_is_on(trace, event, self))
            return event;
    }
    return NULL;
}

/* The memory goes somewhere else: freed, given to a base, kept in a list, or kept alive. */
static bool goes_elsewhere(const Type *type, const Trace *trace, const Event *event, PathId self)
{
    if (event->kind == EVENT_FREE)
        return event_is_on(trace, event, self) || event->value.kind == VALUE_UNKNOWN;
    if (event->kind == EVENT_STORE)
        return event_is_on(trace, event, self) && trace_root(trace, event->target) != self;
    if (event->kind == EVENT_INCREF)
        return event_is_on(trace, event, self);
    if (event->kind == EVENT_RETURN || event->kind == EVENT_ENTER || event->kind == EVENT_LEAVE)
        return false;
    return event_chains_dealloc(trace, event, type) || event_is_opaque(trace, event, self);
}

static bool visit_comparison(const Unit *unit, NodeId id, void *data)
{
    const Node *node = unit_node(unit, id);
    bool *found = data;
    *found |= node->kind == N_BINARY && node->operator >= OP_LESS && node->operator <= OP_GREATER_EQUAL;
    return !*found;
}

/* `if (list && list->count < MAX)`, and not only whether there is a list at all. */
static bool depends_on_room(const Trace *trace, uint32_t guard)
{
    bool found = false;
    for (uint32_t i = guard; i && !found; i = trace->guards[i].outer)
        if (!trace->guards[i].is_loop && trace->guards[i].condition)
            syntax_walk(trace->guards[i].unit, trace->guards[i].condition, visit_comparison, &found);
    return found;
}

/* Among the variables of the program, or in memory that a function finds, such as the state of the module or what a thread has. */
static bool is_in_list(const Trace *trace, const Event *event)
{
    const Path *list = event->kind == EVENT_STORE ? trace_path(trace, trace_root(trace, event->target)) : NULL;
    if (!list || event->in_loop)
        return false;
    if (list->kind == PATH_GLOBAL)
        return trace_real_guard(trace, event->guard, 0);
    return (list->kind == PATH_RESULT || list->kind == PATH_STATE) && depends_on_room(trace, event->guard);
}

/* `if (count < MAX) list[count++] = self;`, and nothing where it is not kept: the store; NULL otherwise. */
static const Event *kept_or_lost(const Type *type, const Trace *trace, PathId self)
{
    const Event *kept = NULL;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (!goes_elsewhere(type, trace, event, self))
            continue;
        if ((kept && !events_are_one(kept, event)) || !is_in_list(trace, event))
            return NULL;
        kept = kept ? kept : event;
    }
    return kept;
}

/* Without a tp_dealloc it is that of object, which calls tp_free and does nothing else. */
static const Trace *last_function(Model *model, const Type *type)
{
    bool is_left_to_object = !type->dealloc && !type->is_heap && type->base_known == TRUTH_YES && !type->base && !type->builtin_base &&
                             !type_defines(type, SLOT_tp_dealloc);
    return is_left_to_object && type_defines(type, SLOT_tp_free) ? type_slot_trace(model, type, SLOT_tp_free) : type->dealloc;
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = last_function(rule_model(context), type);
    PathId self = trace ? trace_self(trace) : 0;
    if (!self || trace_is_cut_short(trace) ||
        trace->may_at_end & (MILESTONE_FREED | MILESTONE_BASE_DEALLOC) || trace->must_at_end & MILESTONE_ESCAPED)
        return;
    const Event *teardown = find_teardown(trace, self);
    if (!teardown || trace_chains_dealloc(trace, type))
        return;
    const Event *kept = kept_or_lost(type, trace, self);
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (!(kept && events_are_one(&trace->events[i], kept)) && goes_elsewhere(type, trace, &trace->events[i], self))
            return;
    if (trace->may_at_end & MILESTONE_ESCAPED && !kept)
        return;
    const char *name = function_name(trace->function);
    Finding *finding = report_type(context, type, NULL, function_place(trace->function),
                                   kept ? "`%s` takes the %s apart and keeps it or, where it does not, never frees its memory"
                                        : "`%s` takes the %s apart but never frees its memory", name, type_label(type));
    finding_function(finding, name);
    finding_evidence(finding, event_place(teardown), "the instance is taken apart here");
    if (kept)
        finding_evidence(finding, event_place(kept), "only where it is kept here, under a condition, its memory is not lost");
}

const Rule rule_dealloc_missing_free = {
    .name = "dealloc-missing-free",
    .family = "dealloc",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc does not free the instance",
    .what = "A `tp_dealloc` that releases or frees fields, untracks or clears weak references, and then ends on every path "
            "without freeing the memory of the instance: no `tp_free`, no `PyObject_GC_Del()` or `PyObject_Free()`, no "
            "deallocator of a base; or that keeps it in a free list while there is room, and does nothing where there is none. Likewise a `tp_free` of a static type without `tp_dealloc`.",
    .why = "`_Py_Dealloc()` calls `tp_dealloc` and does nothing else; freeing the memory is the deallocator's last "
           "duty. `tp_clear` is different: it only drops references, and a deallocator that was written by copying it "
           "leaks every instance.",
    .consequence = "Every instance leaks its memory, on all versions. For a type made from a spec, its reference to "
                   "the type leaks as well.",
    .fix = "End the deallocator with `Py_TYPE(self)->tp_free((PyObject *)self);` (and for a type made from a spec "
           "release the type after it).",
    .exceptions = "Deallocators that put the instance into a list of free objects, keep it alive, chain to another "
                  "deallocator, or hand it to a function outside the program. A path that frees is enough: single "
                  "paths without a free are not reported, because a resurrected instance and the trashcan need them.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_dealloc",
    .check_type = check,
};
