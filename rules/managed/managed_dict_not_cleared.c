#include "rules/common/lifecycle.h"
#include "rules/common/managed.h"
#include "rules/common/words.h"

static bool may_clear_dict(const Trace *trace)
{
    PathId self = trace_self(trace);
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_CLEAR_MANAGED_DICT || event_is_opaque(trace, &trace->events[i], self))
            return true;
    return trace_is_cut_short(trace);
}

static Finding *report(RuleContext *context, const Type *type, const Trace *trace, const char *format)
{
    const char *name = function_name(trace->function);
    const char *text = arena_format(rule_model(context)->arena, "`%s` %s %s", name, format, type_label(type));
    Finding *finding = report_type(context, type, NULL, function_place(trace->function), "%s", text);
    finding_function(finding, name);
    finding_evidence(finding, type->flags_place, "Py_TPFLAGS_MANAGED_DICT gives every instance a `__dict__`");
    return finding;
}

static void check(RuleContext *context, const Type *type)
{
    if (!type_introduces_managed_dict(type))
        return;
    if (type->dealloc && !may_clear_dict(type->dealloc)) {
        Finding *finding = report(context, type, type->dealloc, "does not clear the managed dictionary of the dying");
        if (model_targets_any(rule_model(context), 0x030c, 0x030d))
            finding_evidence(finding, (Place){0}, "Python 3.12 and 3.13: the attributes leak");
        if (model_targets_any(rule_model(context), 0x030e, 0x030f))
            finding_evidence(finding, (Place){0},
                             "from Python 3.14 on a dictionary that outlives the instance points into freed memory");
        else
            finding_severity(finding, SEVERITY_WARNING);
    }
    if (type->clear && !may_clear_dict(type->clear))
        finding_severity(report(context, type, type->clear, "does not clear the managed dictionary of"),
                         SEVERITY_WARNING);
}

const Rule rule_managed_dict_not_cleared = {
    .name = "managed-dict-not-cleared",
    .family = "managed",
    .severity = SEVERITY_ERROR,
    .since = 0x030c,
    .until = 0x030f,
    .summary = "managed dictionary is not cleared by tp_dealloc or tp_clear",
    .what = "A type that sets `Py_TPFLAGS_MANAGED_DICT` and whose own `tp_dealloc` (error from 3.14 on) or `tp_clear` "
            "(warning) does not call `PyObject_ClearManagedDict()`, directly or by a function it calls.",
    .why = "The attributes of an instance with a managed dictionary can be stored inside the instance itself (inline "
           "values); a dictionary object that Python code obtained by `obj.__dict__` then points into the instance. "
           "`PyObject_ClearManagedDict()` detaches such a dictionary by giving it a copy of the values, and releases "
           "the rest. `subtype_dealloc()` does it for types with the default deallocator.",
    .consequence =
        "- `tp_dealloc`, 3.14 and later: a dictionary that outlives the instance reads and writes freed memory.\n"
        "- `tp_dealloc`, 3.12 and 3.13: all attributes of every instance leak.\n"
        "- `tp_clear`: cycles through attributes are found but not broken, and leak.",
    .fix = "Call `PyObject_ClearManagedDict(self)` in `tp_clear` (`_PyObject_ClearManagedDict()` in 3.12), and "
           "`tp_clear` from `tp_dealloc` after the untrack.",
    .exceptions = "Types with the default deallocator; types whose base sets the flag too; functions that hand the "
                  "instance to something that gclint cannot see.",
    .references = "https://docs.python.org/3/c-api/object.html#c.PyObject_ClearManagedDict\n"
                  "https://github.com/python/mypy/issues/21290",
    .security_severity = "7.0",
    .check_type = check,
};
