#include "message.h"

#include <stdarg.h>
#include <stdio.h>

static void (*before_hook)(void);

void message_before(void (*hook)(void))
{
    before_hook = hook;
}

static void say(const char *prefix, const char *format, va_list arguments)
{
    if (before_hook)
        before_hook();
    fputs(prefix, stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void message_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say("gclint: ", format, arguments);
    va_end(arguments);
}

void message_warning(const char *format, ...)
{
    va_list arguments;
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
