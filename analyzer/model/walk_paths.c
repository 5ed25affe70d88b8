/* Paths are interned: one PathId a path, so that they compare by number. */
#include "model/walk.h"

#include "base/hash_table.h"

#include <string.h>

struct PathKey {
    struct {
        PathKind kind;
        PathId parent;
        int64_t index;
        const char *name;
        const Unit *unit;
        NodeId call;
        bool is_detached;
    } key;
    PathId id;
    UT_hash_handle hh;
};

const Path *walk_path(const Walker *walker, PathId path)
{
    return &walker->paths.items[path];
}

/* The path with these identifying properties; made with the given details if it is new. */
static PathId path_intern(Walker *walker, const Path *details, NodeId call)
{
    PathKey probe;
    memset(&probe, 0, sizeof probe);
    probe.key.kind = details->kind;
    probe.key.parent = details->parent;
    probe.key.index = details->index;
    probe.key.name = details->name;
    /* Static variables of different units may share a name. */
    probe.key.unit = details->kind == PATH_GLOBAL ? details->variable.unit : details->call_unit;
    probe.key.call = call;
    probe.key.is_detached = details->is_detached;
    PathKey *entry = NULL;
    HASH_FIND(hh, walker->path_keys, &probe.key, sizeof probe.key, entry);
    if (entry)
        return entry->id;
    entry = arena_allocate(walker->scratch, sizeof *entry);
    memcpy(entry, &probe, sizeof probe);
    entry->id = walker->paths.count;
    vector_push(&walker->paths, *details);
    HASH_ADD(hh, walker->path_keys, key, sizeof entry->key, entry);
    return entry->id;
}

void walk_paths_free(Walker *walker)
{
    HASH_CLEAR(hh, walker->path_keys);
}

PathId walk_root(Walker *walker, PathKind kind, int64_t index, const char *name, const Unit *unit, TypeId type)
{
    Path path = {.kind = kind, .index = index, .name = name ? model_intern(walker->model, name) : NULL, .unit = unit, .type = type};
    return path_intern(walker, &path, 0);
}

PathId walk_global(Walker *walker, const Unit *unit, SymbolId id)
{
    const Symbol *symbol = unit_symbol(unit, id);
    VariableRef variable = program_variable(walker->model->program, unit, id);
    Path path = {.kind = PATH_GLOBAL, .name = model_intern(walker->model, unit_string(unit, symbol->name)),
                 .unit = unit, .type = symbol->type, .variable = variable, .index = variable.variable};
    return path_intern(walker, &path, 0);
}

PathId walk_result(Walker *walker, NodeId call, const char *name, bool out_parameter, TypeId type)
{
    Path path = {.kind = PATH_RESULT, .name = name ? model_intern(walker->model, name) : NULL, .unit = walker->frame->unit,
                 .type = type, .call_unit = walker->frame->unit, .call = call, .is_out_parameter = out_parameter,
                 .index = walker->frame->number};
    return path_intern(walker, &path, call);
}

PathId walk_detached(Walker *walker, PathId id)
{
    Path path = *walk_path(walker, id);
    if (path.is_detached || !path.parent)
        return id;
    path.is_detached = true;
    return path_intern(walker, &path, path.call);
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

PathId walk_field(Walker *walker, PathId parent, const char *name, const Unit *unit, RecordId record, FieldId field, int64_t offset)
{
    const Path *above = walk_path(walker, parent);
    bool arrow = is_pointer_path(above);
    const Field *declared = unit_field(unit, field);
    Path step = {.kind = PATH_FIELD, .parent = parent, .is_arrow = arrow, .name = model_intern(walker->model, name), .unit = unit,
                 .type = declared ? declared->type : 0, .record = {unit, record}, .offset = offset,
                 .is_detached = above->is_detached};
    if (!arrow && above->kind == PATH_FIELD)
        step.offset = offset < 0 || above->offset < 0 ? -1 : above->offset + offset;
    PathId same = arrow && record ? earlier_same_step(walker, parent, &step) : 0;
    return same ? same : path_intern(walker, &step, 0);
}

PathId walk_type_field(Walker *walker, PathId parent, const char *name)
{
    Path step = {.kind = PATH_FIELD, .parent = parent, .is_arrow = true, .name = model_intern(walker->model, name), .offset = -1,
                 .unit = walker->frame->unit, .is_detached = walk_path(walker, parent)->is_detached};
    return path_intern(walker, &step, 0);
}

PathId walk_index(Walker *walker, PathId parent, int64_t index)
{
    const Path *above = walk_path(walker, parent);
    const CType *type = unit_type(above->unit, above->type);
    Path step = {.kind = PATH_INDEX, .parent = parent, .index = walker->loop_depth ? -1 : index, .unit = above->unit,
                 .is_arrow = is_pointer_path(above), .is_detached = above->is_detached, .type = type ? type->target : 0};
    return path_intern(walker, &step, 0);
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
