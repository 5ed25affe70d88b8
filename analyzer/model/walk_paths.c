/* Paths are interned: one PathId a path, so that they compare by number. */
#include "model/walk.h"

#include "base/hash_table.h"

#include <string.h>

/* Of a root. Steps are found from the path they are below. */
struct PathKey {
    struct {
        PathKind kind;
        NodeId call;
        int64_t index;
        const char *name;
        const Unit *unit;
    } key;
    PathId id;
    UT_hash_handle hh;
};

static PathId add_path(Walker *walker, const Path *details)
{
    vector_push(&walker->paths, *details);
    vector_push(&walker->steps, ((PathSteps){0}));
    return walker->paths.count - 1;
}

/* The root with these identifying properties; made with the given details if it is new. */
static PathId root_intern(Walker *walker, const Path *details)
{
    PathKey probe;
    memset(&probe, 0, sizeof probe);
    probe.key.kind = details->kind;
    probe.key.call = details->call;
    probe.key.index = details->index;
    probe.key.name = details->name;
    /* Static variables of different units may share a name. */
    probe.key.unit = details->kind == PATH_GLOBAL ? details->variable.unit : details->call_unit;
    PathKey *entry = NULL;
    HASH_FIND(hh, walker->path_keys, &probe.key, sizeof probe.key, entry);
    if (entry)
        return entry->id;
    entry = arena_allocate(walker->scratch, sizeof *entry);
    memcpy(entry, &probe, sizeof probe);
    entry->id = add_path(walker, details);
    HASH_ADD(hh, walker->path_keys, key, sizeof entry->key, entry);
    return entry->id;
}

/* Likewise for a step. A path has few of them. */
static PathId step_intern(Walker *walker, const Path *details)
{
    for (PathId id = walker->steps.items[details->parent].first; id; id = walker->steps.items[id].next) {
        const Path *path = walk_path(walker, id);
        if (path->name == details->name && path->index == details->index && path->kind == details->kind &&
            path->is_detached == details->is_detached)
            return id;
    }
    PathId id = add_path(walker, details);
    walker->steps.items[id].next = walker->steps.items[details->parent].first;
    walker->steps.items[details->parent].first = id;
    return id;
}

void walk_paths_free(Walker *walker)
{
    HASH_CLEAR(hh, walker->path_keys);
}

PathId walk_root(Walker *walker, PathKind kind, int64_t index, const char *name, const Unit *unit, TypeId type)
{
    Path path = {.kind = kind, .index = index, .name = name, .unit = unit, .type = type};
    return root_intern(walker, &path);
}

PathId walk_local_path(Walker *walker, SymbolId id)
{
    uint32_t local = walk_local(walker, id);
    if (walker->local_paths.items[local])
        return walker->local_paths.items[local];
    const Unit *unit = walker->frame->unit;
    Path path = {.kind = PATH_LOCAL, .name = walk_symbol(walker, id)->function.name, .unit = unit,
                 .type = unit_symbol(unit, id)->type, .index = local, .call = id};
    return walker->local_paths.items[local] = add_path(walker, &path);
}

PathId walk_global(Walker *walker, SymbolId id)
{
    SymbolNotes *notes = walk_symbol(walker, id);
    if (notes->walk == walker->serial)
        return notes->path;
    Path path = {.kind = PATH_GLOBAL, .name = notes->function.name, .unit = walker->frame->unit,
                 .type = unit_symbol(walker->frame->unit, id)->type, .variable = notes->variable,
                 .index = notes->variable.variable};
    notes->walk = walker->serial;
    return notes->path = root_intern(walker, &path);
}

static PathId result_path(Walker *walker, NodeId call, const char *name, uint32_t argument, TypeId type)
{
    const Frame *frame = walker->frame;
    ResultNotes *notes = result_notes(frame->notes, call);
    if (notes->walk != walker->serial || notes->frame != frame->number)
        *notes = (ResultNotes){.walk = walker->serial, .frame = frame->number};
    const char *callee = name ? model_intern(walker->model, name) : NULL;
    for (PathId id = notes->first; id; id = walker->steps.items[id].next)
        if (walk_path(walker, id)->name == callee && walk_path(walker, id)->argument == argument)
            return id;
    Path path = {.kind = PATH_RESULT, .name = callee, .unit = frame->unit, .type = type, .call_unit = frame->unit, .call = call,
                 .is_out_parameter = argument > 0, .argument = (uint8_t)argument, .index = frame->number};
    PathId id = add_path(walker, &path);
    walker->steps.items[id].next = notes->first;
    return notes->first = id;
}

PathId walk_result(Walker *walker, NodeId call, const char *name, TypeId type)
{
    return result_path(walker, call, name, 0, type);
}

PathId walk_out_parameter(Walker *walker, NodeId call, const char *name, uint32_t argument, TypeId type)
{
    return result_path(walker, call, name, argument < UINT8_MAX ? argument : UINT8_MAX, type);
}

PathId walk_detached(Walker *walker, PathId id)
{
    Path path = *walk_path(walker, id);
    if (path.is_detached || !path.parent)
        return id;
    path.is_detached = true;
    return step_intern(walker, &path);
}

/* A place that is reached by following a pointer: the step is an arrow. */
static bool is_pointer_path(const Path *path)
{
    if (path->kind == PATH_SELF || path->kind == PATH_STATE)
        return true;
    const CType *type = unit_type(path->unit, path->type);
    return type && (type->kind == CTYPE_POINTER || type->kind == CTYPE_UNKNOWN);
}

/* A path that steps through the same field of the same record again (node->next->next) is the same place to a walk that does not
 * count elements: lists and trees collapse to their first element. */
static PathId earlier_same_step(const Walker *walker, PathId parent, const Path *step)
{
    for (PathId id = parent; id; id = walk_path(walker, id)->parent) {
        const Path *path = walk_path(walker, id);
        if (path->kind == PATH_FIELD && path->name == step->name && path->record.unit == step->record.unit &&
            path->record.record == step->record.record)
            return id;
    }
    return 0;
}

/* A method of a class template names fields of types that depend on its parameters; in what is made from the template they have real
 * ones. */
static void find_made_field(const Path *object, bool is_pointer, const Unit *unit, RecordId *record, FieldId *field)
{
    const Record *written = unit_record(unit, *record);
    bool may_be_made = object->unit == unit && (!written || written->is_template);
    RecordId id = may_be_made ? unit_type_record(unit, object->type, is_pointer ? 1 : 0) : 0;
    const Record *made = unit_record(unit, id);
    const Field *declared = unit_field(unit, *field);
    FieldId same = made && made->is_made_from_template && declared ? unit_find_field(unit, id, unit_string(unit, declared->name), NULL) : 0;
    if (same) {
        *field = same;
        *record = id;
    }
}

PathId walk_field(Walker *walker, PathId parent, const char *name, const Unit *unit, RecordId record, FieldId field, int64_t offset)
{
    const Path *above = walk_path(walker, parent);
    bool arrow = is_pointer_path(above);
    find_made_field(above, arrow, unit, &record, &field);
    const Field *declared = unit_field(unit, field);
    Path step = {.kind = PATH_FIELD, .parent = parent, .is_arrow = arrow, .name = name, .unit = unit,
                 .type = declared ? declared->type : 0, .record = {unit, record}, .offset = offset,
                 .is_detached = above->is_detached};
    if (!arrow && above->kind == PATH_FIELD)
        step.offset = offset < 0 || above->offset < 0 ? -1 : above->offset + offset;
    PathId same = arrow && record ? earlier_same_step(walker, parent, &step) : 0;
    PathId id = same ? same : step_intern(walker, &step);
    if (record && !walker->paths.items[id].record.record) /* it was met where nothing tells its record */
        walker->paths.items[id] = step;
    return id;
}

PathId walk_type_field(Walker *walker, PathId parent, const char *name)
{
    Path step = {.kind = PATH_FIELD, .parent = parent, .is_arrow = true, .name = name, .offset = -1,
                 .unit = walker->frame->unit, .is_detached = walk_path(walker, parent)->is_detached};
    return step_intern(walker, &step);
}

PathId walk_way(Walker *walker, PathId parent, const char *name, const Unit *unit, TypeId type)
{
    Path step = {.kind = PATH_FIELD, .parent = parent, .is_arrow = true, .is_way = true, .name = name, .offset = -1, .unit = unit, .type = type,
                 .is_detached = walk_path(walker, parent)->is_detached};
    return step_intern(walker, &step);
}

PathId walk_index(Walker *walker, PathId parent, int64_t index)
{
    const Path *above = walk_path(walker, parent);
    const CType *type = unit_type(above->unit, above->type);
    Path step = {.kind = PATH_INDEX, .parent = parent, .index = walker->loop_depth ? -1 : index, .unit = above->unit,
                 .is_arrow = is_pointer_path(above), .is_detached = above->is_detached, .type = type ? type->target : 0};
    return step_intern(walker, &step);
}

PathId walk_path_root(const Walker *walker, PathId path)
{
    while (path && walk_path(walker, path)->parent)
        path = walk_path(walker, path)->parent;
    return path;
}

bool walk_path_below(const Walker *walker, PathId path, PathId ancestor)
{
    for (; path; path = walk_path(walker, path)->parent)
        if (path == ancestor)
            return true;
    return false;
}
