/* PRECOMPILED: Python.h, which costs more to parse than most units that include it, parsed once for all of them.
 *
 * A precompiled header serves the units that reach Python.h by the same prefix with the same flags. It is used only while
 * everything it was made of is as it was, and while no folder that a unit searches first has a header that would have been
 * taken instead. In all other cases the unit is parsed without: facts are the same either way. */
#ifndef GCLINT_PRECOMPILED_H
#define GCLINT_PRECOMPILED_H

#include "frontend/inputs.h"

#include "frontend/clang_library.h"

typedef struct PrecompiledHeaders PrecompiledHeaders;

PrecompiledHeaders *precompiled_new(CXIndex index, const char *clang_version);
void precompiled_free(PrecompiledHeaders *headers);

typedef struct Precompiled {
    const char *path;           /* NULL: none fits, or none is there and the request does not ask for one to be made */
    const char *const *python;  /* Python.h and patchlevel.h as clang knows them; a NULL ends the list */
} Precompiled;

/* What it names lives as long as the headers. */
Precompiled precompiled_for(PrecompiledHeaders *headers, const ParseRequest *request);
/* What a unit depends on that was parsed with the header. */
void precompiled_add_inputs(const PrecompiledHeaders *headers, const char *path, const ParseRequest *request, Inputs *inputs);

/* It did not work after all: it is not used again by this process, and its file is removed. */
void precompiled_refuse(PrecompiledHeaders *headers, const char *path);

#endif
