/* How the findings of a package went from scan to scan: a picture, and the same as a table. */
#include "reports/html_internal.h"

enum { BAR_WIDTH = 20, BAR_STEP = 26, HEIGHT = 100 };

static unsigned total(const ScanHistory *scan)
{
    return scan->findings[SEVERITY_ERROR] + scan->findings[SEVERITY_WARNING] + scan->findings[SEVERITY_NOTE];
}

/* Errors stand at the bottom, for they matter most. */
static void print_bar(const HtmlReport *report, const ScanHistory *scan, unsigned index, unsigned most)
{
    unsigned y = HEIGHT;
    for (Severity severity = SEVERITY_ERROR + 1; severity-- > SEVERITY_NOTE;) {
        unsigned height = most ? scan->findings[severity] * (HEIGHT - 4) / most : 0;
        if (!height && scan->findings[severity])
            height = 1;
        y -= height < y ? height : y;
        if (height)
            fprintf(report->out, "<rect class=\"%s\" x=\"%u\" y=\"%u\" width=\"%d\" height=\"%u\"/>",
                    severity_name(severity), index * BAR_STEP, y, BAR_WIDTH, height);
    }
}

static void print_picture(const HtmlReport *report)
{
    const Scan *scan = report->scan;
    unsigned most = 0;
    for (unsigned i = 0; i < scan->history_count; i++)
        most = total(&scan->history[i]) > most ? total(&scan->history[i]) : most;
    fprintf(report->out,
            "<svg class=\"history\" viewBox=\"0 0 %u %d\" preserveAspectRatio=\"xMinYMax meet\" role=\"img\" "
            "aria-label=\"Findings of the last %u scans, %u in the first and %u in this one; the table has the "
            "numbers\">",
            scan->history_count * BAR_STEP, HEIGHT, scan->history_count, total(&scan->history[0]),
            total(&scan->history[scan->history_count - 1]));
    for (unsigned i = 0; i < scan->history_count; i++)
        print_bar(report, &scan->history[i], i, most);
    fputs("</svg>\n", report->out);
}

static void print_row(const HtmlReport *report, const ScanHistory *scan)
{
    fprintf(report->out, "<tr><th scope=\"row\">%lld</th><td>", (long long)scan->id);
    html_text(report, scan->started);
    fputs("</td><td>", report->out);
    html_text(report, scan->version);
    fprintf(report->out,
            "</td><td class=\"number\">%u</td><td class=\"number\">%u</td><td class=\"number\">%u</td></tr>\n",
            scan->findings[SEVERITY_ERROR], scan->findings[SEVERITY_WARNING], scan->findings[SEVERITY_NOTE]);
}

void html_history(const HtmlReport *report)
{
    const Scan *scan = report->scan;
    if (scan->history_count < 2)
        return;
    fputs("<section aria-labelledby=\"history\">\n<h2 id=\"history\">History</h2>\n", report->out);
    print_picture(report);
    fputs("<details><summary>In numbers</summary>\n<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th "
          "scope=\"col\">Scan</th>"
          "<th scope=\"col\">When</th><th scope=\"col\">Version</th><th scope=\"col\">Errors</th><th "
          "scope=\"col\">Warnings</th>"
          "<th scope=\"col\">Notes</th></tr></thead><tbody>\n",
          report->out);
    for (unsigned i = 0; i < scan->history_count; i++)
        print_row(report, &scan->history[i]);
    fputs("</tbody></table></div></details>\n</section>\n", report->out);
}
