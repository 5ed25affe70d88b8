/* Findings with their evidence and fixes. */
#include "reports/store_read.h"

static void load_finding_evidence(Loading *loading, ScanFinding *findings, unsigned count)
{
    Slice *slices = NEW_SLICES(loading, count);
    VECTOR(ScanEvidence) evidence = {0};
    Cells cells = table_open(loading, TABLE_FINDING_EVIDENCE);
    while (next_row(&cells)) {
        Slice *slice = &slices[take_parent(&cells, count, "evidence that belongs to no finding")];
        slice_add(slice, evidence.count);
        vector_push(&evidence, take_evidence(&cells));
    }
    cells_close(&cells);
    const ScanEvidence *kept = KEEP(loading->arena, &evidence);
    vector_free(&evidence);
    for (unsigned i = 0; i < count && kept; i++) {
        findings[i].evidence = slices[i].count ? kept + slices[i].first : NULL;
        findings[i].evidence_count = slices[i].count;
    }
}

static void load_fixes(Loading *loading, ScanFinding *findings, unsigned count)
{
    Slice *slices = NEW_SLICES(loading, count);
    VECTOR(ScanFix) fixes = {0};
    Cells cells = table_open(loading, TABLE_FINDING_FIX);
    while (next_row(&cells)) {
        Slice *slice = &slices[take_parent(&cells, count, "a fix that belongs to no finding")];
        take_number(&cells);
        ScanFix fix = {.region = take_location(&cells)};
        fix.text = take_text(&cells);
        fix.description = take_text(&cells);
        slice_add(slice, fixes.count);
        vector_push(&fixes, fix);
    }
    cells_close(&cells);
    const ScanFix *kept = KEEP(loading->arena, &fixes);
    vector_free(&fixes);
    for (unsigned i = 0; i < count && kept; i++) {
        findings[i].fixes = slices[i].count ? kept + slices[i].first : NULL;
        findings[i].fix_count = slices[i].count;
    }
}

static ScanFinding take_finding(Cells *cells)
{
    ScanFinding finding = {0};
    take_number(cells);
    finding.rule = take_text(cells);
    finding.severity = take_severity(cells);
    finding.type = take_text(cells);
    finding.type_name = take_text(cells);
    finding.field = take_text(cells);
    finding.function = take_text(cells);
    finding.location = take_location(cells);
    finding.message = take_text(cells);
    finding.fingerprint = take_text(cells);
    finding.suppressed = take_bool(cells);
    finding.suppression_reason = take_text(cells);
    finding.baseline = take_text(cells);
    return finding;
}

void load_findings(Loading *loading)
{
    VECTOR(ScanFinding) findings = {0};
    Cells cells = table_open(loading, TABLE_FINDING);
    while (next_row(&cells))
        vector_push(&findings, take_finding(&cells));
    cells_close(&cells);
    ScanFinding *kept = KEEP(loading->arena, &findings);
    loading->scan->findings = kept;
    loading->scan->finding_count = findings.count;
    vector_free(&findings);
    load_finding_evidence(loading, kept, loading->scan->finding_count);
    load_fixes(loading, kept, loading->scan->finding_count);
}
