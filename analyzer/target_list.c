#include "target_list.h"

#include "base/vector.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool shard_parse(const char *text, Shard *shard)
{
    int end = 0;
    if (!isdigit((unsigned char)*text) || sscanf(text, "%9u/%9u%n", &shard->number, &shard->of, &end) != 2 || text[end])
        return false;
    return shard->number >= 1 && shard->number <= shard->of;
}

bool shard_has(Shard shard, unsigned index)
{
    return !shard.of || index % shard.of == shard.number - 1;
}

/* The line without a comment and blanks around; a '#' within a word belongs to a name. */
static char *trimmed(char *line)
{
    line += strspn(line, " \t");
    for (char *mark = line; (mark = strchr(mark, '#')); mark++) {
        if (mark == line || isspace((unsigned char)mark[-1])) {
            *mark = '\0';
            break;
        }
    }
    size_t length = strlen(line);
    while (length && isspace((unsigned char)line[length - 1]))
        length--;
    line[length] = '\0';
    return line;
}

const TargetList *target_list_read(Arena *arena, const char *path, const char **error)
{
    char real[PATH_MAX];
    FILE *file = realpath(path, real) ? fopen(real, "r") : NULL;
    char *line = NULL;
    size_t size = 0;
    VECTOR(const char *) targets = {0};
    if (!file) {
        *error = arena_format(arena, "the list %s cannot be read: %s", path, strerror(errno));
        return NULL;
    }
    int folder = (int)(strrchr(real, '/') - real);
    while (getline(&line, &size, file) >= 0) {
        const char *target = trimmed(line);
        if (*target)
            vector_push(&targets, *target == '/' ? arena_copy_string(arena, target)
                                                 : arena_format(arena, "%.*s/%s", folder, real, target));
    }
    int problem = ferror(file) ? errno : 0;
    free(line);
    fclose(file);
    const char **items = ARENA_ARRAY(arena, const char *, targets.count);
    for (uint32_t i = 0; i < targets.count; i++)
        items[i] = targets.items[i];
    TargetList *list = ARENA_NEW(arena, TargetList);
    *list = (TargetList){arena_copy_string(arena, real), items, targets.count};
    vector_free(&targets);
    if (problem)
        *error = arena_format(arena, "the list %s cannot be read: %s", path, strerror(problem));
    else if (!list->count)
        *error = arena_format(arena, "the list %s names no target: write a path on each line", path);
    return problem || !list->count ? NULL : list;
}
