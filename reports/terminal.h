/* Coloured text and source excerpts for a terminal, or for a file that looks like one. */
#ifndef GCLINT_TERMINAL_H
#define GCLINT_TERMINAL_H

#include "reports/render.h"
#include "reports/source.h"

typedef enum Paint {
    PAINT_PLAIN,
    PAINT_STRONG,
    PAINT_DIM,
    PAINT_GUTTER,
    PAINT_GOOD,
    PAINT_ERROR,
    PAINT_WARNING,
    PAINT_NOTE,
} Paint;

typedef struct Terminal {
    FILE *out;
    bool color;
    unsigned width; /* columns, 0: unknown */
} Terminal;

/* Everything printed after it looks so, until PAINT_PLAIN. */
void terminal_paint(const Terminal *terminal, Paint paint);
/* A piece of text of our own or made safe before, painted. */
void terminal_print(const Terminal *terminal, Paint paint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
Paint severity_paint(Severity severity);

/* How a source line is shown: tabs expanded, everything unsafe replaced, cut around the marked span where it is too
 * long. */
typedef struct Excerpt {
    const char *text; /* the line, not zero-terminated */
    size_t length;
    unsigned columns;                  /* of the whole line */
    unsigned mark_first, mark_end;     /* columns of the span, end exclusive, at least one */
    unsigned window_first, window_end; /* columns that are shown */
} Excerpt;

/* `location` marks a span of the line; `room` is how many columns there are, at least 20. */
Excerpt excerpt_of_line(const char *text, size_t length, const ScanLocation *location, unsigned room);
void excerpt_print(const Excerpt *excerpt, FILE *out);
/* Columns before the mark in what excerpt_print prints, and columns of the mark. */
unsigned excerpt_mark_indent(const Excerpt *excerpt);
unsigned excerpt_mark_width(const Excerpt *excerpt);

#endif
