#include "target_source.h"

#include "message.h"
#include "package.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

bool target_source_open(TargetSource *source, Arena *arena, const char *path)
{
    *source = (TargetSource){.named = path, .path = path};
    if (!is_source_archive(path))
        return true;
    const char *error = NULL;
    source->archive = source_archive_open(arena, path, &error);
    if (!source->archive) {
        message_error("%s", error);
        return false;
    }
    source->path = source->archive->root;
    message_rename(source->archive->root, path);
    for (unsigned i = 0; i < source->archive->warning_count; i++)
        message_warning("%s: %s", path, source->archive->warnings[i]);
    return true;
}

void target_source_close(TargetSource *source)
{
    if (source->archive)
        message_rename(NULL, NULL);
    source_archive_close(source->archive);
    source->archive = NULL;
}

/* What the tree says of itself; else the archive's name, which has the version if the folder in it has none. */
static Package package_of_archive(const TargetSource *source, Arena *arena, const Scan *scan)
{
    if (source->archive->package)
        return (Package){source->archive->package, source->archive->version};
    Package package = package_of_tree(arena, scan->root, scan->target);
    if (package.version)
        return package;
    const char *slash = strrchr(source->named, '/');
    Package named = package_of_name(arena, slash ? slash + 1 : source->named);
    if (!named.version)
        return package;
    static const char *const endings[] = {".tar", ".tgz", ".tbz2", ".txz", ".tzst", ".zip", ".whl"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const char *end = strstr(named.version, endings[i]);
        if (end)
            named.version = arena_copy_text(arena, named.version, (size_t)(end - named.version));
    }
    return named;
}

void target_source_describe(const TargetSource *source, Arena *arena, Scan *scan)
{
    Package package =
        source->archive ? package_of_archive(source, arena, scan) : package_of_tree(arena, scan->root, scan->target);
    scan->package = package.name;
    scan->version = package.version;
    char real[PATH_MAX];
    if (source->archive && realpath(source->named, real)) {
        scan->sources = scan->root;
        scan->root = arena_copy_string(arena, real);
    }
}

void target_source_reopen(TargetSource *source, Arena *arena, Scan *scan)
{
    *source = (TargetSource){0};
    if (!scan->root || !is_source_archive(scan->root))
        return;
    const char *error = NULL; /* then the report is without excerpts */
    *source = (TargetSource){
        .named = scan->root, .path = scan->root, .archive = source_archive_open(arena, scan->root, &error)};
    if (source->archive)
        scan->sources = source->archive->root;
    else
        message_warning("the report has no source lines: %s", error);
}
