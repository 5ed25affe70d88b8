#include "rules/common/creation.h"
#include "rules/common/type_release.h"

static const Event *free_of_self(const Trace *trace)
{
    uint32_t index = next_event_on(trace, EVENT_FREE, 0, trace_self(trace));
    return index ? &trace->events[index] : NULL;
}

static void tell_creation(RuleContext *context, Finding *finding, const Type *type)
{
    TypeCreation creation = type_creation(rule_model(context), type);
    if (creation.is_known)
        finding_evidence(finding, creation.place, "the type is created here, so it is a heap type");
}

/* `{Py_tp_dealloc, PyObject_Free}` */
static void check_slot(RuleContext *context, const Type *type)
{
    const Slot *slot = &type->slots[SLOT_tp_dealloc];
    if (!type->is_heap || !slot_frees(slot))
        return;
    Finding *finding = report_type(context, type, NULL, slot->place,
                                   "tp_dealloc of %s is %s(), which never releases the type, of which every instance owns a reference",
                                   type_label(type), slot->name);
    tell_creation(context, finding, type);
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->dealloc;
    check_slot(context, type);
    if (!type->is_heap || !trace || type->type_released != TRUTH_NO)
        return;
    /* A deallocator that only ever puts instances aside keeps their reference to the type with them. */
    const Event *free = free_of_self(trace);
    if (!free && !trace_chains_dealloc(trace, type))
        return;
    const char *function = function_name(trace->function);
    Finding *finding =
        report_type(context, type, NULL, function_place(trace->function),
                    "`%s` never releases the type, of which every `%s` owns a reference", function, type_label(type));
    finding_function(finding, function);
    if (free)
        finding_evidence(finding, event_place(free),
                         "the instance is freed here; Py_DECREF() of its type has to follow");
    tell_creation(context, finding, type);
}

const Rule rule_heap_dealloc_missing_type_decref = {
    .name = "heap-dealloc-missing-type-decref",
    .family = "heap",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc of a heap type does not release the type",
    .what = "A type made from a `PyType_Spec` with a `tp_dealloc` of its own that neither releases `Py_TYPE(self)` "
            "nor hands over to the `tp_dealloc` of a base that does.",
    .why = "`PyObject_Init()`, which all allocators use, takes a reference to the type if it is a heap type; since "
           "Python 3.8 for every way to allocate (bpo-35810). The default deallocator `subtype_dealloc()` gives it "
           "back; a deallocator that replaces it has to do the same.",
    .consequence = "Every instance that dies leaves one reference behind. The type's reference count only grows, so "
                   "the type, its module and the module state are never freed: a leak for each sub-interpreter or "
                   "reload.",
    .fix = "Keep the type before freeing, release it after: `PyTypeObject *type = Py_TYPE(self); ... "
           "type->tp_free(self); Py_DECREF(type);`.",
    .exceptions = "Types without `tp_dealloc`; a release under a condition such as `type->tp_flags & "
                  "Py_TPFLAGS_HEAPTYPE`; deallocators that keep all instances for reuse; calls that could not be "
                  "followed.",
    .references = "https://docs.python.org/3/whatsnew/3.8.html#changes-in-the-c-api\n"
                  "https://github.com/python/cpython/issues/79991 (bpo-35810)",
    .check_type = check,
};
