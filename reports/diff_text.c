/* A comparison for people: first what is new, for that is what one has to look at. */
#include "reports/diff_internal.h"
#include "reports/render_internal.h"
#include "reports/safe_text.h"
#include "reports/terminal.h"

#include <string.h>

typedef struct TextDiff {
    const ScanDiff *diff;
    const DiffOptions *options;
    Terminal terminal;
    Arena *arena;
} TextDiff;

bool diff_entry_is_shown(const DiffEntry *entry, const DiffOptions *options)
{
    return diff_finding(entry)->severity >= options->render.least_severity;
}

unsigned diff_count_shown(const ScanDiff *diff, const DiffOptions *options, DiffState state)
{
    unsigned count = 0;
    for (unsigned i = 0; i < diff->count; i++)
        count += diff->entries[i].state == state && diff_entry_is_shown(&diff->entries[i], options);
    return count;
}

static bool differ(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") != 0;
}

const char *diff_former_place(Arena *arena, const DiffEntry *entry)
{
    const ScanFinding *before = entry->before, *after = entry->after;
    if (!before || !after)
        return NULL;
    const char *text = NULL;
    if (differ(before->location.file, after->location.file))
        text = arena_format(arena, "in `%s`", before->location.file ? before->location.file : "?");
    if (differ(before->type, after->type))
        text = arena_format(arena, "%s%sas `%s`", text ? text : "", text ? " " : "", before->type ? before->type : "?");
    if (differ(before->function, after->function))
        text = arena_format(arena, "%s%sin `%s`", text ? text : "", text ? " " : "",
                            before->function ? before->function : "no function");
    return text ? arena_format(arena, "before %s", text) : NULL;
}

static void print_remark(const TextDiff *text, const char *kind, const char *remark)
{
    terminal_print(&text->terminal, PAINT_GUTTER, "    = ");
    terminal_print(&text->terminal, PAINT_STRONG, "%s: ", kind);
    fprintf(text->terminal.out, "%s\n", safe_text(text->arena, remark));
}

static void print_place(const TextDiff *text, const ScanLocation *location)
{
    if (!location->file)
        return;
    terminal_print(&text->terminal, PAINT_GUTTER, "   --> ");
    fputs(safe_text(text->arena, location->file), text->terminal.out);
    if (location->line)
        fprintf(text->terminal.out, ":%u", location->line);
    fputc('\n', text->terminal.out);
}

static void print_entry(const TextDiff *text, const DiffEntry *entry)
{
    const ScanFinding *finding = diff_finding(entry);
    fputs("  ", text->terminal.out);
    terminal_print(&text->terminal, severity_paint(finding->severity), "%s[%s]", severity_name(finding->severity),
                   safe_text(text->arena, finding->rule));
    fprintf(text->terminal.out, ": %s\n", safe_text(text->arena, finding->message));
    print_place(text, &finding->location);
    const char *former = diff_former_place(text->arena, entry);
    if (former)
        print_remark(text, "moved", former);
    if (entry->reason)
        print_remark(text, "note", entry->reason);
}

static const char *heading(DiffState state)
{
    static const char *const headings[DIFF_STATE_COUNT] = {"new", "fixed", "not judged any more",
                                                           "unchanged"}; /* ORDER DiffState */
    return headings[state];
}

static Paint state_paint(DiffState state)
{
    return state == DIFF_NEW ? PAINT_ERROR : state == DIFF_FIXED ? PAINT_GOOD : PAINT_STRONG;
}

static void print_state(const TextDiff *text, DiffState state)
{
    unsigned count = diff_count_shown(text->diff, text->options, state);
    if (!count || (state == DIFF_UNCHANGED && !text->options->show_unchanged))
        return;
    terminal_print(&text->terminal, state_paint(state), "== %u %s ==\n\n", count, heading(state));
    for (unsigned i = 0; i < text->diff->count; i++) {
        const DiffEntry *entry = &text->diff->entries[i];
        if (entry->state != state || !diff_entry_is_shown(entry, text->options))
            continue;
        print_entry(text, entry);
        fputc('\n', text->terminal.out);
    }
}

static void print_counts(const TextDiff *text)
{
    FILE *out = text->terminal.out;
    for (DiffState state = 0; state < DIFF_STATE_COUNT; state++) {
        unsigned count = diff_count_shown(text->diff, text->options, state);
        if (state == DIFF_UNJUDGED && !count)
            continue;
        fputs(state ? ", " : "", out);
        terminal_print(&text->terminal, count ? state_paint(state) : PAINT_PLAIN, "%u %s", count, heading(state));
    }
    fputc('\n', out);
}

static void print_titles(const TextDiff *text)
{
    FILE *out = text->terminal.out;
    fprintf(out, "old: %s\n", safe_text(text->arena, diff_scan_title(text->arena, text->diff->before)));
    fprintf(out, "new: %s\n", safe_text(text->arena, diff_scan_title(text->arena, text->diff->after)));
    const char *conditions = diff_conditions(text->arena, text->diff);
    if (conditions)
        fprintf(out, "note: %s\n", safe_text(text->arena, conditions));
    fputc('\n', out);
}

int render_diff_text(const ScanDiff *diff, const DiffOptions *options, FILE *out)
{
    TextDiff text = {
        diff, options, {.out = out, .color = options->render.color, .width = options->render.width}, arena_new()};
    print_titles(&text);
    for (DiffState state = 0; state < DIFF_STATE_COUNT; state++)
        print_state(&text, state);
    print_counts(&text);
    arena_free(text.arena);
    return output_result(out);
}
