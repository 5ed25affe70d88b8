/* The settings file of a tree: .gclint.ini, or the [gclint] section of setup.cfg. */
#ifndef GCLINT_SETTINGS_H
#define GCLINT_SETTINGS_H

#include "base/arena.h"

#include <stdbool.h>

/* One value. Lists (select, ignore, exclude) come as one Setting an element, whether they stood on one line with commas
 * or on several. */
typedef struct Setting {
    const char *key;   /* the long option's name: "fail-on" */
    const char *value; /* never empty; of a switch "true" or "false"; of a path absolute */
    const char *file;  /* for messages: the settings file as a path below the root */
    unsigned line;
} Setting;

typedef struct Settings {
    const Setting *items; /* in the order of the file; of a key that is no list, the last counts */
    unsigned count;
    const char *file; /* NULL: the tree has none */
} Settings;

/* Reads the settings of the tree at `root` (absolute); .gclint.ini hides setup.cfg. A tree without settings gives an
 * empty list. NULL and *error, a text with file and line, if the file cannot be read, is not valid, or has a key that
 * is unknown or not allowed there: the tree may be hostile, so its settings never say where files are written. All is
 * in the arena. */
Settings *settings_read(Arena *arena, const char *root, const char **error);

/* The same from a text; `file` is the name for messages, and `whole` tells whether keys may stand outside of [gclint],
 * and other sections may not. */
Settings *settings_parse(Arena *arena, const char *root, const char *file, const char *text, size_t length, bool whole,
                         const char **error);

#endif
