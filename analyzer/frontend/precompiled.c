/* A precompiled header is two files in the folder of the request: KEY.pch, which clang wrote, and KEY.made, which says what
 * it was made of: the stamps of all its files, paths that must stay absent because a file there would have been found
 * first, and names that no folder of a unit may have. Where a prefix cannot be compiled, KEY.made says only that. */
#include "frontend/precompiled.h"

#include "base/hash_table.h"
#include "cache/cache_file.h"
#include "cache/stamp.h"
#include "frontend/lookups.h"
#include "frontend/lowering.h"
#include "frontend/parse.h"
#include "frontend/prefix.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Changes with what is in a file of the cache. */
#define MADE_FORMAT 1
#define PREFIX_FILE STAND_IN_FOLDER "-prefix.h"
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
    free_lists(header);
}

void precompiled_free(PrecompiledHeaders *headers)
{
    Header *header, *next;
    HASH_ITER(hh, headers->known, header, next)
        forget(headers, header);
    arena_free(headers->arena);
}

/* --- the key ------------------------------------------------------------------------------------------------------ */

typedef struct Recipe {
    const ParseRequest *request;
    const char *prefix;
    const char **arguments;
    unsigned argument_count;
    VECTOR(struct CXUnsavedFile) files;
    bool has_folders; /* those of the unit are searched too */
} Recipe;

static void add_overlays(Recipe *recipe)
{
    for (unsigned i = 0; i < recipe->request->overlay_count; i++) {
        const OverlayFile *overlay = &recipe->request->overlays[i];
        if (path_inside(overlay->path, recipe->request->python_include))
            vector_push(&recipe->files, (struct CXUnsavedFile){overlay->path, overlay->content, strlen(overlay->content)});
    }
}

static void add_arguments(Arena *arena, Recipe *recipe)
{
    const ParseRequest *request = recipe->request;
    unsigned own_count;
    const char *const *own = parse_own_arguments(&own_count);
    const char **arguments = ARENA_ARRAY(arena, const char *, request->argument_count * 2 + own_count + 1);
    unsigned count = prefix_arguments(arena, request, arguments);
    if (recipe->has_folders) {
        unsigned first = count;
        count += prefix_user_folders(request, arguments + count);
        for (unsigned i = first; i < count; i++)
            arguments[i] = arena_format(arena, "-I%s", arguments[i]);
    }
    for (unsigned i = 0; i < own_count; i++)
        arguments[count++] = own[i];
    recipe->arguments = arguments;
    recipe->argument_count = count;
}

static CacheKey recipe_key(const Recipe *recipe, const char *clang_version)
{
    CacheHash *hash = cache_hash_new();
    cache_hash_number(hash, MADE_FORMAT);
    cache_hash_text(hash, clang_version);
    cache_hash_text(hash, recipe->prefix);
    cache_hash_text(hash, recipe->request->root); /* nothing of the tree may be in it */
    cache_hash_text(hash, recipe->request->python_include);
    for (unsigned i = 0; i < recipe->argument_count; i++)
        cache_hash_text(hash, recipe->arguments[i]);
    for (uint32_t i = 0; i < recipe->files.count; i++) {
        cache_hash_text(hash, recipe->files.items[i].Filename);
        cache_hash_text(hash, recipe->files.items[i].Contents);
    }
    return cache_hash_end(hash);
}

bool frontend_prefix_key(Arena *arena, const ParseRequest *request, uint64_t *key)
{
    Recipe recipe = {.request = request, .prefix = prefix_find(arena, request)};
    if (!recipe.prefix)
        return false;
    add_overlays(&recipe);
    add_arguments(arena, &recipe);
    *key = recipe_key(&recipe, "").low;
    vector_free(&recipe.files);
    return true;
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

/* --- making one --------------------------------------------------------------------------------------------------- */

typedef struct Making {
    Arena *arena;
    const Recipe *recipe;
    CXTranslationUnit unit;
    int64_t start;
    TextVector files, absent, names;
    SearchFolders folders;
    CXFile includer_file; /* in which the last directive stood */
    Includer includer;
    const char *python[2];
    bool is_refused;
    bool is_fresh; /* a file changed just now: it could change again unseen */
} Making;

static bool list_holds(const char *const *items, uint32_t count, const char *text)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(items[i], text) == 0)
            return true;
    return false;
}

static void note_file(CXFile file, CXSourceLocation *stack, unsigned stack_size, CXClientData data)
{
    (void)stack;
    (void)stack_size;
    Making *making = data;
    const ParseRequest *request = making->recipe->request;
    const char *path = lookup_file_name(making->arena, file), *slash = strrchr(path, '/');
    if (strcmp(path, PREFIX_FILE) == 0 || list_holds(making->files.items, making->files.count, path))
        return;
    vector_push(&making->files, path);
    const char *name = slash ? slash + 1 : path;
    if (strcmp(name, "Python.h") == 0)
        making->python[0] = path;
    if (strcmp(name, "patchlevel.h") == 0)
        making->python[1] = path;
    /* What stands in the tree is to be analysed, and declarations of a precompiled header are not. */
    const char *resolved = path_resolve(making->arena, path);
    const char *python = path_resolve(making->arena, request->python_include);
    if (path_inside(resolved, path_resolve(making->arena, request->root)) && !path_inside(resolved, python))
        making->is_refused = true;
    FileStamp stamp = stamp_of(path);
    making->is_fresh |= stamp_is_fresh(&stamp, making->start);
}

/* Folders of the recipe that are searched before the one in which the header was found. */
static void note_absent(Making *making, const Lookup *lookup)
{
    for (uint32_t i = 0; i < making->folders.items.count; i++) {
        const char *path = arena_format(making->arena, "%s/%s", making->folders.items.items[i].path, lookup->name);
        if (strcmp(path, lookup->found) == 0)
            return;
        if (access(path, F_OK) != 0)
            vector_push(&making->absent, path);
    }
}

static enum CXChildVisitResult note_include(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    Making *making = data;
    if (clang_getCursorKind(cursor) != CXCursor_InclusionDirective)
        return CXChildVisit_Continue;
    uint32_t offset;
    CXFile file = lookup_includer(cursor, &offset);
    if (file != making->includer_file) {
        making->includer_file = file;
        making->includer.text = file ? clang_getFileContents(making->unit, file, &making->includer.size) : NULL;
    }
    Lookup lookup = lookup_of(making->arena, cursor, &making->includer);
    if (!lookup.found) {
        making->is_refused = true;
        return CXChildVisit_Break;
    }
    bool is_beside = lookup.beside && path_inside(lookup.found, lookup.beside);
    if (!is_beside && !list_holds(making->names.items, making->names.count, lookup.name)) {
        vector_push(&making->names, lookup.name);
        note_absent(making, &lookup);
    }
    return CXChildVisit_Continue;
}

static bool has_errors(CXTranslationUnit unit)
{
    bool found = false;
    unsigned count = clang_getNumDiagnostics(unit);
    for (unsigned i = 0; i < count && !found; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);
        found = clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
        clang_disposeDiagnostic(diagnostic);
    }
    return found;
}

static void write_made(const Making *making, const char *path)
{
    Bytes bytes = {0};
    bytes_add_number(&bytes, making->files.count);
    for (uint32_t i = 0; i < making->files.count; i++) {
        FileStamp stamp = stamp_of(making->files.items[i]);
        bytes_add_text(&bytes, making->files.items[i]);
        bytes_add_stamp(&bytes, &stamp);
    }
    bytes_add_number(&bytes, making->absent.count);
    for (uint32_t i = 0; i < making->absent.count; i++)
        bytes_add_text(&bytes, making->absent.items[i]);
    bytes_add_number(&bytes, !making->is_refused);
    bytes_add_number(&bytes, making->recipe->has_folders ? 0 : making->names.count);
    for (uint32_t i = 0; i < making->names.count && !making->recipe->has_folders; i++)
        bytes_add_text(&bytes, making->names.items[i]);
    for (unsigned i = 0; i < 2; i++)
        bytes_add_text(&bytes, making->python[i] ? making->python[i] : "");
    cache_file_write(path, &bytes);
    vector_free(&bytes);
}

static void parse_prefix(PrecompiledHeaders *headers, Making *making)
{
    Recipe copy = *making->recipe;
    VECTOR(struct CXUnsavedFile) files = {0};
    for (uint32_t i = 0; i < copy.files.count; i++)
        vector_push(&files, copy.files.items[i]);
    vector_push(&files, (struct CXUnsavedFile){PREFIX_FILE, copy.prefix, strlen(copy.prefix)});
    unsigned options = CXTranslationUnit_KeepGoing | CXTranslationUnit_DetailedPreprocessingRecord | CXTranslationUnit_Incomplete |
                       CXTranslationUnit_ForSerialization;
    clang_parseTranslationUnit2(headers->index, PREFIX_FILE, copy.arguments, (int)copy.argument_count, files.items, files.count,
                                options, &making->unit);
    vector_free(&files);
}

static void save(const Making *making, const char *path)
{
    const char *temporary = arena_format(making->arena, "%s.%ld", path, (long)getpid());
    bool is_saved = clang_saveTranslationUnit(making->unit, temporary, CXSaveTranslationUnit_None) == CXSaveError_None;
    if (!is_saved || rename(temporary, path) != 0)
        unlink(temporary);
}

static void make(PrecompiledHeaders *headers, const Recipe *recipe, const char *path, const char *made)
{
    Making making = {.arena = arena_new(), .recipe = recipe, .start = stamp_now()};
    parse_prefix(headers, &making);
    if (making.unit) {
        clang_getInclusions(making.unit, note_file, &making);
        making.is_refused |= has_errors(making.unit) || !making.python[0] || !making.python[1];
        making.folders = search_folders(recipe->arguments, recipe->argument_count);
        clang_visitChildren(clang_getTranslationUnitCursor(making.unit), note_include, &making);
        if (!making.is_fresh && !making.is_refused)
            save(&making, path);
        if (!making.is_fresh)
            write_made(&making, made);
        clang_disposeTranslationUnit(making.unit);
    }
    vector_free(&making.files);
    vector_free(&making.absent);
    vector_free(&making.names);
    vector_free(&making.folders.items);
    arena_free(making.arena);
}

/* Unless another process is at it: the unit is parsed without sooner than it would be waited for. */
static bool make_alone(PrecompiledHeaders *headers, const Recipe *recipe, const Header *header, const char *made)
{
    const char *lock_path = arena_format(headers->arena, "%s.lock", header->path);
    int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool is_ours = lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0;
    if (is_ours) {
        make(headers, recipe, header->path, made);
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
        return NULL; /* perhaps the next time */
    }
    HASH_ADD(hh, headers->known, key, sizeof key, header);
    return header;
}

Precompiled precompiled_for(PrecompiledHeaders *headers, const ParseRequest *request)
{
    Precompiled result = {0};
    Arena *arena = arena_new();
    Recipe recipe = {.request = request};
    if (request->precompiled_folder && request->python_include)
        recipe.prefix = prefix_find(arena, request);
    if (recipe.prefix)
        add_overlays(&recipe);
    for (unsigned i = 0; i < 2 && recipe.prefix && !result.path; i++) {
        recipe.has_folders = i == 1;
        add_arguments(arena, &recipe);
        Header *header = find_header(headers, &recipe);
        if (!header || !header->is_usable)
            break;
        if (recipe.has_folders || folders_are_clear(headers, header, request))
            result = (Precompiled){header->path, header->python};
    }
    vector_free(&recipe.files);
    arena_free(arena);
    return result;
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
