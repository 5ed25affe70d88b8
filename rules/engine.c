/* Runs the rules, and makes one sorted list of what they say. */
#include "rules/engine_private.h"

#include "base/hash_table.h"

#include <stdlib.h>
#include <string.h>

typedef struct SeenFinding {
    const char *key;
    UT_hash_handle hh;
} SeenFinding;

static void run_rule(RuleContext *context, const Rule *rule)
{
    Model *model = context->model;
    context->rule = rule;
    for (uint32_t i = 0; rule->check_type && i < model->type_count; i++)
        rule->check_type(context, model->types[i]);
    for (uint32_t i = 0; rule->check_module && i < model->module_count; i++)
        rule->check_module(context, model->modules[i]);
    for (uint32_t i = 0; rule->check_allocation && i < model->allocation_count; i++)
        rule->check_allocation(context, &model->allocations[i]);
    if (rule->check_program)
        rule->check_program(context, model);
}

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int compare_numbers(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_findings(const void *left, const void *right)
{
    const Finding *a = *(Finding *const *)left, *b = *(Finding *const *)right;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    int order = strcmp(place_file(a->place), place_file(b->place));
    if (!order)
        order = compare_numbers(a->place.span.line, b->place.span.line);
    if (!order)
        order = compare_numbers(a->place.span.column, b->place.span.column);
    if (!order)
        order = strcmp(a->rule->name, b->rule->name);
    if (!order)
        order = compare_texts(a->type_symbol, b->type_symbol);
    if (!order)
        order = compare_texts(a->field, b->field);
    return order ? order : strcmp(a->message, b->message);
}

/* A header's type, or a unit parsed with several definitions, yields the same finding more than once. The first is
 * kept: after the sort it is the most severe. */
static void remove_repeated(RuleContext *context)
{
    SeenFinding *seen = NULL;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < context->count; i++) {
        Finding *finding = context->findings[i];
        char *key = arena_format(context->arena, "%s\n%s\n%s:%u\n%s\n%s", finding->rule->name,
                                 finding->type_symbol ? finding->type_symbol : "", place_file(finding->place),
                                 finding->place.span.line, finding->field ? finding->field : "",
                                 finding->type_symbol ? "" : finding->message);
        SeenFinding *entry;
        HASH_FIND_STR(seen, key, entry);
        if (entry)
            continue;
        entry = ARENA_NEW(context->arena, SeenFinding);
        entry->key = key;
        HASH_ADD_KEYPTR(hh, seen, entry->key, strlen(entry->key), entry);
        context->findings[kept++] = finding;
    }
    context->count = kept;
    HASH_CLEAR(hh, seen);
}

static void sort_findings(RuleContext *context)
{
    if (context->count)
        qsort(context->findings, context->count, sizeof *context->findings, compare_findings);
}

/* The variant in which a finding was made; "" for a unit as it is. */
static const char *finding_variant(const Finding *finding)
{
    const Unit *unit = finding->type ? finding->type->unit : finding->module ? finding->module->unit : NULL;
    const char *variant = finding->place.unit ? unit_string(finding->place.unit, finding->place.unit->variant) : "";
    return *variant || !unit ? variant : unit_string(unit, unit->variant);
}

/* Of a later round: leaves what the first has told already, and tells what is special about the rest. */
static void finish_round(RuleContext *context, const RuleRound *round, uint32_t first)
{
    uint32_t kept = first;
    for (uint32_t i = first; i < context->count; i++) {
        Finding *finding = context->findings[i];
        const char *variant = finding_variant(finding);
        if (round->only_variants && !*variant)
            continue;
        const char *note = round->note ? round->note : variant;
        if (*note)
            finding->message = arena_format(context->arena, "%s (%s%s)", finding->message, *note == '-' ? "with " : "", note);
        context->findings[kept++] = finding;
    }
    context->count = kept;
}

static void run_round(RuleContext *context, const RuleRound *round, const RuleSelection *selection)
{
    unsigned count;
    const Rule *const *rules = rule_list(&count);
    uint32_t first = context->count;
    context->model = round->model;
    for (unsigned i = 0; i < count; i++)
        if (rule_selected(selection, rules[i]) && model_targets_any(round->model, rules[i]->since, rules[i]->until))
            run_rule(context, rules[i]);
    if (round != context->rounds)
        finish_round(context, round, first);
}

FindingList *rules_run_rounds(const RuleRound *rounds, unsigned count, const RuleSelection *selection, const char *root, Arena *arena)
{
    RuleContext context = {.arena = arena, .rounds = rounds, .round_count = count};
    for (unsigned i = 0; i < count; i++)
        run_round(&context, &rounds[i], selection);
    sort_findings(&context);
    remove_repeated(&context);
    if (root) {
        findings_suppress(&context, selection, root);
        sort_findings(&context);
        remove_repeated(&context);
    }
    findings_fingerprint(context.findings, context.count);
    FindingList *list = ARENA_NEW(arena, FindingList);
    list->items = context.findings;
    list->count = context.count;
    return list;
}

FindingList *rules_run(Model *model, const RuleSelection *selection, const char *root, Arena *arena)
{
    RuleRound round = {.model = model};
    return rules_run_rounds(&round, 1, selection, root, arena);
}
