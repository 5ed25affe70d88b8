#include "discover/pyenv.h"

#include "base/file_bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* `ROOT/shims/NAME`: the length of ROOT; 0 for any other path. */
static size_t root_length(const char *shim)
{
    static const char folder[] = "/shims";
    const char *slash = strrchr(shim, '/');
    size_t length = slash ? (size_t)(slash - shim) : 0, tail = sizeof folder - 1;
    return length > tail && memcmp(slash - tail, folder, tail) == 0 ? length - tail : 0;
}

static const char *first_line(Arena *arena, const char *path)
{
    char line[256];
    FILE *file = is_regular_file(path) ? fopen(path, "re") : NULL;
    bool is_read = file && fgets(line, sizeof line, file);
    if (file)
        fclose(file);
    return is_read ? arena_copy_string(arena, line) : NULL;
}

/* What else chooses a version is left to pyenv. */
static const char *chosen_version(Arena *arena, const char *root)
{
    const char *chosen = getenv("PYENV_VERSION"), *own_root = getenv("PYENV_ROOT");
    if (getenv("PYENV_DIR") || access("/.python-version", F_OK) == 0 || (own_root && strcmp(own_root, root) != 0))
        return NULL;
    const char *names = chosen && *chosen ? chosen : first_line(arena, arena_format(arena, "%s/version", root));
    size_t length = names ? strcspn(names, ": \t\r\n") : 0;
    const char *name = length ? arena_copy_text(arena, names, length) : NULL;
    return name && name[0] != '.' && !strchr(name, '/') ? name : NULL;
}

const char *pyenv_program(Arena *arena, const char *shim)
{
    size_t length = root_length(shim);
    const char *root = length ? arena_copy_text(arena, shim, length) : NULL;
    const char *version = root ? chosen_version(arena, root) : NULL;
    if (!version)
        return NULL;
    const char *program = arena_format(arena, "%s/versions/%s/bin/%s", root, version, strrchr(shim, '/') + 1);
    return is_regular_file(program) && access(program, X_OK) == 0 ? program : NULL;
}
