#include "rules/common/weakrefs.h"
#include "rules/common/words.h"

/* The nearest type that sets the flag; NULL: none, or not known. */
static const Type *find_flag(const Type *type)
{
    for (; type && type->flags_known; type = type->base)
        if (type->flags & TYPE_MANAGED_WEAKREF)
            return type;
    return NULL;
}

static void check(RuleContext *context, const Type *type)
{
    const Type *flagged = find_flag(type);
    const Trace *trace = type->dealloc;
    if (!flagged)
        return;
    if (trace && dealloc_clears_weakrefs(type, trace) == TRUTH_NO &&
        trace->may_at_end & (MILESTONE_FREED | MILESTONE_BASE_DEALLOC)) {
        const char *name = function_name(trace->function);
        Finding *finding = report_type(context, type, NULL, function_place(trace->function),
                                       "`%s` frees a weakly referenceable %s without PyObject_ClearWeakRefs()", name,
                                       type_label(type));
        finding_function(finding, name);
        finding_evidence(finding, flagged->flags_place,
                         "Py_TPFLAGS_MANAGED_WEAKREF makes instances weakly referenceable");
    } else if (flagged == type && type_has_object_dealloc(type)) {
        report_type(context, type, NULL, type->flags_place,
                    "%s is weakly referenceable, and no tp_dealloc calls PyObject_ClearWeakRefs()", type_label(type));
    }
}

const Rule rule_managed_weakref_not_cleared = {
    .name = "managed-weakref-not-cleared",
    .family = "managed",
    .severity = SEVERITY_ERROR,
    .since = 0x030c,
    .until = 0x030f,
    .summary = "managed weak references are not cleared by tp_dealloc",
    .what = "A type with `Py_TPFLAGS_MANAGED_WEAKREF` whose own `tp_dealloc` frees the instance and never calls "
            "`PyObject_ClearWeakRefs(self)`; also a static type with the flag and no deallocator at all.",
    .why = "The flag moves the list of weak references out of the struct; it does not take over any duty of the "
           "deallocator. Weak references still hold a plain pointer to the instance until `PyObject_ClearWeakRefs()` "
           "marks them dead. Since no field reminds of it, the call is easily forgotten. `subtype_dealloc()` does it "
           "for GC types with the default deallocator.",
    .consequence = "Weak references to dead instances point to freed memory: a crash, or somebody else's memory. "
                   "Python 3.12 and later.",
    .fix = "`PyObject_ClearWeakRefs((PyObject *)self);` right after `PyObject_GC_UnTrack(self);`.",
    .exceptions = "The default deallocator of a GC type, deallocators that chain to one that clears, and those that "
                  "hand the instance to something that gclint cannot see.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.Py_TPFLAGS_MANAGED_WEAKREF",
    .security_severity = "7.5",
    .check_type = check,
};
