#include "rules/common/visits.h"

#include <string.h>

/* PyObject_HEAD as Python 2 has it, or written out: its fields, and no PyObject around them. */
static bool has_fields_of_head(const Unit *unit, const Record *record)
{
    return record->field_count && strcmp(unit_string(unit, unit->fields.items[record->first_field].name), "ob_refcnt") == 0;
}

/* A place of the instance that holds something that is no object at all. */
static const char *not_an_object(const Trace *trace, const Event *event)
{
    const Path *path = trace_path(trace, event->value.path);
    const CType *type = path_type(trace, event->value.path);
    const CType *target = type && type->kind == CTYPE_POINTER ? unit_type(path->unit, type->target) : NULL;
    const Record *record = target && target->kind == CTYPE_RECORD ? unit_record(path->unit, target->record) : NULL;
    bool is_wrong = record && record->is_complete && !record->is_broken && !record->is_object &&
                    !has_fields_of_head(path->unit, record);
    return is_wrong ? unit_string(path->unit, type->spelling) : NULL;
}

static bool is_field_of_self(const Trace *trace, const Event *event)
{
    if (event->kind != EVENT_RELEASE || event->value.kind != VALUE_CONTENT ||
        trace_value_is_type_of_self(trace, event->value))
        return false;
    const Path *path = trace_path(trace, event->value.path);
    return (path->kind == PATH_FIELD || path->kind == PATH_INDEX) &&
           trace_path(trace, trace_root(trace, event->value.path))->kind == PATH_SELF;
}

/* A later release of the value that the field still held after the first one. */
static const Event *repeated_release(const Trace *trace, uint32_t first)
{
    const Event *a = &trace->events[first];
    if (a->in_loop || !trace_is_unconditional(trace, a, a->value.path))
        return NULL;
    for (uint32_t i = first + 1; i < trace->event_count; i++) {
        const Event *b = &trace->events[i];
        bool is_same =
            is_field_of_self(trace, b) && b->value.path == a->value.path && b->value.version == a->value.version;
        if (is_same && !events_are_one(a, b) && !b->in_loop && events_in_order(trace, first, i) &&
            trace_is_unconditional(trace, b, b->value.path))
            return b;
    }
    return NULL;
}

static Finding *report(RuleContext *context, const Type *type, const Trace *trace, const Event *release, const char *path,
                       const char *message)
{
    const Event *event = trace_naming_event(trace, release);
    Finding *finding = report_type(context, type, path, event_place(event), "`%s` is released in `%s`, %s", path,
                                   function_name(event->in), message);
    finding_function(finding, function_name(event->in));
    return finding;
}

static void check_release(RuleContext *context, const Type *type, const Trace *trace, uint32_t index)
{
    Model *model = rule_model(context);
    const Event *event = &trace->events[index];
    const char *path = trace_path_text(model, trace, event->value.path);
    const char *spelling = not_an_object(trace, event);
    if (spelling) {
        Finding *finding = report(context, type, trace, event, path, "but is no object");
        finding_evidence(finding, (Place){0}, "its C type is `%s`, which does not begin with PyObject_HEAD", spelling);
        return;
    }
    const Reference *reference = event_reference(type, trace, event);
    if (reference && reference->owned.truth == TRUTH_NO && !reference->is_weaklist) {
        finding_ownership(report(context, type, trace, event, path, "but the instance does not own it"), reference);
        return;
    }
    if (reference && reference->lent_store.unit) {
        Finding *finding = report(context, type, trace, event, path, "but what is stored there is only borrowed");
        finding_evidence(finding, reference->lent_store, "stored here without taking a reference");
        return;
    }
    const Event *again = reference && !event->was_replaced ? repeated_release(trace, index) : NULL;
    if (again && !trace_takes_reference(trace, event->value)) {
        Finding *finding = report(context, type, trace, again, path, "where it has been released before");
        finding_evidence(finding, trace_naming_place(trace, event), "the first release; the field keeps its pointer");
    }
}

static void check_trace(RuleContext *context, const Type *type, const Trace *trace)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++)
        if (is_field_of_self(trace, &trace->events[i]))
            check_release(context, type, trace, i);
}

static void check(RuleContext *context, const Type *type)
{
    check_trace(context, type, type->clear);
    check_trace(context, type, type->dealloc);
}

const Rule rule_clear_releases_unowned = {
    .name = "clear-releases-unowned",
    .family = "clear",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_clear or tp_dealloc releases a reference that the instance does not own",
    .what = "A `Py_DECREF()` or `Py_CLEAR()` in `tp_clear` or `tp_dealloc` of a field that holds a borrowed "
            "reference; of something that is no object; or a second release of a field that still holds what was "
            "released before.",
    .why = "Each release gives back one reference that was taken. One that was never taken belongs to somebody else, "
           "who will release it again.",
    .consequence = "The object is freed while it is in use, and freed twice: memory corruption, mostly a crash "
                   "somewhere else. A release of something that is no object writes into a struct as if its first "
                   "word were a reference count.",
    .fix = "Set a borrowed pointer to NULL without releasing it: `self->parent = NULL;`. Release a field once, with "
           "`Py_CLEAR()`, so that a second release finds NULL.",
    .exceptions = "Fields for which other code shows that the instance takes references, or of which it is not "
                  "certain that whatever is stored there is only lent; the list of weak references (see "
                  "traverse-visits-weaklist), the type (see clear-destroys-object), and objects of the module "
                  "state (see module-state-visited-from-instance).",
    .references = "https://docs.python.org/3/c-api/refcounting.html#c.Py_CLEAR",
    .security_severity = "7.0",
    .check_type = check,
};
