#include "cache/stamp.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

/* Of the clocks that file systems take their times from; FAT's is the slowest. */
#define SLOWEST_CLOCK ((int64_t)2000000000)

static int64_t nanoseconds(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

FileStamp stamp_of(const char *path)
{
    return stamp_at(AT_FDCWD, path, true);
}

FileStamp stamp_at(int folder, const char *name, bool follows_links)
{
    struct stat status;
    if (fstatat(folder, name, &status, follows_links ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
        return (FileStamp){0};
    return (FileStamp){
        .size = (uint64_t)status.st_size,
        .inode = status.st_ino,
        .device = status.st_dev,
        .mode = status.st_mode,
        .modified = nanoseconds(status.st_mtim),
        .changed = nanoseconds(status.st_ctim),
    };
}

bool stamp_exists(const FileStamp *stamp)
{
    return stamp->mode != 0;
}

bool stamp_same(const FileStamp *a, const FileStamp *b)
{
    return a->size == b->size && a->inode == b->inode && a->device == b->device && a->mode == b->mode && a->modified == b->modified &&
           a->changed == b->changed;
}

bool stamp_is_fresh(const FileStamp *stamp, int64_t moment)
{
    return stamp_exists(stamp) && (stamp->changed > moment - SLOWEST_CLOCK || stamp->modified > moment);
}

int64_t stamp_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return nanoseconds(now);
}

void bytes_add_stamp(Bytes *bytes, const FileStamp *stamp)
{
    bytes_add_number(bytes, stamp->size);
    bytes_add_number(bytes, stamp->inode);
    bytes_add_number(bytes, stamp->device);
    bytes_add_number(bytes, stamp->mode);
    bytes_add_number(bytes, (uint64_t)stamp->modified);
    bytes_add_number(bytes, (uint64_t)stamp->changed);
}

FileStamp bytes_read_stamp(ByteReader *reader)
{
    FileStamp stamp = {.size = bytes_read_number(reader)};
    stamp.inode = bytes_read_number(reader);
    stamp.device = bytes_read_number(reader);
    stamp.mode = bytes_read_number(reader);
    stamp.modified = (int64_t)bytes_read_number(reader);
    stamp.changed = (int64_t)bytes_read_number(reader);
    return stamp;
}
