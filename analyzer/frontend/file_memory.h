/* FILE MEMORY: what one parse finds out about files, for the next ones of the same process: most units of a tree include the same
 * headers and look for them in the same folders. */
#ifndef GCLINT_FILE_MEMORY_H
#define GCLINT_FILE_MEMORY_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

typedef struct FileMemory FileMemory;

FileMemory *file_memory_new(void);
void file_memory_free(FileMemory *memory);

/* Without symbolic links, as it was when it was first asked for. The path may be of a file that exists or not. What is returned here and
 * below lives as long as the memory. */
const char *file_memory_resolve(FileMemory *memory, const char *path);

/* Whether there is nothing of that name, or was not when it was asked for before. */
bool file_memory_is_absent(FileMemory *memory, const char *path);

/* The file that clang opened. */
typedef struct OpenedFile {
    const char *path;
    dev_t device;
    ino_t inode;
    time_t modified;
} OpenedFile;

typedef struct RememberedText {
    const char *text; /* not NUL-terminated */
    uint32_t size;
    uint32_t *lines; /* as in FileText; nobody changes them */
    uint32_t line_count;
} RememberedText;

/* NULL if it cannot be read, or is another one by now. What is too much to be remembered is only in `arena`. */
const RememberedText *file_memory_text(FileMemory *memory, Arena *arena, const OpenedFile *file);

#endif
