/* A precompiled header is two files in the folder of the request: KEY.pch, which clang wrote, and KEY.made, which says what
 * it was made of: the stamps of all its files, paths that must stay absent because a file there would have been found
 * first, and names that no folder of a unit may have. Where a prefix cannot be compiled, KEY.made says only that. */
#include "frontend/precompiled.h"

#include "base/hash_table.h"
#include "cache/cache_file.h"
#include "cache/stamp.h"
#include "frontend/lowering.h"
#include "frontend/mentions.h"
#include "frontend/precompiled_make.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { FEWEST_BYTES = 1 };

typedef VECTOR(const char *) TextVector;

typedef struct ClearFolder {
    const char *path;
    bool is_clear; /* it has none of the names */
    UT_hash_handle hh;
} ClearFolder;

typedef struct Header {
    CacheKey key;
    const char *path;
    bool is_usable;
    VECTOR(InputFile) files;
    TextVector absent;
    TextVector names; /* that a folder searched first must not have */
    const char *python[3];
    Mentions *mentions;       /* in the files; NULL: not asked for yet */
    Mentions *outside_python; /* in those that are no headers of Python; likewise */
    ClearFolder *folders;
    UT_hash_handle hh;
} Header;

struct PrecompiledHeaders {
    Arena *arena;
    CXIndex index;
    const char *clang_version;
    Header *known;
};

PrecompiledHeaders *precompiled_new(CXIndex index, const char *clang_version)
{
    Arena *arena = arena_new();
    PrecompiledHeaders *headers = ARENA_NEW(arena, PrecompiledHeaders);
    *headers = (PrecompiledHeaders){.arena = arena, .index = index, .clang_version = clang_version};
    return headers;
}

static void free_lists(Header *header)
{
    vector_free(&header->files);
    vector_free(&header->absent);
    vector_free(&header->names);
}

static void forget(PrecompiledHeaders *headers, Header *header)
{
    HASH_DEL(headers->known, header);
    HASH_CLEAR(hh, header->folders);
    mentions_free(header->mentions);
    mentions_free(header->outside_python);
    free_lists(header);
}

void precompiled_free(PrecompiledHeaders *headers)
{
    Header *header, *next;
    HASH_ITER(hh, headers->known, header, next)
        forget(headers, header);
    arena_free(headers->arena);
}

/* --- reading what is there ---------------------------------------------------------------------------------------- */

/* False if a file has changed since. */
static bool read_files(PrecompiledHeaders *headers, Header *header, ByteReader *reader)
{
    uint32_t count;
    bytes_read_count(reader, FEWEST_BYTES, &count);
    for (uint32_t i = 0; i < count && !reader->is_damaged; i++) {
        InputFile file = {.path = arena_copy_string(headers->arena, bytes_read_text(reader))};
        file.stamp = bytes_read_stamp(reader);
        FileStamp now = stamp_of(file.path);
        if (!stamp_same(&file.stamp, &now))
            return false;
        vector_push(&header->files, file);
    }
    return !reader->is_damaged;
}

static void read_texts(PrecompiledHeaders *headers, ByteReader *reader, TextVector *texts)
{
    uint32_t count;
    bytes_read_count(reader, FEWEST_BYTES, &count);
    for (uint32_t i = 0; i < count && !reader->is_damaged; i++)
        vector_push(texts, arena_copy_string(headers->arena, bytes_read_text(reader)));
}

static bool are_absent(const TextVector *paths)
{
    for (uint32_t i = 0; i < paths->count; i++)
        if (access(paths->items[i], F_OK) == 0)
            return false;
    return true;
}

/* False if it is not there or is of no use any more. */
static bool read_made(PrecompiledHeaders *headers, Header *header, const char *path)
{
    Bytes bytes;
    if (!cache_file_read(path, &bytes))
        return false;
    ByteReader reader = {.at = bytes.items, .left = bytes.count};
    bool is_same = read_files(headers, header, &reader);
    if (is_same) {
        read_texts(headers, &reader, &header->absent);
        header->is_usable = bytes_read_number(&reader) == 1;
        read_texts(headers, &reader, &header->names);
        for (unsigned i = 0; i < 2; i++) {
            const char *python = bytes_read_text(&reader);
            header->python[i] = *python ? arena_copy_string(headers->arena, python) : NULL;
        }
        is_same = !reader.is_damaged && are_absent(&header->absent);
    }
    header->is_usable = header->is_usable && is_same && access(header->path, R_OK) == 0;
    if (header->is_usable)
        cache_file_touch(header->path);
    vector_free(&bytes);
    return is_same;
}

/* Unless another process is at it: the unit is parsed without sooner than it would be waited for. */
static bool make_alone(PrecompiledHeaders *headers, const Recipe *recipe, const Header *header, const char *made)
{
    const char *lock_path = arena_format(headers->arena, "%s.lock", header->path);
    int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool is_ours = lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0;
    if (is_ours) {
        precompiled_make(headers->index, recipe, header->path, made);
        unlink(lock_path);
    }
    if (lock >= 0)
        close(lock);
    return is_ours;
}

/* --- asking for one ----------------------------------------------------------------------------------------------- */

static bool has_name(const Header *header, const char *folder)
{
    char path[4096];
    for (uint32_t i = 0; i < header->names.count; i++) {
        int length = snprintf(path, sizeof path, "%s/%s", folder, header->names.items[i]);
        if (length < 0 || (size_t)length >= sizeof path || access(path, F_OK) == 0)
            return true;
    }
    return false;
}

static bool folders_are_clear(PrecompiledHeaders *headers, Header *header, const ParseRequest *request)
{
    const char **folders = ARENA_ARRAY(headers->arena, const char *, request->argument_count + 1);
    unsigned count = prefix_user_folders(request, folders);
    for (unsigned i = 0; i < count; i++) {
        ClearFolder *folder = NULL;
        HASH_FIND_STR(header->folders, folders[i], folder);
        if (!folder) {
            folder = ARENA_NEW(headers->arena, ClearFolder);
            folder->path = arena_copy_string(headers->arena, folders[i]);
            folder->is_clear = !has_name(header, folders[i]);
            HASH_ADD_KEYPTR(hh, header->folders, folder->path, strlen(folder->path), folder);
        }
        if (!folder->is_clear)
            return false;
    }
    return true;
}

/* NULL: it is not there, perhaps the next time. */
static Header *find_header(PrecompiledHeaders *headers, const Recipe *recipe)
{
    CacheKey key = recipe_key(recipe, headers->clang_version);
    const ParseRequest *request = recipe->request;
    Header *header = NULL;
    HASH_FIND(hh, headers->known, &key, sizeof key, header);
    if (header)
        return header;
    header = ARENA_NEW(headers->arena, Header);
    header->key = key;
    header->path = cache_path(headers->arena, request->precompiled_folder, key, "pch");
    const char *made = cache_path(headers->arena, request->precompiled_folder, key, "made");
    bool is_known = read_made(headers, header, made);
    if (!is_known)
        free_lists(header);
    if (!is_known && request->makes_precompiled && make_alone(headers, recipe, header, made))
        is_known = read_made(headers, header, made);
    if (!is_known) {
        free_lists(header);
        return NULL;
    }
    HASH_ADD(hh, headers->known, key, sizeof key, header);
    return header;
}

static Mentions *mentions_in(const Header *header, const Recipe *recipe, bool outside_python)
{
    Mentions *mentions = mentions_new();
    for (uint32_t i = 0; i < header->files.count; i++)
        if (!outside_python || !path_inside(header->files.items[i].path, recipe->request->python_include))
            mentions_add_file(mentions, header->files.items[i].path);
    for (uint32_t i = 0; i < recipe->files.count && !outside_python; i++)
        mentions_add_text(mentions, recipe->files.items[i].Contents);
    return mentions;
}

static bool has_any(Mentions *mentions, const char *const *names, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (mentions_has(mentions, names[i]))
            return true;
    return false;
}

/* What the unit defines or tests besides makes no difference to the header. */
static bool is_blind_to(Header *header, const Recipe *recipe)
{
    const Prefix *prefix = recipe->request->prefix;
    if (prefix->unseen_count && !header->mentions)
        header->mentions = mentions_in(header, recipe, false);
    if (prefix->later_count && !header->outside_python)
        header->outside_python = mentions_in(header, recipe, true);
    return !has_any(header->mentions, prefix->unseen, prefix->unseen_count) &&
           !has_any(header->outside_python, prefix->later, prefix->later_count);
}

typedef enum Fit {
    FITS,
    FOLDERS_DIFFER, /* one for the folders of the unit may do */
    FITS_NOT,
    IS_NOT_THERE, /* nor is it to be made, or somebody is at it: it could fit */
} Fit;

static Fit fit_of(PrecompiledHeaders *headers, const Recipe *recipe, const Header **found)
{
    Header *header = find_header(headers, recipe);
    if (!header)
        return IS_NOT_THERE;
    if (!header->is_usable || !is_blind_to(header, recipe))
        return FITS_NOT;
    if (!recipe->has_folders && !folders_are_clear(headers, header, recipe->request))
        return FOLDERS_DIFFER;
    *found = header;
    return FITS;
}

/* Of the request's own prefix: made of the system's headers alone, or searched for in the folders of the unit too. */
static Fit find_fitting(PrecompiledHeaders *headers, Arena *arena, const ParseRequest *request, const Header **found)
{
    Fit fit = FOLDERS_DIFFER;
    for (unsigned i = 0; i < 2 && fit == FOLDERS_DIFFER; i++) {
        Recipe recipe = recipe_of(arena, request, i == 1);
        fit = fit_of(headers, &recipe, found);
        vector_free(&recipe.files);
    }
    return fit;
}

Precompiled precompiled_for(PrecompiledHeaders *headers, const ParseRequest *request)
{
    const Header *header = NULL;
    ParseRequest narrower = *request;
    Arena *arena = arena_new();
    Fit fit = request->precompiled_folder && request->prefix ? FITS_NOT : IS_NOT_THERE;
    for (; fit == FITS_NOT && narrower.prefix; narrower.prefix = narrower.prefix->narrower)
        fit = find_fitting(headers, arena, &narrower, &header);
    arena_free(arena);
    return header ? (Precompiled){header->path, header->python} : (Precompiled){0};
}

void precompiled_add_inputs(const PrecompiledHeaders *headers, const char *path, const ParseRequest *request, Inputs *inputs)
{
    const Header *header = headers->known;
    while (header && strcmp(header->path, path) != 0)
        header = header->hh.next;
    const char **folders = ARENA_ARRAY(inputs->arena, const char *, request->argument_count + 1);
    unsigned count = prefix_user_folders(request, folders);
    for (uint32_t i = 0; header && i < header->files.count; i++)
        vector_push(&inputs->files, header->files.items[i]);
    for (uint32_t i = 0; header && i < header->absent.count; i++)
        vector_push(&inputs->absent, header->absent.items[i]);
    for (uint32_t i = 0; header && i < header->names.count; i++)
        for (unsigned n = 0; n < count; n++)
            vector_push(&inputs->absent, arena_format(inputs->arena, "%s/%s", folders[n], header->names.items[i]));
}

void precompiled_refuse(PrecompiledHeaders *headers, const char *path)
{
    unlink(path);
    for (Header *header = headers->known; header; header = header->hh.next)
        if (strcmp(header->path, path) == 0)
            header->is_usable = false;
}
