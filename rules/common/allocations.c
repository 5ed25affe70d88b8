#include "rules/common/allocations.h"

#include "rules/common/syntax.h"

#include <string.h>

const Event *allocation_event(const Allocation *allocation)
{
    return &allocation->trace->events[allocation->event];
}

Place allocation_place(const Allocation *allocation)
{
    return trace_naming_place(allocation->trace, allocation_event(allocation));
}

AllocationKind allocation_kind(const Allocation *allocation)
{
    const Event *event = allocation_event(allocation);
    if (event->slot && !strcmp(event->slot, "tp_alloc"))
        return ALLOCATION_GENERIC;
    if (!event->api)
        return ALLOCATION_OTHER;
    const ApiFunction *memory = trace_path(allocation->trace, allocation->object)->api;
    switch (event->api->effect) {
    case API_ALLOCATE_GC:
        return ALLOCATION_GC;
    case API_ALLOCATE_PLAIN:
        return ALLOCATION_PLAIN;
    case API_ALLOCATE_TYPE:
        return ALLOCATION_GENERIC;
    case API_INIT_OBJECT:
        return memory && memory->effect == API_ALLOCATE_MEMORY ? ALLOCATION_RAW : ALLOCATION_OTHER;
    default:
        return ALLOCATION_OTHER;
    }
}

const char *allocation_text(const Allocation *allocation)
{
    const Event *event = allocation_event(allocation);
    const Node *node = unit_node(event->unit, event->node);
    const char *macro = node ? syntax_macro(event->unit, node) : "";
    if (!strncmp(macro, "PyObject_", strlen("PyObject_")))
        return macro;
    switch (allocation_kind(allocation)) {
    case ALLOCATION_GC:
        return "PyObject_GC_New";
    case ALLOCATION_PLAIN:
        return "PyObject_New";
    default:
        return event->callee ? event->callee : "the allocation";
    }
}

/* Only where the variable is a type object itself, and not a pointer that may be of any type. */
static VariableRef named_type(const Allocation *allocation)
{
    const Path *object = trace_path(allocation->trace, allocation->object);
    const Path *type = object->allocated_by ? trace_path(allocation->trace, object->allocated_by) : NULL;
    if (!type || type->kind != PATH_GLOBAL || !allocation->type || allocation->type->is_heap)
        return (VariableRef){0};
    return type->variable;
}

/* What a unit calls a variable that another one may define; 0 if it never mentions it. */
static SymbolId symbol_in(const Unit *unit, VariableRef variable)
{
    SymbolId defined = variable_of(variable)->symbol;
    if (unit == variable.unit)
        return defined;
    const char *usr = unit_string(variable.unit, unit_symbol(variable.unit, defined)->usr);
    for (SymbolId id = 1; *usr && id < unit->symbols.count; id++)
        if (!strcmp(unit_string(unit, unit_symbol(unit, id)->usr), usr))
            return id;
    return 0;
}

bool allocation_is_guarded_by_type(const Allocation *allocation)
{
    const Trace *trace = allocation->trace;
    const Event *event = allocation_event(allocation);
    VariableRef type = named_type(allocation);
    if (!type.variable || !event_is_guarded_by_type(trace, event))
        return event_is_guarded_by_type(trace, event);
    for (uint32_t i = event->guard; i; i = trace->guards[i].outer) {
        const Guard *guard = &trace->guards[i];
        if (!guard->is_loop && syntax_mentions(guard->unit, guard->condition, symbol_in(guard->unit, type)))
            return true;
    }
    return false;
}

int64_t offset_in_object(const Trace *trace, PathId path, PathId object)
{
    if (!path || path == object)
        return -1;
    int64_t offset = -1;
    for (PathId at = path; at; at = trace->paths[at].parent) {
        const Path *step = &trace->paths[at];
        if (offset < 0 && step->kind == PATH_FIELD)
            offset = step->offset;
        if (step->parent == object)
            return offset;
        if (step->is_arrow)
            return -1;
    }
    return -1;
}

static bool is_address_in(const Trace *trace, Value value, PathId object)
{
    return value.kind == VALUE_ADDRESS && value.path && trace_root(trace, value.path) == object;
}

static bool passes_address(const Trace *trace, const Event *event, PathId object)
{
    for (uint32_t i = 0; i < event->argument_count; i++)
        if (is_address_in(trace, event->arguments[i], object))
            return true;
    return is_address_in(trace, event->value, object);
}

/* The store covers the reference's place: it is that place, or a struct around it. */
static bool covers(const Trace *trace, PathId target, PathId object, const Reference *reference)
{
    if (target == object)
        return true;
    int64_t offset = offset_in_object(trace, target, object);
    if (offset < 0)
        return false;
    const Path *path = trace_path(trace, target);
    const CType *type = path->unit ? unit_type(path->unit, path->type) : NULL;
    if (type && (type->kind == CTYPE_RECORD || type->kind == CTYPE_ARRAY) && type->size > 0)
        return offset <= reference->offset && reference->offset < offset + type->size;
    return offset == reference->offset;
}

Truth reference_is_stored(const Allocation *allocation, const Reference *reference, uint32_t before)
{
    const Trace *trace = allocation->trace;
    PathId object = allocation->object;
    bool may_be_set = trace->counts_on_fields;
    for (uint32_t i = allocation->event + 1; i < before; i++) {
        const Event *event = &trace->events[i];
        may_be_set = may_be_set || (event->kind == EVENT_ENTER && event->constructed == object);
        if (event->kind == EVENT_STORE && trace_root(trace, event->target) == object &&
            covers(trace, event->target, object, reference))
            return TRUTH_YES;
        bool is_call = event->kind == EVENT_CALL || event->kind == EVENT_SLOT_CALL;
        if (is_call && (event_is_opaque(trace, event, object) || passes_address(trace, event, object)))
            return TRUTH_UNKNOWN;
    }
    return may_be_set ? TRUTH_UNKNOWN : TRUTH_NO;
}

uint32_t next_store(const Allocation *allocation, const Reference *reference, uint32_t after)
{
    const Trace *trace = allocation->trace;
    for (uint32_t i = after + 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_STORE && trace_root(trace, event->target) == allocation->object &&
            covers(trace, event->target, allocation->object, reference) && events_in_order(trace, after, i))
            return i;
    }
    return 0;
}

const Event *unconditional_event(const Type *type, const Trace *trace, EventKind kind, const Reference *reference)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == kind && event_reference(type, trace, event) == reference &&
            trace_is_unconditional(trace, event, event->value.path))
            return event;
    }
    return NULL;
}

static bool visit_tracking(const Unit *unit, NodeId id, void *data)
{
    bool *found = data;
    const Node *node = unit_node(unit, id);
    const Symbol *symbol = unit_symbol(unit, node->symbol);
    const ApiFunction *macro = node->macro ? api_find(syntax_macro(unit, node)) : NULL;
    *found |= macro && macro->effect == API_IS_TRACKED;
    if (node->kind == N_REF && symbol && symbol->kind == SYMBOL_FUNCTION) {
        const ApiFunction *api = api_find(unit_string(unit, symbol->name));
        *found |= api && api->effect == API_IS_TRACKED;
    }
    return !*found;
}

bool event_is_guarded_by_tracking(const Trace *trace, const Event *event)
{
    bool found = false;
    for (uint32_t guard = event->guard; guard && !found; guard = trace->guards[guard].outer)
        if (!trace->guards[guard].is_loop)
            syntax_walk(trace->guards[guard].unit, trace->guards[guard].condition, visit_tracking, &found);
    return found;
}
