/* The model and the findings as the plain data that is stored and reported. */
#ifndef GCLINT_SCAN_FROM_MODEL_H
#define GCLINT_SCAN_FROM_MODEL_H

#include "reports/scan.h"
#include "rules/engine.h"

/* Fill the arrays of the scan. Texts are copied into the arena: the scan does not refer to the model afterwards. */
void scan_add_types(Scan *scan, Arena *arena, const Model *model); /* types, modules, edges */
void scan_add_rules(Scan *scan, Arena *arena);
void scan_add_findings(Scan *scan, Arena *arena, const FindingList *findings);
/* Lines that were left out in every parsed unit that includes their file. */
void scan_add_skipped_regions(Scan *scan, Arena *arena, Unit *const *units, unsigned count);

#endif
