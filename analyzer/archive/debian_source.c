/* Debian source packages: deb-src(5), dsc(5). A .dsc names the original tarballs, what Debian adds, and their sizes;
 * Debian's patches are applied as a build does, by patch(1), which changes nothing outside of the folder it is told. */
#include "archive/source_archive_internal.h"
#include "discover/run_program.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_LIMIT = 64, LINE_LIMIT = 1000, PATCH_LIMIT = 2000 };

typedef struct DebianFile {
    const char *name, *path;
    long long size;
} DebianFile;

typedef struct DebianSource {
    Opening *opening;
    const char *folder; /* of the .dsc */
    const char *package, *version, *format;
    DebianFile files[FILE_LIMIT];
    unsigned file_count;
    const char *root;
} DebianSource;

/* --- the .dsc
 * -------------------------------------------------------------------------------------------------------------- */

/* Part of a file name: no slash, nothing that begins like an option or a hidden file. */
static bool is_plain_name(const char *name)
{
    for (const char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr(".+-_~:%", *c))
            return false;
    return isalnum((unsigned char)*name);
}

static const char *field_value(Arena *arena, const char *line, const char *field)
{
    size_t length = strlen(field);
    if (strncasecmp(line, field, length) != 0 || line[length] != ':')
        return NULL;
    line += length + 1;
    line += strspn(line, " \t");
    size_t end = strcspn(line, "\r\n");
    while (end && isspace((unsigned char)line[end - 1]))
        end--;
    return arena_copy_text(arena, line, end);
}

static const char *add_file(DebianSource *source, const char *line)
{
    char name[LINE_LIMIT];
    long long size;
    if (sscanf(line, " %*s %lld %999s", &size, name) != 2)
        return NULL;
    if (!is_plain_name(name))
        return "it names a file that is not beside it";
    if (source->file_count == FILE_LIMIT)
        return "it names too many files";
    Arena *arena = source->opening->arena;
    source->files[source->file_count++] =
        (DebianFile){arena_copy_string(arena, name), arena_format(arena, "%s/%s", source->folder, name), size};
    return NULL;
}

static const char *read_fields(DebianSource *source, FILE *file)
{
    Arena *arena = source->opening->arena;
    char line[LINE_LIMIT];
    bool in_files = false;
    const char *problem = NULL, *value;
    while (!problem && fgets(line, sizeof line, file)) {
        if (in_files && (*line == ' ' || *line == '\t')) {
            problem = add_file(source, line);
            continue;
        }
        in_files = field_value(arena, line, "Files") != NULL;
        if ((value = field_value(arena, line, "Source")))
            source->package = value;
        else if ((value = field_value(arena, line, "Version")))
            source->version = value;
        else if ((value = field_value(arena, line, "Format")))
            source->format = value;
    }
    return problem;
}

static const char *read_description(DebianSource *source, const char *path)
{
    Arena *arena = source->opening->arena;
    FILE *file = fopen(path, "r");
    if (!file)
        return strerror(errno);
    const char *problem = read_fields(source, file);
    fclose(file);
    if (problem)
        return problem;
    if (!source->package || !source->version || !source->file_count || !is_plain_name(source->package) ||
        !is_plain_name(source->version))
        return "it is no description of a Debian source package";
    if (source->format && strcmp(source->format, "1.0") && strncmp(source->format, "3.0 (quilt)", 11) &&
        strncmp(source->format, "3.0 (native)", 12))
        return arena_format(arena, "its format \"%s\" is not known", source->format);
    return NULL;
}

/* --- files
 * ------------------------------------------------------------------------------------------------------------------ */

static const char *check_file(const DebianSource *source, const DebianFile *file)
{
    struct stat status;
    Arena *arena = source->opening->arena;
    if (stat(file->path, &status))
        return arena_format(arena, "%s: %s", file->path, strerror(errno));
    if (!S_ISREG(status.st_mode) || status.st_size != file->size)
        return arena_format(arena, "%s is not of the size that is said in it", file->path);
    return NULL;
}

static bool contains(const DebianFile *file, const char *part)
{
    return strstr(file->name, part) != NULL;
}

static bool is_signature(const DebianFile *file)
{
    size_t length = strlen(file->name);
    return length > 4 && !strcmp(file->name + length - 4, ".asc");
}

/* "1:2.0~rc1-3" → "2.0~rc1" */
static const char *upstream_version(Arena *arena, const char *version)
{
    const char *colon = strchr(version, ':');
    version = colon ? colon + 1 : version;
    const char *dash = strrchr(version, '-');
    return arena_copy_text(arena, version, dash ? (size_t)(dash - version) : strlen(version));
}

/* The original tarball, or the only one of a native package, becomes the root. */
static const char *unpack_main(DebianSource *source)
{
    Arena *arena = source->opening->arena;
    for (unsigned i = 0; i < source->file_count; i++) {
        const DebianFile *file = &source->files[i];
        if (is_signature(file) || !contains(file, ".tar.") || contains(file, ".orig-") ||
            contains(file, ".debian.tar."))
            continue;
        const char *top, *problem = unpack_into(source->opening, file->path, "main", &top);
        source->root = arena_format(arena, "%s/%s-%s", source->opening->archive->folder->path, source->package,
                                    upstream_version(arena, source->version));
        if (!problem && rename(top, source->root))
            problem = strerror(errno);
        return problem;
    }
    return "it names no tarball";
}

/* Further original tarballs: spam_1.0.orig-docs.tar.gz is the folder docs. */
static const char *unpack_component(DebianSource *source, const DebianFile *file)
{
    Arena *arena = source->opening->arena;
    const char *name = strstr(file->name, ".orig-") + strlen(".orig-");
    name = arena_copy_text(arena, name, (size_t)(strstr(name, ".tar.") - name));
    const char *top, *problem = unpack_into(source->opening, file->path, arena_format(arena, "part-%s", name), &top);
    const char *place = arena_format(arena, "%s/%s", source->root, name);
    if (problem)
        return problem;
    remove_tree(place);
    return rename(top, place) ? strerror(errno) : NULL;
}

static const char *unpack_debian(DebianSource *source, const DebianFile *file)
{
    Arena *arena = source->opening->arena;
    const char *top, *problem = unpack_into(source->opening, file->path, "additions", &top);
    const char *place = arena_format(arena, "%s/debian", source->root);
    if (problem)
        return problem;
    remove_tree(place);
    const char *from = arena_format(arena, "%s/additions/debian", source->opening->archive->folder->path);
    return rename(from, place) ? "what Debian adds is not in a folder debian" : NULL;
}

/* --- patches
 * ----------------------------------------------------------------------------------------------------------------- */

static bool apply_patch(const DebianSource *source, const char *file, const char *level)
{
    /* Unified only: patch would hand a script to ed. */
    const char *const arguments[] = {"patch",
                                     "--unified",
                                     "--batch",
                                     "--forward",
                                     "--silent",
                                     "--no-backup-if-mismatch",
                                     "--remove-empty-files",
                                     "--reject-file=-",
                                     level,
                                     "-d",
                                     source->root,
                                     "-i",
                                     file,
                                     NULL};
    return run_program(source->opening->arena, arguments, source->opening->archive->folder->path) != NULL;
}

static bool is_inside(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    return !strncmp(path, folder, length) && path[length] == '/';
}

/* One line of debian/patches/series: a name, perhaps -pN. False: it could not be applied. */
static bool apply_line(const DebianSource *source, char *line)
{
    Arena *arena = source->opening->arena;
    char name[LINE_LIMIT], level[LINE_LIMIT] = "-p1", real[PATH_MAX];
    line[strcspn(line, "#\r\n")] = '\0';
    if (sscanf(line, " %999s %999s", name, level) < 1)
        return true;
    if (strncmp(level, "-p", 2) != 0 || !isdigit((unsigned char)level[2]) || level[3])
        strcpy(level, "-p1");
    const char *path = arena_format(arena, "%s/debian/patches/%s", source->root, name);
    return realpath(path, real) && is_inside(real, source->root) && apply_patch(source, real, level);
}

static void apply_series(const DebianSource *source)
{
    Arena *arena = source->opening->arena;
    char line[LINE_LIMIT], real[PATH_MAX];
    const char *path = arena_format(arena, "%s/debian/patches/series", source->root);
    FILE *series = realpath(path, real) && is_inside(real, source->root) ? fopen(real, "r") : NULL;
    for (unsigned i = 0; series && i < PATCH_LIMIT && fgets(line, sizeof line, series); i++) {
        if (apply_line(source, line))
            continue;
        add_warning(
            source->opening,
            arena_format(arena,
                         "Debian's patch %s and those behind it are not applied: patch(1) is missing, or the patch "
                         "does not fit",
                         line));
        break;
    }
    if (series)
        fclose(series);
}

static const char *apply_difference(const DebianSource *source, const DebianFile *file)
{
    const char *patch = arena_format(source->opening->arena, "%s/difference", source->opening->archive->folder->path);
    const char *problem = unpack_file(&source->opening->unpacking, file->path, patch);
    if (!problem && !apply_patch(source, patch, "-p1"))
        add_warning(source->opening,
                    arena_format(source->opening->arena, "%s is not applied: patch(1) is missing, or it does not fit",
                                 file->name));
    return problem;
}

/* --- the whole
 * ------------------------------------------------------------------------------------------------------------------ */

static const char *unpack_additions(DebianSource *source)
{
    const char *problem = NULL;
    for (unsigned i = 0; i < source->file_count && !problem; i++) {
        const DebianFile *file = &source->files[i];
        if (is_signature(file))
            continue;
        if (contains(file, ".orig-") && contains(file, ".tar."))
            problem = unpack_component(source, file);
        else if (contains(file, ".debian.tar."))
            problem = unpack_debian(source, file);
        else if (contains(file, ".diff.gz"))
            problem = apply_difference(source, file);
    }
    if (!problem && source->format && !strncmp(source->format, "3.0 (quilt)", 11))
        apply_series(source);
    return problem;
}

const char *open_debian_source(Opening *opening, const char *path)
{
    const char *slash = strrchr(path, '/');
    DebianSource *source = ARENA_NEW(opening->arena, DebianSource);
    *source = (DebianSource){.opening = opening,
                             .folder = slash ? arena_copy_text(opening->arena, path, (size_t)(slash - path) + 1) : "."};
    const char *problem = read_description(source, path);
    for (unsigned i = 0; i < source->file_count && !problem; i++)
        problem = check_file(source, &source->files[i]);
    if (!problem)
        problem = unpack_main(source);
    if (!problem)
        problem = unpack_additions(source);
    opening->archive->root = source->root;
    opening->archive->package = source->package;
    opening->archive->version = source->version;
    return problem;
}
