#include "model/trace.h"

#include "base/hash_table.h"
#include "model/walk.h"

#include <string.h>

/* In nodes. What a rule judges stands in slots of the protocol and in what makes instances; of methods it wants what they store. */
enum { BUDGET_OF_SLOT_WALK = 60000, BUDGET_OF_METHOD_WALK = 20000, BUDGET_OF_PLAIN_WALK = 12000 };

struct TraceEntry {
    struct {
        const Unit *unit;
        uint32_t function;
        const Type *type;
    } key;
    Trace *trace;
    UT_hash_handle hh;
};

/* --- making one ---------------------------------------------------------------------------------------------------------------- */

static void bind_roots(Walker *walker, FunctionRef ref)
{
    const Function *function = function_of(ref);
    const Symbol *symbol = unit_symbol(ref.unit, function->symbol);
    bool is_method = symbol->method_of != 0;
    if (is_method) {
        PathId self = walk_root(walker, walker->type ? PATH_SELF : PATH_PARAMETER, -1, model_intern(walker->model, "this"), ref.unit, 0);
        walker->paths.items[self].milestone_set = 1;
        walker->frame->this_values = values_content(walker, self);
    }
    for (uint32_t i = 0; i < function->parameter_count; i++) {
        SymbolId id = ref.unit->lists.items[function->first_parameter + i];
        const Symbol *parameter = unit_symbol(ref.unit, id);
        bool is_self = i == 0 && walker->type && !is_method;
        PathId root = walk_root(walker, is_self ? PATH_SELF : PATH_PARAMETER, i, walk_symbol(walker, id)->function.name, ref.unit,
                                parameter->type);
        if (i == 0 && !is_method)
            walker->paths.items[root].milestone_set = 1;
        const CType *type = unit_type(ref.unit, parameter->type);
        Values bound = type && type->is_reference ? values_address(root) : values_content(walker, root);
        state_set_local(walker, &walker->state, walk_local(walker, id), &bound);
    }
}

static void mark_dangling(Walker *walker)
{
    for (uint32_t i = 0; i < walker->dangling.count; i++) {
        PathState entry = state_path(&walker->state, walker->dangling.items[i]);
        if (entry.bits & PATH_DANGLES && entry.release_event)
            walk_event(walker, entry.release_event)->is_dangling_after = true;
    }
}

static void *keep(Arena *arena, const void *items, uint32_t count, size_t size)
{
    return arena_copy(arena, items, count * size);
}

static void list_returns(Arena *arena, Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++)
        trace->return_count += trace->events[i].kind == EVENT_RETURN;
    trace->returns = ARENA_ARRAY(arena, uint32_t, trace->return_count);
    uint32_t count = 0;
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_RETURN)
            trace->returns[count++] = i;
}

static void finish(Walker *walker, Trace *trace)
{
    Arena *arena = walker->model->arena;
    trace->paths = keep(arena, walker->paths.items, walker->paths.count, sizeof *trace->paths);
    trace->path_count = walker->paths.count;
    trace->events = keep(arena, walker->events.items, walker->events.count, sizeof *trace->events);
    trace->event_count = walker->events.count;
    trace->guards = keep(arena, walker->guards.items, walker->guards.count, sizeof *trace->guards);
    trace->guard_count = walker->guards.count;
    trace->obstacles = keep(arena, walker->obstacles.items, walker->obstacles.count, sizeof *trace->obstacles);
    trace->obstacle_places = keep(arena, walker->obstacle_places.items, walker->obstacles.count, sizeof *trace->obstacle_places);
    trace->obstacle_count = walker->obstacles.count;
    trace->is_complete = !walker->obstacles.count && !function_of(trace->function)->is_broken;
    trace->must_at_end = walker->state.must[1];
    trace->may_at_end = walker->state.may[1];
    for (uint32_t i = 1; i < trace->event_count; i++) {
        Event *event = &trace->events[i];
        PathId own = event->kind == EVENT_STORE ? event->target : event->value.path;
        event->is_conditional = trace_real_guard(trace, event->guard, own) != 0;
    }
    list_returns(arena, trace);
}

static uint32_t budget_of(const Model *model, const Trace *trace)
{
    static const SlotId slots[] = {SLOT_tp_dealloc, SLOT_tp_traverse, SLOT_tp_clear, SLOT_tp_finalize, SLOT_tp_del,
                                   SLOT_tp_free,    SLOT_tp_alloc,    SLOT_tp_new,   SLOT_tp_init};
    if (!trace->type)
        return BUDGET_OF_PLAIN_WALK;
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        FunctionRef function = type_effective_function(trace->type, slots[i]);
        if (function_equal(function, trace->function) || function_equal(function_at_work(model, function), trace->function))
            return BUDGET_OF_SLOT_WALK;
    }
    return BUDGET_OF_METHOD_WALK;
}

/* Walks do not nest: one after the other uses the same memory. */
static Walker *start_walk(Model *model, Trace *trace)
{
    Internals *internals = model_internals(model);
    if (!internals->walker) {
        internals->walker = ARENA_NEW(model->arena, Walker);
        internals->walker->scratch = arena_new();
    }
    Walker *walker = internals->walker, idle = *walker;
    *walker = (Walker){.model = model, .type = trace->type, .trace = trace, .scratch = idle.scratch, .serial = idle.serial + 1,
                       .stamp = 1, .object_count = 2, .budget = budget_of(model, trace), .state.reachable = true,
                       .is_module_hook = !trace->type && function_is_module_hook(model, trace->function),
                       .paths = idle.paths, .steps = idle.steps, .events = idle.events, .guards = idle.guards,
                       .local_paths = idle.local_paths, .strays = idle.strays, .dangling = idle.dangling,
                       .obstacles = idle.obstacles, .obstacle_places = idle.obstacle_places};
    walker->paths.count = walker->steps.count = walker->events.count = walker->guards.count = walker->local_paths.count = 0;
    walker->strays.count = walker->dangling.count = walker->obstacles.count = walker->obstacle_places.count = 0;
    vector_push(&walker->paths, ((Path){0}));
    vector_push(&walker->steps, ((PathSteps){0}));
    vector_push(&walker->events, ((Event){0}));
    vector_push(&walker->guards, ((Guard){0}));
    return walker;
}

Trace *trace_make(Model *model, FunctionRef function, const Type *type)
{
    Trace *trace = ARENA_NEW(model->arena, Trace);
    *trace = (Trace){.function = function, .type = type};
    Walker *walker = start_walk(model, trace);
    Frame frame = {.function = function, .unit = function.unit, .notes = unit_notes(model, function.unit)};
    walk_add_locals(walker, &frame);
    walker->frame = &frame;
    bind_roots(walker, function);
    walk_function_body(walker, function_of(function));
    mark_dangling(walker);
    finish(walker, trace);
    walk_paths_free(walker);
    arena_clear(walker->scratch);
    walker->frame = NULL;
    return trace;
}

static TraceEntry entry_for(FunctionRef function, const Type *type)
{
    TraceEntry entry;
    memset(&entry, 0, sizeof entry); /* the hash is of all bytes of the key */
    entry.key.unit = function.unit;
    entry.key.function = function.function;
    entry.key.type = type;
    return entry;
}

void trace_keep(Model *model, Trace *trace)
{
    TraceEntry *entry = arena_allocate(model->arena, sizeof *entry);
    *entry = entry_for(trace->function, trace->type);
    entry->trace = trace;
    HASH_ADD(hh, model_internals(model)->traces, key, sizeof entry->key, entry);
}

const Trace *model_trace(Model *model, FunctionRef function, const Type *type)
{
    TraceEntry *entry = NULL, probe = entry_for(function, type);
    HASH_FIND(hh, model_internals(model)->traces, &probe.key, sizeof probe.key, entry);
    if (entry)
        return entry->trace;
    Trace *trace = trace_make(model, function, type);
    trace_keep(model, trace);
    return trace;
}

/* --- reading one ---------------------------------------------------------------------------------------------------------------- */

bool path_is_type_field(const Path *path)
{
    return path->kind == PATH_FIELD && path->name && strcmp(path->name, "ob_type") == 0;
}

const Path *trace_path(const Trace *trace, PathId path)
{
    return &trace->paths[path < trace->path_count ? path : 0];
}

PathId trace_root(const Trace *trace, PathId path)
{
    while (path && trace->paths[path].parent)
        path = trace->paths[path].parent;
    return path;
}

bool trace_is_below(const Trace *trace, PathId path, PathId root)
{
    for (; path; path = trace->paths[path].parent)
        if (path == root)
            return true;
    return false;
}

bool trace_value_is_self(const Trace *trace, Value value)
{
    return value.kind == VALUE_CONTENT && trace->paths[value.path].kind == PATH_SELF;
}

bool trace_value_is_type_of_self(const Trace *trace, Value value)
{
    if (value.kind != VALUE_CONTENT)
        return false;
    const Path *path = &trace->paths[value.path];
    return path_is_type_field(path) && trace->paths[path->parent].kind == PATH_SELF;
}

static const char *root_text(const Path *path)
{
    switch (path->kind) {
    case PATH_SELF: return "";
    case PATH_RESULT: return path->name ? path->name : "a call";
    case PATH_STRING: return "a string";
    default: return path->name ? path->name : "?";
    }
}

const char *trace_path_text(Model *model, const Trace *trace, PathId id)
{
    const Path *path = trace_path(trace, id);
    if (!path->parent) {
        const char *text = root_text(path);
        return path->kind == PATH_RESULT && !path->is_out_parameter ? arena_format(model->arena, "%s()", text) : text;
    }
    const char *above = trace_path_text(model, trace, path->parent);
    if (path->kind == PATH_INDEX && path->index >= 0)
        return arena_format(model->arena, "%s[%lld]", above, (long long)path->index);
    if (path->kind == PATH_INDEX)
        return arena_format(model->arena, "%s[*]", above);
    if (path->is_way && strcmp(path->name, TYPE_DATA_WAY) == 0) /* a part of the object */
        return above;
    if (!*above)
        return path->name;
    return arena_format(model->arena, "%s%s%s", above, path->is_arrow ? "->" : ".", path->name);
}

Place event_place(const Event *event)
{
    return place_of_node(event->unit, event->node);
}

static bool is_handed(const Event *enter, PathId path)
{
    for (uint32_t i = 0; i < enter->argument_count; i++) {
        Value argument = enter->arguments[i];
        if ((argument.kind == VALUE_CONTENT || argument.kind == VALUE_ADDRESS) && argument.path == path)
            return true;
    }
    return false;
}

/* Of an allocation it is the type; but what Python hands to tp_new is named nowhere. */
static PathId subject_of(const Trace *trace, const Event *event)
{
    if (event->kind == EVENT_STORE)
        return event->target;
    if (event->kind != EVENT_ALLOCATE || !event->value.path)
        return event->value.path;
    PathId type = trace_path(trace, event->value.path)->allocated_by;
    return type && trace_path(trace, type)->kind != PATH_PARAMETER ? type : 0;
}

const Event *trace_naming_event(const Trace *trace, const Event *event)
{
    PathId path = subject_of(trace, event);
    const Event *naming = event;
    while (path && naming->caller && is_handed(&trace->events[naming->caller], path))
        naming = &trace->events[naming->caller];
    return naming;
}

Place trace_naming_place(const Trace *trace, const Event *event)
{
    return event_place(trace_naming_event(trace, event));
}

const Event *trace_outermost_event(const Trace *trace, const Event *event)
{
    while (event->caller)
        event = &trace->events[event->caller];
    return event;
}

static uint32_t find_guard(const Trace *trace, uint32_t guard, PathId own, bool with_rests)
{
    for (; guard; guard = trace->guards[guard].outer) {
        const Guard *at = &trace->guards[guard];
        bool own_test = at->null_test && own && (trace_is_below(trace, own, at->null_test) || at->null_test == own);
        if (!at->is_loop && !own_test && (with_rests || !at->is_rest))
            return guard;
    }
    return 0;
}

uint32_t trace_real_guard(const Trace *trace, uint32_t guard, PathId own)
{
    return find_guard(trace, guard, own, false);
}

uint32_t trace_condition(const Trace *trace, const Event *event, PathId own)
{
    return find_guard(trace, event->guard, own, true);
}

bool trace_is_unconditional(const Trace *trace, const Event *event, PathId own)
{
    return !trace_condition(trace, event, own);
}

bool trace_guards_exclude(const Trace *trace, uint32_t a, uint32_t b)
{
    for (uint32_t x = a; x; x = trace->guards[x].outer)
        for (uint32_t y = b; y; y = trace->guards[y].outer)
            if (trace->guards[x].condition == trace->guards[y].condition && trace->guards[x].unit == trace->guards[y].unit &&
                trace->guards[x].condition && trace->guards[x].sense != trace->guards[y].sense && !trace->guards[x].is_loop &&
                !trace->guards[y].is_loop)
                return true;
    return false;
}

static bool is_under_guard(const Trace *trace, uint32_t guard, uint32_t outer)
{
    while (guard && guard != outer)
        guard = trace->guards[guard].outer;
    return guard != 0;
}

bool trace_leaves_before(const Trace *trace, uint32_t earlier, uint32_t later)
{
    uint32_t guard = trace->events[earlier].guard, other = trace->events[later].guard;
    if (trace_guards_exclude(trace, guard, other))
        return true;
    for (; guard && !is_under_guard(trace, other, guard); guard = trace->guards[guard].outer)
        for (uint32_t i = 0; i < trace->return_count && trace->returns[i] < later; i++)
            if (trace->returns[i] > earlier && trace->events[trace->returns[i]].guard == guard)
                return true;
    return false;
}

bool trace_may_hand_out(const Trace *trace, uint32_t index)
{
    for (uint32_t call = trace->events[index].caller; call; call = trace->events[call].caller)
        if (trace->events[call].returns_more)
            return true;
    for (uint32_t i = 0; i < trace->return_count; i++)
        if (trace->returns[i] > index && trace->events[trace->returns[i]].returns_more)
            return true;
    return false;
}

void traces_free(Model *model)
{
    HASH_CLEAR(hh, model_internals(model)->traces);
    Walker *walker = model_internals(model)->walker;
    if (!walker)
        return;
    arena_free(walker->scratch);
    vector_free(&walker->paths);
    vector_free(&walker->steps);
    vector_free(&walker->events);
    vector_free(&walker->guards);
    vector_free(&walker->local_paths);
    vector_free(&walker->strays);
    vector_free(&walker->dangling);
    vector_free(&walker->obstacles);
    vector_free(&walker->obstacle_places);
}
