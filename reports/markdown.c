/* Markdown for $GITHUB_STEP_SUMMARY and for comments on merge requests: a table of the findings, then each with what it
 * rests on. It stays below what hosts take as a comment; what had to be left out is said. */
#include "reports/markdown_text.h"
#include "reports/render_internal.h"

#include "base/memory.h"
#include "reports/safe_text.h"
#include "reports/source.h"

#include <stdlib.h>
#include <string.h>

/* GitHub takes 65536 characters in a comment. The table may fill half of it. */
enum { SIZE_LIMIT = 60000, TABLE_LIMIT = SIZE_LIMIT / 2, UNIT_LIMIT = 20, LINE_LIMIT = 160 };

typedef struct MarkdownReport {
    const Scan *scan;
    const RenderOptions *options;
    SourceTree *sources;
    Arena *arena;
    FILE *out;
    size_t size; /* printed so far */
} MarkdownReport;

/* Text of one line whose pairs of backticks mark code. */
static void print_text(const MarkdownReport *report, const char *text)
{
    markdown_text(report->out, report->arena, text);
}

static void print_name(const MarkdownReport *report, const char *name)
{
    markdown_name(report->out, report->arena, name);
}

static void print_place(const MarkdownReport *report, const ScanLocation *location)
{
    markdown_place(report->out, report->arena, location);
}

/* A fenced block; each line of the text is a line of it. */
static void print_block(const MarkdownReport *report, const char *language, const char *text)
{
    unsigned longest = 2, run = 0;
    for (const char *c = text; *c; c++) {
        run = *c == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    char *fence = arena_allocate(report->arena, longest + 2);
    memset(fence, '`', longest + 1);
    fprintf(report->out, "%s%s\n", fence, language);
    while (*text) {
        size_t length = strcspn(text, "\n");
        char *line = arena_copy_text(report->arena, text, length);
        for (char *tab = line; (tab = strchr(tab, '\t'));)
            *tab = ' ';
        print_safe_text(report->out, line);
        fputc('\n', report->out);
        text += length + (text[length] == '\n');
    }
    fprintf(report->out, "%s\n", fence);
}

static void print_headline(const MarkdownReport *report)
{
    FindingCounts counts = count_findings(report->scan, report->options);
    const char *separator = " (";
    if (counts.total == 0)
        fputs("## gclint: no finding", report->out);
    else
        fprintf(report->out, "## gclint: %u finding%s", counts.total, counts.total == 1 ? "" : "s");
    for (Severity severity = SEVERITY_ERROR + 1; severity-- > SEVERITY_NOTE;) {
        if (counts.shown[severity] == 0 || counts.shown[severity] == counts.total)
            continue;
        fprintf(report->out, "%s%u %s%s", separator, counts.shown[severity], severity_name(severity),
                counts.shown[severity] == 1 ? "" : "s");
        separator = ", ";
    }
    fputs(*separator == ',' ? ")\n\n" : "\n\n", report->out);
    if (counts.known || counts.suppressed)
        fprintf(report->out, "Not shown: %u known from the baseline, %u suppressed.\n\n", counts.known,
                counts.suppressed);
}

static void print_unit_list(const MarkdownReport *report, const char *status, const char *what)
{
    unsigned count = 0;
    for (unsigned i = 0; i < report->scan->unit_count; i++) {
        const ScanUnit *unit = &report->scan->units[i];
        if (!unit->status || strcmp(unit->status, status) != 0 || count++ >= UNIT_LIMIT)
            continue;
        fputs("- ", report->out);
        print_name(report, unit->path);
        fprintf(report->out, " %s: ", what);
        print_text(report, unit->reason ? unit->reason : "no reason given");
        fputc('\n', report->out);
    }
    if (count > UNIT_LIMIT)
        fprintf(report->out, "- and %u more\n", count - UNIT_LIMIT);
}

static void print_coverage_section(const MarkdownReport *report)
{
    ScanCoverage coverage = scan_coverage(report->scan);
    unsigned count;
    const Tally *reasons = tally_unit_reasons(report->arena, report->scan, "skipped", &count);
    fputs("Analysed ", report->out);
    print_name(report, report->scan->target);
    fprintf(report->out, ": %u types in %u of %u units", coverage.types, coverage.parsed + coverage.partial,
            coverage.units);
    if (report->scan->python) {
        fputs(" for Python ", report->out);
        print_text(report, report->scan->python);
    }
    if (coverage.types > coverage.types_complete)
        fprintf(report->out, "; %u of the types not fully resolved", coverage.types - coverage.types_complete);
    fputs(".\n\n", report->out);
    print_unit_list(report, "failed", "could not be analysed");
    print_unit_list(report, "partial", "was analysed only in part");
    for (unsigned i = 0; i < count && i < UNIT_LIMIT; i++) {
        fprintf(report->out, "- %u unit%s skipped: ", reasons[i].count, reasons[i].count == 1 ? "" : "s");
        print_text(report, *reasons[i].name ? reasons[i].name : "no reason given");
        fputc('\n', report->out);
    }
    fputc('\n', report->out);
}

static void print_table_row(const MarkdownReport *report, const ScanFinding *finding)
{
    fprintf(report->out, "| %s | ", severity_name(finding->severity));
    print_name(report, finding->rule);
    fputs(" | ", report->out);
    print_name(report, finding->type);
    fputs(" | ", report->out);
    print_place(report, &finding->location);
    fputs(" | ", report->out);
    print_text(report, finding->message);
    fputs(" |\n", report->out);
}

static void print_evidence(const MarkdownReport *report, const ScanFinding *finding)
{
    unsigned step = 0;
    for (unsigned i = 0; i < finding->evidence_count; i++) {
        const ScanEvidence *evidence = &finding->evidence[i];
        fputs("- ", report->out);
        if (evidence->is_step)
            fprintf(report->out, "(%u) ", ++step);
        print_place(report, &evidence->location);
        fputs(evidence->location.file ? " " : "", report->out);
        print_text(report, evidence->text);
        fputc('\n', report->out);
    }
    fputs(finding->evidence_count ? "\n" : "", report->out);
}

static void print_excerpt(const MarkdownReport *report, const ScanLocation *location)
{
    size_t length;
    const char *line = source_line(report->sources, location->file, location->line, &length);
    if (!line || length > LINE_LIMIT)
        return;
    print_block(report, "c", arena_format(report->arena, "%.*s", (int)length, line));
    fputc('\n', report->out);
}

/* Between HTML tags Markdown does not look at the text. */
static void print_html_code(const MarkdownReport *report, const char *name)
{
    fputs("<code>", report->out);
    for (const char *c = safe_text(report->arena, name); *c; c++)
        markdown_html_character(report->out, *c);
    fputs("</code>", report->out);
}

static void print_details(const MarkdownReport *report, const ScanFinding *finding)
{
    const char *subject = finding->type ? finding->type : finding->location.file;
    fprintf(report->out, "<details><summary>%s ", severity_name(finding->severity));
    print_html_code(report, finding->rule);
    if (subject) {
        fputs(" in ", report->out);
        print_html_code(report, subject);
    }
    fputs("</summary>\n\n", report->out);
    print_place(report, &finding->location);
    fputs(finding->location.file ? ": " : "", report->out);
    print_text(report, finding->message);
    fputs("\n\n", report->out);
    print_excerpt(report, &finding->location);
    print_evidence(report, finding);
    for (unsigned i = 0; i < finding->fix_count; i++) {
        fputs("Fix: ", report->out);
        print_text(report, finding->fixes[i].description);
        fputs("\n\n", report->out);
        print_block(report, "c", finding->fixes[i].text ? finding->fixes[i].text : "");
        fputc('\n', report->out);
    }
    fputs("More: ", report->out);
    print_name(report, arena_format(report->arena, "gclint explain %s", finding->rule ? finding->rule : ""));
    fputs("\n\n</details>\n\n", report->out);
}

/* Prints the findings by `print` until `limit` bytes of the report are reached; returns how many are left. */
static unsigned print_within(MarkdownReport *report, void (*print)(const MarkdownReport *, const ScanFinding *),
                             size_t limit)
{
    FILE *out = report->out;
    unsigned left = 0;
    for (unsigned i = 0; i < report->scan->finding_count; i++) {
        if (!finding_is_shown(&report->scan->findings[i], report->options))
            continue;
        char *text;
        size_t size;
        report->out = memory_stream_new(&text, &size);
        print(report, &report->scan->findings[i]);
        memory_stream_end(report->out, &text);
        if (left == 0 && report->size + size <= limit) {
            fwrite(text, 1, size, out);
            report->size += size;
        } else {
            left++;
        }
        free(text);
    }
    report->out = out;
    return left;
}

static void print_findings(MarkdownReport *report)
{
    if (count_findings(report->scan, report->options).total == 0)
        return;
    fputs("| Severity | Rule | Type | Where | What |\n| --- | --- | --- | --- | --- |\n", report->out);
    unsigned left = print_within(report, print_table_row, TABLE_LIMIT);
    fputc('\n', report->out);
    if (left)
        fprintf(report->out, "And %u more, left out here for their number.\n\n", left);
    left = print_within(report, print_details, SIZE_LIMIT);
    if (left)
        fprintf(report->out, "The details of %u more are left out here for their size.\n\n", left);
}

int render_markdown(const Scan *scan, const RenderOptions *options, FILE *out)
{
    MarkdownReport report = {
        .scan = scan, .options = options, .sources = source_open(scan_sources(scan)), .arena = arena_new(), .out = out};
    print_headline(&report);
    print_findings(&report);
    print_coverage_section(&report);
    source_close(report.sources);
    arena_free(report.arena);
    return output_result(out);
}
