#include "baseline.h"
#include "interruption.h"
#include "message.h"
#include "output.h"
#include "pipeline.h"
#include "reports/safe_text.h"
#include "reports/store.h"
#include "reports/summary.h"
#include "target_source.h"
#include "tree_settings.h"

#include <string.h>

enum { STALE_LIMIT = 10 };

typedef struct ScanRun {
    const Options *given;   /* on the command line */
    const Options *options; /* for the path at hand */
    bool has_findings;      /* at or above --fail-on */
    bool has_trouble;       /* something could not be read or written */
    bool is_incomplete;     /* with --strict: some unit could not be analysed */
    int signal;
} ScanRun;

static bool is_new_finding(const ScanFinding *finding)
{
    return !finding->suppressed && !(finding->baseline && !strcmp(finding->baseline, "unchanged"));
}

static void take_account(ScanRun *run, const Scan *scan)
{
    for (unsigned i = 0; i < scan->finding_count; i++)
        if (is_new_finding(&scan->findings[i]) && (int)scan->findings[i].severity >= run->options->fail_on)
            run->has_findings = true;
    ScanCoverage coverage = scan_coverage(scan);
    run->is_incomplete |= run->options->strict && coverage.failed;
    run->has_trouble |= scan_read_nothing(scan);
}

/* What the baseline has and the scan does not: either the fault is gone, or nobody looked. */
static void say_what_is_stale(Arena *arena, const ScanDiff *diff, const char *path)
{
    unsigned gone = diff->counts[DIFF_FIXED], unjudged = diff->counts[DIFF_UNJUDGED], named = 0;
    if (gone)
        message_note("%u finding%s of the baseline %s %s gone: it can be renewed", gone, gone == 1 ? "" : "s", path,
                     gone == 1 ? "is" : "are");
    if (unjudged)
        message_note("%u finding%s of the baseline %s could not be looked for this time", unjudged,
                     unjudged == 1 ? "" : "s", path);
    for (unsigned i = 0; i < diff->count && named < STALE_LIMIT; i++) {
        const DiffEntry *entry = &diff->entries[i];
        if (entry->state != DIFF_FIXED && entry->state != DIFF_UNJUDGED)
            continue;
        const ScanFinding *finding = entry->before;
        message_note("  %s: %s %s%s%s%s%s", entry->state == DIFF_FIXED ? "gone" : "not looked for", finding->rule,
                     safe_text(arena, finding->type ? finding->type : finding->location.file),
                     finding->field ? " " : "", safe_text(arena, finding->field), entry->reason ? ": " : "",
                     safe_text(arena, entry->reason));
        named++;
    }
    if (gone + unjudged > named)
        message_note("  and %u more", gone + unjudged - named);
}

/* False after a message if the baseline cannot be read. */
static bool compare_with_baseline(const ScanRun *run, Arena *arena, Scan *scan)
{
    const char *path = run->options->baseline, *error = NULL;
    if (!path)
        return true;
    const Scan *baseline = baseline_read(arena, path, scan, &error);
    if (!baseline) {
        message_error("%s", error);
        return false;
    }
    const ScanDiff *diff = baseline_apply(baseline, arena, scan);
    if (!run->options->quiet)
        say_what_is_stale(arena, diff, path);
    return true;
}

/* The scan as the store gives it back, so that every report says the same; if it cannot be stored, the scan itself, for
 * what was found is not lost with it. */
static const Scan *store_and_load(ScanRun *run, Arena *arena, const Scan *scan)
{
    const char *error = NULL;
    Scan *loaded = NULL;
    Store *store = store_open(arena, run->options->store, false, &error);
    if (store) {
        loaded = store_keep(store, arena, scan, &error);
        store_close(store);
    }
    if (loaded) {
        loaded->sources = scan->sources;
        return loaded;
    }
    message_error("%s", error);
    run->has_trouble = true;
    return scan;
}

/* Findings on standard output, in whatever format; what was analysed and what to do next on standard error. */
static int write_findings(const Scan *scan, const RenderOptions *options, FILE *out)
{
    RenderOptions without_summary = *options;
    without_summary.quiet = true;
    return renderer_find("text")->render(scan, &without_summary, out);
}

static bool print_scan(const Options *options, const Scan *scan)
{
    bool done = true;
    if (!strcmp(options->format, "text"))
        done = output_write(options, scan, write_findings, NULL);
    else if (strcmp(options->format, "none"))
        done = output_scan(options, scan, options->format, NULL);
    done &= output_finish();
    RenderOptions wanted = output_options(options, stderr);
    if (!options->quiet)
        print_summary(scan, &wanted, stderr);
    return done;
}

static void write_reports(ScanRun *run, const Scan *scan)
{
    const Options *options = run->options;
    const struct {
        const char *format, *path;
    } files[] = {
        {"sarif", options->sarif}, {"json", options->json}, {"html", options->html}, {"markdown", options->markdown}};
    for (unsigned i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i].path && !output_scan(options, scan, files[i].format, files[i].path))
            run->has_trouble = true;
    if (!print_scan(options, scan))
        run->has_trouble = true;
}

static bool format_is_known(const char *format)
{
    if (renderer_find(format) || !strcmp(format, "none"))
        return true;
    message_error("there is no format \"%s\"; known are %s and none", format, renderer_names());
    return false;
}

static RuleSelection *select_rules(const Options *options)
{
    const char *error = NULL;
    RuleSelection *selection = rule_selection_new(options->arena, options->selected, options->ignored, &error);
    if (!selection)
        message_error("%s", error);
    return selection;
}

/* False if it could not be scanned. */
static bool scan_source(ScanRun *run, Arena *arena, const TargetSource *source)
{
    run->options = options_for_path(run->given, source->path);
    RuleSelection *selection = run->options ? select_rules(run->options) : NULL;
    if (!selection || !format_is_known(run->options->format))
        return false;
    Analysis analysis = pipeline_run(arena, run->options, source->path, true, selection);
    run->signal = analysis.signal;
    if (!analysis.scan)
        return false;
    target_source_describe(source, arena, analysis.scan);
    run->has_trouble |= !compare_with_baseline(run, arena, analysis.scan);
    const Scan *scan = store_and_load(run, arena, analysis.scan);
    take_account(run, scan);
    write_reports(run, scan);
    run->signal = interruption_number();
    interruption_release();
    return true;
}

static bool scan_path(ScanRun *run, const char *path)
{
    Arena *arena = arena_new();
    TargetSource source;
    bool is_scanned = target_source_open(&source, arena, path) && scan_source(run, arena, &source);
    target_source_close(&source);
    arena_free(arena);
    return is_scanned;
}

static int exit_status(const ScanRun *run)
{
    if (run->signal)
        return EXIT_SIGNAL + run->signal;
    if (run->has_trouble)
        return EXIT_TROUBLE;
    if (run->is_incomplete)
        return EXIT_INCOMPLETE;
    return run->has_findings ? EXIT_FINDINGS : EXIT_CLEAN;
}

/* A report file holds one scan, and so does what is printed as SARIF or HTML. */
static bool paths_fit_outputs(const Options *options)
{
    if (!options->operands.count)
        message_error("say what to scan: gclint scan PATH, where PATH is a folder, a file or an archive");
    else if (options->operands.count == 1)
        return true;
    else if (options->sarif || options->json || options->html || options->markdown)
        message_error("a report file holds one scan: name one PATH with --sarif, --json, --html and --markdown");
    else if (!strcmp(options->format, "sarif") || !strcmp(options->format, "html"))
        message_error("a %s document holds one scan: name one PATH", options->format);
    else
        return true;
    return false;
}

static int run_scan(const Options *options)
{
    if (!format_is_known(options->format) || !paths_fit_outputs(options) || !select_rules(options))
        return EXIT_TROUBLE;
    ScanRun run = {.given = options};
    for (unsigned i = 0; i < options->operands.count && !run.signal; i++) {
        if (!scan_path(&run, options->operands.items[i]))
            run.has_trouble = true;
    }
    return exit_status(&run);
}

int command_scan(int argc, char **argv)
{
    Options *options = options_parse(COMMAND_SCAN, argc, argv);
    int status = run_scan(options);
    options_free(options);
    return status;
}
