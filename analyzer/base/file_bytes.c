#include "base/file_bytes.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void reserve(FileBytes *text, size_t wanted)
{
    if (wanted <= text->capacity)
        return;
    size_t capacity = text->capacity ? text->capacity : 1 << 16;
    while (capacity < wanted)
        capacity *= 2;
    text->bytes = memory_resize(text->bytes, capacity, 1);
    text->capacity = capacity;
}

/* What is read, not what the size says, decides: the file may grow or shrink meanwhile. */
static int read_all(FileBytes *text, int file, size_t limit)
{
    text->length = 0;
    for (;;) {
        reserve(text, text->length + (1 << 15) + 1);
        size_t room = text->capacity - text->length - 1;
        ssize_t count = read(file, text->bytes + text->length, room);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno;
        text->length += (size_t)count;
        if (count == 0 || text->length > limit)
            break;
    }
    text->bytes[text->length] = '\0';
    return text->length > limit ? EFBIG : 0;
}

int file_bytes_read(FileBytes *text, const char *path, size_t limit, bool follow_links)
{
    text->length = 0;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (follow_links ? 0 : O_NOFOLLOW));
    if (file < 0)
        return errno;
    struct stat status;
    int problem = fstat(file, &status) < 0        ? errno
                  : !S_ISREG(status.st_mode)      ? EINVAL
                  : status.st_size > (off_t)limit ? EFBIG
                                                  : 0;
    if (!problem) {
        reserve(text, (size_t)status.st_size + 2);
        problem = read_all(text, file, limit);
    }
    close(file);
    return problem;
}

void file_bytes_free(FileBytes *text)
{
    memory_free(text->bytes);
    *text = (FileBytes){0};
}

bool is_regular_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}
