/* Which files of the tree include which, found by their names: what a build's -I flags would have said is guessed from
 * where the named files are. */
#ifndef GCLINT_INCLUDE_GRAPH_H
#define GCLINT_INCLUDE_GRAPH_H

#include "base/file_bytes.h"
#include "discover/source_scan.h"
#include "discover/system_headers.h"
#include "discover/text_memory.h"
#include "discover/tree_index.h"

typedef struct FileLink {
    uint32_t file;
    struct FileLink *next;
} FileLink;

typedef struct NameLink {
    struct IncludeName *name;
    struct NameLink *next;
} NameLink;

typedef struct GraphFile GraphFile;
/* Where a file keeps a property that its includers get from it. */
typedef bool *(*FileProperty)(GraphFile *file);

/* One text that stands in an #include, and the files of the tree it could mean. */
typedef struct IncludeName {
    const char *text;
    const char *ending;         /* of the paths it fits: the text without ./ and leading ../; NULL: none can */
    const char *above;          /* it begins with the name of the root itself: the folder of that name's folder; else NULL */
    uint32_t ups;               /* how many leading ../ it has */
    const uint32_t *candidates; /* files, in order */
    uint32_t candidate_count;
    bool is_external;       /* for <…>: a header of the system or of Python */
    bool is_python;         /* a header in Python's own folder */
    FileLink *users;        /* who includes it other than from its own folder */
    uint32_t walk;          /* of unit_need.c: the last that came by */
    FileProperty spread_by; /* the property that all of them have got already */
    UT_hash_handle hh;
} IncludeName;

typedef enum IncludeWay {
    INCLUDE_MISSING,  /* not in the tree, nor a known system header */
    INCLUDE_EXTERNAL, /* a header of the system or of Python */
    INCLUDE_BESIDE,   /* found from the including file's own folder: needs no flag */
    INCLUDE_FOLDER,   /* found below an include folder */
} IncludeWay;

typedef struct Include {
    IncludeName *name;
    const char *folder; /* that has to be searched, if the way is INCLUDE_FOLDER; see include_folder */
    uint32_t target;    /* NO_FILE if missing or external */
    uint8_t way;        /* IncludeWay */
    uint8_t kind;       /* IncludeKind */
    bool conditional;
    bool ambiguous; /* other candidates are as near */
} Include;

typedef enum FileState {
    FILE_UNREAD,
    FILE_SCANNED,
    FILE_TOO_LARGE,
    FILE_UNREADABLE,
} FileState;

struct GraphFile {
    uint8_t state;        /* FileState */
    int problem;          /* errno, of one that is unreadable */
    bool uses_python;     /* it, or any file that it may include, mentions Python's API */
    bool brings_python;   /* it, or any file that it may include, includes Python.h */
    bool guards_version;  /* likewise for a choice between Python 2 and 3 */
    bool public_api_only; /* likewise: it defines Py_LIMITED_API, or refuses Py_BUILD_CORE */
    SourceScan scan;
    KnownText *text; /* NULL: there is no memory */
    VECTOR(Include) includes; /* without those through macros that no file defines */
    FileLink *includers;      /* from beside */
    NameLink *names;          /* that could mean this file */
};

typedef struct HeaderMacroEntry {
    const char *name;
    VECTOR(HeaderMacro) values;
    UT_hash_handle hh;
} HeaderMacroEntry;

/* A file with an #include through a macro, and how many of the macro's values were followed already. */
typedef struct MacroUser {
    uint32_t file;
    const IncludeLine *line;
    uint32_t followed;
} MacroUser;

typedef struct FolderName {
    const char *path;
    UT_hash_handle hh;
} FolderName;

typedef struct IncludeGraph {
    Arena *arena;
    const TreeIndex *index;
    SystemHeaders *system;
    const char *python_include; /* or NULL */
    TextMemory *memory;         /* or NULL */
    GraphFile *files;           /* by file number */
    IncludeName *names;
    FolderName *folders;
    HeaderMacroEntry *header_macros;
    VECTOR(uint32_t) wanted;
    VECTOR(MacroUser) macro_users;
    FileBytes text;        /* reused from file to file */
    uint64_t large_bytes; /* read of large files */
    bool has_cpp_named_c; /* some .c file is C++ by its text */
} IncludeGraph;

/* More than this of one file is not read: it is FILE_TOO_LARGE. */
#define SOURCE_SIZE_LIMIT ((size_t)64 << 20)

/* `memory` may be NULL; else it must live as long as the graph. */
void include_graph_start(IncludeGraph *graph, Arena *arena, const TreeIndex *index, const char *python_include, TextMemory *memory);
void include_graph_free(IncludeGraph *graph);

/* Asks for a file to be read, with all that it may include. */
void include_graph_want(IncludeGraph *graph, uint32_t file);

/* The unit includes this first, because its command says so: a path relative to the root, or a name that is looked for.
 * The text must live as long as the graph. */
void include_graph_force(IncludeGraph *graph, uint32_t unit, const char *text);

/* Reads what was wanted; then every include has its target, and what includers get from a file has spread to them.
 * Returns how many includes are INCLUDE_MISSING. */
uint32_t include_graph_finish(IncludeGraph *graph);
/* Its last step. */
void include_graph_spread(IncludeGraph *graph);

/* The folder that has to be searched so that a file that is one of the include's candidates is found, relative to the
 * root ("" is the root), or absolute: one that the root is in. NULL if no folder can be named. The same folder always
 * gives the same pointer. */
const char *include_folder(IncludeGraph *graph, const IncludeName *name, uint32_t target);

/* The candidates that are equally near to the including file; writes at most `limit` of them. */
uint32_t include_choices(const IncludeGraph *graph, uint32_t includer, const IncludeName *name, uint32_t *choices,
                         uint32_t limit);

#endif
