#include "message.h"
#include "output.h"
#include "reports/safe_text.h"
#include "reports/store.h"
#include "scan_choice.h"
#include "target_source.h"

#include <stdio.h>
#include <string.h>

static void print_list(const StoredScan *scans, unsigned count)
{
    printf("%5s  %-20s  %-28s %-16s %-9s %6s %7s %8s %6s\n", "scan", "started", "package", "version", "python", "types",
           "errors", "warnings", "notes");
    for (unsigned i = 0; i < count; i++) {
        const StoredScan *scan = &scans[i];
        Arena *arena = arena_new();
        printf("%5lld  %-20s  %-28s %-16s %-9s %6u %7u %8u %6u\n", (long long)scan->id, safe_text(arena, scan->started),
               safe_text(arena, scan->package ? scan->package : scan->target),
               safe_text(arena, scan->version ? scan->version : "-"), safe_text(arena, scan->python), scan->types,
               scan->findings[SEVERITY_ERROR], scan->findings[SEVERITY_WARNING], scan->findings[SEVERITY_NOTE]);
        arena_free(arena);
    }
}

static int list_scans(const Options *options)
{
    const char *error = NULL;
    unsigned count = 0;
    Store *store = store_open(options->arena, options->store, true, &error);
    const StoredScan *scans = store ? store_list(store, options->arena, &count, &error) : NULL;
    store_close(store);
    if (!scans) {
        message_error("%s", error);
        return EXIT_TROUBLE;
    }
    print_list(scans, count);
    return output_finish() ? EXIT_CLEAN : EXIT_TROUBLE;
}

static int run_report(const Options *options)
{
    if (options->operands.count) {
        message_error("report takes no PATH: it shows what is stored in %s", options->store);
        return EXIT_TROUBLE;
    }
    if (options->list)
        return list_scans(options);
    if (!renderer_find(options->format)) {
        message_error("there is no format \"%s\"; known are %s", options->format, renderer_names());
        return EXIT_TROUBLE;
    }
    ScanChoice choice;
    Scan *scan = NULL;
    if (scan_choice_one(options->arena, options->store, options->scan, &choice))
        scan = scan_choice_load(options->arena, &choice);
    if (!scan)
        return EXIT_TROUBLE;
    TargetSource source = {0};
    if (strcmp(options->format, "json") != 0)
        target_source_reopen(&source, options->arena, scan);
    bool written = output_scan(options, scan, options->format, options->output);
    target_source_close(&source);
    return output_finish() && written ? EXIT_CLEAN : EXIT_TROUBLE;
}

int command_report(int argc, char **argv)
{
    Options *options = options_parse(COMMAND_REPORT, argc, argv);
    int status = run_report(options);
    options_free(options);
    return status;
}
