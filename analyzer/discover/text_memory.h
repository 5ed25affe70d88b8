/* TEXT MEMORY: what the texts of a tree told when an earlier scan read them, by what stands in them: a text that has not
 * changed is read, but not scanned again. One file of the cache a tree; it may be deleted at any time. */
#ifndef GCLINT_TEXT_MEMORY_H
#define GCLINT_TEXT_MEMORY_H

#include "discover/name_scan.h"
#include "discover/source_scan.h"

typedef struct TextMemory TextMemory;
typedef struct KnownText KnownText;

/* `path`: the file, whose name must be another for each build of gclint, for the file holds its structs as they are. NULL: nothing is remembered, and
 * NULL is returned, which all functions take. */
TextMemory *text_memory_open(const char *path);
/* Keeps what was asked for since, if any of it was new. Ends all that was found. */
void text_memory_close(TextMemory *memory);

/* Of which nothing is known yet, if the text is new. The memory's. */
KnownText *text_memory_find(TextMemory *memory, const char *text, size_t length);
size_t known_text_length(const KnownText *text);

/* False: it is not known. The scan's strings are the memory's, its arrays are in the arena. */
bool known_text_source(const KnownText *text, Arena *arena, SourceScan *scan);
void known_text_keep_source(KnownText *text, const SourceScan *scan);

/* False: they are not known. */
bool known_text_names(const KnownText *text, NameTable *table, NameScan *scan);
void known_text_keep_names(KnownText *text, const NameScan *scan, NameTable *table);

#endif
