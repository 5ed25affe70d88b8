/* A target as the user names it: a folder, a file, or an archive, which is unpacked as long as the target is open. */
#ifndef GCLINT_TARGET_SOURCE_H
#define GCLINT_TARGET_SOURCE_H

#include "archive/source_archive.h"
#include "reports/scan.h"

typedef struct TargetSource {
    const char *named;      /* by the user */
    const char *path;       /* what is there to analyse */
    SourceArchive *archive; /* NULL: the path is the target itself */
} TargetSource;

/* False after a message if it is an archive that cannot be unpacked. */
bool target_source_open(TargetSource *source, Arena *arena, const char *path);
void target_source_close(TargetSource *source);

/* Which package the analysed tree is, and where it came from. */
void target_source_describe(const TargetSource *source, Arena *arena, Scan *scan);

/* Of a stored scan of an archive that is still there: makes its lines available to excerpts. */
void target_source_reopen(TargetSource *source, Arena *arena, Scan *scan);

#endif
