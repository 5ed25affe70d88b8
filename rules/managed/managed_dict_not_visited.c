#include "rules/common/lifecycle.h"
#include "rules/common/managed.h"
#include "rules/common/words.h"

static bool may_visit_dict(const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_VISIT_MANAGED_DICT)
            return true;
        /* The traverse function of a builtin base does not know of a dictionary that a derived type adds. */
        if (event->kind == EVENT_SLOT_CALL && event->passes_visit && !event->slot_builtin)
            return true;
    }
    return trace->visit_escapes || trace_is_cut_short(trace);
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->traverse;
    if (!trace || !type_introduces_managed_dict(type) || may_visit_dict(trace))
        return;
    const char *name = function_name(trace->function);
    Finding *finding = report_type(context, type, NULL, function_place(trace->function),
                                   "`%s` does not visit the managed dictionary of %s", name, type_label(type));
    finding_function(finding, name);
    finding_evidence(finding, type->flags_place, "Py_TPFLAGS_MANAGED_DICT gives every instance a `__dict__`");
}

const Rule rule_managed_dict_not_visited = {
    .name = "managed-dict-not-visited",
    .family = "managed",
    .severity = SEVERITY_WARNING,
    .since = 0x030c,
    .until = 0x030f,
    .summary = "tp_traverse does not visit the managed dictionary",
    .what = "A type that sets `Py_TPFLAGS_MANAGED_DICT` and whose own `tp_traverse` does not call "
            "`PyObject_VisitManagedDict()` (in 3.12 `_PyObject_VisitManagedDict()`).",
    .why = "The instance dictionary of such a type is not a field of its struct, and its values may even be stored "
           "without a dictionary object, so `Py_VISIT()` cannot reach them. `PyObject_VisitManagedDict()` visits "
           "whatever there is. The interpreter does not call it by itself: `tp_traverse` is asked for everything the "
           "instance owns.",
    .consequence =
        "Every cycle through an attribute of an instance leaks, `obj.me = obj` included. Python 3.12 and later.",
    .fix = "`int error = PyObject_VisitManagedDict(self, visit, arg); if (error) { return error; }` in `tp_traverse`, "
           "and `PyObject_ClearManagedDict(self)` in `tp_clear`. The header pythoncapi_compat.h supplies the public "
           "names for 3.12.",
    .exceptions =
        "Types whose base sets the flag too; functions that pass `visit` on to something that gclint cannot see.",
    .references = "https://docs.python.org/3/c-api/object.html#c.PyObject_VisitManagedDict",
    .check_type = check,
};
