/* An entry is KEY.facts: as its head how often it was written anew, the files with their stamps and hashes, and the paths that were not
 * there; zeros up to where a blob may begin, and
 * the unit as one. The key is a hash of the request. A file that has another stamp than then is read: what counts is what is in it. */
#include "facts_cache.h"

#include "base/file_bytes.h"
#include "base/hash_table.h"

#include <stdlib.h>
#include <string.h>

#define ENTRY_FORMAT 4
#define FILE_SIZE_LIMIT (64 << 20)
#define ENTRY_SIZE_LIMIT ((size_t)48 << 20) /* a tree of units that say more would fill the disk before the folder is trimmed */
enum { LEAST_TEXT = 9 };

/* One file as it is now. */
typedef struct FileState {
    const char *path;
    FileStamp stamp;
    uint64_t hash; /* 0: not asked for yet */
    UT_hash_handle hh;
} FileState;

struct FactsCache {
    const char *folder, *parser;
    Arena *arena;
    FileState *files;
    Bytes entry; /* the last one that was read */
};

FactsCache *facts_cache_new(const char *folder, const char *parser)
{
    FactsCache *cache = memory_allocate(sizeof *cache);
    *cache = (FactsCache){.folder = folder, .parser = parser, .arena = arena_new()};
    return cache;
}

void facts_cache_free(FactsCache *cache)
{
    if (!cache)
        return;
    HASH_CLEAR(hh, cache->files);
    vector_free(&cache->entry);
    arena_free(cache->arena);
    memory_free(cache);
}

static CacheKey key_of(const char *parser, const ParseRequest *request)
{
    CacheHash *hash = cache_hash_new();
    cache_hash_number(hash, ENTRY_FORMAT);
    cache_hash_number(hash, BLOB_FORMAT);
    cache_hash_text(hash, parser);
    cache_hash_text(hash, request->root);
    cache_hash_text(hash, request->path);
    cache_hash_text(hash, request->python_include);
    cache_hash_text(hash, request->variant);
    cache_hash_number(hash, request->argument_count);
    for (unsigned i = 0; i < request->argument_count; i++)
        cache_hash_text(hash, request->arguments[i]);
    for (unsigned i = 0; i < request->overlay_count; i++) {
        cache_hash_text(hash, request->overlays[i].path);
        cache_hash_text(hash, request->overlays[i].content);
    }
    return cache_hash_end(hash);
}

/* --- files as they are -------------------------------------------------------------------------------------------- */

static FileState *state_of(FactsCache *cache, const char *path)
{
    FileState *state = NULL;
    HASH_FIND_STR(cache->files, path, state);
    if (state)
        return state;
    state = ARENA_NEW(cache->arena, FileState);
    state->path = arena_copy_string(cache->arena, path);
    state->stamp = stamp_of(path);
    HASH_ADD_KEYPTR(hh, cache->files, state->path, strlen(state->path), state);
    return state;
}

/* Of a regular file; false if it cannot be read. */
static bool hash_file(const char *path, uint64_t *hash)
{
    FileBytes content = {0};
    bool is_read = file_bytes_read(&content, path, FILE_SIZE_LIMIT, true) == 0;
    if (is_read)
        *hash = cache_hash_content(content.bytes, content.length);
    file_bytes_free(&content);
    return is_read;
}

static bool is_same(FactsCache *cache, const InputFile *then)
{
    FileState *now = state_of(cache, then->path);
    if (stamp_exists(&then->stamp) && stamp_same(&then->stamp, &now->stamp))
        return true;
    if (!then->hash || !stamp_exists(&now->stamp) || (!now->hash && !hash_file(then->path, &now->hash)))
        return false;
    return now->hash == then->hash;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static bool files_are_same(FactsCache *cache, ByteReader *reader)
{
    uint32_t count;
    bytes_read_count(reader, LEAST_TEXT, &count);
    for (uint32_t i = 0; i < count && !reader->is_damaged; i++) {
        InputFile file = {.path = bytes_read_text(reader)};
        file.hash = bytes_read_number(reader);
        file.stamp = bytes_read_stamp(reader);
        if (reader->is_damaged || !is_same(cache, &file))
            return false;
    }
    bytes_read_count(reader, LEAST_TEXT, &count);
    for (uint32_t i = 0; i < count && !reader->is_damaged; i++)
        if (stamp_exists(&state_of(cache, bytes_read_text(reader))->stamp))
            return false;
    return !reader->is_damaged;
}

static bool read_entry(FactsCache *cache, const ParseRequest *request, bool only_head, ByteReader *reader, unsigned *changes)
{
    Arena *arena = arena_new();
    const char *path = cache_path(arena, cache->folder, key_of(cache->parser, request), "facts");
    bool is_read = only_head ? cache_file_read_head(path, &cache->entry) : cache_file_read_next(path, &cache->entry);
    arena_free(arena);
    *reader = (ByteReader){.at = cache->entry.items, .left = cache->entry.count};
    *changes = is_read ? (unsigned)bytes_read_number(reader) : 0;
    return is_read;
}

bool facts_cache_knows(FactsCache *cache, const ParseRequest *request, unsigned *changes)
{
    ByteReader reader;
    if (!read_entry(cache, request, true, &reader, changes))
        return false;
    bool is_same = files_are_same(cache, &reader);
    *changes += !is_same;
    return is_same;
}

Unit *facts_cache_load(FactsCache *cache, const ParseRequest *request)
{
    ByteReader reader;
    unsigned changes;
    if (!read_entry(cache, request, false, &reader, &changes) || !files_are_same(cache, &reader))
        return NULL;
    size_t offset = (size_t)blob_aligned((uint64_t)(reader.at - cache->entry.items));
    if (offset > cache->entry.count)
        return NULL;
    Unit *unit = blob_take(cache->entry.items, offset, cache->entry.count - offset);
    if (unit)
        cache->entry = (Bytes){0};
    return unit;
}

bool facts_cache_list_files(const FactsCache *cache, Bytes *bytes)
{
    int64_t now = stamp_now();
    bool is_settled = true;
    for (const FileState *file = cache->files; file; file = file->hh.next) {
        is_settled = is_settled && !stamp_is_fresh(&file->stamp, now);
        bytes_add_text(bytes, file->path);
        bytes_add_stamp(bytes, &file->stamp);
    }
    return is_settled;
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

/* What the stamp is of must be what was read: if the file may have changed since, only its hash counts. */
static InputFile settled(const InputFile *file, int64_t start)
{
    InputFile result = *file;
    if (stamp_exists(&result.stamp))
        return result;
    result.stamp = stamp_of(file->path);
    if (stamp_is_fresh(&result.stamp, start))
        result.stamp = (FileStamp){0};
    return result;
}

void facts_cache_store(const char *folder, const char *parser, const ParseRequest *request, const Blob *unit, const Inputs *inputs,
                       int64_t start)
{
    if (!inputs->files.count || unit->size > ENTRY_SIZE_LIMIT)
        return;
    Arena *arena = arena_new();
    Bytes bytes = {0};
    bytes_add_number(&bytes, request->changes);
    bytes_add_number(&bytes, inputs->files.count);
    for (uint32_t i = 0; i < inputs->files.count; i++) {
        InputFile file = settled(&inputs->files.items[i], start);
        bytes_add_text(&bytes, file.path);
        bytes_add_number(&bytes, file.hash);
        bytes_add_stamp(&bytes, &file.stamp);
    }
    bytes_add_number(&bytes, inputs->absent.count);
    for (uint32_t i = 0; i < inputs->absent.count; i++)
        bytes_add_text(&bytes, inputs->absent.items[i]);
    while (bytes.count != blob_aligned(bytes.count))
        vector_push(&bytes, 0);
    cache_file_write(cache_path(arena, folder, key_of(parser, request), "facts"), &bytes, unit->bytes, unit->size);
    vector_free(&bytes);
    arena_free(arena);
}
