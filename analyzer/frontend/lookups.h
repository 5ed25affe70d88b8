/* How #include finds a file, as far as it matters for knowing whether it would find the same one again. */
#ifndef GCLINT_LOOKUPS_H
#define GCLINT_LOOKUPS_H

#include "frontend/inputs.h"

#include "frontend/clang_library.h"

typedef enum SearchPlace { SEARCH_QUOTED, SEARCH_USER, SEARCH_SYSTEM, SEARCH_AFTER } SearchPlace;

typedef struct SearchFolder {
    const char *path;
    SearchPlace place;
} SearchFolder;

typedef struct SearchFolders {
    VECTOR(SearchFolder) items;
} SearchFolders;

/* In the order in which they are searched; the list is the caller's to free. */
SearchFolders search_folders(const char *const *arguments, unsigned count);

const char *lookup_file_name(Arena *arena, CXFile file);

typedef struct Lowering Lowering;
/* Adds what a parse read and looked for; what came precompiled is not among it. */
void inputs_collect(Inputs *inputs, Lowering *lowering);

#endif
