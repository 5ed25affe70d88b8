/* DISCOVER: which files of a tree are translation units, and which flags they are parsed with. Reads files, runs no
 * compiler, and executes nothing of the tree. */
#ifndef GCLINT_DISCOVER_H
#define GCLINT_DISCOVER_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct DiscoverOptions {
    const char *path;           /* what the user named: a folder or one file */
    const char *build_folder;   /* of compile_commands.json, or NULL: looked for in the tree */
    const char *python_include; /* or NULL: the tree's own if it is CPython, else that of the compile commands, else
                                 * what python3-config, pkg-config or the usual places tell */
    const char *const *excludes; /* globs matched against the relative path and its folders */
    unsigned exclude_count;
    bool all_units; /* also those that define no type and that no type needs */
    const char *text_memory; /* a file for what the texts told, see text_memory.h; NULL: none */
    const char *python_memory; /* a file for what python3-config said, of this state of the machine; NULL: none */
    /* Called early, while the machine's Python is asked for its headers: for what takes a while and needs none of them. NULL: nothing. */
    void (*meanwhile)(void);
} DiscoverOptions;

/* One file that is, or could be, a translation unit. */
typedef struct SourceUnit {
    const char *path;          /* absolute */
    const char *relative_path; /* to the target's root */
    const char *const *arguments;
    unsigned argument_count;
    const char *skip_reason;   /* not NULL: is not to be parsed, and why */
    bool from_database;        /* its flags are those of compile_commands.json */
} SourceUnit;

typedef struct Target {
    const char *root;           /* absolute folder; the folder of a single file */
    const char *name;           /* for people: the last part of the root's name */
    const char *python_include; /* absolute; NULL if no Python.h was found anywhere */
    uint32_t python_version;    /* of those headers, 0x030b for 3.11; 0 without headers */
    bool is_cpython;            /* the tree is CPython's own */
    const char *database;       /* the compile_commands.json that was used, or NULL */
    SourceUnit *units;          /* sorted by relative path, then arguments */
    unsigned unit_count;
    const char *const *warnings; /* for standard error: unreadable folders, a broken database, ... */
    unsigned warning_count;
} Target;

/* NULL and *error (in the arena) if nothing can be scanned: the path does not exist or cannot be read. A tree without
 * any C file is a Target without units. */
Target *discover_target(Arena *arena, const DiscoverOptions *options, const char **error);

#endif
