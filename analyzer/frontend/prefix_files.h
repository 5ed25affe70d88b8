/* The files that a unit includes, found as clang would find them, but without it. */
#ifndef GCLINT_PREFIX_FILES_H
#define GCLINT_PREFIX_FILES_H

#include "base/vector.h"
#include "frontend/frontend.h"

typedef struct PrefixFolders {
    Arena *arena;
    VECTOR(const char *) given; /* -I, in order */
    VECTOR(const char *) quoted;
    VECTOR(const char *) above; /* -idirafter, of folders that the tree is in */
    const char *root;           /* of the tree */
} PrefixFolders;

void prefix_folders_free(PrefixFolders *folders);
/* A file that is not one of the compiler's own folders'; NULL if there is none of that name. */
const char *prefix_find_header(const PrefixFolders *folders, const char *name, bool is_quoted, const char *includer);
/* In the arena; NULL if it is no readable regular file of a sensible size. */
const char *prefix_file_text(Arena *arena, const ParseRequest *request, const char *path);

#endif
