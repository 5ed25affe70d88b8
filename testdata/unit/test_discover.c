/* Which files of a tree are units, and the flags that are inferred for them. */
#include "tree_fixture.h"

#define USES_PYTHON "#include <Python.h>\nPyObject *x;\n"

/* --- which files -------------------------------------------------------------------------------------------------- */

static void test_empty_tree(void **state)
{
    const Target *target = tree_discover(*state, "", NULL);
    assert_int_equal(target->unit_count, 0);
    assert_false(target->is_cpython);
    assert_null(target->database);
    assert_string_equal(target->root, ((const Tree *)*state)->root);
}

static void test_missing_path(void **state)
{
    const Tree *tree = *state;
    const DiscoverOptions options = {.path = tree_path(tree, "none")};
    const char *error = NULL;
    assert_null(discover_target(tree->arena, &options, &error));
    assert_has(error, "none: No such file or directory");
}

static void test_special_paths(void **state)
{
    const Tree *tree = *state;
    const char *error = NULL;
    assert_int_equal(mkfifo(tree_path(tree, "pipe.c"), 0666), 0);
    DiscoverOptions options = {.path = tree_path(tree, "pipe.c")};
    assert_null(discover_target(tree->arena, &options, &error));
    assert_has(error, "neither a folder nor a regular file");
    tree_write(tree, "notes.txt", "PyObject");
    options.path = tree_path(tree, "notes.txt");
    assert_null(discover_target(tree->arena, &options, &error));
    assert_has(error, "not a C, C++ or Objective-C file");
}

static void test_languages(void **state)
{
    const Tree *tree = *state;
    static const char *const files[][2] = {
        {"a.c", " -x c -std=gnu17"}, {"b.cc", " -x c++ -std=gnu++20"},
        {"c.cpp", " -x c++ "},       {"d.cxx", " -x c++ "},
        {"e.C", " -x c++ "},         {"f.c++", " -x c++ "},
        {"g.m", " -x objective-c "}, {"h.mm", " -x objective-c++ "},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        tree_write(tree, files[i][0], USES_PYTHON);
    tree_write(tree, "i.h", USES_PYTHON);
    tree_write(tree, "j.py", USES_PYTHON);
    tree_write(tree, ".c", USES_PYTHON);
    const Target *target = tree_discover(tree, "", NULL);
    assert_int_equal(target->unit_count, sizeof files / sizeof *files);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const SourceUnit *unit = tree_unit(target, files[i][0]);
        assert_null(unit->skip_reason);
        assert_false(unit->from_database);
        assert_string_equal(unit->path, tree_path(tree, files[i][0]));
        assert_has(tree_arguments(tree, unit), files[i][1]);
        if (i)
            assert_true(strcmp(target->units[i - 1].relative_path, target->units[i].relative_path) < 0);
    }
}

/* Whole projects give C++ sources the name of C ones. */
static void test_cpp_named_c(void **state)
{
    const Tree *tree = *state;
    static const struct {
        const char *path, *text;
        bool cpp;
    } files[] = {
        {"a/one.c", USES_PYTHON "std::string s;\n", true},
        {"a/two.c", USES_PYTHON "int f() { return base::g(); }\n", true},
        {"a/plain.c", USES_PYTHON, true},
        {"a/b/plain.c", USES_PYTHON, false},
        {"c/one.c", USES_PYTHON "std::string s;\n", true},
        {"c/plain.c", USES_PYTHON, false},
        {"c/attribute.c", USES_PYTHON "[[gnu::unused]] int a; [[x::y,\n z::w]] int b;\n", false},
        {"c/guarded.c", USES_PYTHON "#ifdef __cplusplus\nstd::string s;\n#endif\n", false},
        {"c/text.c", USES_PYTHON "const char *s = \"a::b\"; /* a::b */\n#define M a::b\n", false},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        tree_write(tree, files[i].path, files[i].text);
    const Target *target = tree_discover(tree, "", NULL);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_has(tree_arguments(tree, tree_unit(target, files[i].path)), files[i].cpp ? " -x c++ " : " -x c ");
}

static void test_skipped_folders(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, ".git/a.c", USES_PYTHON);
    tree_write(tree, "x/.hg/a.c", USES_PYTHON);
    tree_write(tree, "x/.tox/py/a.c", USES_PYTHON);
    tree_write(tree, "x/node_modules/a.c", USES_PYTHON);
    tree_write(tree, ".pc/patch/a.c", USES_PYTHON);
    tree_write(tree, "build/a.c", USES_PYTHON);
    const Target *target = tree_discover(tree, "", NULL);
    assert_int_equal(target->unit_count, 1);
    assert_parsed(target, "build/a.c");
}

static void test_prefilter(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "plain.c",
               "#include <stdio.h>\nint main(void) { return 0; } /* not about PyObject */\n// Py_None\n");
    tree_write(tree, "text.c", "const char *text = \"PyObject\";\n");
    tree_write(tree, "binary.c",
               "\x7f"
               "ELF\x01\x02");
    tree_write(tree, "own.c", "PyObject *x;\n");
    tree_write(tree, "by_header.c", "#include \"one.h\"\nMAKE_TYPE(x)\n");
    tree_write(tree, "one.h", "#  include /* far */ \"two.h\"\n");
    tree_write(tree, "sub/two.h", "#define MAKE_TYPE(x) static PyTypeObject x##_Type;\n");
    tree_write(tree, "continued.c", "#inc\\\nlude \"x\"\n#include \\\n \"one.h\"\nMAKE_TYPE(x)\n");
    tree_write(tree, "by_macro.c", "#define HEADER \"sub/two.h\"\n#include HEADER\nMAKE_TYPE(x)\n");
    tree_write(tree, "by_unknown_macro.c", "#include SOME_TEMPLATE\n");
    tree_write(tree, "dead.c", "#if 0\n#include \"one.h\"\n#endif\n");
    tree_write(tree, "commented.c", "/*\n#include \"one.h\"\n*/\n");
    const Target *target = tree_discover(tree, "", NULL);
    static const char *const skipped[] = {"plain.c", "text.c", "binary.c", "dead.c", "commented.c"};
    for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++)
        assert_skipped(target, skipped[i], "does not use the Python C API");
    static const char *const parsed[] = {"own.c", "by_header.c", "continued.c", "by_macro.c", "by_unknown_macro.c"};
    for (size_t i = 0; i < sizeof parsed / sizeof *parsed; i++)
        assert_parsed(target, parsed[i]);
}

/* Text that looks like the start of a comment or string, but is none, must not hide what follows. */
static void test_prefilter_tricks(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "string.c", "const char *a = \"/*\";\nPyObject *x;\n");
    tree_write(tree, "character.c", "char a = '\"';\nPyObject *x; char b = '\"';\n");
    tree_write(tree, "error.c", "#if X\n#error don't /\n#endif\nPyObject *x;\n");
    tree_write(tree, "raw.cpp", "auto a = R\"x(\" /* )x\"; PyObject *x;\n");
    tree_write(tree, "escape.c", "char a[] = \"\\\"/*\\\\\"; PyObject *x;\n");
    tree_write(tree, "open.c", "#if 0\nit's \"open\n#endif\nPyObject *x;\n");
    tree_write(tree, "bom.c", "\xef\xbb\xbf#include <Python.h>\n");
    tree_write(tree, "crlf.c", "// a\\\r\n b\r\n#include <Python.h>\r\n");
    tree_write(tree, "digraph.c", "%:include <Python.h>\n");
    const Target *target = tree_discover(tree, "", NULL);
    assert_int_equal(target->unit_count, 9);
    for (unsigned i = 0; i < target->unit_count; i++)
        assert_parsed(target, target->units[i].relative_path);
}

static void test_included_sources(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "module.c", "#include <Python.h>\n#include \"part.c\"\n");
    tree_write(tree, "part.c", "#include \"sub/deep.c\"\nPyObject *x;\n");
    tree_write(tree, "sub/deep.c", "PyObject *y;\n");
    tree_write(tree, "a.c", "#include \"b.c\"\n" USES_PYTHON);
    tree_write(tree, "b.c", "#include \"a.c\"\n" USES_PYTHON);
    tree_write(tree, "excluded.c", "#include \"alone.c\"\n" USES_PYTHON);
    tree_write(tree, "alone.c", USES_PYTHON);
    tree_write(tree, "choice.c",
               USES_PYTHON "#ifdef BIG\n#include \"can_stand.c\"\n#include \"cannot_stand.c\"\n#endif\n");
    tree_write(tree, "can_stand.c", USES_PYTHON);
    tree_write(tree, "cannot_stand.c", "PyObject *x;\n");
    tree_write(tree, "commented.c", USES_PYTHON "/*\n#include \"real.c\"\n*/\n#if 0\n#include \"real.c\"\n#endif\n");
    tree_write(tree, "real.c", USES_PYTHON);
    tree_write(tree, "through.c", USES_PYTHON "#include \"through.h\"\n");
    tree_write(tree, "through.h", "#ifndef THROUGH_H\n#define THROUGH_H\n#include \"end.c\"\n#endif\n");
    tree_write(tree, "end.c", USES_PYTHON);
    const char *const excludes[] = {"excluded.c"};
    const Target *target = tree_discover(tree, "", &(DiscoverOptions){.excludes = excludes, .exclude_count = 1});
    assert_skipped(target, "part.c", "included by module.c");
    assert_skipped(target, "sub/deep.c", "included by part.c");
    assert_parsed(target, "a.c");
    assert_skipped(target, "b.c", "included by a.c");
    assert_skipped(target, "excluded.c", "excluded by --exclude excluded.c");
    assert_parsed(target, "alone.c");
    assert_parsed(target, "can_stand.c");
    assert_skipped(target, "cannot_stand.c", "included by choice.c");
    assert_parsed(target, "real.c");
    assert_skipped(target, "end.c", "included by through.h");
}

/* Modules that one file gathers for a static build stay units: they hardly make sense together. */
static void test_gathered_modules(void **state)
{
    const Tree *tree = *state;
    static const char module[] = USES_PYTHON "PyMODINIT_FUNC PyInit_x(void) { return PyModule_Create(&d); }\n";
    tree_write(tree, "all.c", "#include \"one.c\"\n#include \"two.c\"\n#include \"helper.c\"\n");
    tree_write(tree, "one.c", module);
    tree_write(tree, "two.c", module);
    tree_write(tree, "helper.c", USES_PYTHON);
    tree_write(tree, "front.c", "#include \"template.c\"\n");
    tree_write(tree, "template.c", module);
    const Target *target = tree_discover(tree, "", NULL);
    assert_skipped(target, "all.c", "only gathers modules that are units of their own");
    assert_parsed(target, "one.c");
    assert_parsed(target, "two.c");
    assert_parsed(target, "helper.c");
    assert_parsed(target, "front.c");
    assert_skipped(target, "template.c", "included by front.c");
}

/* Parts of one module that cannot stand alone, though they make modules below it. */
static void test_parts_of_one_unit(void **state)
{
    const Tree *tree = *state;
    static const char part[] = "PyObject *init_part(void) { return PyModule_Create(&d); }\n";
    tree_write(tree, "whole.c", "#include <Python.h>\n#include \"one.c\"\n#include \"two.c\"\n");
    tree_write(tree, "one.c", part);
    tree_write(tree, "two.c", part);
    const Target *target = tree_discover(tree, "", NULL);
    assert_parsed(target, "whole.c");
    assert_skipped(target, "one.c", "included by whole.c");
    assert_skipped(target, "two.c", "included by whole.c");
}

static void test_excludes(void **state)
{
    const Tree *tree = *state;
    static const char *const files[] = {"a.c", "tests/b.c", "src/tests/c.c", "src/gen_d.c", "src/x/y/e.c", "src/f.c"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        tree_write(tree, files[i], USES_PYTHON);
    const char *const excludes[] = {"tests/", "gen_*.c", "**/x/**", "./a.c"};
    const Target *target = tree_discover(tree, "", &(DiscoverOptions){.excludes = excludes, .exclude_count = 4});
    assert_skipped(target, "a.c", "excluded by --exclude ./a.c");
    assert_skipped(target, "tests/b.c", "excluded by --exclude tests/");
    assert_skipped(target, "src/tests/c.c", "excluded by --exclude tests/");
    assert_skipped(target, "src/gen_d.c", "excluded by --exclude gen_*.c");
    assert_skipped(target, "src/x/y/e.c", "excluded by --exclude **/x/**");
    assert_parsed(target, "src/f.c");
}

static void test_python2(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "old.c", "#include <Python.h>\nvoid initold(void) { Py_InitModule(\"old\", 0); }\n");
    tree_write(tree, "old_part.c", USES_PYTHON "long f(void) { return PyInt_AsLong(x) + PyString_Check(x); }\n");
    tree_write(tree, "one_word.c", USES_PYTHON "long f(void) { return PyInt_AsLong(x); }\n");
    tree_write(tree, "both.c",
               USES_PYTHON "#if PY_MAJOR_VERSION < 3\nvoid f(void) { Py_InitModule(\"old\", 0); }\n#endif\n");
    tree_write(tree, "guarded.c", USES_PYTHON "#ifdef IS_OLD\nvoid f(void) { Py_InitModule(\"old\", 0); }\n#endif\n");
    tree_write(tree, "mapped.c", USES_PYTHON "#include \"map.h\"\nvoid f(void) { Py_InitModule(\"old\", 0); }\n");
    tree_write(tree, "map.h", "#define Py_InitModule(a, b) create(a, b)\n");
    tree_write(tree, "foreign.c", USES_PYTHON "#include <py3compat.h>\nvoid f(void) { Py_InitModule(\"old\", 0); }\n");
    tree_write(tree, "comment.c", USES_PYTHON "/* once it was Py_InitModule(\"old\", 0) */\n");
    const Target *target = tree_discover(tree, "", NULL);
    assert_skipped(target, "old.c", "Python 2 only");
    assert_skipped(target, "old_part.c", "Python 2 only");
    static const char *const parsed[] = {"one_word.c", "both.c", "guarded.c", "mapped.c", "foreign.c", "comment.c"};
    for (size_t i = 0; i < sizeof parsed / sizeof *parsed; i++)
        assert_parsed(target, parsed[i]);
}

static void test_python2_tree(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "old.c", "#include <Python.h>\nvoid initold(void) { Py_InitModule(\"old\", 0); }\n");
    tree_write(tree, "old_part.c", USES_PYTHON "long f(void) { return PyInt_AsLong(x) + PyString_Check(x); }\n");
    tree_write(tree, "sizes.c", USES_PYTHON "#if PY_VERSION_HEX < 0x02050000\ntypedef int Py_ssize_t;\n#endif\n");
    const Target *target = tree_discover(tree, "", NULL);
    assert_parsed(target, "old.c");
    assert_parsed(target, "old_part.c");
    assert_parsed(target, "sizes.c");
}

static void test_header_with_type(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "lonely.h", "#include <Python.h>\nstatic PyTypeObject\n Lonely_Type = {0};\n");
    tree_write(tree, "spec.hpp", "PyType_Spec specs[] = { };\n");
    tree_write(tree, "cpp.h", "namespace a {\nPyTypeObject T{};\n}\n");
    tree_write(tree, "used.h", "static PyTypeObject Used_Type = {0};\n");
    tree_write(tree, "declares.h", "extern PyTypeObject Declared_Type;\nPyTypeObject *f(void);\n");
    tree_write(tree, "a.c", USES_PYTHON "#include \"used.h\"\n");
    const Target *target = tree_discover(tree, "", NULL);
    assert_int_equal(target->unit_count, 4);
    assert_parsed(target, "a.c");
    assert_has(tree_arguments(tree, tree_unit(target, "lonely.h")), " -x c ");
    assert_has(tree_arguments(tree, tree_unit(target, "spec.hpp")), " -x c++ ");
    assert_has(tree_arguments(tree, tree_unit(target, "cpp.h")), " -x c++ ");
}

static void test_too_large(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "huge.c", USES_PYTHON);
    assert_int_equal(truncate(tree_path(tree, "huge.c"), (off_t)10 << 30), 0);
    const Target *target = tree_discover(tree, "", NULL);
    assert_skipped(target, "huge.c", "too large");
}

/* --- flags -------------------------------------------------------------------------------------------------------- */

static void test_include_folders(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "src/a.c",
               USES_PYTHON
               "#include \"near.h\"\n#include \"quoted.h\"\n#include <lib/angled.h>\n#include <zlib/none.h>\n");
    tree_write(tree, "src/near.h", "");
    tree_write(tree, "include/quoted.h", "#include <inner/deep.h>\n");
    tree_write(tree, "vendor/lib/angled.h", "");
    tree_write(tree, "other/headers/inner/deep.h", "");
    const char *text = tree_arguments(tree, tree_unit(tree_discover(tree, "", NULL), "src/a.c"));
    assert_has(text, " -iquote @/include");
    assert_has(text, " -I@/vendor");
    assert_has(text, " -I@/other/headers");
    assert_lacks(text, "@/src");
}

static void test_nearest_folder(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "one/src/a.c", USES_PYTHON "#include <conf.h>\n");
    tree_write(tree, "one/include/conf.h", "");
    tree_write(tree, "two/src/a.c", USES_PYTHON "#include <conf.h>\n");
    tree_write(tree, "two/include/conf.h", "");
    tree_write(tree, "three/a.c", USES_PYTHON "#include <only_two.h>\n#include <conf.h>\n");
    tree_write(tree, "two/include/only_two.h", "");
    const Target *target = tree_discover(tree, "", NULL);
    assert_has(tree_arguments(tree, tree_unit(target, "one/src/a.c")), " -I@/one/include");
    assert_has(tree_arguments(tree, tree_unit(target, "two/src/a.c")), " -I@/two/include");
    const char *text = tree_arguments(tree, tree_unit(target, "three/a.c"));
    assert_has(text, " -I@/two/include");
    assert_lacks(text, "@/one");
}

/* The names of system headers in a tree must not be found by <...>. */
static void test_system_names(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "a.c", USES_PYTHON "#include <string.h>\n#include <util.h2>\n#include \"local.h\"\n");
    tree_write(tree, "b.cc", USES_PYTHON "#include <string>\n#include <version>\n");
    tree_write(tree, "lib/string.h", "");
    tree_write(tree, "lib/string", "");
    tree_write(tree, "lib/version", "1.0");
    tree_write(tree, "lib/util.h2", "");
    tree_write(tree, "only/string.h", "");
    tree_write(tree, "quoted/local.h", "");
    tree_write(tree, "quoted/sys/types.h", "");
    const Target *target = tree_discover(tree, "", NULL);
    const char *text = tree_arguments(tree, tree_unit(target, "a.c"));
    assert_has(text, " -idirafter @/lib");
    assert_lacks(text, "-I@/lib");
    assert_has(text, " -iquote @/quoted");
    assert_lacks(text, "-I@/quoted");
    assert_lacks(text, "@/only");
    assert_lacks(tree_arguments(tree, tree_unit(target, "b.cc")), "@");
}

/* The config.h of a project inside the tree answers for that project only. */
static void test_config_header(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "src/a.c", USES_PYTHON "#include \"config.h\"\n");
    tree_write(tree, "vendor/zip/config.h", "");
    tree_write(tree, "vendor/zip/src/b.c", USES_PYTHON "#include \"config.h\"\n");
    const Target *target = tree_discover(tree, "", NULL);
    assert_lacks(tree_arguments(tree, tree_unit(target, "src/a.c")), "@");
    assert_has(tree_arguments(tree, tree_unit(target, "vendor/zip/src/b.c")), " -iquote @/vendor/zip");
    tree_write(tree, "include/config.h", "");
    target = tree_discover(tree, "", NULL);
    assert_has(tree_arguments(tree, tree_unit(target, "src/a.c")), " -iquote @/include");
}

/* A tree's own pyconfig.h must not be found before Python's. */
static void test_python_names(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "python/Python.h", "");
    tree_write(tree, "python/pyconfig.h", "");
    tree_write(tree, "python/patchlevel.h", "#define PY_MAJOR_VERSION 3\n#define PY_MINOR_VERSION 12\n");
    tree_write(tree, "a.c", "#include \"Python.h\"\n#include \"pyconfig.h\"\n#include \"extra.h\"\n");
    tree_write(tree, "fake/pyconfig.h", "");
    tree_write(tree, "fake/extra.h", "");
    const char *python = tree_path(tree, "python");
    const Target *target = tree_discover(tree, "", &(DiscoverOptions){.python_include = python});
    assert_string_equal(target->python_include, python);
    assert_int_equal(target->python_version, 0x030c);
    const char *text = tree_arguments(tree, tree_unit(target, "a.c"));
    assert_has(text, " -isystem @/python -idirafter @/fake");
    assert_lacks(text, "-iquote");
}

static void test_bad_python_include(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "a.c", USES_PYTHON);
    tree_write(tree, "two/Python.h", "");
    tree_write(tree, "two/patchlevel.h", "#define PY_MAJOR_VERSION 2\n#define PY_MINOR_VERSION 7\n");
    const Target *target = tree_discover(tree, "", &(DiscoverOptions){.python_include = tree_path(tree, "none")});
    assert_null(target->python_include);
    assert_has(tree_warnings(tree, target), "there is no Python.h in this folder");
    target = tree_discover(tree, "", &(DiscoverOptions){.python_include = tree_path(tree, "two")});
    assert_null(target->python_include);
    assert_has(tree_warnings(tree, target), "headers of Python 2");
}

/* Whether Python.h has to be given because the header that would bring it is not there. */
static void test_missing_library(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "python/Python.h", "");
    tree_write(tree, "first.c", "#include <library.h>\n" USES_PYTHON);
    tree_write(tree, "later.c", USES_PYTHON "#include <library.h>\n");
    tree_write(tree, "declares.c", "#include <stdlib.h>\nextern void Py_FatalError(const char *message);\n");
    tree_write(tree, "lonely.h", "PyTypeObject Lonely_Type = {0};\n");
    tree_write(tree, "limited.c", "#define Py_LIMITED_API 3\n#include <library.h>\n" USES_PYTHON);
    const Target *target = tree_discover(tree, "", &(DiscoverOptions){.python_include = tree_path(tree, "python")});
    assert_has(tree_arguments(tree, tree_unit(target, "first.c")), " -include Python.h");
    assert_lacks(tree_arguments(tree, tree_unit(target, "later.c")), " -include");
    assert_lacks(tree_arguments(tree, tree_unit(target, "limited.c")), " -include");
    assert_lacks(tree_arguments(tree, tree_unit(target, "declares.c")), " -include");
    assert_has(tree_arguments(tree, tree_unit(target, "lonely.h")), " -include Python.h");
}

static void test_standards(void **state)
{
    const Tree *tree = *state;
    static const char *const files[][3] = {
        {"a/setup.py", "extra_compile_args=['-std=c++17'],", " -std=gnu++17"},
        {"b/CMakeLists.txt", "set(CMAKE_CXX_STANDARD 11)", " -std=gnu++14"},
        {"c/meson.build", "default_options: ['cpp_std=gnu++23', 'c_std=c11']", " -std=gnu++23"},
        {"d/setup.py", "/std:c++20 -std=c++98", " -std=gnu++20"},
        {"e/setup.py", "-std=c++nonsense", " -std=gnu++20"},
        {"f/CMakeLists.txt", "target_compile_features(a PUBLIC cxx_std_17)", " -std=gnu++17"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        tree_write(tree, files[i][0], files[i][1]);
        tree_write(tree, arena_format(tree->arena, "%c/src/x.cc", files[i][0][0]), USES_PYTHON);
    }
    const Target *target = tree_discover(tree, "", NULL);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_has(tree_arguments(tree, tree_unit(target, arena_format(tree->arena, "%c/src/x.cc", files[i][0][0]))),
                   files[i][2]);
}

static void test_cpython_tree(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "Include/Python.h", "#include \"pyconfig.h\"\n");
    tree_write(tree, "Include/object.h", "typedef struct _object PyObject;\n");
    tree_write(tree, "Include/patchlevel.h", "#define PY_MAJOR_VERSION 3\n#define PY_MINOR_VERSION 14\n");
    tree_write(tree, "Include/internal/pycore_gc.h", "");
    tree_write(tree, "PC/pyconfig.h", "");
    tree_write(tree, "Objects/object.c", "#include \"Python.h\"\n#include \"pycore_gc.h\"\nPyObject *x;\n");
    tree_write(tree, "Modules/xxlimited.c", "#define Py_LIMITED_API 0x030c0000\n#include \"Python.h\"\n");
    tree_write(tree, "Modules/_testcapi/parts.h", "#if defined(Py_BUILD_CORE)\n# error \"public API only\"\n#endif\n");
    tree_write(tree, "Modules/_testcapi/heap.c", "#include \"parts.h\"\nPyObject *x;\n");
    tree_write(tree, "Modules/_decimal/_decimal.c", "#include <Python.h>\n");
    const Target *target = tree_discover(tree, "", NULL);
    assert_true(target->is_cpython);
    assert_int_equal(target->python_version, 0x030e);
    assert_string_equal(target->python_include, tree_path(tree, "Include"));
    const char *text = tree_arguments(tree, tree_unit(target, "Objects/object.c"));
    assert_has(text, " -DPy_BUILD_CORE");
    assert_has(text, " -isystem @/Include -isystem @/Include/internal");
    assert_has(text, " -idirafter /"); /* a pyconfig.h: the tree is not configured */
    assert_lacks(tree_arguments(tree, tree_unit(target, "Modules/xxlimited.c")), "Py_BUILD_CORE");
    assert_lacks(tree_arguments(tree, tree_unit(target, "Modules/_testcapi/heap.c")), "Py_BUILD_CORE");
    assert_has(tree_arguments(tree, tree_unit(target, "Modules/_decimal/_decimal.c")), " -DCONFIG_64=1");
    target = tree_discover(tree, "Modules", NULL);
    assert_false(target->is_cpython); /* nothing tells that the folder above is a project */
    tree_write(tree, "configure", "");
    target = tree_discover(tree, "Modules", NULL);
    assert_true(target->is_cpython);
    assert_string_equal(target->name, "Modules");
    assert_has(tree_arguments(tree, tree_unit(target, "_testcapi/heap.c")), " -isystem @/Include");
}

/* --- a part of a project ------------------------------------------------------------------------------------------ */

static void test_single_file(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "setup.py", "");
    tree_write(tree, "src/a.c", USES_PYTHON "#include \"shared.h\"\n");
    tree_write(tree, "src/b.c", USES_PYTHON);
    tree_write(tree, "include/shared.h", "");
    const Target *target = tree_discover(tree, "src/a.c", NULL);
    assert_int_equal(target->unit_count, 1);
    assert_string_equal(target->name, "a.c");
    assert_string_equal(target->root, tree_path(tree, "src"));
    const SourceUnit *unit = tree_unit(target, "a.c");
    assert_string_equal(unit->path, tree_path(tree, "src/a.c"));
    assert_has(tree_arguments(tree, unit), " -iquote @/include");
    target = tree_discover(tree, "include/shared.h", NULL);
    assert_skipped(target, "shared.h", "does not use the Python C API");
}

static void test_part_of_project(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, ".git/config", "");
    tree_write(tree, "src/sub/a.c", USES_PYTHON "#include \"shared.h\"\n");
    tree_write(tree, "other/b.c", USES_PYTHON);
    tree_write(tree, "include/shared.h", "");
    const Target *target = tree_discover(tree, "src", NULL);
    assert_int_equal(target->unit_count, 1);
    assert_has(tree_arguments(tree, tree_unit(target, "sub/a.c")), " -iquote @/include");
}

/* --- hostile trees ------------------------------------------------------------------------------------------------ */

static void test_links(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "src/a.c", USES_PYTHON "#include \"linked.h\"\n#include <outside.h>\n");
    tree_write(tree, "real/header.h", "#include \"other.h\"\n");
    tree_link(tree, "src/linked.h", "../real/header.h");
    tree_link(tree, "src/loop", "..");
    tree_link(tree, "src/self.c", "self.c");
    tree_link(tree, "src/again.c", "a.c");
    tree_link(tree, "src/out.c", "/etc/passwd");
    tree_link(tree, "inc/outside.h", "/etc/passwd");
    tree_link(tree, "outside", "/usr/include");
    const Target *target = tree_discover(tree, "", NULL);
    assert_int_equal(target->unit_count, 1);
    assert_lacks(tree_arguments(tree, tree_unit(target, "src/a.c")), "@/inc");
    assert_int_equal(target->warning_count, 0);
}

/* A folder that is a link, as projects make them to have their name in front of their headers. */
static void test_linked_folders(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "src/a.c", USES_PYTHON "#include <project/part/b.h>\n#include <self/c.h>\n");
    tree_write(tree, "lib/part/b.h", "");
    tree_link(tree, "include/project", "../lib");
    tree_write(tree, "own/c.h", "");
    tree_link(tree, "own/self", ".");
    const Target *target = tree_discover(tree, "", NULL);
    assert_int_equal(target->unit_count, 1);
    const char *text = tree_arguments(tree, tree_unit(target, "src/a.c"));
    assert_has(text, " -I@/include");
    assert_has(text, " -I@/own");
}

static void test_special_files(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "a.c", USES_PYTHON "#include \"pipe.h\"\n");
    assert_int_equal(mkfifo(tree_path(tree, "pipe.h"), 0666), 0);
    assert_int_equal(mkfifo(tree_path(tree, "pipe.c"), 0666), 0);
    assert_int_equal(mkfifo(tree_path(tree, "setup.py"), 0666), 0);
    assert_int_equal(mkfifo(tree_path(tree, "compile_commands.json"), 0666), 0);
    assert_int_equal(tree_discover(tree, "", NULL)->unit_count, 1);
}

static void test_names(void **state)
{
    const Tree *tree = *state;
    static const char *const names[] = {"new\nline.c",  "\xff\xfe.c", "\x1b[31m.c",
                                        "-fplugin=x.c", "a b/%s.c",   "\xe2\x80\xae.c"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        tree_write(tree, names[i], USES_PYTHON);
    tree_write(tree, "\x1b[0m.c", "#include \"\x1b[31m.c\"\n" USES_PYTHON);
    const Target *target = tree_discover(tree, "", NULL);
    assert_int_equal(target->unit_count, 7);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        tree_unit(target, names[i]);
    assert_skipped(target, "\x1b[31m.c", "included by \\x1b[0m.c");
}

static void test_hostile_includes(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "sub/a.c",
               USES_PYTHON "#include \"/etc/passwd\"\n#include \"../../../../../etc/passwd\"\n#include \"\"\n#include "
                           "<>\n#include \"a.c\"\n"
                           "#include \"../sub/../sub/./a.c\"\n#include \"unclosed\n#include\n#include "
                           "\"sub\"\n#include \"..\"\n#include \"./\"\n");
    const Target *target = tree_discover(tree, "", NULL);
    assert_parsed(target, "sub/a.c");
    assert_lacks(tree_arguments(tree, tree_unit(target, "sub/a.c")), "etc");
}

/* Deep folders: as deep as a path can be, and deeper. */
static void test_deep(void **state)
{
    const Tree *tree = *state;
    char name[256];
    memset(name, 'd', 250);
    name[250] = '\0';
    char here[PATH_MAX];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(tree->root), 0);
    unsigned made = 0;
    for (; made < 40; made++)
        if (mkdir(name, 0777) != 0 || chdir(name) != 0)
            break;
    FILE *file = fopen("deep.c", "w");
    assert_non_null(file);
    fclose(file);
    tree_write(tree, "a.c", USES_PYTHON);
    const Target *target = tree_discover(tree, "", NULL);
    assert_int_equal(target->unit_count, 1);
    assert_has(tree_warnings(tree, target), "their paths are longer than");
    assert_int_equal(unlink("deep.c"), 0);
    for (; made > 0; made--) {
        assert_int_equal(chdir(".."), 0);
        assert_int_equal(rmdir(name), 0);
    }
    assert_int_equal(chdir(here), 0);
}

static void test_unreadable(void **state)
{
    const Tree *tree = *state;
    if (geteuid() == 0)
        skip();
    tree_write(tree, "closed.c", USES_PYTHON);
    tree_write(tree, "folder/a.c", USES_PYTHON);
    assert_int_equal(chmod(tree_path(tree, "closed.c"), 0), 0);
    assert_int_equal(chmod(tree_path(tree, "folder"), 0), 0);
    const Target *target = tree_discover(tree, "", NULL);
    assert_skipped(target, "closed.c", "cannot be read: Permission denied");
    assert_has(tree_warnings(tree, target), "folder: this folder cannot be read");
    assert_int_equal(chmod(tree_path(tree, "folder"), 0777), 0);
}

/* Many files of one name that all include it: what is found must not be looked for among all of them each time. */
static void test_many_files(void **state)
{
    const Tree *tree = *state;
    for (unsigned i = 0; i < 1000; i++) {
        tree_write(tree, arena_format(tree->arena, "d%u/x/a.c", i),
                   "#include <conf.h>\n#include \"x/a.c\"\nPyObject *x;\n");
        tree_write(tree, arena_format(tree->arena, "d%u/conf.h", i), "#include <conf.h>\n");
    }
    const Target *target = tree_discover(tree, "", NULL);
    assert_int_equal(target->unit_count, 1000);
    assert_has(tree_arguments(tree, tree_unit(target, "d777/x/a.c")), " -I@/d777");
}

static void test_python_config(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "tree/a.c", USES_PYTHON);
    tree_write(tree, "include/Python.h", "");
    tree_write(tree, "include/patchlevel.h", "#define PY_MAJOR_VERSION 3\n#define PY_MINOR_VERSION 10\n");
    tree_write(tree, "bin/python3-config",
               arena_format(tree->arena, "#!/bin/sh\necho -I/none -I%s/include\n", tree->root));
    assert_int_equal(chmod(tree_path(tree, "bin/python3-config"), 0755), 0);
    setenv("PATH", arena_format(tree->arena, "%s:%s", tree_path(tree, "bin"), tree->program_path), 1);
    const Target *target = tree_discover(tree, "tree", NULL);
    assert_string_equal(target->python_include, tree_path(tree, "include"));
    assert_int_equal(target->python_version, 0x030a);
    tree_write(tree, "bin/python3-config", "#!/bin/sh\nexit 1\n");
    tree_write(tree, "bin/pkg-config", arena_format(tree->arena, "#!/bin/sh\necho \" -I%s/include\"\n", tree->root));
    assert_int_equal(chmod(tree_path(tree, "bin/pkg-config"), 0755), 0);
    assert_string_equal(tree_discover(tree, "tree", NULL)->python_include, tree_path(tree, "include"));
}

/* A program of the tree is never run, even if PATH leads into it. */
static void test_no_program_of_tree(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "setup.py", "");
    tree_write(tree, "bin/python3-config", "#!/bin/sh\ntouch \"$(dirname \"$0\")/../ran\"\n");
    tree_write(tree, "src/a.c", USES_PYTHON);
    assert_int_equal(chmod(tree_path(tree, "bin/python3-config"), 0755), 0);
    setenv("PATH", arena_format(tree->arena, "%s:.:%s", tree_path(tree, "bin"), tree->program_path), 1);
    tree_discover(tree, "", NULL);
    tree_discover(tree, "src/a.c", NULL);
    assert_int_not_equal(access(tree_path(tree, "ran"), F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TREE_TEST(test_empty_tree),
        TREE_TEST(test_missing_path),
        TREE_TEST(test_special_paths),
        TREE_TEST(test_languages),
        TREE_TEST(test_cpp_named_c),
        TREE_TEST(test_skipped_folders),
        TREE_TEST(test_prefilter),
        TREE_TEST(test_prefilter_tricks),
        TREE_TEST(test_included_sources),
        TREE_TEST(test_gathered_modules),
        TREE_TEST(test_parts_of_one_unit),
        TREE_TEST(test_excludes),
        TREE_TEST(test_python2),
        TREE_TEST(test_python2_tree),
        TREE_TEST(test_header_with_type),
        TREE_TEST(test_too_large),
        TREE_TEST(test_include_folders),
        TREE_TEST(test_nearest_folder),
        TREE_TEST(test_system_names),
        TREE_TEST(test_config_header),
        TREE_TEST(test_python_names),
        TREE_TEST(test_bad_python_include),
        TREE_TEST(test_missing_library),
        TREE_TEST(test_standards),
        TREE_TEST(test_cpython_tree),
        TREE_TEST(test_single_file),
        TREE_TEST(test_part_of_project),
        TREE_TEST(test_links),
        TREE_TEST(test_linked_folders),
        TREE_TEST(test_special_files),
        TREE_TEST(test_names),
        TREE_TEST(test_hostile_includes),
        TREE_TEST(test_deep),
        TREE_TEST(test_unreadable),
        TREE_TEST(test_many_files),
        TREE_TEST(test_python_config),
        TREE_TEST(test_no_program_of_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
