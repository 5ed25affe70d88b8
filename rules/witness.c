/* The section of a rule's page that shows the fault at work: the script of its witness, and how it ends. */
#include "rules/engine_private.h"

#include <string.h>

typedef struct Line {
    const char *text;
    size_t length;
} Line;

static Line next_line(const char **rest)
{
    Line line = {*rest, strcspn(*rest, "\n")};
    *rest += line.length + (line.text[line.length] == '\n');
    return line;
}

/* What follows `# WORD` in a directive, `3.8-3.10: crash` or `: crash`; NULL if the line is none of these. */
static const char *after_word(Line line, const char *word)
{
    size_t length = strlen(word);
    bool is_it = line.length > length + 2 && !strncmp(line.text, "# ", 2) && !strncmp(line.text + 2, word, length);
    const char *rest = line.text + 2 + length;
    return is_it && (*rest == ':' || *rest == ' ') ? rest : NULL;
}

static bool is_directive(Line line)
{
    static const char *const words[] = {"python", "headers", "environment", "bad", "good"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (after_word(line, words[i]))
            return true;
    return false;
}

/* A pattern as plain text: `\[\]` and `TypeError.*`. */
static void write_pattern(FILE *page, const char *text, const char *end)
{
    fputc('`', page);
    for (; text < end; text++) {
        if (*text == '\\')
            continue;
        if (*text == '.' && text + 1 < end && text[1] == '*' && text[-1] != '\\')
            text++;
        else
            fputc(*text, page);
    }
    fputc('`', page);
}

static void write_outcome(FILE *page, const char *text, const char *end)
{
    if (!strncmp(text, "says ", 5)) {
        fputs("prints ", page);
        write_pattern(page, text + 5, end);
    } else if (!strncmp(text, "raises ", 7)) {
        fputs("ends with ", page);
        write_pattern(page, text + 7, end);
    } else {
        fputs(memchr(text, ' ', (size_t)(end - text)) ? "crashes or never ends" : "crashes", page);
    }
}

static void write_versions(FILE *page, const char *text, size_t length)
{
    const char *dash = memchr(text, '-', length);
    if (dash)
        fprintf(page, "Python %.*s to %.*s", (int)(dash - text), text, (int)(length - (size_t)(dash - text) - 1), dash + 1);
    else
        fprintf(page, "Python %.*s", (int)length, text);
}

/* `of_versions`: an earlier line was about some versions only; set if this one is. */
static void write_end(FILE *page, Line line, const char *word, const char *title, bool *of_versions)
{
    const char *rest = after_word(line, word);
    if (!rest)
        return;
    fprintf(page, "- %s", title);
    size_t versions = strcspn(rest, ":");
    if (versions > 1) {
        fputs(", on ", page);
        write_versions(page, rest + 1, versions - 1);
    } else if (*of_versions) {
        fputs(", on the others", page);
    }
    *of_versions = versions > 1;
    fputs(", it ", page);
    write_outcome(page, rest + versions + 2, line.text + line.length);
    fputs(".\n", page);
}

static void write_condition(FILE *page, Line line)
{
    const char *environment = after_word(line, "environment"), *versions = after_word(line, "python");
    if (environment)
        fprintf(page, ", with `%.*s` in its environment", (int)(line.length - 15), environment + 2);
    if (versions) {
        fputs(", on ", page);
        write_versions(page, versions + 2, line.length - 10);
    }
}

void write_witness(FILE *page, const Rule *rule)
{
    const char *script = rule_example(rule->name, "witness"), *rest = script;
    if (!script)
        return;
    fprintf(page, "\n## See it happen\n\ngclint's own tests build a module with this fault, and the same module without it "
                  "(`testdata/witness/%s`). This script runs with each", rule->name);
    while (*rest)
        write_condition(page, next_line(&rest));
    fputs(":\n\n```python\n", page);
    for (rest = script; *rest;) {
        Line line = next_line(&rest);
        if (!is_directive(line))
            fprintf(page, "%.*s\n", (int)line.length, line.text);
    }
    fputs("```\n\n", page);
    bool of_versions = false;
    for (rest = script; *rest;) {
        Line line = next_line(&rest);
        write_end(page, line, "bad", "With the fault", &of_versions);
        write_end(page, line, "good", "Without it", &of_versions);
    }
}
