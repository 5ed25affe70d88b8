#include "frontend/tokens.h"

#include <string.h>

typedef struct Tokenizer {
    Tokens tokens;
    uint32_t at;
    VECTOR(uint32_t) open; /* brackets */
    uint32_t floor;        /* how many of them stand outside the #define that is being read */
    VECTOR(bool) braces;   /* of each open one, whether file scope goes on inside */
    uint32_t closed_scopes;
} Tokenizer;

const Token *token_at(const Tokens *tokens, uint32_t index)
{
    static const Token end = {.kind = TOKEN_END};
    return index < tokens->list.count ? &tokens->list.items[index] : &end;
}

bool token_is(const Tokens *tokens, uint32_t index, const char *text)
{
    const Token *token = token_at(tokens, index);
    return token->length == strlen(text) && memcmp(tokens->file->text + token->offset, text, token->length) == 0;
}

bool token_is_byte(const Tokens *tokens, uint32_t index, char byte)
{
    const Token *token = token_at(tokens, index);
    return token->kind == TOKEN_BYTE && token->byte == byte;
}

static TokenKind token_kind(const FileText *file, uint32_t offset, uint32_t *length)
{
    char byte = file->text[offset];
    uint32_t name = text_identifier(file, offset);
    *length = text_skip_token(file, offset) - offset;
    if (name)
        return text_is_keyword(file->text + offset, name) ? TOKEN_KEYWORD : TOKEN_NAME;
    if (byte == '"' || byte == '\'')
        return TOKEN_STRING;
    if (byte >= '0' && byte <= '9') {
        while (text_identifier(file, offset + *length) ||
               (text_at(file, offset + *length) >= '0' && text_at(file, offset + *length) <= '9'))
            ++*length;
        return TOKEN_NUMBER;
    }
    bool is_double = text_starts_with(file, offset, "::") || text_starts_with(file, offset, "->");
    *length += is_double;
    return !is_double ? TOKEN_BYTE : byte == ':' ? TOKEN_SCOPE : TOKEN_ARROW;
}

static void push_end(Tokenizer *tokenizer)
{
    vector_push(&tokenizer->tokens.list, (Token){.kind = TOKEN_END, .offset = tokenizer->at});
}

/* `namespace x {`, `extern "C" {`. */
static bool opens_scope(const Tokens *tokens)
{
    uint32_t last = tokens->list.count - 1;
    if (token_is(tokens, last, "\"C\"") || token_is(tokens, last, "\"C++\"") || token_is(tokens, last, "namespace"))
        return true;
    uint32_t at = last;
    while (at > 1 && token_at(tokens, at)->kind == TOKEN_NAME && token_at(tokens, at - 1)->kind == TOKEN_SCOPE)
        at -= 2;
    return token_at(tokens, at)->kind == TOKEN_NAME && at && token_is(tokens, at - 1, "namespace");
}

static void count_braces(Tokenizer *tokenizer, char byte)
{
    if (byte == '{') {
        bool is_scope = opens_scope(&tokenizer->tokens);
        tokenizer->closed_scopes += !is_scope;
        vector_push(&tokenizer->braces, is_scope);
    } else if (byte == '}' && tokenizer->braces.count) {
        tokenizer->closed_scopes -= !tokenizer->braces.items[--tokenizer->braces.count];
    }
}

static bool closes(char open, char close)
{
    return (open == '(' && close == ')') || (open == '[' && close == ']') || (open == '{' && close == '}');
}

/* Brackets that are open where a bracket of another kind closes are not closed at all. */
static void match_bracket(Tokenizer *tokenizer, char byte)
{
    Token *list = tokenizer->tokens.list.items;
    uint32_t index = tokenizer->tokens.list.count - 1;
    if (strchr("([{", byte)) {
        vector_push(&tokenizer->open, index);
        return;
    }
    uint32_t depth = tokenizer->open.count;
    while (depth > tokenizer->floor && byte == '}' && !closes(list[tokenizer->open.items[depth - 1]].byte, byte))
        depth--;
    if (depth <= tokenizer->floor || !closes(list[tokenizer->open.items[depth - 1]].byte, byte))
        return;
    list[tokenizer->open.items[depth - 1]].closing = index;
    tokenizer->open.count = depth - 1;
}

static void push_token(Tokenizer *tokenizer, bool is_in_define)
{
    Token token = {.offset = tokenizer->at, .byte = tokenizer->tokens.file->text[tokenizer->at]};
    token.kind = (uint8_t)token_kind(tokenizer->tokens.file, tokenizer->at, &token.length);
    if (token.kind == TOKEN_BYTE && !is_in_define && token.byte == '{')
        count_braces(tokenizer, '{');
    token.is_at_file_scope = !is_in_define && !tokenizer->closed_scopes;
    if (token.kind == TOKEN_BYTE && !is_in_define && token.byte == '}')
        count_braces(tokenizer, '}');
    vector_push(&tokenizer->tokens.list, token);
    if (token.kind == TOKEN_BYTE && token.byte && strchr("([{)]}", token.byte))
        match_bracket(tokenizer, token.byte);
    tokenizer->at += token.length ? token.length : 1;
}

/* Past the end of a line, with those it is continued on. */
static uint32_t line_end(const FileText *file, uint32_t at)
{
    for (; at < file->size; at++) {
        if (text_starts_with(file, at, "/*")) {
            const char *close = memmem(file->text + at, file->size - at, "*/", 2);
            at = close ? (uint32_t)(close - file->text) + 1 : file->size;
        } else if (file->text[at] == '\\') {
            at += text_starts_with(file, at + 1, "\r\n") ? 2 : 1;
        } else if (file->text[at] == '\n') {
            break;
        }
    }
    return at < file->size ? at : file->size;
}

/* What a macro stands for, without its name and parameters. */
static void tokenize_define(Tokenizer *tokenizer, uint32_t at, uint32_t end)
{
    const FileText *file = tokenizer->tokens.file;
    tokenizer->floor = tokenizer->open.count;
    at = text_skip_space(file, at);
    at += text_identifier(file, at);
    if (text_at(file, at) == '(')
        at = text_skip_brackets(file, at);
    for (tokenizer->at = text_skip_space(file, at); tokenizer->at < end;
         tokenizer->at = text_skip_space(file, tokenizer->at))
        push_token(tokenizer, true);
    tokenizer->open.count = tokenizer->floor;
    tokenizer->floor = 0;
}

static void tokenize_directive(Tokenizer *tokenizer)
{
    const FileText *file = tokenizer->tokens.file;
    uint32_t end = line_end(file, tokenizer->at);
    uint32_t word = text_skip_space(file, tokenizer->at + 1);
    push_end(tokenizer);
    if (text_identifier(file, word) == strlen("define") && text_starts_with(file, word, "define")) {
        tokenize_define(tokenizer, word + (uint32_t)strlen("define"), end);
        push_end(tokenizer);
    }
    tokenizer->at = end;
}

Tokens tokens_of(const FileText *file)
{
    Tokenizer tokenizer = {.tokens = {.file = file}};
    push_end(&tokenizer);
    for (tokenizer.at = text_skip_space(file, 0); tokenizer.at < file->size;
         tokenizer.at = text_skip_space(file, tokenizer.at)) {
        if (file->text[tokenizer.at] == '#')
            tokenize_directive(&tokenizer);
        else
            push_token(&tokenizer, false);
    }
    push_end(&tokenizer);
    vector_free(&tokenizer.open);
    vector_free(&tokenizer.braces);
    return tokenizer.tokens;
}

void tokens_free(Tokens *tokens)
{
    vector_free(&tokens->list);
}

uint32_t token_closing_angle(const Tokens *tokens, uint32_t index)
{
    enum { ARGUMENTS_LIMIT = 200 };
    uint32_t depth = 0;
    for (uint32_t at = index; at < index + ARGUMENTS_LIMIT; at++) {
        const Token *token = token_at(tokens, at);
        if (token->kind == TOKEN_END || token->kind == TOKEN_ARROW)
            return 0;
        if (token->kind != TOKEN_BYTE)
            continue;
        if (token->byte == '<')
            depth++;
        else if (token->byte == '>' && --depth == 0)
            return at;
        else if (!strchr("<>,*&()[].", token->byte))
            return 0;
        if (token->byte == '(' || token->byte == '[') {
            uint32_t close = token->closing;
            if (!close)
                return 0;
            at = close;
        }
    }
    return 0;
}
