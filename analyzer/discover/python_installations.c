#include "discover/python_installations.h"

#include "discover/python_headers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_inside(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || !path[length]);
}

/* "python3.13t" and "python3.13d" are builds of another kind, with another layout of objects. */
static bool is_usual_build(const char *folder)
{
    return isdigit((unsigned char)folder[strlen(folder) - 1]);
}

/* glob's own signs in a folder's name would make it match others. */
static bool is_plain(const char *folder)
{
    return folder && folder[0] == '/' && !strpbrk(folder, "*?[\\");
}

static void match_below(Arena *arena, const char *folder, const char *pattern, PythonHeadersList *list)
{
    if (is_plain(folder))
        python_headers_match(arena, arena_format(arena, "%s/%s", folder, pattern), list);
}

static void list_beside_programs(Arena *arena, PythonHeadersList *list)
{
    const char *path = getenv("PATH");
    for (const char *next; path && *path; path = next) {
        size_t length = strcspn(path, ":");
        next = path + length + (path[length] == ':');
        match_below(arena, arena_copy_text(arena, path, length), "../include/python3.*", list);
    }
}

static void list_all(Arena *arena, PythonHeadersList *list)
{
    const char *home = getenv("HOME"), *pyenv = getenv("PYENV_ROOT");
    python_headers_in_usual_places(arena, list);
    list_beside_programs(arena, list);
    match_below(arena, pyenv, "versions/3.*/include/python3.*", list);
    match_below(arena, home, ".pyenv/versions/3.*/include/python3.*", list);
    match_below(arena, home, ".local/share/uv/python/*/include/python3.*", list);
}

void python_installations_find(Arena *arena, const char *tree, uint32_t oldest, const char **folders, unsigned count)
{
    PythonHeadersList list = {0};
    memset(folders, 0, count * sizeof *folders);
    list_all(arena, &list);
    for (uint32_t i = 0; i < list.count; i++) {
        const PythonHeaders *headers = &list.items[i];
        if (headers->version < oldest || headers->version >= oldest + count || folders[headers->version - oldest])
            continue;
        if (is_usual_build(headers->folder) && !is_inside(headers->folder, tree) && holds_pyconfig(headers->folder))
            folders[headers->version - oldest] = headers->folder;
    }
    vector_free(&list);
}
