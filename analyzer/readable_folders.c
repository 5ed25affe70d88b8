#include "readable_folders.h"

#include "base/file_bytes.h"
#include "base/system_folders.h"
#include "base/vector.h"
#include "discover/compiler_flags.h"
#include "discover/project_root.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct FolderList {
    VECTOR(const char *) items;
    VECTOR(const char *) refused;
    VECTOR(const char *) asked; /* as they were written: each is looked at once */
    Arena *arena;
} FolderList;

/* --- folders for headers ------------------------------------------------------------------------------------------ */

/* What is called so holds headers, and nobody keeps anything else there. */
static bool has_header_name(const char *folder)
{
    static const char *const names[] = {"include", "includes", "headers"};
    for (const char *at = folder; *at; at += strcspn(at, "/")) {
        at += strspn(at, "/");
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (strcspn(at, "/") == strlen(names[i]) && strncasecmp(at, names[i], strlen(names[i])) == 0)
                return true;
    }
    return false;
}

static bool holds(const char *folder, const char *name)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    return length > 0 && (size_t)length < sizeof path && is_regular_file(path);
}

bool is_header_folder(const char *folder)
{
    static const char *const never[] = {"/etc", "/dev", "/proc", "/sys", "/run", "/boot"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (path_is_inside(folder, never[i]))
            return false;
    if (folder[0] != '/' || folder[1] == '\0')
        return false;
    return is_in_system_folder(folder) || has_header_name(folder) || holds(folder, "Python.h") || holds(folder, "pyconfig.h");
}

/* --- the list ----------------------------------------------------------------------------------------------------- */

static bool contains(const FolderList *list, const char *folder)
{
    for (uint32_t i = 0; i < list->items.count; i++)
        if (path_is_inside(folder, list->items.items[i]))
            return true;
    return false;
}

static void add(FolderList *list, const char *folder)
{
    char real[PATH_MAX];
    if (realpath(folder, real) && !contains(list, real))
        vector_push(&list->items, arena_copy_string(list->arena, real));
}

static bool is_asked(FolderList *list, const char *folder)
{
    for (uint32_t i = 0; i < list->asked.count; i++)
        if (strcmp(list->asked.items[i], folder) == 0)
            return true;
    vector_push(&list->asked, folder);
    return false;
}

/* What a flag of the tree names, where it leads to. */
static void add_named(FolderList *list, const char *folder)
{
    char real[PATH_MAX];
    if (is_asked(list, folder) || !realpath(folder, real) || contains(list, real) || is_in_system_folder(real))
        return;
    if (is_header_folder(real))
        add(list, real);
    else if (is_folder(real))
        vector_push(&list->refused, folder);
}

/* Of -Ifolder, or what stands behind -isystem. */
static void add_arguments(FolderList *list, const ParseRequest *request)
{
    for (unsigned i = 0; i < request->argument_count; i++) {
        const char *argument = request->arguments[i];
        if (strncmp(argument, "-I/", 3) == 0 || strncmp(argument, "-F/", 3) == 0)
            add_named(list, argument + 2);
        else if (argument[0] == '/')
            add_named(list, argument);
    }
}

/* A build folder that the user names, or the file in it. */
static void add_build(FolderList *list, const char *build)
{
    char real[PATH_MAX];
    if (!build || !realpath(build, real))
        return;
    if (!is_folder(real))
        *strrchr(real, '/') = '\0';
    add(list, real);
}

/* The user's own, which clang looks into. */
static void add_environment(FolderList *list)
{
    static const char *const names[] = {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH", "SDKROOT"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        char *rest = NULL, *copy = value ? arena_copy_string(list->arena, value) : NULL;
        for (char *folder = copy ? strtok_r(copy, ":", &rest) : NULL; folder; folder = strtok_r(NULL, ":", &rest))
            add(list, folder);
    }
}

static void add_requests(FolderList *list, const ParseRequest *requests, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        /* A part of a project includes headers that are beside it, so the whole of the project may be read. */
        if (i == 0 || strcmp(requests[i].root, requests[i - 1].root) != 0) {
            add(list, project_root_of(list->arena, requests[i].root));
            add(list, requests[i].root);
        }
        if (requests[i].python_include && (i == 0 || requests[i].python_include != requests[i - 1].python_include))
            add(list, requests[i].python_include);
    }
    for (unsigned i = 0; i < count; i++)
        add_arguments(list, &requests[i]);
}

ReadableFolders readable_folders_find(Arena *arena, const Options *options, const ParseRequest *requests, unsigned count)
{
    FolderList list = {.arena = arena};
    if (frontend_resource_folder())
        add(&list, frontend_resource_folder());
    add_build(&list, options->build_folder);
    add_environment(&list);
    add_requests(&list, requests, count);
    const char **items = ARENA_ARRAY(arena, const char *, list.items.count);
    for (uint32_t i = 0; i < list.items.count; i++)
        items[i] = list.items.items[i];
    ReadableFolders result = {.items = items, .count = list.items.count, .refused_count = list.refused.count};
    if (list.refused.count)
        result.refused = list.refused.items[0];
    vector_free(&list.items);
    vector_free(&list.refused);
    vector_free(&list.asked);
    return result;
}
