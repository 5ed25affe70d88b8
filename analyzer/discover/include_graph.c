#include "discover/include_graph.h"

#include "discover/language.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Large files are read until they come to so much together; then they are too large: a tree of many huge sparse files
 * must not take forever. */
#define LARGE_FILE         ((size_t)1 << 20)
#define LARGE_FILES_BUDGET ((uint64_t)1 << 30)

void include_graph_start(IncludeGraph *graph, Arena *arena, const TreeIndex *index, const char *python_include, TextMemory *memory)
{
    *graph = (IncludeGraph){.arena = arena, .index = index, .python_include = python_include, .memory = memory};
    graph->system = system_headers_new(arena);
    graph->files = ARENA_ARRAY(arena, GraphFile, index->files.count);
}

void include_graph_free(IncludeGraph *graph)
{
    HASH_CLEAR(hh, graph->names);
    HASH_CLEAR(hh, graph->folders);
    HeaderMacroEntry *entry, *next;
    HASH_ITER (hh, graph->header_macros, entry, next) {
        HASH_DEL(graph->header_macros, entry);
        vector_free(&entry->values);
    }
    for (uint32_t i = 0; i < graph->index->files.count; i++)
        vector_free(&graph->files[i].includes);
    vector_free(&graph->wanted);
    vector_free(&graph->macro_users);
    file_bytes_free(&graph->text);
    system_headers_free(graph->system);
}

/* --- names -------------------------------------------------------------------------------------------------------- */

/* Resolves "." and ".." of a relative path in the text alone. Leading ".."s that remain are counted, not kept. False if
 * it is absolute, too long, or nothing is left. */
static bool normalise(const char *path, char *normal, uint32_t *ups)
{
    size_t used = 0;
    *ups = 0;
    if (*path == '/' || strlen(path) >= PATH_MAX)
        return false;
    while (*path) {
        size_t length = strcspn(path, "/");
        if (length == 2 && memcmp(path, "..", 2) == 0) {
            const char *slash = used ? memrchr(normal, '/', used) : NULL;
            *ups += used == 0;
            used = slash ? (size_t)(slash - normal) : 0;
        } else if (length && !(length == 1 && *path == '.')) {
            if (used)
                normal[used++] = '/';
            memcpy(normal + used, path, length);
            used += length;
        }
        path += length + (path[length] == '/');
    }
    normal[used] = '\0';
    return used > 0;
}

static bool exists_in_python(const IncludeGraph *graph, const char *name)
{
    char path[PATH_MAX];
    if (strcmp(name, "pyconfig.h") == 0 || strcmp(name, "Python.h") == 0)
        return true;
    if (!graph->python_include || *name == '/')
        return false;
    int length = snprintf(path, sizeof path, "%s/%s", graph->python_include, name);
    return length > 0 && (size_t)length < sizeof path && is_regular_file(path);
}

/* The same text always gives the same pointer. */
static const char *intern_folder(IncludeGraph *graph, const char *path, size_t length)
{
    FolderName *folder = NULL;
    HASH_FIND(hh, graph->folders, path, length, folder);
    if (!folder) {
        folder = ARENA_NEW(graph->arena, FolderName);
        folder->path = arena_copy_text(graph->arena, path, length);
        HASH_ADD_KEYPTR(hh, graph->folders, folder->path, length, folder);
    }
    return folder->path;
}

/* `pkg/inner.h` where the root is a folder pkg with an inner.h: what a build finds from the folder around it. Only where
 * nothing else has that name, and for no file but this. */
static void find_from_above(IncludeGraph *graph, IncludeName *name)
{
    const char *root = graph->index->root, *rest = name->ending;
    while ((rest = strchr(rest, '/'))) {
        size_t length = (size_t)(rest++ - name->ending), root_length = strlen(root);
        if (length + 1 >= root_length || root[root_length - length - 1] != '/' ||
            memcmp(root + root_length - length, name->ending, length) != 0)
            continue;
        uint32_t file = tree_index_find(graph->index, rest);
        if (file == NO_FILE)
            continue;
        uint32_t *candidate = ARENA_NEW(graph->arena, uint32_t);
        *candidate = file;
        name->candidates = candidate;
        name->candidate_count = 1;
        name->above = intern_folder(graph, root, root_length - length - 1);
        return;
    }
}

static IncludeName *find_name(IncludeGraph *graph, const char *text)
{
    IncludeName *name = NULL;
    HASH_FIND_STR(graph->names, text, name);
    if (name)
        return name;
    name = ARENA_NEW(graph->arena, IncludeName);
    name->text = text;
    char ending[PATH_MAX];
    if (normalise(text, ending, &name->ups)) {
        name->ending = arena_copy_string(graph->arena, ending);
        name->candidates = tree_index_find_ending(graph->index, graph->arena, ending, &name->candidate_count);
    }
    name->is_python = exists_in_python(graph, text);
    name->is_external = name->is_python || system_headers_have(graph->system, text);
    if (name->ending && !name->ups && !name->candidate_count && !name->is_external)
        find_from_above(graph, name);
    HASH_ADD_KEYPTR(hh, graph->names, name->text, strlen(name->text), name);
    for (uint32_t i = 0; i < name->candidate_count; i++) {
        NameLink *link = ARENA_NEW(graph->arena, NameLink);
        GraphFile *file = &graph->files[name->candidates[i]];
        *link = (NameLink){name, file->names};
        file->names = link;
    }
    return name;
}

/* --- choosing among candidates ------------------------------------------------------------------------------------ */

/* How many leading folders two paths share; the first is a folder's. */
static uint32_t shared_folders(const char *folder, uint32_t folder_length, const TreeFile *file)
{
    uint32_t shared = 0;
    for (uint32_t i = 0;; i++) {
        bool folder_ends = i == folder_length || folder[i] == '/';
        bool file_ends = i == file->folder_length || file->path[i] == '/';
        if (folder_ends && file_ends) {
            shared += i > 0;
            if (i == folder_length || i == file->folder_length)
                return shared;
        } else if (folder_ends || file_ends || folder[i] != file->path[i]) {
            return shared;
        }
    }
}

static uint32_t count_folders(const TreeFile *file)
{
    uint32_t count = file->folder_length > 0;
    for (uint32_t i = 0; i < file->folder_length; i++)
        count += file->path[i] == '/';
    return count;
}

/* Candidates are sorted by path, and those that share most with the includer stand around its own place: only these are
 * looked at, so that thousands of files of one name cost no more than a few. */
enum { WINDOW = 32 };

static void find_window(const IncludeName *name, uint32_t includer, uint32_t *first, uint32_t *end)
{
    uint32_t low = 0, high = name->candidate_count;
    while (low < high && name->candidate_count > 2 * WINDOW) {
        uint32_t middle = low + (high - low) / 2;
        if (name->candidates[middle] < includer)
            low = middle + 1;
        else
            high = middle;
    }
    if (name->candidate_count <= 2 * WINDOW) {
        *first = 0;
        *end = name->candidate_count;
        return;
    }
    *first = low > WINDOW ? low - WINDOW : 0;
    *end = low + WINDOW < name->candidate_count ? low + WINDOW : name->candidate_count;
}

uint32_t include_choices(const IncludeGraph *graph, uint32_t includer, const IncludeName *name, uint32_t *choices,
                         uint32_t limit)
{
    const TreeFile *files = graph->index->files.items;
    uint32_t first, end, count = 0, best = 0;
    find_window(name, includer, &first, &end);
    for (uint32_t i = first; i < end; i++) {
        uint32_t candidate = name->candidates[i];
        if (candidate == includer)
            continue;
        uint32_t shared = shared_folders(files[includer].path, files[includer].folder_length, &files[candidate]);
        if (count && shared < best)
            continue;
        if (shared > best)
            count = 0;
        best = shared;
        if (count < limit)
            choices[count++] = candidate;
    }
    return count;
}

/* The nearest candidate; among equally near ones the one that lies least deep. */
static uint32_t choose(const IncludeGraph *graph, uint32_t includer, const IncludeName *name, bool *ambiguous)
{
    uint32_t choices[2 * WINDOW];
    uint32_t count = include_choices(graph, includer, name, choices, 2 * WINDOW);
    uint32_t chosen = NO_FILE, depth = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t folders = count_folders(&graph->index->files.items[choices[i]]);
        if (folders < depth) {
            depth = folders;
            chosen = choices[i];
        }
    }
    *ambiguous = count > 1;
    return chosen;
}

const char *include_folder(IncludeGraph *graph, const IncludeName *name, uint32_t target)
{
    if (name->above)
        return name->above;
    const TreeFile *file = &graph->index->files.items[target];
    size_t ending_length = strlen(name->ending), length = file->length - ending_length;
    /* "../x/y.h" is found from Q/x when the file is Q/x/y.h: a folder that is there must be named. */
    for (uint32_t up = 0; up < name->ups; up++) {
        const char *slash = memchr(file->path + length, '/', file->length - length);
        if (!slash)
            return NULL;
        length = (size_t)(slash - file->path) + 1;
    }
    return intern_folder(graph, file->path, length ? length - 1 : 0);
}

/* --- one include -------------------------------------------------------------------------------------------------- */

static uint32_t find_beside(const IncludeGraph *graph, uint32_t includer, const char *text)
{
    const TreeFile *file = &graph->index->files.items[includer];
    char path[2 * PATH_MAX], normal[PATH_MAX];
    uint32_t ups;
    if (*text == '/' || file->folder_length + strlen(text) + 2 > PATH_MAX)
        return NO_FILE;
    memcpy(path, file->path, file->folder_length);
    path[file->folder_length] = '/';
    const char *whole = file->folder_length ? path : path + 1;
    memcpy(path + file->folder_length + 1, text, strlen(text) + 1);
    if (!normalise(whole, normal, &ups) || ups)
        return NO_FILE;
    return tree_index_find(graph->index, normal);
}

/* Whether a header of the tree that has the name of one of Python's is meant: it lies by the includer, and is not
 * Python's own. */
static bool is_preferred_to_python(const IncludeGraph *graph, uint32_t includer, uint32_t target)
{
    const TreeFile *from = &graph->index->files.items[includer], *to = &graph->index->files.items[target];
    const char *python = graph->python_include, *name = to->path + to->folder_length + (to->folder_length > 0);
    if (!python || strcmp(name, "pyconfig.h") == 0 || strcmp(name, "Python.h") == 0)
        return false;
    size_t root_length = strlen(graph->index->root);
    if (strncmp(python, graph->index->root, root_length) == 0 && python[root_length] == '/' &&
        strncmp(python + root_length + 1, to->path, to->folder_length) == 0)
        return false;
    return shared_folders(from->path, from->folder_length, to) + 1 >= count_folders(from);
}

/* A config.h that configure has not made yet must not be taken from a project of its own inside the tree, whose answers
 * are others. */
static bool is_foreign_config(const IncludeGraph *graph, uint32_t includer, uint32_t target)
{
    static const char *const shared_places[] = {"config.h", "include/config.h", "src/config.h", "build/config.h"};
    const TreeFile *from = &graph->index->files.items[includer], *to = &graph->index->files.items[target];
    for (size_t i = 0; i < sizeof shared_places / sizeof *shared_places; i++)
        if (strcmp(to->path, shared_places[i]) == 0)
            return false;
    return shared_folders(from->path, from->folder_length, to) == 0;
}

static void resolve(IncludeGraph *graph, uint32_t includer, Include *include)
{
    IncludeName *name = include->name;
    include->target = NO_FILE;
    if (include->kind == INCLUDE_QUOTE) {
        include->target = find_beside(graph, includer, name->text);
        if (include->target != NO_FILE) {
            include->way = INCLUDE_BESIDE;
            return;
        }
    }
    if (include->kind == INCLUDE_ANGLE && name->is_external) {
        include->way = INCLUDE_EXTERNAL;
        return;
    }
    uint32_t target = choose(graph, includer, name, &include->ambiguous);
    if (target != NO_FILE && name->is_python && !is_preferred_to_python(graph, includer, target))
        target = NO_FILE;
    if (target != NO_FILE && strcmp(name->text, "config.h") == 0 && is_foreign_config(graph, includer, target))
        target = NO_FILE;
    if (target != NO_FILE)
        include->folder = include_folder(graph, name, target);
    if (!include->folder)
        target = NO_FILE;
    include->target = target;
    include->way = target != NO_FILE ? INCLUDE_FOLDER : name->is_external ? INCLUDE_EXTERNAL : INCLUDE_MISSING;
}

static void add_user(IncludeGraph *graph, FileLink **list, uint32_t file)
{
    FileLink *link = ARENA_NEW(graph->arena, FileLink);
    *link = (FileLink){file, *list};
    *list = link;
}

/* Links the include for the spreading, and asks for what it may mean to be read. */
static void connect(IncludeGraph *graph, uint32_t includer, const Include *include)
{
    if (include->way == INCLUDE_BESIDE) {
        add_user(graph, &graph->files[include->target].includers, includer);
        include_graph_want(graph, include->target);
        return;
    }
    if (include->way == INCLUDE_EXTERNAL && is_standard_header(include->name->text))
        return;
    IncludeName *name = include->name;
    if (!name->users)
        for (uint32_t i = 0; i < name->candidate_count; i++)
            include_graph_want(graph, name->candidates[i]);
    add_user(graph, &name->users, includer);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

void include_graph_want(IncludeGraph *graph, uint32_t file)
{
    if (graph->files[file].state == FILE_UNREAD)
        vector_push(&graph->wanted, file);
}

static void keep_header_macros(IncludeGraph *graph, const SourceScan *scan)
{
    for (uint32_t i = 0; i < scan->header_macro_count; i++) {
        const HeaderMacro *macro = &scan->header_macros[i];
        HeaderMacroEntry *entry = NULL;
        HASH_FIND_STR(graph->header_macros, macro->name, entry);
        if (!entry) {
            entry = ARENA_NEW(graph->arena, HeaderMacroEntry);
            entry->name = macro->name;
            HASH_ADD_KEYPTR(hh, graph->header_macros, entry->name, strlen(entry->name), entry);
        }
        vector_push(&entry->values, *macro);
    }
}

static void add_include(IncludeGraph *graph, uint32_t file, const char *text, IncludeKind kind, bool conditional)
{
    Include include = {.name = find_name(graph, text), .kind = (uint8_t)kind, .conditional = conditional};
    resolve(graph, file, &include);
    connect(graph, file, &include);
    vector_push(&graph->files[file].includes, include);
}

void include_graph_force(IncludeGraph *graph, uint32_t unit, const char *text)
{
    if (*text != '/')
        add_include(graph, unit, text, INCLUDE_ANGLE, true);
}

static void read_file(IncludeGraph *graph, uint32_t number)
{
    GraphFile *file = &graph->files[number];
    const TreeFile *tree_file = &graph->index->files.items[number];
    bool over_budget = graph->large_bytes > LARGE_FILES_BUDGET;
    char path[2 * PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", graph->index->root, tree_file->path);
    file->problem =
        file_bytes_read(&graph->text, path, over_budget ? LARGE_FILE : SOURCE_SIZE_LIMIT, tree_file->is_link);
    file->state = !file->problem ? FILE_SCANNED : file->problem == EFBIG ? FILE_TOO_LARGE : FILE_UNREADABLE;
    file->scan.mentions_python = file->state == FILE_TOO_LARGE; /* for all that can be told */
    if (file->problem)
        return;
    graph->large_bytes += graph->text.length > LARGE_FILE ? graph->text.length : 0;
    file->text = text_memory_find(graph->memory, graph->text.bytes, graph->text.length);
    if (!known_text_source(file->text, graph->arena, &file->scan)) {
        source_scan_text(&file->scan, graph->arena, graph->text.bytes, graph->text.length);
        known_text_keep_source(file->text, &file->scan);
    }
    graph->has_cpp_named_c |= file->scan.is_cpp && language_of_source(tree_file->path) == LANGUAGE_C;
    keep_header_macros(graph, &file->scan);
    for (uint32_t i = 0; i < file->scan.include_count; i++) {
        const IncludeLine *line = &file->scan.includes[i];
        if (line->kind == INCLUDE_MACRO)
            vector_push(&graph->macro_users, (MacroUser){number, line, 0});
        else
            add_include(graph, number, line->text, line->kind, line->conditional);
    }
}

static void read_wanted(IncludeGraph *graph)
{
    for (uint32_t i = 0; i < graph->wanted.count; i++)
        if (graph->files[graph->wanted.items[i]].state == FILE_UNREAD)
            read_file(graph, graph->wanted.items[i]);
    graph->wanted.count = 0;
}

/* --- includes through macros -------------------------------------------------------------------------------------- */

enum { MACRO_VALUES = 64 }; /* of one macro that are followed */

/* Adds an include for each header that the macro is defined as anywhere in the tree; whether there were new ones. */
static bool follow_macro(IncludeGraph *graph, MacroUser *user)
{
    HeaderMacroEntry *entry = NULL;
    HASH_FIND_STR(graph->header_macros, user->line->text, entry);
    uint32_t before = user->followed;
    for (; entry && user->followed < entry->values.count && user->followed < MACRO_VALUES; user->followed++) {
        HeaderMacro value = entry->values.items[user->followed];
        add_include(graph, user->file, value.text, value.kind, true);
    }
    return user->followed > before;
}

static void follow_macros(IncludeGraph *graph)
{
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < graph->macro_users.count; i++)
            changed |= follow_macro(graph, &graph->macro_users.items[i]);
        read_wanted(graph);
    }
}

uint32_t include_graph_finish(IncludeGraph *graph)
{
    read_wanted(graph);
    follow_macros(graph);
    uint32_t missing = 0;
    for (uint32_t i = 0; i < graph->index->files.count; i++)
        for (uint32_t n = 0; n < graph->files[i].includes.count; n++)
            missing += graph->files[i].includes.items[n].way == INCLUDE_MISSING;
    include_graph_spread(graph);
    return missing;
}
