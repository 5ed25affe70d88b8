/* The forms of a comparison; see diff.h. */
#ifndef GCLINT_DIFF_INTERNAL_H
#define GCLINT_DIFF_INTERNAL_H

#include "reports/diff.h"

int render_diff_text(const ScanDiff *diff, const DiffOptions *options, FILE *out);
int render_diff_json(const ScanDiff *diff, const DiffOptions *options, FILE *out);
int render_diff_markdown(const ScanDiff *diff, const DiffOptions *options, FILE *out);

/* What the least severity leaves of a comparison. */
bool diff_entry_is_shown(const DiffEntry *entry, const DiffOptions *options);
unsigned diff_count_shown(const ScanDiff *diff, const DiffOptions *options, DiffState state);
/* Where the finding was before, if that is another file, function or type; NULL: the same, or it was nowhere. */
const char *diff_former_place(Arena *arena, const DiffEntry *entry);

#endif
