#include "discover/include_folders.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Bounds of what one unit may cost: a tree cannot make discovery quadratic. */
enum { FILES_OF_UNIT = 4096, FOLDERS_OF_UNIT = 256, CHOICES = 64, OPEN_CHOICES = 1024 };

typedef struct ShadowingFolder {
    const char *path;
    FolderShadow shadow;
    UT_hash_handle hh;
} ShadowingFolder;

/* An include whose target is not told by nearness alone. */
typedef struct OpenChoice {
    uint32_t includer;
    const Include *include;
} OpenChoice;

/* A place in a file's includes. */
typedef struct Position {
    uint32_t file;
    uint32_t next;
} Position;

struct FolderFinder {
    IncludeGraph *graph;
    uint32_t *visited_for; /* by file: the last round that met it */
    uint32_t round;
    VECTOR(uint32_t) queue;
    VECTOR(OpenChoice) open;
    VECTOR(Position) path;
    VECTOR(IncludeFolder) folders;
    ShadowingFolder *shadowing;
};

/* --- folders with the names of system headers --------------------------------------------------------------------- */

static void add_shadowing(FolderFinder *finder, const char *path, size_t length, FolderShadow shadow)
{
    ShadowingFolder *folder = NULL;
    HASH_FIND(hh, finder->shadowing, path, length, folder);
    if (!folder) {
        folder = ARENA_NEW(finder->graph->arena, ShadowingFolder);
        folder->path = arena_copy_text(finder->graph->arena, path, length);
        HASH_ADD_KEYPTR(hh, finder->shadowing, folder->path, length, folder);
    }
    if (folder->shadow < shadow)
        folder->shadow = shadow;
}

static void find_shadowing_folders(FolderFinder *finder)
{
    const TreeIndex *index = finder->graph->index;
    for (uint32_t i = 0; i < index->files.count; i++) {
        const TreeFile *file = &index->files.items[i];
        const char *name = file->folder_length ? file->path + file->folder_length + 1 : file->path;
        if (is_standard_header(name))
            add_shadowing(finder, file->path, file->folder_length, SHADOWS_SYSTEM);
        if (strcmp(name, "Python.h") == 0 || strcmp(name, "pyconfig.h") == 0)
            add_shadowing(finder, file->path, file->folder_length, SHADOWS_PYTHON);
        const char *slash = file->folder_length ? memrchr(file->path, '/', file->folder_length) : NULL;
        size_t parent_length = slash ? (size_t)(slash - file->path) : 0;
        const char *in_parent = slash ? slash + 1 : file->path;
        if (file->folder_length && is_standard_header(in_parent))
            add_shadowing(finder, file->path, parent_length, SHADOWS_SYSTEM);
    }
}

FolderShadow folder_finder_shadow(const FolderFinder *finder, const char *folder)
{
    ShadowingFolder *found = NULL;
    HASH_FIND(hh, finder->shadowing, folder, strlen(folder), found);
    return found ? found->shadow : SHADOWS_NOTHING;
}

FolderFinder *folder_finder_new(IncludeGraph *graph)
{
    FolderFinder *finder = ARENA_NEW(graph->arena, FolderFinder);
    finder->graph = graph;
    finder->visited_for = ARENA_ARRAY(graph->arena, uint32_t, graph->index->files.count);
    find_shadowing_folders(finder);
    return finder;
}

void folder_finder_free(FolderFinder *finder)
{
    HASH_CLEAR(hh, finder->shadowing);
    vector_free(&finder->queue);
    vector_free(&finder->open);
    vector_free(&finder->path);
    vector_free(&finder->folders);
}

/* --- the folders of a unit ---------------------------------------------------------------------------------------- */

static IncludeFolder *find_folder(FolderFinder *finder, const char *path)
{
    for (uint32_t i = 0; i < finder->folders.count; i++)
        if (finder->folders.items[i].path == path)
            return &finder->folders.items[i];
    return NULL;
}

static void visit(FolderFinder *finder, uint32_t file)
{
    if (finder->visited_for[file] == finder->round || finder->queue.count >= FILES_OF_UNIT)
        return;
    finder->visited_for[file] = finder->round;
    vector_push(&finder->queue, file);
}

static void take(FolderFinder *finder, const Include *include, uint32_t target, const char *path)
{
    IncludeFolder *folder = find_folder(finder, path);
    bool angled = include->kind == INCLUDE_ANGLE;
    if (folder)
        folder->angled = folder->angled || angled;
    else if (finder->folders.count < FOLDERS_OF_UNIT)
        vector_push(&finder->folders, (IncludeFolder){path, angled});
    visit(finder, target);
}

/* Takes a candidate that is found in a folder that is searched already; false if there is none. */
static bool take_from_known_folder(FolderFinder *finder, uint32_t includer, const Include *include)
{
    uint32_t choices[CHOICES];
    uint32_t count = include_choices(finder->graph, includer, include->name, choices, CHOICES);
    for (uint32_t i = 0; i < count; i++) {
        const char *path = include_folder(finder->graph, include->name, choices[i]);
        if (path && find_folder(finder, path)) {
            take(finder, include, choices[i], path);
            return true;
        }
    }
    return false;
}

static void follow(FolderFinder *finder, uint32_t includer)
{
    const GraphFile *file = &finder->graph->files[includer];
    for (uint32_t i = 0; i < file->includes.count; i++) {
        const Include *include = &file->includes.items[i];
        if (include->way == INCLUDE_BESIDE)
            visit(finder, include->target);
        else if (include->way == INCLUDE_FOLDER && include->ambiguous && finder->open.count < OPEN_CHOICES)
            vector_push(&finder->open, (OpenChoice){includer, include});
        else if (include->way == INCLUDE_FOLDER)
            take(finder, include, include->target, include->folder);
    }
}

/* The first open choice is made by what is searched already, else by depth; that may tell the next. */
static void close_choices(FolderFinder *finder, uint32_t first)
{
    uint32_t kept = first;
    for (uint32_t i = first; i < finder->open.count; i++)
        if (!take_from_known_folder(finder, finder->open.items[i].includer, finder->open.items[i].include))
            finder->open.items[kept++] = finder->open.items[i];
    finder->open.count = kept;
}

const IncludeFolder *folder_finder_of_unit(FolderFinder *finder, uint32_t unit, uint32_t *count)
{
    finder->round++;
    finder->queue.count = finder->open.count = finder->folders.count = 0;
    visit(finder, unit);
    uint32_t next = 0, decided = 0;
    for (;;) {
        while (next < finder->queue.count)
            follow(finder, finder->queue.items[next++]);
        close_choices(finder, decided);
        if (next < finder->queue.count)
            continue;
        if (decided == finder->open.count)
            break;
        OpenChoice open = finder->open.items[decided++];
        take(finder, open.include, open.include->target, open.include->folder);
    }
    *count = finder->folders.count;
    return finder->folders.items;
}

/* --- Python.h ----------------------------------------------------------------------------------------------------- */

static bool is_python_header(const char *text)
{
    size_t length = strlen(text);
    return length >= 8 && strcmp(text + length - 8, "Python.h") == 0 && (length == 8 || text[length - 9] == '/');
}

/* Goes through the includes in the order in which a preprocessor would, as far as that can be told. */
bool folder_finder_lacks_python(FolderFinder *finder, uint32_t unit)
{
    finder->round++;
    finder->path.count = 0;
    bool meets_missing = false;
    vector_push(&finder->path, (Position){unit, 0});
    for (uint32_t met = 0; finder->path.count && met < FILES_OF_UNIT;) {
        Position *position = &finder->path.items[finder->path.count - 1];
        const GraphFile *file = &finder->graph->files[position->file];
        if (position->next == file->includes.count) {
            finder->path.count--;
            continue;
        }
        const Include *include = &file->includes.items[position->next++];
        if (is_python_header(include->name->text))
            return false;
        meets_missing = meets_missing || include->way == INCLUDE_MISSING;
        if (include->way == INCLUDE_MISSING && !include->conditional)
            return true;
        if (include->target != NO_FILE && finder->visited_for[include->target] != finder->round) {
            finder->visited_for[include->target] = finder->round;
            vector_push(&finder->path, (Position){include->target, 0});
            met++;
        }
    }
    return meets_missing;
}
