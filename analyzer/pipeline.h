/* PIPELINE: a path → files and flags → facts → program → model → findings, as one Scan. Every command that analyses uses it. */
#ifndef GCLINT_PIPELINE_H
#define GCLINT_PIPELINE_H

#include "options.h"
#include "reports/scan.h"
#include "rules/engine.h"

typedef struct Analysis {
    Scan *scan;  /* the arena's; NULL: nothing could be read, and a message said why */
    int signal;  /* not 0: the parsing was cut short by this signal, and the scan holds what was known by then */
} Analysis;

/* `selection` NULL: every rule; without `with_rules` none runs. */
Analysis pipeline_run(Arena *arena, const Options *options, const char *path, bool with_rules, const RuleSelection *selection);

/* No unit of the scan was analysed although some should have been. */
bool scan_read_nothing(const Scan *scan);

#endif
