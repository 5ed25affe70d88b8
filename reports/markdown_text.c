#include "reports/markdown_text.h"

#include "reports/safe_text.h"

#include <ctype.h>
#include <string.h>

void markdown_html_character(FILE *out, char c)
{
    if (c == '<')
        fputs("&lt;", out);
    else if (c == '>')
        fputs("&gt;", out);
    else if (c == '&')
        fputs("&amp;", out);
    else
        fputc(c, out);
}

/* A character of running text, so that it means nothing to Markdown or HTML, links to nobody, and closes no table cell.
 * `before` is the one in front of it. */
static void print_plain_character(FILE *out, const char *c, char before)
{
    if (*c == '@' || *c == '#' || !strncmp(c, "://", 3))
        fprintf(out, "%c<!-- -->", *c);
    else if (*c == '_' && isalnum((unsigned char)before) && isalnum((unsigned char)c[1]))
        fputc('_', out);
    else if (strchr("\\`*_{}[]()+!|~$^=", *c))
        fprintf(out, "\\%c", *c);
    else
        markdown_html_character(out, *c);
}

/* A code span; in a table a bar would end the cell even there. */
static void print_code(FILE *out, const char *safe, size_t length)
{
    unsigned longest = 0, run = 0;
    for (size_t i = 0; i < length; i++) {
        run = safe[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    for (unsigned i = 0; i <= longest; i++)
        fputc('`', out);
    fputs(longest ? " " : "", out);
    for (size_t i = 0; i < length; i++) {
        /* no bar at all: how it is escaped differs in and outside of tables */
        if (safe[i] == '|')
            fputs("\xef\xbd\x9c", out);
        else
            fputc(safe[i], out);
    }
    fputs(longest ? " " : "", out);
    for (unsigned i = 0; i <= longest; i++)
        fputc('`', out);
}

void markdown_text(FILE *out, Arena *arena, const char *text)
{
    const char *safe = safe_text(arena, text);
    for (const char *c = safe; *c; c++) {
        const char *end = *c == '`' ? strchr(c + 1, '`') : NULL;
        if (end && end > c + 1) {
            print_code(out, c + 1, (size_t)(end - c - 1));
            c = end;
        } else {
            print_plain_character(out, c, c > safe ? c[-1] : ' ');
        }
    }
}

void markdown_name(FILE *out, Arena *arena, const char *name)
{
    const char *safe = safe_text(arena, name);
    if (*safe)
        print_code(out, safe, strlen(safe));
}

void markdown_place(FILE *out, Arena *arena, const ScanLocation *location)
{
    if (location->file && location->line)
        markdown_name(out, arena, arena_format(arena, "%s:%u", location->file, location->line));
    else
        markdown_name(out, arena, location->file);
}
