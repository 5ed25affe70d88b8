#include "rules/common/lifecycle.h"
#include "rules/common/module_state.h"
#include "rules/common/words.h"

static void report(RuleContext *context, const Type *type, const Trace *trace, const Event *event, const char *verb)
{
    Model *model = rule_model(context);
    const char *name = function_name(trace->function);
    const char *path = event_field_text(model, trace, event);
    Finding *finding = report_type(context, type, path, trace_naming_place(trace, event),
                                   "`%s` %s `%s`, which belongs to the module state and not to the %s", name, verb,
                                   path, type_label(type));
    finding_function(finding, name);
    finding_evidence(finding, (Place){0},
                     "the state owns one reference to it; every instance would account for that one again");
}

static void check_trace(RuleContext *context, const Type *type, const Trace *trace, EventKind kind, const char *verb)
{
    const Model *model = rule_model(context);
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == kind && event->value.kind == VALUE_CONTENT && event->value.path &&
            path_leads_through_state(model, trace, event->value.path))
            report(context, type, trace, event, verb);
    }
}

static void check(RuleContext *context, const Type *type)
{
    check_trace(context, type, type->traverse, EVENT_VISIT, "visits");
    check_trace(context, type, type->clear, EVENT_RELEASE, "releases");
}

const Rule rule_module_state_visited_from_instance = {
    .name = "module-state-visited-from-instance",
    .family = "module",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse or tp_clear of an instance treats module state as its own",
    .what = "The `tp_traverse` of a type that visits an object out of the module state, or its `tp_clear` that "
            "releases one.",
    .why = "`tp_traverse` has to visit exactly the references that the instance owns. The collector takes one off a "
           "copy of the target's reference count for each visit (`subtract_refs()`); what is left are references from "
           "outside. An object in the module state is owned once, by the state. If a hundred instances visit it as "
           "well, its count goes below what it should be, and the collector believes that nobody outside refers to it.",
    .consequence = "A live type, exception or cache of the module is taken for garbage and cleared while it is in use: "
                   "types lose their methods, dictionaries their contents, or the process crashes. Debug builds stop "
                   "with \"refcount is too small\". On all versions.",
    .fix = "Visit it in `m_traverse` and release it in `m_clear` of the module only.",
    .exceptions =
        "None; a pointer that an instance has copied and incremented is a field of its own and is visited as that.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.Py_VISIT",
    .security_severity = "6.0",
    .check_type = check,
};
