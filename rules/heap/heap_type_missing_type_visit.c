#include "rules/common/creation.h"
#include "rules/common/references.h"

#include <string.h>

/* All that was not followed is the tp_traverse of a base that is not in the program; NULL where that is not so. */
static const Event *hand_over(const Trace *trace)
{
    const Event *found = NULL;
    uint32_t count = 0;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_base = event->kind == EVENT_SLOT_CALL && event->slot && !strcmp(event->slot, "tp_traverse") && event->passes_visit &&
                       !event->slot_type && !event->slot_builtin && trace_value_is_self(trace, event->value);
        if (!is_base)
            continue;
        found = event;
        count++;
    }
    return trace->obstacle_count == count ? found : NULL;
}

static void check_handed_over(RuleContext *context, const Type *type)
{
    const Event *base = hand_over(type->traverse);
    if (!base)
        return;
    const char *function = slot_function_name(type, SLOT_tp_traverse);
    Finding *finding = report_type(context, type, NULL, slot_function_place(type, SLOT_tp_traverse),
                                   "`%s` does not visit Py_TYPE(self) itself: only right if the base of `%s`, which is not in the "
                                   "program, is a heap type that does",
                                   function, type_label(type));
    finding_function(finding, function);
    finding_severity(finding, SEVERITY_NOTE);
    finding_evidence(finding, event_place(base), "the instance is handed over to the base here");
}

/* The GC flag without tp_traverse, which is another rule's: what that tp_traverse has to visit first. */
static void check_bare_flag(RuleContext *context, const Type *type)
{
    bool has_none = type->flags_known && type->flags & TYPE_HAVE_GC && !type->effective[SLOT_tp_traverse] &&
                    type->base_known == TRUTH_YES && !type->base && !type->builtin_base && type->is_complete;
    if (!has_none)
        return;
    Finding *finding = report_type(context, type, NULL, type->place,
                                   "`%s` has no tp_traverse that could visit Py_TYPE(self), which every instance owns",
                                   type_label(type));
    finding_severity(finding, SEVERITY_NOTE);
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    if (!type->is_heap || type->has_gc != TRUTH_YES)
        return;
    if (!type->traverse) {
        check_bare_flag(context, type);
        return;
    }
    if (type->type_visited == TRUTH_UNKNOWN)
        check_handed_over(context, type);
    if (type->type_visited != TRUTH_NO)
        return;
    const char *function = slot_function_name(type, SLOT_tp_traverse);
    TypeCreation creation = type_creation(model, type);
    Finding *finding =
        report_type(context, type, NULL, slot_function_place(type, SLOT_tp_traverse),
                    "`%s` does not visit Py_TYPE(self), which every instance of `%s` owns", function, type_label(type));
    finding_function(finding, function);
    if (type->is_frozen_or_immutable && creation.is_known && !creation.has_module)
        finding_severity(finding, SEVERITY_NOTE);
    if (creation.place.unit)
        finding_evidence(finding, creation.place, "the type is created here, so it is a heap type");
    if (model_targets_any(model, 0x0308, 0x0308))
        finding_evidence(finding, (Place){0},
                         "Python 3.8 visits the type of Python subclasses itself: keep the visit under `#if "
                         "PY_VERSION_HEX >= 0x03090000`");
}

const Rule rule_heap_type_missing_type_visit = {
    .name = "heap-type-missing-type-visit",
    .family = "heap",
    .severity = SEVERITY_WARNING,
    .since = 0x0309,
    .until = 0x030f,
    .summary = "tp_traverse of a heap type does not visit the type",
    .what = "A GC type that is made from a `PyType_Spec` and whose own `tp_traverse` neither visits `Py_TYPE(self)` "
            "nor hands over to the `tp_traverse` of a base that is itself made from a spec.",
    .why = "Since Python 3.8 every instance of a heap type owns a reference to its type: `PyObject_Init()` takes it, "
           "whichever function allocates (bpo-35810). An owned reference has to be visited. Since Python 3.9 nobody "
           "else does it: `subtype_traverse()`, which serves classes written in Python, visits the type of such a "
           "subclass only if the C base is not a heap type (bpo-40217).",
    .consequence = "The type looks referenced from outside as long as one instance exists. If the type, its module, "
                   "or anything they reach refers to the instance, the cycle is never collected: the type, the module "
                   "and its state leak, once for each import or sub-interpreter.",
    .fix = "Make `Py_VISIT(Py_TYPE(self));` the first statement of `tp_traverse`. For code that also supports Python "
           "3.8 put it under `#if PY_VERSION_HEX >= 0x03090000`: there the collector would count the reference of a "
           "subclass twice.",
    .exceptions = "Types that inherit `tp_traverse`; a `tp_traverse` that ends in the one of a heap base, which "
                  "visits the type; calls that could not be followed. For an immutable type that was created without "
                  "a module the finding is a note: it can hardly be part of a cycle. It is a note as well where the "
                  "instance is handed over to a base that is not in the program.",
    .references = "https://docs.python.org/3/whatsnew/3.9.html#changes-in-the-c-api\n"
                  "https://github.com/python/cpython/issues/84398 (bpo-40217)\n"
                  "https://github.com/python/cpython/issues/79991 (bpo-35810)",
    .check_type = check,
};
