/* What a hostile tree includes that is no file: devices that never end, pipes that nobody writes into. clang would read
 * them; it gets a text in their stead. */
#ifndef GCLINT_SPECIAL_FILES_H
#define GCLINT_SPECIAL_FILES_H

#include "base/vector.h"
#include "frontend/frontend.h"

typedef struct SpecialFiles SpecialFiles;

SpecialFiles *special_files_new(void);
void special_files_free(SpecialFiles *files);

typedef VECTOR(OverlayFile) OverlayFiles;

/* Adds an overlay for everything that an #include in the unit, or in a file of the tree that it may include, names and
 * that is neither a regular file nor a folder. Conditions are not looked at. What is added lives as long as `files`. */
void special_files_find(SpecialFiles *files, const ParseRequest *request, OverlayFiles *overlays);

#endif
