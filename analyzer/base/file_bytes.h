/* Reading a file of which nothing is known: it may be a device, a FIFO, endless, or change meanwhile. */
#ifndef GCLINT_FILE_BYTES_H
#define GCLINT_FILE_BYTES_H

#include <stdbool.h>
#include <stddef.h>

/* Keep one and read many files into it; zero-initialised is empty. */
typedef struct FileBytes {
    char *bytes; /* ended by a NUL that is not counted; may hold NULs */
    size_t length;
    size_t capacity;
} FileBytes;

/* Reads a regular file. Returns 0, or an errno value: EINVAL if it is not a regular file, EFBIG if it is longer than
 * `limit` bytes (then hardly anything was read), ELOOP for a symbolic link unless they are followed. Never blocks on a
 * FIFO and never opens a terminal as the controlling one. */
int file_bytes_read(FileBytes *text, const char *path, size_t limit, bool follow_links);
void file_bytes_free(FileBytes *text);

bool is_regular_file(const char *path);
bool is_folder(const char *path);

#endif
