#include "discover/python_headers.h"

#include "base/file_bytes.h"
#include "cache/bytes.h"
#include "cache/cache_file.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATCHLEVEL_LIMIT = 1 << 16 };

bool holds_python_header(const char *folder)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/Python.h", folder);
    return length > 0 && (size_t)length < sizeof path && is_regular_file(path);
}

static unsigned long macro_value(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = text; (at = strstr(at, name)); at += length)
        if (at[length] == ' ' || at[length] == '\t')
            return strtoul(at + length, NULL, 10);
    return 0;
}

uint32_t python_version_of(const char *folder)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/patchlevel.h", folder);
    FileBytes text = {0};
    uint32_t version = 0;
    if (length > 0 && (size_t)length < sizeof path && file_bytes_read(&text, path, PATCHLEVEL_LIMIT, true) == 0) {
        unsigned long major = macro_value(text.bytes, "PY_MAJOR_VERSION"),
                      minor = macro_value(text.bytes, "PY_MINOR_VERSION");
        if (major > 0 && major < 256 && minor < 256)
            version = (uint32_t)(major << 8 | minor);
    }
    file_bytes_free(&text);
    return version;
}

static PythonHeaders headers_of(Arena *arena, const char *folder)
{
    char real[PATH_MAX];
    PythonHeaders headers = {0};
    if (!holds_python_header(folder) || !realpath(folder, real))
        return headers;
    uint32_t version = python_version_of(real);
    if (version && version < 0x0300)
        return headers;
    return (PythonHeaders){.folder = arena_copy_string(arena, real), .version = version};
}

/* The first folder of "-I…" words that holds Python.h. */
static PythonHeaders headers_of_flags(Arena *arena, const char *flags)
{
    char *copy = arena_copy_string(arena, flags), *rest = NULL;
    for (char *word = strtok_r(copy, " \t\r\n", &rest); word; word = strtok_r(NULL, " \t\r\n", &rest)) {
        if (strncmp(word, "-I/", 3) != 0)
            continue;
        PythonHeaders headers = headers_of(arena, word + 2);
        if (headers.folder)
            return headers;
    }
    return (PythonHeaders){0};
}

static const char *const usual_places[] = {
    "/usr/include/python3*",
    "/usr/local/include/python3*",
    "/opt/homebrew/include/python3*",
    "/opt/python*/include/python3*",
    "/Library/Frameworks/Python.framework/Versions/3*/Headers",
};

void python_headers_match(Arena *arena, const char *pattern, PythonHeadersList *list)
{
    glob_t found;
    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++) {
            PythonHeaders headers = headers_of(arena, found.gl_pathv[i]);
            if (headers.folder)
                vector_push(list, headers);
        }
    globfree(&found);
}

void python_headers_in_usual_places(Arena *arena, PythonHeadersList *list)
{
    for (size_t place = 0; place < sizeof usual_places / sizeof *usual_places; place++)
        python_headers_match(arena, usual_places[place], list);
}

static PythonHeaders newest_usual_place(Arena *arena)
{
    PythonHeadersList list = {0};
    python_headers_in_usual_places(arena, &list);
    PythonHeaders newest = {0};
    for (uint32_t i = 0; i < list.count; i++)
        if (!newest.folder || list.items[i].version > newest.version)
            newest = list.items[i];
    vector_free(&list);
    return newest;
}

static const char python_config[] = "python3-config";

/* Which program is asked depends on the tree: none inside of it is. */
static const char *remembered(Arena *arena, const char *tree, const char *memory)
{
    Bytes bytes;
    if (!memory || !cache_file_read(memory, &bytes))
        return NULL;
    ByteReader reader = {.at = bytes.items, .left = bytes.count};
    const char *asked = arena_copy_string(arena, bytes_read_text(&reader));
    const char *flags = arena_copy_string(arena, bytes_read_text(&reader));
    vector_free(&bytes);
    const char *program = program_find(arena, python_config, tree);
    return program && !strcmp(program, asked) && headers_of_flags(arena, flags).folder ? flags : NULL;
}

static void remember(Arena *arena, const char *tree, const char *memory, const char *flags)
{
    Bytes bytes = {0};
    const char *program = program_find(arena, python_config, tree);
    bytes_add_text(&bytes, program ? program : "");
    bytes_add_text(&bytes, flags);
    cache_file_write(memory, &bytes, NULL, 0);
    vector_free(&bytes);
}

/* Python installs PREFIX/bin/python3.11-config and PREFIX/include/python3.11 together (Makefile.pre.in: libainstall, inclinstall), and
 * names such as python3-config are links to the former, on Debian by way of x86_64-linux-gnu-python3.11-config. Then the flags need not be
 * asked for: the script starts a dozen programs. NULL if it is laid out in another way, or of another build (python3.11d-config). */
static const char *flags_by_layout(Arena *arena, const char *tree)
{
    const char *program = program_find(arena, python_config, tree);
    char real[PATH_MAX];
    char *name = program && realpath(program, real) ? strrchr(real, '/') : NULL, *python = name ? strstr(name, "python3.") : NULL;
    if (!python || (python[-1] != '/' && python[-1] != '-'))
        return NULL;
    char *end = python + strlen("python3.");
    end += strspn(end, "0123456789");
    if (strcmp(end, "-config") != 0)
        return NULL;
    *end = *name = '\0';
    char *folder = strrchr(real, '/');
    if (!folder)
        return NULL;
    *folder = '\0';
    PythonHeaders headers = headers_of(arena, arena_format(arena, "%s/include/%s", real, python));
    bool is_of_version = headers.folder && headers.version == (0x0300U | (uint32_t)strtoul(python + strlen("python3."), NULL, 10));
    return is_of_version ? arena_format(arena, "-I%s", headers.folder) : NULL;
}

PythonQuery python_headers_ask(Arena *arena, const char *tree, const char *memory)
{
    static const char *const command[] = {python_config, "--includes", NULL};
    PythonQuery query = {.memory = memory, .flags = remembered(arena, tree, memory)};
    if (!query.flags)
        query.flags = flags_by_layout(arena, tree);
    if (!query.flags)
        query.program = program_start(arena, command, tree);
    return query;
}

static PythonHeaders headers_of_config(Arena *arena, const char *tree, PythonQuery *query)
{
    const char *flags = query->flags ? query->flags : program_finish(arena, &query->program);
    PythonHeaders headers = flags ? headers_of_flags(arena, flags) : (PythonHeaders){0};
    if (headers.folder && !query->flags && query->memory)
        remember(arena, tree, query->memory, flags);
    if (headers.folder)
        query->flags = flags;
    return headers;
}

PythonHeaders python_headers_find(Arena *arena, const char *tree, PythonQuery *query)
{
    static const char *const pkg_config[] = {"pkg-config", "--cflags-only-I", "python3", NULL};
    if (!query->flags && !query->program.process)
        *query = python_headers_ask(arena, tree, query->memory);
    PythonHeaders headers = headers_of_config(arena, tree, query);
    const char *flags = headers.folder ? NULL : run_program(arena, pkg_config, tree);
    if (flags)
        headers = headers_of_flags(arena, flags);
    return headers.folder ? headers : newest_usual_place(arena);
}

PythonHeaders python_headers_at(Arena *arena, const char *folder, WarningList *warnings)
{
    PythonHeaders headers = headers_of(arena, folder);
    if (headers.folder)
        return headers;
    const char *shown = printable_text(arena, folder);
    if (!holds_python_header(folder))
        warning_add(warnings,
                    "%s: there is no Python.h in this folder (--python-include wants the one that holds it): "
                    "types that depend on it cannot be understood",
                    shown);
    else
        warning_add(warnings,
                    "%s: these are headers of Python 2; name those of Python 3.8 or newer with --python-include",
                    shown);
    return headers;
}

bool holds_pyconfig(const char *folder)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/pyconfig.h", folder);
    return length > 0 && (size_t)length < sizeof path && is_regular_file(path);
}

static uint32_t distance(uint32_t left, uint32_t right)
{
    return left > right ? left - right : right - left;
}

const char *find_pyconfig(Arena *arena, uint32_t version, const char *tree, PythonQuery *query)
{
    PythonHeadersList list = {0};
    PythonHeaders own = python_headers_find(arena, tree, query);
    if (own.folder)
        vector_push(&list, own);
    if (own.version != version)
        python_headers_in_usual_places(arena, &list);
    const PythonHeaders *best = NULL;
    for (uint32_t i = 0; i < list.count; i++) {
        const PythonHeaders *one = &list.items[i];
        if (holds_pyconfig(one->folder) &&
            (!best || distance(one->version, version) < distance(best->version, version)))
            best = one;
    }
    const char *folder = best ? best->folder : NULL;
    vector_free(&list);
    return folder;
}
