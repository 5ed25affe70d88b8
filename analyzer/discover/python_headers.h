/* Where Python.h is, and of which version it is. */
#ifndef GCLINT_PYTHON_HEADERS_H
#define GCLINT_PYTHON_HEADERS_H

#include "base/arena.h"
#include "base/vector.h"
#include "discover/run_program.h"
#include "discover/warning_list.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct PythonHeaders {
    const char *folder; /* absolute, holds Python.h; NULL: none found */
    uint32_t version;   /* 0x030b for 3.11; 0 if patchlevel.h does not tell */
} PythonHeaders;

typedef VECTOR(PythonHeaders) PythonHeadersList;

/* 0x030b for 3.11, from the folder's patchlevel.h; 0 if it cannot be told. */
uint32_t python_version_of(const char *folder);
bool holds_python_header(const char *folder);
bool holds_pyconfig(const char *folder);

/* Adds the folders that match the shell pattern and hold headers of Python 3. */
void python_headers_match(Arena *arena, const char *pattern, PythonHeadersList *list);
/* Adds those where systems keep them. */
void python_headers_in_usual_places(Arena *arena, PythonHeadersList *list);

/* The question of where the machine's own headers are. */
typedef struct PythonQuery {
    const char *memory;     /* a file that keeps the answer for as long as the machine is as it is; NULL: none */
    const char *flags;      /* the answer, if it was known */
    RunningProgram program; /* else python3-config, if it runs */
} PythonQuery;

/* What python3-config says, or would say by where it is installed, else pkg-config, else the newest in the usual places. Programs inside `tree` are never run.
 * python3-config can be a chain of scripts: python_headers_ask starts it, unless `memory` has its answer. */
PythonQuery python_headers_ask(Arena *arena, const char *tree, const char *memory);
PythonHeaders python_headers_find(Arena *arena, const char *tree, PythonQuery *query);

/* The folder that the user named; a warning if it cannot serve. */
PythonHeaders python_headers_at(Arena *arena, const char *folder, WarningList *warnings);

/* A folder with a pyconfig.h of an installed Python, of this version if there is one, else the nearest; NULL: none. */
const char *find_pyconfig(Arena *arena, uint32_t version, const char *tree, PythonQuery *query);

#endif
