#include "rules/common/allocations.h"
#include "rules/common/words.h"

#include <string.h>

static bool is_concerned(const Allocation *allocation)
{
    AllocationKind kind = allocation_kind(allocation);
    return allocation->type && (kind == ALLOCATION_PLAIN || kind == ALLOCATION_RAW);
}

/* The interpreter's own allocator makes room for the header itself, and links the object into the youngest generation. */
static bool is_linked(const Allocation *allocation)
{
    const Trace *trace = allocation->trace;
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].callee && !strcmp(trace->events[i].callee, "_PyObject_GC_Link") &&
            event_passes(trace, &trace->events[i], allocation->object))
            return true;
    return false;
}

/* `PyType_IS_GC(type) ? _PyObject_GC_Malloc(size) : PyObject_Malloc(size)`: the same call initialises memory of either
 * kind. */
static bool is_one_of_several(const Allocation *allocation)
{
    const Trace *trace = allocation->trace;
    const Event *own = allocation_event(allocation);
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        const Path *object = event->kind == EVENT_ALLOCATE ? trace_path(trace, event->value.path) : NULL;
        if (object && event->node == own->node && event->unit == own->unit && event->value.path != allocation->object &&
            !(object->api && object->api->effect == API_ALLOCATE_MEMORY))
            return true;
    }
    return false;
}

/* `&Foo_Type`, the type object itself: the type is the same whatever a condition says. */
static bool is_of_fixed_type(const Model *model, const Allocation *allocation)
{
    PathId id = trace_path(allocation->trace, allocation->object)->allocated_by;
    const Path *path = id ? trace_path(allocation->trace, id) : NULL;
    const Type *type = allocation->type;
    return path && path->kind == PATH_GLOBAL && type->style == STYLE_STATIC && type->has_gc == TRUTH_YES &&
           model_type_of_variable(model, path->variable) == type;
}

/* `if (is_collected) o = PyType_GenericAlloc(type, 0); else o = PyObject_New(Foo, type);`: whatever the condition is made
 * of, it chooses the memory that the type needs. */
static bool is_a_choice(const Model *model, const Allocation *allocation)
{
    const Trace *trace = allocation->trace;
    const Event *own = allocation_event(allocation);
    PathId type = trace_path(trace, allocation->object)->allocated_by;
    if (is_of_fixed_type(model, allocation))
        return false;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        const Path *object = event->kind == EVENT_ALLOCATE ? trace_path(trace, event->value.path) : NULL;
        Allocation other = {.trace = trace, .event = i, .object = event->value.path};
        if (object && type && object->allocated_by == type && trace_guards_exclude(trace, own->guard, event->guard) &&
            (allocation_kind(&other) == ALLOCATION_GENERIC || allocation_kind(&other) == ALLOCATION_GC))
            return true;
    }
    return false;
}

static void check(RuleContext *context, const Allocation *allocation)
{
    const Type *type = allocation->type;
    if (!is_concerned(allocation))
        return;
    /* A tp_alloc knows whether it makes room for a header. Python subclasses do not inherit it: type_new() gives them
     * PyType_GenericAlloc(). */
    bool is_allocator = function_equal(allocation->trace->function, type->slots[SLOT_tp_alloc].function);
    bool for_subclass = type->has_gc == TRUTH_NO && allocation->by_type_parameter && type->is_subclassable;
    if (is_allocator || (type->has_gc != TRUTH_YES && !for_subclass) || is_linked(allocation) || is_one_of_several(allocation) ||
        is_a_choice(rule_model(context), allocation) || allocation_is_guarded_by_type(allocation))
        return;
    const char *call = allocation_text(allocation);
    const char *label = type_label(type);
    Finding *finding =
        for_subclass
            ? report_type(context, type, NULL, allocation_place(allocation),
                          "%s() makes an instance of a subclass of %s without the GC header that every Python subclass has", call, label)
            : report_type(context, type, NULL, allocation_place(allocation),
                          "%s() makes %s %s without a GC header, but the type has Py_TPFLAGS_HAVE_GC", call,
                          indefinite_article(label), label);
    finding_function(finding, function_name(allocation->trace->function));
    if (for_subclass)
        finding_evidence(finding, type->flags_place,
                         "Py_TPFLAGS_BASETYPE lets Python code derive classes, and `type` is then such a class");
    else
        finding_evidence(finding, type->flags_place.unit ? type->flags_place : type->place, "the type is a GC type");
}

const Rule rule_nongc_alloc_for_gc_type = {
    .name = "nongc-alloc-for-gc-type",
    .family = "alloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "instance of a GC type is allocated without a GC header",
    .what = "`PyObject_New()`, `PyObject_NewVar()`, or `PyObject_Init()` on memory of `PyObject_Malloc()` or "
            "`malloc()`, for a type with `Py_TPFLAGS_HAVE_GC`. Also for the `type` parameter of the `tp_new` of a type "
            "with `Py_TPFLAGS_BASETYPE`: Python classes that derive from it are GC types.",
    .why = "The memory of a GC object begins with a header of two words (`PyGC_Head`); the address of the object is "
           "behind it. `PyObject_GC_New()` and `PyType_GenericAlloc()` reserve that header, `PyObject_New()` does not. "
           "Everything that treats the instance as the GC object its type says it is goes sixteen bytes back, into "
           "whatever stands there: `PyObject_GC_Track()`, `PyObject_GC_UnTrack()` in the deallocator, "
           "`PyObject_GC_Del()`, which frees that address, and the collector when it meets a reference to the instance "
           "(`visit_decref()` asks the type, not the memory).",
    .consequence = "Heap corruption, usually noticed as a crash in `free()` or in an unrelated place. On all versions.",
    .fix = "Allocate with `type->tp_alloc(type, 0)`, which does what the type needs, also for subclasses; or with "
           "`PyObject_GC_New()` followed by `PyObject_GC_Track()` once all fields are set.",
    .exceptions = "What a `tp_alloc` of the type itself does. Allocations of types whose flags or base are not known, "
                  "those that depend on a test of the type, and those beside which the other branch of a condition "
                  "allocates with a header.",
    .references = "https://docs.python.org/3/c-api/allocation.html#c.PyObject_New\n"
                  "https://docs.python.org/3/c-api/gcsupport.html",
    .security_severity = "7.5",
    .check_allocation = check,
};
