/* One self-contained page: summary, findings with filters, the type graph, types and rules. Without JavaScript
 * everything is there but the filters. Nothing is loaded from anywhere, and the page's own policy forbids it. */
#include "reports/html_internal.h"

#include <string.h>

extern const char html_style[];  /* html.css, embedded by the build */
extern const char html_script[]; /* html.js */

static void print_head(const HtmlReport *report)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
          "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light "
          "dark\">\n<title>gclint: ",
          report->out);
    html_text(report, report->scan->target);
    fprintf(report->out, "</title>\n<style>\n%s</style>\n</head>\n", html_style);
}

static void print_masthead(const HtmlReport *report)
{
    const Scan *scan = report->scan;
    fputs("<body>\n<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n<header>\n<h1>gclint: ", report->out);
    html_text(report, scan->target);
    fputs("</h1>\n<button type=\"button\" id=\"theme\">Light or dark</button>\n<p class=\"soft\">", report->out);
    if (scan->python) {
        fputs("Judged for Python ", report->out);
        html_text(report, scan->python);
        fputs(". ", report->out);
    }
    if (scan->started) {
        fputs("Scanned ", report->out);
        html_text(report, scan->started);
        fprintf(report->out, ", scan %lld", (long long)scan->id);
    }
    if (scan->tool_version) {
        fputs(", gclint ", report->out);
        html_text(report, scan->tool_version);
    }
    fprintf(report->out, ".</p>\n</header>\n<nav aria-label=\"Contents\"><ul><li><a href=\"#findings\">Findings</a></li><li><a "
          "href=\"#coverage\">Coverage</a></li>"
          "%s<li><a href=\"#graph\">Type graph</a></li><li><a href=\"#types\">Types</a></li><li><a "
          "href=\"#rules\">Rules</a></li></ul></nav>\n<main>\n",
          scan->history_count > 1 ? "<li><a href=\"#history\">History</a></li>" : "");
}

static void print_tile(const HtmlReport *report, const char *class, unsigned number, const char *label)
{
    fprintf(report->out, "<li><strong class=\"%s\">%u</strong> %s</li>\n", class, number, label);
}

static void print_tiles(const HtmlReport *report)
{
    unsigned counts[SEVERITY_ERROR + 1] = {0};
    ScanCoverage coverage = scan_coverage(report->scan);
    for (unsigned i = 0; i < report->scan->finding_count; i++)
        if (finding_is_selected(&report->scan->findings[i], report->options))
            counts[report->scan->findings[i].severity]++;
    fputs("<ul class=\"tiles\" aria-label=\"Summary\">\n", report->out);
    print_tile(report, "error", counts[SEVERITY_ERROR], "errors");
    print_tile(report, "warning", counts[SEVERITY_WARNING], "warnings");
    print_tile(report, "note", counts[SEVERITY_NOTE], "notes");
    print_tile(report, "", coverage.types, "types");
    print_tile(report, "", coverage.parsed + coverage.partial, "units analysed");
    fputs("</ul>\n", report->out);
}

static void print_units(const HtmlReport *report, const char *status)
{
    unsigned count;
    const Tally *reasons = tally_unit_reasons(report->arena, report->scan, status, &count);
    for (unsigned i = 0; i < count; i++) {
        fprintf(report->out, "<tr><th scope=\"row\">%s</th><td>%u</td><td>", status, reasons[i].count);
        html_text(report, *reasons[i].name ? reasons[i].name : "no reason given");
        fputs("</td><td>", report->out);
        html_code(report, report->scan->units[reasons[i].first].path);
        fputs(reasons[i].count > 1 ? ", ...</td></tr>\n" : "</td></tr>\n", report->out);
    }
}

static void print_coverage_section(const HtmlReport *report)
{
    ScanCoverage coverage = scan_coverage(report->scan);
    fprintf(
        report->out,
        "<section aria-labelledby=\"coverage\">\n<h2 id=\"coverage\">Coverage</h2>\n<p>%u of %u units were analysed, "
        "%u of them only in part. They define %u types, of which %u are fully resolved.</p>\n",
        coverage.parsed + coverage.partial, coverage.units, coverage.partial, coverage.types, coverage.types_complete);
    if (coverage.failed + coverage.partial + coverage.skipped > 0) {
        fputs("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Status</th><th "
              "scope=\"col\">Units</th>"
              "<th scope=\"col\">Why</th><th scope=\"col\">Which</th></tr></thead><tbody>\n",
              report->out);
        print_units(report, "failed");
        print_units(report, "partial");
        print_units(report, "skipped");
        fputs("</tbody></table></div>\n", report->out);
    }
    for (unsigned i = 0; i < report->scan->skipped_count; i++) {
        const ScanSkippedRegion *region = &report->scan->skipped[i];
        fputs("<p>Left out by the preprocessor in every analysis: ", report->out);
        html_code(report, region->file);
        fprintf(report->out, " lines %u to %u ", region->line, region->end_line);
        html_code(report, region->condition);
        fputc(' ', report->out);
        html_text(report, region->symbols);
        if (region->reason) {
            fputs(": ", report->out);
            html_text(report, region->reason);
        }
        fputs("</p>\n", report->out);
    }
    fputs("</section>\n", report->out);
}

static bool rule_has_findings(const HtmlReport *report, const ScanRule *rule)
{
    for (unsigned i = 0; i < report->scan->finding_count; i++)
        if (finding_is_selected(&report->scan->findings[i], report->options) &&
            scan_rule(report->scan, report->scan->findings[i].rule) == rule)
            return true;
    return false;
}

/* Pages of the rules that found something; of the others a line. */
static void print_rules(const HtmlReport *report)
{
    fputs("<section aria-labelledby=\"rules\">\n<h2 id=\"rules\">Rules</h2>\n", report->out);
    for (unsigned i = 0; i < report->scan->rule_count; i++) {
        const ScanRule *rule = &report->scan->rules[i];
        if (!rule_has_findings(report, rule))
            continue;
        fprintf(report->out, "<details id=\"%s\"><summary>", html_id(report, "rule-", rule->name));
        html_code(report, rule->name);
        fprintf(report->out, " <span class=\"%s\">%s</span>: ", severity_name(rule->severity),
                severity_name(rule->severity));
        html_text(report, rule->summary);
        fputs("</summary>\n", report->out);
        if (rule->markdown)
            html_markdown(report, rule->markdown, 3);
        fputs("</details>\n", report->out);
    }
    fputs("<details><summary>Rules that found nothing here</summary>\n<ul>\n", report->out);
    for (unsigned i = 0; i < report->scan->rule_count; i++) {
        if (rule_has_findings(report, &report->scan->rules[i]))
            continue;
        fputs("<li>", report->out);
        html_code(report, report->scan->rules[i].name);
        fputs(": ", report->out);
        html_text(report, report->scan->rules[i].summary);
        fputs("</li>\n", report->out);
    }
    fputs("</ul></details>\n</section>\n", report->out);
}

int render_html(const Scan *scan, const RenderOptions *options, FILE *out)
{
    HtmlReport report = {
        .scan = scan, .options = options, .sources = source_open(scan_sources(scan)), .arena = arena_new(), .out = out};
    print_head(&report);
    print_masthead(&report);
    print_tiles(&report);
    html_findings(&report);
    print_coverage_section(&report);
    html_history(&report);
    html_graph(&report);
    html_types(&report);
    print_rules(&report);
    fprintf(out, "</main>\n<script>\n%s</script>\n</body>\n</html>\n", html_script);
    source_close(report.sources);
    arena_free(report.arena);
    return output_result(out);
}
