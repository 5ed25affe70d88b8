/* Which files of a tree are units. */
#include "tree_fixture.h"

#define USES_PYTHON "#include <Python.h>\nPyObject *x;\n"

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
    tree_write(tree, "inside_word.c", "THPyTypeObject *x;\n");
    tree_write(tree, "other_word.c", "enum { kPyGenericServices, isPyThing };\n");
    tree_write(tree, "by_header.c", "#include \"one.h\"\nMAKE_TYPE(x)\n");
    tree_write(tree, "one.h", "#  include /* far */ \"two.h\"\n");
    tree_write(tree, "sub/two.h", "#define MAKE_TYPE(x) static PyTypeObject x##_Type;\n");
    tree_write(tree, "continued.c", "#inc\\\nlude \"x\"\n#include \\\n \"one.h\"\nMAKE_TYPE(x)\n");
    tree_write(tree, "by_macro.c", "#define HEADER \"sub/two.h\"\n#include HEADER\nMAKE_TYPE(x)\n");
    tree_write(tree, "by_unknown_macro.c", "#include SOME_TEMPLATE\n");
    tree_write(tree, "dead.c", "#if 0\n#include \"one.h\"\n#endif\n");
    tree_write(tree, "commented.c", "/*\n#include \"one.h\"\n*/\n");
    const Target *target = tree_discover(tree, "", NULL);
    static const char *const skipped[] = {"plain.c", "text.c", "binary.c", "dead.c", "commented.c", "other_word.c"};
    for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++)
        assert_skipped(target, skipped[i], "does not use the Python C API");
    static const char *const parsed[] = {"own.c", "inside_word.c", "by_header.c", "continued.c", "by_macro.c", "by_unknown_macro.c"};
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
