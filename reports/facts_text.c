/* `facts --format text`: each type with what its instances hold, then modules, then how much was understood. */
#include "reports/render.h"

#include "reports/render_internal.h"
#include "reports/safe_text.h"
#include "reports/summary.h"
#include "reports/terminal.h"

#include <string.h>

typedef struct FactsText {
    Terminal terminal;
    Arena *arena;
} FactsText;

enum { JUDGEMENT_COUNT = 5, JUDGEMENT_WIDTH = 9 };
static const char *const judgement_names[JUDGEMENT_COUNT] = {"owned", "cyclic", "visited", "cleared", "released"};

static void print_padded(FILE *out, const char *safe, unsigned width)
{
    unsigned used = safe_text_width(safe);
    fprintf(out, "%s%*s", safe, used < width ? (int)(width - used) : 0, "");
}

static unsigned widest(unsigned width, const char *text)
{
    unsigned own = safe_text_width(text);
    return own > width ? own : width;
}

static void print_judgement(const FactsText *facts, const char *judgement, unsigned width)
{
    const char *text = judgement ? safe_text(facts->arena, judgement) : "-";
    Paint paint = !strcmp(text, "unknown") ? PAINT_WARNING : !strcmp(text, "no") ? PAINT_DIM : PAINT_PLAIN;
    if (paint != PAINT_PLAIN)
        terminal_paint(&facts->terminal, paint);
    print_padded(facts->terminal.out, text, width);
    if (paint != PAINT_PLAIN)
        terminal_paint(&facts->terminal, PAINT_PLAIN);
}

static void print_reference(const FactsText *facts, const ScanReference *reference, unsigned path_width,
                            unsigned declared_width)
{
    FILE *out = facts->terminal.out;
    const char *const judgements[JUDGEMENT_COUNT] = {reference->owned, reference->cyclic, reference->visited,
                                                     reference->cleared, reference->released};
    fputs("  ", out);
    print_padded(out, safe_text(facts->arena, reference->path), path_width);
    if (reference->offset == -1)
        fprintf(out, "  %6s  ", "?");
    else
        fprintf(out, "  %6lld  ", (long long)reference->offset);
    print_padded(out, safe_text(facts->arena, reference->declared), declared_width);
    fputs("  ", out);
    for (unsigned i = 0; i < JUDGEMENT_COUNT; i++)
        print_judgement(facts, judgements[i],
                        i + 1 < JUDGEMENT_COUNT || reference->unknown_reason ? JUDGEMENT_WIDTH : 0);
    if (reference->unknown_reason)
        terminal_print(&facts->terminal, PAINT_DIM, "%s", safe_text(facts->arena, reference->unknown_reason));
    fputc('\n', out);
}

static void print_references(const FactsText *facts, const ScanType *type)
{
    FILE *out = facts->terminal.out;
    unsigned path_width = 9, declared_width = 8;
    if (type->reference_count == 0) {
        bool is_known = type->complete || type->record;
        fputs(is_known ? "  holds no reference to an object\n" : "  what its instances hold is not known\n", out);
        return;
    }
    for (unsigned i = 0; i < type->reference_count; i++) {
        path_width = widest(path_width, type->references[i].path);
        declared_width = widest(declared_width, type->references[i].declared);
    }
    terminal_paint(&facts->terminal, PAINT_STRONG);
    fprintf(out, "  %-*s  offset  %-*s  ", (int)path_width, "reference", (int)declared_width, "declared");
    for (unsigned i = 0; i < JUDGEMENT_COUNT; i++)
        fprintf(out, "%-*s", i + 1 < JUDGEMENT_COUNT ? JUDGEMENT_WIDTH : 0, judgement_names[i]);
    terminal_paint(&facts->terminal, PAINT_PLAIN);
    fputc('\n', out);
    for (unsigned i = 0; i < type->reference_count; i++)
        print_reference(facts, &type->references[i], path_width, declared_width);
}

static void print_type_heading(const FactsText *facts, const ScanType *type)
{
    FILE *out = facts->terminal.out;
    terminal_print(&facts->terminal, PAINT_STRONG, "%s", safe_text(facts->arena, type->symbol));
    if (type->name)
        fprintf(out, " (%s)", safe_text(facts->arena, type->name));
    if (type->location.file)
        fprintf(out, " at %s:%u", safe_text(facts->arena, type->location.file), type->location.line);
    if (type->variant)
        fprintf(out, ", only with %s", safe_text(facts->arena, type->variant));
    fprintf(out, "\n  %s type", type->style ? safe_text(facts->arena, type->style) : "unknown");
    if (type->record)
        fprintf(out, ", instance %s", safe_text(facts->arena, type->record));
    if (type->base)
        fprintf(out, ", base %s", safe_text(facts->arena, type->base));
    fputs(type->gc ? ", collected" : ", not collected", out);
    fputs(type->weakly_referenceable ? ", weakly referenceable" : "", out);
    fputs(type->has_finalizer ? ", has a finalizer" : "", out);
    fputc('\n', out);
}

static void print_type(const FactsText *facts, const ScanType *type)
{
    FILE *out = facts->terminal.out;
    print_type_heading(facts, type);
    for (unsigned i = 0; i < type->flag_count; i++)
        fprintf(out, "%s%s%s", i ? " | " : "  flags: ", safe_text(facts->arena, type->flags[i]),
                i + 1 == type->flag_count ? "\n" : "");
    for (unsigned i = 0; i < type->slot_count; i++)
        fprintf(out, "%s%s = %s%s", i ? ", " : "  slots: ", safe_text(facts->arena, type->slots[i].slot),
                type->slots[i].function ? safe_text(facts->arena, type->slots[i].function) : "?",
                i + 1 == type->slot_count ? "\n" : "");
    for (unsigned i = 0; i < type->unresolved_count; i++)
        terminal_print(&facts->terminal, PAINT_WARNING, "  not resolved: %s\n",
                       safe_text(facts->arena, type->unresolved[i]));
    print_references(facts, type);
    fputc('\n', out);
}

static void print_module_function(const FactsText *facts, const char *slot, const char *function)
{
    fprintf(facts->terminal.out, ", %s = %s", slot, function ? safe_text(facts->arena, function) : "none");
}

static void print_module(const FactsText *facts, const ScanModule *module)
{
    FILE *out = facts->terminal.out;
    terminal_print(&facts->terminal, PAINT_STRONG, "%s", safe_text(facts->arena, module->symbol));
    if (module->name)
        fprintf(out, " (module %s)", safe_text(facts->arena, module->name));
    if (module->location.file)
        fprintf(out, " at %s:%u", safe_text(facts->arena, module->location.file), module->location.line);
    fprintf(out, "\n  state %s", module->state ? safe_text(facts->arena, module->state) : "none");
    print_module_function(facts, "m_traverse", module->m_traverse);
    print_module_function(facts, "m_clear", module->m_clear);
    print_module_function(facts, "m_free", module->m_free);
    fputs("\n\n", out);
}

int render_facts_text(const Scan *scan, const RenderOptions *options, FILE *out)
{
    FactsText facts = {.terminal = {.out = out, .color = options->color, .width = options->width},
                       .arena = arena_new()};
    for (unsigned i = 0; i < scan->type_count; i++)
        print_type(&facts, &scan->types[i]);
    for (unsigned i = 0; i < scan->module_count; i++)
        print_module(&facts, &scan->modules[i]);
    arena_free(facts.arena);
    if (!options->quiet)
        print_coverage(scan, options, out);
    return output_result(out);
}
