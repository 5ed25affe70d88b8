/* The findings as SARIF results. */
#include "reports/sarif_internal.h"

#include "base/memory.h"
#include "reports/render_internal.h"
#include "reports/safe_text.h"

#include <stdlib.h>
#include <string.h>

/* Where a finding without a place of its own is shown: hosts refuse results without any. */
static ScanLocation result_location(const SarifReport *report, const ScanFinding *finding)
{
    const Scan *scan = report->scan;
    if (finding->location.file)
        return finding->location;
    for (unsigned i = 0; finding->type && i < scan->type_count; i++)
        if (scan->types[i].symbol && !strcmp(scan->types[i].symbol, finding->type) && scan->types[i].location.file)
            return scan->types[i].location;
    for (unsigned i = 0; i < scan->unit_count; i++)
        if (scan->units[i].path)
            return (ScanLocation){.file = scan->units[i].path, .line = 1, .column = 1};
    return (ScanLocation){.file = ".", .line = 1, .column = 1};
}

static void add_logical_location(json_t *array, const char *name, const char *full_name, const char *kind)
{
    json_t *object = json_new_object();
    json_put(object, "name", json_text(name));
    json_put(object, "fullyQualifiedName", json_text(full_name));
    json_put(object, "kind", json_text(kind));
    json_add(array, object);
}

static json_t *logical_locations(const SarifReport *report, const ScanFinding *finding)
{
    json_t *array = json_new_array();
    const char *type = safe_text(report->arena, finding->type);
    const char *field = safe_text(report->arena, finding->field);
    const char *function = safe_text(report->arena, finding->function);
    if (*type)
        add_logical_location(array, type,
                             *type && finding->type_name ? safe_text(report->arena, finding->type_name) : type, "type");
    if (*field)
        add_logical_location(array, field, *type ? arena_format(report->arena, "%s.%s", type, field) : field, "member");
    if (*function)
        add_logical_location(array, function, function, "function");
    return array;
}

static json_t *locations(const SarifReport *report, const ScanFinding *finding)
{
    json_t *array = json_new_array();
    ScanLocation place = result_location(report, finding);
    json_t *location = sarif_location(report, &place);
    json_t *logical = logical_locations(report, finding);
    if (json_array_size(logical) > 0)
        json_put(location, "logicalLocations", logical);
    else
        json_decref(logical);
    json_add(array, location);
    return array;
}

/* Text in which no link begins that is not ours. */
static const char *without_links(Arena *arena, const char *text)
{
    if (!strstr(text, "]("))
        return text;
    char *escaped = arena_allocate(arena, strlen(text) * 2 + 1);
    char *end = escaped;
    for (const char *c = text; *c; c++) {
        if (*c == '[' || *c == ']')
            *end++ = '\\';
        *end++ = *c;
    }
    return escaped;
}

static const char *link_text(Arena *arena, const char *text)
{
    char *escaped = arena_allocate(arena, strlen(text) * 2 + 1);
    char *end = escaped;
    for (const char *c = text; *c; c++) {
        if (strchr("[]\\", *c))
            *end++ = '\\';
        *end++ = *c;
    }
    return escaped;
}

/* The message, then a line for each piece of evidence that links to its place. */
static json_t *result_message(const SarifReport *report, const ScanFinding *finding)
{
    char *text;
    size_t size;
    FILE *stream = memory_stream_new(&text, &size);
    fputs(without_links(report->arena, safe_text(report->arena, finding->message)), stream);
    unsigned id = 0;
    for (unsigned i = 0; i < finding->evidence_count; i++) {
        const ScanEvidence *evidence = &finding->evidence[i];
        const char *line = safe_text(report->arena, evidence->text);
        if (!evidence->location.file)
            fprintf(stream, "\n- %s", without_links(report->arena, line));
        else if (++id < SARIF_LOCATION_LIMIT)
            fprintf(stream, "\n- [%s](%u)", link_text(report->arena, line), id);
    }
    memory_stream_end(stream, &text);
    json_t *message = json_new_object();
    json_put(message, "text", json_text(text));
    free(text);
    return message;
}

static json_t *evidence_location(const SarifReport *report, const ScanEvidence *evidence)
{
    json_t *location = sarif_location(report, &evidence->location);
    json_put(location, "message", sarif_message(report, evidence->text));
    return location;
}

static json_t *related_locations(SarifReport *report, const ScanFinding *finding)
{
    json_t *array = json_new_array();
    unsigned id = 0;
    for (unsigned i = 0; i < finding->evidence_count; i++) {
        if (!finding->evidence[i].location.file)
            continue;
        if (++id >= SARIF_LOCATION_LIMIT) {
            report->locations_cut++;
            continue;
        }
        json_t *location = evidence_location(report, &finding->evidence[i]);
        json_put(location, "id", json_integer(id));
        json_add(array, location);
    }
    return array;
}

/* The steps of the path as the locations of a threadFlow. */
static json_t *flow_locations(SarifReport *report, const ScanFinding *finding)
{
    json_t *array = json_new_array();
    for (unsigned i = 0; i < finding->evidence_count; i++) {
        const ScanEvidence *evidence = &finding->evidence[i];
        if (!evidence->is_step || !evidence->location.file)
            continue;
        if (json_array_size(array) >= SARIF_FLOW_LIMIT) {
            report->locations_cut++;
            continue;
        }
        json_t *step = json_new_object();
        json_put(step, "location", evidence_location(report, evidence));
        json_put(step, "executionOrder", json_integer((json_int_t)json_array_size(array) + 1));
        json_add(array, step);
    }
    return array;
}

static void put_code_flow(SarifReport *report, json_t *result, const ScanFinding *finding)
{
    json_t *steps = flow_locations(report, finding);
    if (json_array_size(steps) < 2) {
        json_decref(steps);
        return;
    }
    json_t *thread = json_new_object(), *threads = json_new_array();
    json_put(thread, "locations", steps);
    json_add(threads, thread);
    json_t *flow = json_new_object(), *flows = json_new_array();
    json_put(flow, "threadFlows", threads);
    json_add(flows, flow);
    json_put(result, "codeFlows", flows);
}

static json_t *fix_object(const SarifReport *report, const ScanFix *fix)
{
    json_t *replacement = json_new_object(), *replacements = json_new_array(), *content = json_new_object();
    json_put(content, "text", json_text(fix->text ? fix->text : ""));
    json_put(replacement, "deletedRegion", sarif_region(report, &fix->region, true));
    json_put(replacement, "insertedContent", content);
    json_add(replacements, replacement);
    json_t *change = json_new_object(), *changes = json_new_array();
    json_put(change, "artifactLocation", sarif_artifact(report, fix->region.file));
    json_put(change, "replacements", replacements);
    json_add(changes, change);
    json_t *object = json_new_object();
    if (fix->description)
        json_put(object, "description", sarif_message(report, fix->description));
    json_put(object, "artifactChanges", changes);
    return object;
}

static void put_fixes(const SarifReport *report, json_t *result, const ScanFinding *finding)
{
    json_t *fixes = json_new_array();
    for (unsigned i = 0; i < finding->fix_count; i++)
        if (finding->fixes[i].region.file && finding->fixes[i].region.line)
            json_add(fixes, fix_object(report, &finding->fixes[i]));
    if (json_array_size(fixes) > 0)
        json_put(result, "fixes", fixes);
    else
        json_decref(fixes);
}

/* Either all results say whether they are suppressed or none does. */
static json_t *suppressions(const SarifReport *report, const ScanFinding *finding)
{
    json_t *array = json_new_array();
    if (!finding->suppressed)
        return array;
    json_t *object = json_new_object();
    json_put(object, "kind", json_text("inSource"));
    if (finding->suppression_reason)
        json_put(object, "justification", json_text(safe_text(report->arena, finding->suppression_reason)));
    json_add(array, object);
    return array;
}

static json_t *result_properties(const ScanFinding *finding)
{
    json_t *properties = json_new_object();
    json_put(properties, "type", json_text(finding->type));
    json_put(properties, "typeName", json_text(finding->type_name));
    json_put(properties, "field", json_text(finding->field));
    json_put(properties, "function", json_text(finding->function));
    return properties;
}

static void put_rule(const SarifReport *report, json_t *result, const ScanFinding *finding)
{
    const ScanRule *rule = scan_rule(report->scan, finding->rule);
    json_put(result, "ruleId", json_text(finding->rule ? finding->rule : ""));
    if (rule)
        json_put(result, "ruleIndex", json_integer(rule - report->scan->rules));
}

static json_t *result_object(SarifReport *report, const ScanFinding *finding)
{
    json_t *result = json_new_object();
    put_rule(report, result, finding);
    json_put(result, "level", json_text(severity_name(finding->severity)));
    json_put(result, "message", result_message(report, finding));
    json_put(result, "locations", locations(report, finding));
    json_t *related = related_locations(report, finding);
    if (json_array_size(related) > 0)
        json_put(result, "relatedLocations", related);
    else
        json_decref(related);
    put_code_flow(report, result, finding);
    put_fixes(report, result, finding);
    if (finding->fingerprint) {
        json_t *fingerprints = json_new_object();
        json_put(fingerprints, "gclintFinding/v1", json_text(finding->fingerprint));
        json_put(result, "partialFingerprints", fingerprints);
    }
    if (finding->baseline && (!strcmp(finding->baseline, "new") || !strcmp(finding->baseline, "unchanged")))
        json_put(result, "baselineState", json_text(finding->baseline));
    if (report->options->show_suppressed)
        json_put(result, "suppressions", suppressions(report, finding));
    json_put(result, "properties", result_properties(finding));
    return result;
}

json_t *sarif_results(SarifReport *report)
{
    json_t *results = json_new_array();
    for (unsigned i = 0; i < report->scan->finding_count; i++) {
        const ScanFinding *finding = &report->scan->findings[i];
        if (!finding_is_selected(finding, report->options))
            continue;
        if (json_array_size(results) < SARIF_RESULT_LIMIT)
            json_add(results, result_object(report, finding));
        else
            report->results_cut++;
    }
    return results;
}
