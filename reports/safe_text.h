/* Text of a scanned tree on its way to a reader. Names, messages and source lines come from files that nobody vouches
 * for: they may hold escape sequences, characters that reorder what is shown, and bytes that are no UTF-8 at all. */
#ifndef GCLINT_SAFE_TEXT_H
#define GCLINT_SAFE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* One character as it may be shown: itself, or \x1b, \u{202e}, \xff for what may not. */
typedef struct Glyph {
    char text[12];      /* zero-terminated UTF-8 */
    unsigned width;     /* columns of a terminal; 0 for a combining mark */
    unsigned consumed;  /* bytes of the input; at least 1 */
    uint32_t character; /* UINT32_MAX: no valid UTF-8 */
} Glyph;

/* The first character of `length` > 0 bytes. */
Glyph glyph_next(const char *text, size_t length);

/* The text with everything that may not be shown replaced visibly, line breaks and tabs too. NULL gives "". */
char *safe_text(Arena *arena, const char *text);
void print_safe_text(FILE *out, const char *text);
/* Columns that the text takes when printed safely. */
unsigned safe_text_width(const char *text);

/* The text with bytes that are no UTF-8 replaced visibly, everything else kept: for formats that quote by themselves.
 * May return its argument. NULL gives NULL. */
const char *valid_utf8(Arena *arena, const char *text);

/* A relative path as a URI reference: every byte but the unreserved characters and '/' percent-encoded. */
char *percent_encoded_path(Arena *arena, const char *path);

#endif
