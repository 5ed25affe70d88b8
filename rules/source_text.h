/* The text of a scanned file, for what facts do not keep: comments. */
#ifndef GCLINT_SOURCE_TEXT_H
#define GCLINT_SOURCE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/* The regular file `path` (relative) below the absolute folder `root`, zero-terminated, to be freed with memory_free.
 * NULL if there is none, if it cannot be read, if it is not below `root` (symbolic links included), or if it is larger
 * than 64 MiB. */
char *source_read(const char *root, const char *path);

typedef struct SourceComment {
    const char *file_start;
    const char *text, *end; /* with its delimiters */
    uint32_t line;          /* of its start, 1-based */
    bool is_alone;          /* nothing but blanks stands before it on its line */
} SourceComment;

/* Calls `take` for every comment of a C or C++ text, in order. String literals are not mistaken for comments. */
void source_comments(const char *text, void (*take)(void *data, const SourceComment *comment), void *data);

#endif
