/* A comparison for a comment on a merge request: a table, which stays below what hosts take. */
#include "reports/diff_internal.h"
#include "reports/markdown_text.h"
#include "reports/render_internal.h"

enum { ROW_LIMIT = 200 };

typedef struct MarkdownDiff {
    const ScanDiff *diff;
    const DiffOptions *options;
    Arena *arena;
    FILE *out;
} MarkdownDiff;

static void print_title(const MarkdownDiff *markdown, const char *label, const Scan *scan)
{
    fprintf(markdown->out, "- %s: ", label);
    markdown_text(markdown->out, markdown->arena, diff_scan_title(markdown->arena, scan));
    fputc('\n', markdown->out);
}

static void print_head(const MarkdownDiff *markdown)
{
    const ScanDiff *diff = markdown->diff;
    fputs("## gclint: ", markdown->out);
    for (DiffState state = 0; state < DIFF_STATE_COUNT; state++)
        fprintf(markdown->out, "%s%u %s", state ? ", " : "", diff_count_shown(diff, markdown->options, state),
                diff_state_name(state));
    fputs("\n\n", markdown->out);
    print_title(markdown, "old", diff->before);
    print_title(markdown, "new", diff->after);
    const char *conditions = diff_conditions(markdown->arena, diff);
    if (conditions) {
        fputs("- ", markdown->out);
        markdown_text(markdown->out, markdown->arena, conditions);
        fputc('\n', markdown->out);
    }
    fputc('\n', markdown->out);
}

static void print_row(const MarkdownDiff *markdown, const DiffEntry *entry)
{
    const ScanFinding *finding = diff_finding(entry);
    FILE *out = markdown->out;
    fprintf(out, "| %s | %s | ", diff_state_name(entry->state), severity_name(finding->severity));
    markdown_name(out, markdown->arena, finding->rule);
    fputs(" | ", out);
    markdown_name(out, markdown->arena, finding->type);
    fputs(" | ", out);
    markdown_name(out, markdown->arena, finding->field);
    fputs(" | ", out);
    markdown_place(out, markdown->arena, &finding->location);
    fputs(" | ", out);
    markdown_text(out, markdown->arena, finding->message);
    const char *former = diff_former_place(markdown->arena, entry);
    const char *remark = entry->reason ? entry->reason : former;
    if (remark) {
        fputs(" (", out);
        markdown_text(out, markdown->arena, remark);
        fputc(')', out);
    }
    fputs(" |\n", out);
}

static void print_table(const MarkdownDiff *markdown)
{
    unsigned rows = 0;
    for (unsigned i = 0; i < markdown->diff->count; i++) {
        const DiffEntry *entry = &markdown->diff->entries[i];
        if (!diff_entry_is_shown(entry, markdown->options))
            continue;
        if (entry->state == DIFF_UNCHANGED && !markdown->options->show_unchanged)
            continue;
        if (!rows)
            fputs("| | Severity | Rule | Type | Field | Place | What |\n|---|---|---|---|---|---|---|\n",
                  markdown->out);
        if (rows++ < ROW_LIMIT)
            print_row(markdown, entry);
    }
    if (rows > ROW_LIMIT)
        fprintf(markdown->out, "\n%u more are left out here: `gclint diff --format json` has all.\n", rows - ROW_LIMIT);
}

int render_diff_markdown(const ScanDiff *diff, const DiffOptions *options, FILE *out)
{
    MarkdownDiff markdown = {diff, options, arena_new(), out};
    print_head(&markdown);
    print_table(&markdown);
    arena_free(markdown.arena);
    return output_result(out);
}
