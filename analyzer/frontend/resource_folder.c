#include "frontend/frontend.h"

#include "base/file_bytes.h"
#include "base/system_folders.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The program's path without its last two parts, /opt/gclint of /opt/gclint/bin/gclint; false if it is not known. */
static bool find_prefix(char prefix[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", prefix, PATH_MAX - 1);
    if (length <= 0)
        return false;
    prefix[length] = '\0';
    for (int part = 0; part < 2; part++) {
        char *slash = strrchr(prefix, '/');
        if (!slash)
            return false;
        *slash = '\0';
    }
    return true;
}

static bool find_bundled(char folder[PATH_MAX])
{
    char prefix[PATH_MAX];
    if (!find_prefix(prefix))
        return false;
    int length = snprintf(folder, PATH_MAX, "%s/lib/gclint/clang", prefix);
    return length > 0 && length < PATH_MAX && is_folder(folder);
}

/* Beside a libclang that the system did not bring: of itself it takes only the headers of the system's for its own, or those in
 * the working directory. */
static bool find_beside_libclang(char folder[PATH_MAX])
{
    const char *library = frontend_library_path(), *name = library ? strrchr(library, '/') : NULL;
    const char *version = name ? strstr(frontend_clang_version(), "version ") : NULL;
    char path[PATH_MAX];
    if (!version || is_in_system_folder(library))
        return false;
    int length = snprintf(path, sizeof path, "%.*s/clang/%d", (int)(name - library), library, atoi(version + strlen("version ")));
    return length > 0 && length < PATH_MAX && realpath(path, folder) && is_folder(folder);
}

const char *frontend_resource_folder(void)
{
    static char folder[PATH_MAX];
    static bool is_known;
    if (!is_known && !find_bundled(folder) && !find_beside_libclang(folder))
        *folder = '\0';
    is_known = true;
    return *folder ? folder : NULL;
}
