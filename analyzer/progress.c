#include "progress.h"

#include "message.h"
#include "reports/safe_text.h"

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

/* Short, so that it fits on a line and can be taken away. A file may have any name. */
static void show_line(const char *name, unsigned done, unsigned total)
{
    enum { ROOM = 63 };
    int width = fprintf(stderr, "parsed %u of %u: ", done, total);
    for (size_t left = strlen(name); left;) {
        Glyph glyph = glyph_next(name, left);
        width += (int)glyph.width;
        if (width > ROOM)
            return;
        fputs(glyph.text, stderr);
        name += glyph.consumed;
        left -= glyph.consumed;
    }
}

void progress_show(const char *path, unsigned done, unsigned total)
{
    if (!is_shown)
        return;
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    if (is_terminal) {
        fputs("\r\033[K", stderr);
        show_line(name, done, total);
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
