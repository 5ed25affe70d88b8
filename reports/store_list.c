/* Which scans a store has. */
#include "reports/store_read.h"

#include <string.h>

/* clang-format off */
#define COUNT_UNITS(condition) \
    "(SELECT count(DISTINCT path) FROM units u " \
    "WHERE u.scan_id = s.id AND coalesce(variant, '') = ''" condition "), "
#define COUNT_FINDINGS(severity) \
    "(SELECT count(*) FROM findings f " \
    "WHERE f.scan_id = s.id AND NOT f.suppressed AND f.severity = '" severity "'), "
#define COUNT_TYPES(condition) "(SELECT count(*) FROM types t WHERE t.scan_id = s.id" condition "), "

static const char list_query[] =
    "SELECT id, coalesce(audit_id, 0), target, package, version, root, python, started, command, "
    COUNT_FINDINGS("note") COUNT_FINDINGS("warning") COUNT_FINDINGS("error") /* ORDER Severity */
    COUNT_UNITS("") COUNT_UNITS(" AND status IN ('parsed', 'partial')")
    COUNT_UNITS(" AND status = 'partial'") COUNT_UNITS(" AND status = 'failed'")
    COUNT_TYPES("") COUNT_TYPES(" AND t.complete")
    "seconds FROM scans s WHERE id >= ? ORDER BY id";
/* clang-format on */

static StoredScan take_scan(Cells *cells)
{
    StoredScan scan = {.id = take_number(cells)};
    scan.audit = take_number(cells);
    scan.target = take_text(cells);
    scan.package = take_text(cells);
    scan.version = take_text(cells);
    scan.root = take_text(cells);
    scan.python = take_text(cells);
    scan.started = take_text(cells);
    scan.command = take_text(cells);
    for (Severity severity = SEVERITY_NOTE; severity <= SEVERITY_ERROR; severity++)
        scan.findings[severity] = take_unsigned(cells);
    scan.units = take_unsigned(cells);
    scan.analysed = take_unsigned(cells);
    scan.partial = take_unsigned(cells);
    scan.failed = take_unsigned(cells);
    scan.types = take_unsigned(cells);
    scan.types_complete = take_unsigned(cells);
    scan.seconds = sqlite3_column_double(cells->statement, cells->column);
    return scan;
}

const StoredScan *store_list(Store *store, Arena *arena, unsigned *count, const char **error)
{
    Loading loading = {.store = store, .arena = arena};
    VECTOR(StoredScan) scans = {0};
    Cells cells = cells_open(&loading, list_query);
    while (next_row(&cells))
        vector_push(&scans, take_scan(&cells));
    cells_close(&cells);
    const StoredScan *kept = scans.count ? KEEP(arena, &scans) : ARENA_NEW(arena, StoredScan);
    *count = scans.count;
    vector_free(&scans);
    *error = loading.error;
    return loading.error ? NULL : kept;
}

static bool is_same_text(const char *a, const char *b)
{
    return a && b && !strcmp(a, b);
}

bool stored_scans_belong_together(const StoredScan *a, const StoredScan *b)
{
    if (a->package && b->package)
        return !strcmp(a->package, b->package);
    return is_same_text(a->target, b->target);
}

int64_t store_previous_scan(Store *store, int64_t id)
{
    sqlite3_stmt *statement = NULL;
    int64_t previous = 0;
    sqlite3_prepare_v2(store->database,
                       "SELECT max(p.id) FROM scans s JOIN scans p ON p.id < s.id AND "
                       "CASE WHEN s.package IS NULL OR p.package IS NULL THEN p.target IS s.target "
                       "ELSE p.package = s.package END WHERE s.id = ?",
                       -1, &statement, NULL);
    sqlite3_bind_int64(statement, 1, id);
    if (sqlite3_step(statement) == SQLITE_ROW)
        previous = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return previous;
}
