#include "facts/build.h"

#include "base/arena.h"
#include "base/hash_table.h"

#include <string.h>

typedef struct InternedText {
    UT_hash_handle hh;
    StringId id;
    char text[]; /* its own copy: Unit.text moves when it grows */
} InternedText;

struct Interner {
    Unit *unit;
    Arena *arena;
    InternedText *texts;
};

Interner *interner_new(Unit *unit)
{
    Interner *interner = memory_allocate(sizeof *interner);
    *interner = (Interner){.unit = unit, .arena = arena_new()};
    return interner;
}

void interner_free(Interner *interner)
{
    if (!interner)
        return;
    HASH_CLEAR(hh, interner->texts);
    arena_free(interner->arena);
    memory_free(interner);
}

static StringId append_text(Unit *unit, const char *text, size_t length)
{
    StringId id = unit->text.count;
    if (length >= UINT32_MAX - id)
        fatal("a unit with more than %u bytes of text", UINT32_MAX);
    vector_reserve(&unit->text, id + (uint32_t)length + 1);
    memcpy(unit->text.items + id, text, length);
    unit->text.items[id + length] = '\0';
    unit->text.count += (uint32_t)length + 1;
    return id;
}

StringId interner_text(Interner *interner, const char *text, size_t length)
{
    const char *zero = length ? memchr(text, '\0', length) : NULL;
    if (zero)
        length = (size_t)(zero - text);
    if (length == 0)
        return 0;
    InternedText *found;
    unsigned hash;
    HASH_VALUE(text, length, hash);
    HASH_FIND_BYHASHVALUE(hh, interner->texts, text, length, hash, found);
    if (!found) {
        found = arena_allocate(interner->arena, sizeof *found + length);
        memcpy(found->text, text, length);
        found->id = append_text(interner->unit, text, length);
        HASH_ADD_KEYPTR_BYHASHVALUE(hh, interner->texts, found->text, length, hash, found);
    }
    return found->id;
}

StringId interner_string(Interner *interner, const char *text)
{
    return text ? interner_text(interner, text, strlen(text)) : 0;
}
