#include "model/walk.h"

#include <string.h>

const Values values_unknown = {.is_open = true};

Values values_one(Value value)
{
    return (Values){.count = 1, .items = {value}};
}

Values values_integer(int64_t integer)
{
    return values_one((Value){.kind = VALUE_INTEGER, .integer = integer});
}

Values values_content(Walker *walker, PathId path)
{
    return values_one((Value){.kind = VALUE_CONTENT, .path = path, .version = state_version(&walker->state, path)});
}

Values values_address(PathId path)
{
    return values_one((Value){.kind = VALUE_ADDRESS, .path = path});
}

static bool value_same(const Value *a, const Value *b)
{
    if (a->kind != b->kind || a->path != b->path || a->version != b->version)
        return false;
    if (a->kind != VALUE_FUNCTION)
        return a->integer == b->integer;
    return function_equal(a->function->function, b->function->function) && a->function->name == b->function->name;
}

bool values_same(const Values *a, const Values *b)
{
    if (a->count != b->count || a->is_open != b->is_open || a->is_cut != b->is_cut)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!value_same(&a->items[i], &b->items[i]))
            return false;
    return true;
}

Values values_join(Values a, Values b)
{
    a.is_open = a.is_open || b.is_open;
    a.is_cut = a.is_cut || b.is_cut;
    for (uint32_t i = 0; i < b.count; i++) {
        bool known = false;
        for (uint32_t k = 0; k < a.count && !known; k++)
            known = value_same(&a.items[k], &b.items[i]);
        if (known)
            continue;
        if (a.count == VALUES_MAX) {
            a.is_open = a.is_cut = true;
            break;
        }
        a.items[a.count++] = b.items[i];
    }
    return a;
}

/* `Py_TYPE(op)->tp_free`: the type of an object that exists was made ready. */
static bool is_inherited_from_object(const Walker *walker, const Value *value)
{
    const Path *slot = walk_path(walker, value->path);
    if (slot->kind != PATH_FIELD || value->version)
        return false;
    const Path *type = walk_path(walker, slot->parent);
    return path_is_type_field(type) && slot_is_never_null(slot->name);
}

/* PyObject_GetTypeData() adds an offset to the instance (Objects/typeobject.c). */
static bool is_type_data(const Path *path)
{
    return path->is_way && strncmp(path->name, TYPE_DATA_WAY, sizeof TYPE_DATA_WAY - 1) == 0;
}

static Truth value_truth(const Walker *walker, const Value *value)
{
    switch (value->kind) {
    case VALUE_NULL:
        return TRUTH_NO;
    case VALUE_INTEGER:
        return value->integer ? TRUTH_YES : TRUTH_NO;
    case VALUE_ADDRESS:
    case VALUE_FUNCTION:
        return TRUTH_YES;
    case VALUE_CONTENT:
        if (walk_path(walker, value->path)->kind == PATH_SELF || walk_path(walker, value->path)->kind == PATH_STRING ||
            is_type_data(walk_path(walker, value->path)) || is_inherited_from_object(walker, value))
            return TRUTH_YES;
        return state_bits(walker, &walker->state, value->path) == PATH_IS_NULL &&
                       state_version(&walker->state, value->path) == value->version
                   ? TRUTH_NO
                   : TRUTH_UNKNOWN;
    default:
        return TRUTH_UNKNOWN;
    }
}

Truth values_truth(const Walker *walker, const Values *values)
{
    if (values->is_open || !values->count)
        return TRUTH_UNKNOWN;
    Truth truth = value_truth(walker, &values->items[0]);
    for (uint32_t i = 1; i < values->count; i++)
        if (value_truth(walker, &values->items[i]) != truth)
            return TRUTH_UNKNOWN;
    return truth;
}

void paths_add(Paths *paths, PathId path)
{
    if (!path || paths->count == VALUES_MAX)
        return;
    for (uint32_t i = 0; i < paths->count; i++)
        if (paths->items[i] == path)
            return;
    paths->items[paths->count++] = path;
}
