#include "frontend/pointer_map.h"

bool pointer_map_find(const PointerMap *map, const void *key, uint32_t *id)
{
    PointerEntry *found;
    HASH_FIND_PTR(map->entries, &key, found);
    if (found)
        *id = found->id;
    return found != NULL;
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
}
