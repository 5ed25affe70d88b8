/* Files of one parse: what they are called in reports and what they are to the scan. */
#include "frontend/lookups.h"
#include "frontend/missing.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct FileIdentity {
    CXFileUniqueID key;
    FileId id;
    UT_hash_handle hh;
} FileIdentity;

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
    return file_memory_resolve(lowering->file_memory, lookup_file_name(lowering->arena, file));
}

static bool is_python_path(const Lowering *lowering, const char *path)
{
    for (uint32_t i = 0; i < lowering->python_folders.count; i++)
        if (path_inside(path, lowering->python_folders.items[i]))
            return true;
    return false;
}

/* A folder of the tree is a system folder only if a flag says so; asking clang about every file would cost too much. */
static bool is_system_header(const Lowering *lowering, CXFile file, const char *path)
{
    bool is_below = false;
    for (uint32_t i = 0; i < lowering->system_folders.count && !is_below; i++)
        is_below = path_inside(path, lowering->system_folders.items[i]) != NULL;
    return is_below && clang.Location_isInSystemHeader(clang.getLocationForOffset(lowering->translation_unit, file, 0));
}

static bool is_main(const Lowering *lowering, CXFile file)
{
    return lowering->main_file && clang.File_isEqual(lowering->main_file, file);
}

static bool is_in_tree(const Lowering *lowering, CXFile file, const char *path)
{
    return is_main(lowering, file) || (path_inside(path, lowering->root) && !is_python_path(lowering, path) &&
                                       !is_system_header(lowering, file, path));
}

static FileId add_file(Lowering *lowering, CXFile handle)
{
    const char *path = handle_path(lowering, handle);
    const char *relative = path_inside(path, lowering->root);
    SourceFile file = {
        .path = interner_string(lowering->interner, relative ? relative : path),
        .in_tree = is_in_tree(lowering, handle, path),
        .is_python_header = !is_main(lowering, handle) && is_python_path(lowering, path),
    };
    FileId id = lowering->unit->files.count;
    vector_push(&lowering->unit->files, file);
    vector_push(&lowering->file_texts, (FileText){.handle = handle});
    return id;
}

/* The same file reached by another name is the same file. */
static FileIdentity *identity_of(Lowering *lowering, CXFile file)
{
    CXFileUniqueID key;
    FileIdentity *identity = NULL;
    if (clang.getFileUniqueID(file, &key) != 0)
        return NULL;
    HASH_FIND(hh, lowering->identities, &key, sizeof key, identity);
    if (identity)
        return identity;
    identity = ARENA_NEW(lowering->arena, FileIdentity);
    identity->key = key;
    HASH_ADD(hh, lowering->identities, key, sizeof key, identity);
    return identity;
}

static FileId find_or_add(Lowering *lowering, CXFile file)
{
    FileIdentity *identity = identity_of(lowering, file);
    if (identity && identity->id)
        return identity->id;
    FileId id = add_file(lowering, file);
    if (identity)
        identity->id = id;
    return id;
}

/* What exists only in the parse is no file of the unit. */
static bool is_virtual(Lowering *lowering, CXFile file)
{
    return lowering->stand_in_file && path_inside(lookup_file_name(lowering->arena, file), STAND_IN_FOLDER);
}

FileId file_of(Lowering *lowering, CXFile file)
{
    FileId id = 0;
    if (!file)
        return 0;
    if (file == lowering->last_file)
        return lowering->last_file_id;
    if (!pointer_map_find(&lowering->file_ids, file, &id)) {
        id = is_virtual(lowering, file) ? 0 : find_or_add(lowering, file);
        pointer_map_add(&lowering->file_ids, lowering->arena, file, id);
    }
    lowering->last_file = file;
    lowering->last_file_id = id;
    return id;
}

bool file_is_registered(Lowering *lowering, CXFile file)
{
    FileId id;
    return pointer_map_find(&lowering->file_ids, file, &id);
}

static bool is_known_outside(Lowering *lowering, CXFile file)
{
    uint32_t is_outside;
    if (pointer_map_find(&lowering->outside_files, file, &is_outside))
        return is_outside;
    is_outside = !is_in_tree(lowering, file, handle_path(lowering, file));
    pointer_map_add(&lowering->outside_files, lowering->arena, file, is_outside);
    return is_outside;
}

FileId file_of_tree(Lowering *lowering, CXFile file)
{
    if (!file || (!file_is_registered(lowering, file) && is_known_outside(lowering, file)))
        return 0;
    FileId id = file_of(lowering, file);
    return file_is_in_tree(lowering, id) ? id : 0;
}

bool file_is_in_tree(const Lowering *lowering, FileId id)
{
    return id && lowering->unit->files.items[id].in_tree;
}

/* --- what may not be opened ---------------------------------------------------------------------------------------- */

/* The name that stands in the #include at that place; empty if none does. */
static const char *included_name(Lowering *lowering, CXFile handle, unsigned offset)
{
    const FileText *file = file_text(lowering, file_of(lowering, handle));
    char opening = text_at(file, offset), closing = opening == '"' ? '"' : opening == '<' ? '>' : '\0';
    uint32_t end = offset + 1;
    while (closing && text_at(file, end) && text_at(file, end) != '\n' && text_at(file, end) != closing)
        end++;
    bool is_whole = closing && text_at(file, end) == closing;
    return is_whole ? arena_copy_text(lowering->arena, file->text + offset + 1, end - offset - 1) : "";
}

const char *refused_include(Lowering *lowering, CXDiagnostic diagnostic, const char *message)
{
    static const char begin[] = "cannot open file '", end[] = "': Permission denied";
    size_t length = message ? strnlen(message, PATH_MAX) : 0, both = sizeof begin + sizeof end - 2;
    if (length <= both || length == PATH_MAX || strncmp(message, begin, sizeof begin - 1) != 0 ||
        strcmp(message + length - (sizeof end - 1), end) != 0)
        return NULL;
    const char *path = arena_copy_text(lowering->arena, message + sizeof begin - 1, length - both);
    CXFile handle = NULL;
    unsigned offset = 0;
    clang.getFileLocation(clang.getDiagnosticLocation(diagnostic), &handle, NULL, NULL, &offset);
    if (!handle || path_inside(path_resolve(lowering->arena, path), lowering->root))
        return NULL;
    const char *name = included_name(lowering, handle, offset);
    return *name ? arena_format(lowering->arena, "'%s' file not found", name) : NULL;
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

const char *path_last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* A Python.h outside of the tree with its patchlevel.h beside it is Python's even if discovery knew of another one.
 * Inside the tree only the folder that discovery named is, so that no file can hide a tree from analysis by its
 * name. */
static void learn_python_folder(Lowering *lowering, const IncludedFiles *included, const char *path)
{
    const char *name = path_last_part(path);
    if (strcmp(name, "Python.h") != 0 || path_inside(path, lowering->root))
        return;
    size_t folder_length = (size_t)(name - path);
    for (uint32_t i = 0; i < included->files.count; i++) {
        if (strcmp(path_last_part(lookup_file_name(lowering->arena, included->files.items[i])), "patchlevel.h") != 0)
            continue;
        const char *other = handle_path(lowering, included->files.items[i]);
        if (strncmp(other, path, folder_length) == 0 && strcmp(other + folder_length, "patchlevel.h") == 0) {
            vector_push(&lowering->python_folders, arena_copy_text(lowering->arena, path, folder_length));
            return;
        }
    }
}

/* Resolved, as the paths of files are. */
static void learn_system_folders(Lowering *lowering)
{
    const ParseRequest *request = lowering->request;
    for (unsigned i = 0; i < request->argument_count; i++) {
        const char *flag = strstr(request->arguments[i], "isystem");
        if (!flag)
            continue;
        const char *folder = flag + strlen("isystem");
        folder += *folder == '=';
        if (!*folder && i + 1 < request->argument_count)
            folder = request->arguments[++i];
        vector_push(&lowering->system_folders, path_resolve(lowering->arena, folder));
    }
}

/* Files of a precompiled header are none of the inclusions. Only those that tell the version are asked for by name. */
static void add_precompiled(const Lowering *lowering, IncludedFiles *included)
{
    for (const char *const *path = lowering->precompiled_python; path && *path; path++) {
        CXFile file = clang.getFile(lowering->translation_unit, *path);
        if (file)
            vector_push(&included->files, file);
    }
}

static void learn_python_folders(Lowering *lowering, const IncludedFiles *included)
{
    if (lowering->python_include)
        vector_push(&lowering->python_folders, lowering->python_include);
    for (uint32_t i = 0; i < included->files.count; i++) {
        const char *name = lookup_file_name(lowering->arena, included->files.items[i]);
        if (strcmp(path_last_part(name), "Python.h") == 0)
            learn_python_folder(lowering, included, handle_path(lowering, included->files.items[i]));
    }
}

static void register_named(Lowering *lowering, const IncludedFiles *included, const char *last_part)
{
    for (uint32_t i = 0; i < included->files.count; i++)
        if (strcmp(path_last_part(lookup_file_name(lowering->arena, included->files.items[i])), last_part) == 0)
            file_of(lowering, included->files.items[i]);
}

/* Of files outside of the tree, those that something stands in are registered when it is met, so that facts are the same whether they
 * came precompiled or not. */
void files_register_all(Lowering *lowering)
{
    IncludedFiles included = {0};
    learn_system_folders(lowering);
    lowering->main_file = clang.getFile(lowering->translation_unit, lowering->request->path);
    clang.getInclusions(lowering->translation_unit, collect_inclusion, &included);
    add_precompiled(lowering, &included);
    learn_python_folders(lowering, &included);
    for (uint32_t i = 0; i < included.files.count; i++) {
        CXFile file = included.files.items[i];
        if (!file_of_tree(lowering, file) && !is_virtual(lowering, file))
            vector_push(&lowering->outside, file);
    }
    register_named(lowering, &included, "Python.h");
    register_named(lowering, &included, "patchlevel.h");
    vector_free(&included.files);
}

void files_forget(Lowering *lowering)
{
    for (uint32_t i = 0; i < lowering->file_texts.count; i++)
        if (!lowering->file_texts.items[i].is_remembered)
            vector_free(&lowering->file_texts.items[i].lines);
    vector_free(&lowering->file_texts);
    vector_free(&lowering->python_folders);
    vector_free(&lowering->system_folders);
    vector_free(&lowering->outside);
    pointer_map_clear(&lowering->file_ids);
    pointer_map_clear(&lowering->outside_files);
    HASH_CLEAR(hh, lowering->identities);
}
