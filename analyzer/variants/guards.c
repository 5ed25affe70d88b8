/* A condition may stand far from the test of the version: `#if PY_VERSION_HEX >= ...` defines a macro, which another
 * #if asks for. So macros that depend on the version are collected until no more turn up. */
#include "variants/guards.h"

#include <ctype.h>
#include <string.h>

enum { ROUND_LIMIT = 4 };

typedef struct DependentMacro {
    const char *name;
    VersionSet changes;
    UT_hash_handle hh;
} DependentMacro;

typedef struct GuardSearch {
    const UnitSources *unit;
    DependentMacro *macros;
    bool has_grown;
} GuardSearch;

static void depend(GuardSearch *search, const char *name, VersionSet changes)
{
    DependentMacro *macro;
    HASH_FIND_STR(search->macros, name, macro);
    if (macro && !(changes & ~macro->changes))
        return;
    if (!macro) {
        macro = memory_allocate(sizeof *macro);
        *macro = (DependentMacro){.name = name};
        HASH_ADD_KEYPTR(hh, search->macros, macro->name, strlen(macro->name), macro);
    }
    macro->changes |= changes;
    search->has_grown = true;
}

static VersionSet name_changes(const GuardSearch *search, const Expression *expression)
{
    if (!expression)
        return 0;
    DependentMacro *macro = NULL;
    if (expression->name)
        HASH_FIND_STR(search->macros, expression->name, macro);
    return (macro ? macro->changes : 0) | name_changes(search, expression->left) |
           name_changes(search, expression->right) | name_changes(search, expression->third);
}

static VersionSet condition_changes(const GuardSearch *search, const Expression *condition)
{
    return expression_version_changes(condition) | name_changes(search, condition);
}

/* Of a branch: its own condition and those before it decide, and so do those of what stands around it. */
static VersionSet branch_changes(const GuardSearch *search, const Directives *directives, uint32_t index)
{
    VersionSet changes = 0;
    for (uint32_t i = index; i; i = directives->branches.items[i].previous)
        changes |= condition_changes(search, directives->branches.items[i].condition);
    return changes;
}

static void collect_macros(GuardSearch *search, const Source *source, const VersionSet *changes)
{
    const Directives *directives = source_directives(source);
    for (uint32_t i = 1; i < directives->definitions.count; i++) {
        const Definition *definition = &directives->definitions.items[i];
        VersionSet own = 0;
        for (uint32_t branch = definition->branch; branch; branch = directives->branches.items[branch].parent)
            own |= changes[branch];
        own |= condition_changes(search, definition->expression);
        if (own)
            depend(search, definition->name, own);
    }
}

/* --- what a branch is about --------------------------------------------------------------------------------------- */

static bool is_one_of(const char *word, size_t length, const char *const *words)
{
    for (; *words; words++)
        if (length == strlen(*words) && memcmp(word, *words, length) == 0)
            return true;
    return false;
}

static bool begins_with(const char *word, size_t length, const char *beginning)
{
    return length > strlen(beginning) && memcmp(word, beginning, strlen(beginning)) == 0;
}

/* `in_code`: inside a function or an initialiser, where these are used. Outside of them they are provided: headers that
 * make up for what older versions lack are about every version and about no type. */
static bool is_telling(const char *word, size_t length, bool in_code)
{
    static const char *const everywhere[] = {"PyType_Spec", "PyType_Slot",       "PyType_FromSpec", "tp_flags",
                                             "tp_traverse", "tp_clear",          "tp_dealloc",      "tp_finalize",
                                             "tp_free",     "tp_weaklistoffset", "tp_dictoffset",   NULL};
    static const char *const inside[] = {"Py_VISIT",
                                         "Py_CLEAR",
                                         "PyObject_ClearWeakRefs",
                                         "PyObject_VisitManagedDict",
                                         "PyObject_ClearManagedDict",
                                         "_PyObject_VisitManagedDict",
                                         "_PyObject_ClearManagedDict",
                                         NULL};
    return begins_with(word, length, "Py_TPFLAGS_") || begins_with(word, length, "Py_tp_") ||
           is_one_of(word, length, everywhere) || (in_code && is_one_of(word, length, inside));
}

/* By the indentation of its first line. */
static bool is_in_code(const char *text, const char *end)
{
    while (text < end && (*text == '\n' || *text == '\r'))
        text++;
    return text < end && (*text == ' ' || *text == '\t');
}

static bool is_about_types(const Source *source, const Branch *branch)
{
    size_t length;
    const char *at = source_lines(source, branch->line + 1, branch->end_line, &length), *end = at + length;
    bool in_code = is_in_code(at, end);
    while (at < end) {
        const char *start = at;
        while (at < end && (isalnum((unsigned char)*at) || *at == '_'))
            at++;
        if (is_telling(start, (size_t)(at - start), in_code))
            return true;
        at += at == start;
    }
    return false;
}

/* --- the unit ----------------------------------------------------------------------------------------------------- */

static void look_at(GuardSearch *search, const Source *source, VersionGuards *guards)
{
    const Directives *directives = source_directives(source);
    VersionSet *changes = memory_resize(NULL, directives->branches.count, sizeof *changes);
    for (uint32_t i = 0; i < directives->branches.count; i++) {
        changes[i] = branch_changes(search, directives, i);
        guards->changes |= changes[i];
        if ((changes[i] & ~guards->relevant) && is_about_types(source, &directives->branches.items[i]))
            guards->relevant |= changes[i];
    }
    collect_macros(search, source, changes);
    memory_free(changes);
}

static bool mentions_version(const UnitSources *unit)
{
    for (FileId id = 1; id < unit->unit->files.count; id++)
        if (unit->files[id] && unit->files[id]->mentions_version)
            return true;
    return false;
}

VersionGuards guards_find(const UnitSources *unit)
{
    GuardSearch search = {.unit = unit, .has_grown = mentions_version(unit)};
    VersionGuards guards = {0};
    for (unsigned round = 0; round < ROUND_LIMIT && search.has_grown; round++) {
        search.has_grown = false;
        for (FileId id = 1; id < unit->unit->files.count; id++)
            if (unit->files[id])
                look_at(&search, unit->files[id], &guards);
    }
    DependentMacro *macro, *next;
    HASH_ITER (hh, search.macros, macro, next) {
        HASH_DEL(search.macros, macro);
        memory_free(macro);
    }
    return guards;
}
