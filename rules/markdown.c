/* A rule's documentation page, from its own table entry and its tested examples. */
#include "rules/engine_private.h"

#include <ctype.h>
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

/* A sentence begins with a capital, but not if its first word is a name such as tp_clear. */
static void write_summary(FILE *page, const char *summary)
{
    size_t word = strcspn(summary, " ");
    bool is_name = memchr(summary, '_', word) != NULL;
    int first = is_name ? summary[0] : toupper((unsigned char)summary[0]);
    fprintf(page, "%c%s.\n", first, summary + 1);
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Marks the rules that the text names: they have hyphens, as few other words have. */
static void note_mentions(const char *text, bool *is_mentioned)
{
    unsigned count;
    const Rule *const *rules = rule_list(&count);
    for (const char *at = text; at && *at;) {
        size_t length = 0;
        bool has_hyphen = false;
        for (; is_word(at[length]); length++)
            has_hyphen |= at[length] == '-';
        for (unsigned i = 0; has_hyphen && i < count; i++)
            is_mentioned[i] |= !strncmp(rules[i]->name, at, length) && !rules[i]->name[length];
        at += length ? length : 1;
    }
}

/* What the page speaks of without explaining it. */
static void write_see_also(FILE *page, Arena *arena, const Rule *rule)
{
    unsigned count;
    const Rule *const *rules = rule_list(&count);
    bool *is_mentioned = ARENA_ARRAY(arena, bool, count);
    const char *const texts[] = {rule->what, rule->why, rule->consequence, rule->fix, rule->exceptions};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        note_mentions(texts[i], is_mentioned);
    const char *title = "\n## See also\n\n";
    for (unsigned i = 0; i < count; i++) {
        if (rules[i] == rule || !is_mentioned[i])
            continue;
        fprintf(page, "%s- `%s`: %s\n", title, rules[i]->name, rules[i]->summary);
        title = "";
    }
}

static void write_silencing(FILE *page, const Rule *rule)
{
    if (strcmp(rule->family, "suppression"))
        fprintf(page, "\nTo accept a finding, say why: `/* gclint: ignore[%s] reason */` on its line, or on that of the type's "
                      "definition.\n", rule->name);
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
    char *text;
    size_t size;
    FILE *page = memory_stream_new(&text, &size);
    fprintf(page, "# %s\n\n", rule->name);
    write_summary(page, rule->summary);
    fprintf(page, "\nSeverity: **%s** · Family: `%s` · Python: %s\n", severity_word(rule->severity), rule->family,
            rule_versions(arena, rule));
    write_section(page, "What it reports", rule->what);
    write_section(page, "Why this is wrong", rule->why);
    write_section(page, "What happens", rule->consequence);
    write_example(page, "Example", rule_example(rule->name, "bad"));
    write_section(page, "How to mend it", rule->fix);
    write_example(page, "The example, mended", rule_example(rule->name, "good"));
    write_witness(page, rule);
    write_section(page, "When it stays silent", rule->exceptions);
    write_silencing(page, rule);
    write_see_also(page, arena, rule);
    write_references(page, rule->references);
    memory_stream_end(page, &text);
    char *copy = arena_copy_string(arena, text);
    free(text);
    return copy;
}
