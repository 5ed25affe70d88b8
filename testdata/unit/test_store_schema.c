/* The schema's documentation is true, and the way from an older schema to a newer one works. */
#include "reports/store_internal.h"

#include "golden.h"
#include "scan_fixture.h"

static int run(sqlite3 *database, const char *sql)
{
    return sqlite3_exec(database, sql, NULL, NULL, NULL);
}

static int count_row(void *rows, int columns, char **values, char **names)
{
    (void)columns, (void)values, (void)names;
    ++*(unsigned *)rows;
    return 0;
}

/* Takes the comment marks off the query behind an "-- Example:" line. */
static char *example_query(const char *schema, const char **rest)
{
    const char *start = strstr(schema, "-- Example:");
    if (!start)
        return NULL;
    const char *end = strchr(start, ';');
    char *query = strndup(strchr(start, '\n') + 1, (size_t)(end - strchr(start, '\n')));
    for (char *mark = query; (mark = strstr(mark, "--"));)
        memcpy(mark, "  ", 2);
    *rest = end;
    return query;
}

/* Every example query of the schema's head runs, and answers something for a store with a scan in it. */
static void test_example_queries(void **state)
{
    (void)state;
    extern const char store_schema_sql[];
    const char *error = NULL, *rest = store_schema_sql;
    Arena *arena = arena_new();
    Scan *scan = fixture_scan(arena);
    scan->target = "spam";
    ScanType *types = ARENA_ARRAY(arena, ScanType, scan->type_count);
    memcpy(types, scan->types, sizeof *types * scan->type_count);
    types[2].name = "spam.Node";
    scan->types = types;
    const char *path = arena_format(arena, "%s/store.db", scan->root);
    Store *store = store_open(arena, path, false, &error);
    assert_non_null(store);
    assert_true(store_save(store, arena, scan, &error) > 0);
    unsigned examples = 0;
    for (char *query; (query = example_query(rest, &rest)); free(query)) {
        unsigned rows = 0;
        char *message = NULL;
        if (sqlite3_exec(store->database, query, count_row, &rows, &message) != SQLITE_OK)
            fail_msg("%s: %s", message, query);
        if (rows == 0)
            fail_msg("no row: %s", query);
        examples++;
    }
    assert_true(examples >= 6);
    store_close(store);
    fixture_remove(scan);
    arena_free(arena);
}

/* Everything that the schema declares is read and written: no column is left out of the list in store_internal.h. */
static void test_columns_are_all_used(void **state)
{
    (void)state;
    extern const char store_schema_sql[];
    sqlite3 *database;
    assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
    assert_int_equal(run(database, store_schema_sql), SQLITE_OK);
    for (unsigned i = 0; i < TABLE_COUNT; i++) {
        char query[128];
        unsigned used = 2, declared = 0; /* scan_id, and one more column than commas */
        for (const char *c = store_tables[i].columns; *c; c++)
            used += *c == ',';
        snprintf(query, sizeof query, "SELECT * FROM pragma_table_info('%s')", store_tables[i].name);
        assert_int_equal(sqlite3_exec(database, query, count_row, &declared, NULL), SQLITE_OK);
        if (used != declared)
            fail_msg("%s has %u columns, %u are used", store_tables[i].name, declared, used);
    }
    sqlite3_close(database);
}

static int version_of(sqlite3 *database)
{
    int code;
    return (int)store_number(database, "PRAGMA user_version", &code);
}

static void test_migrations(void **state)
{
    (void)state;
    static const StoreMigration steps[] = {
        {2, "CREATE TABLE two (a); INSERT INTO two VALUES (2)"},
        {3, "ALTER TABLE two ADD COLUMN b DEFAULT 3"},
        {4, "UPDATE two SET a = a + 2"},
    };
    sqlite3 *database;
    int code;
    assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
    run(database, "PRAGMA user_version = 1");
    assert_int_equal(store_run_migrations(database, steps, 2), SQLITE_OK);
    assert_int_equal(version_of(database), 3);
    assert_int_equal(store_run_migrations(database, steps, 3), SQLITE_OK);
    assert_int_equal(store_run_migrations(database, steps, 3), SQLITE_OK);
    assert_int_equal(version_of(database), 4);
    assert_int_equal(store_number(database, "SELECT a * 10 + b FROM two", &code), 43);
    static const StoreMigration broken[] = {{5, "ALTER TABLE nothing ADD COLUMN b"}, {6, "CREATE TABLE six (a)"}};
    assert_int_not_equal(store_run_migrations(database, broken, 2), SQLITE_OK);
    assert_int_equal(version_of(database), 4);
    sqlite3_close(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_example_queries),
                                       cmocka_unit_test(test_columns_are_all_used), cmocka_unit_test(test_migrations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
