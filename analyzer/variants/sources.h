/* The files of the tree that units were made from, each read once, and which of their lines a unit left out. */
#ifndef GCLINT_SOURCES_H
#define GCLINT_SOURCES_H

#include "base/hash_table.h"
#include "facts/facts.h"
#include "variants/directives.h"


typedef struct Source {
    Arena *arena;
    const char *path; /* as in facts: relative to the tree, or absolute */
    const char *full_path;
    const char *text; /* not NUL-terminated */
    size_t length;
    VECTOR(size_t) line_starts; /* of line i + 1 */
    Directives directives;      /* source_directives() has them */
    bool has_directives;
    bool mentions_version; /* PY_VERSION_HEX and the like stand in it */
    bool is_readable;
    UT_hash_handle hh;
} Source;

typedef struct Sources Sources;

/* `root`: the absolute folder that was scanned. */
Sources *sources_new(Arena *arena, const char *root);
void sources_free(Sources *sources);

/* By SourceFile.path; NULL if it cannot be read. */
const Source *sources_find(Sources *sources, const char *path);
/* Read from the text when they are asked for first. */
const Directives *source_directives(const Source *source);
/* The words stand in the comment that a generator writes on top of a file. */
bool source_top_says(const Source *source, const char *words);
/* The lines from first_line on and before end_line. */
const char *source_lines(const Source *source, uint32_t first_line, uint32_t end_line, size_t *length);

/* A unit with the sources of its files; no file of Python's or of the system is among them. */
typedef struct UnitSources {
    const Unit *unit;
    const Source **files; /* by FileId; NULL: none */
} UnitSources;

UnitSources unit_sources(Sources *sources, Arena *arena, const Unit *unit);

/* The file of that path in the unit; 0: it has none. */
FileId unit_file_of(const Unit *unit, const char *path);
/* The preprocessor left the line out, or a directive that stands on it. */
bool unit_left_out(const Unit *unit, FileId file, uint32_t line);
/* Whether a definition on these lines is among what was analysed. */
bool unit_analysed(const Unit *unit, FileId file, uint32_t line, uint32_t end_line);

#endif
