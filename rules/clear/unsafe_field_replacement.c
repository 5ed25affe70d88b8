#include "rules/common/functions.h"

#include <string.h>

typedef struct ReplacementSearch {
    RuleContext *context;
    const Type *type;
} ReplacementSearch;

/* The field still holds what is released, and is overwritten afterwards. A field that is not overwritten at all is a
 * different mistake. */
static bool is_overwritten_later(const Type *type, const Trace *trace, uint32_t release, const Reference *reference)
{
    for (uint32_t i = release + 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_STORE && events_in_order(trace, release, i) &&
            type_reference_at(type, trace, event->target) == reference)
            return true;
    }
    return false;
}

/* The instance is dying or being made in this function: nobody else sees the field. */
static bool is_private(const Trace *trace, const Event *event)
{
    const Path *root = trace_path(trace, trace_root(trace, event->value.path));
    return root->kind != PATH_SELF || event->may_before & (MILESTONE_UNTRACKED | MILESTONE_FREED);
}

/* tp_clear does it too, which is another rule's finding, and an error. */
static bool is_in_clear(const Trace *clear, const Event *event)
{
    for (uint32_t i = 1; clear && i < clear->event_count; i++)
        if (clear->events[i].kind == EVENT_RELEASE && clear->events[i].unit == event->unit &&
            clear->events[i].node == event->node)
            return true;
    return false;
}

static bool is_concerned(const Reference *reference)
{
    return reference_matters(reference) && !reference->is_indirect && reference->kind == REFERENCE_OBJECT;
}

static void check_release(const ReplacementSearch *search, const Trace *trace, uint32_t index)
{
    const Event *event = &trace->events[index];
    if (event->kind != EVENT_RELEASE || event->was_replaced || event->value.kind != VALUE_CONTENT ||
        event_hands_over(event) || is_private(trace, event) || is_in_clear(search->type->clear, event))
        return;
    const Reference *reference = type_reference_at(search->type, trace, event->value.path);
    if (!reference || !is_concerned(reference))
        return;
    if (release_is_not_the_last(trace, event))
        return;
    if (trace_takes_reference(trace, event->value) || !is_overwritten_later(search->type, trace, index, reference))
        return;
    const Event *named = trace_naming_event(trace, event);
    const char *function = function_name(named->in);
    Finding *finding = report_type(search->context, search->type, reference->path, event_place(named),
                                   "`%s` releases `%s` while the field still holds it", function, reference->path);
    finding_function(finding, function);
    finding_declaration(finding, reference);
    finding_judgement(finding, &reference->cyclic);
}

/* It releases a field that matters, and stores to it. */
static bool may_replace(Model *model, const Type *type, FunctionRef function)
{
    for (uint32_t i = 0; i < type->reference_count; i++) {
        const Reference *reference = &type->references[i];
        if (is_concerned(reference) && function_may_touch(model, function, EVENT_RELEASE, reference) &&
            function_may_touch(model, function, EVENT_STORE, reference))
            return true;
    }
    return false;
}

static void search_function(void *data, FunctionRef function, FunctionRole role, const char *name)
{
    (void)name;
    const ReplacementSearch *search = data;
    Model *model = rule_model(search->context);
    if (role == ROLE_FINALIZER || !may_replace(model, search->type, function))
        return;
    const Trace *trace = model_trace(model, function, search->type);
    for (uint32_t i = 1; i < trace->event_count; i++)
        check_release(search, trace, i);
}

static void check(RuleContext *context, const Type *type)
{
    bool is_any_concerned = false;
    for (uint32_t i = 0; i < type->reference_count; i++)
        is_any_concerned |= is_concerned(&type->references[i]);
    if (type->has_gc != TRUTH_YES || !is_any_concerned)
        return;
    ReplacementSearch search = {.context = context, .type = type};
    type_functions(rule_model(context), type, search_function, &search);
}

const Rule rule_unsafe_field_replacement = {
    .name = "unsafe-field-replacement",
    .family = "clear",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "old value of a field is released before the field gets its new value",
    .what = "A `Py_DECREF()` or `Py_XDECREF()` of a field of a living instance, in a setter, a method, a slot or `__init__`, "
            "that is followed by the assignment of the new value.",
    .why = "Releasing the last reference to the old value runs its destructor, and that can run any Python code: a "
           "`__del__` method, a weak reference callback, a collection. The field still points to the object that is "
           "just being destroyed, and the instance is tracked and reachable; that code can read the attribute, or "
           "replace it again and release the old value a second time.",
    .consequence = "Rarely, and at the will of whoever writes the class of the old value: an attribute that returns "
                   "an object being destroyed, a double release, a crash.",
    .fix = "Store first, release after: `Py_XSETREF(self->field, Py_NewRef(value));`, or by hand `PyObject *old = "
           "self->field; self->field = value; Py_XDECREF(old);`.",
    .exceptions = "Fields that only hold objects whose destruction runs no code, constructors, deallocators, types "
                  "without GC, code after `PyObject_GC_UnTrack()`, functions that took another reference to the value "
                  "before, and fields in arrays and separately allocated memory, whose places are often given up by "
                  "other means.",
    .references = "https://docs.python.org/3/extending/newtypes_tutorial.html\n"
                  "https://docs.python.org/3/c-api/refcounting.html#c.Py_SETREF",
    .security_severity = "5.0",
    .check_type = check,
};
