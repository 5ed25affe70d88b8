/* Making a precompiled header, and the file that says what it was made of. In C clang keeps no record of the preprocessor in it: nothing
 * of the headers' own macros and left out parts is asked for, and each unit would load that record. So what the headers include
 * is read off their texts. */
#include "frontend/precompiled_make.h"

#include "cache/stamp.h"
#include "frontend/lookups.h"
#include "frontend/lowering.h"
#include "frontend/parse.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef VECTOR(const char *) TextVector;

typedef struct Making {
    Arena *arena;
    const Recipe *recipe;
    CXTranslationUnit unit;
    int64_t start;
    VECTOR(CXFile) handles; /* of the files */
    TextVector files, absent, names;
    SearchFolders folders;
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

/* --- its files ---------------------------------------------------------------------------------------------------- */

static void note_file(CXFile file, CXSourceLocation *stack, unsigned stack_size, CXClientData data)
{
    (void)stack;
    (void)stack_size;
    Making *making = data;
    const ParseRequest *request = making->recipe->request;
    const char *path = lookup_file_name(making->arena, file), *name = path_last_part(path);
    if (strcmp(path, PREFIX_FILE) == 0 || list_holds(making->files.items, making->files.count, path))
        return;
    vector_push(&making->files, path);
    vector_push(&making->handles, file);
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

/* --- what they include -------------------------------------------------------------------------------------------- */

/* Folders of the recipe that are searched before the one in which the header was found. */
static void note_absent(Making *making, const char *name, bool is_next)
{
    for (uint32_t i = 0; i < making->folders.items.count; i++) {
        const char *path = arena_format(making->arena, "%s/%s", making->folders.items.items[i].path, name);
        bool is_there = access(path, F_OK) == 0;
        if (is_there && !is_next)
            return;
        if (!is_there)
            vector_push(&making->absent, path);
    }
}

/* Of a directive that stands in a left out part nothing may have come. */
static bool was_included(const Making *making, const char *name)
{
    size_t length = strlen(name);
    for (uint32_t i = 0; i < making->files.count; i++) {
        const char *path = making->files.items[i];
        size_t path_length = strlen(path);
        if (path_length >= length && strcmp(path + path_length - length, name) == 0)
            return true;
    }
    return false;
}

static void note_name(Making *making, const char *includer, const char *name, bool is_quoted, bool is_next)
{
    const char *slash = strrchr(includer, '/');
    if (is_quoted && slash) {
        const char *beside = arena_format(making->arena, "%.*s/%s", (int)(slash - includer), includer, name);
        if (access(beside, F_OK) == 0)
            return;
    }
    if (!list_holds(making->names.items, making->names.count, name) && was_included(making, name)) {
        vector_push(&making->names, name);
        note_absent(making, name, is_next);
    }
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

static const char *skip_word(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(end - at) >= length && memcmp(at, word, length) == 0 ? at + length : NULL;
}

/* What follows a '#'. An #include through a macro may mean any of the files: the names of all are taken. */
static void note_directive(Making *making, const char *path, const char *at, const char *end)
{
    const char *rest = skip_word(skip_blanks(at, end), end, "include");
    if (!rest)
        return;
    const char *next = skip_word(rest, end, "_next");
    rest = skip_blanks(next ? next : rest, end);
    char closing = rest < end && *rest == '<' ? '>' : rest < end && *rest == '"' ? '"' : '\0';
    const char *close = closing ? memchr(rest + 1, closing, (size_t)(end - rest - 1)) : NULL;
    if (close)
        note_name(making, path, arena_copy_text(making->arena, rest + 1, (size_t)(close - rest - 1)), closing == '"', next);
    else
        for (uint32_t i = 0; i < making->files.count; i++)
            note_name(making, path, path_last_part(making->files.items[i]), false, true);
}

static void note_directives(Making *making, uint32_t file)
{
    size_t size = 0;
    const char *text = clang.getFileContents(making->unit, making->handles.items[file], &size), *end = text + size;
    for (const char *line = text; line && line < end;) {
        const char *line_end = memchr(line, '\n', (size_t)(end - line)), *at = skip_blanks(line, end);
        line_end = line_end ? line_end : end;
        if (at < line_end && *at == '#')
            note_directive(making, making->files.items[file], at + 1, line_end);
        line = line_end + 1;
    }
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static bool has_errors(CXTranslationUnit unit)
{
    bool found = false;
    unsigned count = clang.getNumDiagnostics(unit);
    for (unsigned i = 0; i < count && !found; i++) {
        CXDiagnostic diagnostic = clang.getDiagnostic(unit, i);
        found = clang.getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
        clang.disposeDiagnostic(diagnostic);
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
    cache_file_write(path, &bytes, NULL, 0);
    vector_free(&bytes);
}

static void parse_prefix(CXIndex index, Making *making)
{
    Recipe copy = *making->recipe;
    const char *text = copy.request->prefix->text;
    VECTOR(struct CXUnsavedFile) files = {0};
    for (uint32_t i = 0; i < copy.files.count; i++)
        vector_push(&files, copy.files.items[i]);
    vector_push(&files, (struct CXUnsavedFile){PREFIX_FILE, text, strlen(text)});
    unsigned options = CXTranslationUnit_KeepGoing | CXTranslationUnit_Incomplete | CXTranslationUnit_ForSerialization;
    /* Since C++20 has modules, clang refuses a header without the record of the preprocessor where the unit is to have one. */
    if (parse_is_cxx(copy.request))
        options |= CXTranslationUnit_DetailedPreprocessingRecord;
    clang.parseTranslationUnit2(index, PREFIX_FILE, copy.arguments, (int)copy.argument_count, files.items, files.count,
                                options, &making->unit);
    vector_free(&files);
}

static void save(const Making *making, const char *path)
{
    const char *temporary = arena_format(making->arena, "%s.%ld", path, (long)getpid());
    bool is_saved = clang.saveTranslationUnit(making->unit, temporary, CXSaveTranslationUnit_None) == CXSaveError_None;
    if (!is_saved || rename(temporary, path) != 0)
        unlink(temporary);
}

void precompiled_make(CXIndex index, const Recipe *recipe, const char *path, const char *made)
{
    Making making = {.arena = arena_new(), .recipe = recipe, .start = stamp_now()};
    parse_prefix(index, &making);
    if (making.unit) {
        clang.getInclusions(making.unit, note_file, &making);
        making.is_refused |= has_errors(making.unit) || !making.python[0] || !making.python[1];
        making.folders = search_folders(recipe->arguments, recipe->argument_count);
        for (uint32_t i = 0; i < making.files.count; i++)
            note_directives(&making, i);
        if (!making.is_fresh && !making.is_refused)
            save(&making, path);
        if (!making.is_fresh)
            write_made(&making, made);
        clang.disposeTranslationUnit(making.unit);
    }
    vector_free(&making.handles);
    vector_free(&making.files);
    vector_free(&making.absent);
    vector_free(&making.names);
    vector_free(&making.folders.items);
    arena_free(making.arena);
}
