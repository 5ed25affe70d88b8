#include "tree_settings.h"

#include "discover/project_root.h"
#include "discover/settings.h"
#include "message.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The folder whose settings count: the one that was named, or of a file the project it is part of. NULL: there is none. */
static const char *settings_folder(Arena *arena, const char *path)
{
    char real[PATH_MAX];
    struct stat status;
    if (!realpath(path, real) || stat(real, &status))
        return NULL;
    if (S_ISDIR(status.st_mode))
        return arena_copy_string(arena, real);
    char *slash = strrchr(real, '/');
    *slash = '\0';
    return project_root_of(arena, slash == real ? "/" : real);
}

const Options *options_for_path(const Options *options, const char *path)
{
    const char *folder = settings_folder(options->arena, path), *error = NULL;
    if (!folder)
        return options;
    Settings *settings = settings_read(options->arena, folder, &error);
    if (!settings) {
        message_error("%s: %s", path, error);
        return NULL;
    }
    Options *both = ARENA_NEW(options->arena, Options);
    *both = *options;
    for (unsigned i = 0; i < settings->count; i++) {
        const Setting *setting = &settings->items[i];
        if (options_is_given(options, setting->key))
            continue;
        error = options_set(both, setting->key, setting->value);
        if (error) {
            message_error("%s: %s:%u: %s %s", path, setting->file, setting->line, setting->key, error);
            return NULL;
        }
    }
    return both;
}
