#include "message.h"

#include <stdarg.h>
#include <stdio.h>

static void (*before_hook)(void);
static bool is_quiet; /* errors are kept, the rest is dropped */
static char last_error[1000];
static unsigned said;

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

static void say(const char *prefix, const char *format, va_list arguments)
{
    if (is_quiet)
        return;
    if (before_hook)
        before_hook();
    fputs(prefix, stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void message_error(const char *format, ...)
{
    va_list arguments;
    said++;
    va_start(arguments, format);
    if (is_quiet)
        vsnprintf(last_error, sizeof last_error, format, arguments);
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
