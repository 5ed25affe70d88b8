#ifndef GCLINT_PRECOMPILED_MAKE_H
#define GCLINT_PRECOMPILED_MAKE_H

#include "frontend/recipe.h"

/* Writes the header to `path`, and to `made` what it depends on:
 *     the files with their stamps; paths that must stay absent, because a file there would have been found first; whether the
 *     header is of use; names that no folder of a unit may have; Python.h and patchlevel.h as clang knows them.
 * Where the prefix cannot be compiled only `made` is written, and nothing if a file is so new that it could change unseen. */
void precompiled_make(CXIndex index, const Recipe *recipe, const char *path, const char *made);

#endif
