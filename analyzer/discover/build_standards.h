/* Which language standard a project's build files ask for. */
#ifndef GCLINT_BUILD_STANDARDS_H
#define GCLINT_BUILD_STANDARDS_H

#include "base/arena.h"
#include "base/vector.h"
#include "discover/tree_index.h"

#include <stdbool.h>

/* Of one folder with a build file. */
typedef struct FolderStandard {
    const char *folder; /* relative to the index's root */
    const char *c;      /* "gnu11", or NULL: not said */
    const char *cpp;
} FolderStandard;

typedef struct BuildStandards {
    VECTOR(FolderStandard) folders; /* sorted */
} BuildStandards;

/* Reads setup.py, CMakeLists.txt, meson.build and others of the index's folders; strings in the arena. */
void build_standards_read(BuildStandards *standards, Arena *arena, const TreeIndex *index);
void build_standards_free(BuildStandards *standards);

/* "-std=gnu++17" or the like from what the nearest folder above the file asks for, NULL if none does. Always with GNU's
 * extensions, which most code needs without saying so; C up to 17 and C++ up to 14 make no difference to a parse, and
 * are NULL and gnu++14. */
const char *build_standard_for(const BuildStandards *standards, Arena *arena, const char *path, bool cpp);

/* The newest standard that a build file's text names for the language, as "c++17"; NULL: none. For tests. */
const char *build_standard_in(Arena *arena, const char *text, bool cpp);

#endif
