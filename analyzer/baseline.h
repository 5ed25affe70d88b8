/* BASELINE: findings that are known already, in a store or in a SARIF file that gclint wrote. reports/match.h tells
 * which finding is which. */
#ifndef GCLINT_BASELINE_H
#define GCLINT_BASELINE_H

#include "reports/diff.h"

/* Of a store the latest scan of the same package as `scan`, else of the same target; a store that has neither, but
 * scans of one thing only, is taken to mean this one under another name. Of SARIF only the findings are known. NULL and
 * *error (in the arena) if there is none or the file cannot be read. All is the arena's. */
const Scan *baseline_read(Arena *arena, const char *path, const Scan *scan, const char **error);

/* Marks each finding that is not suppressed as "new" or "unchanged"; what the baseline has suppressed is not known.
 * Returns the comparison, which tells what the baseline has and the scan has not. */
const ScanDiff *baseline_apply(const Scan *baseline, Arena *arena, Scan *scan);

#endif
