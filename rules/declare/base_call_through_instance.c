#include "rules/common/lifecycle.h"
#include "rules/common/words.h"

#include <string.h>

/* `Py_TYPE(self)->tp_base` */
static bool is_base_of_instance(const Trace *trace, PathId path)
{
    const Path *base = trace_path(trace, path);
    if (!path || base->kind != PATH_FIELD || strcmp(base->name, "tp_base") != 0)
        return false;
    const Path *type = trace_path(trace, base->parent);
    return path_is_type_field(type) && trace_path(trace, type->parent)->kind == PATH_SELF;
}

/* The call itself says so: a local that holds the type has come there from elsewhere, and may have climbed on in a loop. */
static bool is_named_in_call(const Event *event)
{
    const Unit *unit = event->unit;
    const Node *call = unit_node(unit, event->node);
    const Node *callee = call ? unit_node(unit, unit_strip_casts(unit, unit_child(unit, call, 0))) : NULL;
    const Node *base = callee && callee->kind == N_MEMBER ? unit_node(unit, unit_strip_casts(unit, unit_child(unit, callee, 0))) : NULL;
    return base && base->kind == N_MEMBER && strcmp(unit_string(unit, base->text), "tp_base") == 0;
}

/* Where the slot that is called stands. */
static PathId slot_of_base(const Trace *trace, PathId base, SlotId slot)
{
    for (PathId id = 1; id < trace->path_count; id++)
        if (trace->paths[id].kind == PATH_FIELD && trace->paths[id].parent == base && strcmp(trace->paths[id].name, slot_name(slot)) == 0)
            return id;
    return 0;
}

/* Any condition but that the base has the slot may be what ends the recursion: `if (tp_base->tp_clear != foo_clear)`. */
static const Event *recursive_call(const Trace *trace, SlotId slot)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool calls_slot = event->kind == EVENT_ENTER ||
                          (event->kind == EVENT_SLOT_CALL && event->slot && strcmp(event->slot, slot_name(slot)) == 0);
        if (calls_slot && is_named_in_call(event) && is_base_of_instance(trace, event->type_path) && trace_value_is_self(trace, event->value) &&
            trace_is_unconditional(trace, event, slot_of_base(trace, event->type_path, slot)))
            return event;
    }
    return NULL;
}

static void check_slot(RuleContext *context, const Type *type, SlotId slot)
{
    const Trace *trace = type_defines(type, slot) ? type_slot_trace(rule_model(context), type, slot) : NULL;
    const Event *event = recursive_call(trace, slot);
    if (!event)
        return;
    const char *name = function_name(trace->function);
    Finding *finding = report_type(context, type, NULL, event_place(event),
                                   "`%s` calls the %s of Py_TYPE(self)->tp_base, which is itself for a subclass made in Python", name,
                                   slot_name(slot));
    finding_function(finding, name);
    finding_evidence(finding, type->place, "Py_TPFLAGS_BASETYPE: Python code can derive classes, whose tp_base is this type");
}

static void check(RuleContext *context, const Type *type)
{
    if (!type_has_python_subclasses(type))
        return;
    check_slot(context, type, SLOT_tp_traverse);
    check_slot(context, type, SLOT_tp_clear);
    check_slot(context, type, SLOT_tp_dealloc);
}

const Rule rule_base_call_through_instance = {
    .name = "base-call-through-instance",
    .family = "declare",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "slot of the base is looked up through the instance's type: endless recursion in a subclass",
    .what = "A `tp_traverse`, `tp_clear` or `tp_dealloc` that passes its instance on to the same slot of "
            "`Py_TYPE(self)->tp_base`, in a type that Python code can derive classes from.",
    .why = "`Py_TYPE(self)` is the type of the instance, and not the type whose function runs. For an instance of a class "
           "that is derived in Python, `subtype_traverse()`, `subtype_clear()` and `subtype_dealloc()` call the function of "
           "the first base that has one of its own. That function then looks at the `tp_base` of the derived class, which is "
           "the type that it belongs to itself, and calls itself.",
    .consequence = "The C stack overflows and the process crashes, as soon as the collector comes to an instance of a derived "
                   "class, or such an instance is freed. On all versions.",
    .fix = "Name the base: `((PyTypeObject *)PyExc_Exception)->tp_traverse(self, visit, arg)`, `Foo_Type.tp_base->tp_dealloc(self)`, "
           "or the base that the module's state keeps.",
    .exceptions = "Types without `Py_TPFLAGS_BASETYPE`, or of which Python code cannot make instances; calls under any condition "
                  "other than that the base has the slot.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_base",
    .security_severity = "5.0",
    .check_type = check,
};
