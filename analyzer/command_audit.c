#include "audit_item.h"
#include "message.h"
#include "output.h"
#include "reports/audit.h"
#include "reports/diff.h"
#include "scan_choice.h"
#include "target_source.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct AuditRun {
    const Options *options;
    Arena *arena;
    const TargetList *list; /* NULL: the table of what the store has, and nothing is scanned */
    const char **problems;  /* of each target of the list; NULL: none */
    int64_t audit;
    const StoredScan *scans; /* of the store */
    unsigned scan_count;
    int signal;
} AuditRun;

static bool is_same_text(const char *a, const char *b)
{
    return a && b && !strcmp(a, b);
}

static bool read_scans(AuditRun *run)
{
    const char *error = NULL;
    Store *store = store_open(run->arena, run->options->store, true, &error);
    run->scans = store ? store_list(store, run->arena, &run->scan_count, &error) : NULL;
    store_close(store);
    if (!run->scans)
        message_error("%s", error);
    return run->scans != NULL;
}

/* The scan of a target in this audit; NULL: there is none yet. */
static const StoredScan *scan_of_target(const AuditRun *run, const char *target)
{
    char real[PATH_MAX];
    if (!realpath(target, real))
        return NULL;
    for (unsigned i = run->scan_count; i-- > 0;)
        if (run->scans[i].audit == run->audit && is_same_text(run->scans[i].root, real))
            return &run->scans[i];
    return NULL;
}

/* --- scanning
 * ------------------------------------------------------------------------------------------------------------- */

static bool begin_audit(AuditRun *run)
{
    const char *error = NULL;
    bool is_continued = false;
    Shard shard = run->options->shard;
    const char *shard_text = shard.of ? arena_format(run->arena, "%u/%u", shard.number, shard.of) : NULL;
    Store *store = store_open(run->arena, run->options->store, false, &error);
    if (store)
        run->audit = store_audit_begin(store, run->arena, run->list->path, shard_text, run->options->restart,
                                       &is_continued, &error);
    store_close(store);
    if (!run->audit) {
        message_error("%s", error);
        return false;
    }
    if (is_continued && !run->options->quiet)
        message_note("goes on with the audit of %s that was interrupted; --restart would begin anew", run->list->path);
    return true;
}

static void finish_audit(const AuditRun *run)
{
    const char *error = NULL;
    Store *store = store_open(run->arena, run->options->store, false, &error);
    if (!store || !store_audit_finish(store, run->arena, run->audit, &error))
        message_error("%s", error);
    store_close(store);
}

static bool scan_targets(AuditRun *run)
{
    const char *error = NULL;
    const Options *options = run->options;
    const RuleSelection *selection = rule_selection_new(run->arena, options->selected, options->ignored, &error);
    if (!selection) {
        message_error("%s", error);
        return false;
    }
    if (!begin_audit(run) || !read_scans(run))
        return false;
    for (unsigned i = 0; i < run->list->count && !run->signal; i++) {
        const char *target = run->list->targets[i];
        if (!shard_has(options->shard, i) || scan_of_target(run, target))
            continue;
        AuditItem item = {options, selection, target, arena_format(run->arena, "[%u/%u] ", i + 1, run->list->count),
                          run->audit};
        AuditOutcome outcome = audit_item_run(run->arena, &item);
        run->problems[i] = outcome.problem;
        run->signal = outcome.signal;
    }
    if (run->signal)
        message_note("interrupted: the same command goes on from here");
    else
        finish_audit(run);
    return true;
}

/* --- the table
 * -------------------------------------------------------------------------------------------------------------- */

static void compare(const AuditRun *run, Store *store, AuditRow *row)
{
    const char *error = NULL;
    Arena *arena = arena_new();
    const Scan *before = store_load(store, arena, row->previous->id, &error);
    const Scan *after = before ? store_load(store, arena, row->scan->id, &error) : NULL;
    if (after) {
        const ScanDiff *diff = scan_diff(arena, before, after);
        row->new_findings = diff->counts[DIFF_NEW];
        row->fixed = diff->counts[DIFF_FIXED];
        row->unjudged = diff->counts[DIFF_UNJUDGED];
    } else {
        message_warning("%s", error);
        row->previous = NULL;
    }
    arena_free(arena);
    (void)run;
}

static AuditRow make_row(const AuditRun *run, Store *store, const char *target, const StoredScan *scan,
                         const char *problem)
{
    AuditRow row = {.target = target, .scan = scan, .problem = scan ? NULL : problem ? problem : "it was not come to"};
    if (!scan)
        return row;
    row.previous = scan_choice_previous(run->scans, (unsigned)(scan - run->scans), scan);
    if (row.previous)
        compare(run, store, &row);
    if (run->options->html)
        row.page = audit_page_name(run->arena, scan->package ? scan->package : scan->target, scan->id);
    return row;
}

static unsigned rows_of_list(const AuditRun *run, Store *store, AuditRow *rows)
{
    unsigned count = 0;
    for (unsigned i = 0; i < run->list->count; i++) {
        const char *target = run->list->targets[i];
        if (shard_has(run->options->shard, i))
            rows[count++] = make_row(run, store, target, scan_of_target(run, target), run->problems[i]);
    }
    return count;
}

static int compare_rows(const void *left, const void *right)
{
    const AuditRow *a = left, *b = right;
    const char *first = a->scan->package ? a->scan->package : a->target,
               *second = b->scan->package ? b->scan->package : b->target;
    return strcmp(first ? first : "", second ? second : "");
}

/* The latest scan of each package. */
static unsigned rows_of_store(const AuditRun *run, Store *store, AuditRow *rows)
{
    unsigned count = 0;
    for (unsigned i = run->scan_count; i-- > 0;) {
        const StoredScan *scan = &run->scans[i];
        bool has_row = false;
        for (unsigned j = 0; j < count && !has_row; j++)
            has_row = stored_scans_belong_together(rows[j].scan, scan);
        if (!has_row)
            rows[count++] = make_row(run, store, scan->target, scan, NULL);
    }
    if (count)
        qsort(rows, count, sizeof *rows, compare_rows);
    return count;
}

/* Pages that an earlier run did not write. */
static bool write_missing_pages(const AuditRun *run, Store *store, const Audit *audit)
{
    bool done = true;
    for (unsigned i = 0; i < audit->count; i++) {
        const AuditRow *row = &audit->rows[i];
        if (!row->page || !access(arena_format(run->arena, "%s/%s", run->options->html, row->page), F_OK))
            continue;
        Arena *arena = arena_new();
        const char *error = NULL;
        Scan *scan = store_load(store, arena, row->scan->id, &error);
        TargetSource source = {0};
        if (scan)
            target_source_reopen(&source, arena, scan);
        else
            message_error("%s", error);
        done &= scan && audit_page_write(run->options, arena, scan);
        target_source_close(&source);
        arena_free(arena);
    }
    return done;
}

static bool write_audit(const AuditRun *run, const Audit *audit, const char *format, const char *path)
{
    FILE *out = path ? fopen(path, "w") : stdout;
    int error = out ? 0 : errno;
    if (out) {
        RenderOptions wanted = output_options(run->options, out);
        error = audit_renderer_find(format)->render(audit, &wanted, out);
        if (path && fclose(out) && !error)
            error = errno;
    }
    return output_report(path, error);
}

static int exit_status(const AuditRun *run, const Audit *audit, bool is_written)
{
    AuditTotals totals = audit_totals(audit);
    bool is_incomplete = false;
    for (unsigned i = 0; i < audit->count; i++)
        is_incomplete |= audit->rows[i].scan && audit->rows[i].scan->failed;
    if (run->signal)
        return EXIT_SIGNAL + run->signal;
    if (!is_written || totals.failed)
        return EXIT_TROUBLE;
    if (run->options->strict && is_incomplete)
        return EXIT_INCOMPLETE;
    for (int severity = run->options->fail_on; severity <= SEVERITY_ERROR; severity++)
        if (totals.findings[severity])
            return EXIT_FINDINGS;
    return EXIT_CLEAN;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int report_audit(AuditRun *run)
{
    const char *error = NULL;
    Store *store = store_open(run->arena, run->options->store, true, &error);
    if (!store) {
        message_error("%s", error);
        return EXIT_TROUBLE;
    }
    AuditRow *rows = ARENA_ARRAY(run->arena, AuditRow, run->list ? run->list->count : run->scan_count);
    Audit audit = {
        .title = base_name(run->list ? run->list->path : run->options->store),
        .tool_version = GCLINT_VERSION,
        .rows = rows,
        .count = run->list ? rows_of_list(run, store, rows) : rows_of_store(run, store, rows),
    };
    bool is_written = true;
    if (run->options->html)
        is_written = write_missing_pages(run, store, &audit) &&
                     write_audit(run, &audit, "html", arena_format(run->arena, "%s/index.html", run->options->html));
    if (strcmp(run->options->format, "none") != 0)
        is_written &= write_audit(run, &audit, run->options->format, NULL);
    is_written &= output_finish();
    store_close(store);
    return exit_status(run, &audit, is_written);
}

static bool make_folder(const char *path)
{
    struct stat status;
    if (!path || !mkdir(path, 0777) || (errno == EEXIST && !stat(path, &status) && S_ISDIR(status.st_mode)))
        return true;
    message_error("%s cannot be made a folder for the pages: %s", path, strerror(errno));
    return false;
}

static bool usage_is_right(const Options *options)
{
    if (options->operands.count > 1)
        message_error("audit takes one list of targets: gclint audit LIST, with a path on each line");
    else if (options->shard.of && !options->operands.count)
        message_error("--shard is about a list: gclint audit --shard K/N LIST");
    else if (!audit_renderer_find(options->format) && strcmp(options->format, "none") != 0)
        message_error("audit has no format \"%s\"; known are text, json, markdown, html and none", options->format);
    else
        return make_folder(options->html);
    return false;
}

static int run_audit(const Options *given)
{
    if (!usage_is_right(given))
        return EXIT_TROUBLE;
    Options options = *given;
    options.progress = WHEN_NEVER; /* a line a package is enough */
    AuditRun run = {.options = &options, .arena = options.arena};
    const char *error = NULL;
    if (options.operands.count) {
        run.list = target_list_read(run.arena, options.operands.items[0], &error);
        if (!run.list) {
            message_error("%s", error);
            return EXIT_TROUBLE;
        }
        run.problems = ARENA_ARRAY(run.arena, const char *, run.list->count);
        if (!scan_targets(&run))
            return EXIT_TROUBLE;
    }
    return read_scans(&run) ? report_audit(&run) : EXIT_TROUBLE;
}

int command_audit(int argc, char **argv)
{
    Options *options = options_parse(COMMAND_AUDIT, argc, argv);
    int status = run_audit(options);
    options_free(options);
    return status;
}
