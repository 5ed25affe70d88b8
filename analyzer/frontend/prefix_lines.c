#include "frontend/prefix_lines.h"

#include "base/vector.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

size_t prefix_identifier(const char *text)
{
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    return length && !isdigit((unsigned char)text[0]) ? length : 0;
}

/* --- conditions: defined, !, &&, ||, parentheses, numbers and names without a value --------------------------------- */

typedef struct Condition {
    PrefixLines *lines;
    const char *rest;
    bool is_unknown;
    unsigned depth;
} Condition;

static bool read_or(Condition *condition);

static bool take(Condition *condition, const char *token)
{
    while (*condition->rest == ' ')
        condition->rest++;
    size_t length = strlen(token);
    if (strncmp(condition->rest, token, length) != 0)
        return false;
    condition->rest += length;
    return true;
}

static bool read_name(Condition *condition)
{
    take(condition, "");
    size_t length = prefix_identifier(condition->rest);
    const char *name = arena_copy_text(condition->lines->arena, condition->rest, length);
    condition->rest += length;
    condition->is_unknown |= !length;
    return length && condition->lines->is_defined(condition->lines->data, name);
}

static bool read_defined(Condition *condition)
{
    bool is_parenthesised = take(condition, "(");
    bool value = read_name(condition);
    if (is_parenthesised && !take(condition, ")"))
        condition->is_unknown = true;
    return value;
}

static bool read_primary(Condition *condition)
{
    if (condition->is_unknown || ++condition->depth > 50) {
        condition->is_unknown = true;
        return false;
    }
    if (take(condition, "!"))
        return !read_primary(condition);
    if (take(condition, "(")) {
        bool value = read_or(condition);
        condition->is_unknown |= !take(condition, ")");
        return value;
    }
    if (isdigit((unsigned char)*condition->rest)) {
        char *end;
        bool value = strtoul(condition->rest, &end, 0) != 0;
        condition->rest = end;
        return value;
    }
    if (strncmp(condition->rest, "defined", 7) == 0 && prefix_identifier(condition->rest) == 7) {
        condition->rest += 7;
        return read_defined(condition);
    }
    if (read_name(condition))
        condition->is_unknown = true; /* its value would have to be known */
    return false;
}

/* What follows an operand that decides alone is read, but cannot make the condition unknown: its names need not be
 * there for the compiler either. */
static bool read_and(Condition *condition)
{
    bool value = read_primary(condition);
    while (take(condition, "&&")) {
        bool right = read_primary(condition);
        value = value && right;
    }
    return value;
}

static bool read_or(Condition *condition)
{
    bool value = read_and(condition);
    while (take(condition, "||")) {
        bool right = read_and(condition);
        value = value || right;
    }
    return value;
}

/* False if it is not understood. */
static bool evaluate(PrefixLines *lines, const char *text, bool *value)
{
    Condition condition = {.lines = lines, .rest = text};
    *value = read_or(&condition);
    take(&condition, "");
    return !condition.is_unknown && !*condition.rest;
}

/* --- bytes -------------------------------------------------------------------------------------------------------- */

/* Behind a comment, or the text itself if none starts there. */
static const char *skip_comment(const char *text)
{
    if (text[0] == '/' && text[1] == '*') {
        const char *end = strstr(text + 2, "*/");
        return end ? end + 2 : text + strlen(text);
    }
    if (text[0] == '/' && text[1] == '/')
        return text + strcspn(text, "\n");
    return text;
}

static size_t continuation(const char *text)
{
    return text[0] != '\\' ? 0 : text[1] == '\n' ? 2 : text[1] == '\r' && text[2] == '\n' ? 3 : 0;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\f' || byte == '\v';
}

/* To the first byte of the next line that says something. */
static const char *skip_space(const char *text)
{
    for (;;) {
        const char *behind = skip_comment(text) + continuation(text);
        if (behind == text && (is_blank(*text) || *text == '\n'))
            behind = text + 1;
        if (behind == text)
            return text;
        text = behind;
    }
}

/* To the end of the line that holds the text: comments may reach over several lines, literals hide comments. */
static const char *skip_line(const char *text)
{
    char quote = '\0';
    while (*text && *text != '\n') {
        const char *behind = quote ? text : skip_comment(text);
        if (behind == text)
            behind = text + continuation(text);
        if (behind != text) {
            text = behind;
            continue;
        }
        if (quote && *text == '\\' && text[1] && text[1] != '\n')
            text++;
        else if (*text == quote)
            quote = '\0';
        else if (!quote && (*text == '"' || *text == '\''))
            quote = *text;
        text++;
    }
    return text;
}

/* The directive that starts at '#', cleaned; lines->rest goes to its end. */
static const char *read_directive(PrefixLines *lines)
{
    VECTOR(char) text = {0};
    char quote = '\0';
    const char *at = lines->rest, *end = skip_line(at);
    while (at < end) {
        const char *behind = quote ? at : skip_comment(at);
        behind += behind == at ? continuation(at) : 0;
        bool is_space = behind != at || (!quote && is_blank(*at));
        if (is_space) {
            at = behind != at ? behind : at + 1;
            if (text.count && text.items[text.count - 1] != ' ' && text.items[text.count - 1] != '#')
                vector_push(&text, ' ');
            continue;
        }
        if (*at == quote)
            quote = '\0';
        else if (!quote && (*at == '"' || *at == '\''))
            quote = *at;
        vector_push(&text, *at);
        at++;
    }
    while (text.count && text.items[text.count - 1] == ' ')
        text.count--;
    const char *line = arena_copy_text(lines->arena, text.items, text.count);
    vector_free(&text);
    lines->rest = end;
    return line;
}

/* --- groups ------------------------------------------------------------------------------------------------------- */

enum { DEPTH_LIMIT = sizeof ((PrefixLines *)0)->was_taken };

static bool is_word(const char *line, const char *word)
{
    size_t length = strlen(word);
    return strncmp(line + 1, word, length) == 0 && !isalnum((unsigned char)line[1 + length]) && line[1 + length] != '_';
}

/* Of #if, #ifdef, #ifndef, #elif: false if it is not understood. */
static bool condition_of(PrefixLines *lines, const char *line, bool *value)
{
    bool is_ifdef = is_word(line, "ifdef"), is_ifndef = is_word(line, "ifndef");
    const char *rest = line + 1 + prefix_identifier(line + 1);
    while (*rest == ' ')
        rest++;
    if (!is_ifdef && !is_ifndef)
        return evaluate(lines, rest, value);
    size_t length = prefix_identifier(rest);
    *value = length && lines->is_defined(lines->data, arena_copy_text(lines->arena, rest, length)) == is_ifdef;
    return length != 0;
}

static bool open_group(PrefixLines *lines, const char *line)
{
    bool value = false;
    if (++lines->depth == DEPTH_LIMIT)
        return false;
    lines->was_taken[lines->depth] = false;
    if (lines->off_depth)
        return true;
    if (!condition_of(lines, line, &value))
        return false;
    lines->was_taken[lines->depth] = value;
    lines->off_depth = value ? 0 : lines->depth;
    return true;
}

/* #else, #elif. */
static bool turn_group(PrefixLines *lines, const char *line)
{
    bool value = true;
    if (!lines->depth)
        return false;
    if (lines->off_depth && lines->off_depth < lines->depth)
        return true;
    if (lines->was_taken[lines->depth])
        value = false;
    else if (!is_word(line, "else") && (!is_word(line, "elif") || !condition_of(lines, line, &value)))
        return false;
    lines->was_taken[lines->depth] |= value;
    lines->off_depth = value ? 0 : lines->depth;
    return true;
}

static bool close_group(PrefixLines *lines)
{
    if (!lines->depth)
        return false;
    if (lines->off_depth == lines->depth)
        lines->off_depth = 0;
    lines->depth--;
    return true;
}

PrefixLine prefix_next_line(PrefixLines *lines, const char **line)
{
    for (;;) {
        lines->rest = skip_space(lines->rest);
        if (!*lines->rest)
            return lines->depth ? PREFIX_CODE : PREFIX_END;
        if (*lines->rest != '#') {
            if (!lines->off_depth)
                return PREFIX_CODE;
            lines->rest = skip_line(lines->rest);
            continue;
        }
        *line = read_directive(lines);
        bool is_understood = true;
        if (strncmp(*line, "#if", 3) == 0)
            is_understood = open_group(lines, *line);
        else if (strncmp(*line, "#el", 3) == 0)
            is_understood = turn_group(lines, *line);
        else if (is_word(*line, "endif"))
            is_understood = close_group(lines);
        else if (!lines->off_depth)
            return PREFIX_DIRECTIVE;
        if (!is_understood)
            return PREFIX_CODE;
    }
}

bool prefix_next_directive(PrefixLines *lines, const char **line)
{
    for (;;) {
        lines->rest = skip_space(lines->rest);
        if (!*lines->rest)
            return false;
        if (*lines->rest == '#') {
            *line = read_directive(lines);
            return true;
        }
        lines->rest = skip_line(lines->rest);
    }
}
