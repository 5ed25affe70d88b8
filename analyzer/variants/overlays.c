#include "variants/overlays.h"

#include "base/file_bytes.h"

#include <string.h>

#define HEADER_SIZE_LIMIT ((size_t)1 << 20)

typedef VECTOR(char) Text;

static void append(Text *text, const char *bytes, size_t length)
{
    if (!length)
        return;
    vector_reserve(text, text->count + (uint32_t)length);
    memcpy(text->items + text->count, bytes, length);
    text->count += (uint32_t)length;
}

static void append_string(Text *text, const char *string)
{
    append(text, string, strlen(string));
}

static const char *keep(Arena *arena, Text *text)
{
    const char *kept = arena_copy_text(arena, text->items, text->count);
    vector_free(text);
    return kept;
}

/* --- settings ----------------------------------------------------------------------------------------------------- */

static const Setting *setting_on_line(const Changes *changes, const Source *source, uint32_t line)
{
    for (unsigned i = 0; i < changes->setting_count; i++) {
        const Setting *setting = &changes->settings[i];
        if (setting->source == source && setting->line <= line && line <= setting->last_line)
            return setting;
    }
    return NULL;
}

static const char *changed_text(Arena *arena, const Changes *changes, const Source *source)
{
    Text text = {0};
    for (uint32_t line = 1; line <= source->line_starts.count; line++) {
        size_t length;
        const char *original = source_lines(source, line, line + 1, &length);
        const Setting *setting = setting_on_line(changes, source, line);
        if (!setting) {
            append(&text, original, length);
            continue;
        }
        if (setting->value && line == setting->line) {
            append_string(&text, "#define ");
            append_string(&text, setting->name);
            append_string(&text, " ");
            append_string(&text, setting->value);
        }
        append_string(&text, "\n");
    }
    return keep(arena, &text);
}

static bool has_overlay(const OverlayList *overlays, const char *path)
{
    for (uint32_t i = 0; i < overlays->count; i++)
        if (strcmp(overlays->items[i].path, path) == 0)
            return true;
    return false;
}

void overlay_settings(OverlayList *overlays, Arena *arena, const Changes *changes)
{
    for (unsigned i = 0; i < changes->setting_count; i++) {
        const Source *source = changes->settings[i].source;
        if (source && !has_overlay(overlays, source->full_path))
            vector_push(overlays, ((OverlayFile){source->full_path, changed_text(arena, changes, source)}));
    }
}

/* --- Python ------------------------------------------------------------------------------------------------------- */

typedef struct NewerDeclaration {
    uint32_t since;
    const char *macro; /* defined unless it is already; NULL: the text stands as it is */
    const char *text;
} NewerDeclaration;

static const NewerDeclaration newer_declarations[] = {
#define MACRO(since, name, value) {since, name, value},
#define DECLARATION(since, text)  {since, NULL, text},
#include "variants/newer_python.def"
#undef MACRO
#undef DECLARATION
};

/* From after the headers' version to the wanted one. */
static const char *newer_text(Arena *arena, uint32_t header_version, uint32_t version)
{
    Text text = {0};
    append_string(&text, "\n#ifndef GCLINT_NEWER_PYTHON\n#define GCLINT_NEWER_PYTHON\n"
                         "#ifdef __cplusplus\nextern \"C\" {\n#endif\n");
    for (size_t i = 0; i < sizeof newer_declarations / sizeof *newer_declarations; i++) {
        const NewerDeclaration *declaration = &newer_declarations[i];
        if (declaration->since <= header_version || declaration->since > version)
            continue;
        if (declaration->macro)
            append_string(&text, arena_format(arena, "#ifndef %.*s\n#define %s %s\n#endif\n",
                                              (int)strcspn(declaration->macro, "("), declaration->macro,
                                              declaration->macro, declaration->text));
        else
            append_string(&text, arena_format(arena, "%s\n", declaration->text));
    }
    append_string(&text, "#ifdef __cplusplus\n}\n#endif\n#endif\n");
    return keep(arena, &text);
}

static const char *version_line(Arena *arena, const Definition *definition, uint32_t version)
{
    const struct {
        const char *name;
        const char *value;
    } values[] = {
        {"PY_MAJOR_VERSION", arena_format(arena, "%u", version >> 8)},
        {"PY_MINOR_VERSION", arena_format(arena, "%u", version & 0xff)},
        {"PY_MICRO_VERSION",
         arena_format(arena, "%lld", (long long)version_macro_value("PY_MICRO_VERSION", version, false).number)},
        {"PY_RELEASE_LEVEL", "0xF"},
        {"PY_RELEASE_SERIAL", "0"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (definition->body && strcmp(values[i].name, definition->name) == 0)
            return arena_format(arena, "#define %s %s\n", values[i].name, values[i].value);
    return NULL;
}

static const char *patched_level(Arena *arena, const char *original, size_t length, uint32_t version)
{
    Directives directives = {0};
    Text text = {0};
    uint32_t line = 1;
    const char *at = original, *end = original + length;
    directives_read(&directives, arena, original, length);
    for (uint32_t i = 1; i < directives.definitions.count; i++) {
        const Definition *definition = &directives.definitions.items[i];
        const char *replacement = version_line(arena, definition, version);
        for (; replacement && at < end && line <= definition->line; line++) {
            const char *newline = memchr(at, '\n', (size_t)(end - at));
            const char *next = newline ? newline + 1 : end;
            if (line < definition->line)
                append(&text, at, (size_t)(next - at));
            at = next;
        }
        if (replacement)
            append_string(&text, replacement);
    }
    append(&text, at, (size_t)(end - at));
    directives_free(&directives);
    return keep(arena, &text);
}

void overlay_python(OverlayList *overlays, Arena *arena, const char *python_include, uint32_t header_version,
                    uint32_t version)
{
    FileBytes level = {0}, python = {0};
    const char *level_path = arena_format(arena, "%s/patchlevel.h", python_include);
    const char *python_path = arena_format(arena, "%s/Python.h", python_include);
    if (file_bytes_read(&level, level_path, HEADER_SIZE_LIMIT, true) == 0 &&
        file_bytes_read(&python, python_path, HEADER_SIZE_LIMIT, true) == 0) {
        const char *patched = patched_level(arena, level.bytes, level.length, version);
        vector_push(overlays, ((OverlayFile){level_path, patched}));
        const char *whole = arena_copy_text(arena, python.bytes, python.length);
        if (version > header_version)
            whole = arena_format(arena, "%s%s", whole, newer_text(arena, header_version, version));
        vector_push(overlays, ((OverlayFile){python_path, whole}));
    }
    file_bytes_free(&level);
    file_bytes_free(&python);
}
