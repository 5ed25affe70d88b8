#include "rules/common/type_release.h"

bool event_releases_type(const Trace *trace, const Event *event)
{
    return event->kind == EVENT_RELEASE && trace_value_is_type_of_self(trace, event->value);
}

uint32_t next_type_release(const Trace *trace, uint32_t after)
{
    for (uint32_t i = after + 1; i < trace->event_count; i++)
        if (event_releases_type(trace, &trace->events[i]) && (!after || events_in_order(trace, after, i)))
            return i;
    return 0;
}

/* Named by the same expression, or as the type of the new object. */
bool event_takes_type_of(const Trace *trace, PathId object, const Event *event)
{
    bool is_place = event->value.kind == VALUE_CONTENT || event->value.kind == VALUE_ADDRESS;
    if (event->kind != EVENT_INCREF || !is_place || !event->value.path)
        return false;
    PathId made_by = trace_path(trace, object)->allocated_by;
    if (made_by && event->value.path == made_by)
        return true;
    const Path *path = trace_path(trace, event->value.path);
    return path_is_type_field(path) && path->parent == object;
}

bool type_is_taken_by_hand(const Model *model, const Type *type)
{
    for (uint32_t i = 0; i < model->allocation_count; i++) {
        const Allocation *allocation = &model->allocations[i];
        const Trace *trace = allocation->trace;
        for (uint32_t j = 1; (!allocation->type || allocation->type == type) && j < trace->event_count; j++)
            if (event_takes_type_of(trace, allocation->object, &trace->events[j]))
                return true;
    }
    return false;
}
