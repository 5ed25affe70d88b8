/* pyenv puts a chain of shell scripts before each program, which takes longer than many a scan. */
#ifndef GCLINT_PYENV_H
#define GCLINT_PYENV_H

#include "base/arena.h"

/* The program that pyenv's `shim` (an absolute path) would run from the folder "/"; NULL if it is no shim, or if that is for pyenv to say.
 * In the arena. Of pyenv's manual: $PYENV_VERSION, else the first line of $PYENV_ROOT/version, names what stands below versions/. */
const char *pyenv_program(Arena *arena, const char *shim);

#endif
