/* Containers and iterators of C++'s standard library. The elements of a container stand at its path's [*], as those of an array do, and an
 * iterator is a pointer to them. What is done to a container and not known is told by EVENT_CONTAINER_CALL. */
#include "model/walk.h"

#include <string.h>

typedef enum Method {
    METHOD_OTHER,
    METHOD_HARMLESS, /* asks how many there are, and the like */
    METHOD_ITERATOR, /* returns a pointer to the elements */
    METHOD_ELEMENT,  /* returns a reference to one */
    METHOD_STORE,    /* the last argument becomes one */
    METHOD_DROP,     /* elements are no longer there */
} Method;

/* "std::vector::begin": the class, or for a function of the library itself the namespace, and the last name. */
typedef struct LibraryName {
    const char *scope;
    size_t scope_length;
    const char *name;
} LibraryName;

static bool split_name(const char *full, LibraryName *split)
{
    if (!full || (strncmp(full, "std::", 5) != 0 && strncmp(full, "__gnu_cxx::", 11) != 0))
        return false;
    const char *end = NULL, *scope = full;
    for (const char *at = strstr(full, "::"); at && strncmp(scope, "operator", 8) != 0; at = strstr(at + 2, "::")) {
        scope = end ? end + 2 : full;
        end = at;
    }
    *split = (LibraryName){.scope = scope, .scope_length = (size_t)(end - scope), .name = end + 2};
    return true;
}

static bool is_one_of(const char *name, size_t length, const char *const *names)
{
    for (; *names; names++)
        if (strlen(*names) == length && strncmp(*names, name, length) == 0)
            return true;
    return false;
}

static bool is_container(const LibraryName *name)
{
    static const char *const classes[] = {"vector", "deque", "list", "forward_list", "array", "set", "multiset", "map", "multimap",
                                          "unordered_set", "unordered_multiset", "unordered_map", "unordered_multimap", "stack", "queue", NULL};
    return is_one_of(name->scope, name->scope_length, classes);
}

static bool is_iterator(const LibraryName *name)
{
    return memmem(name->scope, name->scope_length, "iter", 4) != NULL;
}

static Method method_of_container(const char *name)
{
    static const struct {
        Method method;
        const char *const names[16];
    } methods[] = {
        {METHOD_HARMLESS, {"size", "empty", "capacity", "max_size", "reserve", "shrink_to_fit", "count", "contains", NULL}},
        {METHOD_ITERATOR, {"begin", "end", "cbegin", "cend", "rbegin", "rend", "crbegin", "crend", "data", "find", "lower_bound",
                           "upper_bound", NULL}},
        {METHOD_ELEMENT, {"operator[]", "at", "front", "back", "top", NULL}},
        {METHOD_STORE, {"push_back", "push_front", "push", "insert", "emplace_back", "emplace_front", "emplace", NULL}},
        {METHOD_DROP, {"clear", "pop_back", "pop_front", "pop", "erase", NULL}},
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (is_one_of(name, strlen(name), methods[i].names))
            return methods[i].method;
    return METHOD_OTHER;
}

/* What the local was made from, where that is known. */
static Value original_of(const Walker *walker, Value value)
{
    const Path *path = walk_path(walker, value.path);
    const Values *known = path->kind == PATH_LOCAL ? state_local(&walker->state, (uint32_t)path->index) : NULL;
    bool is_one = known && known->count == 1 && !known->is_open && known->items[0].kind == VALUE_CONTENT;
    return is_one ? known->items[0] : value;
}

PathId walk_library_container(Walker *walker, Value value)
{
    value = original_of(walker, value);
    bool has_changed = value.kind == VALUE_CONTENT && walk_path(walker, value.path)->parent &&
                       state_version(&walker->state, value.path) != value.version;
    return has_changed ? walk_detached(walker, value.path) : value.path;
}

/* Containers that are the function's own are left alone: where their elements come from is not followed. */
static Paths containers_of(Walker *walker, const Values *objects)
{
    Paths places = {0};
    for (uint32_t i = 0; i < objects->count; i++) {
        Value value = objects->items[i];
        PathId place = value.kind == VALUE_CONTENT || value.kind == VALUE_ADDRESS ? walk_library_container(walker, value) : 0;
        if (place && walk_path(walker, walk_path_root(walker, place))->kind != PATH_LOCAL)
            paths_add(&places, place);
    }
    return places;
}

/* The place is of a class of the library. */
static bool is_of_library(const Walker *walker, PathId place, unsigned pointers)
{
    const Path *path = walk_path(walker, place);
    const Record *record = unit_record(path->unit, unit_type_record(path->unit, path->type, pointers));
    return record && strncmp(unit_string(path->unit, record->name), "std::", 5) == 0;
}

/* What has been read from it before is not what stands there now. */
static void empty_container(Walker *walker, PathId container)
{
    Values null = values_one((Value){.kind = VALUE_NULL});
    state_store(walker, container, &null);
}

/* Who uses an element tells its type: that of the container's place does not, and a pointer to the container has another target. */
PathId walk_library_element(Walker *walker, PathId container, TypeId type)
{
    PathId element = walk_index(walker, container, -1);
    const Unit *unit = walker->frame->unit;
    const CType *told = unit_type(unit, type);
    if (told && told->is_reference)
        told = unit_type(unit, type = told->target);
    Path *path = &walker->paths.items[element];
    const CType *pointer = unit_type(walk_path(walker, container)->unit, walk_path(walker, container)->type);
    bool is_of_container = pointer && pointer->kind == CTYPE_POINTER && path->type == pointer->target;
    if (told && !unit_type_is_object_pointer(path->unit, path->type)) {
        path->unit = unit;
        path->type = type;
    } else if (!told && is_of_container) {
        path->type = 0;
    }
    return element;
}

static Values elements_of(Walker *walker, const Paths *containers, TypeId type, bool are_pointers)
{
    Values values = {0};
    for (uint32_t i = 0; i < containers->count; i++) {
        PathId element = walk_library_element(walker, containers->items[i], type);
        values = values_join(values, are_pointers ? values_address(element) : values_content(walker, element));
    }
    return values;
}

/* `names[key]`: an element of a map is a pair, of which this is the second part. */
static Values mapped_of(Walker *walker, const Paths *containers, TypeId type)
{
    Values values = {0};
    for (uint32_t i = 0; i < containers->count; i++) {
        PathId element = walk_library_element(walker, containers->items[i], 0);
        PathId mapped = walk_field(walker, element, model_intern(walker->model, "second"), walker->frame->unit, 0, 0, -1);
        if (!walker->paths.items[mapped].type)
            walker->paths.items[mapped].type = type;
        values = values_join(values, walk_read(walker, mapped));
    }
    return values;
}

static bool holds_objects(const Walker *walker, PathId element)
{
    const Path *path = walk_path(walker, element);
    return unit_type_is_object_pointer(path->unit, path->type);
}

/* `push_back(object)`; of what is made from several arguments nothing is known. */
static bool store_element(Walker *walker, const Call *call, const Paths *containers)
{
    NodeId argument = call->count ? walk_child(walker, call->node, call->count) : 0;
    if (!argument || !unit_type_is_object_pointer(walker->frame->unit, walk_node(walker, argument)->type))
        return false;
    for (uint32_t i = 0; i < containers->count; i++)
        walk_store(walker, call->node, walk_library_element(walker, containers->items[i], walk_node(walker, argument)->type),
                   &call->arguments[call->count - 1]);
    return true;
}

/* All pointers to objects in the elements are overwritten. */
static void overwrite_elements(Walker *walker, NodeId node, PathId container, Values value)
{
    PathId element = walk_library_element(walker, container, 0);
    uint32_t count = walker->paths.count;
    for (PathId id = element; id < count; id++)
        if (holds_objects(walker, id) && walk_path_below(walker, id, element))
            walk_store(walker, node, id, &value);
}

/* Pointers are forgotten; elements of another kind have destructors that may do anything. */
static bool drop_elements(Walker *walker, const Call *call, const Paths *containers)
{
    bool are_pointers = true;
    for (uint32_t i = 0; i < containers->count; i++) {
        overwrite_elements(walker, call->node, containers->items[i], values_one((Value){.kind = VALUE_NULL}));
        are_pointers = are_pointers && holds_objects(walker, walk_library_element(walker, containers->items[i], 0));
        if (strcmp(call->name + strlen(call->name) - strlen("clear"), "clear") == 0)
            empty_container(walker, containers->items[i]);
    }
    return are_pointers;
}

static void note_container(Walker *walker, NodeId node, const char *callee, PathId container)
{
    uint32_t event = walk_emit(walker, EVENT_CONTAINER_CALL, node, (Value){.kind = VALUE_CONTENT, .path = container});
    walk_event(walker, event)->callee = callee;
}

bool walk_library_note(Walker *walker, NodeId node, const char *callee, Value passed)
{
    if (!walker->frame->unit->is_cxx || (passed.kind != VALUE_CONTENT && passed.kind != VALUE_ADDRESS))
        return false;
    const Path *path = walk_path(walker, passed.path);
    PathId container = path->kind == PATH_INDEX ? path->parent : passed.path;
    if (!is_of_library(walker, container, 0) && !is_of_library(walker, container, 1))
        return false;
    note_container(walker, node, callee, container);
    return true;
}

/* `old.swap(self->items)`: what stood in the one is to be found in the other. The local has to be a new one, which is empty. */
static bool swap_containers(Walker *walker, NodeId local, const Values *others)
{
    Paths originals = containers_of(walker, others);
    if (!local || !walk_is_plain_local(walker, local) || originals.count != 1 || !is_of_library(walker, originals.items[0], 0))
        return false;
    SymbolId symbol = walk_node(walker, local)->symbol;
    if (state_local(&walker->state, walk_local(walker, symbol)))
        return false;
    Values original = values_content(walker, originals.items[0]);
    state_set_local(walker, &walker->state, walk_local(walker, symbol), &original);
    empty_container(walker, originals.items[0]);
    return true;
}

static bool call_container(Walker *walker, const Call *call, const LibraryName *name, const Values *objects, Values *result)
{
    Paths containers = containers_of(walker, objects);
    if (!containers.count)
        return false;
    TypeId type = call->syntax->type;
    Method method = method_of_container(name->name);
    switch (method) {
    case METHOD_HARMLESS:
        *result = values_unknown;
        return true;
    case METHOD_ITERATOR:
        *result = elements_of(walker, &containers, 0, true);
        return true;
    case METHOD_ELEMENT:
        *result = memmem(name->scope, name->scope_length, "map", 3) ? mapped_of(walker, &containers, type)
                                                                      : elements_of(walker, &containers, type, false);
        return true;
    case METHOD_STORE:
        *result = values_unknown;
        if (store_element(walker, call, &containers))
            return true;
        break;
    case METHOD_DROP:
        *result = values_unknown;
        if (drop_elements(walker, call, &containers))
            return true;
        break;
    case METHOD_OTHER:
        break;
    }
    for (uint32_t i = 0; i < containers.count; i++) {
        note_container(walker, call->node, call->name, containers.items[i]);
        if (method != METHOD_DROP)
            overwrite_elements(walker, call->node, containers.items[i], values_unknown);
    }
    return false;
}

/* The type of what an iterator points to, which is an element whose type nothing has told yet. */
static void tell_element_type(Walker *walker, const Values *iterators, TypeId type)
{
    for (uint32_t i = 0; i < iterators->count; i++) {
        const Path *path = iterators->items[i].kind == VALUE_ADDRESS ? walk_path(walker, iterators->items[i].path) : NULL;
        if (path && path->kind == PATH_INDEX)
            (void)walk_library_element(walker, path->parent, type);
    }
}

static bool call_iterator(Walker *walker, const Call *call, const char *name, const Values *iterators, Values *result)
{
    static const char *const moves[] = {"operator++", "operator--", "operator+", "operator-", "operator+=", "operator-=", "base", NULL};
    const CType *type = unit_type(walker->frame->unit, call->syntax->type);
    if (!iterators->count || iterators->items[0].kind != VALUE_ADDRESS)
        return false;
    *result = *iterators;
    if (is_one_of(name, strlen(name), moves))
        return true;
    if (strcmp(name, "operator->") == 0) {
        tell_element_type(walker, iterators, type ? type->target : 0);
        return true;
    }
    if (strcmp(name, "operator*") != 0 && strcmp(name, "operator[]") != 0)
        return false;
    tell_element_type(walker, iterators, call->syntax->type);
    *result = (Values){0};
    for (uint32_t i = 0; i < iterators->count; i++)
        if (iterators->items[i].kind == VALUE_ADDRESS)
            *result = values_join(*result, walk_read(walker, iterators->items[i].path));
    return true;
}

static void assign_operand(Walker *walker, NodeId call, NodeId operand, const Values *values)
{
    if (walk_is_plain_local(walker, operand)) {
        state_set_local(walker, &walker->state, walk_local(walker, walk_node(walker, operand)->symbol), values);
        return;
    }
    Paths places = walk_locate(walker, operand);
    for (uint32_t i = 0; i < places.count; i++)
        walk_store(walker, call, places.items[i], values);
}

/* `std::exchange(self->field, nullptr)` returns what stood there; `std::swap(self->field, old)` puts it into the other. */
static bool exchange_pointers(Walker *walker, const Call *call, bool swaps, Values *result)
{
    NodeId first = walk_child(walker, call->node, 1), second = walk_child(walker, call->node, 2);
    if (call->count != 2 || !walk_is_kind(walker, first, CTYPE_POINTER))
        return false;
    Values old = call->arguments[0];
    assign_operand(walker, call->node, first, &call->arguments[1]);
    if (swaps)
        assign_operand(walker, call->node, second, &old);
    else
        *result = old;
    return true;
}

/* A container is empty when its elements have been moved; a pointer is as it was. */
static Values move_contents(Walker *walker, const Values *moved)
{
    for (uint32_t i = 0; i < moved->count; i++)
        if (moved->items[i].kind == VALUE_CONTENT && is_of_library(walker, moved->items[i].path, 0))
            empty_container(walker, moved->items[i].path);
    return *moved;
}

/* `std::move(x)`, `std::next(it)`, `it != end`. */
static bool call_function(Walker *walker, const Call *call, const char *name, Values *result)
{
    static const char *const same[] = {"forward", "as_const", "next", "prev", "find", NULL};
    static const char *const compare[] = {"operator==", "operator!=", "operator<", "operator>", "operator<=", "operator>=", "operator-",
                                          "distance", NULL};
    static const char *const ends[] = {"begin", "end", "cbegin", "cend", NULL};
    if (!call->count)
        return false;
    Paths containers = containers_of(walker, &call->arguments[0]);
    *result = values_unknown;
    if (is_one_of(name, strlen(name), compare))
        return true;
    if (strcmp(name, "swap") == 0)
        return exchange_pointers(walker, call, true, result) ||
               (call->count == 2 && (swap_containers(walker, walk_child(walker, call->node, 1), &call->arguments[1]) ||
                                     swap_containers(walker, walk_child(walker, call->node, 2), &call->arguments[0])));
    if (strcmp(name, "exchange") == 0)
        return exchange_pointers(walker, call, false, result);
    if (strcmp(name, "move") == 0 && call->count == 1)
        *result = move_contents(walker, &call->arguments[0]);
    else if (is_one_of(name, strlen(name), same))
        *result = call->arguments[0];
    else if (is_one_of(name, strlen(name), ends) && containers.count)
        *result = elements_of(walker, &containers, 0, true);
    else
        return false;
    return true;
}

bool walk_library_call(Walker *walker, Call *call, const Values *object, Values *result)
{
    LibraryName name;
    if (!walker->frame->unit->is_cxx || !split_name(call->name, &name))
        return false;
    const Values *first = object ? object : call->count ? &call->arguments[0] : &values_unknown;
    if (is_container(&name) && object && strcmp(name.name, "swap") == 0 && call->count == 1) {
        NodeId here = walk_child(walker, walk_child(walker, call->node, 0), 0), there = walk_child(walker, call->node, 1);
        *result = values_unknown;
        return swap_containers(walker, here, &call->arguments[0]) || swap_containers(walker, there, object) ||
               call_container(walker, call, &name, object, result);
    }
    if (is_container(&name))
        return call_container(walker, call, &name, first, result);
    if (is_iterator(&name))
        return call_iterator(walker, call, name.name, first, result);
    return !object && call_function(walker, call, name.name, result);
}
