#include "reports/summary.h"

#include "reports/render_internal.h"
#include "reports/safe_text.h"
#include "reports/terminal.h"

#include <string.h>

enum { NAMED_LIMIT = 5 };

static const char *plural(unsigned count)
{
    return count == 1 ? "" : "s";
}

static void print_counts(const Terminal *terminal, const FindingCounts *counts)
{
    const char *separator = ": ";
    for (Severity severity = SEVERITY_ERROR + 1; severity-- > SEVERITY_NOTE;) {
        if (counts->shown[severity] == 0)
            continue;
        fputs(separator, terminal->out);
        terminal_print(terminal, severity_paint(severity), "%u %s%s", counts->shown[severity], severity_name(severity),
                       plural(counts->shown[severity]));
        separator = ", ";
    }
}

static void print_left_out(const FindingCounts *counts, FILE *out)
{
    const char *separator = " (not shown: ";
    if (counts->known) {
        fprintf(out, "%s%u known from the baseline", separator, counts->known);
        separator = ", ";
    }
    if (counts->suppressed) {
        fprintf(out, "%s%u suppressed", separator, counts->suppressed);
        separator = ", ";
    }
    if (counts->too_light) {
        fprintf(out, "%s%u less severe", separator, counts->too_light);
        separator = ", ";
    }
    fputs(*separator == ',' ? ")\n" : "\n", out);
}

static void print_finding_summary(const Scan *scan, const RenderOptions *options, const Terminal *terminal,
                                  Arena *arena)
{
    FindingCounts counts = count_findings(scan, options);
    if (counts.total == 0)
        terminal_print(terminal, PAINT_STRONG, "No finding");
    else
        terminal_print(terminal, PAINT_STRONG, "Found %u finding%s", counts.total, plural(counts.total));
    print_counts(terminal, &counts);
    print_left_out(&counts, terminal->out);
    unsigned count;
    const Tally *rules = tally_rules(arena, scan, options, &count);
    for (unsigned i = 0; i < count; i++)
        fprintf(terminal->out, "  %5u  %s (%s)\n", rules[i].count, safe_text(arena, rules[i].name),
                severity_name(scan->findings[rules[i].first].severity));
}

static void print_unresolved(const Scan *scan, unsigned count, const Terminal *terminal, Arena *arena)
{
    unsigned named = 0;
    terminal_print(terminal, PAINT_WARNING, "  %u type%s not fully resolved", count, plural(count));
    for (unsigned i = 0; i < scan->type_count && named < NAMED_LIMIT; i++) {
        const ScanType *type = &scan->types[i];
        if (type->complete)
            continue;
        fprintf(terminal->out, "%s%s", named++ ? ", " : ": ", safe_text(arena, type->symbol));
        if (type->unresolved_count)
            fprintf(terminal->out, " (%s)", safe_text(arena, type->unresolved[0]));
    }
    fputs(count > NAMED_LIMIT ? ", ...\n" : "\n", terminal->out);
}

/* "src/box.c:25: 'libspam.h' file not found" names the unit already. */
static bool begins_with_path(const char *reason, const ScanUnit *unit)
{
    return unit->path && !strncmp(reason, unit->path, strlen(unit->path));
}

static void print_units(const Scan *scan, const char *status, const char *verb, Paint paint, const Terminal *terminal,
                        Arena *arena)
{
    unsigned count, total = 0;
    const Tally *reasons = tally_unit_reasons(arena, scan, status, &count);
    for (unsigned i = 0; i < count; i++)
        total += reasons[i].count;
    if (total == 0)
        return;
    terminal_print(terminal, paint, "  %u unit%s %s", total, plural(total), verb);
    for (unsigned i = 0; i < count && i < NAMED_LIMIT; i++) {
        const char *reason = *reasons[i].name ? safe_text(arena, reasons[i].name) : "no reason given";
        const char *separator = i ? "; " : ": ";
        if (reasons[i].count == 1 && paint != PAINT_PLAIN && !begins_with_path(reason, &scan->units[reasons[i].first]))
            fprintf(terminal->out, "%s%s: %s", separator, safe_text(arena, scan->units[reasons[i].first].path), reason);
        else if (reasons[i].count == total)
            fprintf(terminal->out, "%s%s", separator, reason);
        else
            fprintf(terminal->out, "%s%s (%u)", separator, reason, reasons[i].count);
    }
    fputs(count > NAMED_LIMIT ? "; ...\n" : "\n", terminal->out);
}

static void print_skipped_regions(const Scan *scan, const Terminal *terminal, Arena *arena)
{
    if (scan->skipped_count == 0)
        return;
    fprintf(terminal->out, "  %u region%s left out by the preprocessor", scan->skipped_count,
            plural(scan->skipped_count));
    for (unsigned i = 0; i < scan->skipped_count && i < NAMED_LIMIT; i++) {
        const ScanSkippedRegion *region = &scan->skipped[i];
        fprintf(terminal->out, "%s%s:%u", i ? ", " : ": ", safe_text(arena, region->file), region->line);
        if (region->symbols && *region->symbols)
            fprintf(terminal->out, " (%s%s%s)", safe_text(arena, region->symbols), region->reason ? ": " : "",
                    region->reason ? safe_text(arena, region->reason) : "");
    }
    fputs(scan->skipped_count > NAMED_LIMIT ? ", ...\n" : "\n", terminal->out);
}

static void print_all_coverage(const Scan *scan, const Terminal *terminal, Arena *arena)
{
    ScanCoverage coverage = scan_coverage(scan);
    unsigned analysed = coverage.parsed + coverage.partial;
    terminal_print(terminal, PAINT_STRONG, "Analysed %u type%s in %u unit%s", coverage.types, plural(coverage.types),
                   analysed, plural(analysed));
    if (scan->python)
        fprintf(terminal->out, " for Python %s", safe_text(arena, scan->python));
    if (coverage.types && coverage.types == coverage.types_complete)
        fputs(coverage.types == 1 ? ", fully resolved" : ", all fully resolved", terminal->out);
    fputc('\n', terminal->out);
    if (coverage.types > coverage.types_complete)
        print_unresolved(scan, coverage.types - coverage.types_complete, terminal, arena);
    print_units(scan, "failed", "could not be analysed", PAINT_ERROR, terminal, arena);
    print_units(scan, "partial", "only partly analysed", PAINT_WARNING, terminal, arena);
    print_units(scan, "skipped", "skipped", PAINT_PLAIN, terminal, arena);
    print_skipped_regions(scan, terminal, arena);
}

static const ScanFinding *first_shown_finding(const Scan *scan, const RenderOptions *options)
{
    for (unsigned i = 0; i < scan->finding_count; i++)
        if (finding_is_shown(&scan->findings[i], options))
            return &scan->findings[i];
    return NULL;
}

static void print_next_step(const Scan *scan, const RenderOptions *options, const Terminal *terminal, Arena *arena)
{
    const ScanFinding *first = first_shown_finding(scan, options);
    const char *store = options->store_path && scan->id ? safe_text(arena, options->store_path) : NULL;
    const char *place = store && strcmp(store, "gclint.db") != 0 ? arena_format(arena, " --db %s", store) : "";
    if (first) {
        terminal_print(terminal, PAINT_STRONG, "Next:");
        fprintf(terminal->out, " `gclint explain %s` tells what the rule means and how to mend it",
                safe_text(arena, first->rule));
        if (store)
            fprintf(terminal->out,
                    ";\n      `gclint report --format html%s -o report.html` shows all of scan %lld to browse", place,
                    (long long)scan->id);
        fputc('\n', terminal->out);
    } else if (scan->type_count == 0) {
        terminal_print(terminal, PAINT_STRONG, "Next:");
        fputs(
            " no type was found, so nothing could be judged: `gclint facts` shows each unit and why it was left out\n",
            terminal->out);
    }
}

void print_summary(const Scan *scan, const RenderOptions *options, FILE *out)
{
    Terminal terminal = {.out = out, .color = options->color, .width = options->width};
    Arena *arena = arena_new();
    print_finding_summary(scan, options, &terminal, arena);
    print_all_coverage(scan, &terminal, arena);
    print_next_step(scan, options, &terminal, arena);
    arena_free(arena);
}

void print_coverage(const Scan *scan, const RenderOptions *options, FILE *out)
{
    Terminal terminal = {.out = out, .color = options->color, .width = options->width};
    Arena *arena = arena_new();
    print_all_coverage(scan, &terminal, arena);
    arena_free(arena);
}
