/* The parts of discovery share this; only they include it. */
#ifndef GCLINT_DISCOVERY_H
#define GCLINT_DISCOVERY_H

#include "discover/build_standards.h"
#include "discover/compile_commands.h"
#include "discover/discover.h"
#include "discover/include_folders.h"
#include "discover/python_headers.h"
#include "discover/unit_need.h"
#include "discover/unit_selection.h"

typedef struct PythonFolder PythonFolder;

typedef struct Discovery {
    Arena *arena; /* of the answer */
    Arena *scratch;
    const DiscoverOptions *options;
    Target *target;
    const char *only_file;       /* the one file that was named, by its name in the root; NULL for a tree */
    const char *project;         /* the top of the project that the root belongs to, or the root */
    const char *place;           /* the root relative to the project; "" if it is the project */
    const char *pyconfig_folder; /* for CPython's own tree, if it is not configured */
    bool user_python;            /* --python-include was given: it wins over a database's */
    PythonQuery python_query;
    WarningList warnings;
    CompileCommands commands; /* paths relative to the project */
    TreeIndex index;          /* of the root, or of the project */
    const char *index_place;  /* the root relative to the index's; "" if it is that */
    TextMemory *memory; /* or NULL */
    IncludeGraph graph;
    FolderFinder *folders;
    BuildStandards standards;
    PythonFolder *python_folders; /* whether a folder holds Python.h */
    UnitChoices choices;
} Discovery;

/* What of a path lies below `place`: "b.c" for "a/b.c" and "a"; NULL if it does not. */
const char *path_below(const char *path, const char *place);

/* Whether the folder (absolute) holds headers of Python 3. */
bool discovery_is_python_folder(Discovery *discovery, const char *folder);
/* The first folder in the database's commands that holds Python.h, or NULL. */
const char *discovery_python_of_database(Discovery *discovery);
void discovery_forget_python_folders(Discovery *discovery);

/* Gives the unit the flags it is parsed with: its command's, or inferred ones. */
void discovery_make_arguments(Discovery *discovery, const UnitChoice *choice, SourceUnit *unit);

#endif
