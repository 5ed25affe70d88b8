#include "reports/html_internal.h"

#include "base/hash_table.h"
#include "reports/safe_text.h"

#include <string.h>

enum { FINDING_CONTEXT = 2, EVIDENCE_CONTEXT = 1 };

/* Ids that are taken: findings may share a fingerprint. */
typedef struct TakenId {
    const char *id;
    unsigned count;
    UT_hash_handle hh;
} TakenId;

static const char *finding_id(const HtmlReport *report, const ScanFinding *finding, TakenId **taken)
{
    const char *id = html_id(report, "finding-", finding->fingerprint);
    TakenId *known;
    HASH_FIND_STR(*taken, id, known);
    if (known)
        return arena_format(report->arena, "%s-%u", id, ++known->count);
    known = ARENA_NEW(report->arena, TakenId);
    *known = (TakenId){.id = id, .count = 1};
    HASH_ADD_KEYPTR(hh, *taken, known->id, strlen(known->id), known);
    return id;
}

static void print_attribute(const HtmlReport *report, const char *name, const char *value)
{
    fprintf(report->out, " %s=\"", name);
    html_text(report, value);
    fputc('"', report->out);
}

static void print_type_link(const HtmlReport *report, const char *symbol)
{
    for (unsigned i = 0; i < report->scan->type_count; i++) {
        if (!report->scan->types[i].symbol || strcmp(report->scan->types[i].symbol, symbol) != 0)
            continue;
        fprintf(report->out, "<a href=\"#type-%u\">", i);
        html_code(report, symbol);
        fputs("</a>", report->out);
        return;
    }
    html_code(report, symbol);
}

static void print_subject(const HtmlReport *report, const ScanFinding *finding)
{
    fputs("<p class=\"where\">", report->out);
    html_place(report, &finding->location);
    if (finding->type) {
        fputs(" type ", report->out);
        print_type_link(report, finding->type);
    }
    if (finding->field) {
        fputs(" field ", report->out);
        html_code(report, finding->field);
    }
    if (finding->function) {
        fputs(" in ", report->out);
        html_code(report, finding->function);
    }
    if (finding->baseline && !strcmp(finding->baseline, "unchanged"))
        fputs(" known from the baseline", report->out);
    fputs("</p>\n", report->out);
}

static void print_evidence(const HtmlReport *report, const ScanFinding *finding)
{
    unsigned step = 0;
    if (finding->evidence_count == 0)
        return;
    fputs("<ol class=\"evidence\">\n", report->out);
    for (unsigned i = 0; i < finding->evidence_count; i++) {
        const ScanEvidence *evidence = &finding->evidence[i];
        if (evidence->is_step)
            fprintf(report->out, "<li value=\"%u\">", ++step);
        else
            fputs("<li class=\"aside\">", report->out);
        if (evidence->text)
            html_line(report, evidence->text, strlen(evidence->text));
        fputs(evidence->location.file ? " <span class=\"where\">" : "", report->out);
        html_place(report, &evidence->location);
        fputs(evidence->location.file ? "</span>\n" : "", report->out);
        html_excerpt(report, &evidence->location, EVIDENCE_CONTEXT);
        fputs("</li>\n", report->out);
    }
    fputs("</ol>\n", report->out);
}

static void print_fixes(const HtmlReport *report, const ScanFinding *finding)
{
    for (unsigned i = 0; i < finding->fix_count; i++) {
        const char *text = finding->fixes[i].text ? finding->fixes[i].text : "";
        fputs("<p>Fix: ", report->out);
        html_text(report, finding->fixes[i].description);
        fputs("</p>\n<pre tabindex=\"0\"><code>", report->out);
        while (*text) {
            size_t length = strcspn(text, "\n\t");
            html_piece(report, text, length);
            if (text[length])
                fputc(text[length], report->out);
            text += length + (text[length] != '\0');
        }
        fputs("</code></pre>\n", report->out);
    }
}

static void print_title(const HtmlReport *report, const ScanFinding *finding, const char *id)
{
    const char *severity = severity_name(finding->severity);
    fprintf(report->out, "<h3><span class=\"severity %s\">%s</span> ", severity, severity);
    if (scan_rule(report->scan, finding->rule))
        fprintf(report->out, "<a href=\"#%s\">", html_id(report, "rule-", finding->rule));
    html_text(report, finding->rule);
    fputs(scan_rule(report->scan, finding->rule) ? "</a>" : "", report->out);
    fprintf(report->out, " <a class=\"self\" href=\"#%s\" aria-label=\"Link to this finding of ", id);
    html_text(report, finding->rule);
    fputs(" at ", report->out);
    html_text(report, finding->location.file);
    fprintf(report->out, " line %u\">link</a></h3>\n", finding->location.line);
}

static void print_finding(const HtmlReport *report, const ScanFinding *finding, TakenId **taken)
{
    const char *severity = severity_name(finding->severity);
    const char *id = finding_id(report, finding, taken);
    fprintf(report->out, "<article class=\"finding is-%s\" id=\"%s\"", severity, id);
    print_attribute(report, "data-severity", severity);
    print_attribute(report, "data-rule", finding->rule);
    print_attribute(report, "data-type", finding->type);
    print_attribute(report, "data-file", finding->location.file);
    fputs(">\n", report->out);
    print_title(report, finding, id);
    fputs("<p>", report->out);
    if (finding->message)
        html_line(report, finding->message, strlen(finding->message));
    fputs("</p>\n", report->out);
    print_subject(report, finding);
    html_excerpt(report, &finding->location, FINDING_CONTEXT);
    print_evidence(report, finding);
    print_fixes(report, finding);
    if (finding->suppressed) {
        fputs("<p>Suppressed: ", report->out);
        html_text(report, finding->suppression_reason ? finding->suppression_reason : "no reason given");
        fputs("</p>\n", report->out);
    }
    fputs("</article>\n", report->out);
}

/* The values that a property of the shown findings has, as options of a select, in the order of their first finding. */
static void print_options(const HtmlReport *report, const char *label, const char *name, size_t offset)
{
    TakenId *taken = NULL;
    fprintf(report->out, "<label>%s <select name=\"%s\"><option value=\"\">all</option>", label, name);
    for (unsigned i = 0; i < report->scan->finding_count; i++) {
        const ScanFinding *finding = &report->scan->findings[i];
        const char *value;
        memcpy(&value, (const char *)finding + offset, sizeof value);
        if (!value || !finding_is_selected(finding, report->options))
            continue;
        TakenId *known;
        HASH_FIND_STR(taken, value, known);
        if (known)
            continue;
        known = ARENA_NEW(report->arena, TakenId);
        known->id = value;
        HASH_ADD_KEYPTR(hh, taken, known->id, strlen(known->id), known);
        fputs("<option>", report->out);
        html_text(report, value);
        fputs("</option>", report->out);
    }
    fputs("</select></label>\n", report->out);
    HASH_CLEAR(hh, taken);
}

static void print_filters(const HtmlReport *report)
{
    fputs("<form id=\"filters\" role=\"search\" aria-label=\"Filter the findings\">\n<div class=\"fields\">\n"
          "<label>Search <input type=\"search\" name=\"search\" autocomplete=\"off\"></label>\n",
          report->out);
    print_options(report, "Rule", "rule", offsetof(ScanFinding, rule));
    print_options(report, "Type", "type", offsetof(ScanFinding, type));
    print_options(report, "File", "file", offsetof(ScanFinding, location) + offsetof(ScanLocation, file));
    fputs("</div>\n<fieldset><legend class=\"soft\">Severity</legend>\n", report->out);
    for (Severity severity = SEVERITY_ERROR + 1; severity-- > SEVERITY_NOTE;)
        fprintf(report->out, "<label><input type=\"checkbox\" name=\"severity\" value=\"%s\" checked> %s</label>\n",
                severity_name(severity), severity_name(severity));
    fputs("<button type=\"reset\">Show all</button> <span id=\"count\" role=\"status\"></span></fieldset>\n"
          "<p class=\"soft keys\"><kbd>/</kbd> searches, <kbd>j</kbd> and <kbd>k</kbd> go to the next and the previous "
          "finding.</p>\n"
          "</form>\n",
          report->out);
}

void html_findings(const HtmlReport *report)
{
    TakenId *taken = NULL;
    fputs("<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>\n", report->out);
    print_filters(report);
    for (unsigned i = 0; i < report->scan->finding_count; i++)
        if (finding_is_selected(&report->scan->findings[i], report->options))
            print_finding(report, &report->scan->findings[i], &taken);
    fputs("</section>\n", report->out);
    HASH_CLEAR(hh, taken);
}
