#include "rules/common/references.h"

static bool frees_plainly(ApiEffect effect)
{
    return effect == API_FREE_OBJECT || effect == API_FREE_MEMORY;
}

/* How a tp_free of the program frees its argument, if it does so without regard to the GC header. */
static const Event *plain_free_in(Model *model, const Type *type)
{
    FunctionRef function = type->slots[SLOT_tp_free].function;
    if (!function.unit)
        return NULL;
    const Trace *trace = model_trace(model, function, type);
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_FREE && event->api && frees_plainly(event->api->effect) &&
            trace_value_is_self(trace, event->value))
            return event;
    }
    return NULL;
}

static void check(RuleContext *context, const Type *type)
{
    const Slot *slot = &type->slots[SLOT_tp_free];
    if (type->has_gc != TRUTH_YES || !type->is_subclassable || !type_defines(type, SLOT_tp_free))
        return;
    Model *model = rule_model(context);
    const ApiFunction *api = slot->name ? api_find(slot->name) : NULL;
    const Event *event = api ? NULL : plain_free_in(model, type);
    if (!event && !(api && frees_plainly(api->effect)))
        return;
    bool is_checked = api && api->effect == API_FREE_OBJECT;
    Finding *finding = report_type(context, type, NULL, slot->place,
                                   "`%s` can be subclassed and has GC, but frees instances with %s as tp_free",
                                   type_label(type), slot->name ? slot->name : "a plain function");
    if (event)
        finding_evidence(finding, event_place(event),
                         "the block is freed here from where the object starts, not from where its GC header starts");
    if (is_checked)
        finding_evidence(finding, (Place){0}, "PyType_Ready() and PyType_FromSpec() fail with TypeError");
    else
        finding_evidence(
            finding, (Place){0},
            "PyType_Ready() looks for PyObject_Free() only, so this is not noticed before the first instance is freed");
}

const Rule rule_gc_base_inappropriate_tp_free = {
    .name = "gc-base-inappropriate-tp-free",
    .family = "declare",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_free of a GC type that can be subclassed does not free GC memory",
    .what = "A type with `Py_TPFLAGS_HAVE_GC` and `Py_TPFLAGS_BASETYPE` whose `tp_free` is `PyObject_Free`, "
            "`PyObject_Del`, `PyMem_Free` or `free`, or a function that hands the instance to one of them.",
    .why = "A GC object starts behind its GC header, but the memory block starts before it; only `PyObject_GC_Del()` "
           "goes back to the beginning. Subclasses written in Python inherit `tp_free` and call it from "
           "`subtype_dealloc()`.\n\n"
           "`PyType_Ready()` knows the commonest mistake: `type_ready_inherit()` refuses a GC type that can be "
           "subclassed and is freed with `PyObject_Free()`, which is also what `PyObject_Del` means.",
    .consequence =
        "`PyObject_Free` and `PyObject_Del`: \"TypeError: type participates in gc, but has inappropriate tp_free "
        "slot\" when the module is imported. Any other function is not checked, and corrupts the heap when the first "
        "instance is freed.",
    .fix = "Leave `tp_free` out: a GC type over `object` gets `PyObject_GC_Del` by itself. Or set `PyObject_GC_Del`.",
    .exceptions = "Types without Py_TPFLAGS_BASETYPE: see free-mismatch.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_free",
    .security_severity = "7.0",
    .check_type = check,
};
