#include "message.h"
#include "options.h"
#include "output.h"
#include "rules/engine.h"

#include <stdio.h>

static void explain(Arena *arena, const RuleSelection *selection)
{
    unsigned count;
    const Rule *const *rules = rule_list(&count);
    bool is_first = true;
    for (unsigned i = 0; i < count; i++) {
        if (!rule_selected(selection, rules[i]))
            continue;
        printf("%s%s", is_first ? "" : "\n", rule_markdown(arena, rules[i]));
        is_first = false;
    }
}

static int run_explain(const Options *options)
{
    if (options->all == (options->operands.count > 0)) {
        message_error("say which rule: gclint explain RULE, or --all; `gclint rules` lists them");
        return EXIT_TROUBLE;
    }
    for (unsigned i = 0; i < (options->all ? 1 : options->operands.count); i++) {
        const char *error = NULL;
        const char *name = options->all ? NULL : options->operands.items[i];
        RuleSelection *selection = rule_selection_new(options->arena, name, NULL, &error);
        if (!selection) {
            message_error("%s", error);
            return EXIT_TROUBLE;
        }
        explain(options->arena, selection);
    }
    return output_finish() ? EXIT_CLEAN : EXIT_TROUBLE;
}

int command_explain(int argc, char **argv)
{
    Options *options = options_parse(COMMAND_EXPLAIN, argc, argv);
    int status = run_explain(options);
    options_free(options);
    return status;
}
