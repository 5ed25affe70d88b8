#include "rules/suppression_texts.h"

#include "base/hash_table.h"
#include "rules/source_text.h"

#include <string.h>

typedef struct ReadFile {
    const char *path;
    UT_hash_handle hh;
} ReadFile;

struct SuppressionTexts {
    Arena *arena;
    const char *root;
    SuppressionTextVisitor *visit;
    void *data;
    ReadFile *files;
};

SuppressionTexts *suppression_texts_new(const char *root, SuppressionTextVisitor *visit, void *data)
{
    Arena *arena = arena_new();
    SuppressionTexts *texts = ARENA_NEW(arena, SuppressionTexts);
    *texts = (SuppressionTexts){.arena = arena, .root = root, .visit = visit, .data = data};
    return texts;
}

void suppression_texts_free(SuppressionTexts *texts)
{
    HASH_CLEAR(hh, texts->files);
    arena_free(texts->arena);
}

static bool is_read(SuppressionTexts *texts, const char *path)
{
    ReadFile *file;
    HASH_FIND_STR(texts->files, path, file);
    if (file)
        return true;
    file = ARENA_NEW(texts->arena, ReadFile);
    file->path = path;
    HASH_ADD_KEYPTR(hh, texts->files, file->path, strlen(file->path), file);
    return false;
}

static void read_file(SuppressionTexts *texts, const Unit *unit, FileId id)
{
    const SourceFile *source = unit_file(unit, id);
    if (!source || !source->in_tree || source->is_python_header)
        return;
    const char *path = unit_string(unit, source->path);
    char *text = is_read(texts, path) ? NULL : source_read(texts->root, path);
    if (text && strstr(text, "gclint:"))
        texts->visit(texts->data, unit, id, text);
    memory_free(text);
}

void suppression_texts_of_unit(SuppressionTexts *texts, const Unit *unit)
{
    for (FileId id = 1; id < unit->files.count; id++)
        read_file(texts, unit, id);
}
