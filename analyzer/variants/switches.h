/* SWITCHES: what would have to be defined otherwise, so that the preprocessor takes a line that it left out. */
#ifndef GCLINT_SWITCHES_H
#define GCLINT_SWITCHES_H

#include "variants/python_versions.h"
#include "variants/sources.h"

enum { SETTING_LIMIT = 8 };

/* One macro set otherwise. */
typedef struct Setting {
    const char *name;
    const char *value;    /* NULL: not defined */
    const Source *source; /* where the definition stands that is to be changed; NULL: on the command line */
    uint32_t line, last_line;
} Setting;

typedef struct Changes {
    VersionSet versions; /* of Python at which the line is taken */
    Setting settings[SETTING_LIMIT];
    unsigned setting_count;
    bool is_guess; /* a macro is defined that the tree never defines: nothing tells that it is meant to be */
} Changes;

typedef struct SwitchTask {
    Arena *arena; /* of reasons and texts */
    const UnitSources *unit;
    const char *const *arguments;
    unsigned argument_count;
    VersionSet allowed; /* versions that may be judged for */
} SwitchTask;

/* Whether project switches or Python's version decide about the line, which stands in a file of the unit. If not,
 * *reason tells what does: "on Windows only". */
bool switches_reach(const SwitchTask *task, FileId file, uint32_t line, Changes *changes, const char **reason);

/* "-DUSE_HEAP_TYPES=1 -UUSE_STATIC_TYPES"; "" without settings. */
const char *changes_text(Arena *arena, const Changes *changes);

#endif
