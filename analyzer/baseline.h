/* BASELINE: findings that are known already. A baseline is a store, whose latest scan counts, or a SARIF file that gclint wrote.
 * Findings are matched by their fingerprints, so that moved lines change nothing. */
#ifndef GCLINT_BASELINE_H
#define GCLINT_BASELINE_H

#include "reports/scan.h"

typedef struct Baseline Baseline;

/* NULL and *error (in the arena) if the file cannot be read. baseline_free ends it; all else is the arena's. */
Baseline *baseline_read(Arena *arena, const char *path, const char **error);
void baseline_free(Baseline *baseline);

/* Marks each finding as "new" or "unchanged". Returns how many known findings are gone: the baseline could be renewed. */
unsigned baseline_apply(Baseline *baseline, Arena *arena, Scan *scan);

#endif
