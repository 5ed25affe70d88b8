#include "rules/common/allocations.h"
#include "rules/common/syntax.h"
#include "rules/common/words.h"

#include <string.h>

enum { CALLERS_DEPTH = 3 };

static bool can_be_in_cycle(const Type *type)
{
    if (type->is_heap)
        return true;
    for (uint32_t i = 0; i < type->reference_count; i++)
        if (type->references[i].owned.truth == TRUTH_YES && type->references[i].cyclic.truth == TRUTH_YES)
            return true;
    return false;
}

/* --- who else could track it
 * ---------------------------------------------------------------------------------------------------- */

static bool points_to_instance(const Model *model, const Type *type, const Unit *unit, const Node *node)
{
    RecordId record = unit_type_record(unit, node->type, 1);
    if (!record || !type->record.record)
        return false;
    RecordRef found = program_record(model->program, unit, record);
    const Record *a = unit_record(found.unit, found.record), *b = unit_record(type->record.unit, type->record.record);
    return a && b && !strcmp(unit_string(found.unit, a->name), unit_string(type->record.unit, b->name));
}

/* The call tracks a pointer to the type's own struct, or what is cast to one: `(Buffer *)((char *)items - OFFSET)`. */
static bool tracks_record(const Model *model, const Type *type, const TracePoint *point)
{
    const Event *event = &point->trace->events[point->event];
    const Unit *unit = event->unit;
    const Node *call = unit_node(unit, event->node);
    /* The last argument: debug headers put a place before it. */
    NodeId last = call->child_count > 1 ? unit_child(unit, call, call->child_count - 1) : 0;
    for (const Node *at = unit_node(unit, last); at; at = at->kind == N_CAST ? unit_node(unit, unit_child(unit, at, 0)) : NULL)
        if (points_to_instance(model, type, unit, at))
            return true;
    const Node *argument = unit_node(unit, unit_strip_casts(unit, last));
    return argument && points_to_instance(model, type, unit, argument);
}

/* --- calls that were not followed, as walks go only so deep
 * ------------------------------------------------------------------------------------------------------------------------ */

enum { TRACKERS_MAX = 400 };

/* The functions of the program that could track an instance of the type, and those that call them. */
typedef struct Trackers {
    Model *model;
    const Type *type;
    bool is_known, is_cut;
    uint32_t count;
    FunctionRef items[TRACKERS_MAX];
} Trackers;

static bool trackers_have(const Trackers *trackers, FunctionRef function)
{
    for (uint32_t i = 0; i < trackers->count; i++)
        if (function_equal(trackers->items[i], function))
            return true;
    return false;
}

static void trackers_add(Trackers *trackers, FunctionRef function)
{
    if (trackers->count == TRACKERS_MAX)
        trackers->is_cut = true;
    else if (!trackers_have(trackers, function))
        trackers->items[trackers->count++] = function;
}

static const Path *tracked_root(const TracePoint *point)
{
    return trace_path(point->trace, trace_root(point->trace, point->trace->events[point->event].value.path));
}

/* What is tracked was made where the call stands, as an instance of another type. */
static bool tracks_another(const Type *type, const TracePoint *point)
{
    const Path *root = tracked_root(point);
    return root->kind == PATH_RESULT && root->allocated && root->allocated != type;
}

/* The allocation that a walk followed, where the type is named: one helper may make the instances of all types. */
static const Event *naming_allocation(const Trace *trace, const Path *made)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_ALLOCATE && event_is_call_of(event, made))
            return trace_naming_event(trace, event);
    }
    return NULL;
}

/* What is tracked was made by another allocation, which the call follows. */
static bool tracks_other_instance(const TracePoint *point, const Allocation *allocation)
{
    const Path *root = tracked_root(point);
    if (root->kind != PATH_RESULT || !root->allocated)
        return false;
    const Event *made = allocation_event(allocation);
    if (root->call_unit != made->unit || root->call != made->node)
        return true;
    const Event *named = trace_naming_event(allocation->trace, made), *other = naming_allocation(point->trace, root);
    return other && (named->unit != other->unit || named->node != other->node);
}

static void find_trackers(Trackers *trackers)
{
    uint32_t point_count;
    const TracePoint *points = model_track_calls(trackers->model, &point_count);
    for (uint32_t i = 0; i < point_count; i++)
        if (!tracks_another(trackers->type, &points[i]))
            trackers_add(trackers, points[i].trace->function);
    for (uint32_t i = 0; i < trackers->count; i++) {
        uint32_t count;
        const FunctionRef *callers = model_callers(trackers->model, trackers->items[i], &count);
        for (uint32_t k = 0; k < count; k++)
            trackers_add(trackers, callers[k]);
    }
    trackers->is_known = true;
}

typedef struct NameSearch {
    const Trackers *trackers;
    bool found;
} NameSearch;

static bool visit_name(const Unit *unit, NodeId id, void *data)
{
    NameSearch *search = data;
    const Node *node = unit_node(unit, id);
    const Symbol *symbol = node->kind == N_REF ? unit_symbol(unit, node->symbol) : NULL;
    const ApiFunction *api = NULL;
    if (symbol && symbol->kind == SYMBOL_FUNCTION) {
        api = api_find(unit_string(unit, symbol->name));
        FunctionRef named = program_function(search->trackers->model->program, unit, node->symbol);
        search->found |= named.unit && trackers_have(search->trackers, named);
    } else if (node->macro) {
        api = api_find(syntax_macro(unit, node));
    }
    search->found |= api && api->effect == API_TRACK;
    return !search->found;
}

/* A walk of the function that was cut short may have missed calls: then what it names has to do. */
static bool names_tracker(const Trackers *trackers, FunctionRef function)
{
    NameSearch search = {.trackers = trackers};
    syntax_walk(function.unit, function_of(function)->body, visit_name, &search);
    return search.found;
}

/* A function of the program that leads to no call that could track the instance. */
static bool leaves_untracked(Trackers *trackers, const Event *call)
{
    if (call->kind != EVENT_CALL || !call->function.unit || !function_of(call->function)->body)
        return false;
    if (!trackers->is_known)
        find_trackers(trackers);
    return !trackers->is_cut && !trackers_have(trackers, call->function) &&
           !(trace_is_cut_short(model_trace(trackers->model, call->function, NULL)) &&
             names_tracker(trackers, call->function));
}

/* The object is passed to something that was not followed and could track it. */
static bool may_be_tracked_elsewhere(Trackers *trackers, const Trace *trace, PathId object)
{
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (event_is_opaque(trace, &trace->events[i], object) && !leaves_untracked(trackers, &trace->events[i]))
            return true;
    return false;
}

static bool tracks_same_allocation(Trackers *trackers, const Trace *trace, const Event *allocation)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_ALLOCATE && event->unit == allocation->unit && event->node == allocation->node &&
            (next_event_on(trace, EVENT_TRACK, i, event->value.path) ||
             may_be_tracked_elsewhere(trackers, trace, event->value.path)))
            return true;
    }
    return false;
}

/* Some function of the program tracks by the type's struct, which other types may share, what it has not made itself. */
static bool is_tracked_by_record(const Model *model, const Type *type, const Allocation *allocation)
{
    uint32_t count;
    const TracePoint *points = model_track_calls(model, &count);
    for (uint32_t i = 0; i < count; i++)
        if (!function_equal(points[i].trace->function, type->slots[SLOT_tp_dealloc].function) &&
            !tracks_other_instance(&points[i], allocation) && tracks_record(model, type, &points[i]))
            return true;
    return false;
}

/* A caller of the function tracks what it returns. */
static bool is_tracked_by_caller(Trackers *trackers, const Event *allocation, FunctionRef function, unsigned depth)
{
    uint32_t count;
    const FunctionRef *callers = model_callers(trackers->model, function, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (function_equal(callers[i], function))
            continue;
        if (tracks_same_allocation(trackers, model_trace(trackers->model, callers[i], NULL), allocation))
            return true;
        if (depth < CALLERS_DEPTH && is_tracked_by_caller(trackers, allocation, callers[i], depth + 1))
            return true;
    }
    return false;
}

/* --- the allocation itself
 * ------------------------------------------------------------------------------------------------------ */

static bool is_resized(const Trace *trace, PathId object)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->api && event->api->effect == API_RESIZE_GC && event_passes(trace, event, object))
            return true;
    }
    return false;
}

/* What makes, or is, an object of Python's that holds the instance from then on. */
static bool is_put_into_container(const Trace *trace, const Event *event, PathId object)
{
    static const char *const holders[] = {"PyList_Append",         "PyList_Insert", "PyDict_SetItem", "PyDict_SetItemString",
                                          "PyModule_AddObjectRef", "PyTuple_Pack",  "Py_BuildValue",  "_Py_BuildValue_SizeT",
                                          "PyMemoryView_FromObject"};
    if (event->kind == EVENT_RELEASE)
        return event->api && event->api->steals && event_is_on(trace, event, object);
    for (size_t i = 0; event->kind == EVENT_CALL && event->callee && i < sizeof holders / sizeof *holders; i++)
        if (!strcmp(event->callee, holders[i]))
            return event_passes(trace, event, object);
    return false;
}

/* Where the finished object leaves the function: 0: nowhere. */
static uint32_t find_escape(const Trace *trace, uint32_t allocation, PathId object)
{
    for (uint32_t i = allocation + 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if ((event->kind == EVENT_RETURN && event_is_on(trace, event, object)) || is_put_into_container(trace, event, object))
            return i;
        if (event->kind == EVENT_STORE && event_is_on(trace, event, object) &&
            trace_root(trace, event->target) != object)
            return i;
    }
    return 0;
}

/* Somebody who has chosen between both ways knows the difference. */
static bool is_chosen(const Trace *trace, const Event *allocation)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_tracked = event->kind == EVENT_ALLOCATE && ((event->slot && !strcmp(event->slot, "tp_alloc")) ||
                                                            (event->api && event->api->effect == API_ALLOCATE_TYPE));
        if (is_tracked && trace_guards_exclude(trace, event->guard, allocation->guard))
            return true;
    }
    return false;
}

/* --- instances from a free list
 * ------------------------------------------------------------------------------------------------- */

static bool dealloc_untracks(Model *model, const Type *type)
{
    const Trace *trace = type_slot_trace(model, type, SLOT_tp_dealloc);
    for (uint32_t i = 1; trace && i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_UNTRACK && trace_value_is_self(trace, trace->events[i].value))
            return true;
    return false;
}

/* _Py_NewReference() on an object that was kept somewhere: its deallocator had untracked it. 0 if there is none, or it
 * is tracked. */
static uint32_t find_revival(const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool revives = event->kind == EVENT_CALL && event->callee && !strcmp(event->callee, "_Py_NewReference") &&
                       event->value.kind == VALUE_CONTENT;
        PathId object = event->value.path;
        if (revives && trace_path(trace, trace_root(trace, object))->kind == PATH_GLOBAL &&
            !next_event_on(trace, EVENT_TRACK, 0, object) && !trace_has_opaque_call(trace, object))
            return i;
    }
    return 0;
}

/* The one that is made where the list is empty is not tracked here either: whether that is right is asked of it. */
static bool is_left_like_new(const Allocation *allocation)
{
    return allocation_kind(allocation) == ALLOCATION_GC && !next_event_on(allocation->trace, EVENT_TRACK, 0, allocation->object);
}

static void check_revival(RuleContext *context, const Allocation *allocation)
{
    const Type *type = allocation->type;
    const Trace *trace = allocation->trace;
    uint32_t revival = find_revival(trace);
    if (!revival || !dealloc_untracks(rule_model(context), type) || is_left_like_new(allocation))
        return;
    Finding *finding = report_type(context, type, NULL, event_place(&trace->events[revival]),
                                   "the %s that comes from the free list here is not tracked again", type_label(type));
    finding_function(finding, function_name(trace->function));
    finding_evidence(finding, allocation_place(allocation),
                     "where the list is empty, the instance is made here");
}

static void check(RuleContext *context, const Allocation *allocation)
{
    const Type *type = allocation->type;
    const Trace *trace = allocation->trace;
    if (type && type->has_gc == TRUTH_YES && can_be_in_cycle(type))
        check_revival(context, allocation);
    if (!type || type->has_gc != TRUTH_YES || allocation_kind(allocation) != ALLOCATION_GC || !can_be_in_cycle(type))
        return;
    PathId object = allocation->object;
    uint32_t escape = find_escape(trace, allocation->event, object);
    Trackers trackers = {.model = rule_model(context), .type = type};
    if (!escape || next_event_on(trace, EVENT_TRACK, 0, object) ||
        may_be_tracked_elsewhere(&trackers, trace, object) || is_resized(trace, object) || trace_is_cut_short(trace))
        return;
    const Event *event = allocation_event(allocation);
    if (is_chosen(trace, event) || is_tracked_by_record(rule_model(context), type, allocation) ||
        is_tracked_by_caller(&trackers, event, trace->function, 0))
        return;
    Finding *finding = report_type(context, type, NULL, allocation_place(allocation),
                                   "the %s that %s() makes here is never tracked by the collector", type_label(type),
                                   allocation_text(allocation));
    finding_function(finding, function_name(trace->function));
    finding_evidence(finding, event_place(&trace->events[escape]),
                     "the instance leaves `%s` here without PyObject_GC_Track()", function_name(trace->function));
}

const Rule rule_gc_new_missing_track = {
    .name = "gc-new-missing-track",
    .family = "alloc",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "object of PyObject_GC_New() is never tracked",
    .what = "An instance that the collector never hears of. Either an object from `PyObject_GC_New()`, "
            "`PyObject_GC_NewVar()` or `PyUnstable_Object_GC_NewWithExtraData()` that is returned, stored or put into a container, and that "
            "nothing in the program passes to `PyObject_GC_Track()`; or one that a free list gives out again with "
            "`_Py_NewReference()`, after its deallocator had untracked it.",
    .why = "`PyObject_GC_New()` reserves the header but does not put the object into the collector's lists, so that "
           "its fields can be filled in peace first. `PyObject_GC_Track()` does that, and has to be called once the "
           "fields that `tp_traverse` visits are valid. `PyType_GenericAlloc()`, the usual `tp_alloc`, needs no such "
           "call: it zeroes the memory and tracks the object by itself.",
    .consequence = "The collector never sees the instance: every cycle through it leaks, as if the type had no "
                   "`Py_TPFLAGS_HAVE_GC`. On all versions.",
    .fix =
        "Call `PyObject_GC_Track(self)` when all fields are set, as the last statement before the object is returned.",
    .exceptions =
        "Instances that own nothing that can be part of a cycle; helpers whose callers track what they return; types "
        "whose instances are tracked elsewhere, for instance when they first hold something worth tracking; functions "
        "that choose between this and a tracked allocation; objects that are passed to functions outside the program.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.PyObject_GC_Track\n"
                  "https://github.com/python/cpython/issues/62572 (bpo-18372)",
    .check_allocation = check,
};
