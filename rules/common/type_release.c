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
