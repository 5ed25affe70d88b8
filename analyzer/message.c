#include "message.h"

#include "reports/safe_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void (*before_hook)(void);
static bool is_quiet; /* errors are kept, the rest is dropped */
static char last_error[1000];
static unsigned said;
static const char *hidden_path, *shown_name;

unsigned message_count(void)
{
    return said;
}

void message_quieten(void)
{
    is_quiet = true;
}

const char *message_last_error(void)
{
    return last_error;
}

void message_before(void (*hook)(void))
{
    before_hook = hook;
}

void message_rename(const char *path, const char *name)
{
    hidden_path = path;
    shown_name = name;
}

static void print_part(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        Glyph glyph = glyph_next(text + i, length - i);
        fputs(glyph.text, out);
        i += glyph.consumed;
    }
}

/* The text with the hidden path called by its name. Names of the tree are in it, so nothing goes out as it is: neither what
 * moves a terminal's cursor nor a line break, behind which could stand what looks like a message of another program. */
static void print_text(FILE *out, const char *text)
{
    for (const char *found; hidden_path && (found = strstr(text, hidden_path)); text = found + strlen(hidden_path)) {
        print_part(out, text, (size_t)(found - text));
        print_safe_text(out, shown_name);
    }
    print_safe_text(out, text);
}

static void say(const char *prefix, const char *format, va_list arguments)
{
    char *text = NULL;
    if (is_quiet)
        return;
    if (before_hook)
        before_hook();
    fputs(prefix, stderr);
    if (vasprintf(&text, format, arguments) >= 0)
        print_text(stderr, text);
    free(text);
    fputc('\n', stderr);
}

static void keep_error(const char *format, va_list arguments)
{
    char *text = NULL;
    FILE *out = fmemopen(last_error, sizeof last_error, "w");
    if (out && vasprintf(&text, format, arguments) >= 0)
        print_text(out, text);
    if (out)
        fclose(out);
    free(text);
    last_error[sizeof last_error - 1] = '\0';
}

void message_error(const char *format, ...)
{
    va_list arguments;
    said++;
    va_start(arguments, format);
    if (is_quiet)
        keep_error(format, arguments);
    else
        say("gclint: ", format, arguments);
    va_end(arguments);
}

void message_warning(const char *format, ...)
{
    va_list arguments;
    said++;
    va_start(arguments, format);
    say("gclint: warning: ", format, arguments);
    va_end(arguments);
}

void message_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say("gclint: ", format, arguments);
    va_end(arguments);
}
