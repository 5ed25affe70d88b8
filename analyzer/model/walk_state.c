/* What is known at one point of a walk: values of locals, what became of paths, and milestones. Branches copy it, joins merge. */
#include "model/walk.h"

#include <string.h>

State state_copy(Walker *walker, const State *from)
{
    walker->stamp++;
    return *from;
}

/* --- locals --------------------------------------------------------------------------------------------------------------- */

/* Nobody calls functions with that many locals that often. */
enum { LOCALS_MAX = 1 << 20 };

/* A local that is not of the frame's own function, as that of a function around a lambda; or one too many. */
static uint32_t stray_local(Walker *walker, SymbolId symbol)
{
    uint32_t frame = walker->frame->number;
    for (uint32_t i = walker->strays.count; i-- > 0;)
        if (walker->strays.items[i].frame == frame && walker->strays.items[i].symbol == symbol)
            return walker->strays.items[i].local;
    vector_push(&walker->strays, ((StrayLocal){frame, symbol, walker->local_paths.count}));
    vector_push(&walker->local_paths, 0);
    return walker->local_paths.count - 1;
}

uint32_t walk_local(Walker *walker, SymbolId symbol)
{
    const Frame *frame = walker->frame;
    uint32_t local = frame->first_local + frame->notes->local_number[symbol];
    bool is_own = frame->unit->symbols.items[symbol].owner == frame->symbol && local < frame->end_local;
    return is_own ? local : stray_local(walker, symbol);
}

void walk_add_locals(Walker *walker, Frame *frame)
{
    frame->symbol = function_of(frame->function)->symbol;
    frame->first_local = walker->local_paths.count;
    uint32_t count = frame->notes->local_count[frame->symbol];
    if (count > LOCALS_MAX || walker->local_paths.count + count > LOCALS_MAX)
        count = 0;
    frame->end_local = frame->first_local + count;
    vector_reserve(&walker->local_paths, frame->end_local + 1);
    memset(walker->local_paths.items + frame->first_local, 0, count * sizeof *walker->local_paths.items);
    walker->local_paths.count = frame->end_local;
}

const Values *state_local(const State *state, uint32_t local)
{
    return table_get(&state->locals, local).values;
}

void state_set_local(Walker *walker, State *state, uint32_t local, const Values *values)
{
    table_set(walker, &state->locals, local, (TableCell){.values = arena_copy(walker->scratch, values, sizeof *values)});
}

void state_drop_frame(Walker *walker, const Frame *frame)
{
    table_clear(walker, &walker->state.locals, frame->first_local, frame->end_local);
    for (uint32_t i = walker->strays.count; i-- > 0;)
        if (walker->strays.items[i].frame == frame->number)
            table_clear(walker, &walker->state.locals, walker->strays.items[i].local, walker->strays.items[i].local + 1);
}

/* --- paths ---------------------------------------------------------------------------------------------------------------- */

PathState state_path(const State *state, PathId path)
{
    PathState found = table_get(&state->paths, path).path;
    if (!found.bits)
        found.bits = PATH_IS_INITIAL;
    return found;
}

void state_set_path(Walker *walker, State *state, PathId path, PathState to)
{
    table_set(walker, &state->paths, path, (TableCell){.path = to});
}

uint32_t state_bits(const Walker *walker, const State *state, PathId path)
{
    /* A structure that was cleared as a whole (memset) tells of its fields. */
    for (PathId at = path; at; at = walk_path(walker, at)->parent) {
        uint32_t bits = table_get(&state->paths, at).path.bits;
        if (bits && (at == path || bits == PATH_IS_NULL))
            return bits;
        if (walk_path(walker, at)->is_arrow)
            break;
    }
    return PATH_IS_INITIAL;
}

uint32_t state_version(const State *state, PathId path)
{
    return table_get(&state->paths, path).path.version;
}

bool state_knows_set(const State *state, Value value)
{
    if (value.kind != VALUE_CONTENT)
        return false;
    PathState found = table_get(&state->paths, value.path).path;
    return found.is_known_set && found.version == value.version;
}

void state_store(Walker *walker, PathId path, const Values *values)
{
    bool is_set = values->is_open || !values->count, is_null = false;
    for (uint32_t i = 0; i < values->count; i++) {
        is_set = is_set || values->items[i].kind != VALUE_NULL;
        is_null = is_null || values->items[i].kind == VALUE_NULL;
    }
    PathState stored = state_path(&walker->state, path);
    stored.bits = (is_set ? PATH_IS_SET : 0) | (is_null ? PATH_IS_NULL : 0);
    stored.is_known_set = false;
    stored.version++;
    stored.release_event = 0;
    state_set_path(walker, &walker->state, path, stored);
}

const Values *state_member(const State *state, PathId path)
{
    const LocalMember *member = table_get(&state->members, path).member;
    return member && member->version == state_version(state, path) ? &member->values : NULL;
}

static bool is_local_member(const Walker *walker, PathId path)
{
    const CType *type = unit_type(walk_path(walker, path)->unit, walk_path(walker, path)->type);
    if (!type || type->kind != CTYPE_POINTER)
        return false;
    while (walk_path(walker, path)->kind == PATH_FIELD && !walk_path(walker, path)->is_arrow && !walk_path(walker, path)->is_way)
        path = walk_path(walker, path)->parent;
    return walk_path(walker, path)->kind == PATH_LOCAL;
}

void state_set_member(Walker *walker, PathId path, const Values *values)
{
    if (!is_local_member(walker, path))
        return;
    LocalMember member = {.values = *values, .version = state_version(&walker->state, path)};
    bool is_known = values->count && !values->is_open;
    for (uint32_t i = 0; i < values->count; i++)
        is_known = is_known && values->items[i].kind != VALUE_NULL && values->items[i].kind != VALUE_INTEGER;
    const LocalMember *kept = is_known ? arena_copy(walker->scratch, &member, sizeof member) : NULL;
    table_set(walker, &walker->state.members, path, (TableCell){.member = kept});
}

void state_forget_members(Walker *walker, PathId path)
{
    for (PathId id = walker->steps.items[path].first; id; id = walker->steps.items[id].next) {
        if (walk_path(walker, id)->is_arrow)
            continue;
        if (table_get(&walker->state.members, id).member)
            table_set(walker, &walker->state.members, id, (TableCell){.raw = 0});
        state_forget_members(walker, id);
    }
}

KnownBits state_bits_of(const State *state, Value value)
{
    const KnownBits *known = value.kind == VALUE_CONTENT ? table_get(&state->bits, value.path).bits : NULL;
    bool holds = known && known->version == value.version && state_version(state, value.path) == value.version &&
                 known->strange_calls == state->strange_calls;
    return holds ? *known : (KnownBits){.version = value.version, .strange_calls = state->strange_calls};
}

void state_learn_bits(Walker *walker, State *state, Value value, uint64_t mask, bool is_set)
{
    KnownBits known = state_bits_of(state, value);
    if (is_set && (mask & (mask - 1)) == 0)
        known.set |= mask;
    else if (!is_set)
        known.clear |= mask;
    else
        return;
    table_set(walker, &state->bits, value.path, (TableCell){.bits = arena_copy(walker->scratch, &known, sizeof known)});
}

void state_forget_bits(Walker *walker, const char *member)
{
    Table *bits = &walker->state.bits;
    for (PathId id = 1; bits->root && id < walker->paths.count; id++) {
        const Path *path = walk_path(walker, id);
        if (path->kind == PATH_FIELD && strcmp(path->name, member) == 0 && table_get(bits, id).bits)
            table_set(walker, bits, id, (TableCell){.raw = 0});
    }
}

void state_mark(State *state, uint32_t object, uint32_t milestones)
{
    state->must[object] |= milestones;
    state->may[object] |= milestones;
}

/* --- joins ---------------------------------------------------------------------------------------------------------------- */

/* A local that is not initialised on the other way is not used there either. */
static TableCell join_local(Walker *walker, TableCell ours, TableCell theirs)
{
    if (!ours.values || !theirs.values)
        return ours.values ? ours : theirs;
    if (values_same(ours.values, theirs.values))
        return ours;
    Values both = values_join(*ours.values, *theirs.values);
    return (TableCell){.values = arena_copy(walker->scratch, &both, sizeof both)};
}

/* Where nothing happened to it on the other way, it is there as it was at the start. */
static TableCell join_path(Walker *walker, TableCell ours, TableCell theirs)
{
    (void)walker;
    PathState entry = ours.path, other = theirs.path;
    entry.bits |= other.bits;
    if (!ours.path.bits || !theirs.path.bits)
        entry.bits |= PATH_IS_INITIAL;
    entry.is_known_set = entry.is_known_set && other.is_known_set;
    if (other.version > entry.version)
        entry.version = other.version;
    if (other.version != ours.path.version)
        entry.version++;
    if (!entry.release_event)
        entry.release_event = other.release_event;
    return (TableCell){.path = entry};
}

static TableCell join_member(Walker *walker, TableCell ours, TableCell theirs)
{
    const LocalMember *a = ours.member, *b = theirs.member;
    if (!a || !b || a->version != b->version)
        return (TableCell){.raw = 0};
    LocalMember both = {.values = values_join(a->values, b->values), .version = a->version};
    return (TableCell){.member = arena_copy(walker->scratch, &both, sizeof both)};
}

static TableCell join_bits(Walker *walker, TableCell ours, TableCell theirs)
{
    const KnownBits *a = ours.bits, *b = theirs.bits;
    if (!a || !b || a->version != b->version)
        return (TableCell){.raw = 0};
    KnownBits both = *a;
    both.set &= b->set;
    both.clear &= b->clear;
    if (b->strange_calls < both.strange_calls)
        both.strange_calls = b->strange_calls;
    return (TableCell){.bits = arena_copy(walker->scratch, &both, sizeof both)};
}

void state_join(Walker *walker, State *into, State *from)
{
    if (!from->reachable)
        return;
    if (!into->reachable) {
        *into = *from;
        return;
    }
    table_join(walker, &into->locals, &from->locals, join_local);
    table_join(walker, &into->paths, &from->paths, join_path);
    table_join(walker, &into->members, &from->members, join_member);
    table_join(walker, &into->bits, &from->bits, join_bits);
    if (from->strange_calls > into->strange_calls)
        into->strange_calls = from->strange_calls;
    for (unsigned i = 0; i < OBJECTS_MAX; i++) {
        into->must[i] &= from->must[i];
        into->may[i] |= from->may[i];
    }
}
