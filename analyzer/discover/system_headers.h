/* Which headers belong to the system: those must never be found in a scanned tree first. */
#ifndef GCLINT_SYSTEM_HEADERS_H
#define GCLINT_SYSTEM_HEADERS_H

#include "base/arena.h"

#include <stdbool.h>

typedef struct SystemHeaders SystemHeaders;

/* Lives in the arena, but its table must be ended with system_headers_free. */
SystemHeaders *system_headers_new(Arena *arena);
void system_headers_free(SystemHeaders *headers);

/* A header of the C, POSIX, Linux, Windows or C++ library or of the compiler, by its name alone; the machine is not
 * asked. */
bool is_standard_header(const char *name);

/* A standard header, or one that is installed in the folders that a compiler searches by itself. */
bool system_headers_have(SystemHeaders *headers, const char *name);

#endif
