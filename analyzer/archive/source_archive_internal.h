/* What source_archive.c and debian_source.c share. */
#ifndef GCLINT_SOURCE_ARCHIVE_INTERNAL_H
#define GCLINT_SOURCE_ARCHIVE_INTERNAL_H

#include "archive/source_archive.h"
#include "base/vector.h"

typedef struct Opening {
    Arena *arena;
    Unpacking unpacking;
    SourceArchive *archive;
    VECTOR(const char *) warnings;
} Opening;

/* Unpacks the archive into a new folder `name` of the private folder; *top is that folder, or the only folder in it.
 * NULL or what was wrong. */
const char *unpack_into(Opening *opening, const char *path, const char *name, const char **top);
void add_warning(Opening *opening, const char *warning);

/* A .dsc with the files that it names, which stand beside it: unpacked, and patched as Debian builds it. */
const char *open_debian_source(Opening *opening, const char *path);

#endif
