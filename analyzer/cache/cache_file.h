/* One file of the cache: written whole or not at all, and read only if its checksum is right, so that a full disk, a kill
 * or a second scan at the same time cost no more than the entry. */
#ifndef GCLINT_CACHE_FILE_H
#define GCLINT_CACHE_FILE_H

#include "cache/bytes.h"

typedef struct CacheKey {
    uint64_t low, high;
} CacheKey;

/* Hashes what it is given; the order counts. */
typedef struct CacheHash CacheHash;
CacheHash *cache_hash_new(void);
void cache_hash_bytes(CacheHash *hash, const void *bytes, size_t size);
void cache_hash_text(CacheHash *hash, const char *text); /* NULL is another thing than "" */
void cache_hash_number(CacheHash *hash, uint64_t number);
/* Ends the hash. */
CacheKey cache_hash_end(CacheHash *hash);

/* The hash that facts keep of a file's content. */
uint64_t cache_hash_content(const void *bytes, size_t size);

/* FOLDER/KEY.ENDING, in the arena. */
const char *cache_path(Arena *arena, const char *folder, CacheKey key, const char *ending);

/* The head can be read without the rest, which may be of no bytes (NULL). False if it could not be written; nothing is said about it, a
 * cache may fail. */
bool cache_file_write(const char *path, const Bytes *head, const void *rest, size_t rest_size);
/* The content in *bytes, which the caller ends with vector_free; false if there is none or it is damaged. */
bool cache_file_read(const char *path, Bytes *bytes);
/* Likewise, into room that is used for one file after the other: zero-initialised at first, and the caller's to end in any case. */
bool cache_file_read_next(const char *path, Bytes *bytes);
bool cache_file_read_head(const char *path, Bytes *bytes);

/* It is used: cache_folder_trim deletes it later than what is not. cache_file_read says so itself. */
void cache_file_touch(const char *path);

#endif
