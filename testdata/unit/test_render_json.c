#include "golden.h"
#include "scan_fixture.h"

#include <jansson.h>

static void check(RenderOptions options, const char *golden)
{
    Arena *arena = arena_new();
    Scan *scan = fixture_scan(arena);
    scan->id = 12;
    golden_check_report(scan, &options, "json", golden);
    fixture_remove(scan);
    arena_free(arena);
}

static void test_everything(void **state)
{
    (void)state;
    check((RenderOptions){.show_suppressed = true}, "findings.json");
}

static void test_selection(void **state)
{
    (void)state;
    check((RenderOptions){.least_severity = SEVERITY_ERROR}, "findings-errors.json");
}

/* The keys that cli.md promises. */
static void test_contract(void **state)
{
    (void)state;
    static const char *const top[] = {"gclint", "format", "scan", "target", "python", "coverage", "findings"};
    static const char *const coverage[] = {"units",  "parsed", "skipped",       "partial",
                                           "failed", "types",  "types_complete"};
    static const char *const finding[] = {
        "rule",   "severity", "type",       "type_name", "field",    "function",    "file",       "line",
        "column", "end_line", "end_column", "message",   "evidence", "fingerprint", "suppressed", "baseline"};
    Arena *arena = arena_new();
    Scan *scan = fixture_scan(arena);
    RenderOptions options = {0};
    char *text = golden_render(scan, &options, "json");
    json_t *document = json_loads(text, 0, NULL);
    assert_non_null(document);
    for (unsigned i = 0; i < sizeof top / sizeof *top; i++)
        assert_non_null(json_object_get(document, top[i]));
    for (unsigned i = 0; i < sizeof coverage / sizeof *coverage; i++)
        assert_true(json_is_integer(json_object_get(json_object_get(document, "coverage"), coverage[i])));
    json_t *first = json_array_get(json_object_get(document, "findings"), 0);
    for (unsigned i = 0; i < sizeof finding / sizeof *finding; i++)
        assert_non_null(json_object_get(first, finding[i]));
    assert_int_equal(json_array_size(json_object_get(document, "findings")), 6);
    json_decref(document);
    free(text);
    fixture_remove(scan);
    arena_free(arena);
}

static void test_schema(void **state)
{
    (void)state;
    golden_validate("findings.json");
    golden_validate("findings-errors.json");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_everything), cmocka_unit_test(test_selection),
                                       cmocka_unit_test(test_contract), cmocka_unit_test(test_schema)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
