/* Which other versions of Python have their headers on this machine. */
#ifndef GCLINT_PYTHON_INSTALLATIONS_H
#define GCLINT_PYTHON_INSTALLATIONS_H

#include "base/arena.h"

#include <stdint.h>

/* Fills folders[i] with the absolute folder of Python.h and pyconfig.h of version `oldest` + i (0x0308 for 3.8), NULL
 * if there is none: from the usual places, beside the programs in PATH, and where pyenv and uv put what they install.
 * Nothing inside `tree` counts, and no program is run. */
void python_installations_find(Arena *arena, const char *tree, uint32_t oldest, const char **folders, unsigned count);

#endif
