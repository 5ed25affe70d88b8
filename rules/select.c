/* The list of rules, and which of them the user wants. */
#include "rules/engine_private.h"

#include <string.h>

#define RULE(identifier) extern const Rule rule_##identifier;
#include "rules/rule_list.def"
#undef RULE

static const Rule *const all_rules[] = {
#define RULE(identifier) &rule_##identifier,
#include "rules/rule_list.def"
#undef RULE
};

enum { RULE_COUNT = sizeof all_rules / sizeof *all_rules };

struct RuleSelection {
    bool is_selected[RULE_COUNT];
};

const Rule *const *rule_list(unsigned *count)
{
    *count = RULE_COUNT;
    return all_rules;
}

const Rule *rule_find(const char *name)
{
    for (unsigned i = 0; i < RULE_COUNT; i++)
        if (!strcmp(all_rules[i]->name, name))
            return all_rules[i];
    return NULL;
}

const char *const *rule_families(unsigned *count)
{
    static const char *families[RULE_COUNT];
    unsigned known = 0;
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        unsigned j = 0;
        while (j < known && strcmp(families[j], all_rules[i]->family) != 0)
            j++;
        if (j == known)
            families[known++] = all_rules[i]->family;
    }
    *count = known;
    return families;
}

const char *rule_versions(Arena *arena, const Rule *rule)
{
    if (rule->since == rule->until)
        return arena_format(arena, "%u.%u", rule->since >> 8, rule->since & 0xff);
    return arena_format(arena, "%u.%u-%u.%u", rule->since >> 8, rule->since & 0xff, rule->until >> 8,
                        rule->until & 0xff);
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Edits (insert, remove, replace) that turn one word into the other. */
static size_t edit_distance(const char *from, const char *to)
{
    enum { LONGEST = 80 };
    size_t from_length = strlen(from), to_length = strlen(to);
    if (from_length > LONGEST || to_length > LONGEST)
        return SIZE_MAX;
    size_t row[LONGEST + 1];
    for (size_t j = 0; j <= to_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= from_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= to_length; j++) {
            size_t above = row[j];
            row[j] = smallest(above + 1, row[j - 1] + 1, diagonal + (from[i - 1] != to[j - 1]));
            diagonal = above;
        }
    }
    return row[to_length];
}

/* The rule or family whose name is spelt most alike; NULL if none is near. */
static const char *nearest_name(const char *name)
{
    const char *nearest = NULL;
    size_t least = strlen(name) / 2 + 1;
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        const char *candidates[] = {all_rules[i]->name, all_rules[i]->family};
        for (unsigned j = 0; j < 2; j++) {
            size_t distance = edit_distance(name, candidates[j]);
            if (distance < least) {
                least = distance;
                nearest = candidates[j];
            }
        }
    }
    return nearest;
}

static bool apply_name(RuleSelection *selection, const char *name, bool selected)
{
    bool found = false;
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        if (strcmp(all_rules[i]->name, name) != 0 && strcmp(all_rules[i]->family, name) != 0)
            continue;
        selection->is_selected[i] = selected;
        found = true;
    }
    return found;
}

static bool apply_list(Arena *arena, RuleSelection *selection, const char *list, bool selected, const char **error)
{
    static const char separators[] = ", \t\n";
    for (list += strspn(list, separators); *list; list += strspn(list, separators)) {
        size_t length = strcspn(list, separators);
        const char *name = arena_copy_text(arena, list, length);
        list += length;
        if (apply_name(selection, name, selected))
            continue;
        const char *nearest = nearest_name(name);
        *error = nearest
                     ? arena_format(arena,
                                    "there is no rule or family `%s`; did you mean `%s`? `gclint rules` lists them all",
                                    name, nearest)
                     : arena_format(arena, "there is no rule or family `%s`; `gclint rules` lists them all", name);
        return false;
    }
    return true;
}

RuleSelection *rule_selection_new(Arena *arena, const char *select, const char *ignore, const char **error)
{
    RuleSelection *selection = ARENA_NEW(arena, RuleSelection);
    bool selects = select && select[strspn(select, ", \t\n")];
    for (unsigned i = 0; i < RULE_COUNT; i++)
        selection->is_selected[i] = !selects;
    if (selects && !apply_list(arena, selection, select, true, error))
        return NULL;
    if (ignore && !apply_list(arena, selection, ignore, false, error))
        return NULL;
    return selection;
}

bool rule_selected(const RuleSelection *selection, const Rule *rule)
{
    if (!selection)
        return true;
    for (unsigned i = 0; i < RULE_COUNT; i++)
        if (all_rules[i] == rule)
            return selection->is_selected[i];
    return false;
}
