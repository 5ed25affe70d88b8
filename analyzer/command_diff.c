#include "message.h"
#include "output.h"
#include "reports/diff.h"
#include "scan_choice.h"

#include <errno.h>
#include <string.h>

static bool write_diff(const Options *options, const ScanDiff *diff)
{
    FILE *out = options->output ? fopen(options->output, "w") : stdout;
    int error = out ? 0 : errno;
    if (out) {
        DiffOptions wanted = {.render = output_options(options, out), .show_unchanged = options->verbose};
        error = diff_renderer_find(options->format)->render(diff, &wanted, out);
        if (options->output && fclose(out) && !error)
            error = errno;
    }
    bool is_written = output_report(options->output, error);
    return output_finish() && is_written;
}

static int run_diff(const Options *options)
{
    if (!diff_renderer_find(options->format)) {
        message_error("diff has no format \"%s\"; known are text, json and markdown", options->format);
        return EXIT_TROUBLE;
    }
    if (options->operands.count > 2) {
        message_error("diff compares two scans: gclint diff [OLD [NEW]]");
        return EXIT_TROUBLE;
    }
    ScanChoice before, after;
    if (!scan_choice_pair(options->arena, options->store, options->operands.items, options->operands.count, &before,
                          &after))
        return EXIT_TROUBLE;
    const Scan *old = scan_choice_load(options->arena, &before),
               *new = old ? scan_choice_load(options->arena, &after) : NULL;
    if (!new)
        return EXIT_TROUBLE;
    const ScanDiff *diff = scan_diff(options->arena, old, new);
    if (!write_diff(options, diff))
        return EXIT_TROUBLE;
    return diff_count_new(diff, options->fail_on) ? EXIT_FINDINGS : EXIT_CLEAN;
}

int command_diff(int argc, char **argv)
{
    Options *options = options_parse(COMMAND_DIFF, argc, argv);
    int status = run_diff(options);
    options_free(options);
    return status;
}
