#include "archive/source_archive_internal.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static const char *const suffixes[] = {".dsc", ".tar",     ".tar.gz", ".tgz",      ".tar.bz2", ".tbz2", ".tar.xz",
                                       ".txz", ".tar.zst", ".tzst",   ".tar.lzma", ".zip",     ".whl"};

/* 0: the name is that of no archive. */
static size_t suffix_length(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t end = strlen(suffixes[i]);
        if (length > end && !strcasecmp(name + length - end, suffixes[i]))
            return end;
    }
    return 0;
}

bool is_source_archive(const char *path)
{
    struct stat status;
    return suffix_length(path) && !stat(path, &status) && S_ISREG(status.st_mode);
}

void add_warning(Opening *opening, const char *warning)
{
    vector_push(&opening->warnings, warning);
}

/* The folder itself, or the only thing in it if that is a folder. */
static const char *only_folder(Arena *arena, const char *folder)
{
    DIR *stream = opendir(folder);
    const char *only = NULL;
    unsigned count = 0;
    for (const struct dirent *entry; stream && (entry = readdir(stream));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        only = arena_format(arena, "%s/%s", folder, entry->d_name);
        count++;
    }
    if (stream)
        closedir(stream);
    struct stat status;
    return count == 1 && !lstat(only, &status) && S_ISDIR(status.st_mode) ? only : folder;
}

const char *unpack_into(Opening *opening, const char *path, const char *name, const char **top)
{
    const char *folder = arena_format(opening->arena, "%s/%s", opening->archive->folder->path, name);
    if (mkdir(folder, 0700))
        return arena_format(opening->arena, "%s: %s", folder, strerror(errno));
    const char *problem = unpack_archive(&opening->unpacking, path, folder);
    *top = only_folder(opening->arena, folder);
    return problem;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const char *open_archive(Opening *opening, const char *path)
{
    const char *name = base_name(path);
    if (!strcasecmp(name + strlen(name) - suffix_length(name), ".dsc"))
        return open_debian_source(opening, path);
    const char *stem = arena_copy_text(opening->arena, name, strlen(name) - suffix_length(name));
    return unpack_into(opening, path, stem, &opening->archive->root);
}

static void finish(Opening *opening)
{
    if (opening->unpacking.links_left_out)
        add_warning(opening, arena_format(opening->arena, "%u link%s left out: %s out of it, or nowhere",
                                          opening->unpacking.links_left_out,
                                          opening->unpacking.links_left_out == 1 ? " is" : "s are",
                                          opening->unpacking.links_left_out == 1 ? "it leads" : "they lead"));
    const char **warnings = ARENA_ARRAY(opening->arena, const char *, opening->warnings.count);
    for (uint32_t i = 0; i < opening->warnings.count; i++)
        warnings[i] = opening->warnings.items[i];
    opening->archive->warnings = warnings;
    opening->archive->warning_count = opening->warnings.count;
}

SourceArchive *source_archive_open(Arena *arena, const char *path, const char **error)
{
    Opening opening = {
        .arena = arena,
        .unpacking = {.arena = arena, .limits = unpack_usual_limits()},
        .archive = ARENA_NEW(arena, SourceArchive),
    };
    opening.archive->folder = private_folder_new(arena, error);
    if (!opening.archive->folder)
        return NULL;
    const char *problem = open_archive(&opening, path);
    if (!problem)
        finish(&opening);
    vector_free(&opening.warnings);
    if (!problem)
        return opening.archive;
    *error = arena_format(arena, "%s is not unpacked: %s", path, problem);
    private_folder_remove(opening.archive->folder);
    return NULL;
}

void source_archive_close(SourceArchive *archive)
{
    if (archive)
        private_folder_remove(archive->folder);
}
