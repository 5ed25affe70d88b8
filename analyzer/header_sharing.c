#include "header_sharing.h"

#include "cache/cache_file.h"

#include <stdlib.h>
#include <string.h>

/* Units that begin alike, or changes of one unit, from which on a precompiled header costs less than it saves. */
enum { PRECOMPILED_USERS = 3, PRECOMPILED_CHANGES = 2 };

static int compare_keys(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* How often a key stands in the sorted array. */
static unsigned count_key(const uint64_t *sorted, unsigned count, uint64_t key)
{
    const uint64_t *found = bsearch(&key, sorted, count, sizeof *sorted, compare_keys), *end = found;
    if (!found)
        return 0;
    while (found > sorted && found[-1] == key)
        found--;
    while (end < sorted + count && *end == key)
        end++;
    return (unsigned)(end - found);
}

/* How many there were in this and earlier scans. Two scans at once may lose one: the header is made by a later one then. */
static unsigned remember_users(Arena *arena, const char *folder, uint64_t key, unsigned users)
{
    const char *path = cache_path(arena, folder, (CacheKey){.low = key}, "users");
    Bytes bytes;
    if (cache_file_read(path, &bytes)) {
        ByteReader reader = {.at = bytes.items, .left = bytes.count};
        users += (unsigned)bytes_read_number(&reader);
        vector_free(&bytes);
    }
    if (users < PRECOMPILED_USERS) {
        Bytes now = {0};
        bytes_add_number(&now, users);
        cache_file_write(path, &now, NULL, 0);
        vector_free(&now);
    }
    return users;
}

void header_sharing_decide(Arena *arena, const char *folder, bool is_kept, ParseRequest *requests, unsigned count)
{
    uint64_t *keys = ARENA_ARRAY(arena, uint64_t, count), *sorted = ARENA_ARRAY(arena, uint64_t, count);
    frontend_find_prefixes(arena, requests, count, keys);
    memcpy(sorted, keys, count * sizeof *keys);
    qsort(sorted, count, sizeof *sorted, compare_keys);
    for (unsigned i = 0; i < count; i++) {
        requests[i].precompiled_folder = folder;
        unsigned users = keys[i] ? count_key(sorted, count, keys[i]) : 0;
        if (users && count < PRECOMPILED_USERS && is_kept)
            users = remember_users(arena, folder, keys[i], users);
        requests[i].makes_precompiled = users && (users >= PRECOMPILED_USERS || requests[i].changes >= PRECOMPILED_CHANGES);
    }
}
