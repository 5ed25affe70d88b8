#include "pipeline.h"

#include "discover/discover.h"
#include "frontend/frontend.h"
#include "message.h"
#include "model/model.h"
#include "progress.h"
#include "scan_from_model.h"
#include "workers.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define OLDEST_PYTHON 0x0308u
#define NEWEST_PYTHON 0x030fu

typedef struct Run {
    Arena *arena;
    const Options *options;
    const Target *target;
    bool is_folder;
    ParseRequest *requests; /* of the units that are not skipped, in the target's order */
    Unit **units;           /* what came of them */
    unsigned count;
    int signal;
} Run;

/* --- files and flags ------------------------------------------------------------------------------------------------- */

static Target *find_target(Arena *arena, const Options *options, const char *path)
{
    DiscoverOptions wanted = {
        .path = path,
        .build_folder = options->build_folder,
        .python_include = options->python_include,
        .excludes = options->excludes.items,
        .exclude_count = options->excludes.count,
    };
    const char *error = NULL;
    Target *target = discover_target(arena, &wanted, &error);
    if (!target) {
        message_error("%s", error);
        return NULL;
    }
    for (unsigned i = 0; i < target->warning_count; i++)
        message_warning("%s", target->warnings[i]);
    if (!target->unit_count)
        message_warning("%s: there is no C, C++ or Objective-C file in it: nothing was analysed", path);
    return target;
}

static void make_requests(Run *run)
{
    const Target *target = run->target;
    run->requests = ARENA_ARRAY(run->arena, ParseRequest, target->unit_count);
    for (unsigned i = 0; i < target->unit_count; i++) {
        const SourceUnit *unit = &target->units[i];
        if (unit->skip_reason)
            continue;
        run->requests[run->count++] = (ParseRequest){
            .root = target->root,
            .path = unit->path,
            .arguments = unit->arguments,
            .argument_count = unit->argument_count,
            .python_include = target->python_include,
            .variant = "",
        };
    }
    run->units = ARENA_ARRAY(run->arena, Unit *, run->count);
}

static bool headers_are_missing(const Run *run, const char *path)
{
    if (!run->count || run->target->python_include)
        return false;
    message_error("%s: Python.h was not found, so nothing can be understood: install Python's headers (Debian: "
                  "apt install python3-dev), or name their folder with --python-include DIR", path);
    return true;
}

/* --- parsing ------------------------------------------------------------------------------------------------------------ */

/* In a worker. */
static Unit *parse_unit(const ParseRequest *request)
{
    static Frontend *frontend;
    if (!frontend)
        frontend = frontend_new();
    return frontend_parse(frontend, request);
}

static const char *const status_names[] = {"parsed", "partial", "skipped", "failed"}; /* ORDER UnitStatus */

static void say_what_failed(const Run *run)
{
    for (unsigned i = 0; i < run->count; i++) {
        const Unit *unit = run->units[i];
        const char *path = unit_string(unit, unit->path), *reason = unit_string(unit, unit->reason);
        if (unit->status == UNIT_FAILED)
            message_warning("%s was not analysed: %s", path, reason);
        else if (run->options->verbose)
            message_note("%s: %s%s%s", path, status_names[unit->status], *reason ? ": " : "", reason);
    }
    for (unsigned i = 0; run->options->verbose && i < run->target->unit_count; i++)
        if (run->target->units[i].skip_reason)
            message_note("%s: skipped: %s", run->target->units[i].relative_path, run->target->units[i].skip_reason);
}

static void parse_units(Run *run)
{
    WorkersOptions options = {
        .jobs = run->options->jobs,
        .timeout_seconds = run->options->timeout_seconds,
        .verbose = run->options->verbose,
        .parse = parse_unit,
        .progress = progress_show,
    };
    progress_start(run->options);
    run->signal = workers_parse(run->requests, run->count, &options, run->units);
    progress_stop();
    if (run->signal)
        message_warning("interrupted (%s): what was parsed until then is analysed", strsignal(run->signal));
    else
        say_what_failed(run);
}

/* --- the scan ------------------------------------------------------------------------------------------------------------- */

static uint32_t bounded_version(uint32_t version)
{
    return version < OLDEST_PYTHON ? OLDEST_PYTHON : version > NEWEST_PYTHON ? NEWEST_PYTHON : version;
}

static void python_range(const Run *run, uint32_t *low, uint32_t *high)
{
    *low = run->options->python_low;
    *high = run->options->python_high;
    if (*low)
        return;
    uint32_t found = run->target->python_version ? run->target->python_version : NEWEST_PYTHON;
    *low = *high = bounded_version(found);
    if (*low != found)
        message_warning("the Python headers are of version %u.%u; judged as %u.%u, the nearest that is known",
                        found >> 8, found & 0xff, *low >> 8, *low & 0xff);
}

static const char *python_text(Arena *arena, uint32_t low, uint32_t high)
{
    const char *text = arena_format(arena, "%u.%u", low >> 8, low & 0xff);
    return low == high ? text : arena_format(arena, "%s-%u.%u", text, high >> 8, high & 0xff);
}

static const char *time_text(Arena *arena)
{
    time_t now = time(NULL);
    struct tm parts;
    char text[32];
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &parts));
    return arena_copy_string(arena, text);
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static const char *clang_version(Arena *arena)
{
    Frontend *frontend = frontend_new();
    const char *version = arena_copy_string(arena, frontend_clang_version(frontend));
    frontend_free(frontend);
    return version;
}

static ScanUnit scan_unit(Arena *arena, const Unit *unit)
{
    const char *reason = unit_string(unit, unit->reason);
    return (ScanUnit){
        .path = arena_copy_string(arena, unit_string(unit, unit->path)),
        .variant = arena_copy_string(arena, unit_string(unit, unit->variant)),
        .status = status_names[unit->status],
        .reason = *reason ? arena_copy_string(arena, reason) : NULL,
        .diagnostics = unit->error_count,
    };
}

/* In the target's order: units that were not to be parsed stand among those that were. */
static void add_units(Scan *scan, const Run *run)
{
    const Target *target = run->target;
    ScanUnit *units = ARENA_ARRAY(run->arena, ScanUnit, target->unit_count);
    unsigned parsed = 0;
    for (unsigned i = 0; i < target->unit_count; i++) {
        const SourceUnit *source = &target->units[i];
        if (source->skip_reason)
            units[i] = (ScanUnit){.path = source->relative_path, .variant = "", .status = "skipped", .reason = source->skip_reason};
        else
            units[i] = scan_unit(run->arena, run->units[parsed++]);
    }
    scan->units = units;
    scan->unit_count = target->unit_count;
}

static void judge(Scan *scan, const Run *run, bool with_rules, const RuleSelection *selection)
{
    uint32_t low, high;
    python_range(run, &low, &high);
    scan->python = python_text(run->arena, low, high);
    Program *program = program_new(run->units, run->count);
    Model *model = model_new(program, low, high, run->is_folder);
    scan_add_types(scan, run->arena, model);
    scan_add_skipped_regions(scan, run->arena, run->units, run->count);
    if (with_rules) {
        scan_add_rules(scan, run->arena);
        scan_add_findings(scan, run->arena, rules_run(model, selection, run->target->root, run->arena));
    }
    model_free(model);
    program_free(program);
}

Analysis pipeline_run(Arena *arena, const Options *options, const char *path, bool with_rules, const RuleSelection *selection)
{
    double start = seconds_now();
    struct stat status;
    Run run = {
        .arena = arena,
        .options = options,
        .target = find_target(arena, options, path),
        .is_folder = !stat(path, &status) && S_ISDIR(status.st_mode),
    };
    if (!run.target)
        return (Analysis){0};
    make_requests(&run);
    if (headers_are_missing(&run, path))
        return (Analysis){0};
    Scan *scan = ARENA_NEW(arena, Scan);
    *scan = (Scan){
        .tool_version = GCLINT_VERSION,
        .clang_version = clang_version(arena),
        .target = run.target->name,
        .root = run.target->root,
        .started = time_text(arena),
        .command = options->as_given,
    };
    parse_units(&run);
    judge(scan, &run, with_rules, selection);
    add_units(scan, &run);
    for (unsigned i = 0; i < run.count; i++)
        unit_free(run.units[i]);
    scan->seconds = seconds_now() - start;
    return (Analysis){scan, run.signal};
}

bool scan_read_nothing(const Scan *scan)
{
    ScanCoverage coverage = scan_coverage(scan);
    return coverage.failed && !coverage.parsed && !coverage.partial;
}
