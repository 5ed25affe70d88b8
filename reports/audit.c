#include "reports/audit.h"

#include "reports/json_text.h"
#include "reports/markdown_text.h"
#include "reports/render_internal.h"
#include "reports/safe_text.h"
#include "reports/terminal.h"

#include <string.h>

int render_audit_html(const Audit *audit, const RenderOptions *options, FILE *out); /* audit_html.c */

AuditTotals audit_totals(const Audit *audit)
{
    AuditTotals totals = {.packages = audit->count};
    for (unsigned i = 0; i < audit->count; i++) {
        const AuditRow *row = &audit->rows[i];
        totals.failed += !row->scan;
        if (!row->scan)
            continue;
        for (Severity severity = SEVERITY_NOTE; severity <= SEVERITY_ERROR; severity++)
            totals.findings[severity] += row->scan->findings[severity];
        totals.types += row->scan->types;
        totals.units += row->scan->units;
        totals.analysed += row->scan->analysed;
        totals.new_findings += row->previous ? row->new_findings : 0;
        totals.fixed += row->fixed;
    }
    return totals;
}

const char *audit_gaps(Arena *arena, const StoredScan *scan)
{
    const char *text = "";
    if (scan->failed)
        text = arena_format(arena, "%u file%s failed", scan->failed, scan->failed == 1 ? "" : "s");
    if (scan->partial)
        text = arena_format(arena, "%s%s%u in part", text, *text ? ", " : "", scan->partial);
    if (scan->types > scan->types_complete)
        text = arena_format(arena, "%s%s%u type%s unresolved", text, *text ? ", " : "",
                            scan->types - scan->types_complete, scan->types - scan->types_complete == 1 ? "" : "s");
    return text;
}

const char *audit_since(Arena *arena, const AuditRow *row)
{
    if (!row->previous)
        return "";
    const char *before = row->previous->version ? row->previous->version : "",
               *after = row->scan->version ? row->scan->version : "";
    if (strcmp(before, after) != 0)
        return arena_format(arena, "since %s", before);
    return arena_format(arena, "since %.10s", row->previous->started ? row->previous->started : "");
}

static const char *package_name(const AuditRow *row)
{
    return !row->scan ? row->target : row->scan->package ? row->scan->package : row->scan->target;
}

/* "-" where there is nothing to compare with. */
static const char *change_text(Arena *arena, const AuditRow *row, unsigned count)
{
    return row->previous ? arena_format(arena, "%u", count) : "-";
}

/* --- text ------------------------------------------------------------------------------------------------------------
 */

static unsigned column_width(Arena *arena, const Audit *audit, bool is_version)
{
    unsigned width = 7;
    for (unsigned i = 0; i < audit->count; i++) {
        const AuditRow *row = &audit->rows[i];
        const char *text = !is_version ? package_name(row) : row->scan ? row->scan->version : NULL;
        unsigned own = safe_text_width(safe_text(arena, text));
        width = own > width ? own : width;
    }
    return width;
}

static void print_count(const Terminal *terminal, unsigned width, unsigned count, Paint paint)
{
    terminal_print(terminal, count ? paint : PAINT_PLAIN, "%*u", (int)width, count);
}

static void print_text_row(const Terminal *terminal, Arena *arena, const AuditRow *row, unsigned names,
                           unsigned versions)
{
    FILE *out = terminal->out;
    fprintf(out, "%-*s  ", (int)names, safe_text(arena, package_name(row)));
    if (!row->scan) {
        terminal_print(terminal, PAINT_ERROR, "not scanned: %s\n", safe_text(arena, row->problem));
        return;
    }
    fprintf(out, "%-*s %6u ", (int)versions, safe_text(arena, row->scan->version ? row->scan->version : "-"),
            row->scan->types);
    print_count(terminal, 6, row->scan->findings[SEVERITY_ERROR], PAINT_ERROR);
    print_count(terminal, 9, row->scan->findings[SEVERITY_WARNING], PAINT_WARNING);
    print_count(terminal, 6, row->scan->findings[SEVERITY_NOTE], PAINT_NOTE);
    fprintf(out, " %5s %5s  %4u/%-4u %8.1f", change_text(arena, row, row->new_findings),
            change_text(arena, row, row->fixed), row->scan->analysed, row->scan->units, row->scan->seconds);
    const char *gaps = audit_gaps(arena, row->scan), *since = audit_since(arena, row);
    fprintf(out, "%s%s%s%s\n", *gaps || *since ? "  " : "", since, *gaps && *since ? "; " : "", gaps);
}

static int render_audit_text(const Audit *audit, const RenderOptions *options, FILE *out)
{
    Arena *arena = arena_new();
    Terminal terminal = {.out = out, .color = options->color, .width = options->width};
    unsigned names = column_width(arena, audit, false), versions = column_width(arena, audit, true);
    terminal_print(&terminal, PAINT_STRONG, "%-*s  %-*s %6s %6s %8s %5s %5s %5s  %9s %8s\n", (int)names, "package",
                   (int)versions, "version", "types", "errors", "warnings", "notes", "new", "fixed", "files",
                   "seconds");
    for (unsigned i = 0; i < audit->count; i++)
        print_text_row(&terminal, arena, &audit->rows[i], names, versions);
    AuditTotals totals = audit_totals(audit);
    fprintf(out, "%u package%s, %u types: %u errors, %u warnings, %u notes; %u new, %u fixed", totals.packages,
            totals.packages == 1 ? "" : "s", totals.types, totals.findings[SEVERITY_ERROR],
            totals.findings[SEVERITY_WARNING], totals.findings[SEVERITY_NOTE], totals.new_findings, totals.fixed);
    if (totals.failed)
        terminal_print(&terminal, PAINT_ERROR, "; %u could not be scanned", totals.failed);
    fputs("\nfiles: analysed of all; the others define no type, or the package's report tells why\n", out);
    arena_free(arena);
    return output_result(out);
}

/* --- JSON
 * -------------------------------------------------------------------------------------------------------------- */

static json_t *row_object(const AuditRow *row)
{
    const StoredScan *scan = row->scan;
    json_t *object = json_new_object();
    json_put(object, "target", json_text(row->target));
    json_put(object, "scan", scan ? json_integer(scan->id) : json_null());
    json_put(object, "problem", json_text(row->problem));
    json_put(object, "package", json_text(scan ? scan->package : NULL));
    json_put(object, "version", json_text(scan ? scan->version : NULL));
    if (!scan)
        return object;
    json_put(object, "python", json_text(scan->python));
    json_put(object, "started", json_text(scan->started));
    json_put(object, "seconds", json_real(scan->seconds));
    json_put(object, "types", json_integer(scan->types));
    json_put(object, "types_complete", json_integer(scan->types_complete));
    json_put(object, "units", json_integer(scan->units));
    json_put(object, "analysed", json_integer(scan->analysed));
    json_put(object, "partial", json_integer(scan->partial));
    json_put(object, "failed", json_integer(scan->failed));
    json_put(object, "errors", json_integer(scan->findings[SEVERITY_ERROR]));
    json_put(object, "warnings", json_integer(scan->findings[SEVERITY_WARNING]));
    json_put(object, "notes", json_integer(scan->findings[SEVERITY_NOTE]));
    json_put(object, "previous_scan", row->previous ? json_integer(row->previous->id) : json_null());
    json_put(object, "previous_version", json_text(row->previous ? row->previous->version : NULL));
    json_put(object, "new", row->previous ? json_integer(row->new_findings) : json_null());
    json_put(object, "fixed", row->previous ? json_integer(row->fixed) : json_null());
    json_put(object, "unjudged", row->previous ? json_integer(row->unjudged) : json_null());
    return object;
}

static int render_audit_json(const Audit *audit, const RenderOptions *options, FILE *out)
{
    (void)options;
    json_t *document = json_new_object(), *packages = json_new_array();
    for (unsigned i = 0; i < audit->count; i++)
        json_add(packages, row_object(&audit->rows[i]));
    json_put(document, "gclint", json_text(audit->tool_version));
    json_put(document, "format", json_integer(JSON_FORMAT_VERSION));
    json_put(document, "audit", json_text(audit->title));
    json_put(document, "packages", packages);
    return json_finish(document, out);
}

/* --- Markdown
 * ------------------------------------------------------------------------------------------------------------ */

static void print_markdown_row(FILE *out, Arena *arena, const AuditRow *row)
{
    fputs("| ", out);
    markdown_text(out, arena, package_name(row));
    if (!row->scan) {
        fputs(" | | | | | | | | not scanned: ", out);
        markdown_text(out, arena, row->problem);
        fputs(" |\n", out);
        return;
    }
    fputs(" | ", out);
    markdown_text(out, arena, row->scan->version);
    const char *gaps = audit_gaps(arena, row->scan);
    fprintf(out, " | %u | %u | %u | %u | %s | %s | %u of %u%s%s |\n", row->scan->types,
            row->scan->findings[SEVERITY_ERROR], row->scan->findings[SEVERITY_WARNING],
            row->scan->findings[SEVERITY_NOTE], change_text(arena, row, row->new_findings),
            change_text(arena, row, row->fixed), row->scan->analysed, row->scan->units, *gaps ? ": " : "", gaps);
}

static int render_audit_markdown(const Audit *audit, const RenderOptions *options, FILE *out)
{
    (void)options;
    Arena *arena = arena_new();
    fputs("## gclint: audit of ", out);
    markdown_text(out, arena, audit->title);
    fputs("\n\n| Package | Version | Types | Errors | Warnings | Notes | New | Fixed | Files analysed |\n"
          "|---|---|--:|--:|--:|--:|--:|--:|---|\n",
          out);
    for (unsigned i = 0; i < audit->count; i++)
        print_markdown_row(out, arena, &audit->rows[i]);
    arena_free(arena);
    return output_result(out);
}

/* --- the forms
 * ------------------------------------------------------------------------------------------------------------- */

const AuditRenderer *audit_renderer_find(const char *name)
{
    static const AuditRenderer renderers[] = {{"text", render_audit_text},
                                              {"json", render_audit_json},
                                              {"markdown", render_audit_markdown},
                                              {"html", render_audit_html}};
    for (unsigned i = 0; i < sizeof renderers / sizeof *renderers; i++)
        if (!strcmp(renderers[i].name, name))
            return &renderers[i];
    return NULL;
}
