/* FRONTEND: one translation unit → facts. The only layer that knows clang. */
#ifndef GCLINT_FRONTEND_H
#define GCLINT_FRONTEND_H

#include "base/arena.h"
#include "facts/facts.h"

/* Holds libclang's index; one a process. */
typedef struct Frontend Frontend;

/* A file whose content on disk is replaced for one parse (a patchlevel.h that tells another Python version, say). */
typedef struct OverlayFile {
    const char *path;
    const char *content;
} OverlayFile;

/* How a unit begins, up to Python.h. */
typedef struct Prefix Prefix;

typedef struct ParseRequest {
    const char *root;                 /* absolute path of the scanned tree */
    const char *path;                 /* absolute path of the unit */
    const char *const *arguments;     /* compiler flags, without compiler, input and output */
    unsigned argument_count;
    const char *python_include;       /* absolute folder of Python.h, or NULL: its files are python headers */
    const char *variant;              /* kept as Unit.variant; "" for the first parse */
    const OverlayFile *overlays;
    unsigned overlay_count;
    const char *precompiled_folder;   /* where precompiled headers are kept; NULL: none are used */
    const Prefix *prefix;             /* from frontend_find_prefixes; NULL: no precompiled header can serve the unit */
    unsigned changes;                 /* how often it was parsed anew since the cache knows it: what changes is likely to change again */
    bool makes_precompiled;           /* enough units begin like this one for making one to be worth it */
} ParseRequest;

/* Loads libclang; NULL, or what is wrong and how to mend it. To be called before frontend_new, as often as wanted. */
const char *frontend_load(void);
/* libclang's own version text, for the cache key and --version; needs frontend_load, but no frontend. */
const char *frontend_clang_version(void);
/* The file of the loaded libclang; NULL if it is not known. */
const char *frontend_library_path(void);

Frontend *frontend_new(void);
void frontend_free(Frontend *frontend);

/* The folder of clang's own headers (stddef.h): lib/gclint/clang beside the folder of the program, which a bundle has, or clang/N
 * beside a libclang that stands in none of the system's folders. NULL: neither is there, and libclang finds the system's. To be
 * asked for after frontend_load. */
const char *frontend_resource_folder(void);

/* Fills in the prefixes, in the arena, and keys[i], which is the same for all units that one precompiled header could serve; 0: none
 * can. Needs no frontend. */
void frontend_find_prefixes(Arena *arena, ParseRequest *requests, unsigned count, uint64_t *keys);

/* What the last unit depended on; valid until the next one. */
typedef struct Inputs Inputs;
const Inputs *frontend_inputs(const Frontend *frontend);

/* Never NULL: a unit that could not be parsed has status UNIT_FAILED and a reason. The caller ends it with unit_free. */
Unit *frontend_parse(Frontend *frontend, const ParseRequest *request);

#endif
