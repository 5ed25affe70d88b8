#include "frontend/prefix.h"

#include "frontend_fixture.h"

#include <sys/stat.h>

/* --- prefixes ----------------------------------------------------------------------------------------------------- */

/* What Python's headers mention, for these tests. */
static const char mentioned[] = "PY_SSIZE_T_CLEAN NOT_GIVEN Py_LIMITED_API";

static const Prefix *prefix_of(Arena *arena, const Snippet *snippet, const char *source)
{
    char path[512];
    snippet_path(snippet, "unit.c", path);
    snippet_write(snippet, "unit.c", source, strlen(source));
    const char *above = arena_format(arena, "-idirafter%.*s", (int)(strrchr(snippet->folder, '/') - snippet->folder), snippet->folder);
    const char *arguments[] = {"-x", "c", "-DGIVEN=1", "-I", snippet->folder, above};
    ParseRequest request = {.root = snippet->folder, .path = path, .arguments = arguments, .argument_count = 6, .variant = "",
                            .python_include = "/usr/include"};
    Mentions *mentions = mentions_new();
    mentions_add_text(mentions, mentioned);
    const Prefix *prefix = prefix_find(arena, &request, mentions);
    mentions_free(mentions);
    return prefix;
}

static void assert_prefix(const Snippet *snippet, const char *source, const char *expected)
{
    Arena *arena = arena_new();
    const Prefix *prefix = prefix_of(arena, snippet, source);
    if (expected && prefix)
        assert_string_equal(prefix->text, expected);
    else
        assert_true(!expected && !prefix);
    arena_free(arena);
}

static void assert_unseen(const Snippet *snippet, const char *source, const char *expected)
{
    Arena *arena = arena_new();
    const Prefix *prefix = prefix_of(arena, snippet, source);
    assert_non_null(prefix);
    const char *names = "";
    for (unsigned i = 0; i < prefix->unseen_count; i++)
        names = arena_format(arena, "%s%s ", names, prefix->unseen[i]);
    assert_string_equal(names, expected);
    arena_free(arena);
}

static void test_prefixes(void **state)
{
    const Snippet *snippet = *state;
    static const char header[] = "#ifndef HEADER_H\n#define HEADER_H\n#include <stdio.h>\n#include \"Python.h\"\nint after;\n#endif\n";
    static const char code[] = "int before;\n#include <Python.h>\n";
    snippet_write(snippet, "header.h", header, strlen(header));
    snippet_write(snippet, "code.h", code, strlen(code));
    assert_prefix(snippet, "#include <Python.h>\nint x;", "#include <Python.h>\n");
    assert_prefix(snippet, "/* a\n b */ # define  PY_SSIZE_T_CLEAN // c\n#include \\\n \"Python.h\"\n",
                  "#define PY_SSIZE_T_CLEAN\n#include <Python.h>\n#undef PY_SSIZE_T_CLEAN\n");
    assert_prefix(snippet, "#include \"header.h\"\n",
                  "#include <stdio.h>\n#include <Python.h>\n");
    char own[600];
    snprintf(own, sizeof own, "#include <%s/header.h>\n", strrchr(snippet->folder, '/') + 1);
    assert_prefix(snippet, own, "#include <stdio.h>\n#include <Python.h>\n");
    assert_prefix(snippet, "#ifdef GIVEN\n#include <Python.h>\n#endif\n", "#include <Python.h>\n");
    assert_prefix(snippet, "#if defined(NOT_GIVEN) && NOT_GIVEN\nint x;\n#else\n#include <Python.h>\n#endif\n",
                  "#include <Python.h>\n#ifdef NOT_GIVEN\n#error\n#endif\n");
    assert_prefix(snippet, "#if 0\n#include <Python.h>\nit's nothing\n#elif 1\n#include <Python.h>\n#endif\n", "#include <Python.h>\n");
}

/* Units that mean the same have the same prefix. */
static void test_what_is_left_out(void **state)
{
    const Snippet *snippet = *state;
    assert_prefix(snippet, "#define OURS 1\n#define Py_LIMITED_API\n#define PY_SSIZE_T_CLEAN\n#include <Python.h>\n",
                  "#define PY_SSIZE_T_CLEAN\n#define Py_LIMITED_API\n#include <Python.h>\n#undef PY_SSIZE_T_CLEAN\n#undef Py_LIMITED_API\n");
    assert_unseen(snippet, "#define OURS 1\n#define Py_LIMITED_API\n#include <Python.h>\n", "GIVEN OURS ");
    assert_prefix(snippet, "#define _GNU_SOURCE\n#include <Python.h>\n", "#define _GNU_SOURCE\n#include <Python.h>\n#undef _GNU_SOURCE\n");
    assert_prefix(snippet, "#define OURS 1\n#undef OURS\n#include <Python.h>\n", "#include <Python.h>\n");
    assert_prefix(snippet, "#define PY_SSIZE_T_CLEAN\n#include <stdio.h>\n#undef PY_SSIZE_T_CLEAN\n#include <Python.h>\n",
                  "#define PY_SSIZE_T_CLEAN\n#include <stdio.h>\n#undef PY_SSIZE_T_CLEAN\n#include <Python.h>\n");
    /* A compiler may define these. */
    assert_prefix(snippet, "#ifdef __AVX2__\nint x;\n#endif\n#ifdef linux\nint x;\n#endif\n#ifdef OURS\nint x;\n#endif\n#include <Python.h>\n",
                  "#include <Python.h>\n#ifdef __AVX2__\n#error\n#endif\n#ifdef linux\n#error\n#endif\n");
    assert_unseen(snippet, "#ifdef OURS\nint x;\n#endif\n#include <Python.h>\n", "GIVEN OURS ");
}

static void assert_mentioned(Mentions *mentions, const char *words, bool expected)
{
    char *copy = strdup(words), *rest = copy;
    for (char *word; (word = strsep(&rest, " "));)
        assert_int_equal(mentions_has(mentions, word), expected);
    free(copy);
}

static void test_mentions(void **state)
{
    const Snippet *snippet = *state;
    static const char python[] = "#include \"pyconfig.h\"\n#ifdef ASKED /* COMMENT */\nchar c = '\"', *s = \"TEXT \\\" \"; // LINE\nINNER_x /* a */ LAST";
    static const char config[] = "# include <kind/pyconfig.h>\n/* #undef UNSET */\n", kind[] = "#define HAVE_X 1\n", other[] = "OTHER";
    char folder[512];
    snippet_path(snippet, "python", folder);
    mkdir(folder, 0700);
    snippet_path(snippet, "kind", folder);
    mkdir(folder, 0700);
    snippet_write(snippet, "python/Python.h", python, strlen(python));
    snippet_write(snippet, "python/pyconfig.h", config, strlen(config));
    snippet_write(snippet, "python/other.h", other, strlen(other));
    snippet_write(snippet, "kind/pyconfig.h", kind, strlen(kind));
    Mentions *mentions = mentions_new();
    snippet_path(snippet, "python", folder);
    mentions_add_python(mentions, folder, NULL);
    assert_mentioned(mentions, "ASKED INNER_x LAST HAVE_X HAVE_X c", true);
    assert_mentioned(mentions, "COMMENT TEXT LINE UNSET INNER x OTHER ASKE", false);
    mentions_add_file(mentions, "/nowhere/at-all.h");
    assert_mentioned(mentions, "OTHER ANYTHING", true);
    mentions_free(mentions);
}

static void assert_widened(const Snippet *snippet, const char *source, const char *expected)
{
    char path[512];
    Arena *arena = arena_new();
    snippet_path(snippet, "unit.cc", path);
    snippet_write(snippet, "unit.cc", source, strlen(source));
    const char *arguments[] = {"-x", "c++", "-I", snippet->folder};
    ParseRequest request = {.root = snippet->folder, .path = path, .arguments = arguments, .argument_count = 4, .variant = "",
                            .python_include = "/usr/include"};
    uint64_t key;
    frontend_find_prefixes(arena, &request, 1, &key);
    assert_non_null(request.prefix);
    assert_string_equal(request.prefix->text, expected);
    arena_free(arena);
}

/* Standard headers follow Python.h in the prefix if they are included under no condition but a guard. */
static void test_standard_headers(void **state)
{
    const Snippet *snippet = *state;
    static const char header[] = "#ifndef HEADER_H\n#define HEADER_H\nclass X {};\n#include <map>\n#endif\n", loop[] = "#include \"loop.h\"\n";
    snippet_write(snippet, "header.h", header, strlen(header));
    snippet_write(snippet, "loop.h", loop, strlen(loop));
    assert_widened(snippet, "#include <Python.h>\nint x;\n#include <vector>\n#include <string>\n#include <cmath>\n",
                   "#include <Python.h>\n#include <string>\n#include <vector>\n");
    assert_widened(snippet, "#include <Python.h>\n#include \"header.h\"\n", "#include <Python.h>\n#include <map>\n");
    assert_widened(snippet, "#define PY_SSIZE_T_CLEAN\n#include <Python.h>\n#include <map>\n",
                   "#define PY_SSIZE_T_CLEAN\n#include <Python.h>\n#include <map>\n#undef PY_SSIZE_T_CLEAN\n");
    assert_widened(snippet, "#include <Python.h>\n#ifdef X\n#include <map>\n#include \"header.h\"\n#endif\n", "#include <Python.h>\n");
    assert_widened(snippet, "#include <Python.h>\n#include <map>\n#include MACRO\n", "#include <Python.h>\n");
    assert_widened(snippet, "#include <Python.h>\n#include <map>\n#include \"loop.h\"\n", "#include <Python.h>\n#include <map>\n");
}

static void test_no_prefixes(void **state)
{
    const Snippet *snippet = *state;
    assert_prefix(snippet, "int x;\n#include <Python.h>\n", NULL);
    assert_prefix(snippet, "#include \"code.h\"\n", NULL);
    assert_prefix(snippet, "#include <stdio.h>\n", NULL);
    assert_prefix(snippet, "#if GIVEN > 0\n#include <Python.h>\n#endif\n", NULL);
    assert_prefix(snippet, "#define GIVEN 2\n#include <Python.h>\n", NULL);
    assert_prefix(snippet, "#undef GIVEN\n#include <Python.h>\n", NULL);
    assert_prefix(snippet, "#pragma pack(1)\n#include <Python.h>\n", NULL);
    assert_prefix(snippet, "#include MACRO\n#include <Python.h>\n", NULL);
    assert_prefix(snippet, "#include \"unit.c\"\n", NULL);
    assert_prefix(snippet, "#if 1\n#include <stdio.h>\n", NULL);
    assert_prefix(snippet, "#include \"", NULL);
    assert_prefix(snippet, "", NULL);
    snippet_write(snippet, "Python.h", "", 0); /* the tree's own */
    assert_prefix(snippet, "#include <Python.h>\n", NULL);
}

/* --- what is made of them ----------------------------------------------------------------------------------------- */

static const char source[] = "#define OURS 3\n#define PY_SSIZE_T_CLEAN\n#include <Python.h>\n#include <structmember.h>\nint ours = OURS;\n"
                             "typedef struct { PyObject_HEAD PyObject *x; } Foo;\n"
                             "static int foo_traverse(Foo *self, visitproc visit, void *arg) { Py_VISIT(self->x); return 0; }\n"
                             "static PyTypeObject Foo_Type = { PyVarObject_HEAD_INIT(NULL, 0) .tp_name = \"foo\",\n"
                             "  .tp_traverse = (traverseproc)foo_traverse, .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC };\n";

static char *dump_in(const char *language, const char *name, const Snippet *snippet, Frontend *frontend, const char *python,
                     const char *folder)
{
    char path[512];
    snippet_path(snippet, name, path);
    const char *arguments[] = {"-x", language, "-isystem", python, "-I", snippet->folder};
    ParseRequest request = {.root = snippet->folder, .path = path, .arguments = arguments, .argument_count = 6, .variant = "",
                            .python_include = python, .precompiled_folder = folder, .makes_precompiled = folder != NULL};
    Arena *arena = arena_new();
    uint64_t key;
    frontend_find_prefixes(arena, &request, 1, &key);
    Unit *unit = frontend_parse(frontend, &request);
    arena_free(arena);
    assert_int_equal(unit->status, UNIT_PARSED);
    assert_int_not_equal(unit->python_version, 0);
    char *text = snippet_dump(unit);
    unit_free(unit);
    return text;
}

static char *dump_of(const Snippet *snippet, Frontend *frontend, const char *python, const char *folder)
{
    return dump_in("c", "unit.c", snippet, frontend, python, folder);
}

static unsigned count_headers(const Snippet *snippet)
{
    char pattern[512];
    glob_t found;
    snippet_path(snippet, "*.pch", pattern);
    size_t count = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    globfree(&found);
    return (unsigned)count;
}

static void test_facts_are_the_same(void **state)
{
    const Snippet *snippet = *state;
    glob_t pythons;
    snippet_python_folders(&pythons);
    snippet_write(snippet, "unit.c", source, strlen(source));
    for (size_t i = 0; i < pythons.gl_pathc; i++) {
        const char *python = pythons.gl_pathv[i];
        char *without = dump_of(snippet, snippet->frontend, python, NULL);
        for (int round = 0; round < 3; round++) {
            Frontend *another = round == 2 ? frontend_new() : NULL; /* which finds it on disk */
            char *with = dump_of(snippet, another ? another : snippet->frontend, python, snippet->folder);
            assert_string_equal(with, without);
            free(with);
            frontend_free(another);
        }
        free(without);
        assert_int_equal(count_headers(snippet), i + 1);
    }
    globfree(&pythons);
}

/* Since C++20 clang asks for more of a precompiled header. <string> becomes a part of it, but where the unit might change that. */
static void test_facts_of_cxx(void **state)
{
    const Snippet *snippet = *state;
    static const char own[] = "#ifndef OWN_H\n#define OWN_H\nstruct Own { int x; };\n#include <string>\n#endif\n";
    static const char *const units[] = {
        "#include <Python.h>\n#include \"own.h\"\nstruct Foo { PyObject_HEAD std::string s; Own own; };\nstatic Foo foo;\n",
        "#include <Python.h>\n#include \"own.h\"\n#define basic_string\nstruct Foo { PyObject_HEAD std::string s; };\nstatic Foo foo;\n",
    };
    glob_t pythons;
    snippet_python_folders(&pythons);
    snippet_write(snippet, "own.h", own, strlen(own));
    for (size_t i = 0; i < 2 && pythons.gl_pathc; i++) {
        snippet_write(snippet, "unit.cc", units[i], strlen(units[i]));
        char *without = dump_in("c++", "unit.cc", snippet, snippet->frontend, pythons.gl_pathv[0], NULL);
        char *with = dump_in("c++", "unit.cc", snippet, snippet->frontend, pythons.gl_pathv[0], snippet->folder);
        assert_string_equal(with, without);
        assert_int_equal(count_headers(snippet), i + 1);
        free(without);
        free(with);
    }
    globfree(&pythons);
}

static void corrupt(const Snippet *snippet, const char *ending)
{
    char pattern[512];
    glob_t found;
    snippet_path(snippet, ending, pattern);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *file = fopen(found.gl_pathv[i], "r+");
        assert_non_null(file);
        fputs("this is something else", file);
        fclose(file);
    }
    globfree(&found);
}

static void test_damage(void **state)
{
    const Snippet *snippet = *state;
    glob_t pythons;
    snippet_python_folders(&pythons);
    snippet_write(snippet, "unit.c", source, strlen(source));
    char *without = pythons.gl_pathc ? dump_of(snippet, snippet->frontend, pythons.gl_pathv[0], NULL) : NULL;
    static const char *const endings[] = {"*.pch", "*.made"};
    for (size_t i = 0; i < 2 && without; i++) {
        free(dump_of(snippet, snippet->frontend, pythons.gl_pathv[0], snippet->folder));
        corrupt(snippet, endings[i]);
        Frontend *another = frontend_new();
        char *with = dump_of(snippet, another, pythons.gl_pathv[0], snippet->folder);
        assert_string_equal(with, without);
        free(with);
        frontend_free(another);
    }
    free(without);
    globfree(&pythons);
}

/* A Python.h of which something changes after the header was made. */
static void test_changes(void **state)
{
    const Snippet *snippet = *state;
    char python[512];
    snippet_path(snippet, "python", python);
    assert_int_equal(mkdir(python, 0700), 0);
    static const char *const files[][2] = {
        {"unit.c", "#include <Python.h>\nint x = FROM_PYTHON;\n"},
        {"python/Python.h", "#include \"patchlevel.h\"\n#include <part.h>\n"},
        {"python/patchlevel.h", "#define PY_MAJOR_VERSION 3\n#define PY_MINOR_VERSION 11\n"},
        {"python/part.h", "#define FROM_PYTHON 1\n"},
    };
    for (size_t i = 0; i < 4; i++)
        snippet_write(snippet, files[i][0], files[i][1], strlen(files[i][1]));
    sleep(3); /* what changed just now is not kept */
    static const char *const changes[][2] = {{"python/part.h", "#define FROM_PYTHON 2\n"}, {"part.h", "#define FROM_PYTHON 3\n"}};
    for (size_t i = 0; i < 3; i++) {
        Frontend *frontend = frontend_new();
        char *dump = dump_of(snippet, frontend, python, snippet->folder);
        char expected[40];
        snprintf(expected, sizeof expected, "    = %zu /*", i + 1);
        if (!strstr(dump, expected))
            fail_msg("no \"%s\" in %s", expected, dump);
        free(dump);
        frontend_free(frontend);
        if (i == 0)
            assert_int_equal(count_headers(snippet), 1);
        if (i < 2)
            snippet_write(snippet, changes[i][0], changes[i][1], strlen(changes[i][1]));
    }
}

/* A macro that Python's own headers do not mention, but one that they include. */
static void test_mentioned_elsewhere(void **state)
{
    const Snippet *snippet = *state;
    char python[512], other[] = "/tmp/gclint-other-XXXXXX", header[64];
    snippet_path(snippet, "python", python);
    mkdir(python, 0700);
    assert_non_null(mkdtemp(other)); /* what is in the tree is in no precompiled header */
    snprintf(header, sizeof header, "%s/elsewhere.h", other);
    static const char *const files[][2] = {
        {"unit.c", "#define OURS\n#include <Python.h>\nint x = FROM_OTHER;\n"},
        {"python/Python.h", "#pragma once\n#include \"patchlevel.h\"\n#include <elsewhere.h>\n"},
        {"python/patchlevel.h", "#define PY_MAJOR_VERSION 3\n#define PY_MINOR_VERSION 11\n"},
    };
    for (size_t i = 0; i < 3; i++)
        snippet_write(snippet, files[i][0], files[i][1], strlen(files[i][1]));
    FILE *file = fopen(header, "w");
    assert_non_null(file);
    fputs("#pragma once\n#ifdef OURS\n#define FROM_OTHER 2\n#else\n#define FROM_OTHER 1\n#endif\n", file);
    fclose(file);
    sleep(3); /* what changed just now is not kept */
    setenv("CPATH", other, 1);
    char *dump = dump_of(snippet, snippet->frontend, python, snippet->folder);
    unsetenv("CPATH");
    if (!strstr(dump, "    = 2 /*"))
        fail_msg("no \"= 2\" in %s", dump);
    free(dump);
    assert_int_equal(count_headers(snippet), 1);
    unlink(header);
    rmdir(other);
}

int main(void)
{
#define SNIPPET_TEST(function) cmocka_unit_test_setup_teardown(function, snippet_setup, snippet_teardown)
    const struct CMUnitTest tests[] = {
        SNIPPET_TEST(test_prefixes), SNIPPET_TEST(test_no_prefixes), SNIPPET_TEST(test_facts_are_the_same),
        SNIPPET_TEST(test_damage), SNIPPET_TEST(test_changes), SNIPPET_TEST(test_what_is_left_out), SNIPPET_TEST(test_mentions),
        SNIPPET_TEST(test_mentioned_elsewhere), SNIPPET_TEST(test_standard_headers), SNIPPET_TEST(test_facts_of_cxx),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
