/* With which headers a unit is parsed for a version of Python. */
#ifndef GCLINT_PYTHON_CHOICE_H
#define GCLINT_PYTHON_CHOICE_H

#include "variants/overlays.h"

typedef struct PythonChoice {
    Arena *arena;
    const char *include; /* the folder that requests name */
    uint32_t version;    /* of its headers */
    const char
        *folders[PYTHON_VERSION_COUNT]; /* other headers at hand, by version; NULL: overlays of `include` stand in */
    OverlayList overlays[PYTHON_VERSION_COUNT]; /* made when they are needed */
} PythonChoice;

void python_choice_free(PythonChoice *choice);

/* The version of the set that is best to parse for: that of the headers, else one with headers of its own, else the
 * nearest. The set is not empty. */
uint32_t python_choice_best(const PythonChoice *choice, VersionSet versions);

/* Lets a request be parsed for the version. */
void python_choice_apply(PythonChoice *choice, ParseRequest *request, uint32_t version);

#endif
