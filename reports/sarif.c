/* SARIF 2.1.0 as GitHub code scanning wants it. */
#include "reports/render_internal.h"

#include "reports/safe_text.h"
#include "reports/sarif_internal.h"

#include <ctype.h>
#include <string.h>

#define SCHEMA_URI "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

json_t *sarif_message(const SarifReport *report, const char *text)
{
    json_t *message = json_new_object();
    json_put(message, "text", json_text(safe_text(report->arena, text)));
    return message;
}

json_t *sarif_artifact(const SarifReport *report, const char *file)
{
    json_t *artifact = json_new_object();
    if (*file == '/') {
        json_put(artifact, "uri",
                 json_text(arena_format(report->arena, "file://%s", percent_encoded_path(report->arena, file))));
        return artifact;
    }
    const char *prefix = report->options->path_prefix;
    const char *path = prefix ? arena_format(report->arena, "%s/%s", prefix, file) : file;
    json_put(artifact, "uri", json_text(percent_encoded_path(report->arena, path)));
    json_put(artifact, "uriBaseId", json_text(SARIF_ROOT_ID));
    return artifact;
}

/* A column in bytes as one in UTF-16 units. A byte that is no UTF-8 counts as one, as if it were replaced when read. */
static uint32_t utf16_column(const char *line, size_t length, uint32_t column)
{
    uint32_t units = 1;
    size_t i = 0;
    while (i < length && i + 1 < column) {
        Glyph glyph = glyph_next(line + i, length - i);
        units += glyph.character != UINT32_MAX && glyph.character > 0xFFFF ? 2 : 1;
        i += glyph.consumed;
    }
    return i + 1 < column ? units + (uint32_t)(column - 1 - i) : units;
}

static uint32_t column_of(const SarifReport *report, const char *file, uint32_t line, uint32_t column)
{
    size_t length;
    const char *text = source_line(report->sources, file, line, &length);
    return text ? utf16_column(text, length, column) : column;
}

json_t *sarif_region(const SarifReport *report, const ScanLocation *location, bool point)
{
    json_t *region = json_new_object();
    uint32_t end_line = location->end_line, end_column = location->end_column;
    if (point && !end_line) {
        end_line = location->line;
        end_column = location->column;
    }
    json_put(region, "startLine", json_integer(location->line));
    if (location->column)
        json_put(region, "startColumn",
                 json_integer(column_of(report, location->file, location->line, location->column)));
    if (end_line >= location->line && end_line)
        json_put(region, "endLine", json_integer(end_line));
    if (end_line >= location->line && end_line && end_column && location->column)
        json_put(region, "endColumn", json_integer(column_of(report, location->file, end_line, end_column)));
    return region;
}

json_t *sarif_location(const SarifReport *report, const ScanLocation *location)
{
    json_t *object = json_new_object();
    if (!location->file)
        return object;
    json_t *physical = json_new_object();
    json_put(physical, "artifactLocation", sarif_artifact(report, location->file));
    if (location->line)
        json_put(physical, "region", sarif_region(report, location, false));
    json_put(object, "physicalLocation", physical);
    return object;
}

static json_t *tool_object(const SarifReport *report)
{
    json_t *driver = json_new_object();
    json_put(driver, "name", json_text("gclint"));
    json_put(driver, "fullName", json_text("gclint: garbage collection of CPython extension types"));
    if (report->scan->tool_version) {
        json_put(driver, "version", json_text(report->scan->tool_version));
        json_put(driver, "semanticVersion", json_text(report->scan->tool_version));
    }
    json_put(driver, "rules", sarif_rules(report));
    json_put(driver, "notifications", sarif_notification_descriptors());
    json_t *tool = json_new_object();
    json_put(tool, "driver", driver);
    return tool;
}

/* The folder that the files' paths begin in; NULL: it is not known. */
static const char *base_folder(const SarifReport *report)
{
    const char *root = report->scan->root, *prefix = report->options->path_prefix;
    if (!root || *root != '/' || !prefix)
        return root && *root == '/' ? root : NULL;
    size_t length = strlen(root), end = strlen(prefix);
    bool is_below = length > end + 1 && !strcmp(root + length - end, prefix) && root[length - end - 1] == '/';
    return is_below ? arena_copy_text(report->arena, root, length - end) : NULL;
}

static json_t *base_ids(const SarifReport *report)
{
    json_t *base = json_new_object(), *ids = json_new_object();
    const char *root = base_folder(report);
    if (root) {
        const char *slash = root[strlen(root) - 1] == '/' ? "" : "/";
        json_put(
            base, "uri",
            json_text(arena_format(report->arena, "file://%s%s", percent_encoded_path(report->arena, root), slash)));
    }
    json_put(base, "description",
             sarif_message(report, report->options->path_prefix ? "The folder above the one that was scanned."
                                                                : "The folder that was scanned."));
    json_put(ids, SARIF_ROOT_ID, base);
    return ids;
}

/* Uploads with the same id replace each other; the last part is of this run alone. */
static json_t *automation_details(const SarifReport *report)
{
    char *target = arena_copy_string(report->arena, report->scan->target ? report->scan->target : "");
    for (char *c = target; *c; c++)
        if (!isascii((unsigned char)*c) || (!isalnum((unsigned char)*c) && !strchr("._-", *c)))
            *c = '-';
    json_t *details = json_new_object();
    json_put(details, "id", json_text(arena_format(report->arena, *target ? "gclint/%s/" : "gclint/%s", target)));
    return details;
}

static json_t *run_properties(const SarifReport *report)
{
    ScanCoverage coverage = scan_coverage(report->scan);
    json_t *properties = json_new_object();
    json_put(properties, "python", json_text(report->scan->python));
    json_put(properties, "libclang", json_text(report->scan->clang_version));
    json_put(properties, "units", json_integer(coverage.units));
    json_put(properties, "unitsAnalysed", json_integer(coverage.parsed + coverage.partial));
    json_put(properties, "types", json_integer(coverage.types));
    json_put(properties, "typesComplete", json_integer(coverage.types_complete));
    return properties;
}

static json_t *run_object(SarifReport *report)
{
    json_t *results = sarif_results(report);
    json_t *run = json_new_object();
    json_put(run, "tool", tool_object(report));
    json_put(run, "automationDetails", automation_details(report));
    json_put(run, "invocations", sarif_invocations(report));
    json_put(run, "originalUriBaseIds", base_ids(report));
    json_put(run, "columnKind", json_text("utf16CodeUnits"));
    json_put(run, "properties", run_properties(report));
    json_put(run, "results", results);
    return run;
}

int render_sarif(const Scan *scan, const RenderOptions *options, FILE *out)
{
    SarifReport report = {
        .scan = scan, .options = options, .sources = source_open(scan_sources(scan)), .arena = arena_new()};
    json_t *runs = json_new_array();
    json_add(runs, run_object(&report));
    json_t *document = json_new_object();
    json_put(document, "$schema", json_text(SCHEMA_URI));
    json_put(document, "version", json_text("2.1.0"));
    json_put(document, "runs", runs);
    source_close(report.sources);
    arena_free(report.arena);
    return json_finish(document, out);
}
