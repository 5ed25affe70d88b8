/* What is known at one point of a walk: values of locals, what became of paths, and milestones. Branches copy it, joins merge. */
#include "model/walk.h"

#include <string.h>

void state_copy(State *to, const State *from)
{
    memset(to, 0, sizeof *to);
    to->reachable = from->reachable;
    vector_reserve(&to->locals, from->locals.count + 1);
    vector_reserve(&to->paths, from->paths.count + 1);
    if (from->locals.count)
        memcpy(to->locals.items, from->locals.items, from->locals.count * sizeof *from->locals.items);
    if (from->paths.count)
        memcpy(to->paths.items, from->paths.items, from->paths.count * sizeof *from->paths.items);
    to->locals.count = from->locals.count;
    to->paths.count = from->paths.count;
    memcpy(to->must, from->must, sizeof to->must);
    memcpy(to->may, from->may, sizeof to->may);
}

void state_free(State *state)
{
    vector_free(&state->locals);
    vector_free(&state->paths);
    state->reachable = false;
}

static Local *find_local(const State *state, uint32_t frame, SymbolId symbol)
{
    /* Inner frames were added last and are asked for most. */
    for (uint32_t i = state->locals.count; i-- > 0;)
        if (state->locals.items[i].frame == frame && state->locals.items[i].symbol == symbol)
            return &state->locals.items[i];
    return NULL;
}

const Values *state_local(const State *state, uint32_t frame, SymbolId symbol)
{
    const Local *local = find_local(state, frame, symbol);
    return local ? local->values : NULL;
}

void state_set_local(Walker *walker, uint32_t frame, SymbolId symbol, Values values)
{
    Values *kept = arena_allocate(walker->scratch, sizeof *kept);
    *kept = values;
    Local *local = find_local(&walker->state, frame, symbol);
    if (local)
        local->values = kept;
    else
        vector_push(&walker->state.locals, ((Local){frame, symbol, kept}));
}

void state_drop_frame(State *state, uint32_t frame)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->locals.count; i++)
        if (state->locals.items[i].frame != frame)
            state->locals.items[kept++] = state->locals.items[i];
    state->locals.count = kept;
}

/* Where the path stands, or would stand, in State.paths, which is sorted. */
static uint32_t path_position(const State *state, PathId path)
{
    uint32_t low = 0, high = state->paths.count;
    if (high && state->paths.items[high - 1].path < path)
        return high;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (state->paths.items[middle].path < path)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const PathState *find_path(const State *state, PathId path)
{
    uint32_t position = path_position(state, path);
    bool is_there = position < state->paths.count && state->paths.items[position].path == path;
    return is_there ? &state->paths.items[position] : NULL;
}

PathState *state_path(State *state, PathId path)
{
    uint32_t position = path_position(state, path);
    if (position < state->paths.count && state->paths.items[position].path == path)
        return &state->paths.items[position];
    vector_push(&state->paths, ((PathState){0}));
    PathState *place = &state->paths.items[position];
    memmove(place + 1, place, (state->paths.count - 1 - position) * sizeof *place);
    *place = (PathState){.path = path, .bits = PATH_IS_INITIAL};
    return place;
}

uint32_t state_bits(const Walker *walker, const State *state, PathId path)
{
    /* A structure that was cleared as a whole (memset) tells of its fields. */
    for (PathId at = path; at; at = walk_path(walker, at)->parent) {
        const PathState *found = find_path(state, at);
        if (found && (at == path || found->bits == PATH_IS_NULL))
            return found->bits;
        if (walk_path(walker, at)->is_arrow)
            break;
    }
    return PATH_IS_INITIAL;
}

uint32_t state_version(const State *state, PathId path)
{
    const PathState *found = find_path(state, path);
    return found ? found->version : 0;
}

bool state_knows_set(const State *state, Value value)
{
    const PathState *found = value.kind == VALUE_CONTENT ? find_path(state, value.path) : NULL;
    return found && found->is_known_set && found->version == value.version;
}

void state_store(Walker *walker, PathId path, const Values *values)
{
    PathState *entry = state_path(&walker->state, path);
    uint32_t bits = values->is_open || !values->count ? PATH_IS_SET : 0;
    for (uint32_t i = 0; i < values->count; i++)
        bits |= values->items[i].kind == VALUE_NULL ? PATH_IS_NULL : PATH_IS_SET;
    entry->bits = bits;
    entry->is_known_set = false;
    entry->version++;
    entry->release_event = 0;
}

void state_mark(State *state, uint32_t object, uint32_t milestones)
{
    state->must[object] |= milestones;
    state->may[object] |= milestones;
}

/* find_local, where it is likely at `position`: two ways from one branch have most of their locals at the same ones. */
static const Local *find_local_near(const State *state, uint32_t position, const Local *like)
{
    if (position < state->locals.count) {
        const Local *near = &state->locals.items[position];
        if (near->frame == like->frame && near->symbol == like->symbol)
            return near;
    }
    return find_local(state, like->frame, like->symbol);
}

static void join_locals(Walker *walker, State *into, const State *from)
{
    for (uint32_t i = 0; i < into->locals.count; i++) {
        Local *local = &into->locals.items[i];
        const Local *other = find_local_near(from, i, local);
        if (!other || other->values == local->values || values_same(other->values, local->values))
            continue;
        Values *joined = arena_allocate(walker->scratch, sizeof *joined);
        *joined = values_join(*local->values, *other->values);
        local->values = joined;
    }
    /* One that is not initialised on the other way is not used there either. */
    for (uint32_t i = 0; i < from->locals.count; i++)
        if (!find_local_near(into, i, &from->locals.items[i]))
            vector_push(&into->locals, from->locals.items[i]);
}

/* `other` NULL: the path is as it was at the start there. */
static PathState join_path(PathState entry, const PathState *other)
{
    uint32_t other_version = other ? other->version : 0;
    entry.bits |= other ? other->bits : PATH_IS_INITIAL;
    entry.is_known_set = entry.is_known_set && other && other->is_known_set;
    if (other_version != entry.version)
        entry.version = (other_version > entry.version ? other_version : entry.version) + 1;
    if (other && other->release_event && !entry.release_event)
        entry.release_event = other->release_event;
    return entry;
}

static void join_paths(State *into, const State *from)
{
    uint32_t left = 0, right = 0, left_end = into->paths.count, right_end = from->paths.count;
    State joined = {0};
    vector_reserve(&joined.paths, left_end + right_end + 1);
    while (left < left_end || right < right_end) {
        const PathState *ours = left < left_end ? &into->paths.items[left] : NULL;
        const PathState *theirs = right < right_end ? &from->paths.items[right] : NULL;
        bool is_ours = ours && (!theirs || ours->path <= theirs->path);
        bool is_both = is_ours && theirs && ours->path == theirs->path;
        joined.paths.items[joined.paths.count++] = join_path(is_ours ? *ours : *theirs, is_both ? theirs : NULL);
        left += is_ours;
        right += is_both || !is_ours;
    }
    vector_free(&into->paths);
    into->paths = joined.paths;
}

void state_join(Walker *walker, State *into, State *from)
{
    if (!from->reachable) {
        state_free(from);
        return;
    }
    if (!into->reachable) {
        state_free(into);
        *into = *from;
        memset(from, 0, sizeof *from);
        return;
    }
    join_locals(walker, into, from);
    join_paths(into, from);
    for (unsigned i = 0; i < OBJECTS_MAX; i++) {
        into->must[i] &= from->must[i];
        into->may[i] |= from->may[i];
    }
    state_free(from);
}
