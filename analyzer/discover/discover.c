#include "discover/discover.h"

#include "discover/cpython_tree.h"
#include "discover/file_text.h"
#include "discover/include_folders.h"
#include "discover/language.h"
#include "discover/python_headers.h"
#include "discover/unit_selection.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_LIMIT = 4000000 };

typedef struct Discovery {
    Arena *arena;   /* of the answer */
    Arena *scratch;
    const DiscoverOptions *options;
    Target *target;
    const char *only_file; /* the one file that was named, by its name in the root; NULL for a tree */
    const char *pyconfig_folder;
    WarningList warnings;
    TreeIndex index;
    IncludeGraph graph;
    FolderFinder *folders;
    UnitChoices choices;
    VECTOR(SourceUnit) units;
} Discovery;

/* --- the root --------------------------------------------------------------------------------------------------------------- */

static const char *last_part(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return arena_copy_string(arena, slash && slash[1] ? slash + 1 : path);
}

static bool find_root(Discovery *discovery, const char **error)
{
    const char *path = discovery->options->path, *shown = printable_text(discovery->arena, path);
    char real[PATH_MAX];
    struct stat status;
    if (!realpath(path, real) || stat(real, &status) != 0) {
        *error = arena_format(discovery->arena, "%s: %s", shown, strerror(errno));
        return false;
    }
    Target *target = discovery->target;
    target->name = last_part(discovery->arena, real);
    target->root = arena_copy_string(discovery->arena, real);
    if (S_ISDIR(status.st_mode))
        return true;
    if (!S_ISREG(status.st_mode)) {
        *error = arena_format(discovery->arena, "%s: neither a folder nor a regular file", shown);
        return false;
    }
    if (!language_of_source(real) && !language_of_header(real)) {
        *error = arena_format(discovery->arena, "%s: not a C, C++ or Objective-C file by its name", shown);
        return false;
    }
    discovery->only_file = target->name;
    char *slash = strrchr(real, '/');
    *slash = '\0';
    target->root = arena_copy_string(discovery->arena, slash == real ? "/" : real);
    return true;
}

static void find_python(Discovery *discovery)
{
    Target *target = discovery->target;
    PythonHeaders headers;
    target->is_cpython = is_cpython_tree(target->root);
    if (discovery->options->python_include) {
        headers = python_headers_at(discovery->arena, discovery->options->python_include, &discovery->warnings);
    } else if (target->is_cpython) {
        headers.folder = arena_format(discovery->arena, "%s/Include", target->root);
        headers.version = python_version_of(headers.folder);
    } else {
        headers = python_headers_find(discovery->arena, target->root);
        if (!headers.folder)
            warning_add(&discovery->warnings, "no Python.h was found: types cannot be understood without it; install Python's development "
                                              "files (python3-dev) or name the folder with --python-include");
    }
    target->python_include = headers.folder;
    target->python_version = headers.version;
    if (target->is_cpython)
        discovery->pyconfig_folder = cpython_pyconfig_folder(discovery->arena, target->root, headers.version);
}

/* --- choosing units --------------------------------------------------------------------------------------------------------- */

static void choose_units(Discovery *discovery)
{
    UnitChoices headers = {0};
    for (uint32_t i = 0; i < discovery->index.files.count; i++) {
        const TreeFile *file = &discovery->index.files.items[i];
        bool is_source = language_of_source(file->path) != LANGUAGE_NONE;
        if (discovery->only_file ? strcmp(file->path, discovery->only_file) != 0 : file->is_link)
            continue;
        if (!is_source && !language_of_header(file->path))
            continue;
        UnitChoice choice = {.file = i};
        choice.skip_reason = exclusion_reason(discovery->arena, file->path, discovery->options->excludes,
                                              discovery->options->exclude_count);
        if (is_source || discovery->only_file)
            vector_push(&discovery->choices, choice);
        else
            vector_push(&headers, choice);
        include_graph_want(&discovery->graph, i);
    }
    include_graph_finish(&discovery->graph);
    unit_selection_judge(&discovery->graph, &discovery->choices);
    unit_selection_add_headers(&discovery->graph, &discovery->choices, &headers);
    vector_free(&headers);
}

/* --- arguments --------------------------------------------------------------------------------------------------------------- */

static Language language_of_unit(const Discovery *discovery, const UnitChoice *choice)
{
    const char *path = discovery->index.files.items[choice->file].path;
    Language language = language_of_source(path);
    if (language == LANGUAGE_NONE)
        language = language_of_header(path);
    if (language == LANGUAGE_C && language_of_header(path) && discovery->graph.files[choice->file].scan.looks_like_cpp)
        language = LANGUAGE_CPP;
    return language;
}

static void add_pair(ArgumentList *arguments, const char *flag, const char *value)
{
    vector_push(arguments, flag);
    vector_push(arguments, value);
}

/* Those that go before, or those that go after the system's folders. */
static void add_folders(Discovery *discovery, const UnitChoice *choice, ArgumentList *arguments, bool after_system)
{
    uint32_t count;
    const IncludeFolder *folders = folder_finder_of_unit(discovery->folders, choice->file, &count);
    for (uint32_t i = 0; i < count; i++) {
        FolderShadow shadow = folder_finder_shadow(discovery->folders, folders[i].path);
        const char *path = tree_index_absolute(&discovery->index, discovery->arena, folders[i].path);
        bool after = shadow == SHADOWS_PYTHON || (shadow == SHADOWS_SYSTEM && folders[i].angled);
        if (after_system && after)
            add_pair(arguments, "-idirafter", path);
        if (!after_system && (shadow == SHADOWS_SYSTEM || (!folders[i].angled && !after)))
            add_pair(arguments, "-iquote", path);
        if (!after_system && !after && folders[i].angled)
            vector_push(arguments, arena_format(discovery->arena, "-I%s", path));
    }
}

static void infer_arguments(Discovery *discovery, const UnitChoice *choice, SourceUnit *unit)
{
    const Target *target = discovery->target;
    ArgumentList arguments = {0};
    const GraphFile *file = &discovery->graph.files[choice->file];
    Language language = language_of_unit(discovery, choice);
    add_pair(&arguments, "-x", language_name(language));
    vector_push(&arguments, language_is_cpp(language) ? "-std=gnu++20" : "-std=gnu17");
    vector_push(&arguments, "-ferror-limit=0"); /* by default the 20th error ends the parse */
    if (target->is_cpython)
        cpython_add_defines(&arguments, unit->relative_path, file->public_api_only);
    add_folders(discovery, choice, &arguments, false);
    if (target->is_cpython)
        vector_push(&arguments, arena_format(discovery->arena, "-I%s", target->root));
    if (target->python_include)
        add_pair(&arguments, "-isystem", target->python_include);
    if (target->is_cpython)
        add_pair(&arguments, "-isystem", arena_format(discovery->arena, "%s/internal", target->python_include));
    if (discovery->pyconfig_folder)
        add_pair(&arguments, "-idirafter", discovery->pyconfig_folder);
    add_folders(discovery, choice, &arguments, true);
    if (target->python_include && !target->is_cpython && !file->public_api_only &&
        folder_finder_lacks_python(discovery->folders, choice->file))
        add_pair(&arguments, "-include", "Python.h");
    const char **copy = ARENA_ARRAY(discovery->arena, const char *, arguments.count);
    memcpy(copy, arguments.items, arguments.count * sizeof *copy);
    unit->arguments = copy;
    unit->argument_count = arguments.count;
    vector_free(&arguments);
}

static int compare_units(const void *left, const void *right)
{
    const SourceUnit *a = left, *b = right;
    int order = strcmp(a->relative_path, b->relative_path);
    for (unsigned i = 0; !order && i < a->argument_count && i < b->argument_count; i++)
        order = strcmp(a->arguments[i], b->arguments[i]);
    return order ? order : (a->argument_count > b->argument_count) - (a->argument_count < b->argument_count);
}

static void make_units(Discovery *discovery)
{
    Target *target = discovery->target;
    discovery->folders = folder_finder_new(&discovery->graph);
    SourceUnit *units = ARENA_ARRAY(discovery->arena, SourceUnit, discovery->choices.count);
    for (uint32_t i = 0; i < discovery->choices.count; i++) {
        const UnitChoice *choice = &discovery->choices.items[i];
        SourceUnit *unit = &units[i];
        unit->relative_path = arena_copy_string(discovery->arena, discovery->index.files.items[choice->file].path);
        unit->path = tree_index_absolute(&discovery->index, discovery->arena, unit->relative_path);
        unit->skip_reason = choice->skip_reason ? arena_copy_string(discovery->arena, choice->skip_reason) : NULL;
        if (!unit->skip_reason)
            infer_arguments(discovery, choice, unit);
    }
    if (discovery->choices.count)
        qsort(units, discovery->choices.count, sizeof *units, compare_units);
    target->units = units;
    target->unit_count = discovery->choices.count;
    folder_finder_free(discovery->folders);
}

static bool read_tree(Discovery *discovery, const char **error)
{
    TreeLimits limits = {.files = FILE_LIMIT, .only_root = discovery->only_file != NULL};
    bool complete;
    int problem = tree_index_walk(&discovery->index, discovery->scratch, discovery->target->root, limits, &discovery->warnings, &complete);
    if (problem && !discovery->index.files.count) {
        *error = arena_format(discovery->arena, "%s: this folder cannot be read: %s",
                              printable_text(discovery->arena, discovery->options->path), strerror(problem));
        return false;
    }
    if (!complete)
        warning_add(&discovery->warnings, "the tree has more than %d files: the rest is left out; scan its parts one by one", FILE_LIMIT);
    return true;
}

static void keep_warnings(Discovery *discovery)
{
    Target *target = discovery->target;
    target->warning_count = discovery->warnings.texts.count;
    const char **copy = ARENA_ARRAY(discovery->arena, const char *, target->warning_count);
    if (target->warning_count)
        memcpy(copy, discovery->warnings.texts.items, target->warning_count * sizeof *copy);
    target->warnings = copy;
    warning_list_free(&discovery->warnings);
}

Target *discover_target(Arena *arena, const DiscoverOptions *options, const char **error)
{
    Discovery discovery = {.arena = arena, .scratch = arena_new(), .options = options, .target = ARENA_NEW(arena, Target)};
    discovery.warnings.arena = arena;
    bool found = find_root(&discovery, error);
    if (found)
        found = read_tree(&discovery, error);
    if (found) {
        find_python(&discovery);
        include_graph_start(&discovery.graph, discovery.scratch, &discovery.index, discovery.target->python_include);
        choose_units(&discovery);
        make_units(&discovery);
        include_graph_free(&discovery.graph);
    }
    keep_warnings(&discovery);
    vector_free(&discovery.choices);
    tree_index_free(&discovery.index);
    arena_free(discovery.scratch);
    return found ? discovery.target : NULL;
}
