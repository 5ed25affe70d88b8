/* CLANG LIBRARY: libclang, loaded when something is to be parsed: loading it takes several times as long as all else that an
 * unchanged tree, a report or an explanation needs. */
#ifndef GCLINT_CLANG_LIBRARY_H
#define GCLINT_CLANG_LIBRARY_H

#include <clang-c/Index.h>

/* clang.getCursorKind is clang_getCursorKind. */
typedef struct ClangLibrary {
#define CLANG_FUNCTION(name) __typeof__(&clang_##name) name;
#include "frontend/clang_functions.def"
#undef CLANG_FUNCTION
} ClangLibrary;

/* Filled in by frontend_load. */
extern ClangLibrary clang;

#endif
