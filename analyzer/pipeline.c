#include "pipeline.h"

#include "cache/cache_folder.h"
#include "discover/discover.h"
#include "discover/python_installations.h"
#include "frontend/frontend.h"
#include "interruption.h"
#include "message.h"
#include "model/model.h"
#include "parsing.h"
#include "progress.h"
#include "scan_basis.h"
#include "scan_cache.h"
#include "scan_from_model.h"
#include "snapshot.h"
#include "variants/rounds.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

typedef struct Run {
    Arena *arena;
    Parsing *parsing;
    const Options *options;
    const Target *target;
    bool is_folder;
    ParseRequest *requests; /* of the units that are not skipped, in the target's order; for the version of the headers */
    Unit **units;           /* what came of them */
    unsigned count;
    uint32_t low, high;     /* versions judged for */
    PythonChoice python;
    VariantTask variant_task;
    VariantPlan variants;
    bool with_rules;
    const RuleSelection *selection;
    const ScanRule *rules; /* those that run; NULL until they are needed */
    unsigned rule_count;
    bool is_quiet; /* nothing was said that a scan answered without parsing would have to say again */
    int signal;
} Run;

/* --- files and flags ------------------------------------------------------------------------------------------------- */

/* What is wrong with it is told where it is needed. */
static void load_frontend(void)
{
    frontend_load();
}

/* Files of the cache that discovery keeps something in, for each build of gclint: what the texts of this tree told, and where Python is
 * in this state of the machine. None if there is no cache; no python_memory either if something was installed just now. */
static void find_memories(Arena *arena, const Options *options, DiscoverOptions *wanted)
{
    const char *folder = options->no_cache ? NULL : cache_folder_find(arena);
    char real[PATH_MAX];
    if (!folder || !realpath(wanted->path, real))
        return;
    CacheHash *texts = cache_hash_new();
    Snapshot machine = {.hash = cache_hash_new(), .start = stamp_now()};
    scan_basis_add_program(texts);
    scan_basis_add_program(machine.hash);
    cache_hash_text(texts, real);
    snapshot_add_machine(&machine, arena);
    wanted->text_memory = cache_path(arena, folder, cache_hash_end(texts), "texts");
    CacheKey key = cache_hash_end(machine.hash);
    if (!machine.is_of_no_use)
        wanted->python_memory = cache_path(arena, folder, key, "python");
}

static Target *find_target(Arena *arena, const Options *options, const char *path)
{
    DiscoverOptions wanted = {
        .path = path,
        .build_folder = options->build_folder,
        .python_include = options->python_include,
        .excludes = options->excludes.items,
        .exclude_count = options->excludes.count,
        .all_units = options->all_units,
        .meanwhile = load_frontend,
    };
    find_memories(arena, options, &wanted);
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

static bool frontend_is_missing(void)
{
    const char *problem = frontend_load();
    if (problem)
        message_error("%s", problem);
    return problem != NULL;
}

/* --- versions of Python ---------------------------------------------------------------------------------------------------- */

static uint32_t bounded_version(uint32_t version)
{
    return version < OLDEST_KNOWN_PYTHON ? OLDEST_KNOWN_PYTHON : version > NEWEST_KNOWN_PYTHON ? NEWEST_KNOWN_PYTHON : version;
}

static void choose_versions(Run *run)
{
    run->low = run->options->python_low;
    run->high = run->options->python_high;
    if (run->low)
        return;
    uint32_t found = run->target->python_version ? run->target->python_version : NEWEST_KNOWN_PYTHON;
    run->low = run->high = bounded_version(found);
    if (run->low != found)
        message_warning("the Python headers are of version %u.%u; judged as %u.%u, the nearest that is known",
                        found >> 8, found & 0xff, run->low >> 8, run->low & 0xff);
}

/* The headers that the user names stand in for those of every version; so do Python's own in its tree. */
static void choose_python(Run *run)
{
    const Target *target = run->target;
    choose_versions(run);
    run->python = (PythonChoice){.arena = run->arena, .include = target->python_include, .version = target->python_version};
    bool has_fixed_version = target->is_cpython || !target->python_include || !version_set(target->python_version);
    if (!has_fixed_version && !run->options->python_include)
        python_installations_find(run->arena, target->root, OLDEST_KNOWN_PYTHON, run->python.folders, PYTHON_VERSION_COUNT);
    VersionSet judged = version_set_range(run->low, run->high);
    bool fits = has_fixed_version || (judged & version_set(target->python_version));
    run->variant_task = (VariantTask){
        .arena = run->arena,
        .root = target->root,
        .python = &run->python,
        .python_base = fits ? target->python_version : python_choice_best(&run->python, judged),
        .judged = judged,
        .is_range_given = run->options->python_low != 0,
        .has_fixed_version = has_fixed_version,
    };
}

/* --- parsing ------------------------------------------------------------------------------------------------------------ */

static const char *const status_names[] = {"parsed", "partial", "skipped", "failed"}; /* ORDER UnitStatus */

static void say_what_became_of(const Run *run, const Unit *unit)
{
    const char *path = unit_string(unit, unit->path), *reason = unit_string(unit, unit->reason);
    const char *variant = unit_string(unit, unit->variant);
    if (unit->status == UNIT_FAILED)
        message_warning("%s was not analysed: %s", path, reason);
    else if (run->options->verbose)
        message_note("%s%s%s: %s%s%s", path, *variant ? ", " : "", variant, status_names[unit->status], *reason ? ": " : "", reason);
}

static void say_what_failed(const Run *run)
{
    for (unsigned i = 0; i < run->count; i++)
        say_what_became_of(run, run->units[i]);
    for (unsigned i = 0; run->options->verbose && i < run->target->unit_count; i++)
        if (run->target->units[i].skip_reason)
            message_note("%s: skipped: %s", run->target->units[i].relative_path, run->target->units[i].skip_reason);
}

/* The pages of the rules take a while. */
static void describe_rules(void *context)
{
    Run *run = context;
    if (!run->rules)
        run->rules = scan_rules(run->arena, run->selection, &run->rule_count);
}

static void parse(Run *run, ParseRequest *requests, unsigned count, Unit **units)
{
    progress_start(run->options);
    run->signal = parsing_run(run->parsing, requests, count, units, run->with_rules ? (Meanwhile){describe_rules, run} : (Meanwhile){0});
    progress_stop();
    if (run->signal)
        message_warning("interrupted (%s): what was parsed until then is analysed", strsignal(run->signal));
}

static void parse_units(Run *run)
{
    ParseRequest *requests = ARENA_ARRAY(run->arena, ParseRequest, run->count);
    for (unsigned i = 0; i < run->count; i++) {
        requests[i] = run->requests[i];
        if (run->variant_task.python_base != run->target->python_version)
            python_choice_apply(&run->python, &requests[i], run->variant_task.python_base);
    }
    parse(run, requests, run->count, run->units);
    if (!run->signal)
        say_what_failed(run);
}

/* Once more, what the units as they are configured leave out. */
static void parse_variants(Run *run)
{
    VariantTask *task = &run->variant_task;
    task->requests = run->requests;
    task->units = run->units;
    task->count = run->count;
    if (interruption_number())
        return;
    run->variants = variants_plan(task);
    unsigned count = run->variants.variants.count;
    ParseRequest *requests = ARENA_ARRAY(run->arena, ParseRequest, count);
    Unit **parsed = ARENA_ARRAY(run->arena, Unit *, count);
    for (unsigned i = 0; i < count; i++)
        requests[i] = run->variants.variants.items[i].request;
    if (count)
        parse(run, requests, count, parsed);
    variants_accept(&run->variants, task, parsed);
    for (unsigned i = 0; i < count; i++)
        if (run->variants.variants.items[i].parsed && run->options->verbose)
            say_what_became_of(run, run->variants.variants.items[i].parsed);
}

/* --- the scan ------------------------------------------------------------------------------------------------------------- */

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

static ScanUnit scan_unit(Arena *arena, const Unit *unit, const ParseRequest *request)
{
    const char *reason = unit_string(unit, unit->reason);
    return (ScanUnit){
        .path = arena_copy_string(arena, unit_string(unit, unit->path)),
        .variant = arena_copy_string(arena, unit_string(unit, unit->variant)),
        .status = status_names[unit->status],
        .reason = *reason ? arena_copy_string(arena, reason) : NULL,
        .diagnostics = unit->error_count,
        .arguments = request->arguments,
        .argument_count = request->argument_count,
    };
}

/* In the target's order: units that were not to be parsed stand among those that were. Their variants follow. */
static void add_units(Scan *scan, const Run *run)
{
    const Target *target = run->target;
    ScanUnit *units = ARENA_ARRAY(run->arena, ScanUnit, target->unit_count + run->variants.variants.count);
    unsigned parsed = 0;
    for (unsigned i = 0; i < target->unit_count; i++) {
        const SourceUnit *source = &target->units[i];
        if (source->skip_reason) {
            units[i] = (ScanUnit){.path = source->relative_path, .variant = "", .status = "skipped", .reason = source->skip_reason};
        } else {
            units[i] = scan_unit(run->arena, run->units[parsed], &run->requests[parsed]);
            parsed++;
        }
    }
    scan->unit_count = target->unit_count;
    for (uint32_t i = 0; i < run->variants.variants.count; i++) {
        const Variant *variant = &run->variants.variants.items[i];
        if (variant->parsed)
            units[scan->unit_count++] = scan_unit(run->arena, variant->parsed, &variant->request);
    }
    scan->units = units;
}

static void add_skipped_regions(Scan *scan, const Run *run)
{
    Unit **units = ARENA_ARRAY(run->arena, Unit *, run->count + run->variants.variants.count);
    unsigned count = 0;
    for (unsigned i = 0; i < run->count; i++)
        units[count++] = run->units[i];
    for (uint32_t i = 0; i < run->variants.variants.count; i++)
        if (run->variants.variants.items[i].parsed)
            units[count++] = run->variants.variants.items[i].parsed;
    scan_add_skipped_regions(scan, run->arena, units, count, &run->variants);
}

static void add_findings(Scan *scan, Run *run, const RuleRound *rounds, unsigned count)
{
    describe_rules(run);
    scan->rules = run->rules;
    scan->rule_count = run->rule_count;
    scan_add_findings(scan, run->arena, rules_run_rounds(rounds, count, run->selection, run->target->root, run->arena));
}

static void judge(Scan *scan, Run *run, const RoundList *rounds)
{
    Program **programs = ARENA_ARRAY(run->arena, Program *, rounds->count);
    Model **models = ARENA_ARRAY(run->arena, Model *, rounds->count);
    RuleRound *rule_rounds = ARENA_ARRAY(run->arena, RuleRound, rounds->count);
    for (uint32_t i = 0; i < rounds->count; i++) {
        const Round *round = &rounds->items[i];
        programs[i] = program_new(round->units, round->count);
        models[i] = model_new(programs[i], round->low, round->high, run->is_folder, run->options->jobs);
        rule_rounds[i] = (RuleRound){.model = models[i], .only_variants = round->only_variants, .note = round->note};
    }
    scan_add_types(scan, run->arena, models, rounds->count);
    scan_add_left_out_types(scan, run->arena);
    if (run->with_rules)
        add_findings(scan, run, rule_rounds, rounds->count);
    for (uint32_t i = 0; i < rounds->count; i++) {
        model_free(models[i]);
        program_free(programs[i]);
    }
}

static void describe_run(Scan *scan, Arena *arena, const Options *options)
{
    scan->started = time_text(arena);
    scan->command = options->as_given;
    scan->package = scan->version = NULL; /* that is the caller's to tell */
    scan->audit = 0;
}

/* Judges, unless an earlier scan has judged the same. */
static Scan *find_or_judge(Scan *scan, Run *run, const RoundList *rounds, const ScanCache *cache)
{
    ScanBasis basis = {.options = run->options, .scan = scan, .rounds = rounds, .is_whole_program = run->is_folder};
    CacheKey suppressions = scan_basis_suppressions(&basis), key = scan_basis_key(&basis, suppressions);
    Scan *known = scan_cache_find(cache, run->arena, key);
    if (known) {
        describe_run(known, run->arena, run->options);
        scan = known;
    } else {
        judge(scan, run, rounds);
    }
    /* The rules have read the suppressions once more: what is kept must not be of another state of them. */
    CacheKey now = known ? suppressions : scan_basis_suppressions(&basis);
    if (now.low == suppressions.low && now.high == suppressions.high && !interruption_number())
        scan_cache_store(cache, run->arena, scan, key, run->is_quiet ? parsing_facts(run->parsing) : NULL);
    return scan;
}

static Scan *scan_of_units(Run *run, const ScanCache *cache)
{
    Scan *scan = ARENA_NEW(run->arena, Scan);
    *scan = (Scan){
        .tool_version = GCLINT_VERSION,
        .clang_version = frontend_clang_version(),
        .target = run->target->name,
        .root = run->target->root,
        .python = version_range_text(run->arena, run->low, run->high),
    };
    describe_run(scan, run->arena, run->options);
    add_units(scan, run);
    add_skipped_regions(scan, run);
    RoundList rounds = {0};
    rounds_make(&rounds, &run->variant_task, &run->variants);
    if (cache && !run->signal)
        scan = find_or_judge(scan, run, &rounds, cache);
    else
        judge(scan, run, &rounds);
    vector_free(&rounds);
    return scan;
}

static void free_units(Run *run)
{
    for (unsigned i = 0; i < run->count; i++)
        unit_free(run->units[i]);
    variants_free(&run->variants);
}

/* One that came when no process was parsing. */
static void say_late_interruption(Run *run)
{
    if (!run->signal && interruption_number())
        message_warning("interrupted (%s): what was known by then is analysed", strsignal(interruption_number()));
    run->signal = interruption_number();
}

static Analysis analyse(Run *run, const char *path, const ScanCache *cache)
{
    unsigned messages = message_count();
    memory_expect_much();
    run->target = find_target(run->arena, run->options, path);
    if (!run->target)
        return (Analysis){0};
    make_requests(run);
    if (headers_are_missing(run, path) || frontend_is_missing())
        return (Analysis){0};
    run->parsing = parsing_start(run->arena, run->options);
    choose_python(run);
    interruption_hold(); /* from here on there is something to lose: the caller lets go */
    parse_units(run);
    parse_variants(run);
    run->is_quiet = message_count() == messages;
    Scan *scan = scan_of_units(run, cache);
    say_late_interruption(run);
    free_units(run);
    python_choice_free(&run->python);
    parsing_end(run->parsing);
    return (Analysis){scan, run->signal};
}

Analysis pipeline_run(Arena *arena, const Options *options, const char *path, bool with_rules, const RuleSelection *selection)
{
    double start = seconds_now();
    struct stat status;
    Run run = {.arena = arena,
               .options = options,
               .is_folder = !stat(path, &status) && S_ISDIR(status.st_mode),
               .with_rules = with_rules,
               .selection = selection};
    ScanCache *cache = with_rules ? scan_cache_open(arena, options, path) : NULL;
    Analysis analysis = {.scan = scan_cache_load(cache, arena)};
    if (analysis.scan)
        describe_run(analysis.scan, arena, options);
    else
        analysis = analyse(&run, path, cache);
    if (analysis.scan)
        analysis.scan->seconds = seconds_now() - start;
    return analysis;
}

bool scan_read_nothing(const Scan *scan)
{
    ScanCoverage coverage = scan_coverage(scan);
    return coverage.failed && !coverage.parsed && !coverage.partial;
}
