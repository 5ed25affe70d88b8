#include "package.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_LIMIT = 400, HEADER_LINES = 40 };

Package package_of_name(Arena *arena, const char *name)
{
    for (const char *dash = strchr(name, '-'); dash; dash = strchr(dash + 1, '-')) {
        const char *version = dash + 1 + (dash[1] == 'v' && isdigit((unsigned char)dash[2]));
        if (dash > name && isdigit((unsigned char)*version))
            return (Package){arena_copy_text(arena, name, (size_t)(dash - name)), arena_copy_string(arena, version)};
    }
    return (Package){arena_copy_string(arena, name), NULL};
}

/* A regular file below the root that is no link; NULL if there is none. */
static FILE *open_file(Arena *arena, const char *root, const char *name)
{
    struct stat status;
    int descriptor = open(arena_format(arena, "%s/%s", root, name), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor >= 0 && !fstat(descriptor, &status) && S_ISREG(status.st_mode))
        return fdopen(descriptor, "r");
    if (descriptor >= 0)
        close(descriptor);
    return NULL;
}

static bool is_printable_word(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!isgraph((unsigned char)*c))
            return false;
    return *text != '\0';
}

/* "python-cffi (1.15.1-5) unstable; urgency=medium" */
static Package from_changelog(Arena *arena, const char *root)
{
    FILE *file = open_file(arena, root, "debian/changelog");
    char line[LINE_LIMIT], name[LINE_LIMIT], version[LINE_LIMIT];
    Package package = {0};
    if (!file)
        return package;
    if (fgets(line, sizeof line, file) && sscanf(line, "%399s (%399[^) \n])", name, version) == 2 &&
        is_printable_word(name))
        package = (Package){arena_copy_string(arena, name), arena_copy_string(arena, version)};
    fclose(file);
    return package;
}

static const char *header_value(Arena *arena, const char *line, const char *header)
{
    size_t length = strlen(header);
    if (strncasecmp(line, header, length) != 0)
        return NULL;
    line += length + strspn(line + length, " \t");
    return arena_copy_text(arena, line, strcspn(line, " \t\r\n"));
}

static Package from_metadata(Arena *arena, const char *root)
{
    FILE *file = open_file(arena, root, "PKG-INFO");
    char line[LINE_LIMIT];
    Package package = {0};
    for (int i = 0; file && i < HEADER_LINES && fgets(line, sizeof line, file) && *line != '\n'; i++) {
        const char *name = header_value(arena, line, "Name:"), *version = header_value(arena, line, "Version:");
        package.name = name && !package.name ? name : package.name;
        package.version = version && !package.version ? version : package.version;
    }
    if (file)
        fclose(file);
    return package.name && is_printable_word(package.name) ? package : (Package){0};
}

Package package_of_tree(Arena *arena, const char *root, const char *target)
{
    Package package = from_changelog(arena, root);
    if (!package.name)
        package = from_metadata(arena, root);
    return package.name ? package : package_of_name(arena, target ? target : "");
}
