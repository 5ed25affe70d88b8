/* A store can be damaged or forged: whatever text is missing in a scan, and whatever numbers stand in it, no report may
 * trip. */
#include "golden.h"
#include "scan_fixture.h"

static void render_all(const Scan *scan)
{
    static const char *const formats[] = {"text", "json", "sarif", "markdown", "github", "html"};
    RenderOptions options = {.show_suppressed = true, .color = true, .width = 20, .store_path = "x.db"};
    for (unsigned i = 0; i < sizeof formats / sizeof *formats; i++) {
        const Renderer *renderer = renderer_find(formats[i]);
        if (!renderer)
            fail_msg("no renderer %s", formats[i]);
        char *text = NULL;
        size_t size;
        FILE *out = open_memstream(&text, &size);
        assert_int_equal(renderer->render(scan, &options, out), 0);
        fclose(out);
        free(text);
    }
    FILE *nowhere = fopen("/dev/null", "w");
    assert_int_equal(render_facts_json(scan, nowhere), 0);
    assert_int_equal(render_facts_text(scan, &options, nowhere), 0);
    assert_int_equal(render_facts_graph(scan, nowhere), 0);
    fclose(nowhere);
}

static void test_nothing_but_null(void **state)
{
    (void)state;
    static const ScanEvidence evidence[2];
    static const ScanFix fixes[1];
    static const ScanSlot slots[1];
    static const char *const texts[1];
    static const ScanReference references[1] = {{.evidence = evidence, .evidence_count = 2}};
    static const ScanFinding findings[2] = {
        {.evidence = evidence, .evidence_count = 2, .fixes = fixes, .fix_count = 1}};
    static const ScanType types[1] = {{.flags = texts,
                                       .flag_count = 1,
                                       .unresolved = texts,
                                       .unresolved_count = 1,
                                       .slots = slots,
                                       .slot_count = 1,
                                       .references = references,
                                       .reference_count = 1}};
    static const ScanUnit units[1];
    static const ScanModule modules[1];
    static const ScanEdge edges[1];
    static const ScanSkippedRegion skipped[1];
    static const ScanRule rules[1];
    render_all(&(Scan){.findings = findings,
                       .finding_count = 2,
                       .types = types,
                       .type_count = 1,
                       .units = units,
                       .unit_count = 1,
                       .modules = modules,
                       .module_count = 1,
                       .edges = edges,
                       .edge_count = 1,
                       .skipped = skipped,
                       .skipped_count = 1,
                       .rules = rules,
                       .rule_count = 1});
    render_all(&(Scan){0});
}

static void test_absurd_numbers(void **state)
{
    (void)state;
    static const ScanLocation places[] = {
        {FIXTURE_BOX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
        {FIXTURE_BOX, 15, UINT32_MAX, 3, 1},
        {FIXTURE_BOX, 15, 20, 15, UINT32_MAX},
        {FIXTURE_BOX, 15, 20, 15, 3},
        {FIXTURE_BOX, 0, 5, 7, 0},
        {"", 1, 1, 1, 1},
        {"/etc/passwd", 1, 1, 1, 5},
        {"../../etc/passwd", 1, 1, 1, 5},
        {FIXTURE_BOX, 15, 0, 15, 0},
        {FIXTURE_LONG, 1, 3999, 1, 4001},
    };
    enum { COUNT = sizeof places / sizeof *places };
    Arena *arena = arena_new();
    Scan *scan = fixture_scan(arena);
    ScanFinding findings[COUNT];
    ScanEvidence evidence[COUNT];
    ScanFix fixes[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        evidence[i] = (ScanEvidence){.location = places[i], .is_step = true};
        fixes[i] = (ScanFix){.region = places[i]};
        findings[i] = (ScanFinding){
            .location = places[i], .evidence = evidence, .evidence_count = COUNT, .fixes = fixes, .fix_count = COUNT};
    }
    scan->findings = findings;
    scan->finding_count = COUNT;
    const double seconds[] = {-1, 1e300, 0.0 / 1.0};
    for (unsigned i = 0; i < 3; i++) {
        scan->seconds = seconds[i];
        render_all(scan);
    }
    fixture_remove(scan);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_nothing_but_null), cmocka_unit_test(test_absurd_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
