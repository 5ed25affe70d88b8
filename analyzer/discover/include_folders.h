/* The include folders that one unit needs, so that every header of the tree that it includes is found. */
#ifndef GCLINT_INCLUDE_FOLDERS_H
#define GCLINT_INCLUDE_FOLDERS_H

#include "discover/include_graph.h"

typedef struct IncludeFolder {
    const char *path; /* as include_folder gives it */
    bool angled;      /* some #include <…> needs it; else only #include "…" do */
} IncludeFolder;

typedef struct FolderFinder FolderFinder;

/* For one graph; in the graph's arena, ended with folder_finder_free. */
FolderFinder *folder_finder_new(IncludeGraph *graph);
void folder_finder_free(FolderFinder *finder);

/* The folders for a unit, in the order in which they are to be searched; valid until the next call. */
const IncludeFolder *folder_finder_of_unit(FolderFinder *finder, uint32_t unit, uint32_t *count);

/* Whether the unit includes a header that is not there before it comes to Python.h, or never comes to it: that header
 * may be the one that brings Python.h. */
bool folder_finder_lacks_python(FolderFinder *finder, uint32_t unit);

/* What may only be searched after the system's own folders. */
typedef enum FolderShadow {
    SHADOWS_NOTHING,
    SHADOWS_SYSTEM, /* holds files that have the names of system headers: <…> must not find them first */
    SHADOWS_PYTHON, /* holds a Python.h or pyconfig.h: no include must find them first */
} FolderShadow;

FolderShadow folder_finder_shadow(const FolderFinder *finder, const char *folder);

#endif
