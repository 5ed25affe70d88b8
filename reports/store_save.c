#include "reports/store_internal.h"

#include "base/memory.h"

#include <stdio.h>

typedef struct Saving {
    const Store *store;
    sqlite3 *database;
    Arena *arena;
    int64_t scan;
    sqlite3_stmt *inserts[TABLE_COUNT];
    int code;          /* the first SQLite result that was not SQLITE_OK; then nothing more is written */
    const char *error; /* and what it means */
} Saving;

/* A row being bound, column by column. */
typedef struct Row {
    Saving *saving;
    sqlite3_stmt *statement;
    int column;
} Row;

static void note_result(Saving *saving, int code)
{
    if (saving->code != SQLITE_OK || code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
        return;
    saving->code = code;
    saving->error = store_error(saving->store, saving->arena, "save the scan in");
}

static void put_number(Row *row, int64_t number)
{
    note_result(row->saving, sqlite3_bind_int64(row->statement, ++row->column, number));
}

static void put_text(Row *row, const char *text)
{
    note_result(row->saving, sqlite3_bind_text(row->statement, ++row->column, text, -1, SQLITE_STATIC));
}

static void put_null(Row *row)
{
    note_result(row->saving, sqlite3_bind_null(row->statement, ++row->column));
}

static void put_location(Row *row, const ScanLocation *location)
{
    put_text(row, location->file);
    put_number(row, location->line);
    put_number(row, location->column);
    put_number(row, location->end_line);
    put_number(row, location->end_column);
}

static sqlite3_stmt *prepare(Saving *saving, const char *query)
{
    sqlite3_stmt *statement = NULL;
    if (saving->code == SQLITE_OK)
        note_result(saving, sqlite3_prepare_v2(saving->database, query, -1, &statement, NULL));
    return statement;
}

static sqlite3_stmt *prepare_insert(Saving *saving, StoreTable table)
{
    char values[128] = "?";
    size_t length = 1;
    for (const char *c = store_tables[table].columns; *c; c++)
        if (*c == ',')
            length += (size_t)snprintf(values + length, sizeof values - length, ", ?");
    return prepare(saving, arena_format(saving->arena, "INSERT INTO %s (scan_id, %s) VALUES (?, %s)",
                                        store_tables[table].name, store_tables[table].columns, values));
}

static Row row_begin(Saving *saving, StoreTable table)
{
    if (!saving->inserts[table])
        saving->inserts[table] = prepare_insert(saving, table);
    Row row = {.saving = saving, .statement = saving->inserts[table]};
    put_number(&row, saving->scan);
    return row;
}

static void row_end(Row *row)
{
    if (row->saving->code != SQLITE_OK)
        return;
    note_result(row->saving, sqlite3_step(row->statement));
    sqlite3_reset(row->statement);
}

static void save_units(Saving *saving, const Scan *scan)
{
    for (unsigned i = 0; i < scan->unit_count; i++) {
        const ScanUnit *unit = &scan->units[i];
        Row row = row_begin(saving, TABLE_UNIT);
        put_number(&row, i);
        put_text(&row, unit->path);
        put_text(&row, unit->variant);
        put_text(&row, unit->status);
        put_text(&row, unit->reason);
        put_number(&row, unit->diagnostics);
        row_end(&row);
    }
}

static void save_reference_evidence(Saving *saving, unsigned type, unsigned reference, const ScanReference *from)
{
    for (unsigned i = 0; i < from->evidence_count; i++) {
        Row row = row_begin(saving, TABLE_REFERENCE_EVIDENCE);
        put_number(&row, type);
        put_number(&row, reference);
        put_number(&row, i);
        put_location(&row, &from->evidence[i].location);
        put_text(&row, from->evidence[i].text);
        put_number(&row, from->evidence[i].is_step);
        row_end(&row);
    }
}

static void save_references(Saving *saving, unsigned position, const ScanType *type)
{
    for (unsigned i = 0; i < type->reference_count; i++) {
        const ScanReference *reference = &type->references[i];
        Row row = row_begin(saving, TABLE_REFERENCE);
        put_number(&row, position);
        put_number(&row, i);
        put_text(&row, reference->path);
        put_text(&row, reference->declared);
        if (reference->offset == -1)
            put_null(&row);
        else
            put_number(&row, reference->offset);
        put_text(&row, reference->owned);
        put_text(&row, reference->cyclic);
        put_text(&row, reference->visited);
        put_text(&row, reference->cleared);
        put_text(&row, reference->released);
        put_text(&row, reference->unknown_reason);
        put_location(&row, &reference->declaration);
        row_end(&row);
        save_reference_evidence(saving, position, i, reference);
    }
}

static void save_type_texts(Saving *saving, StoreTable table, unsigned type, const char *const *texts, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        Row row = row_begin(saving, table);
        put_number(&row, type);
        put_number(&row, i);
        put_text(&row, texts[i]);
        row_end(&row);
    }
}

static void save_slots(Saving *saving, unsigned position, const ScanType *type)
{
    for (unsigned i = 0; i < type->slot_count; i++) {
        Row row = row_begin(saving, TABLE_SLOT);
        put_number(&row, position);
        put_number(&row, i);
        put_text(&row, type->slots[i].slot);
        put_text(&row, type->slots[i].function);
        row_end(&row);
    }
}

static void save_types(Saving *saving, const Scan *scan)
{
    for (unsigned i = 0; i < scan->type_count; i++) {
        const ScanType *type = &scan->types[i];
        Row row = row_begin(saving, TABLE_TYPE);
        put_number(&row, i);
        put_text(&row, type->symbol);
        put_text(&row, type->name);
        put_text(&row, type->style);
        put_text(&row, type->record);
        put_text(&row, type->base);
        put_location(&row, &type->location);
        put_number(&row, type->gc);
        put_number(&row, type->complete);
        put_number(&row, type->weakly_referenceable);
        put_number(&row, type->has_finalizer);
        put_text(&row, type->variant);
        row_end(&row);
        save_type_texts(saving, TABLE_FLAG, i, type->flags, type->flag_count);
        save_type_texts(saving, TABLE_UNRESOLVED, i, type->unresolved, type->unresolved_count);
        save_slots(saving, i, type);
        save_references(saving, i, type);
    }
}

static void save_modules(Saving *saving, const Scan *scan)
{
    for (unsigned i = 0; i < scan->module_count; i++) {
        const ScanModule *module = &scan->modules[i];
        Row row = row_begin(saving, TABLE_MODULE);
        put_number(&row, i);
        put_text(&row, module->symbol);
        put_text(&row, module->name);
        put_text(&row, module->state);
        put_text(&row, module->m_traverse);
        put_text(&row, module->m_clear);
        put_text(&row, module->m_free);
        put_location(&row, &module->location);
        row_end(&row);
    }
}

static void save_edges(Saving *saving, const Scan *scan)
{
    for (unsigned i = 0; i < scan->edge_count; i++) {
        const ScanEdge *edge = &scan->edges[i];
        if (edge->from >= scan->type_count || (edge->to >= scan->type_count && edge->to != UINT32_MAX))
            fatal("the type graph names a type that the scan does not have (edge %u)", i);
        Row row = row_begin(saving, TABLE_EDGE);
        put_number(&row, i);
        put_number(&row, edge->from);
        if (edge->to == UINT32_MAX)
            put_null(&row);
        else
            put_number(&row, edge->to);
        put_text(&row, edge->field);
        put_number(&row, edge->owned);
        put_number(&row, edge->by_collector);
        row_end(&row);
    }
}

static void save_skipped(Saving *saving, const Scan *scan)
{
    for (unsigned i = 0; i < scan->skipped_count; i++) {
        const ScanSkippedRegion *region = &scan->skipped[i];
        Row row = row_begin(saving, TABLE_SKIPPED);
        put_number(&row, i);
        put_text(&row, region->file);
        put_text(&row, region->condition);
        put_text(&row, region->symbols);
        put_number(&row, region->line);
        put_number(&row, region->end_line);
        put_text(&row, region->reason);
        row_end(&row);
    }
}

static void save_finding_parts(Saving *saving, unsigned position, const ScanFinding *finding)
{
    for (unsigned i = 0; i < finding->evidence_count; i++) {
        Row row = row_begin(saving, TABLE_FINDING_EVIDENCE);
        put_number(&row, position);
        put_number(&row, i);
        put_location(&row, &finding->evidence[i].location);
        put_text(&row, finding->evidence[i].text);
        put_number(&row, finding->evidence[i].is_step);
        row_end(&row);
    }
    for (unsigned i = 0; i < finding->fix_count; i++) {
        Row row = row_begin(saving, TABLE_FINDING_FIX);
        put_number(&row, position);
        put_number(&row, i);
        put_location(&row, &finding->fixes[i].region);
        put_text(&row, finding->fixes[i].text);
        put_text(&row, finding->fixes[i].description);
        row_end(&row);
    }
}

static void save_findings(Saving *saving, const Scan *scan)
{
    for (unsigned i = 0; i < scan->finding_count; i++) {
        const ScanFinding *finding = &scan->findings[i];
        Row row = row_begin(saving, TABLE_FINDING);
        put_number(&row, i);
        put_text(&row, finding->rule);
        put_text(&row, severity_name(finding->severity));
        put_text(&row, finding->type);
        put_text(&row, finding->type_name);
        put_text(&row, finding->field);
        put_text(&row, finding->function);
        put_location(&row, &finding->location);
        put_text(&row, finding->message);
        put_text(&row, finding->fingerprint);
        put_number(&row, finding->suppressed);
        put_text(&row, finding->suppression_reason);
        put_text(&row, finding->baseline);
        row_end(&row);
        save_finding_parts(saving, i, finding);
    }
}

static void put_rule(Row *row, const ScanRule *rule)
{
    put_text(row, rule->name);
    put_text(row, rule->family);
    put_text(row, rule->python);
    put_text(row, rule->summary);
    put_text(row, rule->markdown);
    put_text(row, severity_name(rule->severity));
    put_text(row, rule->security_severity);
}

/* The row of exactly this text of the rule; 0 if there is none yet. */
static int64_t find_rule(Saving *saving, sqlite3_stmt *find, const ScanRule *rule)
{
    Row row = {.saving = saving, .statement = find};
    put_rule(&row, rule);
    if (saving->code != SQLITE_OK)
        return 0;
    int code = sqlite3_step(find);
    int64_t id = code == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
    note_result(saving, code);
    sqlite3_reset(find);
    return id;
}

static void save_rules(Saving *saving, const Scan *scan)
{
    sqlite3_stmt *find =
        prepare(saving, "SELECT id FROM rules WHERE name IS ? AND family IS ? AND python IS ? AND summary IS ? "
                        "AND markdown IS ? AND severity IS ? AND security_severity IS ?");
    sqlite3_stmt *insert = prepare(saving, "INSERT INTO rules (name, family, python, summary, markdown, severity, "
                                           "security_severity) VALUES (?, ?, ?, ?, ?, ?, ?)");
    sqlite3_stmt *use = prepare(saving, "INSERT INTO scan_rules (scan_id, position, rule_id) VALUES (?, ?, ?)");
    for (unsigned i = 0; i < scan->rule_count && saving->code == SQLITE_OK; i++) {
        int64_t id = find_rule(saving, find, &scan->rules[i]);
        if (id == 0) {
            Row row = {.saving = saving, .statement = insert};
            put_rule(&row, &scan->rules[i]);
            row_end(&row);
            id = sqlite3_last_insert_rowid(saving->database);
        }
        Row row = {.saving = saving, .statement = use};
        put_number(&row, saving->scan);
        put_number(&row, i);
        put_number(&row, id);
        row_end(&row);
    }
    sqlite3_finalize(find);
    sqlite3_finalize(insert);
    sqlite3_finalize(use);
}

static void save_scan(Saving *saving, const Scan *scan)
{
    sqlite3_stmt *statement =
        prepare(saving, "INSERT INTO scans (tool_version, clang_version, target, root, python, started, "
                        "command, package, version, audit_id, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    Row row = {.saving = saving, .statement = statement};
    put_text(&row, scan->tool_version);
    put_text(&row, scan->clang_version);
    put_text(&row, scan->target);
    put_text(&row, scan->root);
    put_text(&row, scan->python);
    put_text(&row, scan->started);
    put_text(&row, scan->command);
    put_text(&row, scan->package);
    put_text(&row, scan->version);
    if (scan->audit)
        put_number(&row, scan->audit);
    else
        put_null(&row);
    note_result(saving, sqlite3_bind_double(statement, ++row.column, scan->seconds));
    row_end(&row);
    saving->scan = sqlite3_last_insert_rowid(saving->database);
    sqlite3_finalize(statement);
}

static void save_everything(Saving *saving, const Scan *scan)
{
    save_scan(saving, scan);
    save_rules(saving, scan);
    save_units(saving, scan);
    save_types(saving, scan);
    save_modules(saving, scan);
    save_edges(saving, scan);
    save_skipped(saving, scan);
    save_findings(saving, scan);
}

int64_t store_save(Store *store, Arena *arena, const Scan *scan, const char **error)
{
    Saving saving = {.store = store, .database = store->database, .arena = arena};
    note_result(&saving, sqlite3_exec(store->database, "BEGIN IMMEDIATE", NULL, NULL, NULL));
    if (saving.code == SQLITE_OK)
        save_everything(&saving, scan);
    for (unsigned i = 0; i < TABLE_COUNT; i++)
        sqlite3_finalize(saving.inserts[i]);
    if (saving.code == SQLITE_OK)
        note_result(&saving, sqlite3_exec(store->database, "COMMIT", NULL, NULL, NULL));
    if (saving.code != SQLITE_OK && !sqlite3_get_autocommit(store->database))
        sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
    *error = saving.error;
    return *error ? 0 : saving.scan;
}
