/* The index of an audit: one row a package, which leads to the package's own page. Nothing is loaded from anywhere. */
#include "reports/audit.h"
#include "reports/html_internal.h"
#include "reports/safe_text.h"

extern const char html_style[];   /* html.css, embedded by the build */
extern const char audit_script[]; /* audit.js */

int render_audit_html(const Audit *audit, const RenderOptions *options, FILE *out);

static void print_head(const HtmlReport *report, const Audit *audit)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
          "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light "
          "dark\">\n<title>gclint: audit of ",
          report->out);
    html_text(report, audit->title);
    fprintf(report->out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<header>\n<h1>gclint: audit of ", html_style);
    html_text(report, audit->title);
    fputs("</h1>\n</header>\n<main>\n", report->out);
}

static void print_tile(const HtmlReport *report, const char *class, unsigned number, const char *label)
{
    fprintf(report->out, "<li><strong class=\"%s\">%u</strong> %s</li>\n", class, number, label);
}

static void print_tiles(const HtmlReport *report, const Audit *audit)
{
    AuditTotals totals = audit_totals(audit);
    fputs("<ul class=\"tiles\" aria-label=\"Summary\">\n", report->out);
    print_tile(report, "", totals.packages, "packages");
    print_tile(report, "error", totals.findings[SEVERITY_ERROR], "errors");
    print_tile(report, "warning", totals.findings[SEVERITY_WARNING], "warnings");
    print_tile(report, "note", totals.findings[SEVERITY_NOTE], "notes");
    print_tile(report, "", totals.new_findings, "new since the scans before");
    print_tile(report, "", totals.types, "types");
    if (totals.failed)
        print_tile(report, "error", totals.failed, "could not be scanned");
    fputs("</ul>\n", report->out);
}

static void print_number(const HtmlReport *report, const char *class, unsigned number)
{
    fprintf(report->out, "<td class=\"number%s%s\">%u</td>", number && *class ? " " : "", number ? class : "", number);
}

static void print_changes(const HtmlReport *report, const AuditRow *row)
{
    if (!row->previous) {
        fputs("<td class=\"number\">first</td><td></td>", report->out);
        return;
    }
    print_number(report, "error", row->new_findings);
    print_number(report, "", row->fixed);
}

static void print_name(const HtmlReport *report, const AuditRow *row)
{
    const char *name = !row->scan ? row->target : row->scan->package ? row->scan->package : row->scan->target;
    fputs("<th scope=\"row\">", report->out);
    if (row->page)
        fprintf(report->out, "<a href=\"%s\">", percent_encoded_path(report->arena, row->page));
    html_text(report, name);
    fputs(row->page ? "</a></th>" : "</th>", report->out);
}

static void print_row(const HtmlReport *report, const AuditRow *row)
{
    fputs("<tr>", report->out);
    print_name(report, row);
    if (!row->scan) {
        fputs(
            "<td></td><td></td><td></td><td></td><td></td><td></td><td></td><td></td><td class=\"error\">not scanned: ",
            report->out);
        html_text(report, row->problem);
        fputs("</td></tr>\n", report->out);
        return;
    }
    fputs("<td>", report->out);
    html_text(report, row->scan->version);
    fputs("</td>", report->out);
    print_number(report, "", row->scan->types);
    print_number(report, "error", row->scan->findings[SEVERITY_ERROR]);
    print_number(report, "warning", row->scan->findings[SEVERITY_WARNING]);
    print_number(report, "note", row->scan->findings[SEVERITY_NOTE]);
    print_changes(report, row);
    fprintf(report->out, "<td class=\"number\">%u of %u</td><td>", row->scan->analysed, row->scan->units);
    html_text(report, audit_since(report->arena, row));
    const char *gaps = audit_gaps(report->arena, row->scan);
    fputs(*gaps && row->previous ? "; " : "", report->out);
    html_text(report, gaps);
    fputs("</td></tr>\n", report->out);
}

int render_audit_html(const Audit *audit, const RenderOptions *options, FILE *out)
{
    HtmlReport report = {.options = options, .arena = arena_new(), .out = out};
    print_head(&report, audit);
    print_tiles(&report, audit);
    fputs("<p id=\"search\" hidden><label>Filter <input type=\"search\" id=\"filter\"></label> <span id=\"count\" "
          "role=\"status\"></span></p>\n"
          "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Packages\"><table><thead><tr>",
          out);
    static const char *const headings[] = {"Package", "Version", "Types", "Errors",         "Warnings",
                                           "Notes",   "New",     "Fixed", "Files analysed", "Remarks"};
    for (unsigned i = 0; i < sizeof headings / sizeof *headings; i++)
        fprintf(out, "<th scope=\"col\">%s</th>", headings[i]);
    fputs("</tr></thead><tbody>\n", out);
    for (unsigned i = 0; i < audit->count; i++)
        print_row(&report, &audit->rows[i]);
    fprintf(out, "</tbody></table></div>\n</main>\n<script>\n%s</script>\n</body>\n</html>\n", audit_script);
    arena_free(report.arena);
    return output_result(out);
}
