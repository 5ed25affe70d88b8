#include "frontend/special_files.h"

#include "base/arena.h"
#include "base/file_bytes.h"
#include "base/hash_table.h"
#include "frontend/lookups.h"
#include "frontend/lowering.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { READ_LIMIT = 16 << 20, NAME_LIMIT = 1000, UNIT_FILE_LIMIT = 20000 };

typedef struct IncludedName {
    const char *text;
    bool is_quoted;
} IncludedName;

/* A path as it was when it was first asked for. */
typedef struct Place {
    const char *path;
    bool is_regular, is_special;
    bool is_read;
    VECTOR(IncludedName) names;
    unsigned visit; /* the last unit that came by */
    UT_hash_handle hh;
} Place;

struct SpecialFiles {
    Arena *arena;
    Place *places;
    unsigned visits;
};

SpecialFiles *special_files_new(void)
{
    Arena *arena = arena_new();
    SpecialFiles *files = ARENA_NEW(arena, SpecialFiles);
    files->arena = arena;
    return files;
}

void special_files_free(SpecialFiles *files)
{
    if (!files)
        return;
    for (Place *place = files->places; place; place = place->hh.next)
        vector_free(&place->names);
    HASH_CLEAR(hh, files->places);
    arena_free(files->arena);
}

static Place *place_at(SpecialFiles *files, const char *path)
{
    Place *place = NULL;
    struct stat status;
    HASH_FIND_STR(files->places, path, place);
    if (place)
        return place;
    place = ARENA_NEW(files->arena, Place);
    place->path = arena_copy_string(files->arena, path);
    if (stat(path, &status) == 0) {
        place->is_regular = S_ISREG(status.st_mode);
        place->is_special = !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
    }
    HASH_ADD_KEYPTR(hh, files->places, place->path, strlen(place->path), place);
    return place;
}

/* --- the names a text includes ------------------------------------------------------------------------------------ */

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

/* `include`, `include_next` or `import`, and what is between the quotes behind it. */
static void read_directive(SpecialFiles *files, Place *place, const char *at, const char *end)
{
    at = skip_blanks(at, end);
    const char *word = at;
    while (at < end && (isalpha((unsigned char)*at) || *at == '_'))
        at++;
    bool is_include = (at - word >= 7 && memcmp(word, "include", 7) == 0) || (at - word == 6 && memcmp(word, "import", 6) == 0);
    at = skip_blanks(at, end);
    if (!is_include || at == end || (*at != '"' && *at != '<') || place->names.count == NAME_LIMIT)
        return;
    const char *last = memchr(at + 1, *at == '"' ? '"' : '>', (size_t)(end - at - 1));
    if (last)
        vector_push(&place->names,
                    ((IncludedName){arena_copy_text(files->arena, at + 1, (size_t)(last - at - 1)), *at == '"'}));
}

static void read_text(SpecialFiles *files, Place *place, const char *text, size_t length)
{
    const char *end = text + length;
    for (const char *at = text; at < end && (at = memchr(at, '#', (size_t)(end - at))); at++) {
        const char *line = memchr(at, '\n', (size_t)(end - at));
        read_directive(files, place, at + 1, line ? line : end);
    }
}

static void read_place(SpecialFiles *files, Place *place)
{
    FileBytes bytes = {0};
    place->is_read = true;
    if (file_bytes_read(&bytes, place->path, READ_LIMIT, true) == 0)
        read_text(files, place, bytes.bytes, bytes.length);
    file_bytes_free(&bytes);
}

/* --- from the unit on --------------------------------------------------------------------------------------------- */

typedef struct Search {
    SpecialFiles *files;
    const ParseRequest *request;
    SearchFolders folders;
    VECTOR(Place *) queue;
    OverlayFiles *overlays;
} Search;

/* True if the name is found there. */
static bool try_place(Search *search, const char *folder, const char *name)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s%s%s", folder, *folder ? "/" : "", name);
    if (length < 0 || (size_t)length >= sizeof path)
        return false;
    Place *place = place_at(search->files, path);
    bool is_found = place->is_regular || place->is_special;
    if (!is_found || place->visit == search->files->visits)
        return is_found;
    place->visit = search->files->visits;
    if (place->is_special)
        vector_push(search->overlays, ((OverlayFile){place->path, "#error this is not a regular file\n"}));
    else if (path_inside(path, search->request->root) && search->queue.count < UNIT_FILE_LIMIT)
        vector_push(&search->queue, place);
    return true;
}

static void look_for(Search *search, const Place *includer, const IncludedName *name)
{
    char folder[4096];
    const char *slash = strrchr(includer->path, '/');
    size_t length = slash ? (size_t)(slash - includer->path) : 0;
    if (name->text[0] == '/') {
        try_place(search, "", name->text);
        return;
    }
    if (name->is_quoted && slash && length < sizeof folder) {
        memcpy(folder, includer->path, length);
        folder[length] = '\0';
        if (try_place(search, folder, name->text))
            return;
    }
    for (uint32_t i = 0; i < search->folders.items.count; i++) {
        const SearchFolder *searched = &search->folders.items.items[i];
        if ((searched->place != SEARCH_QUOTED || name->is_quoted) && try_place(search, searched->path, name->text))
            return;
    }
}

void special_files_find(SpecialFiles *files, const ParseRequest *request, OverlayFiles *overlays)
{
    Search search = {.files = files, .request = request, .overlays = overlays};
    search.folders = search_folders(request->arguments, request->argument_count);
    files->visits++;
    vector_push(&search.queue, place_at(files, request->path));
    for (uint32_t i = 0; i < search.queue.count; i++) {
        Place *place = search.queue.items[i];
        if (!place->is_read)
            read_place(files, place);
        for (uint32_t n = 0; n < place->names.count; n++)
            look_for(&search, place, &place->names.items[n]);
    }
    vector_free(&search.queue);
    vector_free(&search.folders.items);
}
