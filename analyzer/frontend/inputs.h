/* INPUTS: everything outside the request that a parse depended on, for who wants to know whether it would come out the
 * same again. */
#ifndef GCLINT_INPUTS_H
#define GCLINT_INPUTS_H

#include "base/arena.h"
#include "cache/stamp.h"
#include "frontend/frontend.h"

typedef struct InputFile {
    const char *path;
    uint64_t hash;   /* xxhash3 of the content that was read; 0: not known, `stamp` tells */
    FileStamp stamp; /* of the file when it was read; all zero: not known, `hash` tells */
} InputFile;

/* Ends with inputs_free. */
struct Inputs {
    Arena *arena;
    VECTOR(InputFile) files;
    VECTOR(const char *) absent; /* places where a header was looked for in vain before it was found, or not found */
};

void inputs_start(Inputs *inputs);
void inputs_free(Inputs *inputs);

#endif
