/* A folder that only this run sees, and that does not outlive it: a process of its own waits for the end of this one,
 * however it ends, also by SIGKILL, and removes the folder. */
#ifndef GCLINT_PRIVATE_FOLDER_H
#define GCLINT_PRIVATE_FOLDER_H

#include "base/arena.h"

typedef struct PrivateFolder {
    const char *path; /* absolute, without symbolic links */
    int keeper;       /* the process, a pid_t */
    int line;         /* to it; when its last copy is closed, the folder goes */
} PrivateFolder;

/* In $TMPDIR, else /tmp. NULL and *error (in the arena) if it cannot be made. */
PrivateFolder *private_folder_new(Arena *arena, const char **error);
/* Removes it with all that is in it. NULL is allowed. */
void private_folder_remove(PrivateFolder *folder);

/* Removes a file, or a folder with all that is in it; follows no links. What is not there is no matter. */
void remove_tree(const char *path);

#endif
