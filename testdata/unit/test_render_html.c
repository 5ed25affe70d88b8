#include "golden.h"
#include "scan_fixture.h"

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

/* Cuts out what stands between the tags, which has files of its own. */
static void without_element(char *text, const char *open, const char *close)
{
    char *start = strstr(text, open);
    assert_non_null(start);
    char *end = strstr(start, close);
    assert_non_null(end);
    start += strlen(open);
    memmove(start, end, strlen(end) + 1);
}

static void test_page(void **state)
{
    Fixture *fixture = *state;
    RenderOptions options = {.show_suppressed = true};
    char *text = golden_render(fixture->scan, &options, "html");
    without_element(text, "<style>", "</style>");
    without_element(text, "<script>", "</script>");
    golden_check(text, "report.html");
    free(text);
}

static unsigned occurrences(const char *text, const char *what)
{
    unsigned count = 0;
    for (const char *place = text; (place = strstr(place, what)); place++)
        count++;
    return count;
}

/* Names that try to get out of where they are put: none becomes an element, an attribute or a script. */
#define ATTACK "\"'><script>alert(1)</script><img src=x onerror=alert(2)>`</code>&<!--"

static Scan *hostile_scan(const Fixture *fixture)
{
    static const ScanEvidence evidence[] = {{.text = ATTACK, .location = {ATTACK, 1, 1, 1, 2}, .is_step = true}};
    static const ScanFix fixes[] = {{.text = ATTACK, .description = ATTACK, .region = {ATTACK, 1, 1, 1, 1}}};
    static const ScanFinding findings[] = {
        {.rule = ATTACK,
         .severity = SEVERITY_ERROR,
         .type = ATTACK,
         .type_name = ATTACK,
         .field = ATTACK,
         .function = ATTACK,
         .location = {ATTACK, 1, 1, 1, 2},
         .message = ATTACK,
         .evidence = evidence,
         .evidence_count = 1,
         .fixes = fixes,
         .fix_count = 1,
         .fingerprint = ATTACK,
         .suppressed = true,
         .suppression_reason = ATTACK},
        {.rule = ATTACK,
         .severity = SEVERITY_NOTE,
         .location = {FIXTURE_HOSTILE, 1, 1, 1, 9},
         .message = ATTACK,
         .fingerprint = ATTACK},
    };
    static const ScanRule rules[] = {
        {.name = ATTACK,
         .family = ATTACK,
         .summary = ATTACK,
         .markdown = "# " ATTACK "\n\n- " ATTACK "\n\n```\n" ATTACK "\n```\n\n**" ATTACK "** [a](javascript:alert(3)) "
                     "[b](https://example.org/\"onclick=\"alert(4)) <https://example.org/" ATTACK ">\n"}};
    static const char *const texts[] = {ATTACK};
    static const ScanSlot slots[] = {{ATTACK, ATTACK}};
    static const ScanReference references[] = {
        {.path = ATTACK, .declared = ATTACK, .owned = ATTACK, .unknown_reason = ATTACK}};
    static const ScanType types[] = {{.symbol = ATTACK,
                                      .name = ATTACK,
                                      .style = ATTACK,
                                      .record = ATTACK,
                                      .base = ATTACK,
                                      .location = {ATTACK, 1, 1, 1, 1},
                                      .unresolved = texts,
                                      .unresolved_count = 1,
                                      .slots = slots,
                                      .slot_count = 1,
                                      .references = references,
                                      .reference_count = 1}};
    static const ScanEdge edges[] = {{.field = ATTACK, .owned = true}};
    static const ScanUnit units[] = {{.path = ATTACK, .status = "failed", .reason = ATTACK}};
    static const ScanSkippedRegion skipped[] = {{.file = ATTACK, .condition = ATTACK, .symbols = ATTACK}};
    Scan *scan = ARENA_NEW(fixture->arena, Scan);
    *scan = (Scan){.root = fixture->scan->root,
                   .target = ATTACK,
                   .python = ATTACK,
                   .started = ATTACK,
                   .tool_version = ATTACK,
                   .findings = findings,
                   .finding_count = 2,
                   .rules = rules,
                   .rule_count = 1,
                   .types = types,
                   .type_count = 1,
                   .edges = edges,
                   .edge_count = 1,
                   .units = units,
                   .unit_count = 1,
                   .skipped = skipped,
                   .skipped_count = 1};
    return scan;
}

static void test_hostile_names(void **state)
{
    const Fixture *fixture = *state;
    RenderOptions options = {.show_suppressed = true};
    char *text = golden_render(hostile_scan(fixture), &options, "html");
    assert_int_equal(occurrences(text, "<script"), 1);
    assert_int_equal(occurrences(text, "<img"), 0);
    assert_int_equal(occurrences(text, "<!--"), 0);
    assert_int_equal(occurrences(text, "href=\"javascript"), 0);
    assert_int_equal(occurrences(text, "\"onclick"), 0);
    assert_true(occurrences(text, "&lt;script&gt;alert(1)&lt;/script&gt;") > 30);
    free(text);
}

/* Looks at a page in a real browser, where there is one. */
static void check_in_browser(const Scan *scan)
{
    RenderOptions options = {.show_suppressed = true};
    char path[4096], command[8192];
    snprintf(path, sizeof path, "%s/report.html", scan->root);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(renderer_find("html")->render(scan, &options, out), 0);
    fclose(out);
    snprintf(command, sizeof command, "node '" GCLINT_TESTDATA "/browser/check.js' '%s'", path);
    int status = system(command);
    unlink(path);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_page_in_browser(void **state)
{
    const Fixture *fixture = *state;
    check_in_browser(fixture->scan);
}

static void test_hostile_names_in_browser(void **state)
{
    const Fixture *fixture = *state;
    check_in_browser(hostile_scan(fixture));
}

/* A graph larger than what is drawn, with cycles, is laid out in reasonable time. */
static void test_large_graph(void **state)
{
    enum { TYPES = 400, EDGES = 3000 };
    Fixture *fixture = *state;
    ScanType *types = ARENA_ARRAY(fixture->arena, ScanType, TYPES);
    ScanEdge *edges = ARENA_ARRAY(fixture->arena, ScanEdge, EDGES);
    for (unsigned i = 0; i < TYPES; i++)
        types[i].symbol = arena_format(fixture->arena, "Type%u", i);
    for (unsigned i = 0; i < EDGES; i++)
        edges[i] = (ScanEdge){
            .from = i * 7919 % TYPES, .to = i * 104729 % TYPES, .field = "f", .owned = i % 3, .by_collector = i % 2};
    fixture->scan->types = types;
    fixture->scan->type_count = TYPES;
    fixture->scan->edges = edges;
    fixture->scan->edge_count = EDGES;
    RenderOptions options = {0};
    char *text = golden_render(fixture->scan, &options, "html");
    assert_non_null(strstr(text, "320 more types that reach others are left out"));
    assert_int_equal(occurrences(text, "<a href=\"#type-") >= 80, 1);
    free(text);
}

static void test_full_device(void **state)
{
    Fixture *fixture = *state;
    RenderOptions options = {0};
    FILE *full = fopen("/dev/full", "w");
    assert_int_equal(renderer_find("html")->render(fixture->scan, &options, full), ENOSPC);
    fclose(full);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_page),
        TEST(test_hostile_names),
        TEST(test_page_in_browser),
        TEST(test_hostile_names_in_browser),
        TEST(test_large_graph),
        TEST(test_full_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
