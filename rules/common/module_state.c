#include "rules/common/module_state.h"

#include "rules/common/lifecycle.h"

#include <string.h>

static bool is_state_record(const Model *model, RecordRef record)
{
    const Record *own = record.unit ? unit_record(record.unit, record.record) : NULL;
    if (!own)
        return false;
    for (uint32_t i = 0; i < model->module_count; i++) {
        RecordRef state = model->modules[i]->state;
        const Record *other = state.unit ? unit_record(state.unit, state.record) : NULL;
        if (!other)
            continue;
        if (state.unit == record.unit
                ? state.record == record.record
                : !strcmp(unit_string(record.unit, own->name), unit_string(state.unit, other->name)))
            return true;
    }
    return false;
}

bool path_leads_through_state(const Model *model, const Trace *trace, PathId path)
{
    for (; path; path = trace_path(trace, path)->parent) {
        const Path *step = trace_path(trace, path);
        if (step->kind == PATH_STATE || (step->kind == PATH_FIELD && is_state_record(model, step->record)))
            return true;
    }
    return false;
}

static bool is_variable_of(const Unit *unit, const Variable *variable, const Unit *state_unit, const Record *state)
{
    const Symbol *symbol = unit_symbol(unit, variable->symbol);
    const CType *type = symbol ? unit_type(unit, symbol->type) : NULL;
    const Record *record = type && type->kind == CTYPE_RECORD ? unit_record(unit, type->record) : NULL;
    return record && !strcmp(unit_string(unit, record->name), unit_string(state_unit, state->name));
}

/* A declaration can be all that is left of the variable from before the module had a state of its own. */
static bool is_used(const Unit *unit, SymbolId symbol)
{
    for (uint32_t i = 1; i < unit->nodes.count; i++)
        if (unit->nodes.items[i].kind == N_REF && unit->nodes.items[i].symbol == symbol)
            return true;
    return false;
}

bool module_state_is_global(const Model *model, const Module *module)
{
    const Record *state = module->state.unit ? unit_record(module->state.unit, module->state.record) : NULL;
    for (uint32_t u = 0; state && u < program_unit_count(model->program); u++) {
        const Unit *unit = program_unit(model->program, u);
        for (uint32_t i = 1; i < unit->variables.count; i++)
            if (is_variable_of(unit, &unit->variables.items[i], module->state.unit, state) &&
                is_used(unit, unit->variables.items[i].symbol))
                return true;
    }
    return false;
}

bool event_looks_up_state(const Event *event)
{
    return event->kind == EVENT_CALL && event->api && event->api->effect == API_MODULE_STATE;
}

bool hook_is_missing(const Slot *slot)
{
    return !slot->is_set || slot->is_null;
}

bool hook_is_unknown(const Slot *slot, const Trace *trace)
{
    return !hook_is_missing(slot) && !trace;
}

const char *module_hook_name(const Module *module, const char *hook)
{
    static const char *const names[][2] = {{"m_traverse", "Py_mod_state_traverse"}, {"m_clear", "Py_mod_state_clear"},
                                           {"m_free", "Py_mod_state_free"}, {"m_size", "Py_mod_state_size"}};
    for (size_t i = 0; module->is_of_slots && i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i][0], hook) == 0)
            return names[i][1];
    return hook;
}

/* A struct that begins with PyObject_HEAD can be that of a module object which Py_mod_create made. */
static bool is_read_from_module(const Trace *hook, PathId path)
{
    for (; path; path = trace_path(hook, path)->parent) {
        const Path *step = trace_path(hook, path);
        const Path *parent = trace_path(hook, step->parent);
        if (step->kind != PATH_FIELD || !step->is_arrow || parent->kind != PATH_PARAMETER || parent->index != 0)
            continue;
        const Record *record = step->record.unit ? unit_record(step->record.unit, step->record.record) : NULL;
        return record && record->is_complete && !record->is_broken && !record->is_object;
    }
    return false;
}

const Event *hook_takes_module_for_state(const Trace *hook)
{
    for (uint32_t i = 1; hook && i < hook->event_count; i++) {
        const Event *event = &hook->events[i];
        if (is_read_from_module(hook, event->target) ||
            (event->value.kind == VALUE_CONTENT && is_read_from_module(hook, event->value.path)))
            return event;
    }
    return NULL;
}

bool state_reference_is_cyclic(const Reference *reference)
{
    /* Instances of a type without GC are not in the collector's lists: visiting them says nothing. */
    bool is_outside = (reference->target && reference->target->has_gc == TRUTH_NO) ||
                      (reference->target_builtin && !reference->target_builtin->gc_since);
    return reference->owned.truth == TRUTH_YES && reference->cyclic.truth == TRUTH_YES && !is_outside;
}

Finding *report_state_without_hook(RuleContext *context, const Module *module, const char *hook, StateReferenceTest *is_concerned)
{
    Finding *finding = NULL;
    for (uint32_t i = 0; i < module->reference_count; i++) {
        const Reference *reference = &module->references[i];
        if (!is_concerned(reference))
            continue;
        if (!finding)
            finding = report_module(context, module, NULL, module->place, "the module owns objects in `%s` but has no %s",
                                    module->state_name, module_hook_name(module, hook));
        finding_evidence(finding, reference->declaration, "`%s` is owned by the module state", reference->path);
    }
    return finding;
}

Finding *report_state_reference(RuleContext *context, const Module *module, const Reference *reference, const Trace *hook,
                                const char *omission)
{
    const char *name = function_name(hook->function);
    Finding *finding = report_module(context, module, reference->path, function_place(hook->function),
                                     "`%s` of the module state is owned, but `%s` %s", reference->path, name, omission);
    finding_function(finding, name);
    finding_evidence(finding, reference->declaration, "declared here");
    finding_judgement(finding, &reference->owned);
    return finding;
}
