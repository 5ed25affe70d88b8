/* Small trees of files for tests, in a folder of their own below $TMPDIR. */
#ifndef GCLINT_TREE_FIXTURE_H
#define GCLINT_TREE_FIXTURE_H

#include "base/arena.h"
#include "base/memory.h"
#include "discover/discover.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Tree {
    Arena *arena;
    char *program_path; /* what PATH was: it is empty meanwhile, so that python3-config is not run for every test */
    char root[PATH_MAX];
} Tree;

static inline int tree_setup(void **state)
{
    char folder[PATH_MAX];
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/gclint-tree-XXXXXX", base ? base : "/tmp");
    Tree *tree = malloc(sizeof *tree);
    if (!tree || !mkdtemp(folder) || !realpath(folder, tree->root))
        return -1;
    tree->arena = arena_new();
    tree->program_path = memory_copy_string(getenv("PATH") ? getenv("PATH") : "");
    *state = tree;
    return setenv("PATH", "", 1);
}

static inline int tree_remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

static inline int tree_teardown(void **state)
{
    Tree *tree = *state;
    nftw(tree->root, tree_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    setenv("PATH", tree->program_path, 1);
    memory_free(tree->program_path);
    arena_free(tree->arena);
    free(tree);
    return 0;
}

static inline const char *tree_path(const Tree *tree, const char *name)
{
    return *name ? arena_format(tree->arena, "%s/%s", tree->root, name) : tree->root;
}

/* Makes the folders above it too. */
static inline void tree_make_folders(const Tree *tree, const char *name)
{
    char *path = arena_copy_string(tree->arena, tree_path(tree, name));
    for (char *slash = strchr(path + strlen(tree->root) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) != 0)
            assert_int_equal(errno, EEXIST);
        *slash = '/';
    }
}

static inline void tree_write(const Tree *tree, const char *name, const char *text)
{
    tree_make_folders(tree, name);
    FILE *file = fopen(tree_path(tree, name), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static inline void tree_link(const Tree *tree, const char *name, const char *to)
{
    tree_make_folders(tree, name);
    assert_int_equal(symlink(to, tree_path(tree, name)), 0);
}

/* Discovers the tree, or the part of it that is named. */
static inline Target *tree_discover(const Tree *tree, const char *name, const DiscoverOptions *options)
{
    DiscoverOptions own = options ? *options : (DiscoverOptions){0};
    const char *error = NULL;
    own.path = tree_path(tree, name);
    own.all_units = true; /* what is needed has a test of its own */
    Target *target = discover_target(tree->arena, &own, &error);
    assert_null(error);
    assert_non_null(target);
    return target;
}

/* The only unit of that path. */
static inline const SourceUnit *tree_unit(const Target *target, const char *path)
{
    const SourceUnit *found = NULL;
    for (unsigned i = 0; i < target->unit_count; i++)
        if (strcmp(target->units[i].relative_path, path) == 0) {
            assert_null(found);
            found = &target->units[i];
        }
    if (!found)
        fail_msg("no unit %s", path);
    return found;
}

static inline void assert_skipped(const Target *target, const char *path, const char *reason)
{
    const SourceUnit *unit = tree_unit(target, path);
    if (!unit->skip_reason)
        fail_msg("%s is not skipped, but should be: %s", path, reason);
    assert_string_equal(unit->skip_reason, reason);
}

static inline void assert_parsed(const Target *target, const char *path)
{
    const char *reason = tree_unit(target, path)->skip_reason;
    if (reason)
        fail_msg("%s is skipped: %s", path, reason);
}

/* The arguments as one text; the tree's root in them is written as "@". */
static inline const char *tree_arguments(const Tree *tree, const SourceUnit *unit)
{
    char *text = arena_allocate(tree->arena, 1 << 16);
    for (unsigned i = 0; i < unit->argument_count; i++) {
        const char *argument = unit->arguments[i], *root = strstr(argument, tree->root);
        size_t used = strlen(text);
        if (root)
            snprintf(text + used, ((size_t)1 << 16) - used, " %.*s@%s", (int)(root - argument), argument,
                     root + strlen(tree->root));
        else
            snprintf(text + used, ((size_t)1 << 16) - used, " %s", argument);
    }
    return text;
}

static inline void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in \"%s\"", part, text);
}

static inline void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in \"%s\"", part, text);
}

/* All warnings, a line each. */
static inline const char *tree_warnings(const Tree *tree, const Target *target)
{
    const char *text = "";
    for (unsigned i = 0; i < target->warning_count; i++)
        text = arena_format(tree->arena, "%s%s\n", text, target->warnings[i]);
    return text;
}

#define TREE_TEST(function) cmocka_unit_test_setup_teardown(function, tree_setup, tree_teardown)

#endif
