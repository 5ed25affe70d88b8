#include "facts/embedding.h"

#include <string.h>

typedef struct Step {
    RecordId record;
    uint32_t next_field;
} Step;

enum { UNSEEN, OPEN, CLOSED };

typedef struct Walk {
    const Unit *unit;
    unsigned char *states; /* by RecordId */
    Step *steps;
    uint32_t depth;
} Walk;

static Walk walk_start(const Unit *unit)
{
    Walk walk = {
        .unit = unit,
        .states = memory_allocate(unit->records.count),
        .steps = memory_resize(NULL, unit->records.count, sizeof(Step)),
    };
    memset(walk.states, UNSEEN, unit->records.count);
    return walk;
}

static void walk_end(Walk *walk)
{
    memory_free(walk->steps);
    memory_free(walk->states);
}

static void walk_enter(Walk *walk, RecordId record)
{
    walk->states[record] = OPEN;
    walk->steps[walk->depth++] = (Step){.record = record};
}

/* Goes on in depth, without recursion; the field that leads back into a record that is still open, or 0 at the end. */
static FieldId walk_next_cycle(Walk *walk)
{
    while (walk->depth) {
        Step *step = &walk->steps[walk->depth - 1];
        const Record *record = &walk->unit->records.items[step->record];
        if (step->next_field == record->field_count) {
            walk->states[step->record] = CLOSED;
            walk->depth--;
            continue;
        }
        FieldId field = record->first_field + step->next_field++;
        RecordId inner = unit_type_record(walk->unit, walk->unit->fields.items[field].type, 0);
        if (inner && walk->states[inner] == OPEN)
            return field;
        if (inner && walk->states[inner] == UNSEEN)
            walk_enter(walk, inner);
    }
    return 0;
}

bool embedding_has_cycle(const Unit *unit)
{
    Walk walk = walk_start(unit);
    bool found = false;
    for (RecordId id = 0; id < unit->records.count && !found; id++) {
        if (walk.states[id] != UNSEEN)
            continue;
        walk_enter(&walk, id);
        found = walk_next_cycle(&walk) != 0;
    }
    walk_end(&walk);
    return found;
}

/* Every field has a type: of one that is cut, nothing is known. */
static void cut(Unit *unit, FieldId field, TypeId *unknown)
{
    if (!*unknown) {
        *unknown = unit->types.count;
        vector_push(&unit->types, (CType){.kind = CTYPE_UNKNOWN, .size = -1, .count = -1});
    }
    unit->fields.items[field].type = *unknown;
}

void embedding_cut_cycles(Unit *unit)
{
    TypeId unknown = 0;
    Walk walk = walk_start(unit);
    for (RecordId id = 0; id < unit->records.count; id++) {
        if (walk.states[id] != UNSEEN)
            continue;
        walk_enter(&walk, id);
        for (FieldId field; (field = walk_next_cycle(&walk)) != 0;)
            cut(unit, field, &unknown);
    }
    walk_end(&walk);
}
