#include "reports/store_read.h"

#define HISTORY_LIMIT "30"

static void load_units(Loading *loading)
{
    VECTOR(ScanUnit) units = {0};
    Cells cells = table_open(loading, TABLE_UNIT);
    while (next_row(&cells)) {
        ScanUnit unit = {0};
        take_number(&cells);
        unit.path = take_text(&cells);
        unit.variant = take_text(&cells);
        unit.status = take_text(&cells);
        unit.reason = take_text(&cells);
        unit.diagnostics = take_unsigned(&cells);
        vector_push(&units, unit);
    }
    cells_close(&cells);
    loading->scan->units = KEEP(loading->arena, &units);
    loading->scan->unit_count = units.count;
    vector_free(&units);
}

static void load_modules(Loading *loading)
{
    VECTOR(ScanModule) modules = {0};
    Cells cells = table_open(loading, TABLE_MODULE);
    while (next_row(&cells)) {
        ScanModule module = {0};
        take_number(&cells);
        module.symbol = take_text(&cells);
        module.name = take_text(&cells);
        module.state = take_text(&cells);
        module.m_traverse = take_text(&cells);
        module.m_clear = take_text(&cells);
        module.m_free = take_text(&cells);
        module.location = take_location(&cells);
        vector_push(&modules, module);
    }
    cells_close(&cells);
    loading->scan->modules = KEEP(loading->arena, &modules);
    loading->scan->module_count = modules.count;
    vector_free(&modules);
}

static void load_edges(Loading *loading)
{
    VECTOR(ScanEdge) edges = {0};
    Cells cells = table_open(loading, TABLE_EDGE);
    while (next_row(&cells)) {
        ScanEdge edge = {.to = UINT32_MAX};
        take_number(&cells);
        edge.from = take_parent(&cells, loading->scan->type_count, "an edge from no type");
        if (is_null(&cells))
            take_number(&cells);
        else
            edge.to = take_parent(&cells, loading->scan->type_count, "an edge to a type that does not exist");
        edge.field = take_text(&cells);
        edge.owned = take_bool(&cells);
        edge.by_collector = take_bool(&cells);
        vector_push(&edges, edge);
    }
    cells_close(&cells);
    loading->scan->edges = KEEP(loading->arena, &edges);
    loading->scan->edge_count = edges.count;
    vector_free(&edges);
}

static void load_skipped(Loading *loading)
{
    VECTOR(ScanSkippedRegion) regions = {0};
    Cells cells = table_open(loading, TABLE_SKIPPED);
    while (next_row(&cells)) {
        ScanSkippedRegion region = {0};
        take_number(&cells);
        region.file = take_text(&cells);
        region.condition = take_text(&cells);
        region.symbols = take_text(&cells);
        region.line = take_unsigned(&cells);
        region.end_line = take_unsigned(&cells);
        region.reason = take_text(&cells);
        vector_push(&regions, region);
    }
    cells_close(&cells);
    loading->scan->skipped = KEEP(loading->arena, &regions);
    loading->scan->skipped_count = regions.count;
    vector_free(&regions);
}

static void load_rules(Loading *loading)
{
    VECTOR(ScanRule) rules = {0};
    Cells cells =
        cells_open(loading, "SELECT name, family, python, summary, markdown, severity, security_severity "
                            "FROM scan_rules JOIN rules ON rules.id = rule_id WHERE scan_id = ? ORDER BY position");
    while (next_row(&cells)) {
        ScanRule rule = {0};
        rule.name = take_text(&cells);
        rule.family = take_text(&cells);
        rule.python = take_text(&cells);
        rule.summary = take_text(&cells);
        rule.markdown = take_text(&cells);
        rule.severity = take_severity(&cells);
        rule.security_severity = take_text(&cells);
        vector_push(&rules, rule);
    }
    cells_close(&cells);
    loading->scan->rules = KEEP(loading->arena, &rules);
    loading->scan->rule_count = rules.count;
    vector_free(&rules);
}

/* How it went with this package up to this scan. */
static void load_history(Loading *loading)
{
    VECTOR(ScanHistory) history = {0};
    Cells cells = cells_open(
        loading, "SELECT s.id, s.started, s.version, coalesce(sum(f.severity = 'note'), 0), "
                 "coalesce(sum(f.severity = 'warning'), 0), coalesce(sum(f.severity = 'error'), 0) "
                 "FROM scans s LEFT JOIN findings f ON f.scan_id = s.id AND NOT f.suppressed "
                 "WHERE s.id IN (SELECT p.id FROM scans p JOIN scans own ON own.id = ? AND p.package = own.package "
                 "AND p.id <= own.id ORDER BY p.id DESC LIMIT " HISTORY_LIMIT ") GROUP BY s.id ORDER BY s.id");
    while (next_row(&cells)) {
        ScanHistory scan = {.id = take_number(&cells)};
        scan.started = take_text(&cells);
        scan.version = take_text(&cells);
        for (Severity severity = SEVERITY_NOTE; severity <= SEVERITY_ERROR; severity++) /* ORDER Severity */
            scan.findings[severity] = take_unsigned(&cells);
        vector_push(&history, scan);
    }
    cells_close(&cells);
    loading->scan->history = KEEP(loading->arena, &history);
    loading->scan->history_count = history.count;
    vector_free(&history);
}

static void no_such_scan(Loading *loading)
{
    int code;
    sqlite3 *database = loading->store->database;
    int64_t last = store_number(database, "SELECT max(id) FROM scans", &code);
    int64_t first = store_number(database, "SELECT min(id) FROM scans", &code);
    if (last == 0)
        loading->error = arena_format(loading->arena, "the store %s holds no scan yet: run `gclint scan` first",
                                      loading->store->path);
    else if (first == last)
        loading->error = arena_format(loading->arena, "the store %s has no scan %lld: it holds only scan %lld",
                                      loading->store->path, (long long)loading->id, (long long)last);
    else
        loading->error = arena_format(loading->arena, "the store %s has no scan %lld: it holds scans %lld to %lld",
                                      loading->store->path, (long long)loading->id, (long long)first, (long long)last);
}

static void load_scan_row(Loading *loading)
{
    Scan *scan = loading->scan;
    Cells cells =
        cells_open(loading, "SELECT id, tool_version, clang_version, target, root, python, started, command, package, version, "
                            "coalesce(audit_id, 0), seconds "
                            "FROM scans WHERE id = ?");
    if (next_row(&cells)) {
        scan->id = take_number(&cells);
        scan->tool_version = take_text(&cells);
        scan->clang_version = take_text(&cells);
        scan->target = take_text(&cells);
        scan->root = take_text(&cells);
        scan->python = take_text(&cells);
        scan->started = take_text(&cells);
        scan->command = take_text(&cells);
        scan->package = take_text(&cells);
        scan->version = take_text(&cells);
        scan->audit = take_number(&cells);
        scan->seconds = sqlite3_column_double(cells.statement, cells.column);
    } else if (!loading->error) {
        no_such_scan(loading);
    }
    cells_close(&cells);
}

static void load_everything(Loading *loading)
{
    load_scan_row(loading);
    load_rules(loading);
    load_units(loading);
    load_types(loading);
    load_modules(loading);
    load_edges(loading);
    load_skipped(loading);
    load_findings(loading);
    load_history(loading);
}

Scan *store_load(Store *store, Arena *arena, int64_t id, const char **error)
{
    Loading loading = {.store = store, .arena = arena, .id = id, .scan = ARENA_NEW(arena, Scan)};
    int code;
    /* One transaction: all tables are read as they were at one moment. */
    if (sqlite3_exec(store->database, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
        loading.error = store_error(store, arena, "read");
    if (!loading.error && id == 0) {
        loading.id = store_number(store->database, "SELECT max(id) FROM scans", &code);
        if (code != SQLITE_OK)
            loading.error = store_error(store, arena, "read");
    }
    if (!loading.error)
        load_everything(&loading);
    sqlite3_exec(store->database, "COMMIT", NULL, NULL, NULL);
    *error = loading.error;
    return loading.error ? NULL : loading.scan;
}
