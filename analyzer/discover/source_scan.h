/* What the text of one source file tells without a preprocessor: which files it includes, and which words of Python's C
 * API stand in it. */
#ifndef GCLINT_SOURCE_SCAN_H
#define GCLINT_SOURCE_SCAN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum IncludeKind {
    INCLUDE_QUOTE, /* #include "x.h" */
    INCLUDE_ANGLE, /* #include <x.h> */
    INCLUDE_MACRO, /* #include X: the text is the macro's name */
} IncludeKind;

typedef struct IncludeLine {
    const char *text;
    IncludeKind kind;
    bool conditional; /* stands inside #if, other than the file's include guard */
} IncludeLine;

/* #define NAME "x.h" or <x.h>, which an #include NAME may use. */
typedef struct HeaderMacro {
    const char *name;
    const char *text;
    IncludeKind kind;
} HeaderMacro;

typedef struct SourceScan {
    const IncludeLine *includes; /* without those in comments and under #if 0 */
    uint32_t include_count;
    const HeaderMacro *header_macros;
    uint32_t header_macro_count;
    bool mentions_python;     /* a word with Py, after no small letter, and a capital or underscore; outside of comments and strings */
    bool defines_type;        /* "PyTypeObject X =" or the like stands in it */
    bool makes_module;        /* has a module's PyInit_ function, or calls PyModule_Create */
    bool defines_limited_api; /* #define Py_LIMITED_API */
    bool refuses_build_core;  /* tests for Py_BUILD_CORE in order to stop with #error */
    bool hides_includes;      /* has an #include in #if 0 */
    bool has_suppressions;    /* gclint's own word stands anywhere in it */
    bool guards_version;      /* anything that hints at Python 3, or at a choice between 2 and 3 */
    bool is_for_python3;      /* has a word that only code for Python 3, or for 2 and 3, uses */
    bool uses_newer_words;    /* PyBytes_ and others that Python 2.6 brought for code that serves both */
    bool looks_like_cpp;      /* has a line that begins with namespace, class or template */
    bool is_cpp;              /* has a::b outside of any #if, which no C has */
    uint8_t python2_names;    /* how many different names that only Python 2 has are used outside of any #if */
    bool python2_init;        /* one of them cannot be anything else: Py_InitModule, Py_FindMethod */
} SourceScan;

/* The scan's strings are in the arena. */
void source_scan_text(SourceScan *scan, Arena *arena, const char *text, size_t length);

#endif
