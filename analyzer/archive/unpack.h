/* UNPACK: one archive into a folder. An archive is hostile: nothing is written outside of the folder, no device is
 * made, no link that leads out of it is kept, and what grows beyond all measure is refused. */
#ifndef GCLINT_UNPACK_H
#define GCLINT_UNPACK_H

#include "base/arena.h"

#include <stdint.h>

/* What all archives of one target together may be. */
typedef struct UnpackLimits {
    uint64_t bytes; /* unpacked */
    uint64_t entries;
    uint64_t ratio; /* unpacked bytes for one packed, looked at from RATIO_MATTERS_FROM bytes on */
} UnpackLimits;
enum { RATIO_MATTERS_FROM = 100 << 20 };

typedef struct Unpacking {
    Arena *arena;
    UnpackLimits limits;
    uint64_t bytes, entries; /* so far */
    unsigned links_left_out; /* led out of the folder, or nowhere */
} Unpacking;

UnpackLimits unpack_usual_limits(void);

/* Files and folders get fixed permissions. NULL, or what was wrong with the archive (in the arena); what was unpacked
 * by then stays. `folder` is absolute, exists, has no links in it, and nobody else writes there. */
const char *unpack_archive(Unpacking *unpacking, const char *path, const char *folder);

/* A single packed file, such as spam.diff.gz, to the file `to`, which must not exist. */
const char *unpack_file(Unpacking *unpacking, const char *path, const char *to);

#endif
