#include "cache/cache_folder.h"

#include "base/vector.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TRIM_FILE "trimmed"
enum { TRIM_SECONDS = 600, ABANDONED_SECONDS = 3600 };

static bool is_own_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid() && access(path, R_OK | W_OK | X_OK) == 0;
}

/* With the folders above it. */
static bool make_folder(Arena *arena, const char *path)
{
    char *part = arena_copy_string(arena, path);
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST)
            return false;
        *slash = '/';
    }
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

/* So that backups leave it out: see bford.info/cachedir. */
static void write_tag(Arena *arena, const char *folder)
{
    static const char tag[] = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of gclint.\n";
    const char *path = arena_format(arena, "%s/CACHEDIR.TAG", folder);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return;
    bool is_written = write(descriptor, tag, sizeof tag - 1) == (ssize_t)sizeof tag - 1;
    close(descriptor);
    if (!is_written)
        unlink(path);
}

const char *cache_folder_find(Arena *arena)
{
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (!base || base[0] != '/')
        base = home && home[0] == '/' ? arena_format(arena, "%s/.cache", home) : NULL;
    const char *folder = base ? arena_format(arena, "%s/gclint", base) : NULL;
    if (!folder || !make_folder(arena, folder) || !is_own_folder(folder))
        return NULL;
    write_tag(arena, folder);
    return folder;
}

const char *cache_folder_temporary(Arena *arena)
{
    const char *base = getenv("TMPDIR");
    char *path = arena_format(arena, "%s/gclint-XXXXXX", base && base[0] == '/' ? base : "/tmp");
    return mkdtemp(path);
}

/* --- files -------------------------------------------------------------------------------------------------------- */

typedef struct CachedFile {
    char *name;
    uint64_t size;
    time_t used;
} CachedFile;

typedef VECTOR(CachedFile) CachedFiles;

static CachedFiles list_files(int folder)
{
    CachedFiles files = {0};
    int again = dup(folder);
    DIR *entries = again >= 0 ? fdopendir(again) : NULL;
    struct dirent *entry;
    while (entries && (entry = readdir(entries))) {
        struct stat status;
        if (fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
            continue;
        time_t used = status.st_atime > status.st_mtime ? status.st_atime : status.st_mtime;
        vector_push(&files, ((CachedFile){memory_copy_string(entry->d_name), (uint64_t)status.st_size, used}));
    }
    if (entries)
        closedir(entries);
    else if (again >= 0)
        close(again);
    return files;
}

static void free_files(CachedFiles *files)
{
    for (uint32_t i = 0; i < files->count; i++)
        memory_free(files->items[i].name);
    vector_free(files);
}

void cache_folder_remove(const char *folder)
{
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    CachedFiles files = list_files(descriptor);
    for (uint32_t i = 0; i < files.count; i++)
        unlinkat(descriptor, files.items[i].name, 0);
    free_files(&files);
    close(descriptor);
    rmdir(folder);
}

/* --- the limit ---------------------------------------------------------------------------------------------------- */

static int compare_use(const void *left, const void *right)
{
    const CachedFile *a = left, *b = right;
    return (a->used > b->used) - (a->used < b->used);
}

/* Files being written have their writer's number behind their ending. */
static bool is_abandoned(const CachedFile *file, time_t now)
{
    const char *dot = strrchr(file->name, '.');
    bool is_temporary = dot && dot[1] && strspn(dot + 1, "0123456789") == strlen(dot + 1);
    return is_temporary && file->used < now - ABANDONED_SECONDS;
}

static void trim(int folder, uint64_t limit, time_t now)
{
    CachedFiles files = list_files(folder);
    uint64_t total = 0;
    for (uint32_t i = 0; i < files.count; i++)
        total += files.items[i].size;
    if (files.count)
        qsort(files.items, files.count, sizeof *files.items, compare_use);
    for (uint32_t i = 0; i < files.count; i++) {
        const CachedFile *file = &files.items[i];
        bool is_kept = strcmp(file->name, "CACHEDIR.TAG") == 0 || strcmp(file->name, TRIM_FILE) == 0;
        if (is_kept || (total <= limit && !is_abandoned(file, now)))
            continue;
        if (unlinkat(folder, file->name, 0) == 0)
            total -= file->size;
    }
    free_files(&files);
}

static bool was_trimmed_lately(int folder, time_t now)
{
    struct stat status;
    if (fstatat(folder, TRIM_FILE, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mtime <= now &&
        status.st_mtime > now - TRIM_SECONDS)
        return true;
    int mark = openat(folder, TRIM_FILE, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (mark < 0)
        return true;
    futimens(mark, NULL);
    close(mark);
    return false;
}

void cache_folder_trim(const char *folder, uint64_t limit)
{
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    time_t now = time(NULL);
    if (!was_trimmed_lately(descriptor, now))
        trim(descriptor, limit, now);
    close(descriptor);
}
