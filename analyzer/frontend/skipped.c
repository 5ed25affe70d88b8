/* What the preprocessor left out: types that another configuration would have. */
#include "base/file_bytes.h"
#include "frontend/lowering.h"

#include <stdio.h>
#include <string.h>

enum { INCLUDED_SIZE_LIMIT = 4 << 20 };

typedef VECTOR(char) Text;

typedef struct Found {
    Text names;    /* space separated */
    Text types;    /* SkippedRegion.types */
    uint32_t line; /* of the #include that is looked through; 0: what is found stands in the region itself */
} Found;

/* `style` is NULL for what belongs to a type but is none. */
typedef struct Definer {
    const char *name, *style;
} Definer;

static const Definer *find_definer(const FileText *file, uint32_t offset, uint32_t length)
{
    static const Definer definers[] = {
        {"PyTypeObject", "static"}, {"PyType_Spec", "spec"}, {"PyStructSequence_Desc", "structseq"},
        {"PyType_Slot", NULL},      {"PyModuleDef", NULL},
    };
    for (size_t i = 0; i < sizeof definers / sizeof *definers; i++)
        if (strlen(definers[i].name) == length && memcmp(file->text + offset, definers[i].name, length) == 0)
            return &definers[i];
    return NULL;
}

static void append_word(Text *text, const char *word, size_t length)
{
    if (text->count)
        vector_push(text, ' ');
    for (size_t i = 0; i < length; i++)
        vector_push(text, word[i]);
}

static void append_type(Found *found, const char *style, const FileText *file, uint32_t name, uint32_t name_end)
{
    char number[16];
    unsigned line = 1;
    for (uint32_t i = 0; !found->line && i < name; i++)
        line += file->text[i] == '\n';
    line = found->line ? found->line : line;
    append_word(&found->types, style, strlen(style));
    append_word(&found->types, file->text + name, name_end - name);
    append_word(&found->types, number, (size_t)snprintf(number, sizeof number, "%u", line));
}

/* `NAME =`, `NAME[] =`, `Class::NAME =` behind the type's name: the name's end, 0 if it is no definition. */
static uint32_t definition_name(const FileText *file, uint32_t at, uint32_t *name)
{
    uint32_t end = 0;
    at = text_skip_space(file, at);
    while (text_identifier(file, at)) {
        if (!end)
            *name = at;
        end = at + text_identifier(file, at);
        at = text_skip_space(file, end);
        if (!text_starts_with(file, at, "::"))
            break;
        at = text_skip_space(file, at + 2);
    }
    while (end && text_at(file, at) == '[')
        at = text_skip_space(file, text_skip_brackets(file, at) > at ? text_skip_brackets(file, at) : at + 1);
    bool is_definition = end && text_at(file, at) == '=' && text_at(file, at + 1) != '=';
    return is_definition ? end : 0;
}

static void find_definitions(const FileText *file, uint32_t begin, uint32_t end, Found *found)
{
    for (uint32_t at = text_skip_space(file, begin); at < end; at = text_skip_space(file, text_skip_token(file, at))) {
        uint32_t length = text_identifier(file, at), name = 0;
        const Definer *definer = length ? find_definer(file, at, length) : NULL;
        if (!definer)
            continue;
        uint32_t name_end = definition_name(file, at + length, &name);
        if (!name_end || name_end > end)
            continue;
        append_word(&found->names, file->text + name, name_end - name);
        if (definer->style)
            append_type(found, definer->style, file, name, name_end);
    }
}

/* --- what is included there ----------------------------------------------------------------------------------------- */

static bool is_file_of_unit(const Lowering *lowering, const char *relative)
{
    const Unit *unit = lowering->unit;
    for (uint32_t i = 1; i < unit->files.count; i++)
        if (strcmp(unit_string(unit, unit->files.items[i].path), relative) == 0)
            return true;
    return false;
}

/* A part of the module, `#include "session.c"`, that is taken in this region and nowhere else in the unit. */
static void look_through_include(Lowering *lowering, FileId includer, const char *name, int length, Found *found)
{
    const char *from = unit_string(lowering->unit, lowering->unit->files.items[includer].path), *folder_end = strrchr(from, '/');
    int folder = folder_end ? (int)(folder_end + 1 - from) : 0;
    char path[4096];
    int root = snprintf(path, sizeof path, "%s/", lowering->root);
    if (root < 0 || (size_t)root + (size_t)folder + (size_t)length >= sizeof path)
        return;
    snprintf(path + root, sizeof path - (size_t)root, "%.*s%.*s", folder, from, length, name);
    if (strstr(path + root, "..") || is_file_of_unit(lowering, path + root))
        return;
    vector_push(&lowering->looked_into, arena_copy_string(lowering->arena, path));
    FileBytes bytes = {0};
    if (file_bytes_read(&bytes, path, INCLUDED_SIZE_LIMIT, true) == 0) {
        FileText included = {.text = bytes.bytes, .size = (uint32_t)bytes.length};
        find_definitions(&included, 0, included.size, found);
    }
    file_bytes_free(&bytes);
}

static void find_included(Lowering *lowering, FileId id, uint32_t begin, uint32_t end, Found *found)
{
    const FileText *file = file_text(lowering, id);
    uint32_t line = 1, counted = 0;
    for (uint32_t at = begin; at < end; at++) {
        bool starts_line = !at || file->text[at - 1] == '\n';
        while (starts_line && at < end && (file->text[at] == ' ' || file->text[at] == '\t'))
            at++;
        if (!starts_line || at >= end || file->text[at] != '#')
            continue;
        uint32_t word = at + 1;
        while (word < end && (file->text[word] == ' ' || file->text[word] == '\t'))
            word++;
        if (!text_starts_with(file, word, "include"))
            continue;
        uint32_t quote = text_skip_space(file, word + (uint32_t)strlen("include"));
        const char *last = quote < end && file->text[quote] == '"' ? memchr(file->text + quote + 1, '"', end - quote - 1) : NULL;
        if (!last)
            continue;
        for (; counted < at; counted++)
            line += file->text[counted] == '\n';
        found->line = line;
        look_through_include(lowering, id, file->text + quote + 1, (int)(last - file->text - quote - 1), found);
    }
    found->line = 0;
}

/* The line an offset is in, to be shown: without its indentation, tabs as spaces; continued lines are cut. */
static StringId line_text(Lowering *lowering, const FileText *file, uint32_t offset)
{
    uint32_t begin = offset, end = offset;
    while (begin && file->text[begin - 1] != '\n')
        begin--;
    while (begin < file->size && (file->text[begin] == ' ' || file->text[begin] == '\t'))
        begin++;
    while (end < file->size && file->text[end] != '\n' && file->text[end] != '\r')
        end++;
    if (end <= begin)
        return 0;
    char *text = arena_copy_text(lowering->arena, file->text + begin, end - begin);
    for (char *tab; (tab = strchr(text, '\t'));)
        *tab = ' ';
    return interner_string(lowering->interner, text);
}

static void lower_skipped_region(Lowering *lowering, CXSourceRange range)
{
    Extent extent = {0};
    CXFile handle = NULL;
    unsigned begin = 0, end = 0;
    clang.getFileLocation(clang.getRangeStart(range), &handle, NULL, NULL, &begin);
    clang.getFileLocation(clang.getRangeEnd(range), NULL, NULL, NULL, &end);
    extent.file = file_of_tree(lowering, handle);
    if (!extent.file || end <= begin)
        return;
    const FileText *file = file_text(lowering, extent.file);
    Found found = {0};
    extent.begin = begin;
    extent.end = end;
    find_definitions(file, begin, end, &found);
    find_included(lowering, extent.file, begin, end, &found);
    SkippedRegion region = {.span = span_of(lowering, &extent), .condition = line_text(lowering, file, begin)};
    if (found.names.count) {
        region.symbols = interner_text(lowering->interner, found.names.items, found.names.count);
        region.types = found.types.count ? interner_text(lowering->interner, found.types.items, found.types.count) : 0;
    }
    vector_push(&lowering->unit->skipped, region);
    vector_free(&found.names);
    vector_free(&found.types);
}

void lower_skipped_regions(Lowering *lowering)
{
    CXSourceRangeList *ranges = clang.getAllSkippedRanges(lowering->translation_unit);
    for (unsigned i = 0; ranges && i < ranges->count; i++)
        lower_skipped_region(lowering, ranges->ranges[i]);
    if (ranges)
        clang.disposeSourceRangeList(ranges);
}
