#include "reports/render_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const Renderer renderers[] = {
    {"text", "for people, with source excerpts", render_text},
    {"json", "for programs; described by gclint.schema.json", render_json},
    {"sarif", "SARIF 2.1.0, for code hosts and editors", render_sarif},
    {"markdown", "for a job's summary or a comment", render_markdown},
    {"github", "annotations in GitHub Actions", render_github},
    {"gitlab", "GitLab's code-quality report", render_gitlab},
    {"html", "one page to browse, without network", render_html},
};

enum { RENDERER_COUNT = sizeof renderers / sizeof *renderers };

const Renderer *renderer_find(const char *name)
{
    for (unsigned i = 0; i < RENDERER_COUNT; i++)
        if (!strcmp(renderers[i].name, name))
            return &renderers[i];
    return NULL;
}

const char *renderer_names(void)
{
    static char names[128];
    if (!*names)
        for (unsigned i = 0; i < RENDERER_COUNT; i++) {
            strcat(names, i ? ", " : "");
            strcat(names, renderers[i].name);
        }
    return names;
}

bool finding_is_selected(const ScanFinding *finding, const RenderOptions *options)
{
    return finding->severity >= options->least_severity && (options->show_suppressed || !finding->suppressed);
}

static bool is_known(const ScanFinding *finding)
{
    return finding->baseline && !strcmp(finding->baseline, "unchanged");
}

bool finding_is_shown(const ScanFinding *finding, const RenderOptions *options)
{
    return finding_is_selected(finding, options) && !is_known(finding);
}

int output_result(FILE *out)
{
    errno = 0;
    if (fflush(out) == 0 && !ferror(out))
        return 0;
    if (!errno) { /* an earlier write failed: what for is forgotten, but another one fails alike */
        fputc('\n', out);
        fflush(out);
    }
    return errno ? errno : EIO;
}

const ScanRule *scan_rule(const Scan *scan, const char *name)
{
    for (unsigned i = 0; name && i < scan->rule_count; i++)
        if (scan->rules[i].name && !strcmp(scan->rules[i].name, name))
            return &scan->rules[i];
    return NULL;
}

FindingCounts count_findings(const Scan *scan, const RenderOptions *options)
{
    FindingCounts counts = {0};
    for (unsigned i = 0; i < scan->finding_count; i++) {
        const ScanFinding *finding = &scan->findings[i];
        if (finding->suppressed && !options->show_suppressed)
            counts.suppressed++;
        else if (is_known(finding))
            counts.known++;
        else if (!finding_is_shown(finding, options))
            counts.too_light++;
        else
            counts.shown[finding->severity]++;
    }
    for (Severity severity = SEVERITY_NOTE; severity <= SEVERITY_ERROR; severity++)
        counts.total += counts.shown[severity];
    return counts;
}

static void tally_add(Tally *tallies, unsigned *count, const char *name, unsigned index)
{
    if (!name)
        name = "";
    for (unsigned i = 0; i < *count; i++) {
        if (!strcmp(tallies[i].name, name)) {
            tallies[i].count++;
            return;
        }
    }
    tallies[(*count)++] = (Tally){.name = name, .count = 1, .first = index};
}

static int compare_tallies(const void *left, const void *right)
{
    const Tally *a = left, *b = right;
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return strcmp(a->name, b->name);
}

Tally *tally_unit_reasons(Arena *arena, const Scan *scan, const char *status, unsigned *count)
{
    Tally *tallies = ARENA_ARRAY(arena, Tally, scan->unit_count);
    *count = 0;
    for (unsigned i = 0; i < scan->unit_count; i++)
        if (scan->units[i].status && !strcmp(scan->units[i].status, status) && !unit_is_variant(&scan->units[i]))
            tally_add(tallies, count, scan->units[i].reason, i);
    qsort(tallies, *count, sizeof *tallies, compare_tallies);
    return tallies;
}

Tally *tally_rules(Arena *arena, const Scan *scan, const RenderOptions *options, unsigned *count)
{
    Tally *tallies = ARENA_ARRAY(arena, Tally, scan->finding_count);
    *count = 0;
    for (unsigned i = 0; i < scan->finding_count; i++)
        if (finding_is_shown(&scan->findings[i], options))
            tally_add(tallies, count, scan->findings[i].rule, i);
    qsort(tallies, *count, sizeof *tallies, compare_tallies);
    return tallies;
}
