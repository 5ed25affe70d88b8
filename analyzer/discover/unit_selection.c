#include "discover/unit_selection.h"

#include "discover/language.h"
#include "discover/warning_list.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* --- --exclude ---------------------------------------------------------------------------------------------------- */

/* Patterns that are costly to match are refused: fnmatch backtracks. */
enum { GLOB_STARS = 16 };

static bool glob_matches(const char *glob, const char *path)
{
    size_t length = strlen(glob), stars = 0;
    for (const char *p = glob; *p; p++)
        stars += *p == '*';
    char *pattern = memory_copy_string(glob);
    while (length > 1 && pattern[length - 1] == '/')
        pattern[--length] = '\0';
    const char *start = strncmp(pattern, "./", 2) == 0 ? pattern + 2 : pattern;
    bool matches = stars <= GLOB_STARS && fnmatch(start, path, 0) == 0;
    if (!matches && stars <= GLOB_STARS && strncmp(start, "**/", 3) == 0)
        matches = fnmatch(start + 3, path, 0) == 0;
    memory_free(pattern);
    return matches;
}

/* The whole path, each of its leading folders, and each part alone. */
static bool excludes(const char *glob, const char *path)
{
    char *copy = memory_copy_string(path);
    bool found = false;
    char *part = copy;
    while (!found && part) {
        char *slash = strchr(part, '/');
        if (slash)
            *slash = '\0';
        found = glob_matches(glob, copy) || glob_matches(glob, part);
        if (slash)
            *slash = '/';
        part = slash ? slash + 1 : NULL;
    }
    memory_free(copy);
    return found;
}

const char *exclusion_reason(Arena *arena, const char *path, const char *const *globs, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (excludes(globs[i], path))
            return arena_format(arena, "excluded by --exclude %s", printable_text(arena, globs[i]));
    return NULL;
}

/* --- files that others include ------------------------------------------------------------------------------------ */

/* Who first reaches a file from the units that are parsed. */
typedef struct Coverage {
    const IncludeGraph *graph;
    uint32_t *reached_from; /* by file: the file that includes it; NO_FILE: not reached */
    bool *is_candidate;     /* by file */
    VECTOR(uint32_t) queue;
} Coverage;

/* Parts that cannot stand alone, for want of Python.h, are no modules. */
static bool is_module(const IncludeGraph *graph, uint32_t file)
{
    return graph->files[file].scan.makes_module && graph->files[file].brings_python;
}

/* A file that includes several modules' files makes one library of them, for some builds. The modules are units of
 * their own; taken together their static names would clash. */
static bool gathers_modules(const IncludeGraph *graph, const GraphFile *file)
{
    uint32_t modules = 0;
    for (uint32_t n = 0; n < file->includes.count; n++) {
        uint32_t target = file->includes.items[n].target;
        modules += target != NO_FILE && is_module(graph, target) &&
                   language_of_source(graph->index->files.items[target].path) != LANGUAGE_NONE;
    }
    return modules >= 2;
}

/* Whether parsing the including file certainly shows the included source file as well. A conditional or doubtful
 * include of a file that could stand alone does not. */
static bool covers(const Coverage *coverage, bool gathers, const Include *include)
{
    if (include->target == NO_FILE || (gathers && is_module(coverage->graph, include->target)))
        return false;
    if (!coverage->is_candidate[include->target])
        return !include->conditional;
    if (include->ambiguous)
        return false;
    return !include->conditional || !coverage->graph->files[include->target].brings_python;
}

static void reach(Coverage *coverage, uint32_t root)
{
    coverage->queue.count = 0;
    vector_push(&coverage->queue, root);
    for (uint32_t i = 0; i < coverage->queue.count; i++) {
        uint32_t from = coverage->queue.items[i];
        const GraphFile *file = &coverage->graph->files[from];
        bool gathers = gathers_modules(coverage->graph, file);
        for (uint32_t n = 0; n < file->includes.count; n++) {
            const Include *include = &file->includes.items[n];
            if (include->target == root || !covers(coverage, gathers, include) ||
                coverage->reached_from[include->target] != NO_FILE)
                continue;
            coverage->reached_from[include->target] = from;
            vector_push(&coverage->queue, include->target);
        }
    }
}

static void mark_included_sources(const Coverage *coverage, bool *included)
{
    const IncludeGraph *graph = coverage->graph;
    for (uint32_t i = 0; i < graph->index->files.count; i++) {
        bool gathers = gathers_modules(graph, &graph->files[i]);
        for (uint32_t n = 0; n < graph->files[i].includes.count; n++) {
            const Include *include = &graph->files[i].includes.items[n];
            if (include->target != NO_FILE && include->target != i && coverage->is_candidate[include->target] &&
                covers(coverage, gathers, include))
                included[include->target] = true;
        }
    }
}

static void skip_included(const IncludeGraph *graph, UnitChoices *choices)
{
    uint32_t count = graph->index->files.count;
    Arena *scratch = arena_new();
    Coverage coverage = {.graph = graph,
                         .reached_from = ARENA_ARRAY(scratch, uint32_t, count),
                         .is_candidate = ARENA_ARRAY(scratch, bool, count)};
    bool *included = ARENA_ARRAY(scratch, bool, count);
    memset(coverage.reached_from, 0xff, count * sizeof(uint32_t));
    for (uint32_t i = 0; i < choices->count; i++)
        coverage.is_candidate[choices->items[i].file] = true;
    mark_included_sources(&coverage, included);
    for (uint32_t i = 0; i < choices->count; i++) {
        const UnitChoice *choice = &choices->items[i];
        if (!choice->skip_reason && (choice->command != NO_COMMAND || !included[choice->file]))
            reach(&coverage, choice->file);
    }
    for (uint32_t i = 0; i < choices->count; i++) {
        UnitChoice *choice = &choices->items[i];
        if (choice->skip_reason || choice->command != NO_COMMAND || !included[choice->file])
            continue;
        uint32_t from = coverage.reached_from[choice->file];
        if (from == NO_FILE)
            reach(&coverage, choice->file); /* files that include each other: the first stands for all */
        else
            choice->skip_reason = arena_format(graph->arena, "included by %s",
                                               printable_text(graph->arena, graph->index->files.items[from].path));
    }
    vector_free(&coverage.queue);
    arena_free(scratch);
}

/* --- the other reasons -------------------------------------------------------------------------------------------- */

/* A header that could map Python 2's names, but is not in the tree. */
static bool has_foreign_compatibility(const GraphFile *file)
{
    static const char *const hints[] = {"compat", "3k", "py3", "py2", "six", "shim"};
    for (uint32_t n = 0; n < file->includes.count; n++)
        for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
            if (file->includes.items[n].way != INCLUDE_BESIDE &&
                strcasestr(file->includes.items[n].name->text, hints[i]))
                return true;
    return false;
}

static bool is_python2_only(const GraphFile *file)
{
    const SourceScan *scan = &file->scan;
    if (file->guards_version || has_foreign_compatibility(file))
        return false;
    return scan->python2_init || (scan->python2_names >= 2 && !scan->uses_newer_words);
}

/* What has the name is a device, a loop of links, or gone. Any other trouble is the parser's to meet again, and to tell as a
 * failure: what the file holds is not known. */
static bool is_no_file(int problem)
{
    return problem == EINVAL || problem == ENOENT || problem == ELOOP || problem == ENXIO;
}

/* A tree that makes modules, all of them for Python 2: to read it with the headers of Python 3 shows more than not to
 * read it. */
static bool is_python2_tree(const IncludeGraph *graph, const UnitChoices *choices)
{
    bool makes_module = false;
    for (uint32_t i = 0; i < choices->count; i++) {
        const GraphFile *file = &graph->files[choices->items[i].file];
        if (!file->uses_python)
            continue;
        if (file->scan.is_for_python3 || has_foreign_compatibility(file))
            return false;
        makes_module = makes_module || (is_python2_only(file) && file->scan.python2_init);
    }
    return makes_module;
}

static const char *own_reason(const IncludeGraph *graph, uint32_t number, bool in_python2_tree)
{
    const GraphFile *file = &graph->files[number];
    if (file->state == FILE_UNREADABLE)
        return is_no_file(file->problem) ? arena_format(graph->arena, "cannot be read: %s", strerror(file->problem)) : NULL;
    if (file->state == FILE_TOO_LARGE)
        return "too large";
    if (!file->uses_python)
        return "does not use the Python C API";
    if (!in_python2_tree && is_python2_only(file))
        return "Python 2 only";
    if (gathers_modules(graph, file) && !file->scan.defines_type)
        return "only gathers modules that are units of their own";
    return NULL;
}

void unit_selection_judge(const IncludeGraph *graph, UnitChoices *choices)
{
    bool in_python2_tree = is_python2_tree(graph, choices);
    for (uint32_t i = 0; i < choices->count; i++)
        if (!choices->items[i].skip_reason)
            choices->items[i].skip_reason = own_reason(graph, choices->items[i].file, in_python2_tree);
    skip_included(graph, choices);
}

/* --- headers ------------------------------------------------------------------------------------------------------ */

void unit_selection_add_headers(const IncludeGraph *graph, UnitChoices *choices, const UnitChoices *headers)
{
    bool *seen = memory_resize(NULL, graph->index->files.count, sizeof *seen);
    memset(seen, 0, graph->index->files.count * sizeof *seen);
    VECTOR(uint32_t) queue = {0};
    for (uint32_t i = 0; i < choices->count; i++)
        if (!choices->items[i].skip_reason)
            vector_push(&queue, choices->items[i].file);
    for (uint32_t next = 0, header = 0;;) {
        for (; next < queue.count; next++) {
            const GraphFile *file = &graph->files[queue.items[next]];
            for (uint32_t n = 0; n < file->includes.count; n++) {
                uint32_t target = file->includes.items[n].target;
                if (target != NO_FILE && !seen[target]) {
                    seen[target] = true;
                    vector_push(&queue, target);
                }
            }
        }
        while (header < headers->count &&
               (seen[headers->items[header].file] || !graph->files[headers->items[header].file].scan.defines_type))
            header++;
        if (header == headers->count)
            break;
        UnitChoice choice = headers->items[header++];
        if (!choice.skip_reason)
            choice.skip_reason = own_reason(graph, choice.file, is_python2_tree(graph, choices));
        choice.is_header = true;
        vector_push(choices, choice);
        if (!choice.skip_reason)
            vector_push(&queue, choice.file);
    }
    memory_free(seen);
    vector_free(&queue);
}
