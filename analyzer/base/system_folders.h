/* Where the system keeps headers, libraries and compilers: what stands there is the same on many machines, and no secret. */
#ifndef GCLINT_SYSTEM_FOLDERS_H
#define GCLINT_SYSTEM_FOLDERS_H

#include <stdbool.h>

/* Ends with NULL. */
extern const char *const system_folders[];

/* Whether a resolved path is one of them or below one. */
bool is_in_system_folder(const char *path);

#endif
