/* Only directives are read, and groups are not decided: an #include inside of any but an include guard is not certain.
 * That a standard header is there which the unit does not include after all would add declarations to namespace std,
 * and nothing else. */
#include "frontend/prefix_standard.h"

#include "base/hash_table.h"
#include "frontend/parse.h"
#include "frontend/prefix_files.h"
#include "frontend/prefix_lines.h"

#include <string.h>

enum { FILE_LIMIT = 400 };

static const char *const standard_headers[] = {
    "string",     "vector",        "map",           "set",       "memory",   "functional", "algorithm", "iostream",
    "fstream",    "sstream",       "unordered_map", "stdexcept", "mutex",    "thread",     "chrono",    "atomic",
    "list",       "unordered_set", "tuple",         "utility",   "array",    "iomanip",    "numeric",   "limits",
    "filesystem", "regex",         "future",        "random",    "optional", "variant",    "deque",     "queue",
};

typedef struct ReadInclude {
    const char *name;
    bool is_quoted, is_certain;
} ReadInclude;

typedef struct ReadFile {
    UT_hash_handle hh;
    const char *path;
    VECTOR(ReadInclude) includes;
    VECTOR(const char *) macros;
    bool is_doubtful; /* gone, or it includes what a macro says */
    uint32_t unit;    /* the last one that came by */
    bool was_certain; /* then */
} ReadFile;

struct StandardSearch {
    Arena *arena;    /* the search's own */
    Arena *lasting;  /* for names of macros */
    ReadFile *files; /* by path */
    uint32_t unit;
};

/* What is left to look at for one unit. */
typedef struct UnitWalk {
    StandardSearch *search;
    const ParseRequest *request;
    PrefixFolders folders;
    VECTOR(ReadFile *) queue; /* in the order in which they were reached; again if a second way is certain */
    uint32_t headers;
    bool is_doubtful;
} UnitWalk;

StandardSearch *standard_search_new(Arena *lasting)
{
    Arena *arena = arena_new();
    StandardSearch *search = ARENA_NEW(arena, StandardSearch);
    search->arena = arena;
    search->lasting = lasting;
    return search;
}

void standard_search_free(StandardSearch *search)
{
    ReadFile *file, *next;
    HASH_ITER(hh, search->files, file, next) {
        HASH_DEL(search->files, file);
        vector_free(&file->includes);
        vector_free(&file->macros);
    }
    arena_free(search->arena);
}

/* --- a file ------------------------------------------------------------------------------------------------------- */

static const char *rest_of(const char *line)
{
    const char *rest = line + 1 + prefix_identifier(line + 1);
    return rest + (*rest == ' ');
}

static bool is_directive(const char *line, const char *word)
{
    size_t length = prefix_identifier(line + 1);
    return length == strlen(word) && strncmp(line + 1, word, length) == 0;
}

static void read_include(StandardSearch *search, ReadFile *file, const char *rest, bool is_certain)
{
    char closing = *rest == '"' ? '"' : *rest == '<' ? '>' : '\0';
    const char *end = closing ? strchr(rest + 1, closing) : NULL;
    if (!end) {
        file->is_doubtful = true;
        return;
    }
    const char *name = arena_copy_text(search->arena, rest + 1, (size_t)(end - rest - 1));
    vector_push(&file->includes, ((ReadInclude){name, closing == '"', is_certain}));
}

static void read_directives(StandardSearch *search, ReadFile *file, const char *text)
{
    PrefixLines lines = {.arena = search->arena, .rest = text};
    const char *line, *guard = NULL;
    unsigned depth = 0, guards = 0;
    for (unsigned number = 0; prefix_next_directive(&lines, &line); number++) {
        if (number == 0 && is_directive(line, "ifndef"))
            guard = rest_of(line);
        if (number == 1 && guard && is_directive(line, "define"))
            guards = strncmp(guard, rest_of(line), prefix_identifier(guard) + 1) == 0;
        if (is_directive(line, "define") || is_directive(line, "undef"))
            vector_push(&file->macros,
                        arena_copy_text(search->lasting, rest_of(line), prefix_identifier(rest_of(line))));
        else if (strncmp(line, "#if", 3) == 0)
            depth++;
        else if (is_directive(line, "endif") && depth)
            depth--;
        else if (is_directive(line, "include"))
            read_include(search, file, rest_of(line), depth <= guards);
    }
}

static ReadFile *read_file(StandardSearch *search, const ParseRequest *request, const char *path)
{
    ReadFile *file = NULL;
    HASH_FIND_STR(search->files, path, file);
    if (file)
        return file;
    file = ARENA_NEW(search->arena, ReadFile);
    file->path = arena_copy_string(search->arena, path);
    HASH_ADD_KEYPTR(hh, search->files, file->path, strlen(file->path), file);
    const char *text = prefix_file_text(search->arena, request, path);
    file->is_doubtful = !text;
    if (text)
        read_directives(search, file, text);
    return file;
}

/* --- a unit ------------------------------------------------------------------------------------------------------- */

static void reach(UnitWalk *walk, const char *path, bool is_certain)
{
    ReadFile *file = read_file(walk->search, walk->request, path);
    bool is_known = file->unit == walk->search->unit && (file->was_certain || !is_certain);
    if (is_known)
        return;
    file->unit = walk->search->unit;
    file->was_certain = is_certain;
    vector_push(&walk->queue, file);
    walk->is_doubtful |= file->is_doubtful || walk->queue.count > FILE_LIMIT;
}

static uint32_t standard_header(const char *name)
{
    for (size_t i = 0; i < sizeof standard_headers / sizeof *standard_headers; i++)
        if (strcmp(standard_headers[i], name) == 0)
            return (uint32_t)1 << i;
    return 0;
}

static void follow_includes(UnitWalk *walk, const ReadFile *file)
{
    bool is_certain = file->was_certain;
    for (uint32_t i = 0; i < file->includes.count; i++) {
        const ReadInclude *include = &file->includes.items[i];
        const char *path = prefix_find_header(&walk->folders, include->name, include->is_quoted, file->path);
        if (path)
            reach(walk, path, is_certain && include->is_certain);
        else if (is_certain && include->is_certain)
            walk->headers |= standard_header(include->name);
    }
}

static void walk_unit(UnitWalk *walk)
{
    const char **folders = ARENA_ARRAY(walk->search->arena, const char *, walk->request->argument_count + 1);
    unsigned count = prefix_user_folders(walk->request, folders);
    for (unsigned i = 0; i < count; i++)
        vector_push(&walk->folders.given, folders[i]);
    walk->search->unit++;
    reach(walk, walk->request->path, true);
    for (uint32_t i = 0; i < walk->queue.count && !walk->is_doubtful; i++)
        follow_includes(walk, walk->queue.items[i]);
}

static void free_walk(UnitWalk *walk)
{
    prefix_folders_free(&walk->folders);
    vector_free(&walk->queue);
}

static UnitWalk walk_of(StandardSearch *search, const ParseRequest *request)
{
    return (UnitWalk){.search = search, .request = request, .folders = {.arena = search->arena}};
}

uint32_t standard_search_unit(StandardSearch *search, const ParseRequest *request)
{
    if (!parse_is_cxx(request))
        return 0;
    UnitWalk walk = walk_of(search, request);
    walk_unit(&walk);
    uint32_t headers = walk.is_doubtful ? 0 : walk.headers;
    free_walk(&walk);
    return headers;
}

/* --- a wider prefix ----------------------------------------------------------------------------------------------- */

static const char *text_with(Arena *arena, const Prefix *prefix, uint32_t headers)
{
    const char *includes = "";
    for (size_t i = 0; i < sizeof standard_headers / sizeof *standard_headers; i++)
        if (headers >> i & 1)
            includes = arena_format(arena, "%s#include <%s>\n", includes, standard_headers[i]);
    return arena_format(arena, "%.*s%s%s", (int)prefix->headers_end, prefix->text, includes,
                        prefix->text + prefix->headers_end);
}

static bool is_written(const Prefix *prefix, const char *name)
{
    for (unsigned i = 0; i < prefix->written_count; i++)
        if (strcmp(prefix->written[i], name) == 0)
            return true;
    return false;
}

const Prefix *standard_search_widen(StandardSearch *search, const ParseRequest *request, uint32_t headers)
{
    Arena *arena = search->lasting;
    const Prefix *narrower = request->prefix;
    Prefix *prefix = ARENA_NEW(arena, Prefix);
    *prefix = *narrower;
    prefix->narrower = narrower;
    prefix->text = text_with(arena, narrower, headers);
    UnitWalk walk = walk_of(search, request);
    walk_unit(&walk);
    unsigned most = 0;
    for (uint32_t i = 0; i < walk.queue.count; i++)
        most += walk.queue.items[i]->macros.count;
    const char **later = ARENA_ARRAY(arena, const char *, most + 1);
    for (uint32_t i = 0; i < walk.queue.count; i++)
        for (uint32_t n = 0; n < walk.queue.items[i]->macros.count; n++)
            if (!is_written(narrower, walk.queue.items[i]->macros.items[n]))
                later[prefix->later_count++] = walk.queue.items[i]->macros.items[n];
    prefix->later = later;
    free_walk(&walk);
    return prefix;
}
