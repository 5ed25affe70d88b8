#include "variants/sources.h"

#include "base/file_bytes.h"

#include <string.h>

enum { TOP_LENGTH = 200 };

#define SOURCE_SIZE_LIMIT ((size_t)16 << 20)

struct Sources {
    Arena *arena;
    const char *root;
    Source *by_path;
    FileBytes text; /* reused from file to file */
};

Sources *sources_new(Arena *arena, const char *root)
{
    Sources *sources = ARENA_NEW(arena, Sources);
    sources->arena = arena;
    sources->root = root;
    return sources;
}

void sources_free(Sources *sources)
{
    for (Source *source = sources->by_path; source; source = source->hh.next) {
        directives_free(&source->directives);
        vector_free(&source->line_starts);
    }
    HASH_CLEAR(hh, sources->by_path);
    file_bytes_free(&sources->text);
}

static bool mentions(const Source *source, const char *word)
{
    return memmem(source->text, source->length, word, strlen(word)) != NULL;
}

static void find_lines(Source *source)
{
    vector_push(&source->line_starts, 0);
    const char *end = source->text + source->length, *at = source->text;
    while ((at = memchr(at, '\n', (size_t)(end - at))))
        vector_push(&source->line_starts, (size_t)(++at - source->text));
}

static void read_source(Sources *sources, Source *source)
{
    if (file_bytes_read(&sources->text, source->full_path, SOURCE_SIZE_LIMIT, true) != 0)
        return;
    source->is_readable = true;
    source->text = arena_copy_text(sources->arena, sources->text.bytes, sources->text.length);
    source->length = sources->text.length;
    find_lines(source);
    source->mentions_version = mentions(source, "PY_VERSION_HEX") || mentions(source, "PY_MINOR_VERSION");
}

const Source *sources_find(Sources *sources, const char *path)
{
    Source *source;
    HASH_FIND_STR(sources->by_path, path, source);
    if (!source) {
        source = ARENA_NEW(sources->arena, Source);
        source->arena = sources->arena;
        source->path = arena_copy_string(sources->arena, path);
        source->full_path = path[0] == '/' ? source->path : arena_format(sources->arena, "%s/%s", sources->root, path);
        read_source(sources, source);
        HASH_ADD_KEYPTR(hh, sources->by_path, source->path, strlen(source->path), source);
    }
    return source->is_readable ? source : NULL;
}

const Directives *source_directives(const Source *source)
{
    Source *own = (Source *)(uintptr_t)source;
    if (!own->has_directives)
        directives_read(&own->directives, own->arena, own->text, own->length);
    own->has_directives = true;
    return &own->directives;
}

bool source_top_says(const Source *source, const char *words)
{
    size_t length = source->length < TOP_LENGTH ? source->length : TOP_LENGTH;
    return memmem(source->text, length, words, strlen(words)) != NULL;
}

const char *source_lines(const Source *source, uint32_t first_line, uint32_t end_line, size_t *length)
{
    uint32_t count = source->line_starts.count;
    size_t start = first_line - 1 < count ? source->line_starts.items[first_line - 1] : source->length;
    size_t end = end_line - 1 < count ? source->line_starts.items[end_line - 1] : source->length;
    *length = end > start ? end - start : 0;
    return source->text + start;
}

/* --- of a unit ---------------------------------------------------------------------------------------------------- */

UnitSources unit_sources(Sources *sources, Arena *arena, const Unit *unit)
{
    UnitSources result = {.unit = unit, .files = ARENA_ARRAY(arena, const Source *, unit->files.count)};
    for (FileId id = 1; id < unit->files.count; id++) {
        const SourceFile *file = &unit->files.items[id];
        if (file->in_tree && !file->is_python_header)
            result.files[id] = sources_find(sources, unit_string(unit, file->path));
    }
    return result;
}

FileId unit_file_of(const Unit *unit, const char *path)
{
    for (FileId id = 1; id < unit->files.count; id++)
        if (strcmp(unit_string(unit, unit->files.items[id].path), path) == 0)
            return id;
    return 0;
}

bool unit_left_out(const Unit *unit, FileId file, uint32_t line)
{
    for (uint32_t i = 1; i < unit->skipped.count; i++) {
        const Span *span = &unit->skipped.items[i].span;
        if (span->file == file && span->line <= line && line < span->end_line)
            return true;
    }
    return false;
}

/* A file that is included twice may leave out once what it had the other time. */
bool unit_analysed(const Unit *unit, FileId file, uint32_t line, uint32_t end_line)
{
    if (!unit_left_out(unit, file, line))
        return true;
    for (uint32_t i = 1; i < unit->variables.count; i++) {
        const Variable *variable = &unit->variables.items[i];
        if (variable->initialiser && variable->span.file == file && variable->span.line >= line &&
            variable->span.line < end_line)
            return true;
    }
    return false;
}
