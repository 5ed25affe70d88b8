/* Which references tp_traverse visits, tp_clear clears and tp_dealloc releases; and whether the type itself is visited and released. */
#include "model/internals.h"

#include <string.h>

typedef struct Owner {
    Model *model;
    const Type *type;
    const Module *module;
    Reference *references;
    uint32_t count;
} Owner;

static Reference *find(const Owner *owner, const Trace *trace, PathId path)
{
    const Reference *found = owner->type ? type_reference_at(owner->type, trace, path) : module_reference_at(owner->module, trace, path);
    return (Reference *)(uintptr_t)found;
}

static bool does_nothing(const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind != EVENT_RETURN)
            return false;
    return true;
}

/* `#if USE_DEALLOC` and not `#if 0`, nor what the version or the build of Python decides. */
static bool is_choice_of_build(const char *condition)
{
    const char *word = condition + strspn(condition, "# \t"), *value = strncmp(word, "if", 2) == 0 ? word + 2 : word;
    value += strspn(value, " \t(");
    return *value && !(*value >= '0' && *value <= '9') && !strstr(condition, "PY_") && !strstr(condition, "Py_");
}

/* All that the function does stands in a part that a flag of the project's own build switches on. */
static bool is_left_out(const Trace *trace)
{
    if (!does_nothing(trace))
        return false;
    const Unit *unit = trace->function.unit;
    const Span *body = &function_of(trace->function)->span;
    for (uint32_t i = 1; i < unit->skipped.count; i++) {
        const SkippedRegion *region = &unit->skipped.items[i];
        if (region->span.file == body->file && region->span.line > body->line && region->span.end_line <= body->end_line &&
            is_choice_of_build(unit_string(unit, region->condition)))
            return true;
    }
    return false;
}

/* What the trace could not follow, if that could have touched any field. */
static const char *obstacle(const Trace *trace)
{
    if (!trace)
        return NULL;
    if (is_left_out(trace))
        return "all that the function does stands behind a flag that the build may set";
    if (trace->obstacle_count)
        return trace->obstacles[0];
    return trace->is_complete ? NULL : "the function could not be parsed completely";
}

/* `delete self->part;`: members of what it ends may have destructors that are not in the program. */
static bool may_end_with_part(Model *model, const Trace *trace, const Reference *reference)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_FREE || !event->ends_unseen)
            continue;
        const char *part = trace_path_text(model, trace, event->value.path);
        size_t length = strlen(part);
        if (length && strncmp(reference->path, part, length) == 0 && reference->path[length] == '-')
            return true;
    }
    return false;
}

/* `std::for_each(self->items.begin(), ...)`: what becomes of the elements is not known. NULL: there is no such call. */
static const char *container_call(Model *model, const Trace *trace, const Reference *reference)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_CONTAINER_CALL)
            continue;
        const char *container = trace_path_text(model, trace, event->value.path);
        size_t length = strlen(container);
        if (length && strncmp(reference->path, container, length) == 0 && reference->path[length] == '[')
            return event->callee ? event->callee : "a function";
    }
    return NULL;
}

/* `no` only where everything was followed. */
static Judgement not_found(Model *model, const Trace *trace, const Reference *reference)
{
    const char *reason = obstacle(trace);
    if (!reason && trace && may_end_with_part(model, trace, reference))
        reason = "it stands in what is deleted, and not all that ends with that is in the program";
    const char *callee = !reason && trace ? container_call(model, trace, reference) : NULL;
    if (callee)
        reason = arena_format(model->arena, "what `%s` does to the elements is not known", callee);
    if (!reason && trace && trace->counts_on_fields && !reference->is_indirect)
        reason = "fields are gone through as if they were an array";
    return judgement(model, reason ? TRUTH_UNKNOWN : TRUTH_NO, reason);
}

/* `((PyTypeObject *)PyExc_Exception)->tp_clear(self)` in a type that is no exception itself: classes are made that derive from both,
 * and the fields are laid out for that. A base that is not known is that very builtin. */
static bool calls_for_other_builtin(const Type *type, const Trace *trace)
{
    while (type && type->base)
        type = type->base;
    for (uint32_t i = 1; type && !type->builtin_base && type->base_known == TRUTH_YES && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_SLOT_CALL && event->slot_builtin && trace_value_is_self(trace, event->value) &&
            strcmp(event->slot_builtin->symbol, "PyBaseObject_Type") != 0)
            return true;
    }
    return false;
}

static Judgement not_seen(const Owner *owner, const Trace *trace, const Reference *reference)
{
    if (!trace)
        return judgement(owner->model, TRUTH_NO, NULL);
    if (!reference->is_indirect && calls_for_other_builtin(owner->type, trace))
        return judgement(owner->model, TRUTH_UNKNOWN, "a function of another builtin type is called for the instance");
    return not_found(owner->model, trace, reference);
}

static void mark(Owner *owner, const Trace *trace, const Event *event, Reference *reference, Judgement *judged, const char *verb)
{
    judged->truth = TRUTH_YES;
    judged->reason = NULL;
    judgement_add(owner->model, judged, trace_naming_place(trace, event), "`%s` is %s here", reference->path, verb);
}

/* A base of the program takes care of its own references; of a builtin base nothing is listed. */
static bool chains_to_unknown(const Trace *trace, const char *slot)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_SLOT_CALL && strcmp(event->slot, slot) == 0 && !event->slot_builtin)
            return true;
    }
    return false;
}

/* --- visited ---------------------------------------------------------------------------------------------------------------------- */

/* `Py_VISIT(PyCFunction_GET_CLASS(self))`: what a function outside of the program takes out of the instance is visited, and that could
 * be any of its references. NULL if there is no such visit. */
static const char *visits_result_of_self(const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_result = event->kind == EVENT_VISIT && event->value.kind == VALUE_CONTENT &&
                         trace_path(trace, event->value.path)->kind == PATH_RESULT;
        const Event *call = is_result ? trace_call_of(trace, event->value.path) : NULL;
        bool takes_out = call && call->kind == EVENT_CALL && (!call->api || call->api->result == API_RESULT_BORROWED);
        for (uint32_t k = 0; takes_out && k < call->argument_count; k++)
            if (trace_value_is_self(trace, call->arguments[k]))
                return call->callee ? call->callee : "a function";
    }
    return NULL;
}

static void judge_visited(Owner *owner, const Trace *trace)
{
    const char *callee = trace ? visits_result_of_self(trace) : NULL;
    for (uint32_t i = 0; i < owner->count; i++)
        owner->references[i].visited = not_seen(owner, trace, &owner->references[i]);
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_VISIT || event->value.kind != VALUE_CONTENT)
            continue;
        Reference *reference = find(owner, trace, event->value.path);
        if (reference)
            mark(owner, trace, event, reference, &reference->visited, "visited");
    }
    for (uint32_t i = 0; callee && i < owner->count; i++)
        if (owner->references[i].visited.truth == TRUTH_NO)
            owner->references[i].visited = judgement(owner->model, TRUTH_UNKNOWN,
                                                     arena_format(owner->model->arena, "what `%s` returns is visited", callee));
    /* Py_CLEAR() where Py_VISIT() was meant: whatever else was not followed, this field is not visited. */
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        Reference *reference = event->kind == EVENT_RELEASE && event->value.kind == VALUE_CONTENT ? find(owner, trace, event->value.path) : NULL;
        if (reference && reference->visited.truth == TRUTH_UNKNOWN) {
            reference->visited = judgement(owner->model, TRUTH_NO, NULL);
            judgement_add(owner->model, &reference->visited, trace_naming_place(trace, event),
                          "`%s` is released here, in tp_traverse", reference->path);
        }
    }
}

/* `Py_VISIT(type_of(self))` with a function that is not in the program. */
static bool visits_result_about_self(const Trace *trace, const Event *visit)
{
    const Path *path = visit->value.kind == VALUE_CONTENT ? trace_path(trace, visit->value.path) : NULL;
    if (!path)
        return true;
    for (uint32_t i = 1; path->kind == PATH_RESULT && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_CALL || event->unit != path->call_unit || event->node != path->call)
            continue;
        for (uint32_t a = 0; a < event->argument_count; a++)
            if (trace_value_is_self(trace, event->arguments[a]))
                return true;
    }
    return false;
}

/* What was not followed has the instance, but cannot visit: whatever it returns, the type is visited here or nowhere. */
static bool type_visit_would_be_seen(const Trace *trace)
{
    if (function_of(trace->function)->is_broken || is_left_out(trace) || trace->obstacle_count != trace->blind_obstacle_count)
        return false;
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_VISIT && visits_result_about_self(trace, &trace->events[i]))
            return false;
    return true;
}

static Truth type_is_visited(Model *model, const Type *type, const Trace *trace)
{
    (void)model;
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_VISIT && trace_value_is_type_of_self(trace, event->value))
            return TRUTH_YES;
    }
    if (!trace)
        return type->effective[SLOT_tp_traverse] ? TRUTH_UNKNOWN : TRUTH_NO;
    return obstacle(trace) && !type_visit_would_be_seen(trace) ? TRUTH_UNKNOWN : TRUTH_NO;
}

/* --- cleared and released ----------------------------------------------------------------------------------------------------------- */

/* An object that is nobody else's may also be torn down by its own deallocator, or freed, without a count. */
static bool gives_up(const Event *event, bool clearing)
{
    return event->kind == EVENT_RELEASE || event->kind == EVENT_RELEASE_BUFFER || (!clearing && event->kind == EVENT_FREE);
}

/* `set_userdata(handle, self->data); self->data = NULL;`: the function that was not followed, or the place it is stored to, has the
 * reference now. NULL if the store does not come after such a thing. */
static const Event *handed_over_before(const Trace *trace, uint32_t store)
{
    PathId field = trace->events[store].target;
    for (uint32_t i = 1; i < store; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_STORE && event->value.kind == VALUE_CONTENT && event->value.path == field)
            return event;
        for (uint32_t k = 0; event->kind == EVENT_CALL && !event->api && k < event->argument_count; k++)
            if (event->arguments[k].kind == VALUE_CONTENT && event->arguments[k].path == field)
                return event;
    }
    return NULL;
}

/* What stood in the field goes on in some way: it, or something of which nothing is known, is released or freed, or given to somebody. */
static bool content_may_be_given_up(const Owner *owner, const Trace *trace, const Reference *reference)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool is_end = event->kind == EVENT_RELEASE || event->kind == EVENT_RELEASE_BUFFER || event->kind == EVENT_FREE;
        const Path *path = event->value.kind == VALUE_CONTENT ? trace_path(trace, trace_root(trace, event->value.path)) : NULL;
        if (is_end && (!path || path->kind != PATH_SELF || find(owner, trace, event->value.path) == reference))
            return true;
        if (event->kind == EVENT_SLOT_CALL || event->kind == EVENT_CALL || event->kind == EVENT_RETURN)
            for (uint32_t k = 0; k <= event->argument_count; k++) {
                Value value = k < event->argument_count ? event->arguments[k] : event->value;
                if (value.kind == VALUE_UNKNOWN || (value.path && find(owner, trace, value.path) == reference))
                    return true;
            }
    }
    return false;
}

/* `self->field = NULL;` and nothing else: the reference is lost, and what it kept alive with it. */
static bool drops_reference(const Owner *owner, const Trace *trace, uint32_t store, const Reference *reference)
{
    return trace->events[store].value.kind == VALUE_NULL && !obstacle(trace) && reference->kind == REFERENCE_OBJECT &&
           !reference->is_indirect && !handed_over_before(trace, store) && !content_may_be_given_up(owner, trace, reference);
}

static void mark_given_up(Owner *owner, const Trace *trace, bool clearing)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool replaced = clearing && event->kind == EVENT_STORE;
        if ((!gives_up(event, clearing) && !replaced) || (!replaced && event->value.kind != VALUE_CONTENT))
            continue;
        Reference *reference = find(owner, trace, replaced ? event->target : event->value.path);
        if (!reference)
            continue;
        if (replaced && drops_reference(owner, trace, i, reference))
            reference->lost_in_clear = event_place(event);
        if (clearing)
            mark(owner, trace, event, reference, &reference->cleared, "cleared");
        else
            mark(owner, trace, event, reference, &reference->released, "released");
    }
}

static void weigh_handed_over(Owner *owner, const Trace *trace)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool empties = event->kind == EVENT_STORE && event->value.kind == VALUE_NULL;
        Reference *reference = empties ? find(owner, trace, event->target) : NULL;
        if (reference && reference->released.truth == TRUTH_NO && handed_over_before(trace, i))
            reference->released = judgement(owner->model, TRUTH_UNKNOWN, "it is handed to something else before it is set to NULL");
    }
}

static void judge_given_up(Owner *owner, const Trace *trace, bool clearing)
{
    for (uint32_t i = 0; i < owner->count; i++) {
        Judgement *judged = clearing ? &owner->references[i].cleared : &owner->references[i].released;
        *judged = not_seen(owner, trace, &owner->references[i]);
    }
    mark_given_up(owner, trace, clearing);
    if (!clearing)
        weigh_handed_over(owner, trace);
}

static Truth type_is_released(const Type *type, const Trace *trace)
{
    if (type->has_default_dealloc)
        return TRUTH_YES;
    if (!trace)
        return type->effective[SLOT_tp_dealloc] && !slot_frees(type->effective[SLOT_tp_dealloc]) ? TRUTH_UNKNOWN : TRUTH_NO;
    if (trace->may_at_end & MILESTONE_TYPE_RELEASED)
        return TRUTH_YES;
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_RELEASE && trace_value_is_type_of_self(trace, trace->events[i].value))
            return TRUTH_YES;
    return obstacle(trace) || chains_to_unknown(trace, "tp_dealloc") ? TRUTH_UNKNOWN : TRUTH_NO;
}

/* subtype_dealloc ends with the tp_dealloc of the nearest base that has its own. */
static void judge_base_dealloc(Model *model, Owner *owner)
{
    const Type *base = owner->type->base;
    while (base && !type_defines(base, SLOT_tp_dealloc))
        base = base->base;
    if (!base)
        return;
    FunctionRef function = base->slots[SLOT_tp_dealloc].function;
    if (function.function) {
        judge_given_up(owner, model_trace(model, function, owner->type), false);
        return;
    }
    for (uint32_t i = 0; i < owner->count; i++)
        owner->references[i].released = judgement(model, TRUTH_UNKNOWN, "the tp_dealloc of the base is not in the program");
}

/* subtype_dealloc of a GC type clears writable T_OBJECT_EX members; what tp_finalize releases is released too. */
static void judge_default_dealloc(Model *model, Owner *owner)
{
    const Type *type = owner->type;
    uint32_t count;
    const Member *members = type_members(model, type, &count);
    const Trace *finalize = type_slot_trace(model, type, SLOT_tp_finalize);
    judge_base_dealloc(model, owner);
    if (finalize)
        mark_given_up(owner, finalize, false);
    for (uint32_t i = 0; i < owner->count; i++) {
        Reference *reference = &owner->references[i];
        for (uint32_t k = 0; members && k < count; k++)
            if (type->has_gc == TRUTH_YES && members[k].type == 16 && !(members[k].flags & 1) && reference->offset == members[k].offset)
                reference->released = judgement(model, TRUTH_YES, NULL);
        if ((reference->is_dict || reference->is_weaklist) && type->has_gc == TRUTH_YES)
            reference->released = judgement(model, TRUTH_YES, NULL);
    }
}

/* Every tp_dealloc ends with tp_free, which may be a function of the program that releases fields. */
static void judge_free(Owner *owner, const Trace *trace)
{
    if (!trace)
        return;
    for (uint32_t i = 0; i < owner->count; i++)
        if (owner->references[i].released.truth == TRUTH_NO)
            owner->references[i].released = not_found(owner->model, trace, &owner->references[i]);
    mark_given_up(owner, trace, false);
}

static void share(const Judgement *from, Judgement *to)
{
    if (from->truth == TRUTH_YES && to->truth == TRUTH_NO)
        *to = *from;
}

/* Members of a union that begin at the same place are one reference under several names. */
static void share_between_aliases(const Owner *owner)
{
    for (uint32_t i = 0; i < owner->count; i++) {
        const Reference *one = &owner->references[i];
        for (uint32_t k = 0; one->key_by_offset && k < owner->count; k++) {
            Reference *other = &owner->references[k];
            if (k == i || !other->key_by_offset || strcmp(one->key_by_offset, other->key_by_offset) != 0)
                continue;
            share(&one->visited, &other->visited);
            share(&one->cleared, &other->cleared);
            share(&one->released, &other->released);
        }
    }
}

const ApiFunction *slot_frees(const Slot *dealloc)
{
    const ApiFunction *api = dealloc && dealloc->is_set && !dealloc->function.unit && dealloc->name ? api_find(dealloc->name) : NULL;
    bool frees = api && (api->effect == API_FREE_OBJECT || api->effect == API_FREE_GC || api->effect == API_FREE_MEMORY);
    return frees ? api : NULL;
}

static void judge_type(Model *model, Type *type)
{
    Owner owner = {.model = model, .type = type, .references = type->references, .count = type->reference_count};
    type->traverse = type_defines(type, SLOT_tp_traverse) ? type_slot_trace(model, type, SLOT_tp_traverse) : NULL;
    type->clear = type_defines(type, SLOT_tp_clear) ? type_slot_trace(model, type, SLOT_tp_clear) : NULL;
    type->dealloc = type_defines(type, SLOT_tp_dealloc) ? type_slot_trace(model, type, SLOT_tp_dealloc) : NULL;
    type->finalize = type_defines(type, SLOT_tp_finalize) ? type_slot_trace(model, type, SLOT_tp_finalize) : NULL;
    const Trace *traverse = type_slot_trace(model, type, SLOT_tp_traverse), *clear = type_slot_trace(model, type, SLOT_tp_clear),
                *dealloc = type_slot_trace(model, type, SLOT_tp_dealloc);
    judge_visited(&owner, traverse);
    judge_given_up(&owner, clear, true);
    judge_given_up(&owner, dealloc, false);
    /* A function that is not in the program may do all of it. */
    for (uint32_t i = 0; i < owner.count; i++) {
        Reference *reference = &owner.references[i];
        if (!traverse && type->effective[SLOT_tp_traverse])
            reference->visited = judgement(model, TRUTH_UNKNOWN, "tp_traverse is not in the program");
        if (!clear && type->effective[SLOT_tp_clear])
            reference->cleared = judgement(model, TRUTH_UNKNOWN, "tp_clear is not in the program");
        if (!dealloc && type->effective[SLOT_tp_dealloc] && !slot_frees(type->effective[SLOT_tp_dealloc]))
            reference->released = judgement(model, TRUTH_UNKNOWN, "tp_dealloc is not in the program");
    }
    if (type->has_default_dealloc)
        judge_default_dealloc(model, &owner);
    judge_free(&owner, type_slot_trace(model, type, SLOT_tp_free));
    share_between_aliases(&owner);
    coverage_follow_aliases(model, type);
    coverage_follow_callbacks(model, type, dealloc);
    type->type_visited = type_is_visited(model, type, traverse);
    type->type_released = type_is_released(type, dealloc);
}

void judge_coverage(Model *model)
{
    Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++)
        judge_type(model, internals->all_types.items[i]);
    for (uint32_t i = 0; i < internals->all_types.count; i++)
        coverage_judge_chained(model, internals->all_types.items[i]);
    for (uint32_t i = 0; i < internals->all_modules.count; i++) {
        Module *module = internals->all_modules.items[i];
        Owner owner = {.model = model, .module = module, .references = module->references, .count = module->reference_count};
        judge_visited(&owner, module->traverse);
        judge_given_up(&owner, module->clear, true);
        judge_given_up(&owner, module->free, false);
        share_between_aliases(&owner);
    }
}
