/* STORE: the SQLite file that every report is rendered from. Only store*.c see sqlite3.h. */
#ifndef GCLINT_STORE_H
#define GCLINT_STORE_H

#include "reports/scan.h"

typedef struct Store Store;

/* Opens, creates or migrates. NULL and *error (in the arena; what, where, how to mend) if it cannot be: no such folder, read-only,
 * not a gclint store, a newer format, corrupt. */
Store *store_open(Arena *arena, const char *path, bool read_only, const char **error);
void store_close(Store *store);

/* In one transaction. Returns the scan's id, or 0 and *error; then the store is as it was before. */
int64_t store_save(Store *store, Arena *arena, const Scan *scan, const char **error);

/* The stored scan `id`, or the latest if id is 0. NULL and *error if there is none. */
Scan *store_load(Store *store, Arena *arena, int64_t id, const char **error);

#endif
