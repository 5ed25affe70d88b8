/* Workflow commands of GitHub Actions: each finding becomes an annotation on its line. GitHub shows only the first ten
 * of a kind that a step prints; the others are printed as plain lines of the log, and that this is so. */
#include "reports/render_internal.h"

#include "reports/safe_text.h"

#include <string.h>

/* One annotation is kept for the remark about the limit. */
enum { ANNOTATION_LIMIT = 10, NOTE_LIMIT = ANNOTATION_LIMIT - 1 };

static const char *const commands[] = {
    [SEVERITY_NOTE] = "notice", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};

/* "##[" begins a command of the older syntax wherever it stands in a line. */
static void print_escaped(FILE *out, const char *safe, const char *special)
{
    for (const char *c = safe; *c; c++) {
        if (!strncmp(c, "##[", 3))
            fputs("# ", out);
        else if (strchr(special, *c))
            fprintf(out, "%%%02X", (unsigned)*c);
        else
            fputc(*c, out);
    }
}

/* The value of a property, or the text behind the "::", with the names of the tree made safe. */
static void print_property(FILE *out, Arena *arena, const char *text)
{
    print_escaped(out, safe_text(arena, text), "%:,");
}

static void print_data(FILE *out, Arena *arena, const char *text)
{
    print_escaped(out, safe_text(arena, text), "%");
}

static void print_place(FILE *out, Arena *arena, const ScanLocation *location)
{
    print_data(out, arena, location->file);
    if (location->line)
        fprintf(out, ":%u", location->line);
}

static void print_position(FILE *out, Arena *arena, const ScanLocation *location, const char *prefix)
{
    bool one_line = location->end_line == location->line;
    if (!location->file)
        return;
    fputs("file=", out);
    print_property(out, arena, prefix ? arena_format(arena, "%s/%s", prefix, location->file) : location->file);
    if (location->line)
        fprintf(out, ",line=%u", location->line);
    if (location->line && location->end_line >= location->line)
        fprintf(out, ",endLine=%u", location->end_line);
    if (location->line && location->column && (one_line || !location->end_line))
        fprintf(out, ",col=%u", location->column);
    if (location->line && one_line && location->end_column > location->column)
        fprintf(out, ",endColumn=%u", location->end_column - 1); /* GitHub's is the last one, not the one behind */
    fputc(',', out);
}

static void print_annotation(FILE *out, Arena *arena, const ScanFinding *finding, const char *prefix)
{
    fprintf(out, "::%s ", commands[finding->severity]);
    print_position(out, arena, &finding->location, prefix);
    fputs("title=", out);
    print_property(out, arena, finding->rule);
    if (finding->type) {
        fputs(" (", out);
        print_property(out, arena, finding->type);
        fputc(')', out);
    }
    fputs("::", out);
    print_data(out, arena, finding->message);
    for (unsigned i = 0; i < finding->evidence_count; i++) {
        fputs("%0A- ", out);
        print_data(out, arena, finding->evidence[i].text);
        if (!finding->evidence[i].location.file)
            continue;
        fputs(" (", out);
        print_place(out, arena, &finding->evidence[i].location);
        fputc(')', out);
    }
    fputs("%0Agclint explain ", out);
    print_data(out, arena, finding->rule);
    fputc('\n', out);
}

static void print_log_line(FILE *out, Arena *arena, const ScanFinding *finding)
{
    fprintf(out, "%s[", severity_name(finding->severity));
    print_data(out, arena, finding->rule);
    fputs("] ", out);
    if (finding->location.file) {
        print_place(out, arena, &finding->location);
        fputs(": ", out);
    }
    print_data(out, arena, finding->message);
    fputc('\n', out);
}

/* Prints the findings within the limit, or those beyond it; returns how many. */
static unsigned print_findings(const Scan *scan, const RenderOptions *options, FILE *out, Arena *arena, bool within)
{
    static const unsigned limits[] = {
        [SEVERITY_NOTE] = NOTE_LIMIT, [SEVERITY_WARNING] = ANNOTATION_LIMIT, [SEVERITY_ERROR] = ANNOTATION_LIMIT};
    unsigned seen[SEVERITY_ERROR + 1] = {0}, printed = 0;
    for (unsigned i = 0; i < scan->finding_count; i++) {
        const ScanFinding *finding = &scan->findings[i];
        if (!finding_is_shown(finding, options) || (seen[finding->severity]++ < limits[finding->severity]) != within)
            continue;
        if (within)
            print_annotation(out, arena, finding, options->path_prefix);
        else
            print_log_line(out, arena, finding);
        printed++;
    }
    return printed;
}

int render_github(const Scan *scan, const RenderOptions *options, FILE *out)
{
    Arena *arena = arena_new();
    print_findings(scan, options, out, arena, true);
    unsigned beyond = print_findings(scan, options, out, arena, false);
    if (beyond)
        fprintf(out,
                "::notice title=gclint::%u more findings stand in the log of this step only: GitHub shows at most %u "
                "annotations of "
                "a kind. The SARIF report has them all.\n",
                beyond, ANNOTATION_LIMIT);
    arena_free(arena);
    return output_result(out);
}
