#include "rules/common/finalizers.h"
#include "rules/common/syntax.h"
#include "rules/common/words.h"

#include <string.h>

static bool calls_finalizer(const Type *type, const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_CALL_FINALIZER)
            return true;
        if (event->kind == EVENT_SLOT_CALL && event->slot && !strcmp(event->slot, "tp_finalize"))
            return true;
        /* The deallocator of a builtin base calls it only if the base has a finalizer of its own. */
        if (event->kind == EVENT_SLOT_CALL && event_chains_dealloc(trace, event, type) &&
            (!event->slot_builtin || event->slot_builtin->has_finalizer))
            return true;
    }
    return trace_has_opaque_call(trace, trace_self(trace)) || trace_is_cut_short(trace);
}

static void report(RuleContext *context, const Type *type, Place place, const char *name)
{
    const Slot *slot = type->effective[SLOT_tp_finalize];
    Finding *finding;
    if (name)
        finding =
            report_type(context, type, NULL, place,
                        "`%s` never calls the tp_finalize of %s, so only the collector does", name, type_label(type));
    else
        finding =
            report_type(context, type, NULL, place,
                        "%s has a tp_finalize that the tp_dealloc inherited from object never calls", type_label(type));
    finding_function(finding, name);
    finding_evidence(finding, slot->place, "tp_finalize is `%s`", slot->name ? slot->name : "this");
    if (!type_defines(type, SLOT_tp_finalize))
        finding_severity(finding, SEVERITY_NOTE);
    if (type->has_gc == TRUTH_NO)
        finding_evidence(finding, (Place){0}, "the type is not a GC type, so nothing else calls it either");
}

static bool is_idle(const Unit *unit, NodeId id, void *data)
{
    const Node *node = unit_node(unit, id);
    bool *idle = data;
    *idle = *idle && (node->kind == N_BLOCK || node->kind == N_CAST || node->kind == N_REF || node->kind == N_RETURN);
    return *idle;
}

/* An empty function but for `(void)self;`, given so that the collector marks instances as finalized. */
static bool does_nothing(const Trace *finalizer)
{
    const Function *function = function_of(finalizer->function);
    bool idle = function && function->body && !function->is_broken;
    if (idle)
        syntax_walk(finalizer->function.unit, function->body, is_idle, &idle);
    return idle;
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    const Trace *finalizer = finalizer_trace(model, type);
    if (!type->effective[SLOT_tp_finalize] || type->effective[SLOT_tp_finalize]->is_null || type->has_default_dealloc ||
        !finalizer || does_nothing(finalizer))
        return;
    if (!type->dealloc) {
        if (type_defines(type, SLOT_tp_finalize) && type_has_object_dealloc(type))
            report(context, type, type->slots[SLOT_tp_finalize].place, NULL);
        return;
    }
    if (!calls_finalizer(type, type->dealloc) && !dealloc_repeats_finalizer(model, type, type->dealloc, finalizer))
        report(context, type, function_place(type->dealloc->function), function_name(type->dealloc->function));
}

const Rule rule_finalize_not_called_from_dealloc = {
    .name = "finalize-not-called-from-dealloc",
    .family = "finalize",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc does not call the finalizer",
    .what = "A type with a `tp_finalize`, its own or that of a base of the program, whose `tp_dealloc` does not call "
            "`PyObject_CallFinalizerFromDealloc()`; also a static type with a `tp_finalize` and no deallocator.",
    .why = "The interpreter calls `tp_finalize` on its own in one place only: the collector does "
           "(`finalize_garbage()`), for objects of a garbage cycle. When the last reference goes away, `tp_dealloc` "
           "runs and nothing else. PEP 442 leaves it to the deallocator to call the finalizer, through "
           "`PyObject_CallFinalizerFromDealloc()`, which sees to it that it runs once and copes with resurrection. "
           "`subtype_dealloc()` does so for Python classes and for specs without `Py_tp_dealloc`.",
    .consequence = "The finalizer runs only for instances that die in a cycle; never for a type without "
                   "`Py_TPFLAGS_HAVE_GC`. On all versions.",
    .fix = "Begin the deallocator, before `PyObject_GC_UnTrack()`, with\n\n"
           "`if (PyObject_CallFinalizerFromDealloc((PyObject *)self) < 0) { return; }`",
    .exceptions =
        "A finalizer that is empty. One that is inherited gives a note: the derived type may mean to do without. The "
        "default deallocator; deallocators that chain to one that calls the finalizer, that call the finalizer's "
        "function directly or repeat everything it does, or that hand the instance to a function outside the program.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_finalize\n"
                  "https://peps.python.org/pep-0442/",
    .check_type = check,
};
