/* From a pointer, clang's identity of a declaration or type, to an index into the unit. */
#ifndef GCLINT_POINTER_MAP_H
#define GCLINT_POINTER_MAP_H

#include "base/arena.h"
#include "base/hash_table.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct PointerEntry {
    UT_hash_handle hh;
    const void *key;
    uint32_t id;
} PointerEntry;

#define POINTER_MAP_RECENT 64

typedef struct PointerMap {
    PointerEntry *entries; /* live in the arena given to pointer_map_add */
    PointerEntry *recent[POINTER_MAP_RECENT]; /* found last, by a part of the key: most look-ups end here */
} PointerMap;

/* False if the key is unknown; *id is then untouched. */
bool pointer_map_find(PointerMap *map, const void *key, uint32_t *id);
/* The key must not be there yet. */
void pointer_map_add(PointerMap *map, Arena *arena, const void *key, uint32_t id);
/* Frees the table; the entries go with their arena. */
void pointer_map_clear(PointerMap *map);

#endif
