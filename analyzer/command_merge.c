#include "base/vector.h"
#include "message.h"
#include "options.h"
#include "reports/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A scan to be copied, and the store it is in. */
typedef struct Source {
    Store *store;
    const char *path;
    const StoredScan *scan;
} Source;

typedef struct Merge {
    Arena *arena;
    Store *out;
    VECTOR(Source) sources;
    VECTOR(Store *) stores;
    unsigned copied, known;
    bool has_trouble;
} Merge;

static bool is_same_text(const char *a, const char *b)
{
    return !strcmp(a ? a : "", b ? b : "");
}

/* One and the same run: also after it was merged before. The time it took tells runs of one second apart. */
static bool is_same_scan(const StoredScan *a, const StoredScan *b)
{
    return a->seconds == b->seconds && is_same_text(a->started, b->started) && is_same_text(a->target, b->target) &&
           is_same_text(a->root, b->root) && is_same_text(a->command, b->command);
}

static const StoredScan *list_scans(Merge *merge, Store *store, const char *path, unsigned *count)
{
    const char *error = NULL;
    const StoredScan *scans = store_list(store, merge->arena, count, &error);
    if (scans)
        return scans;
    message_error("%s: %s", path, error);
    merge->has_trouble = true;
    *count = 0;
    return NULL;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat first, second;
    return !stat(a, &first) && !stat(b, &second) && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static void open_source(Merge *merge, const char *path, const char *out)
{
    const char *error = NULL;
    unsigned count = 0;
    if (is_same_file(path, out)) {
        message_error("%s is what is merged into: name it only once, as the first", path);
        merge->has_trouble = true;
        return;
    }
    Store *store = store_open(merge->arena, path, true, &error);
    if (!store) {
        message_error("%s", error);
        merge->has_trouble = true;
        return;
    }
    vector_push(&merge->stores, store);
    const StoredScan *scans = list_scans(merge, store, path, &count);
    for (unsigned i = 0; i < count; i++)
        vector_push(&merge->sources, (Source){store, path, &scans[i]});
}

/* By time, so that the latest scan of a package is the latest in the merged store too. */
static int compare_sources(const void *left, const void *right)
{
    const StoredScan *a = ((const Source *)left)->scan, *b = ((const Source *)right)->scan;
    int order = strcmp(a->started ? a->started : "", b->started ? b->started : "");
    if (!order)
        order = strcmp(a->target ? a->target : "", b->target ? b->target : "");
    return order ? order : a->id < b->id ? -1 : a->id > b->id;
}

static void copy_scan(Merge *merge, const Source *source)
{
    const char *error = NULL;
    Arena *arena = arena_new();
    Scan *scan = store_load(source->store, arena, source->scan->id, &error);
    if (scan)
        scan->audit = 0; /* the number means something only in the store that it comes from */
    if (!scan || !store_save(merge->out, arena, scan, &error)) {
        message_error("scan %lld of %s is left out: %s", (long long)source->scan->id, source->path, error);
        merge->has_trouble = true;
    } else {
        merge->copied++;
    }
    arena_free(arena);
}

static void copy_scans(Merge *merge, const char *out)
{
    unsigned count = 0;
    const StoredScan *present = list_scans(merge, merge->out, out, &count);
    if (!present)
        return;
    if (merge->sources.count)
        qsort(merge->sources.items, merge->sources.count, sizeof *merge->sources.items, compare_sources);
    for (uint32_t i = 0; i < merge->sources.count; i++) {
        const Source *source = &merge->sources.items[i];
        bool is_known = i > 0 && is_same_scan(source->scan, merge->sources.items[i - 1].scan);
        for (unsigned j = 0; j < count && !is_known; j++)
            is_known = is_same_scan(source->scan, &present[j]);
        if (is_known)
            merge->known++;
        else
            copy_scan(merge, source);
    }
}

static int run_merge(const Options *options)
{
    if (options->operands.count < 2) {
        message_error("say which stores: gclint merge OUT.db IN.db...");
        return EXIT_TROUBLE;
    }
    const char *out = options->operands.items[0], *error = NULL;
    Merge merge = {.arena = options->arena};
    for (unsigned i = 1; i < options->operands.count; i++)
        open_source(&merge, options->operands.items[i], out);
    if (merge.stores.count) {
        merge.out = store_open(merge.arena, out, false, &error);
        if (merge.out)
            copy_scans(&merge, out);
        else
            message_error("%s", error);
        merge.has_trouble |= !merge.out;
        store_close(merge.out);
    }
    for (uint32_t i = 0; i < merge.stores.count; i++)
        store_close(merge.stores.items[i]);
    if (merge.out && !options->quiet)
        message_note("%u scan%s merged into %s%s", merge.copied, merge.copied == 1 ? "" : "s", out,
                     merge.known ? arena_format(merge.arena, "; %u that it has already", merge.known) : "");
    vector_free(&merge.sources);
    vector_free(&merge.stores);
    return merge.has_trouble ? EXIT_TROUBLE : EXIT_CLEAN;
}

int command_merge(int argc, char **argv)
{
    Options *options = options_parse(COMMAND_MERGE, argc, argv);
    int status = run_merge(options);
    options_free(options);
    return status;
}
