/* FACTS CACHE: what is known of a unit from an earlier scan, as long as everything it depends on is as it was: the unit,
 * every file it includes, headers that were looked for in vain, flags, and the programs that read it. */
#ifndef GCLINT_FACTS_CACHE_H
#define GCLINT_FACTS_CACHE_H

#include "cache/cache_file.h"
#include "facts/blob.h"
#include "frontend/inputs.h"

typedef struct FactsCache FactsCache;

/* `parser`: what tells this gclint and its libclang from all others. The folder and the text must live as long. */
FactsCache *facts_cache_new(const char *folder, const char *parser);
void facts_cache_free(FactsCache *cache);

/* Whether it is known, and everything it depends on is as it was; of that it takes notice. *changes is how often it was stored anew, this time
 * included if it is not any more as it was, or 0 if nothing is known of it. Files are looked at once in the life of the cache. */
bool facts_cache_knows(FactsCache *cache, const ParseRequest *request, unsigned *changes);
/* NULL if it is not known, or not any more. The caller ends it with unit_free. */
Unit *facts_cache_load(FactsCache *cache, const ParseRequest *request);

/* Every file that was looked at, with its stamp, as a path and a stamp each. False if one of them changed so lately that the
 * stamp does not tell whether it changes again. */
bool facts_cache_list_files(const FactsCache *cache, Bytes *bytes);

/* In the process that parsed the unit, `start` of which is from before (stamp_now). Not for one that failed. */
void facts_cache_store(const char *folder, const char *parser, const ParseRequest *request, const Blob *unit, const Inputs *inputs,
                       int64_t start);

#endif
