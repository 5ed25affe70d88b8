#include "discover/project_root.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LEVELS = 24 };

static const char *const top_markers[] = {
    ".git",     ".hg",       ".svn",         "setup.py",     "pyproject.toml",
    "PKG-INFO", "configure", "configure.ac", "configure.in", "wscript",
};
/* These stand in sub-folders too. */
static const char *const part_markers[] = {"CMakeLists.txt", "meson.build", "Makefile.am", "SConscript", "BUILD.bazel"};

static bool has_any(const char *folder, const char *const *names, size_t count)
{
    char path[PATH_MAX + 32];
    for (size_t i = 0; i < count; i++) {
        int length = snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (length > 0 && (size_t)length < sizeof path && access(path, F_OK) == 0)
            return true;
    }
    return false;
}

/* Everything of a user or of the machine is below these: a marker in them says nothing. */
static bool is_too_general(const char *folder)
{
    static const char *const general[] = {"",      "/",     "/tmp", "/var", "/var/tmp", "/usr", "/usr/include",
                                          "/home", "/root", "/opt", "/srv", "/mnt"};
    const char *home = getenv("HOME");
    char real[PATH_MAX];
    for (size_t i = 0; i < sizeof general / sizeof *general; i++)
        if (strcmp(folder, general[i]) == 0)
            return true;
    return home && realpath(home, real) && strcmp(folder, real) == 0;
}

const char *project_root_of(Arena *arena, const char *folder)
{
    char *at = arena_copy_string(arena, folder);
    const char *part = folder;
    for (int level = 0; level < LEVELS && !is_too_general(at); level++) {
        if (has_any(at, top_markers, sizeof top_markers / sizeof *top_markers))
            return arena_copy_string(arena, at);
        if (has_any(at, part_markers, sizeof part_markers / sizeof *part_markers))
            part = arena_copy_string(arena, at);
        char *slash = strrchr(at, '/');
        if (!slash)
            break;
        *slash = '\0';
    }
    return part;
}
