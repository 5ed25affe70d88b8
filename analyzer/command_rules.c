#include "message.h"
#include "options.h"
#include "output.h"
#include "rules/engine.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static void print_text(Arena *arena, const Rule *const *rules, unsigned count)
{
    const char *family = "";
    for (unsigned i = 0; i < count; i++) {
        const Rule *rule = rules[i];
        if (strcmp(rule->family, family))
            printf("%s%s\n", i ? "\n" : "", rule->family);
        family = rule->family;
        printf("  %-38s %-8s %-10s %s\n", rule->name, severity_name(rule->severity), rule_versions(arena, rule),
               rule->summary);
    }
}

static void print_json(Arena *arena, const Rule *const *rules, unsigned count)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < count; i++) {
        const Rule *rule = rules[i];
        json_array_append_new(list, json_pack("{ss ss ss ss ss}", "name", rule->name, "family", rule->family,
                                              "severity", severity_name(rule->severity), "python",
                                              rule_versions(arena, rule), "summary", rule->summary));
    }
    json_t *whole = json_pack("{so}", "rules", list);
    json_dumpf(whole, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(whole);
}

/* The table of the README. */
static void print_markdown(Arena *arena, const Rule *const *rules, unsigned count)
{
    puts("| Rule | Severity | Python | What it reports |\n|---|---|---|---|");
    for (unsigned i = 0; i < count; i++) {
        const Rule *rule = rules[i];
        printf("| [`%s`](rules/docs/%s.md) | %s | %s | %s |\n", rule->name, rule->name, severity_name(rule->severity),
               rule_versions(arena, rule), rule->summary);
    }
}

typedef struct ListFormat {
    const char *name;
    void (*print)(Arena *arena, const Rule *const *rules, unsigned count);
} ListFormat;

static const ListFormat formats[] = {{"text", print_text}, {"json", print_json}, {"markdown", print_markdown}};

static int run_rules(const Options *options)
{
    if (options->operands.count) {
        message_error("rules takes no argument but --format; `gclint explain RULE` tells about one");
        return EXIT_TROUBLE;
    }
    unsigned count;
    const Rule *const *rules = rule_list(&count);
    for (unsigned i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(options->format, formats[i].name))
            continue;
        formats[i].print(options->arena, rules, count);
        return output_finish() ? EXIT_CLEAN : EXIT_TROUBLE;
    }
    message_error("rules has no format \"%s\"; known are text, json and markdown", options->format);
    return EXIT_TROUBLE;
}

int command_rules(int argc, char **argv)
{
    Options *options = options_parse(COMMAND_RULES, argc, argv);
    int status = run_rules(options);
    options_free(options);
    return status;
}
