/* What a library that the instance has something of releases when it is told to let go: `library_free(self->handle)` runs functions of
 * the program that it was given, and these release what was put into structs for it. */
#include "model/internals.h"

/* Called by something outside of the program that is not Python, which would hand it an object. */
static bool is_called_by_library(Model *model, FunctionRef reference)
{
    const Function *function = function_of(reference);
    if (!function_is_callback(model, reference))
        return false;
    for (uint32_t i = 0; i < function->parameter_count; i++) {
        const Symbol *parameter = unit_symbol(reference.unit, reference.unit->lists.items[function->first_parameter + i]);
        if (!parameter || program_type_is_object_pointer(model->program, reference.unit, parameter->type))
            return false;
    }
    return true;
}

/* A function that is not in the program gets something of the instance; NULL if none does. */
static const char *library_call(const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_CALL || event->api || event->function.function || !event->callee)
            continue;
        for (uint32_t k = 0; k < event->argument_count; k++)
            if (event->arguments[k].kind == VALUE_CONTENT && trace_path(trace, event->arguments[k].path)->kind == PATH_FIELD &&
                trace_path(trace, trace_root(trace, event->arguments[k].path))->kind == PATH_SELF)
                return event->callee;
    }
    return NULL;
}

static const FieldEvent *release_by_library(Model *model, const Reference *reference)
{
    FieldEvents events = reference_events(model, reference);
    for (uint32_t i = 0; i < events.count; i++) {
        const Trace *trace = events.items[i].trace;
        if (trace->events[events.items[i].event].kind == EVENT_RELEASE && is_called_by_library(model, trace->function))
            return &events.items[i];
    }
    return NULL;
}

void coverage_follow_callbacks(Model *model, Type *type, const Trace *dealloc)
{
    const char *callee = dealloc ? library_call(dealloc) : NULL;
    for (uint32_t i = 0; callee && i < type->reference_count; i++) {
        Reference *reference = &type->references[i];
        bool is_open = reference->is_indirect && reference->released.truth == TRUTH_NO;
        const FieldEvent *release = is_open ? release_by_library(model, reference) : NULL;
        if (!release)
            continue;
        FunctionRef function = release->trace->function;
        const char *name = unit_string(function.unit, unit_symbol(function.unit, function_of(function)->symbol)->name);
        reference->released =
            judgement(model, TRUTH_UNKNOWN, arena_format(model->arena, "`%s` may run `%s`, which releases it", callee, name));
    }
}
