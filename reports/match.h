/* MATCH: which finding of one scan is which of another. A finding keeps its identity when lines move, a file is
 * renamed, or its type goes to another file, gets another C name, or has a slot's function renamed; what is left over
 * is new, or gone. */
#ifndef GCLINT_MATCH_H
#define GCLINT_MATCH_H

#include "reports/scan.h"

#define NO_MATCH UINT32_MAX

/* For each finding of `scan` the index of the one of `earlier` that it is, or NO_MATCH. Each of `earlier` is given out
 * once, so that a second finding of the same kind is never taken for a known one. In the arena. Of `earlier`, findings
 * and types are looked at; types may be missing. */
uint32_t *findings_match(Arena *arena, const Scan *earlier, const Scan *scan);

#endif
