/* GitLab's code-quality report: what its merge requests show. */
#include "reports/json_text.h"
#include "reports/render_internal.h"

/* ORDER Severity */
static const char *const severities[] = {"info", "major", "critical"};

static json_t *finding_issue(const ScanFinding *finding, const char *prefix, Arena *arena)
{
    const char *file = finding->location.file;
    json_t *issue = json_new_object(), *location = json_new_object(), *lines = json_new_object();
    json_put(issue, "description", json_text(finding->message));
    json_put(issue, "check_name", json_text(finding->rule));
    json_put(issue, "fingerprint", json_text(finding->fingerprint));
    json_put(issue, "severity", json_text(severities[finding->severity]));
    json_put(lines, "begin", json_integer(finding->location.line ? finding->location.line : 1));
    json_put(location, "path", json_text(prefix ? arena_format(arena, "%s/%s", prefix, file) : file));
    json_put(location, "lines", lines);
    json_put(issue, "location", location);
    return issue;
}

int render_gitlab(const Scan *scan, const RenderOptions *options, FILE *out)
{
    Arena *arena = arena_new();
    json_t *document = json_new_array();
    for (unsigned i = 0; i < scan->finding_count; i++)
        if (finding_is_shown(&scan->findings[i], options) && scan->findings[i].location.file)
            json_add(document, finding_issue(&scan->findings[i], options->path_prefix, arena));
    arena_free(arena);
    return json_finish(document, out);
}
