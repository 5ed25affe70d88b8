#include "rules/common/type_release.h"

#include <string.h>

/* A base's tp_dealloc that was not followed, of a heap type, which releases the type by protocol. */
static bool is_heap_base_dealloc(const Trace *trace, const Event *event)
{
    return event->kind == EVENT_SLOT_CALL && event->slot && !strcmp(event->slot, "tp_dealloc") && event->slot_type &&
           event->slot_type->is_heap && event_passes(trace, event, trace_self(trace));
}

static uint32_t other_release(const Trace *trace, uint32_t release)
{
    uint32_t next = next_type_release(trace, release);
    if (next && trace->events[next].node != trace->events[release].node)
        return next;
    for (uint32_t i = 1; i < release; i++)
        if (is_heap_base_dealloc(trace, &trace->events[i]) && events_in_order(trace, i, release))
            return i;
    return 0;
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->dealloc;
    uint32_t release = type->is_heap && trace ? next_type_release(trace, 0) : 0;
    uint32_t other = release ? other_release(trace, release) : 0;
    if (!other || !trace_is_unconditional(trace, &trace->events[release], 0) ||
        !trace_is_unconditional(trace, &trace->events[other], 0))
        return;
    const Event *first = &trace->events[release], *second = &trace->events[other];
    const Event *own = function_equal(second->in, trace->function) && second->kind == EVENT_RELEASE ? second : first;
    Finding *finding = report_type(context, type, NULL, event_place(own),
                                   "`%s` releases the type twice for the one reference of the instance",
                                   function_name(trace->function));
    finding_function(finding, function_name(trace->function));
    const Event *rest = own == second ? first : second;
    finding_evidence(finding, event_place(rest),
                     rest->kind == EVENT_RELEASE ? "`%s` releases it here"
                                                 : "`%s` hands over to the base, which releases it",
                     function_name(rest->in));
}

const Rule rule_type_decref_twice = {
    .name = "type-decref-twice",
    .family = "heap",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc of a heap type and that of its heap base both release the type",
    .what = "A `tp_dealloc` of a type made from a spec that releases `Py_TYPE(self)` and also calls the `tp_dealloc` "
            "of a base that releases it.",
    .why = "An instance owns one reference to its type, however long the chain of bases is. The deallocator of a heap "
           "base frees the instance and releases `Py_TYPE(self)`, which is the derived type.",
    .consequence = "Each dead instance takes one reference too many from the type. The type is freed while instances "
                   "and the module still use it: a crash.",
    .fix = "Let the derived `tp_dealloc` release its own fields, and end with the call of the base's `tp_dealloc`.",
    .exceptions = "If the base is a static type, the derived deallocator has to release the type itself. Releases "
                  "under conditions are not counted.",
    .references = "https://docs.python.org/3/howto/isolating-extensions.html#tp-dealloc",
    .security_severity = "7.0",
    .check_type = check,
};
