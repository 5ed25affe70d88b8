/* A base of another program has a tp_traverse that nobody here can read: it visits what is the base's. What a type's own functions release
 * is the type's own, so that its own tp_traverse visits it or nobody does. */
#include "model/internals.h"

#include <string.h>

/* `Base->tp_traverse(self, visit, arg)`, with a base of which nothing is known. */
static bool is_chain(const Trace *trace, const Event *event)
{
    return event->kind == EVENT_SLOT_CALL && event->passes_visit && !event->slot_type && !event->slot_builtin && event->slot &&
           strcmp(event->slot, "tp_traverse") == 0 && trace_value_is_self(trace, event->value);
}

static bool is_place_of(const Event *event, const Place *place)
{
    Place own = event_place(event);
    return own.unit == place->unit && memcmp(&own.span, &place->span, sizeof own.span) == 0;
}

/* All that the walk could not follow is what the base does with the instance. Of calls that are alike only the first is an obstacle, so
 * each has to be one for the instance. */
static bool stops_only_at_base(const Trace *trace)
{
    bool has_chain = false;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_SLOT_CALL && event->passes_visit && !event->slot_type && !event->slot_builtin && !is_chain(trace, event))
            return false;
        has_chain = has_chain || is_chain(trace, event);
    }
    for (uint32_t k = 0; has_chain && k < trace->obstacle_count; k++) {
        bool is_told = false;
        for (uint32_t i = 1; i < trace->event_count && !is_told; i++)
            is_told = is_chain(trace, &trace->events[i]) && is_place_of(&trace->events[i], &trace->obstacle_places[k]);
        if (!is_told)
            return false;
    }
    return has_chain && trace->obstacle_count && !trace->counts_on_fields && !function_of(trace->function)->is_broken;
}

/* Some type that could be the base after all visits that member of the struct. */
static bool is_visited_elsewhere(Model *model, const Type *type, const Reference *reference)
{
    const Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++) {
        const Type *other = internals->all_types.items[i];
        for (uint32_t k = 0; other != type && k < other->reference_count; k++) {
            const Reference *same = &other->references[k];
            if (same->visited.truth == TRUTH_YES && strcmp(same->name, reference->name) == 0 && same->leaf_record && reference->leaf_record &&
                strcmp(same->leaf_record, reference->leaf_record) == 0)
                return true;
        }
    }
    return false;
}

void coverage_judge_chained(Model *model, Type *type)
{
    const Trace *traverse = type->traverse;
    if (!traverse || type->base || type->builtin_base || type->base_known == TRUTH_YES || !stops_only_at_base(traverse))
        return;
    for (uint32_t i = 0; i < type->reference_count; i++) {
        Reference *reference = &type->references[i];
        bool is_released = reference->released.truth == TRUTH_YES || reference->cleared.truth == TRUTH_YES;
        bool is_own = is_released && !strchr(reference->path, '.'); /* the struct of the base may stand in that of the type */
        if (reference->visited.truth == TRUTH_UNKNOWN && is_own && !reference->is_dict && !reference->is_weaklist &&
            !is_visited_elsewhere(model, type, reference))
            reference->visited = judgement(model, TRUTH_NO, NULL);
    }
}
