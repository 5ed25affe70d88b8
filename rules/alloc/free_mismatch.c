#include "rules/common/allocations.h"
#include "rules/common/words.h"

#include <string.h>

/* By tp_new, whose own allocation tells; or for a second time, out of a list of instances that were kept. */
static bool is_made_elsewhere(const Allocation *allocation)
{
    const Event *event = allocation_event(allocation);
    const Trace *trace = allocation->trace;
    bool is_kept = event->api && event->api->effect == API_INIT_OBJECT &&
                   trace_path(trace, trace_root(trace, allocation->object))->kind == PATH_GLOBAL;
    return is_kept || (event->slot && !strcmp(event->slot, "tp_new"));
}

/* Memory that the program got itself and made an object of is freed as it was got. */
static bool is_made_of_raw_memory(const Model *model, const Type *type)
{
    for (uint32_t i = 0; i < model->allocation_count; i++) {
        const Allocation *allocation = &model->allocations[i];
        AllocationKind kind = allocation->type == type ? allocation_kind(allocation) : ALLOCATION_GC;
        if (kind == ALLOCATION_RAW || (kind == ALLOCATION_OTHER && !is_made_elsewhere(allocation)))
            return true;
    }
    return false;
}

static bool is_allocated(const Model *model, const Type *type)
{
    for (uint32_t i = 0; i < model->allocation_count; i++)
        if (model->allocations[i].type == type)
            return true;
    return false;
}

/* Nothing that is seen makes instances: no call of the API, and no tp_new that Python code could call. */
static bool is_made_unseen(const Model *model, const Type *type)
{
    const Slot *constructor = type->effective[SLOT_tp_new];
    return type->style == STYLE_STATIC && !(constructor && !constructor->is_null) && !is_allocated(model, type);
}

/* The base of types whose instances it frees; it has none of its own. */
static bool has_no_instances(const Model *model, const Type *type)
{
    bool is_abstract = type->flags_known && type->flags & TYPE_DISALLOW_INSTANTIATION && type->is_subclassable;
    return is_abstract && !is_allocated(model, type);
}

/* What is wrong about freeing an instance of a type that way; NULL: nothing. */
static const char *judge_type(const Model *model, const Type *type, ApiEffect effect)
{
    if (effect == API_FREE_GC)
        return type->has_gc == TRUTH_NO && type->flags_known ? "takes off a GC header that instances do not have"
                                                             : NULL;
    if (type->has_gc == TRUTH_YES && (effect == API_FREE_OBJECT || effect == API_FREE_MEMORY))
        return "does not know of the GC header in front of it";
    if (type->has_gc == TRUTH_NO && effect == API_FREE_MEMORY && !is_made_unseen(model, type))
        return "does not belong to the allocator that instances come from";
    return NULL;
}

static void report_free(RuleContext *context, const Type *type, const Trace *trace, const Event *event,
                        const char *wrong, Place origin)
{
    Finding *finding = report_type(context, type, NULL, event_place(event), "%s() frees %s %s but %s", event->callee,
                                   indefinite_article(type_label(type)), type_label(type), wrong);
    finding_function(finding, function_name(trace->function));
    finding_evidence(finding, origin,
                     type->has_gc == TRUTH_YES ? "the type is a GC type" : "the type is not a GC type");
}

static Place flags_place(const Type *type)
{
    return type->flags_place.unit ? type->flags_place : type->place;
}

static void check_dealloc(RuleContext *context, const Type *type)
{
    const Trace *trace = type->dealloc;
    PathId self = trace ? trace_self(trace) : 0;
    for (uint32_t i = 1; self && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_FREE || !event->api || !event_is_on(trace, event, self) ||
            event_is_guarded_by_type(trace, event))
            continue;
        const char *wrong = judge_type(rule_model(context), type, event->api->effect);
        if (wrong)
            report_free(context, type, trace, event, wrong, flags_place(type));
    }
}

static void check_slot(RuleContext *context, const Type *type, SlotId id)
{
    const Slot *slot = &type->slots[id];
    const ApiFunction *api = slot_frees(slot);
    /* A GC type with BASETYPE and a wrong tp_free is gc-base-inappropriate-tp-free. */
    if (!api || (id == SLOT_tp_free && type->has_gc == TRUTH_YES && type->is_subclassable))
        return;
    const char *wrong = judge_type(rule_model(context), type, api->effect);
    if (!wrong)
        return;
    Finding *finding = report_type(context, type, NULL, slot->place, "%s of %s is %s(), which %s",
                                   id == SLOT_tp_free ? "tp_free" : "tp_dealloc", type_label(type), slot->name, wrong);
    finding_evidence(finding, flags_place(type),
                     type->has_gc == TRUTH_YES ? "the type is a GC type" : "the type is not a GC type");
}

static void check(RuleContext *context, const Type *type)
{
    const Model *model = rule_model(context);
    if (!type_has_generic_alloc(type) || is_made_of_raw_memory(model, type) || has_no_instances(model, type))
        return;
    check_dealloc(context, type);
    check_slot(context, type, SLOT_tp_free);
    check_slot(context, type, SLOT_tp_dealloc);
}

static const char *judge_allocation(AllocationKind kind, ApiEffect effect)
{
    if (kind == ALLOCATION_GC && (effect == API_FREE_OBJECT || effect == API_FREE_MEMORY))
        return "does not know of the GC header in front of it";
    if (kind == ALLOCATION_PLAIN && effect == API_FREE_GC)
        return "takes off a GC header that it does not have";
    if (kind == ALLOCATION_PLAIN && effect == API_FREE_MEMORY)
        return "does not belong to the allocator it comes from";
    return NULL;
}

static void check_allocation(RuleContext *context, const Allocation *allocation)
{
    const Trace *trace = allocation->trace;
    for (uint32_t i = allocation->event + 1; allocation->type && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_FREE || !event->api || !event_is_on(trace, event, allocation->object))
            continue;
        const char *wrong = judge_allocation(allocation_kind(allocation), event->api->effect);
        if (!wrong)
            continue;
        Finding *finding =
            report_type(context, allocation->type, NULL, event_place(event), "%s() frees an unfinished %s but %s",
                        event->callee, type_label(allocation->type), wrong);
        finding_function(finding, function_name(trace->function));
        finding_evidence(finding, allocation_place(allocation), "allocated here with %s()",
                         allocation_text(allocation));
    }
}

const Rule rule_free_mismatch = {
    .name = "free-mismatch",
    .family = "alloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "instance is freed by a function that does not match its allocation",
    .what = "A deallocator, an error path or `tp_free` that frees an instance with the wrong family of functions: an "
            "instance of a GC type with `PyObject_Free()`, `PyObject_Del()`, `PyMem_Free()` or `free()`; one of a type "
            "without GC with `PyObject_GC_Del()`; or memory of the object allocator with `PyMem_Free()` or `free()`.",
    .why = "Three families are involved. The memory of a GC object begins at its header, before the object, so that "
           "only `PyObject_GC_Del()` knows the address to give back. Other objects come from `PyObject_Malloc()` and "
           "go back through `PyObject_Free()`. `PyMem_*()` and `malloc()` are other allocators, or other domains of "
           "the same one, which debug hooks tell apart by a letter in front of each block. `PyObject_Del` is just "
           "another name of `PyObject_Free`.",
    .consequence =
        "- Heap corruption, or an abort in the allocator, when the first instance is freed; on all versions.\n"
        "- `PyMem_Free()` instead of `PyObject_Free()` goes unnoticed in release builds and aborts with "
        "`PYTHONMALLOC=debug` or `-X dev`.",
    .fix = "Call `Py_TYPE(self)->tp_free((PyObject *)self)`, which is right for every type and for its subclasses.",
    .exceptions = "Types with a `tp_alloc` of their own, types whose instances are made from memory the program got "
                  "itself or of which nothing is seen to make instances, bases with `Py_TPFLAGS_DISALLOW_INSTANTIATION` of which nothing makes instances, "
                  "and calls that depend on a test of the type. The `tp_free` of a GC type with "
                  "`Py_TPFLAGS_BASETYPE` is checked by gc-base-inappropriate-tp-free.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.PyObject_GC_Del\n"
                  "https://docs.python.org/3/c-api/memory.html",
    .security_severity = "7.5",
    .check_type = check,
    .check_allocation = check_allocation,
};
