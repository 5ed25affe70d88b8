#include "rules/common/hazards.h"

#include <string.h>

static const char *record_tag(RecordRef ref)
{
    const Record *record = ref.unit ? unit_record(ref.unit, ref.record) : NULL;
    return record ? unit_string(ref.unit, record->name) : "";
}

static bool is_same_field(const Path *path, const Path *other)
{
    return path->name && other->name && !strcmp(path->name, other->name) &&
           !strcmp(record_tag(path->record), record_tag(other->record));
}

/* Whether the dying instance that the trace is of keeps the borrowed pointer `field` of others valid: an owner sets that
 * of what it owns to NULL, a link of a chain sets those of its neighbours to the next ones. */
static bool sets_of_another(const Trace *trace, bool is_link, const Path *field)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        const Path *target = event->kind == EVENT_STORE ? trace_path(trace, event->target) : NULL;
        if (!target || target->kind != PATH_FIELD || !is_same_field(target, field))
            continue;
        const Path *holder = trace_path(trace, target->parent);
        const Path *value = event->value.kind == VALUE_CONTENT ? trace_path(trace, event->value.path) : NULL;
        if (is_link ? holder && holder->kind == PATH_FIELD && value && value->kind == PATH_FIELD
                    : event->value.kind == VALUE_NULL)
            return true;
    }
    return false;
}

/* Some tp_clear or tp_dealloc sets the borrowed pointer anew before what it points to goes. */
static bool is_kept_valid(const Model *model, const Type *type, const Path *field)
{
    for (uint32_t i = 0; i < model->type_count; i++) {
        const Type *other = model->types[i];
        bool is_link = other == type;
        if (sets_of_another(other->clear, is_link, field) || sets_of_another(other->dealloc, is_link, field) ||
            sets_of_another(other->finalize, is_link, field))
            return true;
    }
    return false;
}

/* No tp_clear takes apart what the pointer leads to: it is whole until it is freed, whatever a collection does. */
static bool is_never_cleared(const Reference *reference)
{
    const Type *target = reference->target;
    return target && (target->has_gc == TRUTH_NO || target->layout.has_clear == TRUTH_NO);
}

static BorrowedUse borrowed_use_in(const Model *model, const Type *type, const Trace *trace)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_READ || event->value.kind != VALUE_CONTENT)
            continue;
        const Reference *reference = type_reference_at(type, trace, event->value.path);
        if (!reference || reference->is_weaklist || reference->owned.truth != TRUTH_NO ||
            reference->kind != REFERENCE_OBJECT || is_never_cleared(reference))
            continue;
        if (!is_kept_valid(model, type, trace_path(trace, event->value.path)))
            return (BorrowedUse){.reference = reference, .trace = trace, .event = event};
    }
    return (BorrowedUse){0};
}

BorrowedUse type_borrowed_use(Model *model, const Type *type)
{
    BorrowedUse use = borrowed_use_in(model, type, type->finalize);
    return use.reference ? use : borrowed_use_in(model, type, type->dealloc);
}

/* --- the way there
 * ------------------------------------------------------------------------------------------------------------- */

typedef struct Search {
    Model *model;
    const GraphEdge **arrival; /* by type index: the edge it was reached by first */
    const Type **queue;
    uint32_t head, tail;
} Search;

static void enqueue(Search *search, const GraphEdge *edge)
{
    if (!edge->to || search->arrival[edge->to->index])
        return;
    search->arrival[edge->to->index] = edge;
    search->queue[search->tail++] = edge->to;
}

static HazardPath path_back(const Search *search, const Type *target, const GraphEdge *start)
{
    HazardPath path = {.target = target};
    const GraphEdge *reversed[HAZARD_HOPS_MAX];
    for (const GraphEdge *edge = search->arrival[target->index]; edge;
         edge = edge == start ? NULL : search->arrival[edge->from->index]) {
        if (path.hop_count == HAZARD_HOPS_MAX)
            return (HazardPath){0};
        reversed[path.hop_count++] = edge;
    }
    for (uint32_t i = 0; i < path.hop_count; i++)
        path.hops[i] = reversed[path.hop_count - 1 - i];
    return path;
}

static bool is_hazard(const Type *type)
{
    return type->weakly_referenceable == TRUTH_YES || type->has_finalizer == TRUTH_YES;
}

static HazardPath search_from(Search *search, const GraphEdge *start)
{
    Model *model = search->model;
    enqueue(search, start);
    HazardPath best = {0};
    while (search->head < search->tail) {
        const Type *type = search->queue[search->head++];
        BorrowedUse use = type_borrowed_use(model, type);
        if (use.reference || (is_hazard(type) && !best.hop_count)) {
            best = path_back(search, type, start);
            best.use = use;
            if (use.reference)
                return best;
        }
        for (uint32_t i = 0; i < model->edge_count; i++)
            if (model->edges[i].from == type && model->edges[i].reference->owned.truth == TRUTH_YES)
                enqueue(search, &model->edges[i]);
    }
    return best;
}

static const GraphEdge *edge_of(const Model *model, const Type *holder, const Reference *reference)
{
    for (uint32_t i = 0; i < model->edge_count; i++)
        if (model->edges[i].from == holder && model->edges[i].reference == reference)
            return &model->edges[i];
    return NULL;
}

HazardPath hazard_path(Model *model, const Type *holder, const Reference *reference)
{
    const GraphEdge *start = edge_of(model, holder, reference);
    if (!start)
        return (HazardPath){0};
    const ApiType *builtin = reference->target_builtin;
    if (!start->to && builtin && (builtin->weakly_referenceable || builtin->has_finalizer))
        return (HazardPath){.hops = {start}, .hop_count = 1, .builtin = builtin};
    if (!start->to)
        return (HazardPath){0};
    Search search = {
        .model = model,
        .arrival = ARENA_ARRAY(model->arena, const GraphEdge *, model->type_count + 1),
        .queue = ARENA_ARRAY(model->arena, const Type *, model->type_count + 1),
    };
    return search_from(&search, start);
}
