/* Texts of the files of one parse, and their lines. */
#include "frontend/lookups.h"
#include "frontend/lowering.h"

#include <string.h>

static bool has_overlay(const ParseRequest *request, const char *path)
{
    for (unsigned i = 0; i < request->overlay_count; i++)
        if (strcmp(request->overlays[i].path, path) == 0)
            return true;
    return false;
}

/* To get a text from clang takes a search through all that the parse read, and brings in every place of a precompiled header. The
 * text of a header outside of the tree is on disk as well, if the file is still the one that clang opened. */
static bool recall(const Lowering *lowering, FileText *file)
{
    CXFileUniqueID parsed;
    const char *path = lookup_file_name(lowering->arena, file->handle);
    if (has_overlay(lowering->request, path) || clang.getFileUniqueID(file->handle, &parsed) != 0)
        return false;
    OpenedFile opened = {path, (dev_t)parsed.data[0], (ino_t)parsed.data[1], clang.getFileTime(file->handle)};
    const RememberedText *text = file_memory_text(lowering->file_memory, lowering->arena, &opened);
    if (text) {
        file->text = text->text;
        file->size = text->size;
        file->lines.items = text->lines;
        file->lines.count = text->line_count;
        file->is_remembered = true;
    }
    return text != NULL;
}

static FileText *loaded(const Lowering *lowering, FileId id)
{
    FileText *file = &lowering->file_texts.items[id];
    if (file->text)
        return file;
    if (lowering->unit->files.items[id].in_tree || !recall(lowering, file)) {
        size_t size = 0;
        const char *text = clang.getFileContents(lowering->translation_unit, file->handle, &size);
        bool has_text = text && size <= UINT32_MAX;
        file->text = has_text ? text : "";
        file->size = has_text ? (uint32_t)size : 0;
    }
    return file;
}

const FileText *file_text(const Lowering *lowering, FileId id)
{
    return loaded(lowering, id);
}

void file_text_find_lines(FileText *file)
{
    vector_push(&file->lines, 0);
    for (uint32_t i = 0; i < file->size; i++) {
        char byte = file->text[i];
        if (byte == '\r' && i + 1 < file->size && file->text[i + 1] == '\n')
            continue;
        if (byte == '\n' || byte == '\r')
            vector_push(&file->lines, i + 1);
    }
}

void file_position(Lowering *lowering, FileId id, uint32_t offset, uint32_t *line, uint32_t *column)
{
    FileText *file = loaded(lowering, id);
    if (!file->lines.count)
        file_text_find_lines(file);
    uint32_t low = 0, high = file->lines.count;
    if (file->lines.items[file->last_line] <= offset)
        low = file->last_line;
    if (low + 2 < high && offset < file->lines.items[low + 2])
        high = low + 2;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (file->lines.items[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    file->last_line = low;
    *line = low + 1;
    *column = offset - file->lines.items[low] + 1;
}
