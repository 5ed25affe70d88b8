#include "golden.h"
#include "scan_fixture.h"

/* Runs one of the facts renderers; the text is to be freed. */
typedef int FactsRenderer(const Scan *scan, FILE *out);

static void check(FactsRenderer *render, const char *golden)
{
    Arena *arena = arena_new();
    Scan *scan = fixture_scan(arena);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(render(scan, out), 0);
    fclose(out);
    golden_check(text, golden);
    free(text);
    FILE *full = fopen("/dev/full", "w");
    assert_int_equal(render(scan, full), ENOSPC);
    fclose(full);
    fixture_remove(scan);
    arena_free(arena);
}

static int plain_text(const Scan *scan, FILE *out)
{
    RenderOptions options = {0};
    return render_facts_text(scan, &options, out);
}

static int colored_text(const Scan *scan, FILE *out)
{
    RenderOptions options = {.color = true, .quiet = true};
    return render_facts_text(scan, &options, out);
}

static void test_json(void **state)
{
    (void)state;
    check(render_facts_json, "facts.json");
    golden_validate("facts.json");
}

static void test_text(void **state)
{
    (void)state;
    check(plain_text, "facts.txt");
    check(colored_text, "facts-color.txt");
}

static void test_graph(void **state)
{
    (void)state;
    check(render_facts_graph, "facts.dot");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_json), cmocka_unit_test(test_text),
                                       cmocka_unit_test(test_graph)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
