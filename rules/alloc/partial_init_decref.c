#include "rules/common/allocations.h"
#include "rules/common/syntax.h"
#include "rules/common/words.h"

static const Reference *find_unset(const Allocation *allocation, const Trace *dealloc, uint32_t before,
                                   const Event **release)
{
    const Type *type = allocation->type;
    for (uint32_t i = 0; i < type->reference_count; i++) {
        const Reference *reference = &type->references[i];
        if (reference->is_indirect || reference->offset < 0 || reference->kind == REFERENCE_ARRAY ||
            reference->is_weaklist || reference_is_stored(allocation, reference, before) != TRUTH_NO)
            continue;
        *release = unconditional_event(type, dealloc, EVENT_RELEASE, reference);
        if (*release)
            return reference;
    }
    return NULL;
}

/* The `goto` that leads to the release first; 0 if it is reached in the order of the text only. */
static NodeId first_jump(const Allocation *allocation, uint32_t index)
{
    const Event *made = trace_outermost_event(allocation->trace, allocation_event(allocation));
    const Event *event = &allocation->trace->events[index];
    bool is_in_function = !event->caller && made->unit == event->unit;
    NodeId body = is_in_function ? function_of(allocation->trace->function)->body : 0;
    if (!body)
        return 0;
    SymbolId variable = syntax_receiver(made->unit, body, made->node);
    return syntax_first_jump(made->unit, body, made->node, event->node, variable);
}

/* How far the function has come when it jumps. */
static uint32_t events_before(const Allocation *allocation, NodeId jump, uint32_t end)
{
    const Trace *trace = allocation->trace;
    const Unit *unit = trace->function.unit;
    for (uint32_t i = allocation->event + 1; i < end; i++)
        if (!trace->events[i].caller && trace->events[i].unit == unit &&
            span_is_before(&unit_node(unit, jump)->span, &unit_node(unit, trace->events[i].node)->span))
            return i;
    return end;
}

static void check_release(RuleContext *context, const Allocation *allocation, const Trace *dealloc, uint32_t index)
{
    const Type *type = allocation->type;
    const Trace *trace = allocation->trace;
    const Event *release = NULL;
    const Reference *unset = find_unset(allocation, dealloc, index, &release);
    NodeId jump = unset ? 0 : first_jump(allocation, index);
    if (jump)
        unset = find_unset(allocation, dealloc, events_before(allocation, jump, index), &release);
    if (!unset)
        return;
    Finding *finding =
        report_type(context, type, unset->path, event_place(&trace->events[index]),
                    "an unfinished %s is released here, and its deallocator reads `%s`, which has not been set",
                    type_label(type), unset->path);
    finding_function(finding, function_name(trace->function));
    finding_evidence(finding, allocation_place(allocation), "%s() leaves the fields uninitialised",
                     allocation_text(allocation));
    if (jump)
        finding_evidence(finding, (Place){trace->events[index].unit, unit_node(trace->events[index].unit, jump)->span},
                         "reached from here, before `%s` is set", unset->path);
    finding_evidence(finding, event_place(release), "`%s` releases `%s` here", function_name(dealloc->function),
                     unset->path);
}

/* The other way out is legal as far as memory is concerned. */
static void check_free(RuleContext *context, const Allocation *allocation, const Event *event)
{
    const Type *type = allocation->type;
    if (!type->is_heap || !event->api || event->api->effect != API_FREE_GC ||
        allocation_kind(allocation) != ALLOCATION_GC)
        return;
    Finding *finding =
        report_type(context, type, NULL, event_place(event),
                    "PyObject_GC_Del() on an unfinished %s leaks the reference to its type that the allocation took",
                    type_label(type));
    finding_severity(finding, SEVERITY_NOTE);
    finding_function(finding, function_name(allocation->trace->function));
    finding_evidence(finding, allocation_place(allocation), "allocated here");
}

static void check(RuleContext *context, const Allocation *allocation)
{
    const Type *type = allocation->type;
    AllocationKind kind = allocation_kind(allocation);
    if (!type || (kind != ALLOCATION_GC && kind != ALLOCATION_PLAIN))
        return;
    const Trace *trace = allocation->trace, *dealloc = type_slot_trace(rule_model(context), type, SLOT_tp_dealloc);
    for (uint32_t i = allocation->event + 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (!event_is_on(trace, event, allocation->object) || event->may_before & MILESTONE_ESCAPED)
            continue;
        if (event->kind == EVENT_RELEASE && dealloc)
            check_release(context, allocation, dealloc, i);
        else if (event->kind == EVENT_FREE)
            check_free(context, allocation, event);
    }
}

const Rule rule_partial_init_decref = {
    .name = "partial-init-decref",
    .family = "alloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "unfinished object is released while fields its deallocator reads are not set",
    .what = "`Py_DECREF()` on an object of `PyObject_GC_New()` or `PyObject_New()`, typically on an error path, before "
            "a field has been stored that `tp_dealloc` releases. As a note: `PyObject_GC_Del()` on an unfinished "
            "object of a type made from a spec.",
    .why = "`Py_DECREF()` on the only reference calls `tp_dealloc`, which believes that it has a finished object. "
           "`PyObject_GC_New()` and `PyObject_New()` do not zero the memory, so a field that has not been stored yet "
           "holds garbage, and `Py_XDECREF()` and `Py_CLEAR()` release that garbage as an object.\n\n"
           "Freeing the memory with `PyObject_GC_Del()` avoids the deallocator. But since 3.8 (bpo-35810) every "
           "instance of a heap type owns a reference to the type, which only the deallocator gives back (bpo-44562).",
    .consequence = "- A crash or memory corruption on the error path, on all versions: the path is rarely tested, and "
                   "often works while the memory happens to be zero.\n"
                   "- For the note: one leaked reference to the type.",
    .fix = "Set every field, NULL where there is nothing yet, directly after the allocation; or allocate with "
           "`type->tp_alloc(type, 0)`, which zeroes the memory.",
    .exceptions = "Objects of `tp_alloc`; objects that were stored somewhere or passed to a function that gclint "
                  "cannot see; fields that the deallocator releases only under a condition. An error path "
                  "that is reached by `goto` is judged from the first of them that is not about the object being NULL.",
    .references = "https://github.com/python/cpython/issues/79991 (bpo-35810)\n"
                  "https://github.com/python/cpython/issues/88728 (bpo-44562)",
    .security_severity = "6.5",
    .check_allocation = check,
};
