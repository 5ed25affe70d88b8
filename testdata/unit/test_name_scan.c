/* What a text defines at file scope, told without a preprocessor. */
#include "discover/name_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct Scanned {
    Arena *arena;
    NameTable table;
    NameScan scan;
} Scanned;

static void scan_text(Scanned *scanned, const char *text)
{
    *scanned = (Scanned){.arena = arena_new()};
    name_table_start(&scanned->table, scanned->arena);
    name_scan_text(&scanned->scan, &scanned->table, text, strlen(text));
}

static void free_scanned(Scanned *scanned)
{
    name_scan_free(&scanned->scan);
    name_table_free(&scanned->table);
    arena_free(scanned->arena);
}

/* "plain f, static plain x, …": all declarations that name something. */
static const char *text_of(const Scanned *scanned)
{
    static const char *const kinds[] = {"plain", "prototype", "record", "member", "alias", "macro", "condition"};
    const NameScan *scan = &scanned->scan;
    const char *text = "";
    for (uint32_t i = 0; i < scan->declarations.count; i++) {
        const Declaration *declaration = &scan->declarations.items[i];
        if (!declaration->name_count)
            continue;
        text = arena_format(scanned->arena, "%s%s%s%s", text, *text ? ", " : "", declaration->is_static ? "static " : "",
                            kinds[declaration->kind]);
        for (uint32_t n = 0; n < declaration->name_count; n++)
            text = arena_format(scanned->arena, "%s %s", text,
                                scanned->table.names.items[scan->names.items[declaration->first_name + n]]->text);
    }
    return text;
}

static void assert_declares(const char *text, const char *expected)
{
    Scanned scanned;
    scan_text(&scanned, text);
    assert_false(scanned.scan.is_doubtful);
    assert_string_equal(text_of(&scanned), expected);
    free_scanned(&scanned);
}

static void assert_doubtful(const char *text)
{
    Scanned scanned;
    scan_text(&scanned, text);
    assert_true(scanned.scan.is_doubtful);
    free_scanned(&scanned);
}

static void test_functions_and_variables(void **state)
{
    (void)state;
    assert_declares("int f(int a, char *b) { int c = a; return c; }\nstatic void g(void) {}", "plain f, static plain g");
    assert_declares("PyObject *f(PyObject *);\nextern int x, y;\nint z = 1, *w, v[3];", "prototype f, prototype x y, plain z w v");
    assert_declares("static PyObject *\nf(self)\n{\n}\nint (*hook)(int a), n;", "static plain f, plain hook n");
    assert_declares("void f(void) { struct inner { int x; } y; }", "plain f");
    assert_declares("struct foo *f(struct bar *b) { }", "plain f");
    assert_declares("static struct PyMethodDef methods[] = {{\"a\", a}, {0}};", "static plain methods");
}

static void test_types(void **state)
{
    (void)state;
    assert_declares("typedef struct foo { int x; } Foo;", "record foo Foo");
    assert_declares("struct foo; union bar { int x; struct { int y; } z; } b;", "plain foo, record bar b");
    assert_declares("typedef int (*callback)(PyObject *); enum colour { RED };", "alias callback, alias colour");
}

static void test_directives(void **state)
{
    (void)state;
    assert_declares("#define A(x) x##_type \\\n  more\n# undef B\nint c;", "macro A, macro B, plain c");
    assert_declares("#if A\nint f(int a) {\n#else\nint f(void) {\n#endif\n}\nint g;", "plain f f, plain g");
    assert_declares("#error don't\nint x;", "plain x");
    assert_declares("int f(void) {\n#define INNER 1\n}\nint g;", "macro INNER, plain f, plain g");
}

static void test_macro_calls(void **state)
{
    (void)state;
    assert_declares("DEFINE(Foo, bar)\nstatic int x;", "plain DEFINE Foo bar, static plain x");
    assert_declares("static DEFINE(Foo);", "plain DEFINE Foo");
    assert_declares("PyMODINIT_FUNC PyInit_spam(void) { }\nPyMODINIT_FUNC initspam(void);", "");
}

static void test_cpp(void **state)
{
    (void)state;
    assert_declares("namespace a { class B { void c(); }; void B::c() { } }", "record B, plain B c");
    assert_declares("extern \"C\" {\nint f() { }\n}\nint g;", "plain f, plain g");
    assert_declares("auto text = R\"x(\" { )x\";\nint n = 1'000;\nint g;", "plain text, plain n, plain g");
    assert_declares("bool operator==(const A &, const A &) { }\nint g;", "plain g");
}

static void test_comments_and_strings(void **state)
{
    (void)state;
    assert_declares("/* int a; */ // int b; \\\nint c;\nconst char *d = \"{ int e;\";", "plain d");
    assert_declares("char c = '{', d = '\\'';", "plain c d");
}

static void test_doubts(void **state)
{
    (void)state;
    assert_doubtful("int f(void) {");
    assert_doubtful("int f(void) { } }");
    assert_doubtful("int f(a) int a; { }");
}

static void test_words_of_names(void **state)
{
    (void)state;
    Scanned scanned;
    scan_text(&scanned, "#define M(x) before_##x##_after\nvoid f(void) { a->b = c.d; a->e == 1; g(&a->h); }");
    assert_true(scanned.scan.pastes);
    assert_int_equal(scanned.scan.stores.count, 2); /* b, and h, whose place is given away */
    free_scanned(&scanned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_functions_and_variables), cmocka_unit_test(test_types),
        cmocka_unit_test(test_directives),              cmocka_unit_test(test_macro_calls),
        cmocka_unit_test(test_cpp),                     cmocka_unit_test(test_comments_and_strings),
        cmocka_unit_test(test_doubts),                  cmocka_unit_test(test_words_of_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
