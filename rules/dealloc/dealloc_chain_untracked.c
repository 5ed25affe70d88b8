#include "rules/common/lifecycle.h"
#include "rules/common/words.h"

#include <string.h>

static bool is_concerned(const Model *model, const ApiType *base)
{
    return base->dealloc_needs_tracked_until && model->python_low <= base->dealloc_needs_tracked_until;
}

static void report_untracked(RuleContext *context, const Type *type, const Event *call, const Event *untrack)
{
    Model *model = rule_model(context);
    const char *name = function_name(type->dealloc->function);
    const ApiType *base = call->slot_builtin;
    Finding *finding =
        report_type(context, type, NULL, event_place(call),
                    "`%s` hands an untracked instance to the deallocator of %s, which untracks it again without a test",
                    name, base ? base->name : "an unknown base");
    finding_function(finding, name);
    finding_evidence(finding, event_place(untrack), "untracked here and not tracked again before the call");
    if (!base)
        finding_severity(finding, SEVERITY_NOTE);
    else if (base->dealloc_needs_tracked_until < 0x030f)
        finding_evidence(finding, (Place){0}, "this concerns Python up to %s",
                         version_text(model, base->dealloc_needs_tracked_until));
}

static void report_tracked(RuleContext *context, const Type *type, const Event *call, const Event *track,
                           const char *base)
{
    const char *name = function_name(type->dealloc->function);
    Finding *finding = report_type(
        context, type, NULL, event_place(track),
        "`%s` tracks the instance again although its base %s is not a GC type and will not untrack it", name, base);
    finding_severity(finding, SEVERITY_WARNING);
    finding_function(finding, name);
    finding_evidence(finding, event_place(call), "the deallocator of %s frees the tracked instance", base);
}

/* A base whose deallocator does not untrack; NULL otherwise. */
static const char *nongc_base_name(const Type *type, const Event *call)
{
    if (call->slot_builtin)
        return call->slot_builtin->gc_since ? NULL : call->slot_builtin->name;
    if (call->kind == EVENT_ENTER && type->base && type->base->has_gc == TRUTH_NO)
        return type_label(type->base);
    return NULL;
}

static void check_call(RuleContext *context, const Type *type, uint32_t index)
{
    const Trace *trace = type->dealloc;
    const Event *call = &trace->events[index];
    if (!event_chains_dealloc(trace, call, type) || event_is_in_base_dealloc(trace, call, type) ||
        event_is_guarded_by_type(trace, call))
        return;
    const Event *tracking = last_tracking_event(trace, index, trace_self(trace));
    if (!tracking || event_is_guarded_by_type(trace, tracking))
        return;
    if (tracking->kind == EVENT_TRACK) {
        const char *base = nongc_base_name(type, call);
        if (base)
            report_tracked(context, type, call, tracking, base);
        return;
    }
    bool is_unknown =
        call->kind == EVENT_SLOT_CALL && !call->slot_builtin && !call->slot_type && type->base_known != TRUTH_YES;
    if (is_unknown || (call->slot_builtin && is_concerned(rule_model(context), call->slot_builtin)))
        report_untracked(context, type, call, tracking);
}

static void check(RuleContext *context, const Type *type)
{
    if (type->has_gc == TRUTH_NO || !type->dealloc || !trace_self(type->dealloc))
        return;
    for (uint32_t i = 1; i < type->dealloc->event_count; i++)
        check_call(context, type, i);
}

const Rule rule_dealloc_chain_untracked = {
    .name = "dealloc-chain-untracked",
    .family = "dealloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "untracked instance is handed to a base deallocator that needs it tracked",
    .what = "A `tp_dealloc` that untracks the instance and then calls the `tp_dealloc` of a builtin base which "
            "untracks it once more with the internal, unchecked macro. The opposite is a warning: tracking the "
            "instance again before the deallocator of a base that is not a GC type.",
    .why = "`PyObject_GC_UnTrack()` tolerates an instance that is not tracked. The internal `_PyObject_GC_UNTRACK()` "
           "does not: it unlinks the object from the collector's list by writing through the neighbour pointers in the "
           "GC header, which are NULL by then. Many builtin deallocators use the macro, since nobody but "
           "`subtype_dealloc()` was expected to call them, and that function tracks the instance again before it calls "
           "the deallocator of a GC base.\n\n"
           "They are those of `ImportError`, `OSError`, `SyntaxError`, `SystemExit`, `UnicodeError`, `AttributeError`, "
           "`NameError`, `MemoryError`, `StopIteration` (up to 3.10, as `BaseException` and `Exception`), "
           "`BaseExceptionGroup`, `property`, `super`, `staticmethod`, `classmethod`, `type` and the classes of `io`. "
           "Those of `list`, `dict`, `set`, `tuple` and `deque` tolerate it.",
    .consequence =
        "- NULL pointer dereference in the deallocator of the first instance; debug builds stop with an assertion.\n"
        "- A tracked instance that a base without GC frees stays in the collector's list: corruption, or a crash at "
        "the next collection.",
    .fix = "Call `PyObject_GC_Track(self)` just before the deallocator of a GC base, as `subtype_dealloc()` does. For "
           "a base that is only known at run time make that depend on `PyType_IS_GC(base)`.",
    .exceptions = "Calls and tracking that depend on a test of the type. An unknown base is a note.",
    .references = "https://github.com/cython/cython/issues/5971\n"
                  "https://github.com/cython/cython/issues/5432 (the opposite mistake)",
    .security_severity = "5.5",
    .check_type = check,
};
