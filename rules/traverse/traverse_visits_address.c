#include "rules/common/visits.h"

static bool is_object_record(const Unit *unit, const CType *type)
{
    const Record *record = type->kind == CTYPE_RECORD ? unit_record(unit, type->record) : NULL;
    return !record || record->is_object || !record->is_complete || record->is_broken;
}

/* What is passed to visit although no object starts there; NULL if it may be an object. */
static const char *wrong_argument(const Trace *trace, const Event *event)
{
    if (!event->value.path || event->value.tag_masked)
        return NULL;
    const Path *path = trace_path(trace, event->value.path);
    const CType *type = path_type(trace, event->value.path);
    if (!type || (path->kind != PATH_FIELD && path->kind != PATH_INDEX))
        return NULL;
    if (event->value.kind == VALUE_ADDRESS) {
        if (type->kind == CTYPE_POINTER || type->kind == CTYPE_ARRAY || type->kind == CTYPE_INTEGER ||
            type->kind == CTYPE_FLOAT)
            return type->kind == CTYPE_POINTER ? "the address of the field, not the object in it"
                                               : "the address of a field that is no object";
        return is_object_record(path->unit, type) ? NULL : "the address of a struct that is no object";
    }
    if (event->value.kind != VALUE_CONTENT)
        return NULL;
    if (type->kind == CTYPE_ARRAY)
        return "the address of an array, not one of its elements";
    const CType *target = type->kind == CTYPE_POINTER ? unit_type(path->unit, type->target) : NULL;
    if (target && target->kind == CTYPE_RECORD && !is_object_record(path->unit, target))
        return "a pointer to a struct that is no object";
    return target && target->kind == CTYPE_POINTER ? "a pointer to a pointer" : NULL;
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->traverse;
    Model *model = rule_model(context);
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        const char *wrong = event->kind == EVENT_VISIT ? wrong_argument(trace, event) : NULL;
        if (!wrong)
            continue;
        const char *path = trace_path_text(model, trace, event->value.path);
        const CType *place = path_type(trace, event->value.path);
        Finding *finding = report_type(context, type, path, trace_naming_place(trace, event),
                                       "visiting `%s` passes %s", path, wrong);
        finding_function(finding, function_name(trace->function));
        finding_evidence(finding, (Place){0},
                         "its C type is `%s`; the cast to PyObject * hides the mistake from the compiler",
                         unit_string(trace_path(trace, event->value.path)->unit, place->spelling));
        if (type->has_gc == TRUTH_NO && !type->is_subclassable) {
            finding_severity(finding, SEVERITY_WARNING);
            finding_evidence(finding, type->flags_place,
                             "it does no harm as long as the type has no Py_TPFLAGS_HAVE_GC");
        }
    }
}

const Rule rule_traverse_visits_address = {
    .name = "traverse-visits-address",
    .family = "traverse",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse visits something that is not an object",
    .what = "A visit of the address of a field (`Py_VISIT(&self->view.obj)`), of an array, or of a pointer to "
            "something that does not begin with `PyObject_HEAD`.",
    .why = "`Py_VISIT()` casts its argument to `PyObject *`, so the compiler accepts any pointer. The visitor reads "
           "the type and the reference count from there, looks whether the type has GC, and writes to the GC header "
           "in front of it: here that is the memory of some struct.",
    .consequence = "A crash in the first collection that meets an instance. It is a warning as long as the type has no "
                   "Py_TPFLAGS_HAVE_GC and cannot be subclassed, so that nothing calls the function.",
    .fix = "Pass the object: `Py_VISIT(self->view.obj)`; for arrays, each element in a loop.",
    .exceptions = "An embedded struct that begins with `PyObject_HEAD` and is an object of its own; pointers from "
                  "which tag bits were masked off; `void *` and structs that are not defined in the program.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.Py_VISIT",
    .security_severity = "7.0",
    .check_type = check,
};
