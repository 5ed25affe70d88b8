/* The rules as SARIF's reportingDescriptors: the documentation travels with the findings. */
#include "reports/sarif_internal.h"

#include "reports/render_internal.h"
#include "reports/safe_text.h"

#include <ctype.h>
#include <string.h>

/* container-without-gc → ContainerWithoutGc */
static const char *pascal_case(Arena *arena, const char *name)
{
    char *result = arena_copy_string(arena, name);
    char *end = result;
    bool upper = true;
    for (const char *c = name; *c; c++) {
        if (!isalnum((unsigned char)*c)) {
            upper = true;
            continue;
        }
        *end++ = upper ? (char)toupper((unsigned char)*c) : *c;
        upper = false;
    }
    *end = '\0';
    return result;
}

/* The first paragraph of a page that is no heading, as one line. */
static const char *first_paragraph(Arena *arena, const char *markdown)
{
    const char *start = markdown;
    for (;;) {
        start += strspn(start, "\n ");
        if (*start != '#')
            break;
        start += strcspn(start, "\n");
    }
    const char *end = strstr(start, "\n\n");
    char *paragraph = arena_copy_text(arena, start, end ? (size_t)(end - start) : strlen(start));
    for (char *c = paragraph; *c; c++)
        if (*c == '\n')
            *c = ' ';
    size_t length = strlen(paragraph);
    while (length > 0 && paragraph[length - 1] == ' ')
        paragraph[--length] = '\0';
    return paragraph;
}

static const char *limited(Arena *arena, const char *text)
{
    size_t length = strlen(text);
    if (length <= SARIF_DESCRIPTION_LIMIT)
        return text;
    size_t end = SARIF_DESCRIPTION_LIMIT - 3;
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    return arena_format(arena, "%.*s...", (int)end, text);
}

static json_t *help_object(const SarifReport *report, const ScanRule *rule)
{
    const char *page = rule->markdown  ? valid_utf8(report->arena, rule->markdown)
                       : rule->summary ? rule->summary
                                       : rule->name;
    json_t *help = json_new_object();
    json_put(help, "text", json_text(page));
    json_put(help, "markdown", json_text(page));
    return help;
}

static json_t *rule_properties(const ScanRule *rule)
{
    static const char *const problem_severities[] = {"recommendation", "warning", "error"};
    json_t *properties = json_new_object(), *tags = json_new_array();
    json_add(tags, json_text("cpython"));
    json_add(tags, json_text("garbage-collection"));
    if (rule->family)
        json_add(tags, json_text(rule->family));
    if (rule->security_severity)
        json_add(tags, json_text("security"));
    json_put(properties, "tags", tags);
    json_put(properties, "precision", json_text("high"));
    json_put(properties, "problem.severity", json_text(problem_severities[rule->severity]));
    if (rule->security_severity)
        json_put(properties, "security-severity", json_text(rule->security_severity));
    if (rule->python)
        json_put(properties, "python", json_text(rule->python));
    return properties;
}

static json_t *rule_object(const SarifReport *report, const ScanRule *rule)
{
    const char *name = rule->name ? rule->name : "";
    const char *summary = rule->summary ? rule->summary : name;
    const char *full = rule->markdown ? first_paragraph(report->arena, rule->markdown) : summary;
    json_t *level = json_new_object(), *object = json_new_object();
    json_put(level, "level", json_text(severity_name(rule->severity)));
    json_put(object, "id", json_text(name));
    json_put(object, "name", json_text(pascal_case(report->arena, name)));
    json_put(object, "shortDescription", sarif_message(report, limited(report->arena, summary)));
    json_put(object, "fullDescription", sarif_message(report, limited(report->arena, *full ? full : summary)));
    json_put(object, "help", help_object(report, rule));
    json_put(object, "defaultConfiguration", level);
    json_put(object, "properties", rule_properties(rule));
    return object;
}

json_t *sarif_rules(const SarifReport *report)
{
    json_t *rules = json_new_array();
    for (unsigned i = 0; i < report->scan->rule_count; i++)
        json_add(rules, rule_object(report, &report->scan->rules[i]));
    return rules;
}
