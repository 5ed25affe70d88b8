#include "reports/terminal.h"

#include "reports/safe_text.h"

#include <stdarg.h>

enum { TAB_WIDTH = 4, CUT_WIDTH = 3 /* of "..." */ };

void terminal_paint(const Terminal *terminal, Paint paint)
{
    static const char *const sequences[] = {
        [PAINT_PLAIN] = "\033[0m",      [PAINT_STRONG] = "\033[1m",  [PAINT_DIM] = "\033[2m",
        [PAINT_GUTTER] = "\033[1;34m",  [PAINT_GOOD] = "\033[1;32m", [PAINT_ERROR] = "\033[1;31m",
        [PAINT_WARNING] = "\033[1;33m", [PAINT_NOTE] = "\033[1;36m",
    };
    if (terminal->color)
        fputs(sequences[paint], terminal->out);
}

void terminal_print(const Terminal *terminal, Paint paint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (paint != PAINT_PLAIN)
        terminal_paint(terminal, paint);
    vfprintf(terminal->out, format, arguments);
    if (paint != PAINT_PLAIN)
        terminal_paint(terminal, PAINT_PLAIN);
    va_end(arguments);
}

Paint severity_paint(Severity severity)
{
    return severity == SEVERITY_ERROR ? PAINT_ERROR : severity == SEVERITY_WARNING ? PAINT_WARNING : PAINT_NOTE;
}

/* A tab becomes as many blanks as are missing to the next stop. */
static Glyph next_glyph(const char *text, size_t length, unsigned column)
{
    if (*text == '\t')
        return (Glyph){.text = " ", .width = TAB_WIDTH - column % TAB_WIDTH, .consumed = 1, .character = ' '};
    return glyph_next(text, length);
}

/* The bytes that the location marks on the line, end exclusive. */
static void marked_bytes(const ScanLocation *location, size_t length, size_t *first, size_t *end)
{
    *first = location->column ? location->column - 1 : 0;
    if (*first > length)
        *first = length;
    *end = *first + 1;
    if (location->end_line > location->line)
        *end = length;
    else if (location->end_line == location->line && location->end_column > location->column)
        *end = location->end_column - 1;
    if (*end > length)
        *end = length;
}

/* A third of the window stands before the mark, unless the line begins or ends within it. */
static void choose_window(Excerpt *excerpt, unsigned room)
{
    excerpt->window_end = excerpt->columns;
    if (excerpt->columns <= room)
        return;
    unsigned at_an_end = room - CUT_WIDTH, inside = room - 2 * CUT_WIDTH;
    if (excerpt->mark_end <= at_an_end || excerpt->mark_first <= inside / 3) {
        excerpt->window_end = at_an_end;
        return;
    }
    excerpt->window_first = excerpt->mark_first - inside / 3;
    if (excerpt->columns - excerpt->window_first <= at_an_end)
        excerpt->window_first = excerpt->columns - at_an_end;
    else
        excerpt->window_end = excerpt->window_first + inside;
}

Excerpt excerpt_of_line(const char *text, size_t length, const ScanLocation *location, unsigned room)
{
    Excerpt excerpt = {.text = text, .length = length};
    size_t first, end;
    bool first_found = false;
    marked_bytes(location, length, &first, &end);
    for (size_t i = 0; i < length;) {
        Glyph glyph = next_glyph(text + i, length - i, excerpt.columns);
        if (!first_found && i + glyph.consumed > first) {
            excerpt.mark_first = excerpt.columns;
            first_found = true;
        }
        excerpt.columns += glyph.width;
        if (i < end)
            excerpt.mark_end = excerpt.columns;
        i += glyph.consumed;
    }
    if (!first_found)
        excerpt.mark_first = excerpt.columns;
    if (excerpt.mark_end <= excerpt.mark_first)
        excerpt.mark_end = excerpt.mark_first + 1;
    choose_window(&excerpt, room);
    return excerpt;
}

void excerpt_print(const Excerpt *excerpt, FILE *out)
{
    unsigned column = 0;
    if (excerpt->window_first > 0)
        fputs("...", out);
    for (size_t i = 0; i < excerpt->length && column < excerpt->window_end;) {
        Glyph glyph = next_glyph(excerpt->text + i, excerpt->length - i, column);
        bool whole =
            column >= excerpt->window_first && column + glyph.width <= excerpt->window_end && excerpt->text[i] != '\t';
        if (whole)
            fputs(glyph.text, out);
        for (unsigned end = column + glyph.width; column < end; column++)
            if (!whole && column >= excerpt->window_first && column < excerpt->window_end)
                fputc(' ', out);
        i += glyph.consumed;
    }
    if (excerpt->window_end < excerpt->columns)
        fputs("...", out);
}

unsigned excerpt_mark_indent(const Excerpt *excerpt)
{
    return excerpt->mark_first - excerpt->window_first + (excerpt->window_first > 0 ? CUT_WIDTH : 0);
}

unsigned excerpt_mark_width(const Excerpt *excerpt)
{
    bool cut = excerpt->window_end < excerpt->columns && excerpt->mark_end > excerpt->window_end;
    return (cut ? excerpt->window_end : excerpt->mark_end) - excerpt->mark_first;
}
