#include "rules/common/allocations.h"
#include "rules/common/words.h"

#include <string.h>

static void report_field(RuleContext *context, const Allocation *allocation, const Reference *reference, uint32_t track, const Event *visit)
{
    const Type *type = allocation->type;
    const Trace *trace = allocation->trace;
    Finding *finding = report_type(context, type, reference->path, event_place(&trace->events[track]),
                                   "the %s is tracked before its field `%s` has been set", type_label(type), reference->path);
    finding_function(finding, function_name(trace->function));
    finding_evidence(finding, event_place(allocation_event(allocation)), "%s() leaves the fields uninitialised", allocation_text(allocation));
    finding_evidence(finding, event_place(visit), "tp_traverse reads `%s` here", reference->path);
    uint32_t store = next_store(allocation, reference, track);
    if (store)
        finding_evidence(finding, event_place(&trace->events[store]), "`%s` is set only here", reference->path);
}

/* Elements of a trailing array are judged only if the object knows their number from the start, by ob_size, and they are filled
 * afterwards: a counter of the type's own may well be zero as yet. */
static bool is_judged(const Allocation *allocation, const Reference *reference, uint32_t track)
{
    if (reference->is_indirect || reference->offset < 0 || reference->visited.truth != TRUTH_YES)
        return false;
    if (reference->kind == REFERENCE_ARRAY && !(allocation->type->item_size > 0 && strstr(allocation_text(allocation), "Var")))
        return false;
    return reference->kind != REFERENCE_ARRAY || next_store(allocation, reference, track);
}

static void check(RuleContext *context, const Allocation *allocation)
{
    const Type *type = allocation->type;
    if (!type || allocation_kind(allocation) != ALLOCATION_GC)
        return;
    uint32_t track = next_event_on(allocation->trace, EVENT_TRACK, allocation->event, allocation->object);
    const Trace *traverse = type_slot_trace(rule_model(context), type, SLOT_tp_traverse);
    for (uint32_t i = 0; track && traverse && i < type->reference_count; i++) {
        const Reference *reference = &type->references[i];
        if (!is_judged(allocation, reference, track) || reference_is_stored(allocation, reference, track) != TRUTH_NO)
            continue;
        const Event *visit = unconditional_event(type, traverse, EVENT_VISIT, reference);
        if (visit)
            report_field(context, allocation, reference, track, visit);
    }
}

const Rule rule_track_before_init = {
    .name = "track-before-init",
    .family = "alloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "object is tracked before the fields that tp_traverse reads are set",
    .what = "`PyObject_GC_Track()` on an object of `PyObject_GC_New()` or `PyObject_GC_NewVar()` at a point where a field that `tp_traverse` visits has not been "
            "stored yet, not even NULL.",
    .why = "The memory of `PyObject_GC_New()` is not zeroed: a field that has not been stored holds whatever the last owner of the memory left there. Once "
           "the object is tracked, any collection calls `tp_traverse`, which hands that garbage to the collector as an object. `Py_VISIT()` only "
           "protects from NULL.",
    .consequence = "- A crash in the collector as soon as a collection comes between the call and the missing store.\n"
                   "- Up to 3.11 every allocation of a GC object can start one; from 3.12 on (gh-97922) it takes a call that runs Python code.\n"
                   "- Debug builds from 3.9 on call `tp_traverse` inside `PyObject_GC_Track()` to check exactly this, and abort (bpo-38392).",
    .fix = "Store every field, NULL where there is nothing yet, directly after the allocation, and call `PyObject_GC_Track()` as the last step. Or "
           "allocate with `type->tp_alloc(type, 0)`, which zeroes the memory.",
    .exceptions = "Objects of `tp_alloc` and `PyType_GenericAlloc()`; memory that was cleared with `memset()`; fields that `tp_traverse` visits only under a "
                  "condition; objects whose address, or a field's, was passed to a function that gclint cannot see. A store on one path counts for all.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.PyObject_GC_Track\n"
                  "https://github.com/python/cpython/issues/82573 (bpo-38392)",
    .security_severity = "7.0",
    .check_allocation = check,
};
