#include "reports/html_internal.h"

#include "reports/safe_text.h"

#include <ctype.h>
#include <string.h>

void html_piece(const HtmlReport *report, const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        Glyph glyph = glyph_next(text + i, length - i);
        switch (text[i]) {
        case '&':
            fputs("&amp;", report->out);
            break;
        case '<':
            fputs("&lt;", report->out);
            break;
        case '>':
            fputs("&gt;", report->out);
            break;
        case '"':
            fputs("&quot;", report->out);
            break;
        case '\'':
            fputs("&#39;", report->out);
            break;
        default:
            fputs(glyph.text, report->out);
        }
        i += glyph.consumed;
    }
}

void html_text(const HtmlReport *report, const char *text)
{
    if (text)
        html_piece(report, text, strlen(text));
}

void html_code(const HtmlReport *report, const char *text)
{
    fputs("<code>", report->out);
    html_text(report, text);
    fputs("</code>", report->out);
}

void html_line(const HtmlReport *report, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        const char *open = memchr(text, '`', (size_t)(end - text));
        const char *close = open ? memchr(open + 1, '`', (size_t)(end - open - 1)) : NULL;
        if (!close) {
            html_piece(report, text, (size_t)(end - text));
            return;
        }
        html_piece(report, text, (size_t)(open - text));
        fputs("<code>", report->out);
        html_piece(report, open + 1, (size_t)(close - open - 1));
        fputs("</code>", report->out);
        text = close + 1;
    }
}

void html_place(const HtmlReport *report, const ScanLocation *location)
{
    if (!location->file)
        return;
    fputs("<code>", report->out);
    html_text(report, location->file);
    if (location->line)
        fprintf(report->out, ":%u", location->line);
    if (location->line && location->column)
        fprintf(report->out, ":%u", location->column);
    fputs("</code>", report->out);
}

const char *html_id(const HtmlReport *report, const char *prefix, const char *name)
{
    char *id = arena_format(report->arena, "%s%s", prefix, name ? name : "");
    for (char *c = id; *c; c++)
        if (!isascii((unsigned char)*c) || (!isalnum((unsigned char)*c) && *c != '-' && *c != '_'))
            *c = '-';
    return id;
}
