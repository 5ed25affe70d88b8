/* The schema's versions. schema.sql is always the newest; a file of an older version is brought there step by step. To
 * change the schema: change schema.sql, add a step here, and keep a store of the version before in testdata/store for
 * the test. */
#include "reports/store_internal.h"

#include <stdio.h>

enum { SCHEMA_VERSION = 3 };

extern const char store_schema_sql[]; /* schema.sql, embedded by the build */

int store_schema_version(void)
{
    return SCHEMA_VERSION;
}

static int set_version(sqlite3 *database, int version)
{
    char pragma[64];
    snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", version);
    return sqlite3_exec(database, pragma, NULL, NULL, NULL);
}

int store_run_migrations(sqlite3 *database, const StoreMigration *migrations, unsigned count)
{
    int code;
    int64_t version = store_number(database, "PRAGMA user_version", &code);
    for (unsigned i = 0; i < count && code == SQLITE_OK; i++) {
        if (migrations[i].to_version <= version)
            continue;
        code = sqlite3_exec(database, migrations[i].sql, NULL, NULL, NULL);
        if (code == SQLITE_OK)
            code = set_version(database, migrations[i].to_version);
    }
    return code;
}

static int create_schema(sqlite3 *database)
{
    char pragma[64];
    snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d", STORE_APPLICATION_ID);
    int code = sqlite3_exec(database, store_schema_sql, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(database, pragma, NULL, NULL, NULL);
    return code == SQLITE_OK ? set_version(database, SCHEMA_VERSION) : code;
}

static const StoreMigration *schema_migrations(unsigned *count)
{
    static const StoreMigration steps[] = {
        {2, "ALTER TABLE types ADD COLUMN variant TEXT; ALTER TABLE skipped_regions ADD COLUMN reason TEXT"},
        {3, "CREATE TABLE audits (id INTEGER PRIMARY KEY AUTOINCREMENT, list TEXT, shard TEXT, started TEXT, finished TEXT);"
            "ALTER TABLE scans ADD COLUMN package TEXT; ALTER TABLE scans ADD COLUMN version TEXT;"
            "ALTER TABLE scans ADD COLUMN audit_id INTEGER REFERENCES audits (id) ON DELETE SET NULL;"
            "CREATE INDEX scans_by_package ON scans (package, id); UPDATE scans SET package = target"},
    };
    *count = sizeof steps / sizeof *steps;
    return steps;
}

static int bring_up_to_date(sqlite3 *database)
{
    int code = sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (code != SQLITE_OK)
        return code;
    unsigned count;
    const StoreMigration *migrations = schema_migrations(&count);
    /* Read again: only now is no other process at it. */
    if (store_number(database, "PRAGMA user_version", &code) == 0 && code == SQLITE_OK)
        code = create_schema(database);
    else if (code == SQLITE_OK)
        code = store_run_migrations(database, migrations, count);
    return code == SQLITE_OK ? sqlite3_exec(database, "COMMIT", NULL, NULL, NULL) : code;
}

const char *store_migrate(Store *store, Arena *arena)
{
    int code;
    if (store_number(store->database, "PRAGMA user_version", &code) == SCHEMA_VERSION && code == SQLITE_OK)
        return NULL;
    if (code == SQLITE_OK)
        code = bring_up_to_date(store->database);
    return code == SQLITE_OK ? NULL : store_failed(store, arena, "prepare");
}
