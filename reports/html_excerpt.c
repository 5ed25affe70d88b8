/* Source lines with C's words coloured and a span marked. */
#include "reports/html_internal.h"

#include "reports/safe_text.h"

#include <ctype.h>
#include <string.h>

/* Of a line longer than the first only what is around the mark is shown. One longer than the last is data, and shown once for
 * each thing that stands on it: reading it each time to colour it would take for ever. */
enum { LINE_LIMIT = 600, BEFORE_MARK = 150, COLOR_LIMIT = 20000 };

static const char *const keywords[] = {
    "auto",     "bool",   "break",    "case",    "char",    "class",   "const",    "continue", "default",  "do",
    "double",   "else",   "enum",     "extern",  "false",   "float",   "for",      "goto",     "if",       "inline",
    "int",      "long",   "new",      "nullptr", "NULL",    "private", "public",   "register", "restrict", "return",
    "short",    "signed", "sizeof",   "static",  "struct",  "switch",  "template", "this",     "true",     "typedef",
    "typename", "union",  "unsigned", "using",   "virtual", "void",    "volatile", "while",
};

typedef struct Coloring {
    bool in_comment; /* a comment goes on from the line before */
    char *classes;   /* one character a byte: the CSS class, or ' '; NULL: none is coloured */
} Coloring;

static bool is_keyword(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strlen(keywords[i]) == length && !strncmp(keywords[i], word, length))
            return true;
    return false;
}

static size_t string_length(const char *text, size_t length)
{
    for (size_t i = 1; i < length; i++) {
        if (text[i] == '\\')
            i++;
        else if (text[i] == *text)
            return i + 1;
    }
    return length;
}

static size_t word_length(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && (isalnum((unsigned char)text[i]) || text[i] == '_'))
        i++;
    return i;
}

/* The length and class of the token that begins here. */
static size_t token(const char *text, size_t length, bool at_start, bool *in_comment, char *class)
{
    const char *end;
    *class = ' ';
    if (*in_comment || (length > 1 && !strncmp(text, "/*", 2))) {
        size_t skip = *in_comment ? 0 : 2;
        end = memmem(text + skip, length - skip, "*/", 2);
        *in_comment = !end;
        *class = 'c';
        return end ? (size_t)(end - text) + 2 : length;
    }
    if (length > 1 && !strncmp(text, "//", 2)) {
        *class = 'c';
        return length;
    }
    if (*text == '"' || *text == '\'') {
        *class = 's';
        return string_length(text, length);
    }
    if (*text == '#' && at_start) {
        *class = 'p';
        size_t blank = 1;
        while (blank < length && isblank((unsigned char)text[blank]))
            blank++;
        return blank + word_length(text + blank, length - blank);
    }
    size_t word = word_length(text, length);
    if (word)
        *class = isdigit((unsigned char)*text) ? 'n' : is_keyword(text, word) ? 'k' : ' ';
    return word ? word : 1;
}

static void color_line(Coloring *coloring, const char *text, size_t length)
{
    bool at_start = true;
    for (size_t i = 0; i < length;) {
        char class;
        size_t size = token(text + i, length - i, at_start, &coloring->in_comment, &class);
        memset(coloring->classes + i, class, size);
        at_start = at_start && isspace((unsigned char)text[i]);
        i += size;
    }
}

/* A run of bytes of one class, all of it marked or none. Tabs stay what they are. */
static void print_run(const HtmlReport *report, const char *text, size_t length, char class, bool marked)
{
    fputs(marked ? "<mark>" : "", report->out);
    if (class != ' ')
        fprintf(report->out, "<span class=\"%c\">", class);
    while (length > 0) {
        const char *tab = memchr(text, '\t', length);
        size_t piece = tab ? (size_t)(tab - text) : length;
        html_piece(report, text, piece);
        if (tab)
            fputc('\t', report->out);
        text += piece + (tab != NULL);
        length -= piece + (tab != NULL);
    }
    fputs(class != ' ' ? "</span>" : "", report->out);
    fputs(marked ? "</mark>" : "", report->out);
}

/* Moves to the start of a UTF-8 sequence. */
static size_t sequence_start(const char *text, size_t at)
{
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80)
        at--;
    return at;
}

static char class_at(const Coloring *coloring, size_t i)
{
    return coloring->classes ? coloring->classes[i] : ' ';
}

static void print_line(const HtmlReport *report, Coloring *coloring, const char *text, size_t length, size_t mark,
                       size_t mark_end)
{
    size_t first = 0, end = length;
    coloring->classes = length <= COLOR_LIMIT ? arena_allocate(report->arena, length + 1) : NULL;
    if (coloring->classes)
        color_line(coloring, text, length);
    if (length > LINE_LIMIT) {
        first = mark < mark_end && mark > BEFORE_MARK ? sequence_start(text, mark - BEFORE_MARK) : 0;
        end = first + LINE_LIMIT < length ? sequence_start(text, first + LINE_LIMIT) : length;
    }
    fputs(first > 0 ? "<span class=\"cut\">...</span>" : "", report->out);
    for (size_t i = first; i < end;) {
        size_t run = i;
        bool marked = i >= mark && i < mark_end;
        while (run < end && class_at(coloring, run) == class_at(coloring, i) && (run >= mark && run < mark_end) == marked)
            run++;
        print_run(report, text + i, run - i, class_at(coloring, i), marked);
        i = run;
    }
    fputs(end < length ? "<span class=\"cut\">...</span>" : "", report->out);
}

static void print_row(const HtmlReport *report, Coloring *coloring, const ScanLocation *location, uint32_t line)
{
    size_t length, mark = 0, mark_end = 0;
    const char *text = source_line(report->sources, location->file, line, &length);
    if (!text)
        return;
    if (line == location->line) {
        mark = location->column && location->column <= length ? location->column - 1 : 0;
        mark_end =
            location->end_line == line && location->end_column > location->column ? location->end_column - 1 : length;
    }
    fprintf(report->out, "<span class=\"row\"><span class=\"number\">%u</span><span class=\"line\">", line);
    print_line(report, coloring, text, length, mark, mark_end < length ? mark_end : length);
    fputs("</span></span>", report->out);
}

/* Whether the excerpt begins inside a comment: one ends in it before any begins. */
static bool begins_in_comment(const HtmlReport *report, const char *file, uint32_t first, uint32_t last)
{
    for (uint32_t line = first; line <= last; line++) {
        size_t length;
        const char *text = source_line(report->sources, file, line, &length);
        const char *end = text ? memmem(text, length, "*/", 2) : NULL;
        const char *start = text ? memmem(text, length, "/*", 2) : NULL;
        if (end || start)
            return end && (!start || end < start);
    }
    return false;
}

void html_excerpt(const HtmlReport *report, const ScanLocation *location, unsigned context)
{
    size_t length;
    if (!source_line(report->sources, location->file, location->line, &length))
        return;
    uint32_t first = location->line > context ? location->line - context : 1;
    uint32_t last = location->line + context;
    Coloring coloring = {.in_comment = begins_in_comment(report, location->file, first, last)};
    fputs("<pre class=\"excerpt\" tabindex=\"0\"><code>", report->out);
    for (uint32_t line = first; line <= last; line++)
        print_row(report, &coloring, location, line);
    fputs("</code></pre>\n", report->out);
}
