#include "reports/diff.h"

#include "reports/diff_internal.h"
#include "reports/match.h"
#include "reports/render_internal.h"

#include <stdlib.h>
#include <string.h>

static const DiffRenderer renderers[] = {
    {"text", render_diff_text}, {"json", render_diff_json}, {"markdown", render_diff_markdown}};

const DiffRenderer *diff_renderer_find(const char *name)
{
    for (unsigned i = 0; i < sizeof renderers / sizeof *renderers; i++)
        if (!strcmp(renderers[i].name, name))
            return &renderers[i];
    return NULL;
}

static bool is_same_text(const char *a, const char *b)
{
    return a && b && !strcmp(a, b);
}

static bool has_type(const Scan *scan, const ScanFinding *finding)
{
    for (unsigned i = 0; i < scan->type_count; i++)
        if (is_same_text(scan->types[i].symbol, finding->type) || is_same_text(scan->types[i].name, finding->type_name))
            return true;
    for (unsigned i = 0; i < scan->module_count; i++)
        if (is_same_text(scan->modules[i].symbol, finding->type) ||
            is_same_text(scan->modules[i].name, finding->type_name))
            return true;
    return false;
}

/* Why a scan could not have this finding, whatever the code says; NULL: it could. */
static const char *why_not_looked_for(Arena *arena, const Scan *scan, const ScanFinding *finding)
{
    if (scan->rule_count && !scan_rule(scan, finding->rule))
        return "the rule did not run";
    const char *problem = NULL;
    for (unsigned i = 0; i < scan->unit_count; i++) {
        const ScanUnit *unit = &scan->units[i];
        if (unit_is_variant(unit) || !is_same_text(unit->path, finding->location.file))
            continue;
        if (is_same_text(unit->status, "parsed") || is_same_text(unit->status, "partial"))
            return NULL;
        problem = arena_format(arena, "%s was %s%s%s", unit->path,
                               is_same_text(unit->status, "failed") ? "not analysed" : "skipped",
                               unit->reason ? ": " : "", unit->reason ? unit->reason : "");
    }
    return has_type(scan, finding) ? NULL : problem;
}

static DiffEntry new_entry(Arena *arena, const Scan *before, const ScanFinding *known, const ScanFinding *finding)
{
    DiffEntry entry = {.state = DIFF_NEW, .after = finding};
    const char *blind = why_not_looked_for(arena, before, finding);
    if (known)
        entry.reason = "it was suppressed before";
    else if (blind)
        entry.reason = arena_format(arena, "before, %s", blind);
    else if (finding->type && !has_type(before, finding))
        entry.reason = "the type is new";
    return entry;
}

static DiffEntry gone_entry(Arena *arena, const Scan *after, const ScanFinding *still, const ScanFinding *finding)
{
    DiffEntry entry = {.state = DIFF_FIXED, .before = finding};
    const char *blind = why_not_looked_for(arena, after, finding);
    if (still) {
        const char *given = still->suppression_reason;
        entry.reason = arena_format(arena, "it is suppressed now%s%s", given ? ": " : "", given ? given : "");
    } else if (blind) {
        entry.state = DIFF_UNJUDGED;
        entry.reason = blind;
    } else if (finding->type && !has_type(after, finding)) {
        entry.reason = "the type is gone";
    }
    return entry;
}

static int compare_entries(const void *left, const void *right)
{
    const DiffEntry *a = left, *b = right;
    if (a->state != b->state)
        return a->state < b->state ? -1 : 1;
    const ScanFinding *first = diff_finding(a), *second = diff_finding(b);
    /* Those of one state stand in one array. */
    return first < second ? -1 : first > second;
}

const ScanDiff *scan_diff(Arena *arena, const Scan *before, const Scan *after)
{
    const uint32_t *matches = findings_match(arena, before, after);
    const ScanFinding **continued = ARENA_ARRAY(arena, const ScanFinding *, before->finding_count);
    DiffEntry *entries = ARENA_ARRAY(arena, DiffEntry, before->finding_count + after->finding_count);
    ScanDiff *diff = ARENA_NEW(arena, ScanDiff);
    *diff = (ScanDiff){.before = before, .after = after, .entries = entries};
    for (unsigned i = 0; i < after->finding_count; i++) {
        const ScanFinding *finding = &after->findings[i];
        const ScanFinding *known = matches[i] == NO_MATCH ? NULL : &before->findings[matches[i]];
        if (known)
            continued[matches[i]] = finding;
        if (finding->suppressed)
            continue;
        if (known && !known->suppressed)
            entries[diff->count++] = (DiffEntry){DIFF_UNCHANGED, known, finding, NULL};
        else
            entries[diff->count++] = new_entry(arena, before, known, finding);
    }
    for (unsigned i = 0; i < before->finding_count; i++) {
        const ScanFinding *finding = &before->findings[i], *still = continued[i];
        if (!finding->suppressed && !(still && !still->suppressed))
            entries[diff->count++] = gone_entry(arena, after, still, finding);
    }
    for (unsigned i = 0; i < diff->count; i++)
        diff->counts[entries[i].state]++;
    qsort(entries, diff->count, sizeof *entries, compare_entries);
    return diff;
}

unsigned diff_count_new(const ScanDiff *diff, int least)
{
    unsigned count = 0;
    for (unsigned i = 0; i < diff->count; i++)
        count += diff->entries[i].state == DIFF_NEW && (int)diff->entries[i].after->severity >= least;
    return count;
}

const char *diff_state_name(DiffState state)
{
    static const char *const names[DIFF_STATE_COUNT] = {"new", "fixed", "unjudged", "unchanged"}; /* ORDER DiffState */
    return names[state];
}

const ScanFinding *diff_finding(const DiffEntry *entry)
{
    return entry->after ? entry->after : entry->before;
}

const char *diff_scan_title(Arena *arena, const Scan *scan)
{
    const char *name = scan->package && scan->version ? arena_format(arena, "%s %s", scan->package, scan->version)
                       : scan->target                 ? scan->target
                                                      : "?";
    const char *when = scan->started ? arena_format(arena, ", %s", scan->started) : "";
    const char *python = scan->python ? arena_format(arena, ", Python %s", scan->python) : "";
    return arena_format(arena, "%s (scan %lld%s%s)", name, (long long)scan->id, when, python);
}

static bool differ(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") != 0;
}

const char *diff_conditions(Arena *arena, const ScanDiff *diff)
{
    const Scan *before = diff->before, *after = diff->after;
    const char *text = NULL;
    if (differ(before->python, after->python))
        text = arena_format(arena, "judged for Python %s before, for %s now", before->python, after->python);
    if (differ(before->tool_version, after->tool_version))
        text = arena_format(arena, "%s%sgclint %s before, %s now", text ? text : "", text ? "; " : "",
                            before->tool_version, after->tool_version);
    if (before->rule_count != after->rule_count)
        text = arena_format(arena, "%s%s%u rules before, %u now", text ? text : "", text ? "; " : "",
                            before->rule_count, after->rule_count);
    if (differ(before->package, after->package))
        text = arena_format(arena, "%s%sthe two are scans of different packages", text ? text : "", text ? "; " : "");
    return text;
}
