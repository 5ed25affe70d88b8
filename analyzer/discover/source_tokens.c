#include "discover/source_tokens.h"

#include <string.h>

enum { OPEN_RAW_STRINGS = 16 };

static bool is_letter(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v' || c == '\0';
}

/* A backslash at the end of the line: how many bytes it takes; 0: it is none. */
static size_t splice_length(const TokenReader *reader, const char *at)
{
    if (*at != '\\' || reader->end - at < 2)
        return 0;
    if (at[1] == '\n')
        return 2;
    return at[1] == '\r' && reader->end - at > 2 && at[2] == '\n' ? 3 : 0;
}

static void skip_block_comment(TokenReader *reader)
{
    const char *close = memmem(reader->at, (size_t)(reader->end - reader->at), "*/", 2);
    reader->at = close ? close + 2 : reader->end;
}

/* To the end of the line, which is left standing. */
void source_token_skip_line(TokenReader *reader)
{
    while (reader->at < reader->end && *reader->at != '\n') {
        size_t splice = splice_length(reader, reader->at);
        reader->at += splice ? splice : 1;
    }
}

static bool skip_comment(TokenReader *reader)
{
    if (*reader->at != '/' || reader->end - reader->at < 2)
        return false;
    if (reader->at[1] == '*') {
        reader->at += 2;
        skip_block_comment(reader);
        return true;
    }
    if (reader->at[1] != '/')
        return false;
    source_token_skip_line(reader);
    return true;
}

/* Past blanks and comments; whether there were any. Stops at the end of a directive. */
static bool skip_blanks(TokenReader *reader)
{
    const char *from = reader->at, *at = from, *end = reader->end;
    for (;;) {
        while (at < end && is_blank(*at))
            at++;
        if (at == end)
            break;
        size_t splice = splice_length(reader, at);
        if (splice) {
            at += splice;
        } else if (*at == '\n') {
            if (reader->in_directive)
                break;
            reader->at_line_start = true;
            at++;
        } else {
            reader->at = at;
            if (!skip_comment(reader))
                break;
            at = reader->at;
        }
    }
    reader->at = at;
    return at > from;
}

static void skip_quoted(TokenReader *reader, char quote)
{
    const char *p = reader->at + 1;
    while (p < reader->end && *p != quote && *p != '\n')
        p += *p == '\\' && p + 1 < reader->end ? 2 : 1;
    reader->at = p < reader->end && *p == quote ? p + 1 : p < reader->end ? p : reader->end;
}

/* R"mark( … )mark", at the quote; false if it is none or has no end. */
static bool skip_raw_string(TokenReader *reader)
{
    size_t left = (size_t)(reader->end - reader->at - 1);
    const char *mark = reader->at + 1, *open = memchr(mark, '(', left < 17 ? left : 17);
    char close[20] = ")";
    if (!open || reader->open_raw_strings == OPEN_RAW_STRINGS || memchr(mark, '\n', (size_t)(open - mark)) || memchr(mark, '"', (size_t)(open - mark)))
        return false;
    size_t length = (size_t)(open - mark);
    memcpy(close + 1, mark, length);
    close[length + 1] = '"';
    const char *stop = memmem(open, (size_t)(reader->end - open), close, length + 2);
    if (!stop) {
        reader->open_raw_strings++;
        return false;
    }
    reader->at = stop + length + 2;
    return true;
}

static void skip_number(TokenReader *reader)
{
    const char *p = reader->at;
    while (p < reader->end &&
           (is_letter(*p) || is_digit(*p) || *p == '.' || (*p == '\'' && p + 1 < reader->end && (is_digit(p[1]) || is_letter(p[1])))))
        p++;
    reader->at = p;
}

static bool is_raw_prefix(const Token *word)
{
    return word->length <= 3 && word->text[word->length - 1] == 'R';
}

static void read_word(TokenReader *reader, Token *token)
{
    const char *p = reader->at;
    while (p < reader->end && (is_letter(*p) || is_digit(*p)))
        p++;
    reader->at = p;
    token->kind = TOKEN_WORD;
    token->length = (uint32_t)(p - token->text);
    if (p < reader->end && *p == '"' && is_raw_prefix(token) && skip_raw_string(reader))
        token->kind = TOKEN_LITERAL;
}

Token source_token_next(TokenReader *reader)
{
    bool had_blanks = skip_blanks(reader);
    Token token = {.kind = TOKEN_END, .text = reader->at, .starts_line = reader->at_line_start, .starts_at_once = !had_blanks};
    if (reader->at == reader->end)
        return token;
    char c = *reader->at;
    reader->at_line_start = false;
    token.length = 1;
    if (c == '\n') {
        token.kind = TOKEN_LINE_END;
    } else if (is_letter(c)) {
        read_word(reader, &token);
    } else if (is_digit(c)) {
        token.kind = TOKEN_LITERAL;
        skip_number(reader);
    } else if (c == '"' || c == '\'') {
        token.kind = TOKEN_LITERAL;
        skip_quoted(reader, c);
    } else {
        token.kind = TOKEN_MARK;
        reader->at++;
    }
    return token;
}

bool source_token_is(const Token *token, const char *text)
{
    return strlen(text) == token->length && memcmp(token->text, text, token->length) == 0;
}
