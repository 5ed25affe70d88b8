#include "output.h"

#include "message.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static unsigned terminal_width(int descriptor)
{
    struct winsize size;
    return isatty(descriptor) && !ioctl(descriptor, TIOCGWINSZ, &size) ? size.ws_col : 0;
}

RenderOptions output_options(const Options *options, FILE *out)
{
    return (RenderOptions){
        .color = options_color(options, fileno(out)),
        .width = terminal_width(fileno(out)),
        .least_severity = options->least_severity,
        .quiet = options->quiet,
        .path_prefix = options->path_prefix,
        .store_path = options->store,
    };
}

bool output_report(const char *path, int error)
{
    if (!error || (!path && error == EPIPE))
        return true;
    message_error("%s cannot be written: %s", path ? path : "standard output", strerror(error));
    return false;
}

bool output_write(const Options *options, const Scan *scan, OutputWriter writer, const char *path)
{
    FILE *out = path ? fopen(path, "w") : stdout;
    if (!out)
        return output_report(path, errno);
    RenderOptions wanted = output_options(options, out);
    int error = writer(scan, &wanted, out);
    if (path && fclose(out) && !error)
        error = errno;
    return output_report(path, error);
}

/* Whoever reads JSON decides by `suppressed`. */
static int write_json(const Scan *scan, const RenderOptions *options, FILE *out)
{
    RenderOptions all = *options;
    all.show_suppressed = true;
    return renderer_find("json")->render(scan, &all, out);
}

bool output_scan(const Options *options, const Scan *scan, const char *format, const char *path)
{
    return output_write(options, scan, strcmp(format, "json") ? renderer_find(format)->render : write_json, path);
}

bool output_finish(void)
{
    return fflush(stdout) ? output_report(NULL, errno) : true;
}
