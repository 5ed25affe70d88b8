/* Reading rows of the store: cells one after the other, children grouped by their parents. What is out of range or does
 * not fit together is an error of the loading, never trusted. */
#ifndef GCLINT_STORE_READ_H
#define GCLINT_STORE_READ_H

#include "base/vector.h"
#include "reports/store_internal.h"

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

/* The children of one parent stand side by side in one array. An array of slices has one more than there are parents,
 * so that a row of a damaged store that belongs to none has a place to go. */
typedef struct Slice {
    uint32_t first, count;
} Slice;

/* A query with the scan's id as its parameter. */
Cells cells_open(Loading *loading, const char *query);
/* The scan's rows of a table, in its order. */
Cells table_open(Loading *loading, StoreTable table);
bool next_row(Cells *cells);
void cells_close(Cells *cells);

/* What the loaded scan has that it cannot have: "a number out of range". */
void damaged(Loading *loading, const char *what);

int64_t take_number(Cells *cells);
unsigned take_unsigned(Cells *cells);
bool take_bool(Cells *cells);
/* The next cell is NULL; it is not consumed. */
bool is_null(const Cells *cells);
/* In the arena; NULL for NULL. */
const char *take_text(Cells *cells);
ScanLocation take_location(Cells *cells);
Severity take_severity(Cells *cells);
/* A position that must be that of one of `count` parents; `what` says what it is otherwise. */
unsigned take_parent(Cells *cells, unsigned count, const char *what);
/* Position and the columns of an evidence table behind it. */
ScanEvidence take_evidence(Cells *cells);

/* Counts one more child, which is to be the `next` of all. */
void slice_add(Slice *slice, uint32_t next);

void *keep(Arena *arena, const void *items, size_t size);
/* Moves a vector's elements into the arena; NULL if there are none. */
#define KEEP(arena, vector)                                                                                            \
    ((__typeof__((vector)->items))keep((arena), (vector)->items, (vector)->count * sizeof *(vector)->items))
#define NEW_SLICES(loading, count) ARENA_ARRAY((loading)->arena, Slice, (size_t)(count) + 1)

void load_types(Loading *loading);    /* store_load_types.c */
void load_findings(Loading *loading); /* store_load_findings.c */

#endif
