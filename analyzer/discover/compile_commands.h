/* compile_commands.json: which flags a build gave to which file. Read as data; nothing in it is trusted. */
#ifndef GCLINT_COMPILE_COMMANDS_H
#define GCLINT_COMPILE_COMMANDS_H

#include "base/arena.h"
#include "discover/compiler_flags.h"
#include "discover/warning_list.h"

/* One command for one file of the tree. */
typedef struct CompileCommand {
    const char *path; /* of the file, relative to the tree */
    CleanedFlags flags;
} CompileCommand;

typedef struct CompileCommands {
    const char *file;                /* the database, absolute; NULL: there is none */
    VECTOR(CompileCommand) commands; /* sorted by path, then flags; no two the same */
} CompileCommands;

/* The database of `build` (a folder or the file itself; NULL: not said), else of the tree's root, its folders build and
 * builddir, and its other folders. One of the tree's that is a link out of the tree is not read. Absolute and in the
 * arena, or NULL; if `build` was given and has none, a warning. */
const char *compile_commands_find(Arena *arena, const char *tree, const char *build, WarningList *warnings);

/* Strings are in the arena. What cannot be used becomes a warning. */
void compile_commands_read(CompileCommands *commands, Arena *arena, const char *file, const TrustedFolders *trusted,
                           WarningList *warnings);
void compile_commands_free(CompileCommands *commands);

#endif
