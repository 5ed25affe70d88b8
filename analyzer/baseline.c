#include "baseline.h"

#include "reports/store.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <uthash.h>

typedef struct Known {
    const char *fingerprint;
    bool is_seen;
    UT_hash_handle hh;
} Known;

struct Baseline {
    Arena *arena;
    Known *known;
};

static void add_known(Baseline *baseline, const char *fingerprint)
{
    Known *known;
    HASH_FIND_STR(baseline->known, fingerprint, known);
    if (known)
        return;
    known = ARENA_NEW(baseline->arena, Known);
    known->fingerprint = arena_copy_string(baseline->arena, fingerprint);
    HASH_ADD_KEYPTR(hh, baseline->known, known->fingerprint, strlen(known->fingerprint), known);
}

/* --- reading ------------------------------------------------------------------------------------------------------------- */

static bool is_store(FILE *file)
{
    static const char magic[16] = "SQLite format 3"; /* with its zero */
    char start[sizeof magic] = "";
    size_t size = fread(start, 1, sizeof start, file);
    rewind(file);
    return size == sizeof start && !memcmp(start, magic, sizeof magic);
}

static bool read_store(Baseline *baseline, const char *path, const char **error)
{
    Store *store = store_open(baseline->arena, path, true, error);
    const Scan *scan = store ? store_load(store, baseline->arena, 0, error) : NULL;
    store_close(store);
    for (unsigned i = 0; scan && i < scan->finding_count; i++)
        if (scan->findings[i].fingerprint)
            add_known(baseline, scan->findings[i].fingerprint);
    return scan != NULL;
}

static void read_result(Baseline *baseline, const json_t *result)
{
    const char *name;
    json_t *fingerprint;
    json_object_foreach(json_object_get(result, "partialFingerprints"), name, fingerprint)
        if (json_is_string(fingerprint))
            add_known(baseline, json_string_value(fingerprint));
}

static bool read_sarif(Baseline *baseline, const char *path, FILE *file, const char **error)
{
    json_error_t problem;
    json_t *document = json_loadf(file, JSON_REJECT_DUPLICATES, &problem), *runs = json_object_get(document, "runs");
    if (!document)
        *error = arena_format(baseline->arena, "%s is no baseline: neither a store nor SARIF (line %d: %s)", path, problem.line, problem.text);
    else if (!json_is_array(runs))
        *error = arena_format(baseline->arena, "%s is no baseline: it is JSON, but not SARIF", path);
    size_t i, j;
    json_t *run, *result;
    json_array_foreach(runs, i, run)
        json_array_foreach(json_object_get(run, "results"), j, result)
            read_result(baseline, result);
    bool is_read = json_is_array(runs);
    json_decref(document);
    return is_read;
}

Baseline *baseline_read(Arena *arena, const char *path, const char **error)
{
    FILE *file = fopen(path, "r");
    if (!file) {
        *error = arena_format(arena, "the baseline %s cannot be read: %s", path, strerror(errno));
        return NULL;
    }
    Baseline *baseline = ARENA_NEW(arena, Baseline);
    baseline->arena = arena;
    bool is_read = is_store(file) ? read_store(baseline, path, error) : read_sarif(baseline, path, file, error);
    fclose(file);
    if (is_read)
        return baseline;
    baseline_free(baseline);
    return NULL;
}

void baseline_free(Baseline *baseline)
{
    if (baseline)
        HASH_CLEAR(hh, baseline->known);
}

/* --- applying -------------------------------------------------------------------------------------------------------------- */

static const char *state_of(Baseline *baseline, const ScanFinding *finding)
{
    Known *known = NULL;
    if (finding->fingerprint)
        HASH_FIND_STR(baseline->known, finding->fingerprint, known);
    if (known)
        known->is_seen = true;
    return known ? "unchanged" : "new";
}

unsigned baseline_apply(Baseline *baseline, Arena *arena, Scan *scan)
{
    ScanFinding *findings = ARENA_ARRAY(arena, ScanFinding, scan->finding_count);
    for (unsigned i = 0; i < scan->finding_count; i++) {
        findings[i] = scan->findings[i];
        findings[i].baseline = state_of(baseline, &findings[i]);
    }
    scan->findings = findings;
    unsigned gone = 0;
    for (const Known *known = baseline->known; known; known = known->hh.next)
        gone += !known->is_seen;
    return gone;
}
