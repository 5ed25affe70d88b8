/* Files of one parse: what they are called in reports, what they are to the scan, and their lines. */
#include "frontend/missing.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* Of an absolute path that need not exist. */
static char *normalise(Arena *arena, const char *path)
{
    char *result = arena_allocate(arena, strlen(path) + 2);
    size_t length = 0;
    while (*path) {
        size_t part = strcspn(path, "/");
        if (part == 2 && memcmp(path, "..", 2) == 0) {
            while (length && result[--length] != '/')
                ;
        } else if (part && !(part == 1 && path[0] == '.')) {
            result[length++] = '/';
            memcpy(result + length, path, part);
            length += part;
        }
        path += part;
        path += strspn(path, "/");
    }
    if (length == 0)
        result[length++] = '/';
    result[length] = '\0';
    return result;
}

const char *path_resolve(Arena *arena, const char *path)
{
    char resolved[PATH_MAX];
    if (realpath(path, resolved))
        return arena_copy_string(arena, resolved);
    if (path[0] != '/' && realpath(".", resolved))
        path = arena_format(arena, "%s/%s", resolved, path);
    return normalise(arena, path);
}

const char *path_inside(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    if (strncmp(path, folder, length) != 0)
        return NULL;
    if (length && folder[length - 1] == '/')
        return path + length;
    return path[length] == '/' ? path + length + 1 : NULL;
}

static const char *handle_path(Lowering *lowering, CXFile file)
{
    CXString name = clang_getFileName(file);
    const char *text = clang_getCString(name);
    const char *path = path_resolve(lowering->arena, text ? text : "");
    clang_disposeString(name);
    return path;
}

static bool is_python_path(const Lowering *lowering, const char *path)
{
    for (uint32_t i = 0; i < lowering->python_folders.count; i++)
        if (path_inside(path, lowering->python_folders.items[i]))
            return true;
    return false;
}

static bool is_main_file(const Lowering *lowering, CXFile file)
{
    CXFile main_file = clang_getFile(lowering->translation_unit, lowering->request->path);
    return main_file && clang_File_isEqual(main_file, file);
}

/* A folder of the tree is a system folder only if a flag says so; asking clang about every file would cost too much. */
static bool is_system_header(const Lowering *lowering, CXFile file)
{
    bool has_flag = false;
    for (unsigned i = 0; i < lowering->request->argument_count && !has_flag; i++)
        has_flag = strstr(lowering->request->arguments[i], "isystem") != NULL;
    return has_flag && clang_Location_isInSystemHeader(clang_getLocationForOffset(lowering->translation_unit, file, 0));
}

static FileId add_file(Lowering *lowering, CXFile handle)
{
    size_t size = 0;
    const char *text = clang_getFileContents(lowering->translation_unit, handle, &size);
    if (!text || size > UINT32_MAX)
        size = 0;
    const char *path = handle_path(lowering, handle);
    const char *relative = path_inside(path, lowering->root);
    bool is_main = is_main_file(lowering, handle);
    bool is_python = !is_main && is_python_path(lowering, path);
    bool is_system = relative && !is_main && is_system_header(lowering, handle);
    SourceFile file = {
        .path = interner_string(lowering->interner, relative ? relative : path),
        .in_tree = is_main || (relative && !is_python && !is_system),
        .is_python_header = is_python,
        .hash = XXH3_64bits(text ? text : "", size),
    };
    FileId id = lowering->unit->files.count;
    vector_push(&lowering->unit->files, file);
    vector_push(&lowering->file_texts, (FileText){.text = text ? text : "", .size = (uint32_t)size, .handle = handle});
    return id;
}

/* The same file reached by another name is the same file. */
static FileId find_same_file(const Lowering *lowering, CXFile file)
{
    for (FileId id = 1; id < lowering->file_texts.count; id++)
        if (clang_File_isEqual(lowering->file_texts.items[id].handle, file))
            return id;
    return 0;
}

/* What exists only in the parse is no file of the unit. */
static bool is_virtual(const Lowering *lowering, CXFile file)
{
    if (!lowering->stand_in_file)
        return false;
    CXString name = clang_getFileName(file);
    const char *text = clang_getCString(name);
    bool is_below = text && path_inside(text, STAND_IN_FOLDER);
    clang_disposeString(name);
    return is_below;
}

FileId file_of(Lowering *lowering, CXFile file)
{
    FileId id = 0;
    if (!file)
        return 0;
    if (file == lowering->last_file)
        return lowering->last_file_id;
    if (!pointer_map_find(&lowering->file_ids, file, &id)) {
        bool is_file = !is_virtual(lowering, file);
        id = is_file ? find_same_file(lowering, file) : 0;
        if (is_file && !id)
            id = add_file(lowering, file);
        pointer_map_add(&lowering->file_ids, lowering->arena, file, id);
    }
    lowering->last_file = file;
    lowering->last_file_id = id;
    return id;
}

bool file_is_in_tree(const Lowering *lowering, FileId id)
{
    return id && lowering->unit->files.items[id].in_tree;
}

const FileText *file_text(const Lowering *lowering, FileId id)
{
    return &lowering->file_texts.items[id];
}

static void find_lines(FileText *file)
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
    FileText *file = &lowering->file_texts.items[id];
    if (!file->lines.count)
        find_lines(file);
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

typedef struct IncludedFiles {
    VECTOR(CXFile) files;
} IncludedFiles;

static void collect_inclusion(CXFile file, CXSourceLocation *stack, unsigned stack_size, CXClientData data)
{
    (void)stack;
    (void)stack_size;
    IncludedFiles *included = data;
    vector_push(&included->files, file);
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* A Python.h outside of the tree with its patchlevel.h beside it is Python's even if discovery knew of another one.
 * Inside the tree only the folder that discovery named is, so that no file can hide a tree from analysis by its
 * name. */
static void learn_python_folder(Lowering *lowering, const IncludedFiles *included, const char *path)
{
    const char *name = last_part(path);
    if (strcmp(name, "Python.h") != 0 || path_inside(path, lowering->root))
        return;
    size_t folder_length = (size_t)(name - path);
    for (uint32_t i = 0; i < included->files.count; i++) {
        const char *other = handle_path(lowering, included->files.items[i]);
        if (strncmp(other, path, folder_length) == 0 && strcmp(other + folder_length, "patchlevel.h") == 0) {
            vector_push(&lowering->python_folders, arena_copy_text(lowering->arena, path, folder_length));
            return;
        }
    }
}

/* Files of a precompiled header are none of the inclusions. Only those that tell the version are asked for by name. */
static void add_precompiled(const Lowering *lowering, IncludedFiles *included)
{
    for (const char *const *path = lowering->precompiled_python; path && *path; path++) {
        CXFile file = clang_getFile(lowering->translation_unit, *path);
        if (file)
            vector_push(&included->files, file);
    }
}

void files_register_all(Lowering *lowering)
{
    IncludedFiles included = {0};
    clang_getInclusions(lowering->translation_unit, collect_inclusion, &included);
    add_precompiled(lowering, &included);
    if (lowering->python_include)
        vector_push(&lowering->python_folders, lowering->python_include);
    for (uint32_t i = 0; i < included.files.count; i++) {
        CXString name = clang_getFileName(included.files.items[i]);
        const char *text = clang_getCString(name);
        if (text && strcmp(last_part(text), "Python.h") == 0)
            learn_python_folder(lowering, &included, handle_path(lowering, included.files.items[i]));
        clang_disposeString(name);
    }
    for (uint32_t i = 0; i < included.files.count; i++)
        file_of(lowering, included.files.items[i]);
    vector_free(&included.files);
}
