#include "rules/common/allocations.h"
#include "rules/common/words.h"

/* Up to 3.10 PyObject_GC_Del() takes the header off by itself, whatever the type says. */
static bool is_freed_to_match(const Type *type)
{
    const Trace *trace = type->dealloc;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_FREE && event->api && event->api->effect == API_FREE_GC &&
            trace_value_is_self(trace, event->value))
            return true;
    }
    return false;
}

static void check(RuleContext *context, const Allocation *allocation)
{
    const Type *type = allocation->type;
    if (!type || type->has_gc != TRUTH_NO || !type->flags_known || allocation_kind(allocation) != ALLOCATION_GC)
        return;
    bool up_to_310 = !model_targets_any(rule_model(context), 0x030b, 0x030f);
    if ((up_to_310 && is_freed_to_match(type)) || allocation_is_guarded_by_type(allocation))
        return;
    Finding *finding = report_type(context, type, NULL, allocation_place(allocation),
                                   "%s() makes %s %s with a GC header, but the type has no Py_TPFLAGS_HAVE_GC",
                                   allocation_text(allocation), indefinite_article(type_label(type)), type_label(type));
    finding_function(finding, function_name(allocation->trace->function));
    finding_evidence(finding, type->flags_place.unit ? type->flags_place : type->place, "the flags of the type");
}

const Rule rule_gc_alloc_for_nongc_type = {
    .name = "gc-alloc-for-nongc-type",
    .family = "alloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "instance of a type without GC is allocated with a GC header",
    .what = "`PyObject_GC_New()` or `PyObject_GC_NewVar()` for a type whose effective flags do not contain "
            "`Py_TPFLAGS_HAVE_GC`.",
    .why =
        "`PyObject_GC_New()` puts a header in front of the object and returns the address behind it. `PyType_Ready()` "
        "gave the type `PyObject_Free()` as `tp_free`, which expects an address that the allocator handed out, not one "
        "sixteen bytes further on. From 3.11 on `PyObject_GC_New()` also asks the type for the size of the header "
        "(`_PyType_PreHeaderSize()`), and `PyObject_GC_Del()` does the same with a type that has none.",
    .consequence = "Heap corruption or an abort in the allocator when the instance is freed, on all versions. Up to "
                   "3.10 only an explicit `PyObject_GC_Del()` in the deallocator happens to work.",
    .fix =
        "Add `Py_TPFLAGS_HAVE_GC` and a `tp_traverse`, or allocate with `PyObject_New()` or `type->tp_alloc(type, 0)`.",
    .exceptions = "Types whose flags or base are not known; with `--python` up to 3.10, types whose deallocator calls "
                  "`PyObject_GC_Del()`.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.PyObject_GC_New",
    .security_severity = "7.5",
    .check_allocation = check,
};
