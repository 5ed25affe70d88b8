/* What the files of the HTML renderer share. */
#ifndef GCLINT_HTML_INTERNAL_H
#define GCLINT_HTML_INTERNAL_H

#include "reports/render_internal.h"
#include "reports/source.h"

typedef struct HtmlReport {
    const Scan *scan;
    const RenderOptions *options;
    SourceTree *sources;
    Arena *arena;
    FILE *out;
} HtmlReport;

/* Text from anywhere, for content and attribute values: made safe and escaped. NULL prints nothing. */
void html_text(const HtmlReport *report, const char *text);
/* The same for a part of a text. */
void html_piece(const HtmlReport *report, const char *text, size_t length);
void html_code(const HtmlReport *report, const char *text);
/* Text of one line in which pairs of backticks mark code. */
void html_line(const HtmlReport *report, const char *text, size_t length);
/* "file:line:column" as code; nothing without a file. */
void html_place(const HtmlReport *report, const ScanLocation *location);
/* The value of an id, from a name: letters, digits, '-' and '_' only. */
const char *html_id(const HtmlReport *report, const char *prefix, const char *name);

/* A page of Markdown (what the rules' pages use of it), its headings `level` deep and deeper. */
void html_markdown(const HtmlReport *report, const char *markdown, unsigned level);
/* The marked line with `context` lines before and behind; nothing if the source cannot be read. */
void html_excerpt(const HtmlReport *report, const ScanLocation *location, unsigned context);

void html_findings(const HtmlReport *report);
void html_types(const HtmlReport *report);
void html_graph(const HtmlReport *report);
/* How it went from scan to scan; nothing if this is the first. */
void html_history(const HtmlReport *report);

#endif
