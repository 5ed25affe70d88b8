#include "golden.h"
#include "scan_fixture.h"

#include <jansson.h>

typedef struct Fixture {
    Arena *arena;
    Scan *scan;
} Fixture;

static int set_up(void **state)
{
    Fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    fixture->scan = fixture_scan(fixture->arena);
    fixture->scan->id = 12;
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    Fixture *fixture = *state;
    fixture_remove(fixture->scan);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static json_t *render(const Scan *scan, RenderOptions options)
{
    char *text = golden_render(scan, &options, "sarif");
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(document);
    free(text);
    return document;
}

static json_t *run_of(json_t *document)
{
    return json_array_get(json_object_get(document, "runs"), 0);
}

static json_t *result_of(json_t *document, size_t index)
{
    return json_array_get(json_object_get(run_of(document), "results"), index);
}

static void test_golden(void **state)
{
    Fixture *fixture = *state;
    RenderOptions options = {0};
    golden_check_report(fixture->scan, &options, "sarif", "findings.sarif");
    options.show_suppressed = true;
    golden_check_report(fixture->scan, &options, "sarif", "findings-suppressed.sarif");
    const char *root = fixture->scan->root;
    fixture->scan->root = NULL;
    fixture->scan->target = fixture->scan->started = fixture->scan->tool_version = fixture->scan->command = NULL;
    fixture->scan->finding_count = fixture->scan->rule_count = fixture->scan->unit_count =
        fixture->scan->skipped_count = 0;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(renderer_find("sarif")->render(fixture->scan, &options, out), 0);
    fclose(out);
    golden_check(text, "empty.sarif");
    free(text);
    fixture->scan->root = root;
}

/* Columns count UTF-16 units: a character beyond the basic plane is two, an invalid byte one. */
static void test_columns(void **state)
{
    Fixture *fixture = *state;
    static const ScanFinding finding = {.rule = "missing-clear",
                                        .severity = SEVERITY_NOTE,
                                        .message = "m",
                                        .fingerprint = "f",
                                        .location = {FIXTURE_HOSTILE, 2, 5, 2, 7}};
    fixture->scan->findings = &finding;
    fixture->scan->finding_count = 1;
    json_t *document = render(fixture->scan, (RenderOptions){0});
    json_t *location = json_array_get(json_object_get(result_of(document, 0), "locations"), 0);
    json_t *region = json_object_get(json_object_get(location, "physicalLocation"), "region");
    assert_int_equal(json_integer_value(json_object_get(region, "startColumn")), 3);
    assert_int_equal(json_integer_value(json_object_get(region, "endColumn")), 5);
    json_decref(document);
}

static void test_schema(void **state)
{
    (void)state;
    golden_validate("findings.sarif");
    golden_validate("findings-suppressed.sarif");
    golden_validate("empty.sarif");
}

enum { MANY = 25010 };

static void test_limits(void **state)
{
    Fixture *fixture = *state;
    ScanFinding *findings = ARENA_ARRAY(fixture->arena, ScanFinding, MANY);
    ScanEvidence *evidence = ARENA_ARRAY(fixture->arena, ScanEvidence, MANY);
    for (unsigned i = 0; i < MANY; i++) {
        findings[i] = (ScanFinding){.rule = "missing-clear",
                                    .severity = SEVERITY_NOTE,
                                    .message = "m",
                                    .fingerprint = "f",
                                    .location = {"gone.c", 1, 1, 1, 2}};
        evidence[i] = (ScanEvidence){.location = {"gone.c", i + 1, 1, 0, 0}, .text = "e", .is_step = true};
    }
    findings[0].evidence = evidence;
    findings[0].evidence_count = MANY;
    fixture->scan->findings = findings;
    fixture->scan->finding_count = MANY;
    json_t *document = render(fixture->scan, (RenderOptions){0});
    assert_int_equal(json_array_size(json_object_get(run_of(document), "results")), 25000);
    json_t *first = result_of(document, 0);
    assert_int_equal(json_array_size(json_object_get(first, "relatedLocations")), 999);
    json_t *flow = json_array_get(json_object_get(first, "codeFlows"), 0);
    json_t *thread = json_array_get(json_object_get(flow, "threadFlows"), 0);
    assert_int_equal(json_array_size(json_object_get(thread, "locations")), 10000);
    json_t *invocation = json_array_get(json_object_get(run_of(document), "invocations"), 0);
    json_t *notification = json_array_get(json_object_get(invocation, "toolExecutionNotifications"), 0);
    const char *text = json_string_value(json_object_get(json_object_get(notification, "message"), "text"));
    assert_non_null(strstr(text, "10 findings are left out"));
    json_decref(document);
}

static void test_full_device(void **state)
{
    Fixture *fixture = *state;
    RenderOptions options = {0};
    FILE *full = fopen("/dev/full", "w");
    assert_int_equal(renderer_find("sarif")->render(fixture->scan, &options, full), ENOSPC);
    fclose(full);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_golden), cmocka_unit_test(test_schema), TEST(test_columns),
                                       TEST(test_limits), TEST(test_full_device)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
