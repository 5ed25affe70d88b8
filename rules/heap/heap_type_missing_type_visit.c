#include "rules/common/creation.h"
#include "rules/common/references.h"

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    if (!type->is_heap || type->has_gc != TRUTH_YES || !type->traverse || type->type_visited != TRUTH_NO)
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
                  "a module the finding is a note: it can hardly be part of a cycle.",
    .references = "https://docs.python.org/3/whatsnew/3.9.html#changes-in-the-c-api\n"
                  "https://github.com/python/cpython/issues/84398 (bpo-40217)\n"
                  "https://github.com/python/cpython/issues/79991 (bpo-35810)",
    .check_type = check,
};
