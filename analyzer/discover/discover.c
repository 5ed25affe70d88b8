#include "discover/discover.h"

#include "base/file_bytes.h"
#include "discover/cpython_tree.h"
#include "discover/discovery.h"
#include "discover/project_root.h"
#include "discover/python_headers.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Of a tree; of the project around a part of it that is scanned alone. */
enum { FILE_LIMIT = 4000000, PROJECT_FILE_LIMIT = 50000 };

/* --- the root ----------------------------------------------------------------------------------------------------- */

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

static void find_project(Discovery *discovery)
{
    const char *root = discovery->target->root;
    discovery->project = project_root_of(discovery->arena, root);
    discovery->place = strcmp(root, discovery->project) == 0 ? "" : root + strlen(discovery->project) + 1;
    discovery->target->is_cpython = is_cpython_tree(discovery->project);
    if (!discovery->options->python_include)
        discovery->python_query = python_headers_ask(discovery->arena, discovery->project, discovery->options->python_memory);
    if (discovery->options->meanwhile)
        discovery->options->meanwhile();
}

/* --- the database and Python -------------------------------------------------------------------------------------- */

static void read_database(Discovery *discovery)
{
    const DiscoverOptions *options = discovery->options;
    const Target *target = discovery->target;
    const TrustedFolders trusted = {.tree = discovery->project, .build = options->build_folder};
    const char *file =
        compile_commands_find(discovery->arena, target->root, options->build_folder, &discovery->warnings);
    if (!file && !options->build_folder && *discovery->place)
        file = compile_commands_find(discovery->arena, discovery->project, NULL, &discovery->warnings);
    if (!file)
        return;
    compile_commands_read(&discovery->commands, discovery->arena, file, &trusted, &discovery->warnings);
    discovery->target->database = discovery->commands.file;
}

static PythonHeaders find_headers(Discovery *discovery)
{
    const char *given = discovery->options->python_include;
    if (given)
        return python_headers_at(discovery->arena, given, &discovery->warnings);
    if (discovery->target->is_cpython) {
        const char *folder = arena_format(discovery->arena, "%s/Include", discovery->project);
        return (PythonHeaders){.folder = folder, .version = python_version_of(folder)};
    }
    const char *built_with = discovery_python_of_database(discovery);
    if (built_with)
        return (PythonHeaders){.folder = arena_copy_string(discovery->arena, built_with),
                               .version = python_version_of(built_with)};
    PythonHeaders headers = python_headers_find(discovery->arena, discovery->project, &discovery->python_query);
    if (!headers.folder)
        warning_add(&discovery->warnings,
                    "no Python.h was found: types cannot be understood without it; install Python's development "
                    "files (python3-dev) or name the folder with --python-include");
    return headers;
}

static void find_python(Discovery *discovery)
{
    Target *target = discovery->target;
    PythonHeaders headers = find_headers(discovery);
    discovery->user_python = discovery->options->python_include && headers.folder;
    target->python_include = headers.folder;
    target->python_version = headers.version;
    if (target->is_cpython && !discovery->user_python)
        discovery->pyconfig_folder = cpython_pyconfig_folder(discovery->arena, discovery->project, headers.version,
                                                             &discovery->python_query);
}

/* --- choosing units ----------------------------------------------------------------------------------------------- */

static int compare_command_path(const void *key, const void *element)
{
    return strcmp(key, ((const CompileCommand *)element)->path);
}

/* The file's commands stand together: the first of them, and how many. */
static uint32_t commands_of(const Discovery *discovery, const char *path_in_root, uint32_t *count)
{
    const CompileCommand *commands = discovery->commands.commands.items;
    uint32_t total = discovery->commands.commands.count;
    *count = 0;
    if (!total)
        return NO_COMMAND;
    const char *path =
        *discovery->place ? arena_format(discovery->scratch, "%s/%s", discovery->place, path_in_root) : path_in_root;
    const CompileCommand *found = bsearch(path, commands, total, sizeof *commands, compare_command_path);
    if (!found)
        return NO_COMMAND;
    uint32_t first = (uint32_t)(found - commands), end = first + 1;
    while (first > 0 && strcmp(commands[first - 1].path, path) == 0)
        first--;
    while (end < total && strcmp(commands[end].path, path) == 0)
        end++;
    *count = end - first;
    return first;
}

/* Files that the command forces on the unit belong to what it includes. */
static void want_forced_includes(Discovery *discovery, const UnitChoice *choice)
{
    const FlagList *arguments = &discovery->commands.commands.items[choice->command].flags.arguments;
    for (uint32_t i = 0; i + 1 < arguments->count; i++) {
        if (strcmp(arguments->items[i], "-include") != 0 && strcmp(arguments->items[i], "-imacros") != 0)
            continue;
        const char *below = path_below(arguments->items[i + 1], discovery->index.root);
        include_graph_force(&discovery->graph, choice->file, below ? below : arguments->items[i + 1]);
    }
}

static bool defines_names(const Discovery *discovery, const UnitChoice *choice)
{
    const FlagList *arguments = &discovery->commands.commands.items[choice->command].flags.arguments;
    for (uint32_t i = 0; i < arguments->count; i++) {
        const char *value = strncmp(arguments->items[i], "-D", 2) == 0 ? strchr(arguments->items[i], '=') : NULL;
        if (value && (isalpha((unsigned char)value[1]) || value[1] == '_'))
            return true;
    }
    return false;
}

static void choose_file(Discovery *discovery, uint32_t number, const char *path, UnitChoices *headers)
{
    uint32_t count, first = commands_of(discovery, path, &count);
    UnitChoice choice = {.file = number, .command = NO_COMMAND};
    bool is_source = language_of_source(path) != LANGUAGE_NONE;
    if (!is_source && !language_of_header(path) && !count)
        return;
    choice.skip_reason =
        exclusion_reason(discovery->arena, path, discovery->options->excludes, discovery->options->exclude_count);
    include_graph_want(&discovery->graph, number);
    bool used = false;
    for (uint32_t i = first; i < first + count && count; i++) {
        choice.command = i;
        choice.defines_names = defines_names(discovery, &choice);
        if (!is_source && discovery->commands.commands.items[i].flags.language == LANGUAGE_NONE)
            continue;
        vector_push(&discovery->choices, choice);
        want_forced_includes(discovery, &choice);
        used = true;
    }
    choice.command = NO_COMMAND;
    choice.defines_names = false;
    if (!used && (is_source || discovery->only_file))
        vector_push(&discovery->choices, choice);
    else if (!used && language_of_header(path))
        vector_push(headers, choice);
}

/* Returns how many includes were not found. */
static uint32_t choose_units(Discovery *discovery)
{
    UnitChoices headers = {0};
    discovery->choices.count = 0;
    for (uint32_t i = 0; i < discovery->index.files.count; i++) {
        const TreeFile *file = &discovery->index.files.items[i];
        const char *path = path_below(file->path, discovery->index_place);
        if (path && (discovery->only_file ? strcmp(path, discovery->only_file) == 0 : !file->is_link))
            choose_file(discovery, i, path, &headers);
    }
    uint32_t missing = include_graph_finish(&discovery->graph);
    unit_selection_judge(&discovery->graph, &discovery->choices);
    if (!discovery->only_file && !discovery->options->all_units)
        unit_need_judge(&discovery->graph, &discovery->choices);
    unit_selection_add_headers(&discovery->graph, &discovery->choices, &headers);
    vector_free(&headers);
    return missing;
}

/* --- units -------------------------------------------------------------------------------------------------------- */

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
    build_standards_read(&discovery->standards, discovery->scratch, &discovery->index);
    SourceUnit *units = ARENA_ARRAY(discovery->arena, SourceUnit, discovery->choices.count);
    for (uint32_t i = 0; i < discovery->choices.count; i++) {
        const UnitChoice *choice = &discovery->choices.items[i];
        const char *path = discovery->index.files.items[choice->file].path;
        SourceUnit *unit = &units[i];
        unit->path = tree_index_absolute(&discovery->index, discovery->arena, path);
        unit->relative_path = arena_copy_string(discovery->arena, path_below(path, discovery->index_place));
        unit->skip_reason = choice->skip_reason ? arena_copy_string(discovery->arena, choice->skip_reason) : NULL;
        unit->from_database = choice->command != NO_COMMAND;
        if (!unit->skip_reason)
            discovery_make_arguments(discovery, choice, unit);
    }
    if (discovery->choices.count)
        qsort(units, discovery->choices.count, sizeof *units, compare_units);
    target->units = units;
    target->unit_count = discovery->choices.count;
    folder_finder_free(discovery->folders);
    build_standards_free(&discovery->standards);
}

/* --- the tree ----------------------------------------------------------------------------------------------------- */

static bool read_tree(Discovery *discovery, const char **error)
{
    TreeLimits limits = {.files = FILE_LIMIT, .only_root = discovery->only_file != NULL};
    bool complete;
    discovery->index_place = "";
    int problem = tree_index_walk(&discovery->index, discovery->scratch, discovery->target->root, limits,
                                  &discovery->warnings, &complete);
    if (problem && !discovery->index.files.count) {
        *error = arena_format(discovery->arena, "%s: this folder cannot be read: %s",
                              printable_text(discovery->arena, discovery->options->path), strerror(problem));
        return false;
    }
    if (!complete)
        warning_add(&discovery->warnings,
                    "the tree has more than %d files: the rest is left out; scan its parts one by one", FILE_LIMIT);
    return true;
}

static uint32_t read_units(Discovery *discovery)
{
    include_graph_start(&discovery->graph, discovery->scratch, &discovery->index, discovery->target->python_include, discovery->memory);
    return choose_units(discovery);
}

/* A part of a project includes headers that lie elsewhere in it: the whole of it is looked through for them, unless it
 * is too large. */
static void widen_to_project(Discovery *discovery)
{
    TreeIndex part = discovery->index;
    TreeIndex whole;
    WarningList unheard = {.arena = discovery->scratch};
    bool complete;
    int problem = tree_index_walk(&whole, discovery->scratch, discovery->project,
                                  (TreeLimits){.files = PROJECT_FILE_LIMIT}, &unheard, &complete);
    warning_list_free(&unheard);
    if (problem || !complete) {
        tree_index_free(&whole);
        return;
    }
    include_graph_free(&discovery->graph);
    tree_index_free(&part);
    discovery->index = whole;
    discovery->index_place = discovery->place;
    read_units(discovery);
}

static void discover(Discovery *discovery)
{
    discovery->memory = text_memory_open(discovery->options->text_memory);
    read_database(discovery);
    find_python(discovery);
    uint32_t missing = read_units(discovery);
    if (missing && *discovery->place)
        widen_to_project(discovery);
    make_units(discovery);
    include_graph_free(&discovery->graph);
    text_memory_close(discovery->memory);
    compile_commands_free(&discovery->commands);
    discovery_forget_python_folders(discovery);
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
    Discovery discovery = {
        .arena = arena, .scratch = arena_new(), .options = options, .target = ARENA_NEW(arena, Target)};
    discovery.warnings.arena = arena;
    bool found = find_root(&discovery, error);
    if (found)
        find_project(&discovery);
    found = found && read_tree(&discovery, error);
    if (found)
        discover(&discovery);
    program_stop(&discovery.python_query.program);
    keep_warnings(&discovery);
    vector_free(&discovery.choices);
    tree_index_free(&discovery.index);
    arena_free(discovery.scratch);
    return found ? discovery.target : NULL;
}
