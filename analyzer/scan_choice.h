/* Which stored scan is meant by a word of the command line. */
#ifndef GCLINT_SCAN_CHOICE_H
#define GCLINT_SCAN_CHOICE_H

#include "reports/store.h"

/* Where a scan is: in which store, and which. */
typedef struct ScanChoice {
    const char *store;
    int64_t id;
} ScanChoice;

/* The scans that `gclint diff` compares: `words` are none (the last two scans of the package that was scanned last),
 * the name of a package or target (its last two), OLD (and the latest of the same package), or OLD and NEW. A word is the number of a scan, "latest", the file of another store (its latest
 * scan), or the name of a package or target (its latest scan). False after a message. */
bool scan_choice_pair(Arena *arena, const char *store, const char *const *words, unsigned count, ScanChoice *before,
                      ScanChoice *after);

/* The scan that one word means, as above. False after a message. */
bool scan_choice_one(Arena *arena, const char *store, const char *word, ScanChoice *choice);

/* Loads it; NULL after a message. */
Scan *scan_choice_load(Arena *arena, const ScanChoice *choice);

/* The latest scan of `scans` before index `end` that belongs together with `scan`; NULL: there is none. */
const StoredScan *scan_choice_previous(const StoredScan *scans, unsigned end, const StoredScan *scan);

#endif
