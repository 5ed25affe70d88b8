#include "reports/store_internal.h"

#include "base/vector.h"

#include <string.h>

typedef struct Loading {
    const Store *store;
    Arena *arena;
    int64_t id;
    Scan *scan;
    const char *error; /* the first thing that went wrong; then nothing more is read */
} Loading;

/* A row being read, column by column. */
typedef struct Cells {
    Loading *loading;
    sqlite3_stmt *statement;
    int column;
} Cells;

/* The children of one parent stand side by side in one array. */
typedef struct Slice {
    uint32_t first, count;
} Slice;

static void damaged(Loading *loading, const char *what)
{
    if (!loading->error)
        loading->error = arena_format(loading->arena, "the store %s is damaged: scan %lld has %s; move the file away, or name "
                                                      "another with --db FILE",
                                      loading->store->path, (long long)loading->id, what);
}

static int64_t take_number(Cells *cells)
{
    return sqlite3_column_int64(cells->statement, cells->column++);
}

static unsigned take_unsigned(Cells *cells)
{
    int64_t number = take_number(cells);
    if (number < 0 || number > UINT32_MAX)
        damaged(cells->loading, "a number out of range");
    return (unsigned)number;
}

static bool take_bool(Cells *cells)
{
    return take_number(cells) != 0;
}

static bool is_null(const Cells *cells)
{
    return sqlite3_column_type(cells->statement, cells->column) == SQLITE_NULL;
}

static const char *take_text(Cells *cells)
{
    const char *text = (const char *)sqlite3_column_text(cells->statement, cells->column++);
    return text ? arena_copy_string(cells->loading->arena, text) : NULL;
}

static ScanLocation take_location(Cells *cells)
{
    ScanLocation location = {.file = take_text(cells)};
    location.line = take_unsigned(cells);
    location.column = take_unsigned(cells);
    location.end_line = take_unsigned(cells);
    location.end_column = take_unsigned(cells);
    return location;
}

static Severity take_severity(Cells *cells)
{
    const char *name = take_text(cells);
    for (Severity severity = SEVERITY_NOTE; name && severity <= SEVERITY_ERROR; severity++)
        if (!strcmp(name, severity_name(severity)))
            return severity;
    damaged(cells->loading, "a severity that does not exist");
    return SEVERITY_NOTE;
}

/* A position that must be that of one of `count` parents. */
static unsigned take_parent(Cells *cells, unsigned count, const char *what)
{
    unsigned parent = take_unsigned(cells);
    if (parent < count)
        return parent;
    damaged(cells->loading, what);
    return 0;
}

static Cells cells_open(Loading *loading, const char *query)
{
    Cells cells = {.loading = loading};
    if (loading->error)
        return cells;
    if (sqlite3_prepare_v2(loading->store->database, query, -1, &cells.statement, NULL) != SQLITE_OK ||
        sqlite3_bind_int64(cells.statement, 1, loading->id) != SQLITE_OK)
        loading->error = store_error(loading->store, loading->arena, "read");
    return cells;
}

static Cells table_open(Loading *loading, StoreTable table)
{
    return cells_open(loading, arena_format(loading->arena, "SELECT %s FROM %s WHERE scan_id = ? ORDER BY %s",
                                            store_tables[table].columns, store_tables[table].name, store_tables[table].key));
}

static bool next_row(Cells *cells)
{
    cells->column = 0;
    if (cells->loading->error)
        return false;
    int code = sqlite3_step(cells->statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        cells->loading->error = store_error(cells->loading->store, cells->loading->arena, "read");
    return code == SQLITE_ROW;
}

static void cells_close(Cells *cells)
{
    sqlite3_finalize(cells->statement);
}

static void *keep(Arena *arena, const void *items, size_t size)
{
    return size ? memcpy(arena_allocate(arena, size), items, size) : NULL;
}

/* Moves a vector's elements into the arena. */
#define KEEP(arena, vector)                                                                         \
    ((__typeof__((vector)->items))keep((arena), (vector)->items, (vector)->count * sizeof *(vector)->items))

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

static ScanType take_type(Cells *cells)
{
    ScanType type = {0};
    take_number(cells);
    type.symbol = take_text(cells);
    type.name = take_text(cells);
    type.style = take_text(cells);
    type.record = take_text(cells);
    type.base = take_text(cells);
    type.location = take_location(cells);
    type.gc = take_bool(cells);
    type.complete = take_bool(cells);
    type.weakly_referenceable = take_bool(cells);
    type.has_finalizer = take_bool(cells);
    return type;
}

/* The texts of a type's child table; slices has one element a type. */
static const char *const *load_texts(Loading *loading, StoreTable table, unsigned type_count, Slice *slices)
{
    VECTOR(const char *) texts = {0};
    Cells cells = table_open(loading, table);
    while (next_row(&cells)) {
        Slice *slice = &slices[take_parent(&cells, type_count, "a row that belongs to no type")];
        take_number(&cells);
        if (slice->count++ == 0)
            slice->first = texts.count;
        vector_push(&texts, take_text(&cells));
    }
    cells_close(&cells);
    const char *const *kept = KEEP(loading->arena, &texts);
    vector_free(&texts);
    return kept;
}

static void load_flags(Loading *loading, ScanType *types, unsigned count)
{
    Slice *slices = ARENA_ARRAY(loading->arena, Slice, count + 1);
    const char *const *flags = load_texts(loading, TABLE_FLAG, count, slices);
    for (unsigned i = 0; i < count && flags; i++) {
        types[i].flags = slices[i].count ? flags + slices[i].first : NULL;
        types[i].flag_count = slices[i].count;
    }
}

static void load_unresolved(Loading *loading, ScanType *types, unsigned count)
{
    Slice *slices = ARENA_ARRAY(loading->arena, Slice, count + 1);
    const char *const *reasons = load_texts(loading, TABLE_UNRESOLVED, count, slices);
    for (unsigned i = 0; i < count && reasons; i++) {
        types[i].unresolved = slices[i].count ? reasons + slices[i].first : NULL;
        types[i].unresolved_count = slices[i].count;
    }
}

static void load_slots(Loading *loading, ScanType *types, unsigned count)
{
    Slice *slices = ARENA_ARRAY(loading->arena, Slice, count + 1);
    VECTOR(ScanSlot) slots = {0};
    Cells cells = table_open(loading, TABLE_SLOT);
    while (next_row(&cells)) {
        Slice *slice = &slices[take_parent(&cells, count, "a slot that belongs to no type")];
        take_number(&cells);
        ScanSlot slot = {.slot = take_text(&cells)};
        slot.function = take_text(&cells);
        if (slice->count++ == 0)
            slice->first = slots.count;
        vector_push(&slots, slot);
    }
    cells_close(&cells);
    const ScanSlot *kept = KEEP(loading->arena, &slots);
    vector_free(&slots);
    for (unsigned i = 0; i < count && kept; i++) {
        types[i].slots = slices[i].count ? kept + slices[i].first : NULL;
        types[i].slot_count = slices[i].count;
    }
}

static ScanReference take_reference(Cells *cells)
{
    ScanReference reference = {0};
    take_number(cells);
    reference.path = take_text(cells);
    reference.declared = take_text(cells);
    bool unknown = is_null(cells);
    int64_t offset = take_number(cells);
    reference.offset = unknown ? -1 : offset;
    reference.owned = take_text(cells);
    reference.cyclic = take_text(cells);
    reference.visited = take_text(cells);
    reference.cleared = take_text(cells);
    reference.released = take_text(cells);
    reference.unknown_reason = take_text(cells);
    reference.declaration = take_location(cells);
    return reference;
}

static ScanEvidence take_evidence(Cells *cells)
{
    take_number(cells);
    ScanEvidence evidence = {.location = take_location(cells)};
    evidence.text = take_text(cells);
    evidence.is_step = take_bool(cells);
    return evidence;
}

static void load_reference_evidence(Loading *loading, const ScanType *types, unsigned type_count, ScanReference *references,
                                    const Slice *of_type, unsigned reference_count)
{
    Slice *slices = ARENA_ARRAY(loading->arena, Slice, reference_count + 1);
    VECTOR(ScanEvidence) evidence = {0};
    Cells cells = table_open(loading, TABLE_REFERENCE_EVIDENCE);
    while (next_row(&cells)) {
        unsigned type = take_parent(&cells, type_count, "evidence that belongs to no type");
        unsigned reference = take_unsigned(&cells);
        if (loading->error || reference >= types[type].reference_count) {
            damaged(loading, "evidence that belongs to no reference");
            break;
        }
        Slice *slice = &slices[of_type[type].first + reference];
        if (slice->count++ == 0)
            slice->first = evidence.count;
        vector_push(&evidence, take_evidence(&cells));
    }
    cells_close(&cells);
    const ScanEvidence *kept = KEEP(loading->arena, &evidence);
    vector_free(&evidence);
    for (unsigned i = 0; i < reference_count && kept; i++) {
        references[i].evidence = slices[i].count ? kept + slices[i].first : NULL;
        references[i].evidence_count = slices[i].count;
    }
}

static void load_references(Loading *loading, ScanType *types, unsigned count)
{
    Slice *slices = ARENA_ARRAY(loading->arena, Slice, count + 1);
    VECTOR(ScanReference) references = {0};
    Cells cells = table_open(loading, TABLE_REFERENCE);
    while (next_row(&cells)) {
        Slice *slice = &slices[take_parent(&cells, count, "a reference that belongs to no type")];
        if (slice->count++ == 0)
            slice->first = references.count;
        vector_push(&references, take_reference(&cells));
    }
    cells_close(&cells);
    ScanReference *kept = KEEP(loading->arena, &references);
    unsigned reference_count = references.count;
    vector_free(&references);
    for (unsigned i = 0; i < count; i++) {
        types[i].references = slices[i].count ? kept + slices[i].first : NULL;
        types[i].reference_count = slices[i].count;
    }
    load_reference_evidence(loading, types, count, kept, slices, reference_count);
}

static void load_types(Loading *loading)
{
    VECTOR(ScanType) types = {0};
    Cells cells = table_open(loading, TABLE_TYPE);
    while (next_row(&cells))
        vector_push(&types, take_type(&cells));
    cells_close(&cells);
    ScanType *kept = KEEP(loading->arena, &types);
    unsigned count = types.count;
    vector_free(&types);
    loading->scan->types = kept;
    loading->scan->type_count = count;
    load_flags(loading, kept, count);
    load_unresolved(loading, kept, count);
    load_slots(loading, kept, count);
    load_references(loading, kept, count);
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
        vector_push(&regions, region);
    }
    cells_close(&cells);
    loading->scan->skipped = KEEP(loading->arena, &regions);
    loading->scan->skipped_count = regions.count;
    vector_free(&regions);
}

static void load_finding_evidence(Loading *loading, ScanFinding *findings, unsigned count)
{
    Slice *slices = ARENA_ARRAY(loading->arena, Slice, count + 1);
    VECTOR(ScanEvidence) evidence = {0};
    Cells cells = table_open(loading, TABLE_FINDING_EVIDENCE);
    while (next_row(&cells)) {
        Slice *slice = &slices[take_parent(&cells, count, "evidence that belongs to no finding")];
        if (slice->count++ == 0)
            slice->first = evidence.count;
        vector_push(&evidence, take_evidence(&cells));
    }
    cells_close(&cells);
    const ScanEvidence *kept = KEEP(loading->arena, &evidence);
    vector_free(&evidence);
    for (unsigned i = 0; i < count && kept; i++) {
        findings[i].evidence = slices[i].count ? kept + slices[i].first : NULL;
        findings[i].evidence_count = slices[i].count;
    }
}

static void load_fixes(Loading *loading, ScanFinding *findings, unsigned count)
{
    Slice *slices = ARENA_ARRAY(loading->arena, Slice, count + 1);
    VECTOR(ScanFix) fixes = {0};
    Cells cells = table_open(loading, TABLE_FINDING_FIX);
    while (next_row(&cells)) {
        Slice *slice = &slices[take_parent(&cells, count, "a fix that belongs to no finding")];
        take_number(&cells);
        ScanFix fix = {.region = take_location(&cells)};
        fix.text = take_text(&cells);
        fix.description = take_text(&cells);
        if (slice->count++ == 0)
            slice->first = fixes.count;
        vector_push(&fixes, fix);
    }
    cells_close(&cells);
    const ScanFix *kept = KEEP(loading->arena, &fixes);
    vector_free(&fixes);
    for (unsigned i = 0; i < count && kept; i++) {
        findings[i].fixes = slices[i].count ? kept + slices[i].first : NULL;
        findings[i].fix_count = slices[i].count;
    }
}

static ScanFinding take_finding(Cells *cells)
{
    ScanFinding finding = {0};
    take_number(cells);
    finding.rule = take_text(cells);
    finding.severity = take_severity(cells);
    finding.type = take_text(cells);
    finding.type_name = take_text(cells);
    finding.field = take_text(cells);
    finding.function = take_text(cells);
    finding.location = take_location(cells);
    finding.message = take_text(cells);
    finding.fingerprint = take_text(cells);
    finding.suppressed = take_bool(cells);
    finding.suppression_reason = take_text(cells);
    finding.baseline = take_text(cells);
    return finding;
}

static void load_findings(Loading *loading)
{
    VECTOR(ScanFinding) findings = {0};
    Cells cells = table_open(loading, TABLE_FINDING);
    while (next_row(&cells))
        vector_push(&findings, take_finding(&cells));
    cells_close(&cells);
    ScanFinding *kept = KEEP(loading->arena, &findings);
    loading->scan->findings = kept;
    loading->scan->finding_count = findings.count;
    vector_free(&findings);
    load_finding_evidence(loading, kept, loading->scan->finding_count);
    load_fixes(loading, kept, loading->scan->finding_count);
}

static void load_rules(Loading *loading)
{
    VECTOR(ScanRule) rules = {0};
    Cells cells = cells_open(loading, "SELECT name, family, python, summary, markdown, severity, security_severity "
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
    Cells cells = cells_open(loading, "SELECT id, tool_version, clang_version, target, root, python, started, command, seconds "
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
