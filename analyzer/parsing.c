#include "parsing.h"

#include "cache/cache_folder.h"
#include "cache/stamp.h"
#include "discover/warning_list.h"
#include "facts_cache.h"
#include "header_sharing.h"
#include "message.h"
#include "progress.h"
#include "readable_folders.h"
#include "sandbox.h"

#include <stdlib.h>
#include <string.h>

#define CACHE_LIMIT_BYTES ((uint64_t)1 << 30)

struct Parsing {
    const Options *options;
    const char *folder; /* NULL: none could be made */
    bool is_temporary;
    const char *parser; /* for the cache's keys */
    FactsCache *facts;  /* NULL: none is kept */
    bool is_incomplete; /* some unit is not in it */
    Sandbox sandbox;
    bool has_told_refused;
};

/* A program of the same version may be another build. */
static const char *name_parser(Arena *arena)
{
    FileStamp program = stamp_of("/proc/self/exe");
    const char *name = arena_format(arena, "gclint %s, %llu bytes of %lld, %s", GCLINT_VERSION, (unsigned long long)program.size,
                                    (long long)program.modified, frontend_clang_version());
    static const char *const folders[] = {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH", "SDKROOT"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) /* clang looks into them */
        name = arena_format(arena, "%s, %s", name, getenv(folders[i]) ? getenv(folders[i]) : "");
    if (frontend_resource_folder())
        name = arena_format(arena, "%s, with %s", name, frontend_resource_folder());
    return name;
}

Parsing *parsing_start(Arena *arena, const Options *options)
{
    Parsing *parsing = ARENA_NEW(arena, Parsing);
    *parsing = (Parsing){.options = options};
    if (!options->no_cache)
        parsing->folder = cache_folder_find(arena);
    parsing->is_temporary = !parsing->folder;
    if (parsing->is_temporary)
        parsing->folder = cache_folder_temporary(arena);
    parsing->parser = name_parser(arena);
    if (!parsing->is_temporary)
        parsing->facts = facts_cache_new(parsing->folder, parsing->parser);
    return parsing;
}

void parsing_end(Parsing *parsing)
{
    facts_cache_free(parsing->facts);
    workers_wait();
    if (parsing->folder && parsing->is_temporary)
        cache_folder_remove(parsing->folder);
    else if (parsing->folder)
        cache_folder_trim(parsing->folder, CACHE_LIMIT_BYTES);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static const Parsing *current; /* in a worker: of which it is */

/* In a worker. */
static Blob parse_unit(const ParseRequest *request)
{
    static Frontend *frontend;
    if (!frontend)
        frontend = frontend_new();
    int64_t start = stamp_now();
    Unit *unit = frontend_parse(frontend, request);
    Blob blob = blob_write(unit);
    if (current->facts && unit->status != UNIT_FAILED)
        facts_cache_store(current->folder, current->parser, request, &blob, frontend_inputs(frontend), start);
    unit_free(unit);
    return blob;
}

static void confine(void)
{
    sandbox_enter(&current->sandbox);
}

static void find_sandbox(Parsing *parsing, Arena *arena, const ParseRequest *requests, unsigned count)
{
    ReadableFolders folders = readable_folders_find(arena, parsing->options, requests, count);
    parsing->sandbox = (Sandbox){.readable = folders.items, .readable_count = folders.count, .writable = parsing->folder};
    if (folders.refused && !parsing->has_told_refused)
        message_warning("%u folder%s that flags name %s outside of the tree and of no headers: not read (%s%s); CPATH can name them",
                        folders.refused_count, folders.refused_count == 1 ? "" : "s", folders.refused_count == 1 ? "is" : "are",
                        printable_text(arena, folders.refused), folders.refused_count == 1 ? "" : ", ...");
    parsing->has_told_refused |= folders.refused != NULL;
    if (parsing->options->verbose && count)
        message_note("the processes that parse are %s", sandbox_describe(arena));
}

static int parse_all(const Parsing *parsing, Arena *arena, ParseRequest *requests, unsigned count, Unit **units, Meanwhile meanwhile)
{
    if (parsing->folder && count)
        header_sharing_decide(arena, parsing->folder, !parsing->is_temporary, requests, count);
    WorkersOptions options = {
        .jobs = parsing->options->jobs,
        .timeout_seconds = parsing->options->timeout_seconds,
        .parse = parse_unit,
        .confine = confine,
        .meanwhile = meanwhile,
        .progress = progress_show,
    };
    current = parsing;
    return workers_parse(requests, count, &options, units);
}

const FactsCache *parsing_facts(const Parsing *parsing)
{
    return parsing->is_incomplete ? NULL : parsing->facts;
}

/* --- what is known and what is not -------------------------------------------------------------------------------- */

typedef struct Task {
    Parsing *parsing;
    Arena *scratch;
    ParseRequest *requests;
    unsigned count;
    Unit **units;
    bool *is_known;      /* the cache has its facts */
    unsigned *changes;   /* as facts_cache_knows counts them */
    Meanwhile meanwhile; /* the caller's */
} Task;

static void look_up(Task *task)
{
    for (unsigned i = 0; i < task->count; i++)
        task->is_known[i] = task->parsing->facts && facts_cache_knows(task->parsing->facts, &task->requests[i], &task->changes[i]);
}

static void load_known(Task *task)
{
    for (unsigned i = 0; i < task->count; i++)
        if (task->is_known[i] && !task->units[i])
            task->units[i] = facts_cache_load(task->parsing->facts, &task->requests[i]);
}

/* An entry that is damaged, or gone since it was looked up, is as good as none. */
static void forget_unloaded(Task *task)
{
    unsigned known = 0;
    for (unsigned i = 0; i < task->count; i++) {
        task->is_known[i] = task->is_known[i] && task->units[i];
        known += task->is_known[i];
    }
    if (task->parsing->options->verbose && known)
        message_note("%u of %u units are as they were: they are not parsed again", known, task->count);
}

/* To read what is known of a large tree takes as long as to parse a file of it. */
static void work_meanwhile(void *context)
{
    Task *task = context;
    if (task->meanwhile.work)
        task->meanwhile.work(task->meanwhile.context);
    load_known(task);
}

static int parse_unknown(Task *task, Meanwhile meanwhile)
{
    Parsing *parsing = task->parsing;
    unsigned *places = ARENA_ARRAY(task->scratch, unsigned, task->count), wanted = 0;
    ParseRequest *unknown = ARENA_ARRAY(task->scratch, ParseRequest, task->count);
    Unit **parsed = ARENA_ARRAY(task->scratch, Unit *, task->count);
    for (unsigned i = 0; i < task->count; i++) {
        places[wanted] = i;
        unknown[wanted] = task->requests[i];
        unknown[wanted].changes = task->changes[i];
        wanted += !task->is_known[i] && !task->units[i];
    }
    if (!wanted)
        return 0;
    find_sandbox(parsing, task->scratch, unknown, wanted);
    int signal = parse_all(parsing, task->scratch, unknown, wanted, parsed, meanwhile);
    for (unsigned i = 0; i < wanted; i++) {
        unsigned changes;
        task->units[places[i]] = parsed[i];
        if (parsing->facts && !facts_cache_knows(parsing->facts, &unknown[i], &changes))
            parsing->is_incomplete = true;
    }
    return signal;
}

int parsing_run(Parsing *parsing, ParseRequest *requests, unsigned count, Unit **units, Meanwhile meanwhile)
{
    Arena *scratch = arena_new();
    Task task = {
        .parsing = parsing,
        .scratch = scratch,
        .requests = requests,
        .count = count,
        .units = units,
        .is_known = ARENA_ARRAY(scratch, bool, count),
        .changes = ARENA_ARRAY(scratch, unsigned, count),
        .meanwhile = meanwhile,
    };
    for (unsigned i = 0; i < count; i++)
        units[i] = NULL;
    look_up(&task);
    int signal = parse_unknown(&task, (Meanwhile){work_meanwhile, &task});
    load_known(&task);
    forget_unloaded(&task);
    int late_signal = parse_unknown(&task, (Meanwhile){0});
    arena_free(scratch);
    return signal ? signal : late_signal;
}
