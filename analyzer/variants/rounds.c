#include "variants/rounds.h"

#include <string.h>

static Round new_round(const VariantTask *task, uint32_t low, uint32_t high)
{
    Round round = {
        .units = ARENA_ARRAY(task->arena, Unit *, task->count), .count = task->count, .low = low, .high = high};
    for (uint32_t i = 0; i < task->count; i++)
        round.units[i] = task->units[i];
    return round;
}

/* --- the versions asked for --------------------------------------------------------------------------------------- */

static VersionSet all_changes(const VariantTask *task, const VariantPlan *plan)
{
    VersionSet changes = 0;
    for (uint32_t i = 0; i < task->count && task->is_range_given && !task->has_fixed_version; i++)
        changes |= plan->changes[i];
    return changes;
}

static uint32_t end_of_interval(VersionSet judged, VersionSet changes, uint32_t low)
{
    uint32_t high = low;
    while (judged & version_set(high + 1) & ~changes)
        high++;
    return high;
}

/* The versions around this one at which the unit's conditions are as they are there. */
static VersionSet own_interval(VersionSet changes, uint32_t version)
{
    uint32_t low = version, high = version;
    while (low > OLDEST_KNOWN_PYTHON && !(changes & version_set(low)))
        low--;
    while (high < NEWEST_KNOWN_PYTHON && !(changes & version_set(high + 1)))
        high++;
    return version_set_range(low, high);
}

static void put_in_versions(Round *round, const VariantTask *task, const VariantPlan *plan)
{
    for (uint32_t i = 0; i < plan->variants.count; i++) {
        const Variant *variant = &plan->variants.items[i];
        VersionSet interval = own_interval(plan->changes[variant->unit], round->low);
        if (variant->parsed && variant->purpose == VARIANT_VERSION && (interval & version_set(variant->python)) &&
            !(interval & version_set(task->python_base)))
            round->units[variant->unit] = variant->parsed;
    }
}

/* One for each part of the range in which no unit's conditions change, that of the base first. */
static void add_version_rounds(RoundList *rounds, const VariantTask *task, const VariantPlan *plan)
{
    VersionSet changes = all_changes(task, plan);
    vector_push(rounds, new_round(task, 0, 0));
    for (uint32_t low = OLDEST_KNOWN_PYTHON, high; low <= NEWEST_KNOWN_PYTHON; low = high + 1) {
        high = low;
        if (!(task->judged & version_set(low)))
            continue;
        high = end_of_interval(task->judged, changes, low);
        if (low <= task->python_base && task->python_base <= high) {
            rounds->items[0].low = low;
            rounds->items[0].high = high;
            continue;
        }
        Round round = new_round(task, low, high);
        round.note = arena_format(task->arena, "Python %s", version_range_text(task->arena, low, high));
        put_in_versions(&round, task, plan);
        vector_push(rounds, round);
    }
}

/* --- further variants --------------------------------------------------------------------------------------------- */

static bool is_additional(const Variant *variant)
{
    return variant->parsed && variant->purpose != VARIANT_VERSION;
}

static bool same_configuration(const Variant *a, const Variant *b)
{
    return strcmp(a->request.variant, b->request.variant) == 0;
}

static bool is_first_of_configuration(const VariantPlan *plan, uint32_t index)
{
    const Variant *variants = plan->variants.items;
    for (uint32_t i = 0; i < index; i++)
        if (is_additional(&variants[i]) && same_configuration(&variants[i], &variants[index]))
            return false;
    return true;
}

/* None of the units of the configuration has another place in the round already. */
static bool has_room(const Round *round, const VariantTask *task, const VariantPlan *plan, const Variant *model)
{
    for (uint32_t i = 0; i < plan->variants.count; i++) {
        const Variant *variant = &plan->variants.items[i];
        if (is_additional(variant) && same_configuration(variant, model) &&
            round->units[variant->unit] != task->units[variant->unit])
            return false;
    }
    return true;
}

static Round *find_room(RoundList *rounds, uint32_t first, const VariantTask *task, const VariantPlan *plan,
                        const Variant *model)
{
    bool is_base = model->python == task->python_base;
    uint32_t low = is_base ? rounds->items[0].low : model->python,
             high = is_base ? rounds->items[0].high : model->python;
    for (uint32_t i = first; i < rounds->count; i++)
        if (rounds->items[i].low == low && rounds->items[i].high == high &&
            has_room(&rounds->items[i], task, plan, model))
            return &rounds->items[i];
    Round round = new_round(task, low, high);
    round.only_variants = true;
    vector_push(rounds, round);
    return &rounds->items[rounds->count - 1];
}

void rounds_make(RoundList *rounds, const VariantTask *task, const VariantPlan *plan)
{
    add_version_rounds(rounds, task, plan);
    uint32_t first = rounds->count;
    for (uint32_t i = 0; i < plan->variants.count; i++) {
        const Variant *model = &plan->variants.items[i];
        if (!is_additional(model) || !is_first_of_configuration(plan, i))
            continue;
        Round *round = find_room(rounds, first, task, plan, model);
        for (uint32_t n = i; n < plan->variants.count; n++) {
            const Variant *variant = &plan->variants.items[n];
            if (is_additional(variant) && same_configuration(variant, model))
                round->units[variant->unit] = variant->parsed;
        }
    }
}
