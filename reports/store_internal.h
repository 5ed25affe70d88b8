/* What the files of the store share; nobody else includes it. */
#ifndef GCLINT_STORE_INTERNAL_H
#define GCLINT_STORE_INTERNAL_H

#include "reports/store.h"

#include <sqlite3.h>

#define STORE_APPLICATION_ID 0x67636c6e /* "gcln" */

struct Store {
    sqlite3 *database;
    char *path;
    bool is_scratch;
};

#define LOCATION_COLUMNS "file, line, column, end_line, end_column"

/* ORDER: each table with its columns in the order in which store_save.c binds and store_load*.c read them, and its key
 * without scan_id. The tables come parents first. */
/* clang-format off */
#define STORE_TABLES(TABLE) \
    TABLE(UNIT, "units", "position, path, variant, status, reason, diagnostics", "position") \
    TABLE(TYPE, "types", \
          "position, symbol, name, style, record, base, " LOCATION_COLUMNS \
          ", gc, complete, weakly_referenceable, has_finalizer, variant", "position") \
    TABLE(FLAG, "type_flags", "type, position, flag", "type, position") \
    TABLE(SLOT, "type_slots", "type, position, slot, function", "type, position") \
    TABLE(UNRESOLVED, "type_unresolved", "type, position, reason", "type, position") \
    TABLE(REFERENCE, "object_references", \
          "type, position, path, declared, byte_offset, owned, cyclic, visited, cleared, released, unknown_reason, " \
          LOCATION_COLUMNS, "type, position") \
    TABLE(REFERENCE_EVIDENCE, "reference_evidence", \
          "type, reference, position, " LOCATION_COLUMNS ", text, is_step", "type, reference, position") \
    TABLE(MODULE, "modules", \
          "position, symbol, name, state, m_traverse, m_clear, m_free, " LOCATION_COLUMNS, "position") \
    TABLE(EDGE, "edges", "position, from_type, to_type, field, owned, by_collector", "position") \
    TABLE(SKIPPED, "skipped_regions", "position, file, condition, symbols, line, end_line, reason", "position") \
    TABLE(FINDING, "findings", \
          "position, rule, severity, type, type_name, field, function, " LOCATION_COLUMNS \
          ", message, fingerprint, suppressed, suppression_reason, baseline", "position") \
    TABLE(FINDING_EVIDENCE, "finding_evidence", \
          "finding, position, " LOCATION_COLUMNS ", text, is_step", "finding, position") \
    TABLE(FINDING_FIX, "finding_fixes", \
          "finding, position, " LOCATION_COLUMNS ", text, description", "finding, position")
/* clang-format on */

typedef enum StoreTable {
#define TABLE_CONSTANT(constant, name, columns, key) TABLE_##constant,
    STORE_TABLES(TABLE_CONSTANT)
#undef TABLE_CONSTANT
        TABLE_COUNT
} StoreTable;

typedef struct StoreTableColumns {
    const char *name, *columns, *key;
} StoreTableColumns;
extern const StoreTableColumns store_tables[TABLE_COUNT];

/* One step from schema version to_version - 1. */
typedef struct StoreMigration {
    int to_version;
    const char *sql;
} StoreMigration;

/* The version of schema.sql. */
int store_schema_version(void);
/* Creates the schema in an empty file, or brings an older one up to date, in one transaction. NULL or what went wrong.
 */
const char *store_migrate(Store *store, Arena *arena);
/* The mechanism alone, with steps in ascending order: runs those beyond the file's version. */
int store_run_migrations(sqlite3 *database, const StoreMigration *migrations, unsigned count);
/* The number that a PRAGMA or a SELECT of one value answers; *code is the SQLite result code. */
int64_t store_number(sqlite3 *database, const char *query, int *code);

/* The last SQLite error as a message for people: what was tried ("save the scan"), where, why, how to mend. */
const char *store_error(const Store *store, Arena *arena, const char *attempt);
/* The same, and rolls back what was begun. */
const char *store_failed(const Store *store, Arena *arena, const char *attempt);

#endif
