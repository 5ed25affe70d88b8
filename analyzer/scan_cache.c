/* An answer is a store of its own, BASIS.scan, and BASIS.hash, the hash of that file. KEY.deps names the basis of the answer, and all
 * files outside of the tree with their stamps; its key is a hash of everything else, the stamps of the tree's files among it. */
#include "scan_cache.h"

#include "cache/cache_folder.h"
#include "discover/project_root.h"
#include "frontend/frontend.h"
#include "reports/store.h"
#include "scan_basis.h"
#include "snapshot.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_FORMAT 3
/* A look at more than so many entries takes longer than what it saves. */
enum { ENTRIES_OF_TREE = 200000, ENTRIES_AROUND_FILE = 500, DEPTH_LIMIT = 100 };

struct ScanCache {
    const char *folder;
    const char *dependencies; /* NULL: the tree is too large to be looked through, or a file of it changed just now */
};

/* --- the tree ----------------------------------------------------------------------------------------------------- */

static int is_no_dot(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && strcmp(entry->d_name, ".git") != 0 &&
           strcmp(entry->d_name, ".hg") != 0;
}

static void add_folder(Snapshot *snapshot, int parent, const char *name, unsigned depth);

static void add_entry(Snapshot *snapshot, int folder, const char *name, unsigned depth)
{
    FileStamp stamp = stamp_at(folder, name, false);
    snapshot->is_of_no_use |= ++snapshot->entries > snapshot->entry_limit;
    snapshot_add_stamp(snapshot, name, &stamp);
    if (S_ISLNK((mode_t)stamp.mode)) {
        FileStamp target = stamp_at(folder, name, true);
        snapshot_add_stamp(snapshot, "", &target);
    }
    if (S_ISDIR((mode_t)stamp.mode) && !snapshot->is_of_no_use)
        add_folder(snapshot, folder, name, depth + 1);
}

/* In the order of the names, so that the same tree has the same hash. */
static void add_folder(Snapshot *snapshot, int parent, const char *name, unsigned depth)
{
    struct dirent **entries = NULL;
    int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (depth ? O_NOFOLLOW : 0));
    int count = folder >= 0 && depth < DEPTH_LIMIT ? scandirat(folder, ".", &entries, is_no_dot, alphasort) : -1;
    if (count < 0)
        snapshot->is_of_no_use = true;
    for (int i = 0; i < count; i++) {
        if (!snapshot->is_of_no_use)
            add_entry(snapshot, folder, entries[i]->d_name, depth);
        free(entries[i]);
    }
    cache_hash_text(snapshot->hash, NULL);
    free(entries);
    if (folder >= 0)
        close(folder);
}

static bool add_tree(Snapshot *snapshot, Arena *arena, const char *path)
{
    char real[PATH_MAX];
    struct stat status;
    if (!realpath(path, real) || stat(real, &status) != 0)
        return false;
    cache_hash_text(snapshot->hash, real);
    bool is_file = !S_ISDIR(status.st_mode);
    snapshot->entry_limit = is_file ? ENTRIES_AROUND_FILE : ENTRIES_OF_TREE;
    char *slash = strrchr(real, '/');
    if (is_file && slash > real)
        *slash = '\0';
    const char *project = project_root_of(arena, real);
    cache_hash_text(snapshot->hash, project);
    add_folder(snapshot, AT_FDCWD, project, 0);
    return !snapshot->is_of_no_use;
}

/* --- everything else ---------------------------------------------------------------------------------------------- */

static void add_options(Snapshot *snapshot, Arena *arena, const Options *options)
{
    CacheHash *hash = snapshot->hash;
    cache_hash_text(hash, options->build_folder);
    if (options->build_folder)
        snapshot_add_path(snapshot, arena_format(arena, "%s/compile_commands.json", options->build_folder));
    cache_hash_text(hash, options->python_include);
    cache_hash_number(hash, options->python_low);
    cache_hash_number(hash, options->python_high);
    cache_hash_text(hash, options->selected);
    cache_hash_text(hash, options->ignored);
    cache_hash_number(hash, options->least_severity);
    cache_hash_number(hash, options->timeout_seconds);
    cache_hash_number(hash, options->all_units);
    for (unsigned i = 0; i < options->excludes.count; i++)
        cache_hash_text(hash, options->excludes.items[i]);
}

ScanCache *scan_cache_open(Arena *arena, const Options *options, const char *path)
{
    const char *folder = options->no_cache || options->verbose ? NULL : cache_folder_find(arena);
    if (!folder)
        return NULL;
    Snapshot snapshot = {.hash = cache_hash_new(), .start = stamp_now()};
    cache_hash_number(snapshot.hash, KEY_FORMAT);
    scan_basis_add_program(snapshot.hash);
    snapshot_add_machine(&snapshot, arena);
    add_options(&snapshot, arena, options);
    bool is_seen = !snapshot.is_of_no_use && add_tree(&snapshot, arena, path);
    CacheKey key = cache_hash_end(snapshot.hash);
    ScanCache *cache = ARENA_NEW(arena, ScanCache);
    *cache = (ScanCache){folder, is_seen ? cache_path(arena, folder, key, "deps") : NULL};
    return cache;
}

/* --- answers ------------------------------------------------------------------------------------------------------ */

typedef struct Answer {
    const char *store, *hash;
} Answer;

static Answer answer_of(const ScanCache *cache, Arena *arena, CacheKey basis)
{
    return (Answer){cache_path(arena, cache->folder, basis, "scan"), cache_path(arena, cache->folder, basis, "hash")};
}

/* 0 if it cannot be read. */
static uint64_t hash_store(const char *path)
{
    uint64_t hash = 0;
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0 && fstat(descriptor, &status) == 0 && status.st_size > 0) {
        char *bytes = memory_allocate((size_t)status.st_size);
        if (read(descriptor, bytes, (size_t)status.st_size) == (ssize_t)status.st_size)
            hash = cache_hash_content(bytes, (size_t)status.st_size);
        memory_free(bytes);
    }
    if (descriptor >= 0)
        close(descriptor);
    return hash;
}

static bool answer_is_whole(const Answer *answer)
{
    Bytes bytes;
    if (!cache_file_read(answer->hash, &bytes))
        return false;
    ByteReader reader = {.at = bytes.items, .left = bytes.count};
    uint64_t hash = bytes_read_number(&reader);
    vector_free(&bytes);
    return hash && hash_store(answer->store) == hash;
}

Scan *scan_cache_find(const ScanCache *cache, Arena *arena, CacheKey basis)
{
    Answer answer = answer_of(cache, arena, basis);
    if (!answer_is_whole(&answer))
        return NULL;
    const char *error;
    Store *store = store_open(arena, answer.store, true, &error);
    Scan *scan = store ? store_load(store, arena, 0, &error) : NULL;
    store_close(store);
    if (scan)
        scan->id = 0;
    return scan;
}

static void write_answer(const Answer *answer, Arena *arena, const Scan *scan)
{
    const char *error, *path = arena_format(arena, "%s.%ld", answer->store, (long)getpid());
    unlink(path);
    Store *store = store_open_scratch(arena, path, &error);
    bool is_saved = store && store_save(store, arena, scan, &error);
    store_close(store);
    Bytes bytes = {0};
    bytes_add_number(&bytes, is_saved ? hash_store(path) : 0);
    if (is_saved && rename(path, answer->store) == 0)
        cache_file_write(answer->hash, &bytes, NULL, 0);
    else
        unlink(path);
    vector_free(&bytes);
}

/* --- what the tree depends on besides itself -------------------------------------------------------------------------- */

static bool dependencies_are_same(ByteReader *reader)
{
    while (reader->left && !reader->is_damaged) {
        const char *path = bytes_read_text(reader);
        FileStamp then = bytes_read_stamp(reader), now = stamp_of(path);
        if (!stamp_same(&then, &now))
            return false;
    }
    return !reader->is_damaged;
}

Scan *scan_cache_load(const ScanCache *cache, Arena *arena)
{
    Bytes bytes;
    if (!cache || !cache->dependencies || !cache_file_read(cache->dependencies, &bytes))
        return NULL;
    ByteReader reader = {.at = bytes.items, .left = bytes.count};
    CacheKey basis = {.low = bytes_read_number(&reader)};
    basis.high = bytes_read_number(&reader);
    Scan *scan = dependencies_are_same(&reader) ? scan_cache_find(cache, arena, basis) : NULL;
    vector_free(&bytes);
    return scan;
}

/* Another libclang may understand another thing. */
static void add_library(Bytes *bytes)
{
    const char *path = frontend_library_path();
    FileStamp stamp = stamp_of(path ? path : "");
    bytes_add_text(bytes, path ? path : "");
    bytes_add_stamp(bytes, &stamp);
}

static void write_dependencies(const ScanCache *cache, CacheKey basis, const FactsCache *facts)
{
    Bytes bytes = {0};
    bytes_add_number(&bytes, basis.low);
    bytes_add_number(&bytes, basis.high);
    if (facts_cache_list_files(facts, &bytes)) {
        add_library(&bytes);
        cache_file_write(cache->dependencies, &bytes, NULL, 0);
    }
    vector_free(&bytes);
}

void scan_cache_store(const ScanCache *cache, Arena *arena, const Scan *scan, CacheKey basis, const FactsCache *facts)
{
    Answer answer = answer_of(cache, arena, basis);
    if (!answer_is_whole(&answer))
        write_answer(&answer, arena, scan);
    if (cache->dependencies && facts)
        write_dependencies(cache, basis, facts);
}
