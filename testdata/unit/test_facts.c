#include "frontend_fixture.h"

#include "facts/build.h"

static void test_reserved_elements(void **state)
{
    (void)state;
    Unit *unit = unit_new();
    assert_string_equal(unit_string(unit, 0), "");
    assert_string_equal(unit_string(unit, 12345), "");
    assert_null(unit_type(unit, 0));
    assert_null(unit_record(unit, 0));
    assert_null(unit_node(unit, 7));
    assert_null(unit_symbol(unit, UINT32_MAX));
    assert_int_equal(unit_child(unit, NULL, 0), 0);
    assert_int_equal(unit_find_field(unit, 0, "x", NULL), 0);
    int64_t value;
    assert_false(unit_constant(unit, 0, &value));
    assert_int_equal(unit_strip_casts(unit, 0), 0);
    unit_free(unit);
    unit_free(NULL);
}

static void test_interner(void **state)
{
    (void)state;
    Unit *unit = unit_new();
    Interner *interner = interner_new(unit);
    StringId first = interner_string(interner, "tp_traverse");
    assert_int_equal(interner_string(interner, ""), 0);
    assert_int_equal(interner_string(interner, NULL), 0);
    assert_int_equal(interner_text(interner, "ab\0cd", 5), interner_string(interner, "ab"));
    for (int i = 0; i < 10000; i++) {
        char text[32];
        snprintf(text, sizeof text, "name_%d", i % 5000);
        interner_string(interner, text);
    }
    assert_int_equal(interner_text(interner, "tp_traverse_and_more", 11), first);
    assert_string_equal(unit_string(unit, first), "tp_traverse");
    interner_free(interner);
    unit_free(unit);
}

static void test_children(void **state)
{
    (void)state;
    Unit *unit = unit_new();
    for (int i = 0; i < 3; i++)
        vector_push(&unit->nodes, (Node){.kind = N_INTEGER, .value = i});
    unit_set_children(unit, 3, (NodeId[]){1, 0, 2}, 3);
    const Node *node = unit_node(unit, 3);
    assert_int_equal(unit_child(unit, node, 0), 1);
    assert_int_equal(unit_child(unit, node, 1), 0);
    assert_int_equal(unit_child(unit, node, 2), 2);
    assert_int_equal(unit_child(unit, node, 3), 0);
    unit_free(unit);
}

static void test_find_field(void **state)
{
    Unit *unit =
        snippet_unit(*state, "a.c",
                     "struct In { int c, d; };\n"
                     "struct Out { long a; struct { int b; union { int u; long v; }; }; struct In in; } out;\n");
    RecordId out = snippet_record(unit, "Out");
    int64_t offset;
    assert_int_not_equal(unit_find_field(unit, out, "a", &offset), 0);
    assert_int_equal(offset, 0);
    assert_int_not_equal(unit_find_field(unit, out, "b", &offset), 0);
    assert_int_equal(offset, 8);
    FieldId deep = unit_find_field(unit, out, "v", &offset);
    assert_string_equal(unit_string(unit, unit_field(unit, deep)->name), "v");
    assert_int_equal(offset, 16);
    assert_int_equal(unit_find_field(unit, out, "c", NULL), 0); /* it belongs to `in` */
    assert_int_equal(unit_find_field(unit, out, "", NULL), 0);
    unit_free(unit);
}

static NodeId initialiser(const Unit *unit, const char *name)
{
    return unit->variables.items[unit_symbol(unit, snippet_symbol(unit, name))->variable].initialiser;
}

static void assert_constant(const Unit *unit, const char *name, int64_t expected)
{
    int64_t value = -1;
    assert_true(unit_constant(unit, initialiser(unit, name), &value));
    assert_int_equal(value, expected);
}

static void test_constants(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.c",
        "#define FLAGS (A | (1UL << 14))\n"
        "enum { A = 1, B = 7 };\n"
        "struct P { long x; struct { int y, z; }; int t[3]; };\n"
        "const long base = sizeof(struct P) + 2;\n"
        "long a = FLAGS, b = (int)-3 + ~0, c = base * 2, d = B == 7 ? 10 : 20, e = !A || (A && 2);\n"
        "long f = (long)&((struct P *)0)->z, g = __builtin_offsetof(struct P, t[1]), h = (7 / 2) % 2 - (8 >> 1);\n"
        "unsigned long i = 0xffffffffffffffffUL; long j = 'a', k = (3, 4), l = 5 ?: 6;\n"
        "int unknown(void); int other; long *m = &base == 0 ? 0 : 0;\n"
        "const int self_reference = sizeof(self_reference) + 1;\n");
    assert_constant(unit, "a", 1 | 1 << 14);
    assert_constant(unit, "b", -4);
    assert_constant(unit, "c", (32 + 2) * 2);
    assert_constant(unit, "d", 10);
    assert_constant(unit, "e", 1);
    assert_constant(unit, "f", 12);
    assert_constant(unit, "g", 20);
    assert_constant(unit, "h", 1 - 4);
    assert_constant(unit, "i", -1);
    assert_constant(unit, "j", 'a');
    assert_constant(unit, "k", 4);
    assert_constant(unit, "l", 5);
    assert_constant(unit, "self_reference", 5);
    int64_t value;
    assert_false(unit_constant(unit, initialiser(unit, "m"), &value));
    unit_free(unit);
}

/* A division that traps, shifts that are undefined, a variable that is its own value: unknown, and no harm. */
static void test_constants_that_are_none(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.c",
        "const long min = (-0x7fffffffffffffffL - 1), a = 1 / 0, b = min / -1, c = 1L << 64, d = 1 << -1;\n"
        "extern const int e; const int e = e;\n");
    int64_t value;
    const char *const names[] = {"a", "b", "c", "d", "e"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_false(unit_constant(unit, initialiser(unit, names[i]), &value));
    assert_constant(unit, "min", INT64_MIN);
    unit_free(unit);
}

/* Each constant is the sum of the one before with itself: 2^64 steps for who does not count them. */
static void test_constants_end(void **state)
{
    char source[8192] = "const int c0 = 1;\n";
    for (int i = 1; i < 64; i++)
        snprintf(source + strlen(source), sizeof source - strlen(source), "const int c%d = c%d + c%d;\n", i, i - 1,
                 i - 1);
    Unit *unit = snippet_unit(*state, "a.cpp", source);
    int64_t value;
    assert_false(unit_constant(unit, initialiser(unit, "c63"), &value));
    assert_constant(unit, "c10", 1024);
    unit_free(unit);
}

static void test_strip_casts(void **state)
{
    Unit *unit =
        snippet_unit(*state, "a.c",
                     "#define CHECKED(x) (check(), (void *)(x))\n"
                     "void check(void); void f(void); void *v;\n"
                     "void g(void) { v = (void *)(long)f; v = (void *)CHECKED((void *)v); v = (check(), v); }\n");
    const Function *function = snippet_function(unit, "g");
    const Node *body = unit_node(unit, function->body);
    const NodeKind expected[] = {N_REF, N_REF, N_BINARY};
    for (uint32_t i = 0; i < 3; i++) {
        const Node *assignment = unit_node(unit, unit_child(unit, body, i));
        assert_int_equal(unit_node(unit, unit_strip_casts(unit, unit_child(unit, assignment, 1)))->kind, expected[i]);
    }
    unit_free(unit);
}

static void test_object_pointers(void **state)
{
    Unit *unit =
        snippet_unit(*state, "a.c",
                     "typedef struct _object { long refcount; struct _typeobject *type; } PyObject;\n"
                     "typedef struct { PyObject ob_base; long size; } PyVarObject;\n"
                     "typedef struct { PyVarObject head; PyObject *item; } Foo;\n"
                     "typedef struct { Foo *next; PyObject object; } Plain;\n"
                     "PyObject *o; Foo *f, foo; Plain *p; PyObject **pp; struct _typeobject *t; PyObject *array[2];\n");
    const struct { const char *name; bool is_object; } expected[] = {
        {"o", true}, {"f", true}, {"foo", false}, {"p", false}, {"pp", false}, {"t", true}, {"array", false},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const Symbol *symbol = unit_symbol(unit, snippet_symbol(unit, expected[i].name));
        assert_int_equal(unit_type_is_object_pointer(unit, symbol->type), expected[i].is_object);
    }
    TypeId array = unit_symbol(unit, snippet_symbol(unit, "array"))->type;
    assert_int_equal(unit_type_record(unit, array, 1), snippet_record(unit, "_object"));
    assert_int_equal(unit_type_record(unit, array, 0), 0);
    assert_int_equal(unit_type_record(unit, unit_symbol(unit, snippet_symbol(unit, "pp"))->type, 2),
                     snippet_record(unit, "_object"));
    unit_free(unit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reserved_elements),
        cmocka_unit_test(test_interner),
        cmocka_unit_test(test_children),
        cmocka_unit_test_setup_teardown(test_find_field, snippet_setup, snippet_teardown),
        cmocka_unit_test_setup_teardown(test_constants, snippet_setup, snippet_teardown),
        cmocka_unit_test_setup_teardown(test_constants_that_are_none, snippet_setup, snippet_teardown),
        cmocka_unit_test_setup_teardown(test_constants_end, snippet_setup, snippet_teardown),
        cmocka_unit_test_setup_teardown(test_strip_casts, snippet_setup, snippet_teardown),
        cmocka_unit_test_setup_teardown(test_object_pointers, snippet_setup, snippet_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
