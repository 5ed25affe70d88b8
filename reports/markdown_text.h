/* Text from anywhere in Markdown, so that it means nothing to Markdown or HTML, links to nobody, and closes no table
 * cell. */
#ifndef GCLINT_MARKDOWN_TEXT_H
#define GCLINT_MARKDOWN_TEXT_H

#include "reports/scan.h"

#include <stdio.h>

/* Text of one line whose pairs of backticks mark code. */
void markdown_text(FILE *out, Arena *arena, const char *text);
/* As code; nothing for NULL or "". */
void markdown_name(FILE *out, Arena *arena, const char *name);
/* "file:line" as code. */
void markdown_place(FILE *out, Arena *arena, const ScanLocation *location);
/* One character of text between HTML tags. */
void markdown_html_character(FILE *out, char c);

#endif
