#include "archive/unpack.h"

#include "base/vector.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_SIZE = 1 << 16, NAME_LIMIT = 3000 };

typedef struct Link {
    const char *path, *target;
} Link;

typedef struct Reader {
    Unpacking *unpacking;
    struct archive *archive;
    const char *folder;
    uint64_t bytes_before; /* of the archives that were unpacked before this one */
    VECTOR(Link) links;    /* made last: until then nothing that is written can pass through one */
} Reader;

UnpackLimits unpack_usual_limits(void)
{
    return (UnpackLimits){.bytes = UINT64_C(4) << 30, .entries = 500000, .ratio = 200};
}

/* --- names
 * ---------------------------------------------------------------------------------------------------------------- */

/* The name without "." and doubled slashes, or NULL: it leads out of the folder. "" is the folder itself. */
static const char *clean_name(Arena *arena, const char *name)
{
    if (*name == '/')
        return NULL;
    char *clean = arena_allocate(arena, strlen(name) + 2), *end = clean;
    while (*name) {
        size_t length = strcspn(name, "/");
        if (length == 2 && !strncmp(name, "..", 2))
            return NULL;
        if (length && !(length == 1 && *name == '.')) {
            if (end > clean)
                *end++ = '/';
            end = mempcpy(end, name, length);
        }
        name += length + (name[length] == '/');
    }
    *end = '\0';
    return clean;
}

static const char *visible(Arena *arena, const char *name)
{
    char *text = arena_copy_string(arena, name);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    return text;
}

static const char *system_error(const Reader *reader, const char *name)
{
    return arena_format(reader->unpacking->arena, "%s cannot be unpacked: %s", visible(reader->unpacking->arena, name),
                        strerror(errno));
}

/* Makes the folders above a path; NULL or what went wrong. */
static const char *make_parents(const Reader *reader, const char *path)
{
    char *part = arena_copy_string(reader->unpacking->arena, path);
    for (char *slash = part + strlen(reader->folder) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (mkdir(part, 0700) && errno != EEXIST)
            return system_error(reader, path);
        *slash = '/';
    }
    return NULL;
}

/* --- contents
 * --------------------------------------------------------------------------------------------------------------- */

static const char *over_limits(const Reader *reader, uint64_t more)
{
    Unpacking *unpacking = reader->unpacking;
    const UnpackLimits *limits = &unpacking->limits;
    int64_t packed = archive_filter_bytes(reader->archive, -1);
    if (unpacking->bytes + more > limits->bytes)
        return arena_format(unpacking->arena, "it holds more than %llu MiB", (unsigned long long)(limits->bytes >> 20));
    uint64_t own = unpacking->bytes - reader->bytes_before;
    if (own > RATIO_MATTERS_FROM && packed > 0 && own / (uint64_t)packed > limits->ratio)
        return arena_format(unpacking->arena, "it grows to more than %llu times its size, as no source code does",
                            (unsigned long long)limits->ratio);
    return NULL;
}

static bool write_all(int file, const char *bytes, size_t size, off_t offset)
{
    while (size) {
        ssize_t count = pwrite(file, bytes, size, offset);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes += count;
        size -= (size_t)count;
        offset += count;
    }
    return true;
}

/* Holes count as much as what is between them. */
static const char *copy_contents(const Reader *reader, int file, const char *name)
{
    uint64_t written = 0;
    for (;;) {
        const void *bytes;
        size_t size;
        int64_t offset;
        int code = archive_read_data_block(reader->archive, &bytes, &size, &offset);
        if (code == ARCHIVE_EOF)
            return NULL;
        if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
            return arena_format(reader->unpacking->arena, "it is damaged: %s", archive_error_string(reader->archive));
        uint64_t end = (uint64_t)offset + size;
        if (offset < 0 || end < size)
            return "it is damaged";
        const char *problem = end > written ? over_limits(reader, end - written) : NULL;
        if (problem)
            return problem;
        if (!write_all(file, bytes, size, offset))
            return system_error(reader, name);
        reader->unpacking->bytes += end > written ? end - written : 0;
        written = end > written ? end : written;
    }
}

static const char *unpack_contents(const Reader *reader, const char *path, const char *name)
{
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int file = open(path, flags, 0600);
    if (file < 0 && errno == EEXIST && !unlink(path)) /* of two entries with one name, the last counts */
        file = open(path, flags, 0600);
    if (file < 0)
        return system_error(reader, name);
    const char *problem = copy_contents(reader, file, name);
    if (close(file) && !problem)
        problem = system_error(reader, name);
    return problem;
}

/* --- entries
 * ----------------------------------------------------------------------------------------------------------------- */

static const char *full_path(const Reader *reader, const char *name)
{
    return arena_format(reader->unpacking->arena, "%s/%s", reader->folder, name);
}

static const char *unpack_hard_link(const Reader *reader, const char *path, const char *target)
{
    const char *name = clean_name(reader->unpacking->arena, target);
    if (!name)
        return "a link in it leads out of it";
    if (linkat(AT_FDCWD, full_path(reader, name), AT_FDCWD, path, 0))
        reader->unpacking->links_left_out++;
    return NULL;
}

static const char *unpack_entry(Reader *reader, struct archive_entry *entry)
{
    Arena *arena = reader->unpacking->arena;
    const char *raw = archive_entry_pathname(entry), *target;
    if (!raw || strlen(raw) > NAME_LIMIT)
        return "a name in it is too long, or cannot be read";
    const char *name = clean_name(arena, raw);
    if (!name)
        return arena_format(arena, "%s leads out of it", visible(arena, raw));
    if (!*name)
        return NULL;
    const char *path = full_path(reader, name), *problem = make_parents(reader, path);
    if (problem)
        return problem;
    if ((target = archive_entry_hardlink(entry)))
        return unpack_hard_link(reader, path, target);
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
        return unpack_contents(reader, path, name);
    case AE_IFDIR:
        return mkdir(path, 0700) && errno != EEXIST ? system_error(reader, name) : NULL;
    case AE_IFLNK:
        target = archive_entry_symlink(entry);
        if (target)
            vector_push(&reader->links, (Link){path, arena_copy_string(arena, target)});
        return NULL;
    default:
        return arena_format(arena, "%s is a device, a pipe or a socket", visible(arena, name));
    }
}

static bool is_inside(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    return !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

/* All are made, then looked at, then those that lead out or nowhere are taken away: a link may lead through another. */
static void make_links(Reader *reader)
{
    bool *is_bad = ARENA_ARRAY(reader->unpacking->arena, bool, reader->links.count);
    for (uint32_t i = 0; i < reader->links.count; i++)
        is_bad[i] = *reader->links.items[i].target == '/' ||
                    symlink(reader->links.items[i].target, reader->links.items[i].path);
    for (uint32_t i = 0; i < reader->links.count; i++) {
        char real[PATH_MAX];
        is_bad[i] |= !realpath(reader->links.items[i].path, real) || !is_inside(real, reader->folder);
    }
    for (uint32_t i = 0; i < reader->links.count; i++) {
        struct stat status;
        const char *path = reader->links.items[i].path;
        if (is_bad[i] && !lstat(path, &status) && S_ISLNK(status.st_mode))
            unlink(path);
        reader->unpacking->links_left_out += is_bad[i];
    }
}

/* --- archives
 * ------------------------------------------------------------------------------------------------------------------ */

static const char *unpack_entries(Reader *reader)
{
    Unpacking *unpacking = reader->unpacking;
    for (;;) {
        struct archive_entry *entry;
        int code = archive_read_next_header(reader->archive, &entry);
        if (code == ARCHIVE_EOF)
            return NULL;
        if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
            return arena_format(unpacking->arena, "it is damaged, or of no known kind: %s",
                                archive_error_string(reader->archive));
        if (++unpacking->entries > unpacking->limits.entries)
            return arena_format(unpacking->arena, "it holds more than %llu files",
                                (unsigned long long)unpacking->limits.entries);
        const char *problem = unpack_entry(reader, entry);
        if (problem)
            return problem;
    }
}

/* Only what is unpacked in this process: libarchive would run programs for rarer kinds. */
static void support_filters(struct archive *archive)
{
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_filter_lzma(archive);
    archive_read_support_filter_zstd(archive);
}

static const char *open_reader(Reader *reader, const char *path)
{
    archive_read_set_options(reader->archive, "hdrcharset=BINARY"); /* names are bytes */
    if (archive_read_open_filename(reader->archive, path, BLOCK_SIZE) == ARCHIVE_OK)
        return NULL;
    return arena_format(reader->unpacking->arena, "it cannot be read: %s", archive_error_string(reader->archive));
}

const char *unpack_archive(Unpacking *unpacking, const char *path, const char *folder)
{
    Reader reader = {
        .unpacking = unpacking, .archive = archive_read_new(), .folder = folder, .bytes_before = unpacking->bytes};
    if (!reader.archive)
        fatal("out of memory (archive)");
    support_filters(reader.archive);
    archive_read_support_format_tar(reader.archive);
    archive_read_support_format_zip_seekable(reader.archive);
    const char *problem = open_reader(&reader, path);
    if (!problem)
        problem = unpack_entries(&reader);
    if (!problem)
        make_links(&reader);
    vector_free(&reader.links);
    archive_read_free(reader.archive);
    return problem;
}

const char *unpack_file(Unpacking *unpacking, const char *path, const char *to)
{
    Reader reader = {
        .unpacking = unpacking, .archive = archive_read_new(), .folder = to, .bytes_before = unpacking->bytes};
    struct archive_entry *entry;
    if (!reader.archive)
        fatal("out of memory (archive)");
    support_filters(reader.archive);
    archive_read_support_format_raw(reader.archive);
    const char *problem = open_reader(&reader, path);
    if (!problem && archive_read_next_header(reader.archive, &entry) != ARCHIVE_OK)
        problem = arena_format(unpacking->arena, "it is damaged: %s", archive_error_string(reader.archive));
    if (!problem)
        problem = unpack_contents(&reader, to, to);
    archive_read_free(reader.archive);
    return problem;
}
