/* Every regular file of a tree by its path, and by the end of its path.
 *
 * Symbolic links to files inside the tree are kept, so that an #include through one is found, but are never units
 * themselves. A linked folder is not entered; the files of the folder that it leads to are listed below its name as
 * well, as links. Everything else (FIFOs, devices, links out of the tree) is left out. */
#ifndef GCLINT_TREE_INDEX_H
#define GCLINT_TREE_INDEX_H

#include "base/arena.h"
#include "base/hash_table.h"
#include "base/vector.h"
#include "discover/warning_list.h"

#include <stdbool.h>

#define NO_FILE UINT32_MAX

typedef struct TreeFile {
    const char *path;       /* relative to the index's root */
    uint32_t length;        /* of path */
    uint32_t folder_length; /* the part of path before its last slash; 0 in the root */
    bool is_link;
    UT_hash_handle hh;
} TreeFile;

/* A folder that is a symbolic link to another folder of the tree. */
typedef struct FolderLink {
    const char *path;
    const char *target; /* relative to the root too; "" is the root */
} FolderLink;

typedef struct TreeIndex {
    Arena *arena;           /* where the paths live */
    const char *root;       /* absolute, without a slash at its end ("" is the folder "/") */
    VECTOR(TreeFile) files; /* sorted by path: a file's number is its place here */
    TreeFile *by_path;
    uint32_t *by_ending; /* file numbers, sorted by their paths read backwards */
    VECTOR(const char *) folders;
    VECTOR(FolderLink) folder_links; /* until the walk ends */
} TreeIndex;

/* What a walk stops at. */
typedef struct TreeLimits {
    uint32_t files; /* more are left out */
    bool only_root; /* sub-folders are not entered */
} TreeLimits;

/* Returns an errno value if the root itself cannot be read, else 0. `complete` (may be NULL) tells whether nothing was
 * left out because of the limits. */
int tree_index_walk(TreeIndex *index, Arena *arena, const char *root, TreeLimits limits, WarningList *warnings,
                    bool *complete);
void tree_index_free(TreeIndex *index);

/* The file at this path below the root, or NO_FILE. */
uint32_t tree_index_find(const TreeIndex *index, const char *path);

/* The numbers, in order, of all files whose path is `ending` or ends with a slash and `ending`; the array is in the
 * arena. */
const uint32_t *tree_index_find_ending(const TreeIndex *index, Arena *arena, const char *ending, uint32_t *count);

/* An absolute path of one below the root, in the arena. */
const char *tree_index_absolute(const TreeIndex *index, Arena *arena, const char *path);

#endif
