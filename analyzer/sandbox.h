/* SANDBOX: what a worker may do, as it reads files that nobody vouches for: read the tree, the folders its units name and the
 * system's headers, write the cache, and nothing else. It rests on Linux's Landlock (5.13 and newer) for files and on seccomp
 * for everything else; what the kernel or the build does not have is left out. */
#ifndef GCLINT_SANDBOX_H
#define GCLINT_SANDBOX_H

#include "base/arena.h"

#include <stdbool.h>

typedef struct Sandbox {
    const char *const *readable; /* folders */
    unsigned readable_count;
    const char *writable; /* a folder, or NULL */
} Sandbox;

/* Confines this process for good. */
void sandbox_enter(const Sandbox *sandbox);

/* "confined by Landlock and seccomp", or what is missing; for people. In the arena. */
const char *sandbox_describe(Arena *arena);

#endif
