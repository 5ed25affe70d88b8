/* SCAN BASIS: all that judging a tree reads, as one key. It is made of what the texts say and not of when they were written: a file that
 * was changed and says the same, or a tree that was checked out anew, is judged as before. */
#ifndef GCLINT_SCAN_BASIS_H
#define GCLINT_SCAN_BASIS_H

#include "cache/cache_file.h"
#include "options.h"
#include "reports/scan.h"
#include "variants/rounds.h"

typedef struct ScanBasis {
    const Options *options;
    const Scan *scan; /* with everything but what the judgement tells */
    const RoundList *rounds;
    bool is_whole_program;
} ScanBasis;

/* What tells this gclint from all others: a program of the same version may be another build. */
void scan_basis_add_program(CacheHash *hash);

/* Of the files of the units in which suppressions may stand: what of the tree is read after the facts. */
CacheKey scan_basis_suppressions(const ScanBasis *basis);
CacheKey scan_basis_key(const ScanBasis *basis, CacheKey suppressions);

#endif
