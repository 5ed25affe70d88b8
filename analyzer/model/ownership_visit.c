/* Owned, because tp_traverse visits it: where nothing releases a reference and its stores leave open whose it is. */
#include "model/internals.h"

/* Some store of the field takes what it is given from another place, or is not understood, and none plainly borrows. */
static bool may_be_stored_as_owned(Model *model, const Reference *reference)
{
    FieldEvents events = reference_events(model, reference);
    bool is_stored = false;
    for (uint32_t i = 0; i < events.count; i++) {
        const FieldEvent *field = &events.items[i];
        const Event *event = &field->trace->events[field->event];
        bool is_store = event->kind == EVENT_STORE && !store_puts_back(event);
        StoreKind kind = is_store ? store_kind(model, field->trace, field->event) : STORE_NULL;
        if (kind == STORE_BORROWED && !is_told_by_callers(model, field->trace, &event->value))
            return false;
        is_stored |= kind != STORE_NULL;
    }
    return is_stored;
}

static const Event *own_visit(const Type *type, const Trace *trace, const Reference *reference)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_VISIT && event->value.kind == VALUE_CONTENT &&
            type_reference_at(type, trace, event->value.path) == reference && trace_is_unconditional(trace, event, event->value.path))
            return event;
    }
    return NULL;
}

void judge_by_visit(Model *model, const Type *type, Reference *reference)
{
    if (reference->kind != REFERENCE_OBJECT || reference->is_indirect || reference->in_base || !may_be_stored_as_owned(model, reference))
        return;
    const Trace *trace = type_slot_trace(model, type, SLOT_tp_traverse);
    const Event *visit = own_visit(type, trace, reference);
    if (!visit)
        return;
    reference->is_told_by_visit = true;
    reference->owned = judgement(model, TRUTH_YES, NULL);
    judgement_add(model, &reference->owned, trace_naming_place(trace, visit),
                  "`%s` is visited here, so an instance owns it", reference->path);
}
