/* The flags that are inferred for units. */
#include "tree_fixture.h"

#define USES_PYTHON "#include <Python.h>\nPyObject *x;\n"

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

/* Headers of the tree by the name of its own folder; of what lies beside that folder nothing is looked for. */
static void test_own_name(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "pkg/a.c", USES_PYTHON "#include <pkg/sub/inner.h>\n");
    tree_write(tree, "pkg/b.c", USES_PYTHON "#include \"other/x.h\"\n#include <pkg/none.h>\n#include <kg/sub/inner.h>\n");
    tree_write(tree, "pkg/c.c", USES_PYTHON "#include \"pkg/copied.h\"\n");
    tree_write(tree, "pkg/sub/d.c", USES_PYTHON "#include \"pkg/sub/inner.h\"\n");
    tree_write(tree, "pkg/sub/inner.h", "");
    tree_write(tree, "pkg/copied.h", "");
    tree_write(tree, "pkg/vendor/pkg/copied.h", "");
    tree_write(tree, "other/x.h", "");
    tree_write(tree, "none.h", "");
    const Target *target = tree_discover(tree, "pkg", NULL);
    assert_has(tree_arguments(tree, tree_unit(target, "a.c")), " -idirafter@");
    assert_lacks(tree_arguments(tree, tree_unit(target, "b.c")), "@");
    const char *text = tree_arguments(tree, tree_unit(target, "c.c"));
    assert_has(text, " -iquote @/pkg/vendor");
    assert_lacks(text, " -idirafter");
    assert_has(tree_arguments(tree, tree_unit(tree_discover(tree, "pkg/sub", NULL), "d.c")), " -idirafter@");
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
    tree_write(tree, "Include/Python.h", "#include \"pyconfig.h\"\n#include \"pyabi.h\"\n");
    tree_write(tree, "Include/pyabi.h", "#ifdef Py_TARGET_ABI3T\n# define Py_LIMITED_API Py_TARGET_ABI3T\n#endif\n");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TREE_TEST(test_include_folders),
        TREE_TEST(test_nearest_folder),
        TREE_TEST(test_system_names),
        TREE_TEST(test_config_header),
        TREE_TEST(test_own_name),
        TREE_TEST(test_python_names),
        TREE_TEST(test_bad_python_include),
        TREE_TEST(test_missing_library),
        TREE_TEST(test_standards),
        TREE_TEST(test_cpython_tree),
        TREE_TEST(test_single_file),
        TREE_TEST(test_part_of_project),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
