/* Source lines for excerpts, read below the scanned folder and nowhere else: a report shows nothing of the machine
 * around it. */
#ifndef GCLINT_SOURCE_H
#define GCLINT_SOURCE_H

#include <stddef.h>
#include <stdint.h>

typedef struct SourceTree SourceTree;

/* Never NULL; a root that is NULL or cannot be opened gives a tree without files. */
SourceTree *source_open(const char *root);
void source_close(SourceTree *tree);

/* A line without its end, not zero-terminated, valid until the next call. NULL if it cannot be had: the path is
 * absolute or has a ".." in it, a symbolic link stands in its way, it is not a regular file or too large, or the file
 * has not so many lines. */
const char *source_line(SourceTree *tree, const char *file, uint32_t line, size_t *length);

#endif
