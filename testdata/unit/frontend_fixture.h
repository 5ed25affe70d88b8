/* Parses a snippet of C or C++ in a folder of its own, for tests of the frontend and of what stands on it. */
#ifndef GCLINT_FRONTEND_FIXTURE_H
#define GCLINT_FRONTEND_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "facts/dump.h"
#include "frontend/frontend.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Snippet {
    char folder[64];
    Frontend *frontend;
} Snippet;

static inline void snippet_path(const Snippet *snippet, const char *name, char path[512])
{
    snprintf(path, 512, "%s/%s", snippet->folder, name);
}

static inline int snippet_setup(void **state)
{
    Snippet *snippet = memory_allocate(sizeof *snippet);
    strcpy(snippet->folder, "/tmp/gclint-test-XXXXXX");
    assert_non_null(mkdtemp(snippet->folder));
    snippet->frontend = frontend_new();
    *state = snippet;
    return 0;
}

static inline int snippet_teardown(void **state)
{
    Snippet *snippet = *state;
    static const char *const patterns[] = {"*/*", "*"};
    for (size_t n = 0; n < 2; n++) {
        char pattern[512];
        glob_t found;
        snippet_path(snippet, patterns[n], pattern);
        if (glob(pattern, 0, NULL, &found) == 0)
            for (size_t i = 0; i < found.gl_pathc; i++)
                remove(found.gl_pathv[i]);
        globfree(&found);
    }
    rmdir(snippet->folder);
    frontend_free(snippet->frontend);
    memory_free(snippet);
    return 0;
}

static inline void snippet_write(const Snippet *snippet, const char *name, const char *text, size_t length)
{
    char path[512];
    snippet_path(snippet, name, path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    fclose(file);
}

/* Parses a file that is there already. `python` may be NULL; then there is no Python.h. */
static inline Unit *snippet_parse(const Snippet *snippet, const char *name, const char *python, const char *extra_flag)
{
    char path[512], include[600];
    const char *arguments[3];
    unsigned count = 0;
    snippet_path(snippet, name, path);
    if (python) {
        snprintf(include, sizeof include, "-I%s", python);
        arguments[count++] = include;
    }
    if (extra_flag)
        arguments[count++] = extra_flag;
    ParseRequest request = {.root = snippet->folder, .path = path, .arguments = arguments, .argument_count = count,
                            .python_include = python, .variant = ""};
    return frontend_parse(snippet->frontend, &request);
}

static inline Unit *snippet_unit(const Snippet *snippet, const char *name, const char *source)
{
    snippet_write(snippet, name, source, strlen(source));
    return snippet_parse(snippet, name, NULL, NULL);
}

/* What facts_dump writes; the caller frees it. */
static inline char *snippet_dump(const Unit *unit)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    facts_dump(unit, stream);
    fclose(stream);
    return text;
}

/* The dump of the body of one function, without its outer braces; the caller frees it. */
static inline char *snippet_body(const Unit *unit, const char *name)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    for (uint32_t i = 1; i < unit->functions.count; i++) {
        const Function *function = &unit->functions.items[i];
        if (strcmp(unit_string(unit, unit_symbol(unit, function->symbol)->name), name) == 0)
            facts_dump_node(unit, function->body, stream);
    }
    fclose(stream);
    return text;
}

static inline void assert_body(const Unit *unit, const char *name, const char *expected)
{
    char *body = snippet_body(unit, name);
    assert_string_equal(body, expected);
    free(body);
}

static inline const Function *snippet_function(const Unit *unit, const char *name)
{
    for (uint32_t i = 1; i < unit->functions.count; i++)
        if (strcmp(unit_string(unit, unit_symbol(unit, unit->functions.items[i].symbol)->name), name) == 0)
            return &unit->functions.items[i];
    return NULL;
}

static inline RecordId snippet_record(const Unit *unit, const char *name)
{
    for (RecordId id = 1; id < unit->records.count; id++)
        if (strcmp(unit_string(unit, unit->records.items[id].name), name) == 0)
            return id;
    return 0;
}

static inline SymbolId snippet_symbol(const Unit *unit, const char *name)
{
    for (SymbolId id = 1; id < unit->symbols.count; id++)
        if (strcmp(unit_string(unit, unit->symbols.items[id].name), name) == 0)
            return id;
    return 0;
}

/* The initialiser of the best definition of a variable, on one line; the caller frees it. */
static inline char *snippet_initialiser(const Unit *unit, const char *name)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    const Symbol *symbol = unit_symbol(unit, snippet_symbol(unit, name));
    assert_non_null(symbol);
    facts_dump_node(unit, unit->variables.items[symbol->variable].initialiser, stream);
    fclose(stream);
    return text;
}

static inline void assert_initialiser(const Unit *unit, const char *name, const char *expected)
{
    char *text = snippet_initialiser(unit, name);
    assert_string_equal(text, expected);
    free(text);
}

/* Folders with a Python.h on this machine; ends with globfree. */
static inline void snippet_python_folders(glob_t *found)
{
    char versions[512];
    const char *home = getenv("HOME");
    glob("/usr/include/python3.*/Python.h", GLOB_NOSORT, NULL, found);
    glob("/usr/local/include/python3.*/Python.h", GLOB_NOSORT | GLOB_APPEND, NULL, found);
    snprintf(versions, sizeof versions, "%s/.pyenv/versions/3.*/include/python3.*/Python.h", home ? home : "");
    glob(versions, GLOB_NOSORT | GLOB_APPEND, NULL, found);
    for (size_t i = 0; i < found->gl_pathc; i++)
        found->gl_pathv[i][strlen(found->gl_pathv[i]) - strlen("/Python.h")] = '\0';
}

#endif
