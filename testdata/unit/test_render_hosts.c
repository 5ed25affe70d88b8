/* The formats for code hosts: Markdown and GitHub's workflow commands. */
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

/* As many findings of each severity, in the scan's order. */
static void many_findings(const Fixture *fixture, unsigned of_each)
{
    ScanFinding *findings = ARENA_ARRAY(fixture->arena, ScanFinding, of_each * 3);
    for (unsigned i = 0; i < of_each * 3; i++)
        findings[i] =
            (ScanFinding){.rule = "missing-clear",
                          .severity = (Severity)(2 - i / of_each),
                          .type = "Box_Type",
                          .message = "Box has no tp_clear, and this message is of a plausible length as messages go",
                          .fingerprint = "f",
                          .location = {FIXTURE_BOX, i % 18 + 1, 1, 0, 0}};
    fixture->scan->findings = findings;
    fixture->scan->finding_count = of_each * 3;
}

static unsigned count_lines(const char *text, const char *start)
{
    unsigned count = 0;
    for (const char *line = text; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        count += !strncmp(line, start, strlen(start));
    return count;
}

static void test_github(void **state)
{
    Fixture *fixture = *state;
    RenderOptions options = {0};
    golden_check_report(fixture->scan, &options, "github", "github.txt");
}

static void test_github_limits(void **state)
{
    Fixture *fixture = *state;
    RenderOptions options = {0};
    many_findings(fixture, 12);
    char *text = golden_render(fixture->scan, &options, "github");
    assert_int_equal(count_lines(text, "::error "), 10);
    assert_int_equal(count_lines(text, "::warning "), 10);
    assert_int_equal(count_lines(text, "::notice "), 10);
    assert_int_equal(count_lines(text, "error["), 2);
    assert_int_equal(count_lines(text, "note["), 3);
    assert_non_null(strstr(text, "::notice title=gclint::7 more findings"));
    free(text);
}

/* What a hostile tree may try: a command of its own, in either syntax. */
static void test_github_hostile(void **state)
{
    Fixture *fixture = *state;
    static const ScanEvidence evidence[] = {
        {.text = "x\n::set-env name=A::b ##[add-path]/tmp", .location = {"a\r\n::c", 1, 1, 0, 0}}};
    static const ScanFinding finding = {.rule = "missing-clear",
                                        .severity = SEVERITY_NOTE,
                                        .type = "T,x=y::stop-commands::z",
                                        .message = "m\n::error::%0A ##[group]",
                                        .location = {"a,line=5::b\n::add-mask::c.c", 3, 1, 3, 2},
                                        .evidence = evidence,
                                        .evidence_count = 1};
    RenderOptions options = {0};
    fixture->scan->findings = &finding;
    fixture->scan->finding_count = 1;
    char *text = golden_render(fixture->scan, &options, "github");
    assert_string_equal(
        text, "::notice file=a%2Cline=5%3A%3Ab\\x0a%3A%3Aadd-mask%3A%3Ac.c,line=3,endLine=3,col=1,endColumn=1,"
              "title=missing-clear (T%2Cx=y%3A%3Astop-commands%3A%3Az)::m\\x0a::error::%250A # #[group]"
              "%0A- x\\x0a::set-env name=A::b # #[add-path]/tmp (a\\x0d\\x0a::c:1)%0Agclint explain missing-clear\n");
    free(text);
}

static void test_markdown(void **state)
{
    Fixture *fixture = *state;
    RenderOptions options = {0};
    golden_check_report(fixture->scan, &options, "markdown", "report.md");
    fixture->scan->finding_count = 0;
    golden_check_report(fixture->scan, &options, "markdown", "report-empty.md");
}

static void test_markdown_limit(void **state)
{
    Fixture *fixture = *state;
    RenderOptions options = {0};
    many_findings(fixture, 1000);
    char *text = golden_render(fixture->scan, &options, "markdown");
    assert_in_range(strlen(text), 40000, 65536);
    assert_non_null(strstr(text, "more, left out here for their number"));
    assert_non_null(strstr(text, "more are left out here for their size"));
    free(text);
}

static void test_full_device(void **state)
{
    Fixture *fixture = *state;
    RenderOptions options = {0};
    static const char *const formats[] = {"github", "markdown"};
    for (unsigned i = 0; i < 2; i++) {
        FILE *full = fopen("/dev/full", "w");
        assert_int_equal(renderer_find(formats[i])->render(fixture->scan, &options, full), ENOSPC);
        fclose(full);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_github),   TEST(test_github_limits),  TEST(test_github_hostile),
        TEST(test_markdown), TEST(test_markdown_limit), TEST(test_full_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
