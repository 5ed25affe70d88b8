/* What tells cheaply that a file is still the one that was read: not what is in it, but everything that changes with it. */
#ifndef GCLINT_STAMP_H
#define GCLINT_STAMP_H

#include "cache/bytes.h"

typedef struct FileStamp {
    uint64_t size, inode, device, mode;
    int64_t modified, changed; /* nanoseconds since 1970 */
} FileStamp;

/* All zero if there is no such file. Symbolic links are followed. */
FileStamp stamp_of(const char *path);
/* Of a name in an open folder. */
FileStamp stamp_at(int folder, const char *name, bool follows_links);
bool stamp_exists(const FileStamp *stamp);
bool stamp_same(const FileStamp *a, const FileStamp *b);
/* Changed so shortly before `moment` that another change then would look the same. */
bool stamp_is_fresh(const FileStamp *stamp, int64_t moment);

/* Nanoseconds since 1970. */
int64_t stamp_now(void);

void bytes_add_stamp(Bytes *bytes, const FileStamp *stamp);
FileStamp bytes_read_stamp(ByteReader *reader);

#endif
