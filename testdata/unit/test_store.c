/* What is stored comes back as it was. */
#include "store_fixture.h"

static void test_round_trip(void **state)
{
    const Fixture *fixture = *state;
    Store *store = open_store(fixture, false);
    int64_t id = save(fixture, store);
    Scan *loaded = load(fixture, store, id);
    assert_int_equal(loaded->id, id);
    same_scan(fixture->scan, loaded);
    store_close(store);
    store = open_store(fixture, true);
    same_scan(fixture->scan, load(fixture, store, 0));
    store_close(store);
}

static void test_empty_scan(void **state)
{
    const Fixture *fixture = *state;
    const char *error;
    Scan nothing = {0};
    Store *store = open_store(fixture, false);
    int64_t id = store_save(store, fixture->arena, &nothing, &error);
    assert_true(id > 0);
    same_scan(&nothing, load(fixture, store, id));
    store_close(store);
}

static void test_scans_do_not_mix(void **state)
{
    Fixture *fixture = *state;
    Store *store = open_store(fixture, false);
    int64_t first = save(fixture, store);
    Scan before = *fixture->scan;
    fixture->scan->finding_count = 1;
    fixture->scan->type_count = 1;
    fixture->scan->edges = NULL;
    fixture->scan->edge_count = 0;
    fixture->scan->target = "another";
    int64_t second = save(fixture, store);
    assert_true(second > first);
    same_scan(&before, load(fixture, store, first));
    same_scan(fixture->scan, load(fixture, store, second));
    same_scan(fixture->scan, load(fixture, store, 0));
    store_close(store);
}

static void test_rules_are_shared(void **state)
{
    const Fixture *fixture = *state;
    Store *store = open_store(fixture, false);
    save(fixture, store);
    save(fixture, store);
    store_close(store);
    assert_int_equal(count(fixture->path, "SELECT count(*) FROM rules"), fixture->scan->rule_count);
    assert_int_equal(count(fixture->path, "SELECT count(*) FROM scan_rules"), 2 * fixture->scan->rule_count);
}

static void test_deleting_a_scan(void **state)
{
    const Fixture *fixture = *state;
    static const char *const tables[] = {"units",
                                         "types",
                                         "type_flags",
                                         "type_slots",
                                         "type_unresolved",
                                         "object_references",
                                         "reference_evidence",
                                         "modules",
                                         "edges",
                                         "skipped_regions",
                                         "findings",
                                         "finding_evidence",
                                         "finding_fixes",
                                         "scan_rules"};
    Store *store = open_store(fixture, false);
    int64_t first = save(fixture, store);
    int64_t second = save(fixture, store);
    store_close(store);
    execute(fixture->path, arena_format(fixture->arena, "PRAGMA foreign_keys = ON; DELETE FROM scans WHERE id = %lld",
                                        (long long)second));
    for (unsigned i = 0; i < sizeof tables / sizeof *tables; i++)
        assert_int_equal(
            count(fixture->path, arena_format(fixture->arena, "SELECT count(*) FROM %s WHERE scan_id <> %lld",
                                              tables[i], (long long)first)),
            0);
    store = open_store(fixture, false);
    same_scan(fixture->scan, load(fixture, store, 0));
    assert_int_equal(save(fixture, store), second + 1);
    store_close(store);
}

static void test_no_such_scan(void **state)
{
    const Fixture *fixture = *state;
    const char *error;
    Store *store = open_store(fixture, false);
    assert_null(store_load(store, fixture->arena, 0, &error));
    assert_non_null(strstr(error, "holds no scan yet"));
    save(fixture, store);
    assert_null(store_load(store, fixture->arena, 7, &error));
    assert_non_null(strstr(error, "no scan 7: it holds only scan 1"));
    save(fixture, store);
    assert_null(store_load(store, fixture->arena, -1, &error));
    assert_non_null(strstr(error, "holds scans 1 to 2"));
    store_close(store);
}

static void test_places_that_cannot_be(void **state)
{
    const Fixture *fixture = *state;
    const char *root = fixture->scan->root;
    check_refused(fixture, arena_format(fixture->arena, "%s/no/where.db", root), false, "there is no folder",
                  "--db FILE");
    check_refused(fixture, arena_format(fixture->arena, "%s/none.db", root), true, "there is no store", "gclint scan");
    check_refused(fixture, root, false, "is a folder", "--db FILE");
    check_refused(fixture, arena_format(fixture->arena, "%s/src/pipe.c", root), false, "not a regular file",
                  "--db FILE");
    check_refused(fixture, arena_format(fixture->arena, "%s/src/box.c/x.db", root), false, "Not a directory",
                  "--db FILE");
    check_refused(fixture, "", false, "empty", "--db FILE");
    write_file(fixture->path, "", 0);
    check_refused(fixture, fixture->path, true, "is empty", "gclint scan");
    store_close(open_store(fixture, false));
}

static void test_names_with_a_meaning_for_sqlite(void **state)
{
    const Fixture *fixture = *state;
    const char *error;
    char *before = getcwd(NULL, 0);
    assert_int_equal(chdir(fixture->scan->root), 0);
    static const char *const names[] = {":memory:", "file:x.db?mode=memory"};
    for (unsigned i = 0; i < 2; i++) {
        Store *store = store_open(fixture->arena, names[i], false, &error);
        assert_non_null(store);
        save(fixture, store);
        store_close(store);
        assert_int_equal(access(names[i], F_OK), 0);
    }
    assert_int_equal(chdir(before), 0);
    free(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_round_trip),
        STORE_TEST(test_empty_scan),
        STORE_TEST(test_scans_do_not_mix),
        STORE_TEST(test_rules_are_shared),
        STORE_TEST(test_deleting_a_scan),
        STORE_TEST(test_no_such_scan),
        STORE_TEST(test_places_that_cannot_be),
        STORE_TEST(test_names_with_a_meaning_for_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
