#include "reports/diff_internal.h"
#include "reports/json_text.h"

static json_t *scan_object(const Scan *scan)
{
    json_t *object = json_new_object();
    json_put(object, "scan", json_integer(scan->id));
    json_put(object, "target", json_text(scan->target));
    json_put(object, "package", json_text(scan->package));
    json_put(object, "version", json_text(scan->version));
    json_put(object, "python", json_text(scan->python));
    json_put(object, "started", json_text(scan->started));
    json_put(object, "gclint", json_text(scan->tool_version));
    json_put(object, "coverage", json_coverage(scan));
    return object;
}

static json_t *entry_object(const DiffEntry *entry)
{
    json_t *object = json_finding(diff_finding(entry));
    json_put(object, "state", json_text(diff_state_name(entry->state)));
    json_put(object, "reason", json_text(entry->reason));
    if (entry->state == DIFF_UNCHANGED) {
        json_t *before = json_new_object();
        json_put(before, "type", json_text(entry->before->type));
        json_put(before, "function", json_text(entry->before->function));
        json_put_location(before, &entry->before->location);
        json_put(object, "before", before);
    } else {
        json_put(object, "before", json_null());
    }
    return object;
}

int render_diff_json(const ScanDiff *diff, const DiffOptions *options, FILE *out)
{
    Arena *arena = arena_new();
    json_t *document = json_new_object(), *counts = json_new_object(), *findings = json_new_array();
    for (DiffState state = 0; state < DIFF_STATE_COUNT; state++)
        json_put(counts, diff_state_name(state), json_integer(diff_count_shown(diff, options, state)));
    for (unsigned i = 0; i < diff->count; i++)
        if (diff_entry_is_shown(&diff->entries[i], options))
            json_add(findings, entry_object(&diff->entries[i]));
    json_put(document, "gclint", json_text(diff->after->tool_version));
    json_put(document, "format", json_integer(JSON_FORMAT_VERSION));
    json_put(document, "old", scan_object(diff->before));
    json_put(document, "new", scan_object(diff->after));
    json_put(document, "conditions", json_text(diff_conditions(arena, diff)));
    json_put(document, "counts", counts);
    json_put(document, "findings", findings);
    arena_free(arena);
    return json_finish(document, out);
}
