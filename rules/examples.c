#include "rules/examples.h"

#include "rules/engine_private.h"

#include <string.h>

const char *rule_example(const char *rule, const char *kind)
{
    for (const RuleExample *example = rule_examples; example->rule; example++)
        if (!strcmp(example->rule, rule) && !strcmp(example->kind, kind))
            return example->code;
    return NULL;
}
