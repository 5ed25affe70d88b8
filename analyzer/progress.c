#include "progress.h"

#include "message.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool is_shown, is_terminal, line_stands;

static void take_line_away(void)
{
    if (line_stands)
        fputs("\r\033[K", stderr);
    line_stands = false;
}

void progress_start(const Options *options)
{
    is_terminal = isatty(STDERR_FILENO);
    is_shown = options->progress == WHEN_ALWAYS || (options->progress == WHEN_AUTO && is_terminal && !options->quiet);
    message_before(take_line_away);
}

void progress_show(const char *path, unsigned done, unsigned total)
{
    if (!is_shown)
        return;
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    if (is_terminal) {
        char line[64]; /* short, so that it fits on a line and can be taken away */
        snprintf(line, sizeof line, "parsed %u of %u: %s", done, total, name);
        for (char *c = line; *c; c++)
            *c = (unsigned char)*c < ' ' || *c == 0x7f ? '?' : *c; /* a file may have any name */
        fprintf(stderr, "\r\033[K%s", line);
        line_stands = true;
    } else {
        message_note("parsed %u of %u: %s", done, total, path);
    }
}

void progress_stop(void)
{
    take_line_away();
    message_before(NULL);
}
