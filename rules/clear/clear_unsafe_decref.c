#include "rules/common/visits.h"

#include <string.h>

/* A count or index of the instance was changed before: the element is outside of what the array holds by now. */
static bool is_given_up(const Trace *trace, uint32_t release)
{
    for (uint32_t i = 1; i < release; i++) {
        const Event *event = &trace->events[i];
        const CType *type = event->kind == EVENT_STORE ? path_type(trace, event->target) : NULL;
        bool is_count = type && type->kind == CTYPE_INTEGER;
        bool is_below = is_count && trace_path(trace, trace_root(trace, event->target))->kind == PATH_SELF;
        bool sets_size = event->kind == EVENT_CALL && event->callee && !strcmp(event->callee, "Py_SET_SIZE");
        if ((is_below || sets_size) && events_in_order(trace, i, release))
            return true;
    }
    return false;
}

/* The member of a union that the place at the path is, or is in; NULL: none. */
static const Path *union_member(const Trace *trace, PathId id)
{
    for (const Path *path = trace_path(trace, id); path->parent; path = trace_path(trace, path->parent)) {
        const Record *record = path->record.unit ? unit_record(path->record.unit, path->record.record) : NULL;
        if (path->kind == PATH_FIELD && record && record->is_union)
            return path;
    }
    return NULL;
}

/* Another member of its union is overwritten afterwards: the same memory, and which of the two it holds is not told. */
static bool is_overwritten_as_other_member(const Trace *trace, uint32_t release)
{
    const Path *member = union_member(trace, trace->events[release].value.path);
    for (uint32_t i = release + 1; member && i < trace->event_count; i++) {
        const Path *stored = trace->events[i].kind == EVENT_STORE ? union_member(trace, trace->events[i].target) : NULL;
        if (stored && stored != member && stored->parent == member->parent &&
            stored->record.record == member->record.record)
            return true;
    }
    return false;
}

/* `item->previous->next = item->next;`: the released object was taken out of a chain, and whether the field is a link of
 * it, which leads to the next one by then, is not told. */
static bool is_unlinked(const Trace *trace, uint32_t release)
{
    PathId object = trace->events[release].value.path;
    for (uint32_t i = 1; i < release; i++) {
        const Event *event = &trace->events[i];
        PathId neighbour = event->kind == EVENT_STORE ? trace_path(trace, event->target)->parent : 0;
        if (neighbour && neighbour != object && trace_is_below(trace, neighbour, object) &&
            event->value.kind == VALUE_CONTENT && trace_is_below(trace, event->value.path, object) &&
            events_in_order(trace, i, release))
            return true;
    }
    return false;
}

/* A release in tp_clear of a field of the instance that still holds the pointer while it is released. */
static bool is_unsafe(const Trace *trace, uint32_t index, const Reference *reference)
{
    const Event *event = &trace->events[index];
    if (event->kind != EVENT_RELEASE || event->was_replaced || event->value.kind != VALUE_CONTENT ||
        event_hands_over(event))
        return false;
    const Path *path = trace_path(trace, event->value.path);
    if (path->kind != PATH_FIELD && path->kind != PATH_INDEX)
        return false;
    if (!reference || reference->owned.truth == TRUTH_NO || reference->is_weaklist)
        return false;
    bool is_element = reference->kind == REFERENCE_ARRAY || reference->is_indirect;
    return !trace_takes_reference(trace, event->value) && !(is_element && is_given_up(trace, index)) &&
           !is_unlinked(trace, index) && (event->is_dangling_after || !release_is_not_the_last(trace, event)) &&
           !(event->is_dangling_after && is_overwritten_as_other_member(trace, index));
}

static bool returns_without(const Trace *trace, PathId field, uint32_t before)
{
    for (uint32_t i = 1; i < before; i++) {
        const Event *event = &trace->events[i];
        const Guard *guard = event->kind == EVENT_RETURN && event->guard ? &trace->guards[event->guard] : NULL;
        if (guard && guard->null_branch && guard->null_test == field)
            return true;
    }
    return false;
}

/* `if (self->fields == NULL) return 0; Py_CLEAR(self->fields); ...`: the rest is not done a second time. */
static bool is_done_once(const Trace *trace, uint32_t release)
{
    for (uint32_t i = 1; i < release; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_STORE && event->value.kind == VALUE_NULL && events_in_order(trace, i, release) &&
            trace_path(trace, trace_root(trace, event->target))->kind == PATH_SELF && returns_without(trace, event->target, i))
            return true;
    }
    return false;
}

static void report(RuleContext *context, const Type *type, const Event *event, const Reference *reference)
{
    const Event *named = trace_naming_event(type->clear, event);
    const char *function = function_name(named->in);
    bool is_never_nulled = event->is_dangling_after;
    Finding *finding;
    if (is_never_nulled)
        finding = report_type(context, type, reference->path, event_place(named),
                              "`%s` is released in `%s` but keeps its pointer", reference->path, function);
    else
        finding = report_type(context, type, reference->path, event_place(named),
                              "`%s` is released in `%s` before the field is overwritten", reference->path, function);
    finding_function(finding, function);
    if (!is_never_nulled && reference->cyclic.truth == TRUTH_NO)
        finding_severity(finding, SEVERITY_NOTE);
    else if (reference->is_indirect && !is_never_nulled)
        finding_severity(finding, SEVERITY_WARNING);
    bool is_once = is_never_nulled && is_done_once(type->clear, (uint32_t)(event - type->clear->events));
    if (is_once) {
        finding_severity(finding, SEVERITY_NOTE);
        finding_evidence(finding, event_place(named), "no second run of `%s` gets here, but the field dangles", function);
    } else if (is_never_nulled)
        finding_evidence(finding, type->slots[SLOT_tp_dealloc].place,
                         "the instance lives on after tp_clear, until its tp_dealloc releases its fields");
    else if (reference->cyclic.truth != TRUTH_NO)
        finding_evidence(finding, event_place(event), "this can run code that reaches the instance and uses the field");
    finding_declaration(finding, reference);
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->clear;
    if (type->has_gc != TRUTH_YES || !trace)
        return;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        const Reference *reference = event_reference(type, trace, event);
        if (is_unsafe(trace, i, reference))
            report(context, type, event, reference);
    }
}

const Rule rule_clear_unsafe_decref = {
    .name = "clear-unsafe-decref",
    .family = "clear",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_clear releases a reference while the field still holds it",
    .what = "A `Py_DECREF()` or `Py_XDECREF()` in `tp_clear`, or in a function it calls, of a field that has not been "
            "set to NULL or to a new value before; whether it is set to NULL afterwards or never.",
    .why = "`tp_clear` is not the end of an object. The collector calls it on objects that others still refer to, and "
           "`tp_dealloc` follows later, maybe much later, and releases the fields again. A field that keeps its "
           "pointer is released twice.\n\n"
           "Setting the field to NULL after the release is too late as well: dropping the last reference to the "
           "target runs its destructor, which can run any Python code, and that code can reach the instance through "
           "another path and use the field, which points to an object that is just being destroyed. `Py_CLEAR()` "
           "exists for this: it stores NULL first and releases then.",
    .consequence = "- Never set to NULL: the object is released twice, which corrupts memory or crashes as soon as a "
                   "cycle is collected.\n"
                   "- Set to NULL too late: a crash if the destructor of the target, a weak reference callback or a "
                   "collection that it starts comes back to the instance.",
    .fix = "Replace it by `Py_CLEAR(self->field);`. For arrays take the pointer out of the instance first: `items = "
           "self->items; self->items = NULL;`, then release the elements of `items`.",
    .exceptions = "Elements of arrays whose count was lowered first, and objects that were taken out of a chain first. A "
                  "value that was moved to a local variable, with the field overwritten, before the release is what "
                  "`Py_CLEAR()` does. If the field can only hold objects whose destructor runs no code, an overwrite "
                  "after the release is a note; for references in separately allocated memory it is a warning. It is right "
                  "after a test that `Py_REFCNT()` of the object is more than one, for then nothing is destroyed. Silent "
                  "if another member of the same union is overwritten afterwards, for which of the two the union holds "
                  "is not known. If another field that is NULL by then keeps the function from releasing it again, a "
                  "pointer that is kept is a note.",
    .references = "https://docs.python.org/3/c-api/refcounting.html#c.Py_CLEAR\n"
                  "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_clear",
    .security_severity = "7.0",
    .check_type = check,
};
