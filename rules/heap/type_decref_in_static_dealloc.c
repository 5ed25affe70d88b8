#include "rules/common/type_release.h"

/* A function of another module makes the type ready: it may give it a tp_new that takes what tp_dealloc gives back. */
static bool is_made_elsewhere(const Type *type)
{
    return type->base_known != TRUTH_YES && !type->base_name;
}

/* Nothing but instances of the type itself comes here. */
static bool is_final(const Type *type)
{
    return !type->is_subclassable && !type->has_subclass;
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->dealloc;
    bool is_static = !type->is_heap && !is_made_elsewhere(type) && type->flags_known && !(type->flags & TYPE_HEAPTYPE);
    uint32_t index = is_static && trace ? next_type_release(trace, 0) : 0;
    if (!index || !trace_is_unconditional(trace, &trace->events[index], 0) ||
        type_is_taken_by_hand(rule_model(context), type))
        return;
    const Event *event = &trace->events[index];
    Finding *finding =
        report_type(context, type, NULL, event_place(event), "`%s` releases Py_TYPE(self), but `%s` is a static type",
                    function_name(event->in), type_label(type));
    finding_function(finding, function_name(event->in));
    finding_evidence(finding, type->place, "instances of a static type own no reference to it");
    if (model_targets_any(rule_model(context), 0x0308, 0x030c))
        finding_evidence(finding, (Place){0},
                         "up to Python 3.12 every dead instance brings the type closer to being deallocated");
    else if (is_final(type))
        finding_severity(finding, SEVERITY_NOTE);
    if (model_targets_any(rule_model(context), 0x030d, 0x030f))
        finding_evidence(finding, (Place){0},
                         is_final(type) ? "from Python 3.13 on the type is immortal, and the release does nothing"
                                        : "from Python 3.13 on the type is immortal, but Python subclasses are not");
    if (type->is_subclassable)
        finding_evidence(finding, type->flags_place,
                         "for a Python subclass subtype_dealloc() releases the type as well");
}

const Rule rule_type_decref_in_static_dealloc = {
    .name = "type-decref-in-static-dealloc",
    .family = "heap",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc of a static type releases the type",
    .what = "A static type (a `PyTypeObject` variable) whose `tp_dealloc` calls `Py_DECREF(Py_TYPE(self))` "
            "unconditionally.",
    .why = "Instances own a reference to their type only if it is a heap type (`_PyObject_Init()` looks at the flag). "
           "The release drops a reference that somebody else owns.",
    .consequence = "- Up to Python 3.12 each dead instance lowers the type's count; when it reaches zero, the static "
                   "type is deallocated: a crash.\n"
                   "- From 3.13 on static types are immortal. Python subclasses are not: `subtype_dealloc()` releases "
                   "them too, so they are freed while in use. Without subclasses the release does nothing there: a note.",
    .fix = "Remove the release, or make the type from a spec. If one function serves both, write `if (type->tp_flags "
           "& Py_TPFLAGS_HEAPTYPE) Py_DECREF(type);`.",
    .exceptions = "A release under any condition; instances whose maker takes the reference by hand, with `Py_INCREF(type)`; "
                  "a type that a function of another module makes ready, whose `tp_new` may take the reference.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_dealloc",
    .security_severity = "7.0",
    .check_type = check,
};
