/* A compiler's command line, of which nothing is trusted, made into flags for a parse. */
#ifndef GCLINT_COMPILER_FLAGS_H
#define GCLINT_COMPILER_FLAGS_H

#include "base/arena.h"
#include "base/vector.h"
#include "discover/language.h"

#include <stdbool.h>

typedef VECTOR(const char *) FlagList;

/* What of a command line is not followed, so that the user can be told. */
typedef enum RefusedFlag {
    REFUSED_PLUGIN,   /* -fplugin, -load, -Xclang, -mllvm: code or switches of the compiler itself */
    REFUSED_RESPONSE, /* @file: more flags in a file */
    REFUSED_CONFIG,   /* --config, -specs, -wrapper, -B: files that direct the compiler */
    REFUSED_INCLUDE,  /* -include or -imacros of a file that is neither in the tree nor a system header */
    REFUSED_KINDS,
} RefusedFlag;

/* "-fplugin=, -load, ... (code that the compiler would load)". */
const char *refused_flag_text(RefusedFlag kind);

typedef struct CleanedFlags {
    FlagList arguments;       /* paths in them are absolute; strings in the arena */
    FlagList folders;         /* every folder that is searched for headers, absolute */
    const char *c_standard;   /* "gnu11" of the last -std= that is one of C, or NULL */
    const char *cpp_standard; /* likewise of C++ */
    Language language;        /* of -x; LANGUAGE_NONE: not said */
    bool cpp_compiler;        /* the compiler is a C++ one: .c files are C++ to it */
    unsigned refused[REFUSED_KINDS];
} CleanedFlags;

/* From where a file may be forced on a unit. */
typedef struct TrustedFolders {
    const char *tree;  /* the root of the scanned tree */
    const char *build; /* a build folder that the user named, or NULL */
} TrustedFolders;

/* Splits a command as a POSIX shell would, without expanding anything: quotes and backslashes only. The words are in
 * the arena. */
void split_command(Arena *arena, const char *command, FlagList *words);

/* Keeps what decides how the source is understood (-I, -D, -std= and the like) and drops the rest: the compiler,
 * inputs, outputs, dependency files, warnings, optimisation, everything unknown. `folder` is what relative paths are
 * relative to. The words begin with the compiler. */
void clean_flags(Arena *arena, const FlagList *words, const char *folder, const TrustedFolders *trusted,
                 CleanedFlags *cleaned);
void cleaned_flags_free(CleanedFlags *cleaned);

/* An absolute path without ".", ".." and repeated slashes, resolved in the text alone; relative ones are taken from
 * `folder`. */
const char *absolute_path(Arena *arena, const char *folder, const char *path);
/* Whether an absolute path is `folder` or below it. */
bool path_is_inside(const char *path, const char *folder);

#endif
