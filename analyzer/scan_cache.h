/* SCAN CACHE: the whole answer of an earlier scan, if nothing that it could depend on is different: the tree, the headers,
 * the options, the environment, gclint itself. Then neither the tree's texts nor any facts are read. */
#ifndef GCLINT_SCAN_CACHE_H
#define GCLINT_SCAN_CACHE_H

#include "facts_cache.h"
#include "options.h"
#include "reports/scan.h"

typedef struct ScanCache ScanCache;

/* Looks at the tree as it is before it is read; `rules` is what is selected, as text. In the arena. NULL if the answer
 * cannot be kept: the cache is not wanted, the tree is too large to be looked through, or a file of it changed just now. */
ScanCache *scan_cache_open(Arena *arena, const Options *options, const char *path);

/* In the arena; NULL if there is none. Without what differs from run to run: when, how long, the command. */
Scan *scan_cache_load(const ScanCache *cache, Arena *arena);
/* `facts` knows all files that the scan depended on. */
void scan_cache_store(const ScanCache *cache, Arena *arena, const Scan *scan, const FactsCache *facts);

#endif
