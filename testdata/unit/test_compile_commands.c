/* compile_commands.json and the flags in it. */
#include "tree_fixture.h"

#include "discover/compile_commands.h"

#define USES_PYTHON "#include <Python.h>\nPyObject *x;\n"

/* The words, each in brackets. */
static const char *split(Arena *arena, const char *command)
{
    FlagList words = {0};
    const char *text = "";
    split_command(arena, command, &words);
    for (uint32_t i = 0; i < words.count; i++)
        text = arena_format(arena, "%s[%s]", text, words.items[i]);
    vector_free(&words);
    return text;
}

static void test_split(void **state)
{
    Arena *arena = ((const Tree *)*state)->arena;
    assert_string_equal(split(arena, ""), "");
    assert_string_equal(split(arena, "  cc\t-c \n a.c "), "[cc][-c][a.c]");
    assert_string_equal(split(arena, "'a b' \"c d\" e\\ f"), "[a b][c d][e f]");
    assert_string_equal(split(arena, "-DX='\"y\"' -DZ=\"\\\"w\\\"\" \"\\n\" '\\n'"),
                        "[-DX=\"y\"][-DZ=\"w\"][\\n][\\n]");
    assert_string_equal(split(arena, "a''b \"\" ''"), "[ab][][]");
    assert_string_equal(split(arena, "$HOME `id` $(id) *.c ~ ; | & > x"),
                        "[$HOME][`id`][$(id)][*.c][~][;][|][&][>][x]");
    assert_string_equal(split(arena, "'open"), "[open]");
    assert_string_equal(split(arena, "\"open"), "[open]");
    assert_string_equal(split(arena, "back\\"), "[back]");
    assert_string_equal(split(arena, "a\\\nb"), "[ab]");
}

/* What is kept of a command in the folder "/src/build" of the tree "/src". */
static const char *clean(Arena *arena, const char *command, CleanedFlags *kept)
{
    FlagList words = {0};
    CleanedFlags cleaned;
    split_command(arena, command, &words);
    clean_flags(arena, &words, "/src/build", &(TrustedFolders){.tree = "/src"}, &cleaned);
    const char *text = "";
    for (uint32_t i = 0; i < cleaned.arguments.count; i++)
        text = arena_format(arena, "%s%s%s", text, i ? " " : "", cleaned.arguments.items[i]);
    vector_free(&words);
    cleaned_flags_free(&cleaned);
    if (kept)
        *kept = cleaned;
    return text;
}

static void test_kept_flags(void **state)
{
    Arena *arena = ((const Tree *)*state)->arena;
    CleanedFlags kept;
    assert_string_equal(clean(arena, "cc -I. -I ../inc -I/abs -isystem sys -iquote../q -idirafter /a/./b/..", NULL),
                        "-I/src/build -I/src/inc -I/abs -isystem /src/build/sys -iquote /src/q -idirafter /a");
    assert_string_equal(clean(arena, "cc -DA -D B=1 -U C -D '' -DE='\"x y\"'", NULL), "-DA -DB=1 -UC -DE=\"x y\"");
    assert_string_equal(clean(arena, "cc -m32 -pthread -fshort-enums -fno-rtti -nostdinc -ansi", NULL),
                        "-m32 -pthread -fshort-enums -fno-rtti -nostdinc -ansi");
    assert_string_equal(clean(arena, "cc -Wp,-D_FORTIFY_SOURCE=2,-MD,x.d,-I,inc -fpack-struct=4 -fpack-struct=x", NULL),
                        "-D_FORTIFY_SOURCE=2 -fpack-struct=4");
    assert_string_equal(clean(arena, "gcc -std=gnu11 -std=c++20 -std=nonsense -x c++", &kept), "");
    assert_string_equal(kept.c_standard, "gnu11");
    assert_string_equal(kept.cpp_standard, "c++20");
    assert_int_equal(kept.language, LANGUAGE_CPP);
    assert_false(kept.cpp_compiler);
    clean(arena, "ccache x86_64-linux-gnu-g++-12 -c a.c", &kept);
    assert_true(kept.cpp_compiler);
    clean(arena, "cc c++.c", &kept);
    assert_false(kept.cpp_compiler);
}

static void test_dropped_flags(void **state)
{
    Arena *arena = ((const Tree *)*state)->arena;
    static const char *const dropped[] = {
        "-o out.o -c a.c",
        "-O2 -g -Wall -Werror -fPIC -march=native -fno-semantic-interposition",
        "-MD -MF x.d -MT y -MQ z -MP -MJ w",
        "-Xlinker -x -L. -lfoo -Wl,-rpath,/x -shared",
        "-save-temps=obj -ftime-trace=x -fprofile-use=x -serialize-diagnostics x.dia",
        "-include-pch evil.pch -ivfsoverlay x.yaml -index-store-path x",
        "-target evil --target=evil --sysroot=/x -gcc-toolchain /y",
        "-- -DAFTER",
        "-fmodule-file=x -fmodules-cache-path=y",
        "-working-directory /x --param a=b -arch arm64",
        "- -E",
        "-D",
        "-I",
    };
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
        assert_string_equal(clean(arena, arena_format(arena, "cc %s", dropped[i]), NULL), "");
}

static void test_refused_flags(void **state)
{
    Arena *arena = ((const Tree *)*state)->arena;
    CleanedFlags kept;
    assert_string_equal(
        clean(arena, "cc -fplugin=evil.so -fplugin-arg-evil-x=y -fpass-plugin=evil.so -load evil.so", &kept), "");
    assert_int_equal(kept.refused[REFUSED_PLUGIN], 4);
    assert_string_equal(clean(arena, "cc -Xclang -load -Xclang evil.so -mllvm -load=evil.so -DA", &kept), "-DA");
    assert_int_equal(kept.refused[REFUSED_PLUGIN], 3);
    assert_string_equal(clean(arena, "cc @evil.rsp -DA @more", &kept), "-DA");
    assert_int_equal(kept.refused[REFUSED_RESPONSE], 2);
    assert_string_equal(
        clean(arena,
              "cc --config=evil.cfg --config evil -specs=evil -wrapper evil,x -B/evil -B evil --config-user-dir=x",
              &kept),
        "");
    assert_int_equal(kept.refused[REFUSED_CONFIG], 7);
    assert_string_equal(clean(arena, "cc -include /etc/passwd -imacros ../../etc/passwd", &kept), "");
    assert_int_equal(kept.refused[REFUSED_INCLUDE], 2);
    assert_string_equal(clean(arena, "cc -include /usr/include/stdio.h -include config.h", &kept),
                        "-include /usr/include/stdio.h -include config.h");
    assert_int_equal(kept.refused[REFUSED_INCLUDE], 0);
    assert_string_equal(clean(arena, "-DA -fplugin=x", &kept), "-DA");
}

/* --- the database ------------------------------------------------------------------------------------------------- */

static void test_units(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "src/a.c", USES_PYTHON);
    tree_write(tree, "src/b.c", USES_PYTHON "#include <other.h>\n");
    tree_write(tree, "src/plain.c", "int x;\n");
    tree_write(tree, "src/asm.S", "");
    tree_write(tree, "src/template.inc", USES_PYTHON);
    tree_write(tree, "inc/other.h", "");
    tree_write(
        tree, "build/compile_commands.json",
        arena_format(
            tree->arena,
            "[{\"directory\": \"%s/build\", \"file\": \"../src/a.c\", \"command\": \"gcc -DONE -I../inc -o x -c "
            "../src/a.c\"},\n"
            " {\"directory\": \"%s/build\", \"file\": \"../src/a.c\", \"arguments\": [\"g++\", \"-DTWO\", "
            "\"-std=c++14\"]},\n"
            " {\"directory\": \"%s/build\", \"file\": \"../src/a.c\", \"command\": \"cc -I../inc -DONE -c "
            "../src/a.c\"},\n"
            " {\"directory\": \"%s/build\", \"file\": \"../src/a.c\", \"command\": \"cc -O3 -DONE -I../inc -o y\"},\n"
            " {\"file\": \"../src/plain.c\", \"command\": \"cc\"},\n"
            " {\"file\": \"../src/asm.S\", \"command\": \"cc -c x\"},\n"
            " {\"file\": \"../src/template.inc\", \"command\": \"cc -x c\"},\n"
            " {\"file\": \"/usr/include/stdio.h\", \"command\": \"cc -c x\"},\n"
            " {\"file\": \"../src/gone.c\", \"command\": \"cc -c x\"},\n"
            " {\"file\": \"../src/a.c\"}, {\"command\": \"x\"}, 7, null, []]",
            tree->root, tree->root, tree->root, tree->root));
    const Target *target = tree_discover(tree, "", NULL);
    assert_string_equal(target->database, tree_path(tree, "build/compile_commands.json"));
    assert_int_equal(target->unit_count, 6);
    static const char *const expected[] = {" -x c -ferror-limit=0 -DONE -I@/inc", " -x c -ferror-limit=0 -I@/inc -DONE",
                                           " -x c++ -std=c++14 -ferror-limit=0 -DTWO"};
    for (unsigned i = 0; i < 3; i++) {
        const SourceUnit *unit = &target->units[i];
        assert_string_equal(unit->relative_path, "src/a.c");
        assert_true(unit->from_database);
        assert_int_equal(strncmp(tree_arguments(tree, unit), expected[i], strlen(expected[i])), 0);
    }
    assert_false(tree_unit(target, "src/b.c")->from_database);
    assert_has(tree_arguments(tree, tree_unit(target, "src/b.c")), " -I@/inc");
    assert_skipped(target, "src/plain.c", "does not use the Python C API");
    assert_true(tree_unit(target, "src/template.inc")->from_database);
    const char *warnings = tree_warnings(tree, target);
    assert_has(warnings, "5 entries are ignored: they name no file or no command");
    assert_has(warnings, "1 entries are ignored: their files are outside the tree");
    assert_has(warnings, "1 entries are ignored: their files do not exist");
}

static void test_included_unit(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "all.c", USES_PYTHON "#include \"a.c\"\n#include \"b.c\"\n");
    tree_write(tree, "a.c", USES_PYTHON);
    tree_write(tree, "b.c", USES_PYTHON);
    tree_write(tree, "compile_commands.json", "[{\"file\": \"a.c\", \"command\": \"cc -c a.c\"}]");
    const Target *target = tree_discover(tree, "", NULL);
    assert_parsed(target, "a.c"); /* the build compiles it alone as well */
    assert_skipped(target, "b.c", "included by all.c");
}

static void test_needed(void **state)
{
    const Tree *tree = *state;
    static const char apart[] = "#include <Python.h>\nint %s(void) { return WHAT; }\n";
    tree_write(tree, "type.c", USES_PYTHON "PyTypeObject type = {0};\n");
    tree_write(tree, "a.c", arena_format(tree->arena, apart, "a"));
    tree_write(tree, "b.c", arena_format(tree->arena, apart, "b"));
    tree_write(tree, "compile_commands.json",
               "[{\"file\": \"a.c\", \"command\": \"cc -DWHAT=1 -c a.c\"}, {\"file\": \"b.c\", \"command\": \"cc -DWHAT=type -c b.c\"}]");
    DiscoverOptions options = {.path = tree->root};
    const char *error;
    const Target *target = discover_target(tree->arena, &options, &error);
    assert_parsed(target, "type.c");
    assert_parsed(target, "b.c");
    assert_skipped(target, "a.c", "defines no type, and no type needs it");
    options.all_units = true;
    assert_parsed(discover_target(tree->arena, &options, &error), "a.c");
    options.all_units = false;
    options.path = tree_path(tree, "a.c");
    assert_parsed(discover_target(tree->arena, &options, &error), "a.c"); /* who names a file wants it parsed */
}

static void test_forced_include(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "all.h", "#define MAKE(x) PyTypeObject x = {0};\n");
    tree_write(tree, "a.c", "MAKE(a)\n");
    tree_write(tree, "compile_commands.json", "[{\"file\": \"a.c\", \"command\": \"cc -include all.h -c a.c\"}]");
    const Target *target = tree_discover(tree, "", NULL);
    assert_parsed(target, "a.c");
    assert_has(tree_arguments(tree, tree_unit(target, "a.c")), " -include @/all.h");
}

static void test_python_of_database(void **state)
{
    const Tree *tree = *state;
    static const char *const versions[] = {"9", "12"};
    for (size_t i = 0; i < 2; i++) {
        tree_write(tree, arena_format(tree->arena, "python%s/Python.h", versions[i]), "");
        tree_write(tree, arena_format(tree->arena, "python%s/patchlevel.h", versions[i]),
                   arena_format(tree->arena, "#define PY_MAJOR_VERSION 3\n#define PY_MINOR_VERSION %s\n", versions[i]));
    }
    tree_write(tree, "a.c", USES_PYTHON);
    tree_write(tree, "b.c", USES_PYTHON);
    tree_write(tree, "compile_commands.json", "[{\"file\": \"a.c\", \"command\": \"cc -DA -Ipython9 -DB -c a.c\"}]");
    const Target *target = tree_discover(tree, "", NULL);
    assert_int_equal(target->python_version, 0x0309);
    assert_string_equal(tree_arguments(tree, tree_unit(target, "a.c")),
                        " -x c -ferror-limit=0 -DA -isystem @/python9 -DB");
    assert_has(tree_arguments(tree, tree_unit(target, "b.c")), " -isystem @/python9");
    target = tree_discover(tree, "", &(DiscoverOptions){.python_include = tree_path(tree, "python12")});
    assert_int_equal(target->python_version, 0x030c);
    assert_string_equal(tree_arguments(tree, tree_unit(target, "a.c")),
                        " -x c -ferror-limit=0 -DA -DB -isystem @/python12");
}

static void test_where(void **state)
{
    const Tree *tree = *state;
    static const char text[] = "[{\"file\": \"%s/a.c\", \"command\": \"cc -D%s\"}]";
    tree_write(tree, "a.c", USES_PYTHON);
    tree_write(tree, "x/compile_commands.json", arena_format(tree->arena, text, tree->root, "X"));
    tree_write(tree, "y/z/compile_commands.json", arena_format(tree->arena, text, tree->root, "Z"));
    assert_has(tree_arguments(tree, tree_unit(tree_discover(tree, "", NULL), "a.c")), " -DX");
    tree_write(tree, "builddir/compile_commands.json", arena_format(tree->arena, text, tree->root, "BUILDDIR"));
    assert_has(tree_arguments(tree, tree_unit(tree_discover(tree, "", NULL), "a.c")), " -DBUILDDIR");
    tree_link(tree, "compile_commands.json", "y/z/compile_commands.json");
    assert_has(tree_arguments(tree, tree_unit(tree_discover(tree, "", NULL), "a.c")), " -DZ");
    const Target *target = tree_discover(tree, "", &(DiscoverOptions){.build_folder = tree_path(tree, "x")});
    assert_has(tree_arguments(tree, tree_unit(target, "a.c")), " -DX");
    target = tree_discover(tree, "", &(DiscoverOptions){.build_folder = tree_path(tree, "none")});
    assert_null(target->database);
    assert_has(tree_warnings(tree, target), "there is no compile_commands.json");
}

/* The database of the project serves a part of it. */
static void test_part(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "setup.py", "");
    tree_write(tree, "src/a.c", USES_PYTHON);
    tree_write(tree, "src/b.c", USES_PYTHON);
    tree_write(tree, "compile_commands.json",
               "[{\"file\": \"src/a.c\", \"command\": \"cc -DA\"}, {\"file\": \"src/b.c\", \"command\": \"cc -DB\"}]");
    const Target *target = tree_discover(tree, "src", NULL);
    assert_has(tree_arguments(tree, tree_unit(target, "a.c")), " -DA");
    assert_has(tree_arguments(tree, tree_unit(target, "b.c")), " -DB");
    target = tree_discover(tree, "src/b.c", NULL);
    assert_int_equal(target->unit_count, 1);
    assert_has(tree_arguments(tree, tree_unit(target, "b.c")), " -DB");
}

static void test_broken(void **state)
{
    const Tree *tree = *state;
    static const char *const broken[] = {
        "",   "{",        "[",   "[1, ",     "[{\"file\": \"a.c\", \"command\": \"cc -DKEPT\"}, {]", "\xff\xff",
        "{}", "\"text\"", "[]]", "[[[[[[[[", "[{\"file\": \"a.c\", \"command\": \"cc -DKEPT\"} {}]",
    };
    tree_write(tree, "a.c", USES_PYTHON);
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        tree_write(tree, "compile_commands.json", broken[i]);
        const Target *target = tree_discover(tree, "", NULL);
        const char *text = tree_arguments(tree, tree_unit(target, "a.c"));
        assert_has(tree_warnings(tree, target), "not a valid list of commands from here on");
        if (strstr(broken[i], "KEPT"))
            assert_has(text, " -DKEPT");
        else
            assert_null(target->database);
    }
    tree_write(tree, "compile_commands.json", "[]");
    assert_string_equal(tree_warnings(tree, tree_discover(tree, "", NULL)), "");
}

static void test_linked_database(void **state)
{
    const Tree *tree = *state;
    const char *outside = arena_format(tree->arena, "%s-outside.json", tree->root);
    FILE *file = fopen(outside, "w");
    assert_non_null(file);
    fputs("[{\"file\": \"a.c\", \"command\": \"cc -DOUT\"}]", file);
    fclose(file);
    tree_write(tree, "a.c", USES_PYTHON);
    tree_link(tree, "compile_commands.json", outside);
    const Target *target = tree_discover(tree, "", NULL);
    assert_null(target->database);
    unlink(outside);
}

static void test_too_many_variants(void **state)
{
    const Tree *tree = *state;
    const char *text = "[";
    tree_write(tree, "a.c", USES_PYTHON);
    for (unsigned i = 0; i < 40; i++)
        text = arena_format(tree->arena, "%s%s{\"file\": \"a.c\", \"command\": \"cc -DN=%u\"}", text, i ? "," : "",
                            i % 20);
    tree_write(tree, "compile_commands.json", arena_format(tree->arena, "%s]", text));
    const Target *target = tree_discover(tree, "", NULL);
    assert_int_equal(target->unit_count, 16);
    assert_has(tree_warnings(tree, target), "more than 16 different commands for one file");
}

static void test_hostile_database(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "a.c", USES_PYTHON);
    tree_write(tree, "\x1b[31m/compile_commands.json",
               "[{\"directory\": \"..\", \"file\": \"a.c\", \"command\": \"clang -fplugin=./evil.so -Xclang -load @rsp "
               "-o /tmp/x -include /etc/passwd "
               "--config=/x -DGOOD\"}]");
    const Target *target = tree_discover(tree, "", NULL);
    const char *text = tree_arguments(tree, tree_unit(target, "a.c"));
    assert_has(text, " -DGOOD");
    static const char *const parts[] = {"evil", "load", "rsp", "/tmp/x", "passwd", "config"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_lacks(strstr(text, " -DGOOD"), parts[i]);
    const char *warnings = tree_warnings(tree, target);
    assert_has(warnings, "\\x1b[31m/compile_commands.json: not followed, 2 times: -fplugin");
    assert_has(warnings, "1 times: @FILE");
    assert_has(warnings, "1 times: -include");
    assert_lacks(warnings, "\x1b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TREE_TEST(test_split),
        TREE_TEST(test_kept_flags),
        TREE_TEST(test_dropped_flags),
        TREE_TEST(test_refused_flags),
        TREE_TEST(test_units),
        TREE_TEST(test_included_unit),
        TREE_TEST(test_needed), TREE_TEST(test_forced_include),
        TREE_TEST(test_python_of_database),
        TREE_TEST(test_where),
        TREE_TEST(test_part),
        TREE_TEST(test_broken),
        TREE_TEST(test_linked_database),
        TREE_TEST(test_too_many_variants),
        TREE_TEST(test_hostile_database),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
