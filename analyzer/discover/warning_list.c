#include "discover/warning_list.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PRINTABLE_LIMIT = 400 };

void warning_add(WarningList *warnings, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_format_list(warnings->arena, format, arguments);
    va_end(arguments);
    vector_push(&warnings->texts, text);
}

void warning_list_free(WarningList *warnings)
{
    vector_free(&warnings->texts);
}

/* The number of bytes of the printable UTF-8 character at `text`, 0 if there is none. */
static size_t printable_length(const unsigned char *text)
{
    if (text[0] < 0x20 || text[0] == 0x7f)
        return 0;
    if (text[0] < 0x80)
        return 1;
    size_t length = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
    if (text[0] < 0xc2 || text[0] > 0xf4)
        return 0;
    uint32_t code = text[0] & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (text[i] & 0x3fu);
    }
    bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    bool surrogate = code >= 0xd800 && code <= 0xdfff;
    bool control = code < 0xa0;
    bool direction =
        (code >= 0x200e && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    return overlong || surrogate || control || direction || code > 0x10ffff ? 0 : length;
}

const char *printable_text(Arena *arena, const char *text)
{
    char *copy = arena_allocate(arena, PRINTABLE_LIMIT + 8);
    size_t used = 0;
    while (*text && used < PRINTABLE_LIMIT) {
        size_t length = printable_length((const unsigned char *)text);
        if (length) {
            memcpy(copy + used, text, length);
            used += length;
            text += length;
        } else {
            used += (size_t)snprintf(copy + used, 5, "\\x%02x", (unsigned char)*text++);
        }
    }
    if (*text)
        memcpy(copy + used, "...", 4);
    return copy;
}
