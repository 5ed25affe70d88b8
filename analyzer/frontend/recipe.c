#include "frontend/recipe.h"

#include "frontend/lowering.h"
#include "frontend/parse.h"
#include "frontend/prefix_standard.h"

#include <string.h>

/* Changes with what is in a precompiled header, or in the file beside it. */
#define HEADER_FORMAT 3

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

Recipe recipe_of(Arena *arena, const ParseRequest *request, bool has_folders)
{
    Recipe recipe = {.request = request, .has_folders = has_folders};
    add_overlays(&recipe);
    add_arguments(arena, &recipe);
    return recipe;
}

CacheKey recipe_key(const Recipe *recipe, const char *clang_version)
{
    CacheHash *hash = cache_hash_new();
    cache_hash_number(hash, HEADER_FORMAT);
    cache_hash_text(hash, clang_version);
    cache_hash_text(hash, recipe->request->prefix->text);
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

/* --- prefixes ----------------------------------------------------------------------------------------------------- */

/* The headers of one Python. */
typedef struct PythonFolder {
    const char *path;
    Mentions *mentions;
} PythonFolder;

typedef struct PythonFolders {
    VECTOR(PythonFolder) items;
} PythonFolders;

/* CPython's tree has no pyconfig.h before it is built; that of an installation is searched last. */
static const char *last_folder(const ParseRequest *request)
{
    const char *folder = NULL;
    for (unsigned i = 0; i + 1 < request->argument_count; i++)
        if (strcmp(request->arguments[i], "-idirafter") == 0)
            folder = request->arguments[i + 1];
    return folder;
}

static Mentions *mentions_of(PythonFolders *folders, const ParseRequest *request)
{
    const char *path = request->python_include;
    for (uint32_t i = 0; i < folders->items.count; i++)
        if (strcmp(folders->items.items[i].path, path) == 0)
            return folders->items.items[i].mentions;
    Mentions *mentions = mentions_new();
    mentions_add_python(mentions, path, last_folder(request));
    vector_push(&folders->items, (PythonFolder){path, mentions});
    return mentions;
}

static uint64_t key_of(Arena *arena, const ParseRequest *request)
{
    if (!request->prefix)
        return 0;
    Recipe recipe = recipe_of(arena, request, false);
    uint64_t key = recipe_key(&recipe, "").low;
    vector_free(&recipe.files);
    return key;
}

/* --- standard headers --------------------------------------------------------------------------------------------- */

enum { HEADER_COUNT = 32 };

typedef struct Widening {
    StandardSearch *search;
    ParseRequest *requests;
    unsigned count;
    uint64_t *keys;
    uint32_t *headers; /* by request: what it includes; 0: nothing, or it has been looked at */
} Widening;

/* Of the units with the key, how many include all of the headers. */
static unsigned count_users(const Widening *widening, uint64_t key, uint32_t headers)
{
    unsigned users = 0;
    for (unsigned i = 0; i < widening->count; i++)
        users += widening->keys[i] == key && (widening->headers[i] & headers) == headers;
    return users;
}

/* The most used ones first, as long as three quarters of the units include all of them. */
static uint32_t common_headers(const Widening *widening, uint64_t key)
{
    uint32_t common = 0;
    unsigned least = (count_users(widening, key, 0) * 3 + 3) / 4;
    for (;;) {
        uint32_t best = 0;
        unsigned best_users = 0;
        for (unsigned bit = 0; bit < HEADER_COUNT; bit++) {
            uint32_t header = (uint32_t)1 << bit;
            unsigned users = common & header ? 0 : count_users(widening, key, common | header);
            if (users > best_users) {
                best = header;
                best_users = users;
            }
        }
        if (!best || best_users < least)
            return common;
        common |= best;
    }
}

/* Of units that share a prefix. Those that do not include all of the headers keep what they have. */
static void widen(Widening *widening, Arena *arena, uint64_t key)
{
    uint32_t common = common_headers(widening, key);
    for (unsigned i = 0; i < widening->count; i++) {
        if (widening->keys[i] != key)
            continue;
        bool has_all = common && (widening->headers[i] & common) == common;
        widening->headers[i] = 0;
        if (!has_all)
            continue;
        widening->requests[i].prefix = standard_search_widen(widening->search, &widening->requests[i], common);
        widening->keys[i] = key_of(arena, &widening->requests[i]);
    }
}

static void widen_all(Arena *arena, ParseRequest *requests, unsigned count, uint64_t *keys)
{
    Widening widening = {.search = standard_search_new(arena), .requests = requests, .count = count, .keys = keys};
    widening.headers = ARENA_ARRAY(arena, uint32_t, count);
    for (unsigned i = 0; i < count; i++)
        widening.headers[i] = keys[i] ? standard_search_unit(widening.search, &requests[i]) : 0;
    for (unsigned i = 0; i < count; i++)
        if (widening.headers[i])
            widen(&widening, arena, keys[i]);
    standard_search_free(widening.search);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

void frontend_find_prefixes(Arena *arena, ParseRequest *requests, unsigned count, uint64_t *keys)
{
    PythonFolders folders = {0};
    for (unsigned i = 0; i < count; i++) {
        ParseRequest *request = &requests[i];
        request->prefix = request->python_include ? prefix_find(arena, request, mentions_of(&folders, request)) : NULL;
        keys[i] = key_of(arena, request);
    }
    widen_all(arena, requests, count, keys);
    for (uint32_t i = 0; i < folders.items.count; i++)
        mentions_free(folders.items.items[i].mentions);
    vector_free(&folders.items);
}
