/* How often a unit with missing names is parsed. */
#include "frontend_fixture.h"

#include "base/memory.h"

/* Each of the first lines names something else that is not there; with a word unknown the type behind it is not seen to be, and so on. */
static const char chain[] =
    "typedef struct _object { long refcount; } PyObject;\n"
    "static int others(PyObject *o) { return (o != 0) + A1 + A2 + A3 + A4 + A5 + A6 + A7 + A8 + A9 + A10 + A11 + A12 + A13 + A14 + A15 +\n"
    " A16 + A17 + A18 + A19 + A20 + A21 + A22 + A23 + A24 + A25 + A26 + A27 + A28 + A29 + A30 + A31 + A32 + A33; }\n"
    "API_WORD hidden_type *make(PyObject *owner) { return owner ? LOST_CONSTANT : 0; }\n";

/* The chain, behind so many statements. */
static Unit *unit_with(const Snippet *snippet, unsigned statements)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = memory_stream_new(&text, &size);
    fputs("static void fill(int v) {\n", stream);
    for (unsigned i = 0; i < statements; i++)
        fputs("v = v * 3 + 1;\n", stream);
    fprintf(stream, "}\n%s", chain);
    memory_stream_end(stream, &text);
    Unit *unit = snippet_unit(snippet, "chain.c", text);
    memory_free(text);
    return unit;
}

static bool is_understood(const Unit *unit, const char *name)
{
    const Function *function = snippet_function(unit, name);
    return function && !function->is_broken;
}

static void test_small_unit(void **state)
{
    Unit *unit = unit_with(*state, 10);
    assert_true(is_understood(unit, "others"));
    assert_true(is_understood(unit, "make"));
    unit_free(unit);
}

static void test_large_unit(void **state)
{
    Unit *unit = unit_with(*state, 12000);
    assert_true(unit->nodes.count > 50000);
    assert_true(is_understood(unit, "others"));
    assert_false(is_understood(unit, "make"));
    unit_free(unit);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, snippet_setup, snippet_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_small_unit), TEST(test_large_unit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
