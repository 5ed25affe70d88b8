#include "rules/common/visits.h"

#include <string.h>

static void report_borrowed(RuleContext *context, const Type *type, const Trace *trace, const Event *event,
                            const Reference *reference)
{
    Finding *finding = report_type(context, type, reference->path, trace_naming_place(trace, event),
                                   "`%s` is visited, but `%s` does not own it", reference->path, type_label(type));
    finding_function(finding, function_name(trace->function));
    finding_ownership(finding, reference);
    finding_evidence(finding, (Place){0},
                     "the collector subtracts a reference that is not there, and may take a living object for garbage");
}

/* Releases it, or what it held after it was moved elsewhere. */
static bool releases_variable(const Trace *trace, VariableRef variable)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_moved = event->kind == EVENT_STORE && event->value.kind == VALUE_NULL;
        PathId id = event->kind == EVENT_RELEASE ? event->value.path : is_moved ? event->target : 0;
        const Path *path = id ? trace_path(trace, id) : NULL;
        if (path && path->kind == PATH_GLOBAL && path->variable.unit == variable.unit &&
            path->variable.variable == variable.variable)
            return true;
    }
    return false;
}

/* A type of which there is one instance, such as a module's own, keeps in variables what that instance owns. */
static bool owns_variable(const Type *type, VariableRef variable)
{
    return releases_variable(type->clear, variable) || releases_variable(type->dealloc, variable);
}

/* A variable of the program, not a constant or something immortal. */
static void report_global(RuleContext *context, const Type *type, const Trace *trace, const Event *event)
{
    Model *model = rule_model(context);
    const Path *path = trace_path(trace, event->value.path);
    const Type *target = model_type_of_variable(model, path->variable);
    const Variable *variable = variable_of(path->variable);
    Finding *finding = report_type(context, type, NULL, trace_naming_place(trace, event),
                                   "`%s` is visited, but it is a global variable that no instance of `%s` owns",
                                   path->name, type_label(type));
    finding_function(finding, function_name(trace->function));
    if (target && !target->is_heap && event->value.kind == VALUE_ADDRESS)
        finding_severity(finding, SEVERITY_NOTE);
    if (variable)
        finding_evidence(finding, (Place){path->variable.unit, variable->span}, "`%s` is defined here", path->name);
    finding_evidence(finding, (Place){0},
                     "every instance subtracts one reference, while the variable holds one for all of them");
}

/* `self->peer->field`, where the peer takes part in garbage collection and visits that field itself. */
static const Type *visiting_owner(Model *model, const Trace *trace, const Event *event, const Reference **reference)
{
    const Path *path = trace_path(trace, event->value.path);
    if (path->kind != PATH_FIELD || !path->is_arrow || trace_path(trace, path->parent)->kind == PATH_SELF ||
        !path->record.unit)
        return NULL;
    const Record *record = unit_record(path->record.unit, path->record.record);
    if (!record || !record->is_object || !path->name)
        return NULL;
    const char *name = unit_string(path->record.unit, record->name);
    for (uint32_t i = 0; i < model->type_count; i++) {
        const Type *owner = model->types[i];
        if (owner->has_gc != TRUTH_YES || !owner->record_name || strcmp(owner->record_name, name) != 0)
            continue;
        for (uint32_t j = 0; j < owner->reference_count; j++) {
            *reference = &owner->references[j];
            if (!strcmp((*reference)->path, path->name) && (*reference)->owned.truth == TRUTH_YES &&
                (*reference)->visited.truth == TRUTH_YES)
                return owner;
        }
    }
    return NULL;
}

static void report_foreign(RuleContext *context, const Type *type, const Trace *trace, const Event *event,
                           const Type *owner, const Reference *reference)
{
    Model *model = rule_model(context);
    const char *path = trace_path_text(model, trace, event->value.path);
    Finding *finding = report_type(context, type, path, trace_naming_place(trace, event),
                                   "`%s` is visited here, and by its owner `%s` as well", path, type_label(owner));
    finding_function(finding, function_name(trace->function));
    finding_judgement(finding, &reference->visited);
}

/* The place belongs to the state of a module: what visits that from an instance is another rule's finding. */
static bool is_module_state(const Model *model, const Path *path)
{
    const Record *record = path->record.unit ? unit_record(path->record.unit, path->record.record) : NULL;
    const char *name = record ? unit_string(path->record.unit, record->name) : "";
    for (uint32_t i = 0; *name && i < model->module_count; i++)
        if (model->modules[i]->state_name && !strcmp(model->modules[i]->state_name, name))
            return true;
    return false;
}

static void check_visit(RuleContext *context, const Type *type, const Trace *trace, const Event *event)
{
    if ((event->value.kind != VALUE_CONTENT && event->value.kind != VALUE_ADDRESS) || !event->value.path)
        return;
    const Path *path = trace_path(trace, event->value.path);
    if (path->kind == PATH_GLOBAL) {
        if (path->variable.variable && !owns_variable(type, path->variable))
            report_global(context, type, trace, event);
        return;
    }
    const Reference *reference = visited_reference(type, trace, event);
    if (is_module_state(rule_model(context), path))
        return;
    if (reference && !reference->is_weaklist && reference->owned.truth == TRUTH_NO) {
        report_borrowed(context, type, trace, event, reference);
        return;
    }
    const Reference *owned;
    const Type *owner =
        event->value.kind == VALUE_CONTENT ? visiting_owner(rule_model(context), trace, event, &owned) : NULL;
    if (owner && owner != type)
        report_foreign(context, type, trace, event, owner, owned);
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->traverse;
    if (!trace || type->has_gc != TRUTH_YES)
        return;
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_VISIT)
            check_visit(context, type, trace, &trace->events[i]);
}

/* m_traverse visits a field of a struct that another module lends to all. */
static void check_module(RuleContext *context, const Module *module)
{
    Model *model = rule_model(context);
    const Trace *trace = module->traverse;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        const Path *path = event->kind == EVENT_VISIT && event->value.path ? trace_path(trace, event->value.path) : NULL;
        Place capsule = path && path->kind == PATH_FIELD && path->is_arrow ? model_capsule_of(model, trace, path->parent) : (Place){0};
        if (!capsule.unit)
            continue;
        const Path *pointer = trace_path(trace, path->parent);
        const char *field = arena_format(model->arena, "%s->%s", pointer->name, path->name);
        Finding *finding = report_module(context, module, field, trace_naming_place(trace, event),
                                         "`%s` is visited, but it belongs to the module that made the capsule", field);
        bool is_counted = model_takes_reference(model, trace, event->value.path);
        finding_severity(finding, is_counted ? SEVERITY_NOTE : SEVERITY_WARNING);
        finding_function(finding, function_name(trace->function));
        if (is_counted)
            finding_evidence(finding, (Place){0},
                             "a reference is taken somewhere, which may be the one that is visited; the field is still not "
                             "this module's");
        finding_evidence(finding, capsule, "`%s` comes out of a capsule here, and is shared with all who import it",
                         pointer->name);
    }
}

const Rule rule_traverse_visits_unowned = {
    .name = "traverse-visits-unowned",
    .family = "traverse",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_traverse visits an object that the instance does not own",
    .what = "A visit of a field that holds a borrowed reference, never released anywhere; of a global variable; or of "
            "a field of another object that visits it itself. Also a visit of an `m_traverse` through a pointer that came "
            "out of a capsule: what stands there belongs to the module that made the capsule, for all who import it (a "
            "warning; a note where the program takes a reference of its own to it).",
    .why = "Each visit tells the collector: one of this object's references is mine. `visit_decref()` subtracts it "
           "from a copy of the reference count. A reference that nobody owns is subtracted all the same, and the "
           "difference between counted and explained references comes out one too small: an object that is in use "
           "looks like garbage.",
    .consequence = "The collector clears a living object: lists become empty, classes lose their attributes, and "
                   "later uses crash. It depends on what else refers to the object at that moment, so it shows rarely "
                   "and far away. Debug builds stop with \"refcount is too small\".",
    .fix = "Visit exactly what `tp_dealloc` releases. A pointer to a parent that is not counted is not visited; an "
           "object in a global variable belongs to the module, whose `m_traverse` may visit it if it is in the module "
           "state.",
    .exceptions = "Fields about whose owner the code gives contradictory evidence; private objects without GC, which "
                  "their owner visits through; a variable that the type's own `tp_clear` or `tp_dealloc` releases: it has one "
                  "instance. Static types, which are never collected, are a note.",
    .references = "https://docs.python.org/3/c-api/gcsupport.html#c.Py_VISIT",
    .security_severity = "7.0",
    .check_type = check,
    .check_module = check_module,
};
