/* Which reference of an instance, or of a module's state, a path of a trace leads to: by its offset, or by its name where offsets are not
 * known. */
#include "model/internals.h"

#include <string.h>

/* `table[i].key` of a pointer `table`, which the next line may call `entry->key`. */
static bool is_in_pointed_element(const Trace *trace, const Path *path)
{
    const Path *element = trace_path(trace, path->parent);
    if (path->kind != PATH_FIELD || path->is_arrow || element->kind != PATH_INDEX)
        return false;
    const Path *pointer = trace_path(trace, element->parent);
    const CType *type = unit_type(pointer->unit, pointer->type);
    return type && type->kind == CTYPE_POINTER;
}

/* The block's key and the offset in it; printf would be a sixteenth of all that judging costs. */
static const char *key_in_block(Arena *arena, const char *block, int64_t offset)
{
    char digits[24], *end = digits + sizeof digits, *first = end;
    for (int64_t rest = offset; rest || first == end; rest /= 10)
        *--first = (char)('0' + rest % 10);
    size_t length = strlen(block), count = (size_t)(end - first);
    char *key = arena_allocate(arena, length + count + 1);
    memcpy(key, block, length);
    memcpy(key + length, first, count);
    return key;
}

static const char *block_key(Model *model, const Trace *trace, PathId id)
{
    const Path *path = trace_path(trace, id);
    if (is_in_pointed_element(trace, path)) {
        const char *above = path_key_by_offset(model, trace, trace_path(trace, path->parent)->parent);
        return above ? arena_format(model->arena, "%s>", above) : NULL;
    }
    if (path->kind == PATH_FIELD && !path->is_arrow)
        return trace_path(trace, path->parent)->kind == PATH_FIELD ? block_key(model, trace, path->parent)
                                                                    : arena_format(model->arena, "%s.", path_key_by_offset(model, trace, path->parent));
    if (!trace_path(trace, path->parent)->parent)
        return "";
    const char *above = path_key_by_offset(model, trace, path->parent);
    return above ? arena_format(model->arena, "%s>", above) : NULL;
}

const char *path_key_by_offset(Model *model, const Trace *trace, PathId id)
{
    const Path *path = trace_path(trace, id);
    if (!path->parent)
        return "";
    if (path->kind == PATH_INDEX) {
        const char *above = path_key_by_offset(model, trace, path->parent);
        return above ? arena_format(model->arena, "%s*", above) : NULL;
    }
    const char *block = path->offset >= 0 ? block_key(model, trace, id) : NULL;
    return block ? key_in_block(model->arena, block, path->offset) : NULL;
}

const char *path_key_by_name(Model *model, const Trace *trace, PathId id)
{
    const Path *path = trace_path(trace, id);
    if (!path->parent)
        return "";
    const char *above = path_key_by_name(model, trace, path->parent);
    if (path->kind == PATH_INDEX)
        return arena_format(model->arena, "%s*", above);
    return arena_format(model->arena, "%s%s%s", above, !*above ? "" : path->is_arrow ? ">" : ".", path->name);
}

PathId path_of_element(const Trace *trace, PathId id)
{
    const Path *path = trace_path(trace, id);
    if (path->kind != PATH_FIELD || path->is_arrow || trace_path(trace, path->parent)->kind != PATH_INDEX)
        return id;
    const Record *record = unit_record(path->record.unit, path->record.record);
    bool is_pair = !record || strncmp(unit_string(path->record.unit, record->name), "std::pair", strlen("std::pair")) == 0;
    return is_pair && (strcmp(path->name, "first") == 0 || strcmp(path->name, "second") == 0) ? path->parent : id;
}

/* Members of a union have one offset. */
static bool is_named_so(const Reference *reference, Model *model, const Trace *trace, PathId path)
{
    return reference->key_by_name && strcmp(reference->key_by_name, path_key_by_name(model, trace, path)) == 0;
}

/* A struct whose members depend on conditions, such as the version of Python, has other ones at an offset in other units. */
static bool is_another_member(Model *model, const Reference *reference, const Trace *trace, PathId id)
{
    const Path *path = trace_path(trace, id);
    if (path->kind == PATH_INDEX)
        path = trace_path(trace, path->parent);
    if (path->kind != PATH_FIELD || !path->record.record || reference->union_names || !reference->leaf_record || !*reference->leaf_record)
        return false;
    return strcmp(path->name, reference->name) != 0 && strcmp(record_key(model, path->record), reference->leaf_record) == 0;
}

const Reference *reference_at(const Reference *references, uint32_t count, Model *model, const Trace *trace, PathId path)
{
    const char *by_offset = path_key_by_offset(model, trace, path);
    const Reference *found = NULL;
    for (uint32_t i = 0; by_offset && i < count && !(found && !found->union_names); i++)
        if (references[i].key_by_offset && strcmp(references[i].key_by_offset, by_offset) == 0 &&
            !is_another_member(model, &references[i], trace, path) &&
            (!found || is_named_so(&references[i], model, trace, path)))
            found = &references[i];
    if (found)
        return found;
    const char *by_name = path_key_by_name(model, trace, path);
    for (uint32_t i = 0; i < count; i++)
        if (references[i].key_by_name && strcmp(references[i].key_by_name, by_name) == 0)
            return &references[i];
    return NULL;
}

bool path_starts_at(const Trace *trace, PathId path, PathKind root)
{
    return path && trace_path(trace, trace_root(trace, path))->kind == root;
}

const Reference *type_reference_at(const Type *type, const Trace *trace, PathId path)
{
    return path_starts_at(trace, path, PATH_SELF) ? reference_at(type->references, type->reference_count, type->model, trace, path) : NULL;
}

const Reference *module_reference_at(const Module *module, const Trace *trace, PathId path)
{
    return path_starts_at(trace, path, PATH_STATE) ? reference_at(module->references, module->reference_count, module->model, trace, path)
                                              : NULL;
}
