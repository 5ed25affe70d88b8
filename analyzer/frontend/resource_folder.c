#include "frontend/frontend.h"

#include "base/file_bytes.h"

#include <limits.h>
#include <stdio.h>
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

const char *frontend_resource_folder(void)
{
    static char folder[PATH_MAX + sizeof "/lib/gclint/clang"];
    static bool is_known;
    char prefix[PATH_MAX];
    if (!is_known && find_prefix(prefix))
        snprintf(folder, sizeof folder, "%s/lib/gclint/clang", prefix);
    if (!is_known && !is_folder(folder))
        *folder = '\0';
    is_known = true;
    return *folder ? folder : NULL;
}
