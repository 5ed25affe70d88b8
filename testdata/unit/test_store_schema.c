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
    assert_int_equal(run(store->database, "INSERT INTO audits (list) VALUES ('targets')"), SQLITE_OK);
    scan->audit = 1;
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

/* What a table's columns are, whatever their order. */
static char *table_shape(sqlite3 *database, const char *table)
{
    sqlite3_stmt *statement;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(sqlite3_prepare_v2(database, "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?) ORDER BY name",
                                        -1, &statement, NULL), SQLITE_OK);
    sqlite3_bind_text(statement, 1, table, -1, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW)
        fprintf(out, "%s %s %d %d\n", (const char *)sqlite3_column_text(statement, 0),
                (const char *)sqlite3_column_text(statement, 1), sqlite3_column_int(statement, 2),
                sqlite3_column_int(statement, 3));
    sqlite3_finalize(statement);
    fclose(out);
    return text;
}

/* Both have the same tables, columns and indices. */
static void same_schema(sqlite3 *migrated, sqlite3 *fresh)
{
    sqlite3_stmt *statement;
    int code;
    assert_int_equal(sqlite3_prepare_v2(fresh, "SELECT name, type FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'", -1,
                                        &statement, NULL), SQLITE_OK);
    unsigned objects = 0;
    for (; sqlite3_step(statement) == SQLITE_ROW; objects++) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        char *query = sqlite3_mprintf("SELECT count(*) FROM sqlite_schema WHERE name = %Q AND type = %Q", name,
                                      sqlite3_column_text(statement, 1));
        if (store_number(migrated, query, &code) != 1)
            fail_msg("a migrated store lacks %s", name);
        sqlite3_free(query);
        char *left = table_shape(migrated, name), *right = table_shape(fresh, name);
        assert_string_equal(left, right);
        free(left);
        free(right);
    }
    sqlite3_finalize(statement);
    assert_int_equal(store_number(migrated, "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'", &code), objects);
}

/* A store as an older gclint left it, from its SQL text. */
static void make_old_store(const char *path, int version)
{
    char name[4096];
    snprintf(name, sizeof name, "%s/store/schema-%d.sql", GCLINT_TESTDATA, version);
    FILE *file = fopen(name, "r");
    char *sql = NULL;
    size_t size = 0;
    if (!file || getdelim(&sql, &size, '\0', file) < 0)
        fail_msg("no store of version %d is kept for this test: %s", version, name);
    fclose(file);
    sqlite3 *database;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    if (run(database, sql) != SQLITE_OK)
        fail_msg("%s: %s", name, sqlite3_errmsg(database));
    sqlite3_close(database);
    free(sql);
}

/* Every store that was ever written is still read, also where it is only to be read, and looks like a new one then. */
static void test_old_stores(void **state)
{
    (void)state;
    const char *error = NULL;
    int code;
    Arena *arena = arena_new();
    char folder[] = "/tmp/gclint-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Store *fresh = store_open(arena, arena_format(arena, "%s/fresh.db", folder), false, &error);
    assert_non_null(fresh);
    for (int version = 1; version < store_schema_version(); version++) {
        const char *path = arena_format(arena, "%s/%d.db", folder, version);
        make_old_store(path, version);
        Store *store = store_open(arena, path, version % 2, &error);
        if (!store)
            fail_msg("%s", error);
        assert_int_equal(store_number(store->database, "PRAGMA user_version", &code), store_schema_version());
        same_schema(store->database, fresh->database);
        const Scan *scan = store_load(store, arena, 0, &error);
        if (!scan)
            fail_msg("%s", error);
        assert_string_equal(scan->package, "demo");
        assert_true(scan->finding_count == 2 && scan->findings[0].evidence_count > 0 && scan->type_count == 2);
        store_close(store);
    }
    store_close(fresh);
    assert_int_equal(system(arena_format(arena, "rm -r %s", folder)), 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_example_queries), cmocka_unit_test(test_old_stores),
                                       cmocka_unit_test(test_columns_are_all_used), cmocka_unit_test(test_migrations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
