#include "baseline.h"

#include "base/vector.h"
#include "reports/store.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool is_store(FILE *file)
{
    static const char magic[16] = "SQLite format 3"; /* with its zero */
    char start[sizeof magic] = "";
    size_t size = fread(start, 1, sizeof start, file);
    rewind(file);
    return size == sizeof start && !memcmp(start, magic, sizeof magic);
}

/* --- a store
 * ------------------------------------------------------------------------------------------------------------- */

static bool is_same_text(const char *a, const char *b)
{
    return a && b && !strcmp(a, b);
}

static const StoredScan *choose_scan(const StoredScan *scans, unsigned count, const Scan *scan)
{
    for (unsigned i = count; i-- > 0;)
        if (is_same_text(scans[i].package, scan->package) || is_same_text(scans[i].target, scan->target))
            return &scans[i];
    for (unsigned i = 1; i < count; i++)
        if (!stored_scans_belong_together(&scans[i - 1], &scans[i]))
            return NULL;
    return count ? &scans[count - 1] : NULL;
}

static const Scan *read_store(Arena *arena, const char *path, const Scan *scan, const char **error)
{
    unsigned count = 0;
    const Scan *known = NULL;
    Store *store = store_open(arena, path, true, error);
    const StoredScan *scans = store ? store_list(store, arena, &count, error) : NULL;
    const StoredScan *chosen = scans ? choose_scan(scans, count, scan) : NULL;
    if (chosen)
        known = store_load(store, arena, chosen->id, error);
    else if (scans)
        *error = arena_format(arena, "the baseline %s has no scan of %s", path,
                              scan->package ? scan->package : scan->target);
    store_close(store);
    return known;
}

/* --- SARIF
 * ----------------------------------------------------------------------------------------------------------------- */

static const char *text_at(Arena *arena, const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? arena_copy_string(arena, text) : NULL;
}

static unsigned hexadecimal(char digit)
{
    const char *digits = "0123456789abcdef0123456789ABCDEF";
    const char *at = digit ? strchr(digits, digit) : NULL;
    return at ? (unsigned)(at - digits) % 16 : 16;
}

static const char *decoded_uri(Arena *arena, const char *uri)
{
    if (!uri)
        return NULL;
    char *path = arena_copy_string(arena, uri), *end = path;
    for (const char *c = uri; *c; c++) {
        unsigned high = *c == '%' ? hexadecimal(c[1]) : 16, low = high < 16 ? hexadecimal(c[2]) : 16;
        bool is_coded = high < 16 && low < 16 && high + low > 0;
        *end++ = is_coded ? (char)(high << 4 | low) : *c;
        c += is_coded ? 2 : 0;
    }
    *end = '\0';
    return path;
}

/* Evidence stands on the lines behind. */
static const char *first_line(Arena *arena, const char *text)
{
    return text ? arena_copy_text(arena, text, strcspn(text, "\n")) : NULL;
}

static ScanFinding read_result(Arena *arena, const json_t *result)
{
    const json_t *properties = json_object_get(result, "properties");
    const json_t *location =
        json_object_get(json_array_get(json_object_get(result, "locations"), 0), "physicalLocation");
    const char *level = json_string_value(json_object_get(result, "level"));
    const char *uri = json_string_value(json_object_get(json_object_get(location, "artifactLocation"), "uri"));
    json_int_t line = json_integer_value(json_object_get(json_object_get(location, "region"), "startLine"));
    ScanFinding finding = {
        .rule = text_at(arena, result, "ruleId"),
        .severity = is_same_text(level, "error")  ? SEVERITY_ERROR
                    : is_same_text(level, "note") ? SEVERITY_NOTE
                                                  : SEVERITY_WARNING,
        .type = text_at(arena, properties, "type"),
        .type_name = text_at(arena, properties, "typeName"),
        .field = text_at(arena, properties, "field"),
        .function = text_at(arena, properties, "function"),
        .message = first_line(arena, json_string_value(json_object_get(json_object_get(result, "message"), "text"))),
        .fingerprint = text_at(arena, json_object_get(result, "partialFingerprints"), "gclintFinding/v1"),
        .location = {.file = decoded_uri(arena, uri), .line = line > 0 && line < INT32_MAX ? (uint32_t)line : 0},
        .suppressed = json_array_size(json_object_get(result, "suppressions")) > 0,
    };
    return finding;
}

static const Scan *read_runs(Arena *arena, const json_t *runs)
{
    VECTOR(ScanFinding) findings = {0};
    size_t i, j;
    json_t *run, *result;
    json_array_foreach(runs, i, run) json_array_foreach(json_object_get(run, "results"), j, result)
        vector_push(&findings, read_result(arena, result));
    ScanFinding *kept = ARENA_ARRAY(arena, ScanFinding, findings.count);
    if (findings.count)
        memcpy(kept, findings.items, findings.count * sizeof *kept);
    Scan *scan = ARENA_NEW(arena, Scan);
    *scan = (Scan){.findings = kept, .finding_count = findings.count};
    vector_free(&findings);
    return scan;
}

static const Scan *read_sarif(Arena *arena, const char *path, FILE *file, const char **error)
{
    json_error_t problem;
    json_t *document = json_loadf(file, JSON_REJECT_DUPLICATES, &problem), *runs = json_object_get(document, "runs");
    const Scan *scan = NULL;
    if (!document)
        *error = arena_format(arena, "%s is no baseline: neither a store nor SARIF (line %d: %s)", path, problem.line,
                              problem.text);
    else if (!json_is_array(runs))
        *error = arena_format(arena, "%s is no baseline: it is JSON, but not SARIF", path);
    else
        scan = read_runs(arena, runs);
    json_decref(document);
    return scan;
}

const Scan *baseline_read(Arena *arena, const char *path, const Scan *scan, const char **error)
{
    struct stat status;
    FILE *file = NULL;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
        *error = arena_format(arena, "the baseline %s is not a regular file", path); /* a pipe could be waited for */
        return NULL;
    }
    file = fopen(path, "r");
    if (!file) {
        *error = arena_format(arena, "the baseline %s cannot be read: %s", path, strerror(errno));
        return NULL;
    }
    bool has_store = is_store(file);
    const Scan *known = has_store ? NULL : read_sarif(arena, path, file, error);
    fclose(file);
    return has_store ? read_store(arena, path, scan, error) : known;
}

/* --- applying
 * -------------------------------------------------------------------------------------------------------------- */

const ScanDiff *baseline_apply(const Scan *baseline, Arena *arena, Scan *scan)
{
    ScanFinding *findings = ARENA_ARRAY(arena, ScanFinding, scan->finding_count);
    for (unsigned i = 0; i < scan->finding_count; i++) {
        findings[i] = scan->findings[i];
        findings[i].baseline = findings[i].suppressed ? NULL : "new";
    }
    scan->findings = findings;
    const ScanDiff *diff = scan_diff(arena, baseline, scan);
    for (unsigned i = 0; i < diff->count; i++)
        if (diff->entries[i].state == DIFF_UNCHANGED)
            findings[diff->entries[i].after - findings].baseline = "unchanged";
    return diff;
}
