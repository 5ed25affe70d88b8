/* SCAN CACHE: the whole answer of an earlier scan. Without reading anything, if nothing that it could depend on has another stamp: the
 * tree, the headers, the options, the environment, gclint itself. Else by its basis, if all facts turn out to be as they were. */
#ifndef GCLINT_SCAN_CACHE_H
#define GCLINT_SCAN_CACHE_H

#include "facts_cache.h"
#include "options.h"
#include "reports/scan.h"

typedef struct ScanCache ScanCache;

/* Looks at the tree as it is before it is read. In the arena. NULL: the cache is not wanted, or there can be none. */
ScanCache *scan_cache_open(Arena *arena, const Options *options, const char *path);

/* In the arena; NULL if there is none. Without what differs from run to run: when, how long, the command. */
Scan *scan_cache_load(const ScanCache *cache, Arena *arena);
Scan *scan_cache_find(const ScanCache *cache, Arena *arena, CacheKey basis);
/* `facts` knows all files that the scan depended on; NULL: not all are known, and the answer is kept for its basis alone. */
void scan_cache_store(const ScanCache *cache, Arena *arena, const Scan *scan, CacheKey basis, const FactsCache *facts);

#endif
