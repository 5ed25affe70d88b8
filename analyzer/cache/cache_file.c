#include "cache/cache_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

static const char file_magic[8] = "gclintD";

typedef struct Header {
    char magic[8];
    uint64_t size; /* of what follows */
    uint64_t checksum;
    uint64_t head_size, head_checksum;
} Header;

struct CacheHash {
    XXH3_state_t *state;
};

CacheHash *cache_hash_new(void)
{
    CacheHash *hash = memory_allocate(sizeof *hash);
    hash->state = XXH3_createState();
    if (!hash->state)
        fatal("out of memory");
    XXH3_128bits_reset(hash->state);
    return hash;
}

void cache_hash_bytes(CacheHash *hash, const void *bytes, size_t size)
{
    XXH3_128bits_update(hash->state, bytes, size);
}

void cache_hash_number(CacheHash *hash, uint64_t number)
{
    cache_hash_bytes(hash, &number, sizeof number);
}

void cache_hash_text(CacheHash *hash, const char *text)
{
    cache_hash_number(hash, text ? strlen(text) : UINT64_MAX);
    if (text)
        cache_hash_bytes(hash, text, strlen(text));
}

CacheKey cache_hash_end(CacheHash *hash)
{
    XXH128_hash_t digest = XXH3_128bits_digest(hash->state);
    XXH3_freeState(hash->state);
    memory_free(hash);
    return (CacheKey){digest.low64, digest.high64};
}

uint64_t cache_hash_content(const void *bytes, size_t size)
{
    return XXH3_64bits(bytes, size);
}

const char *cache_path(Arena *arena, const char *folder, CacheKey key, const char *ending)
{
    return arena_format(arena, "%s/%016llx%016llx.%s", folder, (unsigned long long)key.high, (unsigned long long)key.low, ending);
}

static bool write_all(int descriptor, const void *bytes, size_t size)
{
    for (const unsigned char *rest = bytes; size;) {
        ssize_t written = write(descriptor, rest, size);
        if (written <= 0)
            return false;
        rest += written;
        size -= (size_t)written;
    }
    return true;
}

static uint64_t checksum_of(const Bytes *bytes)
{
    return XXH3_64bits(bytes->count ? (const void *)bytes->items : "", bytes->count);
}

static uint64_t checksum_of_both(const Bytes *head, const void *rest, size_t rest_size)
{
    XXH3_state_t *state = XXH3_createState();
    if (!state)
        fatal("out of memory");
    XXH3_64bits_reset(state);
    XXH3_64bits_update(state, head->items, head->count);
    XXH3_64bits_update(state, rest, rest_size);
    uint64_t checksum = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    return checksum;
}

static bool write_parts(int descriptor, const Header *header, const Bytes *head, const void *rest, size_t rest_size)
{
    return write_all(descriptor, header, sizeof *header) && write_all(descriptor, head->items, head->count) &&
           write_all(descriptor, rest, rest_size);
}

bool cache_file_write(const char *path, const Bytes *head, const void *rest, size_t rest_size)
{
    Header header = {.size = head->count + rest_size, .head_size = head->count, .head_checksum = checksum_of(head)};
    header.checksum = rest_size ? checksum_of_both(head, rest, rest_size) : header.head_checksum;
    memcpy(header.magic, file_magic, sizeof header.magic);
    char *temporary = NULL;
    if (asprintf(&temporary, "%s.%ld", path, (long)getpid()) < 0)
        fatal("out of memory");
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool is_written = descriptor >= 0 && write_parts(descriptor, &header, head, rest, rest_size);
    if (descriptor >= 0)
        is_written = close(descriptor) == 0 && is_written;
    is_written = is_written && rename(temporary, path) == 0;
    if (!is_written && descriptor >= 0)
        unlink(temporary);
    memory_free(temporary);
    return is_written;
}

static bool read_all(int descriptor, void *bytes, size_t size)
{
    for (unsigned char *rest = bytes; size;) {
        ssize_t count = read(descriptor, rest, size);
        if (count <= 0)
            return false;
        rest += count;
        size -= (size_t)count;
    }
    return true;
}

static void note_use(int descriptor, const struct stat *status)
{
    enum { EXACT_ENOUGH_SECONDS = 3600 };
    if (status->st_mtime < time(NULL) - EXACT_ENOUGH_SECONDS)
        futimens(descriptor, NULL);
}

void cache_file_touch(const char *path)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return;
    if (fstat(descriptor, &status) == 0)
        note_use(descriptor, &status);
    close(descriptor);
}

static bool header_is_sound(const Header *header, const struct stat *status)
{
    return memcmp(header->magic, file_magic, sizeof header->magic) == 0 && header->size < UINT32_MAX / 2 &&
           header->size + sizeof *header == (uint64_t)status->st_size && header->head_size <= header->size;
}

static bool read_content(int descriptor, Bytes *bytes, bool only_head)
{
    Header header;
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || !read_all(descriptor, &header, sizeof header) ||
        !header_is_sound(&header, &status))
        return false;
    uint32_t size = (uint32_t)(only_head ? header.head_size : header.size);
    vector_reserve(bytes, size + 1);
    if (!read_all(descriptor, bytes->items, size))
        return false;
    bytes->count = size;
    if (checksum_of(bytes) != (only_head ? header.head_checksum : header.checksum))
        return false;
    note_use(descriptor, &status);
    return true;
}

static bool read_file(const char *path, Bytes *bytes, bool only_head)
{
    bytes->count = 0;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return false;
    bool is_read = read_content(descriptor, bytes, only_head);
    close(descriptor);
    return is_read;
}

bool cache_file_read_next(const char *path, Bytes *bytes)
{
    return read_file(path, bytes, false);
}

bool cache_file_read_head(const char *path, Bytes *bytes)
{
    return read_file(path, bytes, true);
}

bool cache_file_read(const char *path, Bytes *bytes)
{
    *bytes = (Bytes){0};
    bool is_read = read_file(path, bytes, false);
    if (!is_read)
        vector_free(bytes);
    return is_read;
}
