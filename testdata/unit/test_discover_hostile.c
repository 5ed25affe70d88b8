/* Trees that are made to deceive who looks for units in them, or to harm him. */
#include "tree_fixture.h"

#define USES_PYTHON "#include <Python.h>\nPyObject *x;\n"

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

static void write_config(const Tree *tree, const char *path, const char *folder)
{
    tree_write(tree, arena_format(tree->arena, "%s/Python.h", folder), "");
    tree_write(tree, arena_format(tree->arena, "%s/patchlevel.h", folder), "#define PY_MAJOR_VERSION 3\n#define PY_MINOR_VERSION 10\n");
    tree_write(tree, path, arena_format(tree->arena, "#!/bin/sh\necho -I%s/%s\n", tree->root, folder));
    assert_int_equal(chmod(tree_path(tree, path), 0755), 0);
}

/* A script that stands where Python puts it is not run; nor is it taken by its name alone. */
static void test_python_layout(void **state)
{
    const Tree *tree = *state;
    static const struct {
        const char *script, *python;
        bool is_run;
    } layouts[] = {
        {"python3.10-config", "python3.10", false}, {"x86_64-linux-gnu-python3.10-config", "python3.10", false},
        {"python3.10d-config", "python3.10d", true}, {"python3.11-config", "python3.11", true}, /* its headers are of 3.10 */
        {"mypython3.10-config", "python3.10", true}, {"python3.10-config", "python3.9", true},
    };
    tree_write(tree, "tree/a.c", USES_PYTHON);
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        const char *prefix = arena_format(tree->arena, "%zu", i), *script = arena_format(tree->arena, "%s/bin/%s", prefix, layouts[i].script);
        write_config(tree, script, arena_format(tree->arena, "%s/include/%s", prefix, layouts[i].python));
        write_config(tree, script, arena_format(tree->arena, "%s/run", prefix));
        const char *name = tree_path(tree, arena_format(tree->arena, "%s/bin/python3-config", prefix));
        assert_int_equal(symlink(layouts[i].script, name), 0);
        setenv("PATH", arena_format(tree->arena, "%s/%zu/bin:%s", tree->root, i, tree->program_path), 1);
        const char *expected = layouts[i].is_run ? "run" : arena_format(tree->arena, "include/%s", layouts[i].python);
        assert_string_equal(tree_discover(tree, "tree", NULL)->python_include,
                            tree_path(tree, arena_format(tree->arena, "%s/%s", prefix, expected)));
    }
}

static const char *python_behind_shim(const Tree *tree)
{
    const Target *target = tree_discover(tree, "tree", NULL);
    return target->python_include ? strrchr(target->python_include, '/') + 1 : "none";
}

/* pyenv's own scripts are passed over where it is plain what they would run, and only there. */
static void test_pyenv(void **state)
{
    const Tree *tree = *state;
    static const char *const own[] = {"PYENV_ROOT", "PYENV_VERSION", "PYENV_DIR"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        unsetenv(own[i]);
    tree_write(tree, "tree/a.c", USES_PYTHON);
    write_config(tree, "pyenv/shims/python3-config", "by-shim");
    write_config(tree, "pyenv/versions/3.10.1/bin/python3-config", "chosen");
    setenv("PATH", arena_format(tree->arena, "%s:%s", tree_path(tree, "pyenv/shims"), tree->program_path), 1);
    assert_string_equal(python_behind_shim(tree), "by-shim"); /* nothing is chosen */
    tree_write(tree, "pyenv/version", "3.10.1\n3.9.9\n");
    assert_string_equal(python_behind_shim(tree), "chosen");
    tree_write(tree, "pyenv/version", "../3.10.1\n");
    assert_string_equal(python_behind_shim(tree), "by-shim");
    setenv("PYENV_VERSION", "3.10.1:3.9.9", 1);
    assert_string_equal(python_behind_shim(tree), "chosen");
    setenv("PYENV_VERSION", "3.9.9", 1); /* is not there */
    assert_string_equal(python_behind_shim(tree), "by-shim");
    unsetenv("PYENV_VERSION");
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
        TREE_TEST(test_links),
        TREE_TEST(test_linked_folders),
        TREE_TEST(test_special_files),
        TREE_TEST(test_names),
        TREE_TEST(test_hostile_includes),
        TREE_TEST(test_deep),
        TREE_TEST(test_unreadable),
        TREE_TEST(test_many_files),
        TREE_TEST(test_python_config),
        TREE_TEST(test_python_layout),
        TREE_TEST(test_pyenv),
        TREE_TEST(test_no_program_of_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
