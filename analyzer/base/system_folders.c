#include "base/system_folders.h"

#include <stddef.h>
#include <string.h>

const char *const system_folders[] = {
    "/usr/include", "/usr/lib",   "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/local/include", "/usr/local/lib", "/usr/local/lib64",
    "/lib",         "/lib32",     "/lib64",     "/libx32",    "/nix/store",  "/gnu/store",         NULL,
};

bool is_in_system_folder(const char *path)
{
    for (size_t i = 0; system_folders[i]; i++) {
        size_t length = strlen(system_folders[i]);
        if (strncmp(path, system_folders[i], length) == 0 && (path[length] == '/' || path[length] == '\0'))
            return true;
    }
    return false;
}
