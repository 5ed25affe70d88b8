#include "variants/directives.h"

#include <ctype.h>
#include <string.h>

enum { NESTING_LIMIT = 10000, EXPRESSION_LENGTH_LIMIT = 200 };

typedef struct Reader {
    Directives *directives;
    Arena *arena;
    const char *at, *end;
    uint32_t line;
    VECTOR(char) text;     /* of the directive being read */
    VECTOR(uint32_t) open; /* branches */
} Reader;

/* A backslash and a line's end. */
static size_t continuation_length(const char *at, const char *end)
{
    if (end - at >= 2 && at[0] == '\\' && at[1] == '\n')
        return 2;
    return end - at >= 3 && at[0] == '\\' && at[1] == '\r' && at[2] == '\n' ? 3 : 0;
}

static bool skip_continuation(Reader *reader)
{
    size_t length = continuation_length(reader->at, reader->end);
    reader->at += length;
    reader->line += length != 0;
    return length != 0;
}

static bool stands(const Reader *reader, const char *token)
{
    size_t length = strlen(token);
    return (size_t)(reader->end - reader->at) >= length && memcmp(reader->at, token, length) == 0;
}

static void skip_block_comment(Reader *reader)
{
    const char *from = reader->at + 2, *close = memmem(from, (size_t)(reader->end - from), "*/", 2);
    reader->at = close ? close + 2 : reader->end;
    while ((from = memchr(from, '\n', (size_t)(reader->at - from)))) {
        reader->line++;
        from++;
    }
}

/* To the line's end, which is left. */
static void skip_line_comment(Reader *reader)
{
    while (reader->at < reader->end && *reader->at != '\n')
        if (!skip_continuation(reader))
            reader->at++;
}

/* A comment, if one stands here. */
static bool skip_comment(Reader *reader)
{
    if (stands(reader, "/*"))
        skip_block_comment(reader);
    else if (stands(reader, "//"))
        skip_line_comment(reader);
    else
        return false;
    return true;
}

/* A literal that is not closed ends with its line. */
static void skip_literal(Reader *reader)
{
    char quote = *reader->at++;
    while (reader->at < reader->end && *reader->at != '\n' && *reader->at != quote) {
        if (skip_continuation(reader))
            continue;
        reader->at += *reader->at == '\\' && reader->end - reader->at > 1 ? 2 : 1;
    }
    if (reader->at < reader->end && *reader->at == quote)
        reader->at++;
}

static void skip_blanks(Reader *reader)
{
    while (reader->at < reader->end) {
        if (skip_continuation(reader) || skip_comment(reader))
            continue;
        if (*reader->at == '\n' || !isspace((unsigned char)*reader->at))
            return;
        reader->at++;
    }
}

/* The rest of the directive into reader->text, comments as blanks, without blanks around it. */
static const char *take_rest(Reader *reader)
{
    reader->text.count = 0;
    skip_blanks(reader);
    while (reader->at < reader->end && *reader->at != '\n') {
        if (skip_continuation(reader))
            continue;
        if (skip_comment(reader)) {
            vector_push(&reader->text, ' ');
            continue;
        }
        const char *start = reader->at;
        if (*reader->at == '"' || *reader->at == '\'')
            skip_literal(reader);
        else
            reader->at++;
        for (; start < reader->at; start++)
            vector_push(&reader->text, *start ? *start : ' ');
    }
    while (reader->text.count && isspace((unsigned char)reader->text.items[reader->text.count - 1]))
        reader->text.count--;
    vector_push(&reader->text, '\0');
    return reader->text.items;
}

static size_t name_length(const char *text)
{
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    return length;
}

/* --- branches ----------------------------------------------------------------------------------------------------- */

static uint32_t innermost(const Reader *reader)
{
    return reader->open.count ? reader->open.items[reader->open.count - 1] : 0;
}

static uint32_t add_branch(Reader *reader, uint32_t parent, uint32_t line, const Expression *condition)
{
    Branch branch = {.parent = parent, .line = line, .condition = condition};
    vector_push(&reader->directives->branches, branch);
    return reader->directives->branches.count - 1;
}

static void begin_chain(Reader *reader, uint32_t line, const Expression *condition)
{
    if (reader->open.count < NESTING_LIMIT)
        vector_push(&reader->open, add_branch(reader, innermost(reader), line, condition));
}

static void continue_chain(Reader *reader, uint32_t line, const Expression *condition)
{
    uint32_t last = innermost(reader);
    if (!last)
        return;
    uint32_t parent = reader->directives->branches.items[last].parent;
    uint32_t next = add_branch(reader, parent, line, condition);
    Branch *branches = reader->directives->branches.items;
    branches[last].end_line = line;
    branches[last].next = next;
    branches[next].previous = last;
    reader->open.items[reader->open.count - 1] = next;
}

static void end_chain(Reader *reader, uint32_t line)
{
    if (!reader->open.count)
        return;
    reader->directives->branches.items[innermost(reader)].end_line = line;
    reader->open.count--;
}

static const Expression *definedness(Reader *reader, const char *text, bool is_negated)
{
    size_t length = name_length(text);
    if (!length)
        return expression_parse(reader->arena, "");
    const char *format = is_negated ? "!defined(%.*s)" : "defined(%.*s)";
    return expression_parse(reader->arena, arena_format(reader->arena, format, (int)length, text));
}

/* --- definitions -------------------------------------------------------------------------------------------------- */

static void add_definition(Reader *reader, uint32_t line, const char *text, bool is_undefined)
{
    size_t length = name_length(text);
    if (!length)
        return;
    Definition definition = {
        .name = arena_copy_text(reader->arena, text, length),
        .has_parameters = !is_undefined && text[length] == '(',
        .line = line,
        .last_line = reader->line,
        .branch = innermost(reader),
    };
    const char *body = text + length;
    while (isspace((unsigned char)*body))
        body++;
    if (!is_undefined) {
        definition.body = arena_copy_string(reader->arena, body);
        if (!definition.has_parameters && strlen(body) <= EXPRESSION_LENGTH_LIMIT)
            definition.expression = expression_parse(reader->arena, body);
    }
    vector_push(&reader->directives->definitions, definition);
}

/* --- the text ----------------------------------------------------------------------------------------------------- */

static void read_directive(Reader *reader)
{
    uint32_t line = reader->line;
    reader->at++;
    skip_blanks(reader);
    size_t length = 0, left = (size_t)(reader->end - reader->at);
    while (length < left && isalpha((unsigned char)reader->at[length]))
        length++;
    const char *word = arena_copy_text(reader->arena, reader->at, length);
    reader->at += length;
    const char *rest = take_rest(reader);
    if (strcmp(word, "if") == 0)
        begin_chain(reader, line, expression_parse(reader->arena, rest));
    else if (strcmp(word, "ifdef") == 0 || strcmp(word, "ifndef") == 0)
        begin_chain(reader, line, definedness(reader, rest, word[2] == 'n'));
    else if (strcmp(word, "elif") == 0)
        continue_chain(reader, line, expression_parse(reader->arena, rest));
    else if (strcmp(word, "elifdef") == 0 || strcmp(word, "elifndef") == 0)
        continue_chain(reader, line, definedness(reader, rest, word[4] == 'n'));
    else if (strcmp(word, "else") == 0)
        continue_chain(reader, line, NULL);
    else if (strcmp(word, "endif") == 0)
        end_chain(reader, line);
    else if (strcmp(word, "define") == 0 || strcmp(word, "undef") == 0)
        add_definition(reader, line, rest, word[0] == 'u');
}

/* Where a line of code has to be looked at more closely. */
static const bool is_notable[256] = {['\n'] = true, ['\\'] = true, ['/'] = true, ['"'] = true, ['\''] = true};

static void skip_plain(Reader *reader)
{
    const char *at = reader->at, *end = reader->end;
    while (at < end && !is_notable[(unsigned char)*at])
        at++;
    reader->at = at;
}

static void skip_code_line(Reader *reader)
{
    for (skip_plain(reader); reader->at < reader->end && *reader->at != '\n'; skip_plain(reader)) {
        if (skip_continuation(reader) || skip_comment(reader))
            continue;
        if (*reader->at == '"' || *reader->at == '\'')
            skip_literal(reader);
        else
            reader->at++;
    }
}

void directives_read(Directives *directives, Arena *arena, const char *text, size_t length)
{
    Reader reader = {.directives = directives, .arena = arena, .at = text, .end = text + length, .line = 1};
    directives->arena = arena;
    vector_push(&directives->branches, (Branch){0});
    vector_push(&directives->definitions, (Definition){0});
    while (reader.at < reader.end) {
        skip_blanks(&reader);
        if (reader.at < reader.end && *reader.at == '#')
            read_directive(&reader);
        else
            skip_code_line(&reader);
        if (reader.at < reader.end && *reader.at == '\n') {
            reader.at++;
            reader.line++;
        }
    }
    directives->line_count = reader.line;
    while (reader.open.count)
        end_chain(&reader, reader.line + 1);
    vector_free(&reader.text);
    vector_free(&reader.open);
}

void directives_free(Directives *directives)
{
    vector_free(&directives->branches);
    vector_free(&directives->definitions);
}

uint32_t directives_branch_at(const Directives *directives, uint32_t line)
{
    uint32_t found = 0;
    for (uint32_t i = 1; i < directives->branches.count; i++) {
        const Branch *branch = &directives->branches.items[i];
        if (branch->line < line && line < branch->end_line && branch->line >= directives->branches.items[found].line)
            found = i;
    }
    return found;
}
