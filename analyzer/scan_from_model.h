/* The model and the findings as the plain data that is stored and reported. */
#ifndef GCLINT_SCAN_FROM_MODEL_H
#define GCLINT_SCAN_FROM_MODEL_H

#include "reports/scan.h"
#include "rules/engine.h"
#include "variants/variants.h"

/* Fill the arrays of the scan. Texts are copied into the arena: the scan does not refer to the model afterwards. */

/* Types, modules, edges. Later models of the same tree add what stands nowhere in the earlier ones. */
void scan_add_types(Scan *scan, Arena *arena, Model *const *models, unsigned count);
/* Those that run. */
const ScanRule *scan_rules(Arena *arena, const RuleSelection *selection, unsigned *count);
void scan_add_findings(Scan *scan, Arena *arena, const FindingList *findings);
/* Lines with types that were left out in every one of the units that includes their file. */
void scan_add_skipped_regions(Scan *scan, Arena *arena, Unit *const *units, unsigned count, const VariantPlan *plan);
/* Types that stand in skipped regions, as incomplete ones. After the types and the regions. */
void scan_add_left_out_types(Scan *scan, Arena *arena);

#endif
