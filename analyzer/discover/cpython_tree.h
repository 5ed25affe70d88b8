/* CPython's own source tree, which is built like nothing else. */
#ifndef GCLINT_CPYTHON_TREE_H
#define GCLINT_CPYTHON_TREE_H

#include "base/arena.h"
#include "base/vector.h"
#include "discover/python_headers.h"

#include <stdbool.h>

typedef VECTOR(const char *) ArgumentList;

/* Whether the folder is the top of such a tree. */
bool is_cpython_tree(const char *root);

/* Macros that CPython's build gives to the unit at this path below the root. One that defines Py_LIMITED_API, or stops
 * with #error if Py_BUILD_CORE is defined, is compiled like a foreign extension. */
void cpython_add_defines(ArgumentList *arguments, const char *path, bool public_api_only);

/* The folder of a pyconfig.h, for a tree that is not configured: that of an installed Python of the tree's version if
 * possible, as a last resort the one for Windows; NULL if the tree has its own, or there is none. Absolute, in the
 * arena. */
const char *cpython_pyconfig_folder(Arena *arena, const char *root, uint32_t version, PythonQuery *query);

#endif
