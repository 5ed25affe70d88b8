/* Where the cache is. Everything in it may be deleted at any time, by anyone. */
#ifndef GCLINT_CACHE_FOLDER_H
#define GCLINT_CACHE_FOLDER_H

#include "base/arena.h"

#include <stdint.h>

/* $XDG_CACHE_HOME/gclint, else ~/.cache/gclint, made if it is not there. In the arena; NULL if there can be none, or if it
 * belongs to somebody else. */
const char *cache_folder_find(Arena *arena);

/* A folder for one run; NULL if none can be made. */
const char *cache_folder_temporary(Arena *arena);
/* Removes such a folder and the files in it. */
void cache_folder_remove(const char *folder);

/* Deletes what was not used for longest until no more than `limit` bytes are left, and what a run that was killed left
 * behind. Looks only now and then: a scan must not wait for it. */
void cache_folder_trim(const char *folder, uint64_t limit);

#endif
