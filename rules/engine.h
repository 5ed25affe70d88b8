/* ENGINE: which rules there are, which of them run, and what becomes of their findings. */
#ifndef GCLINT_ENGINE_H
#define GCLINT_ENGINE_H

#include "rules/finding.h"

/* Every rule, in the order of rule_list.def. Static. */
const Rule *const *rule_list(unsigned *count);
/* NULL if there is no rule of that name. */
const Rule *rule_find(const char *name);
/* Every family once, in the order of rule_list.def. Static. */
const char *const *rule_families(unsigned *count);
/* "3.9-3.15"; in the arena. */
const char *rule_versions(Arena *arena, const Rule *rule);

/* The whole documentation page in Markdown, examples included; in the arena. */
const char *rule_markdown(Arena *arena, const Rule *rule);

typedef struct RuleSelection RuleSelection;

/* Lists of names of rules or families, separated by commas or blanks; `select` NULL or "" stands for every rule,
 * `ignore` NULL for none. A list may end up empty of rules. For a name that is neither: NULL, and *error (in the arena)
 * names it and the nearest match. */
RuleSelection *rule_selection_new(Arena *arena, const char *select, const char *ignore, const char **error);
/* A NULL selection selects every rule. */
bool rule_selected(const RuleSelection *selection, const Rule *rule);

/* Runs the selected rules that concern the model's Python versions. Findings that several units or variants yield are
 * given once. `root` is the absolute folder below which files are read for suppressions; NULL: none are honoured. The
 * result is the arena's, and refers to the model. */
FindingList *rules_run(Model *model, const RuleSelection *selection, const char *root, Arena *arena);

/* One model of several of the same tree: for another version of Python, or with some units parsed otherwise. */
typedef struct RuleRound {
    Model *model;
    bool only_variants; /* only findings about units that have a variant count */
    const char *note;   /* "Python 3.12", for the message of what no earlier round found; NULL: the unit's variant */
} RuleRound;

/* Likewise for all of them; what an earlier round found is not repeated. */
FindingList *rules_run_rounds(const RuleRound *rounds, unsigned count, const RuleSelection *selection, const char *root, Arena *arena);

#endif
