/* A rule's documentation page, from its own table entry and its tested examples. */
#include "rules/engine_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *severity_word(Severity severity)
{
    static const char *const words[] = {"note", "warning", "error"};
    return words[severity];
}

static void write_section(FILE *page, const char *title, const char *text)
{
    if (text && *text)
        fprintf(page, "\n## %s\n\n%s\n", title, text);
}

static void write_example(FILE *page, const char *title, const char *code)
{
    if (code)
        fprintf(page, "\n## %s\n\n```c\n%s```\n", title, code);
}

/* The references are one a line in the table; each becomes an item of a list. */
static void write_references(FILE *page, const char *references)
{
    if (!references || !*references)
        return;
    fputs("\n## References\n\n", page);
    while (*references) {
        size_t length = strcspn(references, "\n");
        if (length)
            fprintf(page, "- %.*s\n", (int)length, references);
        references += length + (references[length] == '\n');
    }
}

const char *rule_markdown(Arena *arena, const Rule *rule)
{
    char *text = NULL;
    size_t size;
    FILE *page = open_memstream(&text, &size);
    if (!page)
        fatal("no memory for the page of rule %s", rule->name);
    fprintf(page, "# %s\n\n%c%s.\n\n", rule->name,
            rule->summary[0] - (rule->summary[0] >= 'a' && rule->summary[0] <= 'z' ? 'a' - 'A' : 0), rule->summary + 1);
    fprintf(page, "Severity: **%s** · Family: `%s` · Python: %s\n", severity_word(rule->severity), rule->family,
            rule_versions(arena, rule));
    write_section(page, "What it reports", rule->what);
    write_section(page, "Why this is wrong", rule->why);
    write_section(page, "What happens", rule->consequence);
    write_example(page, "Example", rule_example(rule->name, "bad"));
    write_section(page, "How to mend it", rule->fix);
    write_example(page, "The example, mended", rule_example(rule->name, "good"));
    write_witness(page, rule);
    write_section(page, "When it stays silent", rule->exceptions);
    write_references(page, rule->references);
    if (fclose(page))
        fatal("no memory for the page of rule %s", rule->name);
    char *copy = arena_copy_string(arena, text);
    free(text);
    return copy;
}
