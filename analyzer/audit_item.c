#include "audit_item.h"

#include "message.h"
#include "output.h"
#include "pipeline.h"
#include "reports/diff.h"
#include "reports/safe_text.h"
#include "reports/store.h"
#include "target_source.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROBLEM_SIZE = 1000 };

/* --- the page
 * ------------------------------------------------------------------------------------------------------------ */

const char *audit_page_name(Arena *arena, const char *package, int64_t scan)
{
    char *name = arena_format(arena, "%s-%lld.html", package && *package ? package : "scan", (long long)scan);
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("-_.+", *c))
            *c = '_';
    if (*name == '.')
        *name = '_';
    return name;
}

bool audit_page_write(const Options *options, Arena *arena, const Scan *scan)
{
    const char *name = audit_page_name(arena, scan->package ? scan->package : scan->target, scan->id);
    return output_scan(options, scan, "html", arena_format(arena, "%s/%s", options->html, name));
}

/* --- in the child
 * ---------------------------------------------------------------------------------------------------------- */

static const char *what_is_new(Store *store, Arena *arena, const Scan *scan)
{
    const char *error = NULL;
    int64_t id = store_previous_scan(store, scan->id);
    const Scan *before = id ? store_load(store, arena, id, &error) : NULL;
    if (!before)
        return "the first scan of it";
    const ScanDiff *diff = scan_diff(arena, before, scan);
    return arena_format(arena, "%u new, %u fixed since scan %lld", diff->counts[DIFF_NEW], diff->counts[DIFF_FIXED],
                        (long long)id);
}

static void say_result(const AuditItem *item, Arena *arena, Store *store, const Scan *scan)
{
    unsigned counts[SEVERITY_ERROR + 1] = {0};
    for (unsigned i = 0; i < scan->finding_count; i++)
        counts[scan->findings[i].severity] += !scan->findings[i].suppressed;
    ScanCoverage coverage = scan_coverage(scan);
    unsigned analysed = coverage.parsed + coverage.partial;
    const char *name = scan->package ? scan->package : scan->target;
    fprintf(stderr, "%s%s%s%s: %u type%s in %u file%s%s; %u errors, %u warnings, %u notes; %s; %.1f s\n", item->label,
            safe_text(arena, name), scan->version ? " " : "", safe_text(arena, scan->version), coverage.types,
            coverage.types == 1 ? "" : "s", analysed, analysed == 1 ? "" : "s",
            coverage.failed ? arena_format(arena, ", %u files failed", coverage.failed) : "", counts[SEVERITY_ERROR],
            counts[SEVERITY_WARNING], counts[SEVERITY_NOTE], what_is_new(store, arena, scan), scan->seconds);
}

static bool keep_scan(const AuditItem *item, Arena *arena, const Scan *scan)
{
    const char *error = NULL;
    Store *store = store_open(arena, item->options->store, false, &error);
    Scan *loaded = store ? store_keep(store, arena, scan, &error) : NULL;
    bool is_kept = loaded != NULL;
    if (loaded) {
        loaded->sources = scan->sources;
        is_kept = !item->options->html || audit_page_write(item->options, arena, loaded);
    } else {
        message_error("%s", error);
    }
    if (is_kept && !item->options->quiet)
        say_result(item, arena, store, loaded);
    store_close(store);
    return is_kept;
}

static int scan_item(const AuditItem *item, Arena *arena)
{
    TargetSource source;
    struct stat info;
    int status = EXIT_TROUBLE;
    if (stat(item->target, &info) == 0 && !S_ISDIR(info.st_mode) && !is_source_archive(item->target)) {
        message_error("it is neither a folder nor an archive");
        return status;
    }
    if (!target_source_open(&source, arena, item->target))
        return status;
    /* What the tree's own settings file wants is for those who work on it. */
    Analysis analysis = pipeline_run(arena, item->options, source.path, true, item->selection);
    if (analysis.signal)
        status = EXIT_SIGNAL + analysis.signal;
    else if (analysis.scan) {
        target_source_describe(&source, arena, analysis.scan);
        analysis.scan->audit = item->audit;
        status = keep_scan(item, arena, analysis.scan) ? EXIT_CLEAN : EXIT_TROUBLE;
    }
    target_source_close(&source);
    return status;
}

static _Noreturn void run_child(const AuditItem *item, int line)
{
    setpgid(0, 0); /* what a terminal sends goes to the parent, which passes it on */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (!item->options->verbose)
        message_quieten();
    Arena *arena = arena_new();
    int status = scan_item(item, arena);
    arena_free(arena);
    const char *problem = message_last_error();
    if (status == EXIT_TROUBLE && write(line, problem, strlen(problem)) < 0)
        status = EXIT_TROUBLE;
    fflush(stderr);
    _exit(status);
}

/* --- in the parent
 * ----------------------------------------------------------------------------------------------------------- */

static volatile sig_atomic_t caught_signal;
static volatile pid_t running_child;

static void pass_on(int number)
{
    caught_signal = number;
    if (running_child > 0)
        kill(running_child, number);
}

static const char *read_problem(Arena *arena, int line)
{
    char *text = arena_allocate(arena, PROBLEM_SIZE + 1);
    size_t length = 0;
    for (;;) {
        ssize_t count = read(line, text + length, PROBLEM_SIZE - length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return text;
        length += (size_t)count;
        if (length == PROBLEM_SIZE)
            return text;
    }
}

static AuditOutcome outcome_of(Arena *arena, const AuditItem *item, int status, const char *problem)
{
    if (caught_signal || (WIFEXITED(status) && WEXITSTATUS(status) > EXIT_SIGNAL))
        return (AuditOutcome){.problem = "interrupted",
                              .signal = caught_signal ? caught_signal : WEXITSTATUS(status) - EXIT_SIGNAL};
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_CLEAN)
        return (AuditOutcome){0};
    if (WIFSIGNALED(status))
        problem = arena_format(arena, "the analysis crashed: %s", strsignal(WTERMSIG(status)));
    else if (!*problem)
        problem = "it cannot be read";
    size_t named = strlen(item->target); /* the problem may begin with the target again */
    if (!strncmp(problem, item->target, named) && !strncmp(problem + named, ": ", 2))
        problem += named + 2;
    fprintf(stderr, "%s%s: not scanned: %s\n", item->label, safe_text(arena, item->target), safe_text(arena, problem));
    return (AuditOutcome){.problem = problem};
}

static AuditOutcome wait_for_child(Arena *arena, const AuditItem *item, pid_t child, int line)
{
    int status = 0;
    running_child = child;
    if (caught_signal)
        kill(child, caught_signal);
    const char *problem = read_problem(arena, line);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    running_child = 0;
    return outcome_of(arena, item, status, problem);
}

AuditOutcome audit_item_run(Arena *arena, const AuditItem *item)
{
    int ends[2];
    struct sigaction action = {.sa_handler = pass_on}, old_interrupt, old_terminate;
    if (pipe(ends))
        return (AuditOutcome){.problem = strerror(errno)};
    sigaction(SIGINT, &action, &old_interrupt);
    sigaction(SIGTERM, &action, &old_terminate);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        sigaction(SIGINT, &old_interrupt, NULL);
        sigaction(SIGTERM, &old_terminate, NULL);
        run_child(item, ends[1]);
    }
    close(ends[1]);
    AuditOutcome outcome =
        child > 0 ? wait_for_child(arena, item, child, ends[0]) : (AuditOutcome){.problem = strerror(errno)};
    close(ends[0]);
    sigaction(SIGINT, &old_interrupt, NULL);
    sigaction(SIGTERM, &old_terminate, NULL);
    return outcome;
}
