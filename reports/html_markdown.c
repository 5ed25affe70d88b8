/* The Markdown of the rules' pages as HTML: headings, paragraphs, lists, fenced code, code spans, strong text and
 * links. What is no Markdown of these kinds is shown as it stands; HTML in it is text. */
#include "reports/html_internal.h"

#include <ctype.h>
#include <string.h>

enum { DEEPEST_HEADING = 6 };

typedef struct Line {
    const char *text;
    size_t length;
} Line;

/* The line at *rest, which moves behind it; text is NULL at the end. */
static Line next_line(const char **rest)
{
    if (!**rest)
        return (Line){0};
    Line line = {*rest, strcspn(*rest, "\n")};
    *rest += line.length + ((*rest)[line.length] == '\n');
    return line;
}

static bool is_blank(Line line)
{
    while (line.length > 0 && isspace((unsigned char)*line.text))
        line.text++, line.length--;
    return line.length == 0;
}

/* Length of "- ", "* " or "12. " with what stands before it; 0 if the line is no item. */
static size_t item_marker(Line line)
{
    size_t i = 0;
    while (i < line.length && line.text[i] == ' ')
        i++;
    size_t digits = 0;
    while (i + digits < line.length && isdigit((unsigned char)line.text[i + digits]))
        digits++;
    if (digits && i + digits + 1 < line.length && line.text[i + digits] == '.' && line.text[i + digits + 1] == ' ')
        return i + digits + 2;
    if (!digits && i + 1 < line.length && strchr("-*", line.text[i]) && line.text[i + 1] == ' ')
        return i + 2;
    return 0;
}

static bool is_fence(Line line)
{
    return line.length >= 3 && !strncmp(line.text, "```", 3);
}

static bool is_web_address(const char *text, size_t length)
{
    return (length > 8 && !strncmp(text, "https://", 8)) || (length > 7 && !strncmp(text, "http://", 7));
}

static void print_link(const HtmlReport *report, const char *address, size_t address_length, const char *text,
                       size_t length)
{
    fputs("<a rel=\"noreferrer\" href=\"", report->out);
    html_piece(report, address, address_length);
    fputs("\">", report->out);
    html_line(report, text, length);
    fputs("</a>", report->out);
}

/* If a link, an address, strong text or code begins here, prints it and returns its length, else 0. */
static size_t print_span(const HtmlReport *report, const char *text, size_t length)
{
    const char *close;
    if (*text == '`' && (close = memchr(text + 1, '`', length - 1))) {
        html_line(report, text, (size_t)(close - text) + 1);
        return (size_t)(close - text) + 1;
    }
    if (length > 4 && !strncmp(text, "**", 2) && (close = memmem(text + 2, length - 2, "**", 2)) && close > text + 2) {
        fputs("<strong>", report->out);
        html_line(report, text + 2, (size_t)(close - text) - 2);
        fputs("</strong>", report->out);
        return (size_t)(close - text) + 2;
    }
    if (*text == '[' && (close = memmem(text, length, "](", 2))) {
        const char *end = memchr(close, ')', length - (size_t)(close - text));
        if (!end || !is_web_address(close + 2, (size_t)(end - close) - 2))
            return 0;
        print_link(report, close + 2, (size_t)(end - close) - 2, text + 1, (size_t)(close - text) - 1);
        return (size_t)(end - text) + 1;
    }
    if (is_web_address(text, length)) {
        size_t end = 0;
        while (end < length && !isspace((unsigned char)text[end]) && !strchr("<>\"')]", text[end]))
            end++;
        while (end > 0 && strchr(".,;:", text[end - 1]))
            end--;
        print_link(report, text, end, text, end);
        return end;
    }
    return 0;
}

static void print_spans(const HtmlReport *report, const char *text, size_t length)
{
    size_t plain = 0;
    for (size_t i = 0; i < length;) {
        if (!strchr("`*[h", text[i])) {
            i++;
            continue;
        }
        html_piece(report, text + plain, i - plain);
        size_t used = print_span(report, text + i, length - i);
        plain = i + used;
        i += used ? used : 1;
    }
    html_piece(report, text + plain, length - plain);
}

/* The line and those that continue it, up to a blank one or another block, as one text. */
static const char *join_lines(const HtmlReport *report, Line first, const char **rest)
{
    const char *text = arena_copy_text(report->arena, first.text, first.length);
    for (;;) {
        const char *after = *rest;
        Line line = next_line(&after);
        if (!line.text || is_blank(line) || is_fence(line) || *line.text == '#' || item_marker(line))
            return text;
        text = arena_format(report->arena, "%s %.*s", text, (int)line.length, line.text);
        *rest = after;
    }
}

static void print_fenced(const HtmlReport *report, const char **rest)
{
    fputs("<pre tabindex=\"0\"><code>", report->out);
    for (Line line = next_line(rest); line.text && !is_fence(line); line = next_line(rest)) {
        html_piece(report, line.text, line.length);
        fputc('\n', report->out);
    }
    fputs("</code></pre>\n", report->out);
}

static void print_heading(const HtmlReport *report, Line line, unsigned level)
{
    unsigned depth = 0;
    while (depth < line.length && line.text[depth] == '#')
        depth++;
    unsigned tag = level + depth - 1 < DEEPEST_HEADING ? level + depth - 1 : DEEPEST_HEADING;
    size_t skip = depth + (depth < line.length && line.text[depth] == ' ');
    fprintf(report->out, "<h%u>", tag);
    print_spans(report, line.text + skip, line.length - skip);
    fprintf(report->out, "</h%u>\n", tag);
}

static void print_list(const HtmlReport *report, Line line, const char **rest)
{
    const char *tag = strchr("-*", line.text[strspn(line.text, " ")]) ? "ul" : "ol";
    fprintf(report->out, "<%s>\n", tag);
    while (line.text && item_marker(line)) {
        const char *text = join_lines(report, line, rest);
        fputs("<li>", report->out);
        print_spans(report, text + item_marker(line), strlen(text) - item_marker(line));
        fputs("</li>\n", report->out);
        const char *after = *rest;
        line = next_line(&after);
        if (line.text && item_marker(line))
            *rest = after;
    }
    fprintf(report->out, "</%s>\n", tag);
}

void html_markdown(const HtmlReport *report, const char *markdown, unsigned level)
{
    const char *rest = markdown;
    for (Line line = next_line(&rest); line.text; line = next_line(&rest)) {
        if (is_blank(line))
            continue;
        if (is_fence(line)) {
            print_fenced(report, &rest);
        } else if (*line.text == '#') {
            print_heading(report, line, level);
        } else if (item_marker(line)) {
            print_list(report, line, &rest);
        } else {
            const char *text = join_lines(report, line, &rest);
            fputs("<p>", report->out);
            print_spans(report, text, strlen(text));
            fputs("</p>\n", report->out);
        }
    }
}
