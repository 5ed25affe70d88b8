/* `scan --format json`. Keys that stand in the published contract keep their name and meaning; gclint.schema.json
 * describes all. */
#include "reports/render_internal.h"

#include "reports/json_text.h"

#include <string.h>

json_t *json_coverage(const Scan *scan)
{
    ScanCoverage coverage = scan_coverage(scan);
    json_t *object = json_new_object();
    json_put(object, "units", json_integer(coverage.units));
    json_put(object, "parsed", json_integer(coverage.parsed));
    json_put(object, "skipped", json_integer(coverage.skipped));
    json_put(object, "partial", json_integer(coverage.partial));
    json_put(object, "failed", json_integer(coverage.failed));
    json_put(object, "types", json_integer(coverage.types));
    json_put(object, "types_complete", json_integer(coverage.types_complete));
    return object;
}

static json_t *evidence_array(const ScanFinding *finding)
{
    json_t *array = json_new_array();
    for (unsigned i = 0; i < finding->evidence_count; i++) {
        json_t *object = json_new_object();
        json_put_location(object, &finding->evidence[i].location);
        json_put(object, "text", json_text(finding->evidence[i].text));
        json_put(object, "step", json_boolean(finding->evidence[i].is_step));
        json_add(array, object);
    }
    return array;
}

static json_t *fix_array(const ScanFinding *finding)
{
    json_t *array = json_new_array();
    for (unsigned i = 0; i < finding->fix_count; i++) {
        json_t *object = json_new_object();
        json_put_location(object, &finding->fixes[i].region);
        json_put(object, "text", json_text(finding->fixes[i].text));
        json_put(object, "description", json_text(finding->fixes[i].description));
        json_add(array, object);
    }
    return array;
}

json_t *json_finding(const ScanFinding *finding)
{
    json_t *object = json_new_object();
    json_put(object, "rule", json_text(finding->rule));
    json_put(object, "severity", json_text(severity_name(finding->severity)));
    json_put(object, "type", json_text(finding->type));
    json_put(object, "type_name", json_text(finding->type_name));
    json_put(object, "field", json_text(finding->field));
    json_put(object, "function", json_text(finding->function));
    json_put_location(object, &finding->location);
    json_put(object, "message", json_text(finding->message));
    json_put(object, "evidence", evidence_array(finding));
    json_put(object, "fixes", fix_array(finding));
    json_put(object, "fingerprint", json_text(finding->fingerprint));
    json_put(object, "suppressed", json_boolean(finding->suppressed));
    json_put(object, "suppression_reason", json_text(finding->suppression_reason));
    json_put(object, "baseline", json_text(finding->baseline));
    return object;
}

static json_t *units_not_analysed(const Scan *scan)
{
    json_t *array = json_new_array();
    for (unsigned i = 0; i < scan->unit_count; i++) {
        const ScanUnit *unit = &scan->units[i];
        if (unit->status && !strcmp(unit->status, "parsed"))
            continue;
        json_t *object = json_new_object();
        json_put(object, "path", json_text(unit->path));
        json_put(object, "status", json_text(unit->status));
        json_put(object, "reason", json_text(unit->reason));
        json_add(array, object);
    }
    return array;
}

int render_json(const Scan *scan, const RenderOptions *options, FILE *out)
{
    json_t *document = json_new_object();
    json_put(document, "gclint", json_text(scan->tool_version));
    json_put(document, "format", json_integer(JSON_FORMAT_VERSION));
    json_put(document, "scan", json_integer(scan->id));
    json_put(document, "target", json_text(scan->target));
    json_put(document, "package", json_text(scan->package));
    json_put(document, "version", json_text(scan->version));
    json_put(document, "python", json_text(scan->python));
    json_put(document, "started", json_text(scan->started));
    json_put(document, "coverage", json_coverage(scan));
    json_put(document, "not_analysed", units_not_analysed(scan));
    json_t *findings = json_new_array();
    for (unsigned i = 0; i < scan->finding_count; i++)
        if (finding_is_selected(&scan->findings[i], options))
            json_add(findings, json_finding(&scan->findings[i]));
    json_put(document, "findings", findings);
    return json_finish(document, out);
}
