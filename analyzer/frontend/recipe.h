/* RECIPE: what one precompiled header is made of. Units with the same recipe can share it. */
#ifndef GCLINT_RECIPE_H
#define GCLINT_RECIPE_H

#include "cache/cache_file.h"
#include "frontend/inputs.h"
#include "frontend/prefix.h"

#include "frontend/clang_library.h"

/* The name that the text of a prefix has for clang; there is no such file. */
#define PREFIX_FILE "/gclint-prefix.h"

typedef struct Recipe {
    const ParseRequest *request; /* of one of the units */
    const char **arguments;
    unsigned argument_count;
    VECTOR(struct CXUnsavedFile) files; /* headers of Python whose text is another one */
    bool has_folders;                   /* those of the unit are searched too */
} Recipe;

/* For a request with a prefix. The arguments are in the arena; the files are the caller's to free. */
Recipe recipe_of(Arena *arena, const ParseRequest *request, bool has_folders);

/* Two programs that would make different headers of it must give different versions. */
CacheKey recipe_key(const Recipe *recipe, const char *clang_version);

#endif
