#include "reports/store_read.h"

#include <string.h>

void damaged(Loading *loading, const char *what)
{
    if (!loading->error)
        loading->error = arena_format(loading->arena,
                                      "the store %s is damaged: scan %lld has %s; move the file away, or name "
                                      "another with --db FILE",
                                      loading->store->path, (long long)loading->id, what);
}

int64_t take_number(Cells *cells)
{
    return sqlite3_column_int64(cells->statement, cells->column++);
}

unsigned take_unsigned(Cells *cells)
{
    int64_t number = take_number(cells);
    if (number < 0 || number > UINT32_MAX)
        damaged(cells->loading, "a number out of range");
    return (unsigned)number;
}

bool take_bool(Cells *cells)
{
    return take_number(cells) != 0;
}

bool is_null(const Cells *cells)
{
    return sqlite3_column_type(cells->statement, cells->column) == SQLITE_NULL;
}

const char *take_text(Cells *cells)
{
    const char *text = (const char *)sqlite3_column_text(cells->statement, cells->column++);
    return text ? arena_copy_string(cells->loading->arena, text) : NULL;
}

ScanLocation take_location(Cells *cells)
{
    ScanLocation location = {.file = take_text(cells)};
    location.line = take_unsigned(cells);
    location.column = take_unsigned(cells);
    location.end_line = take_unsigned(cells);
    location.end_column = take_unsigned(cells);
    return location;
}

Severity take_severity(Cells *cells)
{
    const char *name = take_text(cells);
    for (Severity severity = SEVERITY_NOTE; name && severity <= SEVERITY_ERROR; severity++)
        if (!strcmp(name, severity_name(severity)))
            return severity;
    damaged(cells->loading, "a severity that does not exist");
    return SEVERITY_NOTE;
}

unsigned take_parent(Cells *cells, unsigned count, const char *what)
{
    unsigned parent = take_unsigned(cells);
    if (parent < count)
        return parent;
    damaged(cells->loading, what);
    return 0;
}

Cells cells_open(Loading *loading, const char *query)
{
    Cells cells = {.loading = loading};
    if (loading->error)
        return cells;
    if (sqlite3_prepare_v2(loading->store->database, query, -1, &cells.statement, NULL) != SQLITE_OK ||
        sqlite3_bind_int64(cells.statement, 1, loading->id) != SQLITE_OK)
        loading->error = store_error(loading->store, loading->arena, "read");
    return cells;
}

Cells table_open(Loading *loading, StoreTable table)
{
    return cells_open(loading,
                      arena_format(loading->arena, "SELECT %s FROM %s WHERE scan_id = ? ORDER BY %s",
                                   store_tables[table].columns, store_tables[table].name, store_tables[table].key));
}

bool next_row(Cells *cells)
{
    cells->column = 0;
    if (cells->loading->error)
        return false;
    int code = sqlite3_step(cells->statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        cells->loading->error = store_error(cells->loading->store, cells->loading->arena, "read");
    return code == SQLITE_ROW;
}

void cells_close(Cells *cells)
{
    sqlite3_finalize(cells->statement);
}

void *keep(Arena *arena, const void *items, size_t size)
{
    return size ? memcpy(arena_allocate(arena, size), items, size) : NULL;
}

ScanEvidence take_evidence(Cells *cells)
{
    take_number(cells);
    ScanEvidence evidence = {.location = take_location(cells)};
    evidence.text = take_text(cells);
    evidence.is_step = take_bool(cells);
    return evidence;
}

void slice_add(Slice *slice, uint32_t next)
{
    if (slice->count++ == 0)
        slice->first = next;
}
