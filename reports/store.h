/* STORE: the SQLite file that every report is rendered from. Only store*.c see sqlite3.h. */
#ifndef GCLINT_STORE_H
#define GCLINT_STORE_H

#include "reports/scan.h"

/* Where nothing else is said, in the current folder. That may be a scanned tree: a link of that name is not followed. */
#define STORE_DEFAULT_NAME "gclint.db"

typedef struct Store Store;

/* Opens, creates or migrates; also one that is only to be read is brought to the newest format first. NULL and *error
 * (in the arena; what, where, how to mend) if it cannot be: no such folder, read-only, not a gclint store, a newer
 * format, corrupt. */
Store *store_open(Arena *arena, const char *path, bool read_only, const char **error);
void store_close(Store *store);

/* Opens for writing a store that nothing is lost with: it does not wait for the disk. */
Store *store_open_scratch(Arena *arena, const char *path, const char **error);

/* In one transaction. Returns the scan's id, or 0 and *error; then the store is as it was before. */
int64_t store_save(Store *store, Arena *arena, const Scan *scan, const char **error);

/* The stored scan `id`, or the latest if id is 0. NULL and *error if there is none. */
Scan *store_load(Store *store, Arena *arena, int64_t id, const char **error);

/* Both, of one scan: what every report of it is rendered from. NULL and *error also if the store keeps less than it was given. */
Scan *store_keep(Store *store, Arena *arena, const Scan *scan, const char **error);

/* A stored scan without its contents. */
typedef struct StoredScan {
    int64_t id, audit;
    const char *target, *package, *version, *root, *python, *started, *command;
    double seconds;
    unsigned findings[SEVERITY_ERROR + 1]; /* by severity; those that are not suppressed */
    unsigned units, analysed, partial, failed;
    unsigned types, types_complete;
} StoredScan;

/* Every scan of the store, oldest first; in the arena. NULL and *error if the store cannot be read; *count may be 0. */
const StoredScan *store_list(Store *store, Arena *arena, unsigned *count, const char **error);

/* The latest scan before `id` of the same package (or target, where the package is not known); 0: there is none. */
int64_t store_previous_scan(Store *store, int64_t id);

/* Begins an audit of a list, or goes on with the last one of that list and shard (NULL: the whole) that did not come to its end,
 * unless it is to be done anew. Returns its number for Scan.audit; 0 and *error if it cannot be noted. */
int64_t store_audit_begin(Store *store, Arena *arena, const char *list, const char *shard, bool anew,
                          bool *is_continued, const char **error);
bool store_audit_finish(Store *store, Arena *arena, int64_t audit, const char **error);

/* Both are scans of the same thing: of one package, or, where that is not known, of one target. */
bool stored_scans_belong_together(const StoredScan *a, const StoredScan *b);

#endif
