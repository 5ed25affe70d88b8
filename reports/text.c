/* The text report: each finding with its source line, what it rests on, and how to learn more; findings of one type
 * together. */
#include "reports/render_internal.h"

#include "base/hash_table.h"
#include "reports/safe_text.h"
#include "reports/summary.h"
#include "reports/terminal.h"

#include <string.h>

enum { DEFAULT_WIDTH = 140, LEAST_ROOM = 40, FIX_LINE_LIMIT = 12 };

typedef struct TextReport {
    Terminal terminal;
    const Scan *scan;
    const RenderOptions *options;
    SourceTree *sources;
    Arena *arena;
    unsigned gutter;  /* digits of the longest line number of the finding at hand */
    const char *file; /* whose lines are being shown; NULL: none */
    uint32_t line;    /* the last one shown */
} TextReport;

static unsigned digits(uint32_t number)
{
    unsigned count = 1;
    for (; number >= 10; number /= 10)
        count++;
    return count;
}

static unsigned gutter_width(const ScanFinding *finding)
{
    unsigned width = digits(finding->location.line);
    for (unsigned i = 0; i < finding->evidence_count; i++)
        if (digits(finding->evidence[i].location.line) > width)
            width = digits(finding->evidence[i].location.line);
    return width;
}

/* Columns right of the gutter. */
static unsigned room_for_text(const TextReport *report)
{
    unsigned width = report->terminal.width ? report->terminal.width : DEFAULT_WIDTH;
    return width > report->gutter + 3 + LEAST_ROOM ? width - report->gutter - 3 : LEAST_ROOM;
}

static void print_gutter(const TextReport *report)
{
    terminal_print(&report->terminal, PAINT_GUTTER, "%*s |", (int)report->gutter, "");
}

static void print_empty_gutter(const TextReport *report)
{
    print_gutter(report);
    fputc('\n', report->terminal.out);
}

static void print_place(const TextReport *report, const char *arrow, const ScanLocation *location)
{
    FILE *out = report->terminal.out;
    terminal_print(&report->terminal, PAINT_GUTTER, "%*s%s ", (int)report->gutter, "", arrow);
    print_safe_text(out, location->file);
    if (location->line)
        fprintf(out, ":%u", location->line);
    if (location->line && location->column)
        fprintf(out, ":%u", location->column);
    fputc('\n', out);
}

/* Prints words from `text` while they fit into `room` columns, at least one; returns where the rest begins. */
static const char *print_fitting_words(FILE *out, const char *text, unsigned room)
{
    const char *end = text;
    while (*end) {
        size_t word = strspn(end, " ");
        word += strcspn(end + word, " ");
        if (end != text && (size_t)(end - text) + word > room)
            break;
        end += word;
    }
    fwrite(text, 1, (size_t)(end - text), out);
    return end + strspn(end, " ");
}

/* The text of a note right of its mark, or below it where it does not fit. */
static void print_label(const TextReport *report, const Excerpt *excerpt, const char *label)
{
    FILE *out = report->terminal.out;
    unsigned room = room_for_text(report);
    unsigned indent = excerpt_mark_indent(excerpt);
    unsigned used = indent + excerpt_mark_width(excerpt) + 1;
    if (used + safe_text_width(label) <= room) {
        fprintf(out, " %s\n", label);
        return;
    }
    if (indent + LEAST_ROOM > room)
        indent = 4;
    fputc('\n', out);
    while (*label) {
        print_gutter(report);
        fprintf(out, " %*s", (int)indent, "");
        label = print_fitting_words(out, label, room - indent);
        fputc('\n', out);
    }
}

static void print_marked_line(TextReport *report, const ScanLocation *location, const char *text, size_t length,
                              Paint paint, const char *label)
{
    FILE *out = report->terminal.out;
    Excerpt excerpt = excerpt_of_line(text, length, location, room_for_text(report));
    if (report->line != location->line) {
        terminal_print(&report->terminal, PAINT_GUTTER, "%*u |", (int)report->gutter, location->line);
        fputc(' ', out);
        excerpt_print(&excerpt, out);
        fputc('\n', out);
    }
    report->line = location->line;
    print_gutter(report);
    fprintf(out, " %*s", (int)excerpt_mark_indent(&excerpt), "");
    terminal_paint(&report->terminal, paint);
    for (unsigned i = 0; i < excerpt_mark_width(&excerpt); i++)
        fputc(paint == PAINT_GUTTER ? '-' : '^', out);
    terminal_paint(&report->terminal, PAINT_PLAIN);
    if (label)
        print_label(report, &excerpt, label);
    else
        fputc('\n', out);
}

/* Leads over from the line shown last to the one that comes. */
static void print_transition(TextReport *report, const ScanLocation *location)
{
    if (report->file && !strcmp(report->file, location->file)) {
        if (location->line != report->line && location->line != report->line + 1)
            terminal_print(&report->terminal, PAINT_GUTTER, "...\n");
        return;
    }
    if (report->file)
        print_empty_gutter(report);
    print_place(report, ":::", location);
    print_empty_gutter(report);
    report->file = location->file;
    report->line = 0;
}

static void print_remark(const TextReport *report, const char *kind)
{
    terminal_print(&report->terminal, PAINT_GUTTER, "%*s = ", (int)report->gutter, "");
    terminal_print(&report->terminal, PAINT_STRONG, "%s: ", kind);
}

/* `step` counts from 1; 0: it is none, or the only one. */
static const char *evidence_label(const TextReport *report, const ScanEvidence *evidence, unsigned step)
{
    const char *text = safe_text(report->arena, evidence->text);
    return step ? arena_format(report->arena, "(%u) %s", step, text) : text;
}

static void print_evidence(TextReport *report, const ScanEvidence *evidence, const char *label)
{
    const ScanLocation *location = &evidence->location;
    size_t length;
    const char *line = source_line(report->sources, location->file, location->line, &length);
    if (line) {
        print_transition(report, location);
        print_marked_line(report, location, line, length, PAINT_GUTTER, label);
        return;
    }
    if (report->file)
        print_empty_gutter(report);
    report->file = NULL;
    print_remark(report, "note");
    if (location->file)
        fprintf(report->terminal.out, "%s:%u: ", safe_text(report->arena, location->file), location->line);
    fprintf(report->terminal.out, "%s\n", label);
}

static void print_header(const TextReport *report, const ScanFinding *finding)
{
    terminal_print(&report->terminal, severity_paint(finding->severity), "%s[%s]", severity_name(finding->severity),
                   safe_text(report->arena, finding->rule));
    terminal_print(&report->terminal, PAINT_STRONG, ": %s\n", safe_text(report->arena, finding->message));
}

static bool is_same_place(const ScanLocation *a, const ScanLocation *b)
{
    return a->file && b->file && !strcmp(a->file, b->file) && a->line == b->line && a->column == b->column &&
           a->end_line == b->end_line && a->end_column == b->end_column;
}

/* `label` may be NULL. */
static void print_source(TextReport *report, const ScanFinding *finding, const char *label)
{
    const ScanLocation *location = &finding->location;
    size_t length;
    report->file = NULL;
    report->line = 0;
    if (!location->file)
        return;
    print_place(report, "-->", location);
    const char *line = source_line(report->sources, location->file, location->line, &length);
    if (!line)
        return;
    print_empty_gutter(report);
    report->file = location->file;
    print_marked_line(report, location, line, length, severity_paint(finding->severity), label);
}

static void print_fix(const TextReport *report, const ScanFix *fix)
{
    print_remark(report, "fix");
    fprintf(report->terminal.out, "%s\n", safe_text(report->arena, fix->description));
    const char *text = fix->text ? fix->text : "";
    for (unsigned i = 0; *text && i < FIX_LINE_LIMIT; i++) {
        size_t length = strcspn(text, "\n");
        char *line = arena_copy_text(report->arena, text, length);
        for (char *tab = line; (tab = strchr(tab, '\t'));)
            *tab = ' ';
        if (line[strspn(line, " ")])
            terminal_print(&report->terminal, PAINT_GOOD, "%*s   + %s\n", (int)report->gutter, "",
                           safe_text(report->arena, line));
        text += length + (text[length] == '\n');
    }
    if (*text)
        terminal_print(&report->terminal, PAINT_GOOD, "%*s   + ...\n", (int)report->gutter, "");
}

static void print_remarks(const TextReport *report, const ScanFinding *finding)
{
    for (unsigned i = 0; i < finding->fix_count; i++)
        print_fix(report, &finding->fixes[i]);
    if (finding->suppressed) {
        print_remark(report, "note");
        fprintf(report->terminal.out, "suppressed: %s\n",
                finding->suppression_reason ? safe_text(report->arena, finding->suppression_reason)
                                            : "no reason given");
    }
    print_remark(report, "help");
    fprintf(report->terminal.out, "gclint explain %s\n", safe_text(report->arena, finding->rule));
}

static bool has_source(const TextReport *report, const ScanLocation *location)
{
    size_t length;
    return source_line(report->sources, location->file, location->line, &length) != NULL;
}

static void print_finding(TextReport *report, const ScanFinding *finding)
{
    const ScanEvidence *evidence = finding->evidence;
    unsigned steps = 0, step = 0, first = 0;
    for (unsigned i = 0; i < finding->evidence_count; i++)
        steps += evidence[i].is_step;
    report->gutter = gutter_width(finding);
    print_header(report, finding);
    const char *label = NULL;
    if (finding->evidence_count && is_same_place(&evidence[0].location, &finding->location) &&
        has_source(report, &finding->location)) {
        label = evidence_label(report, &evidence[0], evidence[0].is_step && steps > 1 ? ++step : 0);
        first = 1;
    }
    print_source(report, finding, label);
    for (unsigned i = first; i < finding->evidence_count; i++)
        print_evidence(report, &evidence[i],
                       evidence_label(report, &evidence[i], evidence[i].is_step && steps > 1 ? ++step : 0));
    if (report->file)
        print_empty_gutter(report);
    print_remarks(report, finding);
    fputc('\n', report->terminal.out);
}

/* The findings of one type, in the order of the scan. */
typedef struct Group {
    const char *key;
    const ScanFinding *first;
    unsigned count;
    UT_hash_handle hh;
} Group;

static const char *group_key(Arena *arena, const ScanFinding *finding)
{
    return arena_format(arena, "%s\n%s", finding->type ? finding->type : "",
                        finding->type_name ? finding->type_name : "");
}

/* One report's groups; uthash keeps them in the order in which they came. */
static Group *group_findings(const TextReport *report, Group **of_finding)
{
    Group *groups = NULL;
    for (unsigned i = 0; i < report->scan->finding_count; i++) {
        const ScanFinding *finding = &report->scan->findings[i];
        if (!finding_is_shown(finding, report->options))
            continue;
        const char *key = group_key(report->arena, finding);
        Group *group;
        HASH_FIND_STR(groups, key, group);
        if (!group) {
            group = ARENA_NEW(report->arena, Group);
            *group = (Group){.key = key, .first = finding};
            HASH_ADD_KEYPTR(hh, groups, group->key, strlen(group->key), group);
        }
        group->count++;
        of_finding[i] = group;
    }
    return groups;
}

static void print_heading(const TextReport *report, const Group *group)
{
    if (group->count < 2 || !group->first->type)
        return;
    const char *name = safe_text(report->arena, group->first->type_name);
    const char *symbol = safe_text(report->arena, group->first->type);
    if (*name)
        terminal_print(&report->terminal, PAINT_STRONG, "== %s (%s): %u findings ==\n\n", symbol, name, group->count);
    else
        terminal_print(&report->terminal, PAINT_STRONG, "== %s: %u findings ==\n\n", symbol, group->count);
}

static void print_findings(TextReport *report)
{
    Group **of_finding = ARENA_ARRAY(report->arena, Group *, report->scan->finding_count);
    Group *groups = group_findings(report, of_finding);
    Group *group, *next;
    HASH_ITER (hh, groups, group, next) {
        print_heading(report, group);
        unsigned left = group->count;
        for (unsigned i = (unsigned)(group->first - report->scan->findings); left > 0; i++) {
            if (of_finding[i] != group)
                continue;
            print_finding(report, &report->scan->findings[i]);
            left--;
        }
    }
    HASH_CLEAR(hh, groups);
}

int render_text(const Scan *scan, const RenderOptions *options, FILE *out)
{
    TextReport report = {
        .terminal = {.out = out, .color = options->color, .width = options->width},
        .scan = scan,
        .options = options,
        .sources = source_open(scan_sources(scan)),
        .arena = arena_new(),
    };
    print_findings(&report);
    if (!options->quiet)
        print_summary(scan, options, out);
    source_close(report.sources);
    arena_free(report.arena);
    return output_result(out);
}
