/* PARSING: requests → units, with everything that makes it quick: facts that are known from an earlier scan, precompiled
 * headers, and as many processes as there are cores. */
#ifndef GCLINT_PARSING_H
#define GCLINT_PARSING_H

#include "facts_cache.h"
#include "options.h"
#include "workers.h"

typedef struct Parsing Parsing;

/* Finds the cache, or a folder for this run alone; parsing works without either. In the arena. */
Parsing *parsing_start(Arena *arena, const Options *options);
void parsing_end(Parsing *parsing);

/* What knows all files that the units so far depend on; NULL if it does not know them. */
const FactsCache *parsing_facts(const Parsing *parsing);

/* Like workers_parse. Fills in what the requests say of the cache. The work of `meanwhile` is not done if there
 * is nothing to parse. */
int parsing_run(Parsing *parsing, ParseRequest *requests, unsigned count, Unit **units, Meanwhile meanwhile);

#endif
