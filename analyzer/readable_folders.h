/* What the processes that parse may read beside the system's headers. The tree is not asked: a flag or a link of it could name
 * the folder with the user's keys. */
#ifndef GCLINT_READABLE_FOLDERS_H
#define GCLINT_READABLE_FOLDERS_H

#include "frontend/frontend.h"
#include "options.h"

typedef struct ReadableFolders {
    const char *const *items; /* resolved */
    unsigned count;
    const char *refused; /* one that flags name and that may not be read, or NULL */
    unsigned refused_count;
} ReadableFolders;

/* In the arena. */
ReadableFolders readable_folders_find(Arena *arena, const Options *options, const ParseRequest *requests, unsigned count);

/* Whether a resolved folder outside of the tree may be read because a flag of the tree names it: it must be one for headers. */
bool is_header_folder(const char *folder);

#endif
