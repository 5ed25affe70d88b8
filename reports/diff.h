/* DIFF: what changed between two scans of the same thing, and how much the change means. */
#ifndef GCLINT_DIFF_H
#define GCLINT_DIFF_H

#include "reports/render.h"

typedef enum DiffState {
    DIFF_NEW,
    DIFF_FIXED,
    DIFF_UNJUDGED, /* was found, and was not looked for this time: its file was not analysed, or its rule did not run */
    DIFF_UNCHANGED,
    DIFF_STATE_COUNT,
} DiffState;

typedef struct DiffEntry {
    DiffState state;
    const ScanFinding *before, *after; /* NULL where there is none */
    const char *reason;                /* "the type is new"; NULL: nothing but the finding itself changed */
} DiffEntry;

/* Refers to both scans. */
typedef struct ScanDiff {
    const Scan *before, *after;
    const DiffEntry *entries; /* by state, then as the scans have them */
    unsigned count;
    unsigned counts[DIFF_STATE_COUNT];
} ScanDiff;

/* Suppressed findings count as absent. In the arena. */
const ScanDiff *scan_diff(Arena *arena, const Scan *before, const Scan *after);

/* How many new findings are at or above a severity. */
unsigned diff_count_new(const ScanDiff *diff, int least);

const char *diff_state_name(DiffState state); /* new, fixed, unjudged, unchanged */
/* The finding as the later of the two scans has it. */
const ScanFinding *diff_finding(const DiffEntry *entry);
/* "spam 1.2 (scan 3, 2025-01-31T12:00:00Z, Python 3.11)" */
const char *diff_scan_title(Arena *arena, const Scan *scan);
/* What else differs between the two and may be why findings do; NULL: nothing. */
const char *diff_conditions(Arena *arena, const ScanDiff *diff);

typedef struct DiffOptions {
    RenderOptions render;
    bool show_unchanged; /* text and Markdown: list them, not only count them */
} DiffOptions;

typedef struct DiffRenderer {
    const char *name; /* text, json, markdown */
    /* 0, or an errno of a failed write. */
    int (*render)(const ScanDiff *diff, const DiffOptions *options, FILE *out);
} DiffRenderer;

/* NULL if there is no format of that name. */
const DiffRenderer *diff_renderer_find(const char *name);

#endif
