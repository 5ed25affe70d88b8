/* Builders of findings: what rule.h offers to checks. */
#include "rules/engine_private.h"

#include <stdarg.h>
#include <string.h>

Model *rule_model(RuleContext *context)
{
    return context->model;
}

const char *place_file(Place place)
{
    if (!place.unit)
        return "";
    const SourceFile *file = unit_file(place.unit, place.span.file);
    return file ? unit_string(place.unit, file->path) : "";
}

/* A finding must point into the scanned tree: a place inside a system header is of no use to its reader. */
static bool place_is_shown(Place place)
{
    const SourceFile *file = place.unit ? unit_file(place.unit, place.span.file) : NULL;
    return file && file->in_tree;
}

/* `items` with room for one more after `count`. */
static void *grow(Arena *arena, void *items, uint32_t count, size_t size)
{
    if (count & (count - 1) || count == 1)
        return items;
    uint32_t capacity = count ? count * 2 : 2;
    void *bigger = arena_allocate(arena, capacity * size);
    if (count)
        memcpy(bigger, items, count * size);
    return bigger;
}

static Finding *finding_new(RuleContext *context, Place place, const char *format, va_list arguments)
{
    Finding *finding = ARENA_NEW(context->arena, Finding);
    finding->rule = context->rule;
    finding->severity = context->rule->severity;
    finding->place = place;
    finding->message = arena_format_list(context->arena, format, arguments);
    finding->arena = context->arena;
    if (context->count == context->capacity) {
        context->capacity = context->capacity ? context->capacity * 2 : 64;
        Finding **bigger = ARENA_ARRAY(context->arena, Finding *, context->capacity);
        if (context->count)
            memcpy(bigger, context->findings, context->count * sizeof *bigger);
        context->findings = bigger;
    }
    context->findings[context->count++] = finding;
    return finding;
}

Finding *report_type(RuleContext *context, const Type *type, const char *field, Place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Finding *finding = finding_new(context, place_is_shown(place) ? place : type->place, format, arguments);
    va_end(arguments);
    finding->type = type;
    finding->type_symbol = type->symbol;
    finding->type_name = type->name;
    finding->field = field;
    return finding;
}

Finding *report_module(RuleContext *context, const Module *module, const char *field, Place place, const char *format,
                       ...)
{
    va_list arguments;
    va_start(arguments, format);
    Finding *finding = finding_new(context, place_is_shown(place) ? place : module->place, format, arguments);
    va_end(arguments);
    finding->module = module;
    finding->type_symbol = module->symbol;
    finding->type_name = module->name;
    finding->field = field;
    return finding;
}

Finding *report_place(RuleContext *context, Place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Finding *finding = finding_new(context, place, format, arguments);
    va_end(arguments);
    return finding;
}

void finding_severity(Finding *finding, Severity severity)
{
    finding->severity = severity;
}

void finding_function(Finding *finding, const char *function)
{
    finding->function = function && *function ? function : NULL;
}

static bool has_evidence(const Finding *finding, Place place, const char *text)
{
    for (uint32_t i = 0; i < finding->evidence_count; i++) {
        const FindingEvidence *known = &finding->evidence[i];
        if (!strcmp(known->text, text) && known->place.span.line == place.span.line &&
            !strcmp(place_file(known->place), place_file(place)))
            return true;
    }
    return false;
}

static void add_evidence(Finding *finding, Place place, const char *text, bool is_step)
{
    /* A sentence that points to a place outside of the tree has lost its point; a step of a path has not. */
    bool is_hidden = place.unit && !place_is_shown(place);
    if ((is_hidden && !is_step) || has_evidence(finding, place, text))
        return;
    if (is_hidden)
        place = (Place){0};
    finding->evidence = grow(finding->arena, finding->evidence, finding->evidence_count, sizeof *finding->evidence);
    finding->evidence[finding->evidence_count++] = (FindingEvidence){.place = place, .text = text, .is_step = is_step};
}

void finding_evidence(Finding *finding, Place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_format_list(finding->arena, format, arguments);
    va_end(arguments);
    add_evidence(finding, place, text, false);
}

void finding_step(Finding *finding, Place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_format_list(finding->arena, format, arguments);
    va_end(arguments);
    add_evidence(finding, place, text, true);
}

void finding_judgement(Finding *finding, const Judgement *judgement)
{
    for (uint32_t i = 0; i < judgement->evidence_count; i++)
        add_evidence(finding, judgement->evidence[i].place, judgement->evidence[i].text, false);
}

void finding_fix(Finding *finding, Place region, const char *description, const char *format, ...)
{
    if (!place_is_shown(region))
        return;
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_format_list(finding->arena, format, arguments);
    va_end(arguments);
    finding->fixes = grow(finding->arena, finding->fixes, finding->fix_count, sizeof *finding->fixes);
    finding->fixes[finding->fix_count++] = (FindingFix){.region = region, .description = description, .text = text};
}
