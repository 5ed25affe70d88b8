/* SNAPSHOT: the state of files and of the machine as one hash, made without reading any of them: the same hash, the same state. */
#ifndef GCLINT_SNAPSHOT_H
#define GCLINT_SNAPSHOT_H

#include "base/arena.h"
#include "cache/cache_file.h"
#include "cache/stamp.h"

typedef struct Snapshot {
    CacheHash *hash;  /* the caller's */
    int64_t start;    /* stamp_now() before anything was looked at */
    unsigned entries, entry_limit; /* of a folder that is looked through */
    bool is_of_no_use; /* too much to look at, or something changed just now: another change would look the same */
} Snapshot;

void snapshot_add_stamp(Snapshot *snapshot, const char *name, const FileStamp *stamp);
/* Also that there is no such file. */
void snapshot_add_path(Snapshot *snapshot, const char *path);
/* All that decides which Python is found on this machine, and where a compiler looks for headers. */
void snapshot_add_machine(Snapshot *snapshot, Arena *arena);

#endif
