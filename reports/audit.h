/* AUDIT: many packages at a glance. */
#ifndef GCLINT_AUDIT_H
#define GCLINT_AUDIT_H

#include "reports/render.h"
#include "reports/store.h"

typedef struct AuditRow {
    const char *target;                     /* as the list has it */
    const StoredScan *scan;                 /* NULL: it could not be scanned */
    const char *problem;                    /* then */
    const StoredScan *previous;             /* the scan of the same package before; NULL: there is none */
    unsigned new_findings, fixed, unjudged; /* since then */
    const char *page;                       /* its report, beside the index; NULL: none */
} AuditRow;

typedef struct Audit {
    const char *title; /* the list's name, or the store's */
    const char *tool_version;
    const AuditRow *rows;
    unsigned count;
} Audit;

typedef struct AuditRenderer {
    const char *name; /* text, json, markdown, html */
    /* 0, or an errno of a failed write. */
    int (*render)(const Audit *audit, const RenderOptions *options, FILE *out);
} AuditRenderer;

/* NULL if there is no format of that name. */
const AuditRenderer *audit_renderer_find(const char *name);

typedef struct AuditTotals {
    unsigned packages, failed; /* failed: of all, those that could not be scanned */
    unsigned findings[SEVERITY_ERROR + 1], new_findings, fixed, types, units, analysed;
} AuditTotals;
AuditTotals audit_totals(const Audit *audit);

/* What of a package was not analysed: "2 files failed, 1 in part"; "" if all was. */
const char *audit_gaps(Arena *arena, const StoredScan *scan);
/* "1.15.1-5 → 2.0.0": since which version the changes are; "" for none. */
const char *audit_since(Arena *arena, const AuditRow *row);

#endif
