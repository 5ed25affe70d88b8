/* What the renderers share. */
#ifndef GCLINT_RENDER_INTERNAL_H
#define GCLINT_RENDER_INTERNAL_H

#include "reports/render.h"

int render_text(const Scan *scan, const RenderOptions *options, FILE *out);
int render_json(const Scan *scan, const RenderOptions *options, FILE *out);
int render_sarif(const Scan *scan, const RenderOptions *options, FILE *out);
int render_markdown(const Scan *scan, const RenderOptions *options, FILE *out);
int render_github(const Scan *scan, const RenderOptions *options, FILE *out);
int render_gitlab(const Scan *scan, const RenderOptions *options, FILE *out);
int render_html(const Scan *scan, const RenderOptions *options, FILE *out);

/* By severity and suppression. */
bool finding_is_selected(const ScanFinding *finding, const RenderOptions *options);
/* Selected, and not known from the baseline: what people are shown. */
bool finding_is_shown(const ScanFinding *finding, const RenderOptions *options);

/* Flushes; 0 or the errno of a failed write. */
int output_result(FILE *out);

/* NULL if the scan does not know the rule. */
const ScanRule *scan_rule(const Scan *scan, const char *name);

/* What the summaries count. */
typedef struct FindingCounts {
    unsigned shown[SEVERITY_ERROR + 1];    /* by severity */
    unsigned total;                        /* of those */
    unsigned suppressed, known, too_light; /* left out: suppressed, in the baseline, below the least severity */
} FindingCounts;
FindingCounts count_findings(const Scan *scan, const RenderOptions *options);

/* How many of something stand under a name, most first. */
typedef struct Tally {
    const char *name;
    unsigned count;
    unsigned first; /* index of the first one */
} Tally;
/* The reasons of the units with this status. The array is in the arena. */
Tally *tally_unit_reasons(Arena *arena, const Scan *scan, const char *status, unsigned *count);
/* The rules of the shown findings. */
Tally *tally_rules(Arena *arena, const Scan *scan, const RenderOptions *options, unsigned *count);

#endif
