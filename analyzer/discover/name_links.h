/* Which units could change what is known of the types that others define, told by the names that they share. Names
 * connect: who is needed mentions what another defines; or it defines what the other mentions, in so far as it has to do
 * with instances. What headers define is looked through: a macro, a typedef or an inline function stands for the words
 * in it. */
#ifndef GCLINT_NAME_LINKS_H
#define GCLINT_NAME_LINKS_H

#include "discover/name_scan.h"

typedef struct NameLinks NameLinks;

/* All scans have been made: the table grows no more. */
NameLinks *name_links_new(Arena *arena, const NameTable *table);
void name_links_free(NameLinks *links);

/* A file that belongs to the candidate of that number, 0, 1, …, alone. It is not looked at again. */
void name_links_add_own(NameLinks *links, uint32_t candidate, const NameScan *scan);

/* A file that is part of a needed unit. What a header only declares, and what it defines that has nothing to do with
 * objects, connects nothing. */
void name_links_add_needed(NameLinks *links, const NameScan *scan, bool is_header);

/* A candidate that has come to be needed, each once; UINT32_MAX: no more, for what was added until now. */
uint32_t name_links_next(NameLinks *links);

/* A needed file makes names with ##, and the scan has a word that could be one of them. */
bool name_links_may_be_pasted(const NameLinks *links, const NameScan *scan);

#endif
