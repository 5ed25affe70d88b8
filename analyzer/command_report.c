#include "message.h"
#include "output.h"
#include "reports/store.h"

static int run_report(const Options *options)
{
    if (options->operands.count) {
        message_error("report takes no PATH: it shows what is stored in %s", options->store);
        return EXIT_TROUBLE;
    }
    if (!renderer_find(options->format)) {
        message_error("there is no format \"%s\"; known are %s", options->format, renderer_names());
        return EXIT_TROUBLE;
    }
    const char *error = NULL;
    const Scan *scan = NULL;
    Store *store = store_open(options->arena, options->store, true, &error);
    if (store)
        scan = store_load(store, options->arena, options->scan_id, &error);
    store_close(store);
    if (!scan) {
        message_error("%s", error);
        return EXIT_TROUBLE;
    }
    bool written = output_scan(options, scan, options->format, options->output);
    return output_finish() && written ? EXIT_CLEAN : EXIT_TROUBLE;
}

int command_report(int argc, char **argv)
{
    Options *options = options_parse(COMMAND_REPORT, argc, argv, "", "Prints a stored scan again, in any format.");
    int status = run_report(options);
    options_free(options);
    return status;
}
