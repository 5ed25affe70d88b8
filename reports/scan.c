#include "reports/scan.h"

#include <string.h>

bool unit_is_variant(const ScanUnit *unit)
{
    return unit->variant && *unit->variant;
}

ScanCoverage scan_coverage(const Scan *scan)
{
    ScanCoverage coverage = {.types = scan->type_count};
    for (unsigned i = 0; i < scan->unit_count; i++) {
        if (unit_is_variant(&scan->units[i]))
            continue;
        coverage.units++;
        const char *status = scan->units[i].status ? scan->units[i].status : "";
        coverage.parsed += !strcmp(status, "parsed");
        coverage.skipped += !strcmp(status, "skipped");
        coverage.partial += !strcmp(status, "partial");
        coverage.failed += !strcmp(status, "failed");
    }
    for (unsigned i = 0; i < scan->type_count; i++)
        coverage.types_complete += scan->types[i].complete;
    return coverage;
}

const char *scan_sources(const Scan *scan)
{
    return scan->sources ? scan->sources : scan->root;
}

const char *severity_name(Severity severity)
{
    switch (severity) {
    case SEVERITY_NOTE:
        return "note";
    case SEVERITY_WARNING:
        return "warning";
    case SEVERITY_ERROR:
        return "error";
    }
    return "unknown";
}
