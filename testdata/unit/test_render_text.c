#include "reports/render.h"

#include "golden.h"
#include "scan_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h> /* needs the ones above */

static void check(const char *golden, RenderOptions options, void (*change)(Scan *))
{
    Arena *arena = arena_new();
    Scan *scan = fixture_scan(arena);
    scan->id = 12;
    if (change)
        change(scan);
    golden_check_report(scan, &options, "text", golden);
    fixture_remove(scan);
    arena_free(arena);
}

static void test_everything(void **state)
{
    (void)state;
    check("text.txt", (RenderOptions){.show_suppressed = true}, NULL);
}

static void test_color(void **state)
{
    (void)state;
    check(
        "text-color.txt",
        (RenderOptions){.color = true, .width = 80, .least_severity = SEVERITY_WARNING, .store_path = "other store.db"},
        NULL);
}

static void test_narrow(void **state)
{
    (void)state;
    check("text-narrow.txt", (RenderOptions){.width = 50, .quiet = true}, NULL);
}

static void without_tree(Scan *scan)
{
    fixture_remove(scan);
}

static void test_sources_gone(void **state)
{
    (void)state;
    check("text-sources-gone.txt", (RenderOptions){.store_path = "gclint.db"}, without_tree);
}

static void empty(Scan *scan)
{
    scan->finding_count = scan->type_count = scan->unit_count = scan->skipped_count = 0;
}

static void test_nothing_found(void **state)
{
    (void)state;
    check("text-empty.txt", (RenderOptions){0}, empty);
}

static void test_full_device(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Scan *scan = fixture_scan(arena);
    FILE *full = fopen("/dev/full", "w");
    RenderOptions options = {0};
    assert_int_equal(renderer_find("text")->render(scan, &options, full), ENOSPC);
    fclose(full);
    fixture_remove(scan);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything),   cmocka_unit_test(test_color),         cmocka_unit_test(test_narrow),
        cmocka_unit_test(test_sources_gone), cmocka_unit_test(test_nothing_found), cmocka_unit_test(test_full_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
