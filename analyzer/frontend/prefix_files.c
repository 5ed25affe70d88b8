#include "frontend/prefix_files.h"

#include "base/file_bytes.h"
#include "frontend/lowering.h"

#include <string.h>
#include <sys/stat.h>

enum { SIZE_LIMIT = 4 << 20 };

void prefix_folders_free(PrefixFolders *folders)
{
    vector_free(&folders->given);
    vector_free(&folders->quoted);
    vector_free(&folders->above);
}

static const char *overlay_of(const ParseRequest *request, const char *path)
{
    for (unsigned i = 0; i < request->overlay_count; i++)
        if (strcmp(request->overlays[i].path, path) == 0)
            return request->overlays[i].content;
    return NULL;
}

const char *prefix_file_text(Arena *arena, const ParseRequest *request, const char *path)
{
    const char *overlay = overlay_of(request, path);
    if (overlay)
        return overlay;
    FileBytes bytes = {0};
    char *text = NULL;
    if (file_bytes_read(&bytes, path, SIZE_LIMIT, true) == 0)
        text = arena_copy_text(arena, bytes.bytes, bytes.length);
    file_bytes_free(&bytes);
    return text;
}

static bool is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

static const char *find_in(Arena *arena, const char *const *folders, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        const char *path = arena_format(arena, "%s/%s", folders[i], name);
        if (is_file(path))
            return path;
    }
    return NULL;
}

/* Of the tree's own headers: discovery names such a folder only for those that nothing else has. */
static const char *find_from_above(const PrefixFolders *folders, const char *name)
{
    for (uint32_t i = 0; i < folders->above.count; i++) {
        const char *path = arena_format(folders->arena, "%s/%s", folders->above.items[i], name);
        if (path_inside(path, folders->root) && !strstr(name, "..") && is_file(path))
            return path;
    }
    return NULL;
}

const char *prefix_find_header(const PrefixFolders *folders, const char *name, bool is_quoted, const char *includer)
{
    if (name[0] == '/')
        return name;
    const char *slash = strrchr(includer, '/');
    if (is_quoted && slash) {
        const char *folder = arena_copy_text(folders->arena, includer, (size_t)(slash - includer));
        const char *beside = find_in(folders->arena, &folder, 1, name);
        if (beside)
            return beside;
    }
    const char *path = NULL;
    if (is_quoted)
        path = find_in(folders->arena, folders->quoted.items, folders->quoted.count, name);
    if (!path)
        path = find_in(folders->arena, folders->given.items, folders->given.count, name);
    return path ? path : find_from_above(folders, name);
}
