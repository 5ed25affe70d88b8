#include "frontend/file_memory.h"

#include "base/arena.h"
#include "base/file_bytes.h"
#include "base/hash_table.h"
#include "frontend/lowering.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SIZE_LIMIT = 64 << 20,
    KEPT_BYTES = 16 << 20, /* texts of headers that a worker keeps in all */
};

typedef struct ResolvedPath {
    const char *path, *resolved;
    UT_hash_handle hh;
} ResolvedPath;

typedef struct AbsentPath {
    const char *path;
    UT_hash_handle hh;
} AbsentPath;

typedef struct KeptText {
    OpenedFile file;
    RememberedText text;
    UT_hash_handle hh;
} KeptText;

struct FileMemory {
    Arena *arena;
    ResolvedPath *folders, *files;
    AbsentPath *absent;
    KeptText *texts;
    size_t kept;
};

FileMemory *file_memory_new(void)
{
    FileMemory *memory = memory_allocate(sizeof *memory);
    *memory = (FileMemory){.arena = arena_new()};
    return memory;
}

void file_memory_free(FileMemory *memory)
{
    if (!memory)
        return;
    HASH_CLEAR(hh, memory->folders);
    HASH_CLEAR(hh, memory->files);
    HASH_CLEAR(hh, memory->absent);
    HASH_CLEAR(hh, memory->texts);
    arena_free(memory->arena);
    memory_free(memory);
}

/* --- paths -------------------------------------------------------------------------------------------------------- */

/* Most files of a tree lie in a few folders. */
static const char *resolve_folder(FileMemory *memory, const char *path, size_t length)
{
    ResolvedPath *folder = NULL;
    HASH_FIND(hh, memory->folders, path, length, folder);
    if (folder)
        return folder->resolved;
    folder = ARENA_NEW(memory->arena, ResolvedPath);
    folder->path = arena_copy_text(memory->arena, path, length);
    folder->resolved = path_resolve(memory->arena, folder->path);
    HASH_ADD_KEYPTR(hh, memory->folders, folder->path, length, folder);
    return folder->resolved;
}

static const char *resolve(FileMemory *memory, const char *path)
{
    const char *slash = strrchr(path, '/');
    char link[2];
    bool is_plain = slash && slash > path && strcmp(slash, "/..") != 0 && strcmp(slash, "/.") != 0;
    if (!is_plain || readlink(path, link, sizeof link) >= 0)
        return path_resolve(memory->arena, path);
    const char *folder = resolve_folder(memory, path, (size_t)(slash - path));
    return arena_format(memory->arena, "%s%s", strcmp(folder, "/") == 0 ? "" : folder, slash);
}

const char *file_memory_resolve(FileMemory *memory, const char *path)
{
    ResolvedPath *file = NULL;
    HASH_FIND_STR(memory->files, path, file);
    if (file)
        return file->resolved;
    file = ARENA_NEW(memory->arena, ResolvedPath);
    file->path = arena_copy_string(memory->arena, path);
    file->resolved = resolve(memory, path);
    HASH_ADD_KEYPTR(hh, memory->files, file->path, strlen(file->path), file);
    return file->resolved;
}

bool file_memory_is_absent(FileMemory *memory, const char *path)
{
    AbsentPath *absent = NULL;
    HASH_FIND_STR(memory->absent, path, absent);
    if (absent)
        return true;
    if (access(path, F_OK) == 0)
        return false;
    absent = ARENA_NEW(memory->arena, AbsentPath);
    absent->path = arena_copy_string(memory->arena, path);
    HASH_ADD_KEYPTR(hh, memory->absent, absent->path, strlen(absent->path), absent);
    return true;
}

/* --- texts -------------------------------------------------------------------------------------------------------- */

static bool is_as_opened(const OpenedFile *file)
{
    struct stat now;
    return stat(file->path, &now) == 0 && now.st_dev == file->device && now.st_ino == file->inode && now.st_mtime == file->modified;
}

static bool is_same(const OpenedFile *a, const OpenedFile *b)
{
    return a->device == b->device && a->inode == b->inode && a->modified == b->modified;
}

static void copy_text(Arena *arena, RememberedText *text, const FileBytes *bytes)
{
    FileText file = {.text = arena_copy_text(arena, bytes->bytes, bytes->length), .size = (uint32_t)bytes->length};
    file_text_find_lines(&file);
    *text = (RememberedText){
        .text = file.text,
        .size = file.size,
        .lines = arena_copy(arena, file.lines.items, file.lines.count * sizeof *file.lines.items),
        .line_count = file.lines.count,
    };
    vector_free(&file.lines);
}

static KeptText *keep(FileMemory *memory, Arena *arena, const OpenedFile *file, const FileBytes *bytes)
{
    bool is_kept = bytes->length <= KEPT_BYTES - memory->kept;
    Arena *owner = is_kept ? memory->arena : arena;
    KeptText *kept = ARENA_NEW(owner, KeptText);
    kept->file = *file;
    kept->file.path = arena_copy_string(owner, file->path);
    copy_text(owner, &kept->text, bytes);
    if (is_kept) {
        memory->kept += bytes->length;
        HASH_ADD_KEYPTR(hh, memory->texts, kept->file.path, strlen(kept->file.path), kept);
    }
    return kept;
}

const RememberedText *file_memory_text(FileMemory *memory, Arena *arena, const OpenedFile *file)
{
    KeptText *kept = NULL;
    HASH_FIND_STR(memory->texts, file->path, kept);
    if (kept)
        return is_same(&kept->file, file) ? &kept->text : NULL;
    FileBytes bytes = {0};
    if (file_bytes_read(&bytes, file->path, SIZE_LIMIT, true) == 0 && is_as_opened(file))
        kept = keep(memory, arena, file, &bytes);
    file_bytes_free(&bytes);
    return kept ? &kept->text : NULL;
}
