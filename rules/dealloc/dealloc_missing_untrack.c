#include "rules/common/untrack_order.h"
#include "rules/common/words.h"

static void report_danger(RuleContext *context, const Type *type, const UntrackOrder *order)
{
    Model *model = rule_model(context);
    const char *name = function_name(order->trace->function);
    Finding *finding = report_type(context, type, NULL, function_place(order->trace->function),
                                   "`%s` never untracks the instance, and %s while the collector can still see it",
                                   name, untrack_danger_text(model, order));
    finding_function(finding, name);
    if (!order->danger_is_certain)
        finding_severity(finding, SEVERITY_WARNING);
    finding_evidence(finding, event_place(order->danger),
                     "%s here: this can run code, and start a collection that meets the dying instance",
                     untrack_danger_text(model, order));
    if (!type_defines(type, SLOT_tp_dealloc))
        finding_evidence(finding, type->place,
                         "`%s` adds Py_TPFLAGS_HAVE_GC to a base that does not have it, and inherits its tp_dealloc",
                         type_label(type));
}

static void report_free(RuleContext *context, const Type *type, const UntrackOrder *order)
{
    const char *name = function_name(order->trace->function);
    Finding *finding = report_type(context, type, NULL, function_place(order->trace->function),
                                   "`%s` frees the instance without PyObject_GC_UnTrack()", name);
    finding_severity(finding, SEVERITY_NOTE);
    finding_function(finding, name);
    finding_evidence(finding, event_place(order->free),
                     "freed here; PyObject_GC_Del() untracks silently, and warns in debug builds from 3.11 on");
}

static void check(RuleContext *context, const Type *type)
{
    UntrackOrder order = untrack_order(rule_model(context), type);
    if (order.danger && !order.untrack)
        report_danger(context, type, &order);
    else if (order.free)
        report_free(context, type, &order);
}

const Rule rule_dealloc_missing_untrack = {
    .name = "dealloc-missing-untrack",
    .family = "dealloc",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc of a GC type releases references without untracking the instance first",
    .what = "A type with `Py_TPFLAGS_HAVE_GC` whose `tp_dealloc` releases a reference, runs the callbacks of weak "
            "references or calls into Python, and never calls `PyObject_GC_UnTrack(self)`. A deallocator that does "
            "nothing but free the memory is reported as a note.",
    .why = "When `tp_dealloc` runs, the reference count of the instance is zero, but the collector still has it in its "
           "lists. Releasing a field can run any code: the destructor of what the field held, a weak reference "
           "callback, a finalizer. If that code starts a collection, `update_refs()` copies the count of zero and "
           "`subtract_refs()` subtracts from it. A debug build stops there (`gc_get_refs(gc) != 0`); a release build "
           "takes the dying instance for garbage, increments its count, clears it and decrements it again, so "
           "`tp_dealloc` runs a second time on the same memory.\n\n"
           "`PyObject_GC_UnTrack()` may be called on an instance that is not tracked, so it is safe as the first "
           "statement of every deallocator, also when Python subclasses have untracked the instance before.",
    .consequence =
        "- Crash or memory corruption when a collection starts inside the deallocator, which depends on what the "
        "fields hold: rare, and hard to trace back.\n"
        "- Up to Python 3.11 any allocation of a GC object can start that collection. From 3.12 on it runs only where "
        "the interpreter checks for it, so the released object has to run Python code or call `gc.collect()`.\n"
        "- Debug builds from 3.11 on print a `ResourceWarning` for every instance (gh-95324).",
    .fix = "Make `PyObject_GC_UnTrack(self);` the first statement of the deallocator; only "
           "`PyObject_CallFinalizerFromDealloc()` belongs before it.",
    .exceptions = "Silent if the deallocator hands the instance to the `tp_dealloc` of a base before it releases "
                  "anything, if a function that is not in the program gets the instance first, if the instance is "
                  "given a new reference so that it may live on, and if all instances are made by `PyObject_GC_New()` "
                  "and never tracked. References that can only hold objects such as `str` or `int` may be released "
                  "before. If it is not known what the released references can hold, or whether a function that gets "
                  "the address of a field releases it, the finding is a warning.",
    .references =
        "https://docs.python.org/3/c-api/gcsupport.html#c.PyObject_GC_UnTrack\n"
        "https://github.com/python/cpython/issues/75276 (bpo-31095: the same mistake in many of CPython's own types)\n"
        "https://github.com/python/cpython/issues/95324 (the warning of debug builds)",
    .security_severity = "7.0",
    .check_type = check,
};
