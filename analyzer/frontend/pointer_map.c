#include "frontend/pointer_map.h"

static PointerEntry **recent_place(PointerMap *map, const void *key)
{
    uintptr_t bits = (uintptr_t)key;
    return &map->recent[(bits >> 4 ^ bits >> 10) % POINTER_MAP_RECENT];
}

bool pointer_map_find(PointerMap *map, const void *key, uint32_t *id)
{
    PointerEntry **recent = recent_place(map, key);
    PointerEntry *found = *recent;
    if (!found || found->key != key)
        HASH_FIND_PTR(map->entries, &key, found);
    if (!found)
        return false;
    *recent = found;
    *id = found->id;
    return true;
}

void pointer_map_add(PointerMap *map, Arena *arena, const void *key, uint32_t id)
{
    PointerEntry *entry = ARENA_NEW(arena, PointerEntry);
    entry->key = key;
    entry->id = id;
    HASH_ADD_PTR(map->entries, key, entry);
}

void pointer_map_clear(PointerMap *map)
{
    HASH_CLEAR(hh, map->entries);
    *map = (PointerMap){0};
}
