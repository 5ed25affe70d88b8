#include "discover/cpython_tree.h"
#include "discover/discovery.h"
#include "discover/python_headers.h"

#include <string.h>

struct PythonFolder {
    const char *path;
    bool is_python;
    UT_hash_handle hh;
};

const char *path_below(const char *path, const char *place)
{
    size_t length = strlen(place);
    if (!length)
        return path;
    return strncmp(path, place, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

/* --- Python's folder ---------------------------------------------------------------------------------------------- */

bool discovery_is_python_folder(Discovery *discovery, const char *folder)
{
    PythonFolder *known = NULL;
    HASH_FIND_STR(discovery->python_folders, folder, known);
    if (!known) {
        known = ARENA_NEW(discovery->scratch, PythonFolder);
        known->path = folder;
        uint32_t version = holds_python_header(folder) ? python_version_of(folder) : 0;
        known->is_python = version >= 0x0300;
        HASH_ADD_KEYPTR(hh, discovery->python_folders, known->path, strlen(known->path), known);
    }
    return known->is_python;
}

const char *discovery_python_of_database(Discovery *discovery)
{
    for (uint32_t i = 0; i < discovery->commands.commands.count; i++) {
        const FlagList *folders = &discovery->commands.commands.items[i].flags.folders;
        for (uint32_t n = 0; n < folders->count; n++)
            if (discovery_is_python_folder(discovery, folders->items[n]))
                return folders->items[n];
    }
    return NULL;
}

void discovery_forget_python_folders(Discovery *discovery)
{
    HASH_CLEAR(hh, discovery->python_folders);
}

/* --- shared parts ------------------------------------------------------------------------------------------------- */

static void add_pair(ArgumentList *arguments, const char *flag, const char *value)
{
    vector_push(arguments, flag);
    vector_push(arguments, value);
}

static bool is_in_folder(const TreeFile *file, const TreeFile *of)
{
    return file->folder_length == of->folder_length && memcmp(file->path, of->path, of->folder_length) == 0;
}

/* Whether a .c file is compiled as C++, as whole projects do: by its own text, or by that of most of those beside it. */
static bool is_cpp_by_text(const Discovery *discovery, uint32_t unit)
{
    if (discovery->graph.files[unit].scan.is_cpp || !discovery->graph.has_cpp_named_c)
        return discovery->graph.files[unit].scan.is_cpp;
    const TreeFile *files = discovery->index.files.items;
    uint32_t cpp_count = 0, count = 0;
    for (uint32_t i = 0; i < discovery->index.files.count; i++) {
        const GraphFile *file = &discovery->graph.files[i];
        if (file->state != FILE_SCANNED || !is_in_folder(&files[i], &files[unit]) ||
            language_of_source(files[i].path) != LANGUAGE_C)
            continue;
        count++;
        cpp_count += file->scan.is_cpp;
    }
    return cpp_count * 2 > count;
}

static Language language_of_unit(const Discovery *discovery, const UnitChoice *choice)
{
    const char *path = discovery->index.files.items[choice->file].path;
    Language language = language_of_source(path);
    if (language == LANGUAGE_C && is_cpp_by_text(discovery, choice->file))
        return LANGUAGE_CPP;
    if (language != LANGUAGE_NONE)
        return language;
    bool cpp = discovery->graph.files[choice->file].scan.looks_like_cpp;
    return cpp ? LANGUAGE_CPP : language_of_header(path);
}

/* By default the 20th error ends a parse; a tree whose libraries are not installed has more. */
static void add_language(ArgumentList *arguments, Language language, const char *standard)
{
    add_pair(arguments, "-x", language_name(language));
    if (standard)
        vector_push(arguments, standard);
    vector_push(arguments, "-ferror-limit=0");
}

/* --- inferred flags ----------------------------------------------------------------------------------------------- */

typedef struct Folders {
    const IncludeFolder *items;
    uint32_t count;
} Folders;

/* Those that go before, or those that go after the system's. */
static void add_folders(Discovery *discovery, Folders folders, ArgumentList *arguments, bool after_system)
{
    for (uint32_t i = 0; i < folders.count; i++) {
        const IncludeFolder *folder = &folders.items[i];
        if (folder->path[0] == '/')
            continue;
        FolderShadow shadow = folder_finder_shadow(discovery->folders, folder->path);
        const char *path = tree_index_absolute(&discovery->index, discovery->arena, folder->path);
        bool after = shadow == SHADOWS_PYTHON || (shadow == SHADOWS_SYSTEM && folder->angled);
        if (after_system && after)
            add_pair(arguments, "-idirafter", path);
        if (!after_system && (shadow == SHADOWS_SYSTEM || (!folder->angled && !after)))
            add_pair(arguments, "-iquote", path);
        if (!after_system && !after && folder->angled)
            vector_push(arguments, arena_format(discovery->arena, "-I%s", path));
    }
}

/* Folders that the root is in are searched last, for the tree's own headers by its own name. One argument, not two: such a
 * folder does not become readable, and what else stands in it is none of the tree's (readable_folders.c). */
static void add_folders_above(Discovery *discovery, Folders folders, ArgumentList *arguments)
{
    for (uint32_t i = 0; i < folders.count; i++)
        if (folders.items[i].path[0] == '/')
            vector_push(arguments, arena_format(discovery->arena, "-idirafter%s", folders.items[i].path));
}

static void infer_arguments(Discovery *discovery, const UnitChoice *choice, ArgumentList *arguments)
{
    const Target *target = discovery->target;
    const GraphFile *file = &discovery->graph.files[choice->file];
    const char *path = discovery->index.files.items[choice->file].path;
    Language language = language_of_unit(discovery, choice);
    bool cpp = language_is_cpp(language);
    const char *standard = build_standard_for(&discovery->standards, discovery->arena, path, cpp);
    add_language(arguments, language, standard ? standard : cpp ? "-std=gnu++20" : "-std=gnu17");
    if (target->is_cpython)
        cpython_add_defines(arguments, path, file->public_api_only);
    Folders folders = {0};
    folders.items = folder_finder_of_unit(discovery->folders, choice->file, &folders.count);
    add_folders(discovery, folders, arguments, false);
    if (target->is_cpython)
        vector_push(arguments, arena_format(discovery->arena, "-I%s", discovery->project));
    if (target->python_include)
        add_pair(arguments, "-isystem", target->python_include);
    if (target->is_cpython)
        add_pair(arguments, "-isystem", arena_format(discovery->arena, "%s/internal", target->python_include));
    if (discovery->pyconfig_folder)
        add_pair(arguments, "-idirafter", discovery->pyconfig_folder);
    add_folders(discovery, folders, arguments, true);
    add_folders_above(discovery, folders, arguments);
    if (target->python_include && !target->is_cpython && !file->public_api_only &&
        ((choice->is_header && !file->brings_python) || folder_finder_lacks_python(discovery->folders, choice->file)))
        add_pair(arguments, "-include", "Python.h");
}

/* --- flags of the database ---------------------------------------------------------------------------------------- */

/* Of "-Ifolder", or of a flag whose folder is the next argument: that folder; else NULL. *used is how many arguments it
 * takes. */
static const char *folder_of_argument(const FlagList *arguments, uint32_t i, uint32_t *used)
{
    static const char *const pairs[] = {"-isystem", "-iquote", "-idirafter"};
    *used = 1;
    if (strncmp(arguments->items[i], "-I", 2) == 0)
        return arguments->items[i] + 2;
    for (size_t n = 0; n < sizeof pairs / sizeof *pairs; n++)
        if (strcmp(arguments->items[i], pairs[n]) == 0 && i + 1 < arguments->count) {
            *used = 2;
            return arguments->items[i + 1];
        }
    return NULL;
}

/* Python's folder becomes a system folder, so that its headers count as such; the user's own choice takes its place. */
static void database_arguments(Discovery *discovery, const UnitChoice *choice, ArgumentList *arguments)
{
    const Target *target = discovery->target;
    const CleanedFlags *flags = &discovery->commands.commands.items[choice->command].flags;
    Language language = flags->language != LANGUAGE_NONE ? flags->language : language_of_unit(discovery, choice);
    if (flags->language == LANGUAGE_NONE && flags->cpp_compiler && language == LANGUAGE_C)
        language = LANGUAGE_CPP;
    const char *standard = language_is_cpp(language) ? flags->cpp_standard : flags->c_standard;
    add_language(arguments, language, standard ? arena_format(discovery->arena, "-std=%s", standard) : NULL);
    bool has_python = false;
    for (uint32_t i = 0, used; i < flags->arguments.count; i += used) {
        const char *folder = folder_of_argument(&flags->arguments, i, &used);
        bool is_python = folder && discovery_is_python_folder(discovery, folder);
        has_python = has_python || (is_python && !discovery->user_python);
        if (is_python && !discovery->user_python)
            add_pair(arguments, "-isystem", folder);
        else if (!is_python)
            for (uint32_t n = 0; n < used; n++)
                vector_push(arguments, flags->arguments.items[i + n]);
    }
    if (!has_python && target->python_include)
        add_pair(arguments, "-isystem", target->python_include);
}

void discovery_make_arguments(Discovery *discovery, const UnitChoice *choice, SourceUnit *unit)
{
    ArgumentList arguments = {0};
    if (choice->command == NO_COMMAND)
        infer_arguments(discovery, choice, &arguments);
    else
        database_arguments(discovery, choice, &arguments);
    const char **copy = ARENA_ARRAY(discovery->arena, const char *, arguments.count);
    memcpy(copy, arguments.items, arguments.count * sizeof *copy);
    unit->arguments = copy;
    unit->argument_count = arguments.count;
    vector_free(&arguments);
}
