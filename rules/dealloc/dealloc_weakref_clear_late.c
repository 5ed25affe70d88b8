#include "rules/common/lifecycle.h"

#include <string.h>

static uint32_t find_clear(const Trace *trace, PathId self)
{
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_CLEAR_WEAKREFS && event_is_on(trace, &trace->events[i], self))
            return i;
    return 0;
}

/* The field gets another object in its place, by a store just before the release or one after it: it is not torn down. */
static bool is_replacement(const Trace *trace, uint32_t release)
{
    const Event *event = &trace->events[release];
    FunctionRef in = trace_naming_event(trace, event)->in;
    uint32_t step = event->was_replaced ? UINT32_MAX : 1;
    for (uint32_t i = release + step; i > 0 && i < trace->event_count; i += step) {
        const Event *store = &trace->events[i];
        if (store->kind == EVENT_STORE && store->target == event->value.path && function_equal(store->in, in))
            return store->value.kind != VALUE_NULL;
    }
    return false;
}

/* The instance was given a reference of its own: what runs until it is dropped again runs on a live object. */
static bool is_revived(const Trace *trace, const Event *event, PathId self)
{
    if (event->kind == EVENT_INCREF)
        return event_is_on(trace, event, self);
    const Path *target = event->kind == EVENT_STORE && event->target ? trace_path(trace, event->target) : NULL;
    return target && target->kind == PATH_FIELD && target->parent == self && target->name && !strcmp(target->name, "ob_refcnt");
}

static const Event *find_earlier_release(const Type *type, const Trace *trace, uint32_t clear, PathId self)
{
    for (uint32_t i = 1; i < clear; i++) {
        const Event *event = &trace->events[i];
        if (is_revived(trace, event, self))
            return NULL;
        if (!event_releases_field(trace, event, self) || !events_in_order(trace, i, clear) || is_replacement(trace, i))
            continue;
        const Reference *reference = event_reference(type, trace, event);
        if (reference && !reference->is_weaklist && reference->cyclic.truth == TRUTH_YES)
            return event;
    }
    return NULL;
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->dealloc;
    PathId self = trace ? trace_self(trace) : 0;
    uint32_t clear = self ? find_clear(trace, self) : 0;
    if (clear && event_is_in_base_dealloc(trace, &trace->events[clear], type))
        return;
    const Event *release = clear ? find_earlier_release(type, trace, clear, self) : NULL;
    if (!release)
        return;
    Model *model = rule_model(context);
    const char *name = function_name(trace->function);
    const char *field = event_field_text(model, trace, release);
    Finding *finding = report_type(context, type, NULL, event_place(&trace->events[clear]),
                                   "`%s` runs the callbacks of weak references after `%s` was released", name, field);
    finding_function(finding, name);
    finding_evidence(finding, event_place(release), "`%s` is released here", field);
}

const Rule rule_dealloc_weakref_clear_late = {
    .name = "dealloc-weakref-clear-late",
    .family = "dealloc",
    .severity = SEVERITY_NOTE,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc clears weak references after it has released fields",
    .what = "A `tp_dealloc` that releases a field which can hold any object before it calls "
            "`PyObject_ClearWeakRefs(self)`.",
    .why = "Releasing a field can run any destructor, and the callbacks of weak references are Python code too. In this order the "
           "destructor comes first, while the weak references have not been told; then the callbacks run, with the instance half "
           "dismantled. `subtype_dealloc()` clears weak references before it touches a field, and the tutorial for extension "
           "types asks for that order.",
    .consequence = "Callbacks come later than users of `weakref.finalize()` and weak dictionaries expect. Python code cannot get at the "
                   "instance meanwhile: a weak reference to an object without references gives None. C code that keeps a "
                   "borrowed pointer until a callback tells it otherwise still uses the dismantled instance. On all versions.",
    .fix = "Call `PyObject_ClearWeakRefs()` right after `PyObject_GC_UnTrack()`, before the first field is released.",
    .exceptions = "Deallocators that leave it to the deallocator of a base, after their own fields. References that "
                  "can only hold objects such as `str` or `int`, or of which nothing is known. A field that is given another "
                  "object while the instance still lives.",
    .references = "https://docs.python.org/3/extending/newtypes.html#weak-reference-support",
    .check_type = check,
};
