#include "frontend/lookups.h"

#include "base/hash_table.h"
#include "cache/cache_file.h"
#include "frontend/lowering.h"

#include <string.h>

void inputs_start(Inputs *inputs)
{
    inputs_free(inputs);
    inputs->arena = arena_new();
}

void inputs_free(Inputs *inputs)
{
    vector_free(&inputs->files);
    vector_free(&inputs->absent);
    arena_free(inputs->arena);
    inputs->arena = NULL;
}

const char *lookup_file_name(Arena *arena, CXFile file)
{
    CXString name = clang.getFileName(file);
    const char *text = clang.getCString(name);
    const char *copy = arena_copy_string(arena, text ? text : "");
    clang.disposeString(name);
    return copy;
}

/* --- where headers are looked for --------------------------------------------------------------------------------- */

/* The compiler's own folders, as far as headers may be put there. */
static const char *const system_folders[] = {"/usr/local/include", "/usr/include"};

static void add_folder(SearchFolders *folders, const char *path, SearchPlace place)
{
    vector_push(&folders->items, ((SearchFolder){path, place}));
}

SearchFolders search_folders(const char *const *arguments, unsigned count)
{
    static const struct {
        const char *flag;
        SearchPlace place;
    } flags[] = {{"-iquote", SEARCH_QUOTED}, {"-I", SEARCH_USER}, {"-isystem", SEARCH_SYSTEM}, {"-idirafter", SEARCH_AFTER}};
    SearchFolders folders = {0};
    for (size_t n = 0; n < sizeof flags / sizeof *flags; n++) {
        size_t length = strlen(flags[n].flag);
        for (unsigned i = 0; i < count; i++) {
            bool is_flag = strncmp(arguments[i], flags[n].flag, length) == 0;
            if (is_flag && arguments[i][length])
                add_folder(&folders, arguments[i] + length, flags[n].place);
            else if (is_flag && i + 1 < count)
                add_folder(&folders, arguments[++i], flags[n].place);
        }
        for (size_t i = 0; flags[n].place == SEARCH_SYSTEM && i < sizeof system_folders / sizeof *system_folders; i++)
            add_folder(&folders, system_folders[i], SEARCH_SYSTEM);
    }
    return folders;
}

typedef struct Lookup {
    const char *name;   /* as written */
    const char *found;  /* NULL: nowhere */
    const char *beside; /* the folder of the including file, searched first; NULL: the name stands in <> */
} Lookup;

/* The text of the file in which a directive stands. */
typedef struct Includer {
    const char *text; /* NULL: not known */
    size_t size;
} Includer;

/* The file in which a CXCursor_InclusionDirective stands, and where. */
static CXFile lookup_includer(CXCursor directive, uint32_t *offset)
{
    CXFile includer = NULL;
    unsigned begin = 0;
    clang.getFileLocation(clang.getCursorLocation(directive), &includer, NULL, NULL, &begin);
    *offset = begin;
    return includer;
}

/* In the arena. */
static Lookup lookup_of(Arena *arena, CXCursor directive, const Includer *includer)
{
    Lookup lookup = {0};
    uint32_t offset;
    CXFile file = lookup_includer(directive, &offset), included = clang.getIncludedFile(directive);
    CXString spelling = clang.getCursorSpelling(directive);
    lookup.name = arena_copy_string(arena, clang.getCString(spelling));
    clang.disposeString(spelling);
    const char *text = includer->text;
    while (text && offset < includer->size && text[offset] != '<' && text[offset] != '"' && text[offset] != '\n')
        offset++;
    bool is_quoted = text && offset < includer->size && text[offset] == '"';
    if (included)
        lookup.found = lookup_file_name(arena, included);
    if (is_quoted) {
        const char *from = lookup_file_name(arena, file), *slash = strrchr(from, '/');
        lookup.beside = slash ? arena_copy_text(arena, from, (size_t)(slash - from)) : ".";
    }
    return lookup;
}

/* --- what was not there ------------------------------------------------------------------------------------------- */

typedef struct SeenPath {
    const char *path;
    UT_hash_handle hh;
} SeenPath;

typedef struct Collecting {
    Inputs *inputs;
    Lowering *lowering;
    SearchFolders folders;
    SeenPath *seen;
} Collecting;

static bool is_new(Collecting *collecting, const char *path)
{
    SeenPath *seen = NULL;
    HASH_FIND_STR(collecting->seen, path, seen);
    if (seen)
        return false;
    seen = ARENA_NEW(collecting->inputs->arena, SeenPath);
    seen->path = path;
    HASH_ADD_KEYPTR(hh, collecting->seen, path, strlen(path), seen);
    return true;
}

static void note_absent(Collecting *collecting, const char *path)
{
    if (is_new(collecting, path) && file_memory_is_absent(collecting->lowering->file_memory, path))
        vector_push(&collecting->inputs->absent, path);
}

static void note_lookup(Collecting *collecting, const Lookup *lookup)
{
    Arena *arena = collecting->inputs->arena;
    if (lookup->name[0] == '/') {
        if (!lookup->found)
            note_absent(collecting, lookup->name);
        return;
    }
    if (lookup->beside) {
        const char *path = arena_format(arena, "%s/%s", lookup->beside, lookup->name);
        if (lookup->found && strcmp(path, lookup->found) == 0)
            return;
        note_absent(collecting, path);
    }
    for (uint32_t i = 0; i < collecting->folders.items.count; i++) {
        const SearchFolder *folder = &collecting->folders.items.items[i];
        if (folder->place == SEARCH_QUOTED && !lookup->beside)
            continue;
        const char *path = arena_format(arena, "%s/%s", folder->path, lookup->name);
        if (lookup->found && strcmp(path, lookup->found) == 0)
            return;
        note_absent(collecting, path);
    }
}

static enum CXChildVisitResult visit_directive(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    Collecting *collecting = data;
    if (clang.getCursorKind(cursor) == CXCursor_InclusionDirective) {
        uint32_t offset;
        FileId id = file_of(collecting->lowering, lookup_includer(cursor, &offset));
        const FileText *text = id ? file_text(collecting->lowering, id) : NULL;
        Lookup lookup = lookup_of(collecting->inputs->arena, cursor, &(Includer){text ? text->text : NULL, text ? text->size : 0});
        note_lookup(collecting, &lookup);
    }
    return CXChildVisit_Continue;
}

/* Whether it is there or not, it must stay so. */
static void note_question(Collecting *collecting, const char *path)
{
    FileStamp stamp = stamp_of(path);
    if (!stamp_exists(&stamp))
        note_absent(collecting, path);
    else if (is_new(collecting, path))
        vector_push(&collecting->inputs->files, ((InputFile){.path = path, .stamp = stamp}));
}

/* `__has_include(<name>)`, which leaves no trace in what clang tells. */
static void note_questions(Collecting *collecting, const char *path, const FileText *file)
{
    static const char word[] = "__has_include";
    Arena *arena = collecting->inputs->arena;
    const char *at = file->text, *end = file->text + file->size, *slash = strrchr(path, '/');
    while (at < end && (at = memmem(at, (size_t)(end - at), word, sizeof word - 1))) {
        at += sizeof word - 1;
        const char *line = memchr(at, '\n', (size_t)(end - at)), *stop = line ? line : end;
        while (at < stop && *at != '<' && *at != '"')
            at++;
        const char *last = at < stop ? memchr(at + 1, *at == '<' ? '>' : '"', (size_t)(stop - at - 1)) : NULL;
        if (!last)
            continue;
        const char *name = arena_copy_text(arena, at + 1, (size_t)(last - at - 1));
        note_question(collecting, arena_format(arena, "%.*s%s", slash ? (int)(slash + 1 - path) : 0, path, name));
        for (uint32_t i = 0; i < collecting->folders.items.count; i++)
            note_question(collecting, arena_format(arena, "%s/%s", collecting->folders.items.items[i].path, name));
    }
}

/* --- what was there ----------------------------------------------------------------------------------------------- */

static bool is_overlay(const ParseRequest *request, const char *path)
{
    for (unsigned i = 0; i < request->overlay_count; i++)
        if (strcmp(request->overlays[i].path, path) == 0)
            return true;
    return false;
}

void inputs_collect(Inputs *inputs, Lowering *lowering)
{
    const ParseRequest *request = lowering->request;
    Collecting collecting = {.inputs = inputs, .lowering = lowering};
    collecting.folders = search_folders(request->arguments, request->argument_count);
    for (FileId id = 1; id < lowering->unit->files.count; id++) {
        const char *path = lookup_file_name(inputs->arena, lowering->file_texts.items[id].handle);
        if (!*path || is_overlay(request, path))
            continue;
        if (!file_is_in_tree(lowering, id)) {
            vector_push(&inputs->files, ((InputFile){.path = path})); /* installed, and not edited: its stamp will do */
            continue;
        }
        const FileText *file = file_text(lowering, id);
        vector_push(&inputs->files, ((InputFile){.path = path, .hash = cache_hash_content(file->text, file->size)}));
        note_questions(&collecting, path, file);
    }
    for (uint32_t i = 0; i < lowering->outside.count; i++)
        if (!file_is_registered(lowering, lowering->outside.items[i]))
            vector_push(&inputs->files, ((InputFile){.path = lookup_file_name(inputs->arena, lowering->outside.items[i])}));
    for (uint32_t i = 0; i < lowering->looked_into.count; i++)
        note_question(&collecting, arena_copy_string(inputs->arena, lowering->looked_into.items[i]));
    Unit *unit = lowering->unit;
    uint32_t file_count = unit->files.count, text_count = unit->text.count;
    clang.visitChildren(clang.getTranslationUnitCursor(lowering->translation_unit), visit_directive, &collecting);
    unit->files.count = file_count; /* files that only include others are none of the unit's */
    unit->text.count = text_count;
    HASH_CLEAR(hh, collecting.seen);
    vector_free(&collecting.folders.items);
}
