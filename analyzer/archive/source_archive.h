/* SOURCE ARCHIVE: a target of a scan that has to be unpacked first: a tarball, a zip, a wheel, a Debian source package.
 */
#ifndef GCLINT_SOURCE_ARCHIVE_H
#define GCLINT_SOURCE_ARCHIVE_H

#include "archive/private_folder.h"
#include "archive/unpack.h"

#include <stdbool.h>

typedef struct SourceArchive {
    PrivateFolder *folder;
    const char *root;    /* what is to be scanned: the one folder at its top, or a folder of all that is in it */
    const char *package; /* of a .dsc; else NULL */
    const char *version;
    const char *const *warnings; /* links that were left out, patches that do not apply */
    unsigned warning_count;
} SourceArchive;

/* A regular file whose name is that of an archive: .tar, .tar.gz, .tgz, .zip, .whl, .dsc, ... */
bool is_source_archive(const char *path);

/* NULL and *error (in the arena; says which file) if it cannot be unpacked, or must not be. Nothing is left behind
 * then. */
SourceArchive *source_archive_open(Arena *arena, const char *path, const char **error);
/* Removes what was unpacked. NULL is allowed. */
void source_archive_close(SourceArchive *archive);

#endif
