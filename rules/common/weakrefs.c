#include "rules/common/weakrefs.h"

Truth dealloc_clears_weakrefs(const Type *type, const Trace *trace)
{
    PathId self = trace_self(trace);
    Truth answer = !trace_is_cut_short(trace) && self ? TRUTH_NO : TRUTH_UNKNOWN;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_CLEAR_WEAKREFS && event_is_on(trace, event, self))
            return TRUTH_YES;
        if (event->kind == EVENT_SLOT_CALL && event_chains_dealloc(trace, event, type)) {
            if (event->slot_builtin && event->slot_builtin->weakly_referenceable)
                return TRUTH_YES;
            if (!event->slot_builtin)
                answer = TRUTH_UNKNOWN;
        } else if (event_is_opaque(trace, event, self)) {
            answer = TRUTH_UNKNOWN;
        }
    }
    return answer;
}
