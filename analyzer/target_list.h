/* A list of targets: a file with a path on each line, comments behind '#', relative to the folder that the list is in.
 */
#ifndef GCLINT_TARGET_LIST_H
#define GCLINT_TARGET_LIST_H

#include "base/arena.h"

#include <stdbool.h>

typedef struct TargetList {
    const char *path;           /* of the list, absolute */
    const char *const *targets; /* as they are opened */
    unsigned count;
} TargetList;

/* NULL and *error (in the arena) if it cannot be read or has no target. All is in the arena. */
const TargetList *target_list_read(Arena *arena, const char *path, const char **error);

typedef struct Shard {
    unsigned number, of; /* 2 of 4; of == 0: all is done here */
} Shard;

/* "2/4"; false if it is no such text. */
bool shard_parse(const char *text, Shard *shard);
/* The target at this index, from 0, belongs to the shard. */
bool shard_has(Shard shard, unsigned index);

#endif
