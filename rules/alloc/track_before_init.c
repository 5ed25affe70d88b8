#include "rules/common/allocations.h"
#include "rules/common/syntax.h"
#include "rules/common/words.h"

#include <string.h>

/* `items[*]`, `stack[*].parent` */
static bool is_in_elements(const Reference *reference)
{
    return strstr(reference->path, "[*]") != NULL;
}

static void report_field(RuleContext *context, const Allocation *allocation, const Reference *reference, uint32_t track,
                         uint32_t store, const Event *visit)
{
    const Type *type = allocation->type;
    const Trace *trace = allocation->trace;
    Finding *finding =
        report_type(context, type, reference->path, event_place(&trace->events[track]),
                    "the %s is tracked before its field `%s` has been set", type_label(type), reference->path);
    finding_function(finding, function_name(trace->function));
    if (reference->is_indirect && !is_in_elements(reference))
        finding_evidence(finding, reference->declaration, "the memory that `%s` is in was not cleared when it was taken",
                         reference->path);
    else
        finding_evidence(finding, allocation_place(allocation), "%s() leaves the fields uninitialised",
                         allocation_text(allocation));
    finding_evidence(finding, event_place(visit), "tp_traverse reads `%s` here", reference->path);
    if (store)
        finding_evidence(finding, event_place(&trace->events[store]), "`%s` is set only here", reference->path);
}

/* Elements of a trailing array are judged only if the object knows their number from the start, by ob_size, and they
 * are filled afterwards: a counter of the type's own may well be zero as yet. */
static bool is_judged(const Allocation *allocation, const Reference *reference, uint32_t track)
{
    if (reference->is_indirect || reference->offset < 0 || reference->visited.truth != TRUTH_YES)
        return false;
    if (reference->kind == REFERENCE_ARRAY &&
        !(allocation->type->item_size > 0 && strstr(allocation_text(allocation), "Var")))
        return false;
    return reference->kind != REFERENCE_ARRAY || next_store(allocation, reference, track);
}

/* --- visits under a condition ------------------------------------------------------------------------------------------ */

typedef struct ConditionSearch {
    const Allocation *allocation;
    uint32_t track;
    bool found;
} ConditionSearch;

/* By an event between `first` and `end`, which is left out. */
static bool is_stored_between(const Allocation *allocation, const char *name, uint32_t first, uint32_t end)
{
    const Trace *trace = allocation->trace;
    for (uint32_t i = first; i < end; i++) {
        const Event *event = &trace->events[i];
        const Path *target = event->kind == EVENT_STORE ? trace_path(trace, event->target) : NULL;
        if (target && target->name && !strcmp(target->name, name) &&
            trace_root(trace, event->target) == allocation->object)
            return true;
    }
    return false;
}

static bool is_stored_after(const Allocation *allocation, const char *name, uint32_t event)
{
    return is_stored_between(allocation, name, event + 1, allocation->trace->event_count);
}

static bool visit_condition(const Unit *unit, NodeId id, void *data)
{
    ConditionSearch *search = data;
    const Node *node = unit_node(unit, id);
    if (node->kind == N_MEMBER && is_stored_after(search->allocation, unit_string(unit, node->text), search->track))
        search->found = true;
    return !search->found;
}

/* The visit depends on a field that is set after the tracking too: until then it does not happen. */
static bool is_switched_on_later(const Allocation *allocation, const Trace *traverse, const Event *visit,
                                 uint32_t track)
{
    ConditionSearch search = {.allocation = allocation, .track = track};
    for (uint32_t guard = trace_real_guard(traverse, visit->guard, visit->value.path); guard;
         guard = trace_real_guard(traverse, traverse->guards[guard].outer, visit->value.path))
        syntax_walk(traverse->guards[guard].unit, traverse->guards[guard].condition, visit_condition, &search);
    return search.found;
}

/* --- arrays behind a pointer: `Track(self); self->items = PyMem_New(...); self->count = 0;` --------------------------------- */

typedef struct CountSearch {
    const Allocation *allocation;
    uint32_t track;
    bool is_set_before, is_set_after;
} CountSearch;

static bool visit_count(const Unit *unit, NodeId id, void *data)
{
    CountSearch *search = data;
    const Node *node = unit_node(unit, id);
    const CType *type = node->kind == N_MEMBER ? unit_type(unit, node->type) : NULL;
    if (!type || type->kind != CTYPE_INTEGER)
        return true;
    const char *name = unit_string(unit, node->text);
    search->is_set_before |= is_stored_between(search->allocation, name, search->allocation->event + 1, search->track);
    search->is_set_after |= is_stored_after(search->allocation, name, search->track);
    return true;
}

/* Neither the pointer to the elements nor any number that tp_traverse could count them by is set before the tracking, and both are
 * after it: until then it walks along garbage. */
static uint32_t find_late_array(const Allocation *allocation, const Reference *reference, const Trace *traverse, uint32_t track)
{
    const Function *function = function_of(traverse->function);
    if (!function || !is_in_elements(reference) || !reference->is_indirect || reference->offset < 0 ||
        reference->visited.truth != TRUTH_YES || reference_is_stored(allocation, reference, track) != TRUTH_NO)
        return 0;
    CountSearch search = {.allocation = allocation, .track = track};
    syntax_walk(traverse->function.unit, function->body, visit_count, &search);
    return search.is_set_after && !search.is_set_before ? next_store(allocation, reference, track) : 0;
}

static const Event *any_visit(const Type *type, const Trace *traverse, const Reference *reference)
{
    for (uint32_t i = 1; i < traverse->event_count; i++)
        if (traverse->events[i].kind == EVENT_VISIT &&
            event_reference(type, traverse, &traverse->events[i]) == reference)
            return &traverse->events[i];
    return NULL;
}

/* --- behind one pointer: `self->closure = closure; Track(self); closure->data = x;` ------------------------------------- */

/* The memory is of a list that a variable of the program holds, and the type's own tp_dealloc gives memory back to it
 * with the released reference still in it. */
static bool is_recycled(RuleContext *context, const Allocation *allocation, const Reference *reference, const Value *block)
{
    const Trace *trace = allocation->trace;
    bool is_behind_variable = block->kind == VALUE_CONTENT || trace_path(trace, block->path)->kind == PATH_FIELD;
    if (trace_path(trace, trace_root(trace, block->path))->kind != PATH_GLOBAL || !is_behind_variable)
        return false;
    const Trace *dealloc = type_slot_trace(rule_model(context), allocation->type, SLOT_tp_dealloc);
    for (uint32_t i = 1; dealloc && i < dealloc->event_count; i++) {
        const Event *event = &dealloc->events[i];
        if (event->kind == EVENT_RELEASE && event->is_dangling_after &&
            event_reference(allocation->type, dealloc, event) == reference)
            return true;
    }
    return false;
}

/* Of an allocator that is known: what another function returns may have been filled by it. */
static bool is_fresh_memory(const Trace *trace, const Value *block)
{
    const Path *path = trace_path(trace, block->path);
    if (block->kind != VALUE_CONTENT || path->kind != PATH_RESULT || !path->api)
        return false;
    return path->api->effect == API_ALLOCATE_MEMORY && !strcasestr(path->api->name, "calloc");
}

/* The C memory that the object's pointer at that offset is set to before the tracking, if it is known to be neither
 * zeroed nor set; 0 otherwise. */
static PathId find_block(RuleContext *context, const Allocation *allocation, const Reference *reference, uint32_t track)
{
    const Trace *trace = allocation->trace;
    for (uint32_t i = allocation->event + 1; i < track; i++) {
        const Event *event = &trace->events[i];
        bool is_memory = event->kind == EVENT_STORE && event->value.path &&
                         (event->value.kind == VALUE_CONTENT || event->value.kind == VALUE_ADDRESS);
        if (!is_memory || offset_in_object(trace, event->target, allocation->object) != reference->offset)
            continue;
        bool is_garbage =
            is_fresh_memory(trace, &event->value) || is_recycled(context, allocation, reference, &event->value);
        return is_garbage ? event->value.path : 0;
    }
    return 0;
}

/* A store to the path replaces the memory's contents; of a variable that points there it would replace the pointer. */
static bool is_whole_block(const Trace *trace, PathId block)
{
    const Path *path = trace_path(trace, block);
    const CType *type = unit_type(path->unit, path->type);
    return path->kind == PATH_RESULT || !type || type->kind != CTYPE_POINTER;
}

static uint32_t next_store_in_block(const Trace *trace, PathId block, const char *name, uint32_t from, uint32_t to)
{
    bool is_whole = is_whole_block(trace, block);
    for (uint32_t i = from; i < to; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_STORE)
            continue;
        const Path *target = trace_path(trace, event->target);
        if ((is_whole && event->target == block) ||
            (target->kind == PATH_FIELD && target->parent == block && !strcmp(target->name, name)))
            return i;
    }
    return 0;
}

/* The field behind the pointer is set after the tracking and not before; 0: no. */
static uint32_t find_late_store(RuleContext *context, const Allocation *allocation, const Reference *reference,
                                uint32_t track)
{
    const Trace *trace = allocation->trace;
    if (!reference->is_indirect || reference->offset < 0 || reference->kind == REFERENCE_ARRAY ||
        reference->visited.truth != TRUTH_YES)
        return 0;
    PathId block = find_block(context, allocation, reference, track);
    if (!block || next_store_in_block(trace, block, reference->name, 1, track))
        return 0;
    return next_store_in_block(trace, block, reference->name, track, trace->event_count);
}

/* --- whether a collection can come between -------------------------------------------------------------------------- */

/* Nothing but stores, reads, and calls that neither allocate nor run Python code: no collection can start there. */
static bool is_quiet(const Event *event)
{
    switch (event->kind) {
    case EVENT_STORE:
    case EVENT_READ:
    case EVENT_INCREF:
    case EVENT_ENTER:
    case EVENT_LEAVE:
    case EVENT_RETURN:
        return true;
    case EVENT_CALL:
        return event->api && !event->api->runs_python && event->api->result != API_RESULT_NEW;
    default:
        return false;
    }
}

/* The internal _PyObject_GC_TRACK() only links the object in; the public function runs tp_traverse in debug builds. */
static bool is_set_in_time(const Trace *trace, uint32_t track, uint32_t store)
{
    const char *name = trace->events[track].callee;
    if (!store || !name || strcmp(name, "_PyObject_GC_TRACK") != 0)
        return false;
    for (uint32_t i = track + 1; i < store; i++)
        if (!is_quiet(&trace->events[i]))
            return false;
    return true;
}

/* --- the check --------------------------------------------------------------------------------------------------------- */

static void check_reference(RuleContext *context, const Allocation *allocation, const Reference *reference,
                            const Trace *traverse, uint32_t track)
{
    const Type *type = allocation->type;
    uint32_t late_array = find_late_array(allocation, reference, traverse, track);
    uint32_t late = late_array ? late_array : find_late_store(context, allocation, reference, track);
    if (!late &&
        (!is_judged(allocation, reference, track) || reference_is_stored(allocation, reference, track) != TRUTH_NO))
        return;
    uint32_t store = late ? late : next_store(allocation, reference, track);
    if (is_set_in_time(allocation->trace, track, store))
        return;
    const Event *visit = late_array ? any_visit(type, traverse, reference)
                                    : unconditional_event(type, traverse, EVENT_VISIT, reference);
    if (!visit && store) {
        visit = any_visit(type, traverse, reference);
        if (visit && is_switched_on_later(allocation, traverse, visit, track))
            return;
    }
    if (visit)
        report_field(context, allocation, reference, track, store, visit);
}

static void check(RuleContext *context, const Allocation *allocation)
{
    const Type *type = allocation->type;
    if (!type || allocation_kind(allocation) != ALLOCATION_GC)
        return;
    uint32_t track = next_event_on(allocation->trace, EVENT_TRACK, allocation->event, allocation->object);
    const Trace *traverse = type_slot_trace(rule_model(context), type, SLOT_tp_traverse);
    for (uint32_t i = 0; track && traverse && i < type->reference_count; i++)
        check_reference(context, allocation, &type->references[i], traverse, track);
}

const Rule rule_track_before_init = {
    .name = "track-before-init",
    .family = "alloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "object is tracked before the fields that tp_traverse reads are set",
    .what = "`PyObject_GC_Track()` on an object of `PyObject_GC_New()` or `PyObject_GC_NewVar()` at a point where a "
            "field that `tp_traverse` visits has not been stored yet, not even NULL. A field of C memory that the object "
            "points to counts too, if the memory was not zeroed when it was taken; and an array's elements, if neither "
            "the pointer to them nor their number is set before.",
    .why = "The memory of `PyObject_GC_New()` is not zeroed: a field that has not been stored holds whatever the last "
           "owner of the memory left there. Once the object is tracked, any collection calls `tp_traverse`, which "
           "hands that garbage to the collector as an object. `Py_VISIT()` only protects from NULL.",
    .consequence = "- A crash in the collector as soon as a collection comes between the call and the missing store.\n"
                   "- Up to 3.11 every allocation of a GC object can start one; from 3.12 on (gh-97922) it takes a "
                   "call that runs Python code.\n"
                   "- Debug builds from 3.9 on call `tp_traverse` inside `PyObject_GC_Track()` to check exactly this, "
                   "and abort (bpo-38392).",
    .fix =
        "Store every field, NULL where there is nothing yet, directly after the allocation, and call "
        "`PyObject_GC_Track()` as the last step. Or allocate with `type->tp_alloc(type, 0)`, which zeroes the memory.",
    .exceptions = "Objects of `tp_alloc` and `PyType_GenericAlloc()`; memory that was cleared with `memset()`; fields "
                  "that `tp_traverse` visits only under a condition, if they are never set in the same function or the "
                  "condition depends on a field that is set later; objects whose address, or a field's, was passed to "
                  "a function that gclint cannot see; CPython's internal `_PyObject_GC_TRACK()`, where the stores follow "
                  "at once. A store on one path counts for all.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.PyObject_GC_Track\n"
                  "https://github.com/python/cpython/issues/82573 (bpo-38392)",
    .security_severity = "7.0",
    .check_allocation = check,
};
