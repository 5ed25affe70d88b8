#include "discover/unit_need.h"

#include "discover/language.h"
#include "discover/name_links.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* A tree in which there is more to compare than this is parsed whole: what is saved must not be lost by looking for it. */
enum { NAME_LIMIT = 1 << 20, LISTED_FILES_LIMIT = 16 << 20, PASSES_LIMIT = 32 };
#define NAMED_FILE_SIZE  ((size_t)4 << 20)
#define NAMED_TEXT_LIMIT ((uint64_t)256 << 20)

typedef VECTOR(uint32_t) FileList;

/* One that was scanned. */
typedef struct NamedFile {
    NameScan names;
    bool sets_up;    /* defines a type or module, handles instances, or what it does cannot be told */
    bool is_certain; /* surely a part of a unit that is needed for its own text */
    bool is_added;   /* as a part of a needed unit */
} NamedFile;

typedef struct Candidate {
    uint32_t file;
    FileList files; /* all that it may include, itself first */
    FileList own;   /* those that no needed unit surely shows */
    bool is_needed;
    bool defines_names; /* by a command */
} Candidate;

typedef struct Need {
    const IncludeGraph *graph;
    Arena *arena;
    NameTable table;
    NamedFile **files; /* by file; NULL: not scanned */
    FileList scanned;
    uint32_t *seen;   /* by file: the last walk that came by */
    uint32_t walk;
    bool *is_telling; /* by name: a macro whose users make names with ##, set up types or handle instances */
    VECTOR(Candidate) candidates;
    NameLinks *links;
    uint64_t text_length, listed_files;
    bool gives_up; /* all are needed */
} Need;

/* --- files -------------------------------------------------------------------------------------------------------- */

static void add_file(Need *need, FileList *list, uint32_t file)
{
    if (file == NO_FILE || need->seen[file] == need->walk)
        return;
    need->seen[file] = need->walk;
    vector_push(list, file);
}

/* The targets, and for what is found by its name alone all files of that name. */
static void add_included(Need *need, FileList *list, const Include *include)
{
    add_file(need, list, include->target);
    if (include->way == INCLUDE_BESIDE || (include->way == INCLUDE_EXTERNAL && is_standard_header(include->name->text)))
        return;
    bool is_done = include->name->walk == need->walk;
    include->name->walk = need->walk;
    for (uint32_t i = 0; !is_done && i < include->name->candidate_count; i++)
        add_file(need, list, include->name->candidates[i]);
}

/* All that the file may include. */
static void find_files(Need *need, FileList *list, uint32_t root)
{
    need->walk++;
    add_file(need, list, root);
    for (uint32_t i = 0; i < list->count; i++) {
        const GraphFile *file = &need->graph->files[list->items[i]];
        for (uint32_t n = 0; n < file->includes.count; n++)
            add_included(need, list, &file->includes.items[n]);
    }
    need->listed_files += list->count;
    need->gives_up |= need->listed_files > LISTED_FILES_LIMIT;
}

static bool is_header(const Need *need, uint32_t file)
{
    return language_of_header(need->graph->index->files.items[file].path) != LANGUAGE_NONE;
}

static bool has_set_up_word(const Need *need, const NameScan *scan, const Declaration *declaration)
{
    for (uint32_t i = 0; i < declaration->word_count; i++)
        if (need->table.names.items[scan->words.items[declaration->first_word + i]]->traits & NAME_SETS_UP)
            return true;
    return false;
}

/* What a header has in macros is for their users to have. */
static bool has_set_up_words(const Need *need, const NameScan *scan, bool with_macros)
{
    for (uint32_t i = 0; i < scan->declarations.count; i++)
        if ((with_macros || scan->declarations.items[i].kind != DECLARATION_MACRO) &&
            has_set_up_word(need, scan, &scan->declarations.items[i]))
            return true;
    return false;
}

/* False: the file is gone, or too long. */
static bool read_names(Need *need, FileBytes *text, uint32_t number, NameScan *names)
{
    const KnownText *known = need->graph->files[number].text;
    if (known_text_names(known, &need->table, names)) {
        need->text_length += known_text_length(known);
        return true;
    }
    char path[2 * PATH_MAX];
    const TreeFile *tree_file = &need->graph->index->files.items[number];
    snprintf(path, sizeof path, "%s/%s", need->graph->index->root, tree_file->path);
    if (file_bytes_read(text, path, NAMED_FILE_SIZE, tree_file->is_link) != 0)
        return false;
    need->text_length += text->length;
    name_scan_text(names, &need->table, text->bytes, text->length);
    known_text_keep_names(text_memory_find(need->graph->memory, text->bytes, text->length), names, &need->table);
    return true;
}

static void scan_file(Need *need, FileBytes *text, uint32_t number)
{
    const GraphFile *known = &need->graph->files[number];
    if (need->files[number])
        return;
    NamedFile *file = need->files[number] = ARENA_NEW(need->arena, NamedFile);
    vector_push(&need->scanned, number);
    if (known->state != FILE_SCANNED || !read_names(need, text, number, &file->names)) {
        file->sets_up = true;
        return;
    }
    /* Suppressions are looked for in all that is parsed, to say which of them suppress nothing. */
    file->sets_up = known->scan.has_suppressions || known->scan.hides_includes || file->names.starts_module ||
                    file->names.is_doubtful || has_set_up_words(need, &file->names, !is_header(need, number));
}

static void scan_files(Need *need)
{
    FileBytes text = {0};
    for (uint32_t i = 0; i < need->candidates.count && !need->gives_up; i++) {
        for (uint32_t n = 0; n < need->candidates.items[i].files.count; n++)
            scan_file(need, &text, need->candidates.items[i].files.items[n]);
        need->gives_up |= need->text_length > NAMED_TEXT_LIMIT || need->table.names.count > NAME_LIMIT;
    }
    file_bytes_free(&text);
    /* What is included under a name that no file tells may be anything. */
    for (uint32_t i = 0; i < need->graph->macro_users.count; i++)
        if (!need->graph->macro_users.items[i].followed && need->files[need->graph->macro_users.items[i].file])
            need->files[need->graph->macro_users.items[i].file]->sets_up = true;
}

/* --- macros -------------------------------------------------------------------------------------------------------- */

static bool spread_telling(Need *need, const NameScan *scan)
{
    bool changed = false;
    for (uint32_t i = 0; i < scan->declarations.count; i++) {
        const Declaration *macro = &scan->declarations.items[i];
        if (macro->kind != DECLARATION_MACRO || !macro->name_count || need->is_telling[scan->names.items[macro->first_name]])
            continue;
        bool is_telling = macro->pastes || has_set_up_word(need, scan, macro);
        for (uint32_t n = 0; n < macro->word_count && !is_telling; n++)
            is_telling = need->is_telling[scan->words.items[macro->first_word + n]];
        need->is_telling[scan->names.items[macro->first_name]] = is_telling;
        changed |= is_telling;
    }
    return changed;
}

static void find_telling_macros(Need *need)
{
    need->is_telling = ARENA_ARRAY(need->arena, bool, need->table.names.count);
    bool changed = true;
    for (unsigned pass = 0; changed && pass < PASSES_LIMIT; pass++) {
        changed = false;
        for (uint32_t i = 0; i < need->scanned.count; i++)
            changed |= spread_telling(need, &need->files[need->scanned.items[i]]->names);
    }
    need->gives_up |= changed;
}

static bool has_telling_word(const Need *need, const NameScan *scan, const Declaration *declaration)
{
    bool is_used = declaration->kind != DECLARATION_MACRO && declaration->kind != DECLARATION_CONDITION;
    for (uint32_t i = 0; is_used && i < declaration->word_count; i++)
        if (need->is_telling[scan->words.items[declaration->first_word + i]])
            return true;
    return false;
}

static bool uses_telling_macro(const Need *need, const NameScan *scan)
{
    for (uint32_t i = 0; i < scan->declarations.count; i++)
        if (has_telling_word(need, scan, &scan->declarations.items[i]))
            return true;
    return false;
}

/* Including it makes types. */
static bool has_definition(const Need *need, const NameScan *scan)
{
    for (uint32_t i = 0; i < scan->declarations.count; i++) {
        const Declaration *declaration = &scan->declarations.items[i];
        if (declaration->is_initialised &&
            (has_set_up_word(need, scan, declaration) || has_telling_word(need, scan, declaration)))
            return true;
    }
    return false;
}

/* --- what is a unit's own ----------------------------------------------------------------------------------------- */

/* Everything that a unit surely includes which is needed for its own text. */
static void mark_certain(Need *need)
{
    FileList list = {0};
    need->walk++;
    for (uint32_t i = 0; i < need->candidates.count; i++)
        if (need->candidates.items[i].is_needed)
            add_file(need, &list, need->candidates.items[i].file);
    for (uint32_t i = 0; i < list.count; i++) {
        const GraphFile *file = &need->graph->files[list.items[i]];
        need->files[list.items[i]]->is_certain = true;
        for (uint32_t n = 0; n < file->includes.count; n++)
            if (!file->includes.items[n].conditional && !file->includes.items[n].ambiguous)
                add_file(need, &list, file->includes.items[n].target);
    }
    vector_free(&list);
}

/* A header that a needed unit shows too says nothing new, unless types are made by including it. */
static void find_own(Need *need, Candidate *candidate)
{
    for (uint32_t i = 0; i < candidate->files.count; i++) {
        uint32_t file = candidate->files.items[i];
        bool is_shared = need->files[file]->is_certain && is_header(need, file) && !has_definition(need, &need->files[file]->names);
        if (!is_shared || i == 0)
            vector_push(&candidate->own, file);
    }
}

/* --- doubts ------------------------------------------------------------------------------------------------------- */

static bool has_word_of(const Need *need, const NameScan *scan, uint32_t stamp)
{
    for (uint32_t i = 0; i < scan->words.count; i++)
        if (need->table.names.items[scan->words.items[i]]->stamp == stamp)
            return true;
    return false;
}

/* It defines macros before it includes a file that looks at them: the file means something else in it. */
static bool sets_macros(Need *need, const Candidate *candidate)
{
    uint32_t stamp = ++need->table.last_stamp, macros = 0;
    for (uint32_t i = 0; i < candidate->own.count; i++) {
        const NameScan *scan = &need->files[candidate->own.items[i]]->names;
        for (uint32_t n = 0; n < scan->declarations.count; n++)
            if (scan->declarations.items[n].kind == DECLARATION_MACRO && scan->declarations.items[n].name_count) {
                need->table.names.items[scan->names.items[scan->declarations.items[n].first_name]]->stamp = stamp;
                macros++;
            }
    }
    for (uint32_t i = 0, own = 0; macros && i < candidate->files.count; i++) {
        bool is_own = own < candidate->own.count && candidate->own.items[own] == candidate->files.items[i];
        own += is_own;
        if (!is_own && has_word_of(need, &need->files[candidate->files.items[i]]->names, stamp))
            return true;
    }
    return false;
}

static bool is_needed_for_own_text(Need *need, const Candidate *candidate)
{
    for (uint32_t i = 0; i < candidate->own.count; i++) {
        const NamedFile *file = need->files[candidate->own.items[i]];
        if (file->sets_up || uses_telling_macro(need, &file->names))
            return true;
    }
    return sets_macros(need, candidate);
}

/* --- the judgement ------------------------------------------------------------------------------------------------ */

static void add_needed(Need *need, Candidate *candidate)
{
    candidate->is_needed = true;
    for (uint32_t i = 0; i < candidate->files.count; i++) {
        NamedFile *file = need->files[candidate->files.items[i]];
        if (!file->is_added)
            name_links_add_needed(need->links, &file->names, i > 0 && is_header(need, candidate->files.items[i]));
        file->is_added = true;
    }
}

static void follow_names(Need *need)
{
    for (uint32_t next; (next = name_links_next(need->links)) != UINT32_MAX;)
        if (!need->candidates.items[next].is_needed)
            add_needed(need, &need->candidates.items[next]);
}

/* Whether one came to be needed. */
static bool follow_pasted_names(Need *need)
{
    bool changed = false;
    for (uint32_t i = 0; i < need->candidates.count; i++) {
        Candidate *candidate = &need->candidates.items[i];
        bool may_be = false;
        for (uint32_t n = 0; !candidate->is_needed && !may_be && n < candidate->own.count; n++)
            may_be = name_links_may_be_pasted(need->links, &need->files[candidate->own.items[n]]->names);
        if (may_be)
            add_needed(need, candidate);
        changed |= may_be;
    }
    return changed;
}

static void follow(Need *need)
{
    bool changed = true;
    for (unsigned pass = 0; changed && pass < PASSES_LIMIT; pass++) {
        follow_names(need);
        changed = follow_pasted_names(need);
    }
    need->gives_up |= changed;
}

static void judge(Need *need)
{
    find_telling_macros(need);
    for (uint32_t i = 0; i < need->candidates.count; i++) {
        const NamedFile *file = need->files[need->candidates.items[i].file];
        need->candidates.items[i].is_needed = need->candidates.items[i].defines_names || file->sets_up ||
                                              uses_telling_macro(need, &file->names);
    }
    mark_certain(need);
    need->links = name_links_new(need->arena, &need->table);
    for (uint32_t i = 0; i < need->candidates.count; i++) {
        Candidate *candidate = &need->candidates.items[i];
        if (candidate->is_needed)
            continue;
        find_own(need, candidate);
        candidate->is_needed = is_needed_for_own_text(need, candidate);
        for (uint32_t n = 0; !candidate->is_needed && n < candidate->own.count; n++)
            name_links_add_own(need->links, i, &need->files[candidate->own.items[n]]->names);
    }
    for (uint32_t i = 0; i < need->candidates.count; i++)
        if (need->candidates.items[i].is_needed)
            add_needed(need, &need->candidates.items[i]);
    follow(need);
}

/* --- in and out --------------------------------------------------------------------------------------------------- */

/* A file with several commands is one candidate: they stand together. */
static bool add_candidates(Need *need, const UnitChoices *choices)
{
    bool is_any_in_doubt = false;
    for (uint32_t i = 0; i < choices->count; i++) {
        const UnitChoice *choice = &choices->items[i];
        if (choice->skip_reason)
            continue;
        uint32_t count = need->candidates.count;
        if (!count || need->candidates.items[count - 1].file != choice->file)
            vector_push(&need->candidates, ((Candidate){.file = choice->file}));
        need->candidates.items[need->candidates.count - 1].defines_names |= choice->defines_names;
        is_any_in_doubt |= !need->graph->files[choice->file].scan.defines_type;
    }
    return is_any_in_doubt;
}

static void skip_unneeded(const Need *need, UnitChoices *choices)
{
    for (uint32_t i = 0, next = 0; i < choices->count && next < need->candidates.count; i++) {
        UnitChoice *choice = &choices->items[i];
        while (next + 1 < need->candidates.count && need->candidates.items[next].file < choice->file)
            next++;
        if (!choice->skip_reason && need->candidates.items[next].file == choice->file && !need->candidates.items[next].is_needed)
            choice->skip_reason = "defines no type, and no type needs it";
    }
}

static void free_need(Need *need)
{
    if (need->links)
        name_links_free(need->links);
    for (uint32_t i = 0; i < need->scanned.count; i++)
        name_scan_free(&need->files[need->scanned.items[i]]->names);
    for (uint32_t i = 0; i < need->candidates.count; i++) {
        vector_free(&need->candidates.items[i].files);
        vector_free(&need->candidates.items[i].own);
    }
    vector_free(&need->scanned);
    vector_free(&need->candidates);
    name_table_free(&need->table);
    arena_free(need->arena);
}

void unit_need_judge(const IncludeGraph *graph, UnitChoices *choices)
{
    Need need = {.graph = graph, .arena = arena_new()};
    if (add_candidates(&need, choices)) {
        name_table_start(&need.table, need.arena);
        need.files = ARENA_ARRAY(need.arena, NamedFile *, graph->index->files.count);
        need.seen = ARENA_ARRAY(need.arena, uint32_t, graph->index->files.count);
        for (uint32_t i = 0; i < need.candidates.count && !need.gives_up; i++)
            find_files(&need, &need.candidates.items[i].files, need.candidates.items[i].file);
        scan_files(&need);
        if (!need.gives_up)
            judge(&need);
        if (!need.gives_up)
            skip_unneeded(&need, choices);
    }
    free_need(&need);
}
