/* The tokens of a C or C++ text, as far as they can be told without a preprocessor. */
#ifndef GCLINT_SOURCE_TOKENS_H
#define GCLINT_SOURCE_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_MARK, /* one character of punctuation */
    TOKEN_LITERAL,
    TOKEN_LINE_END, /* only inside of directives */
} TokenKind;

typedef struct Token {
    TokenKind kind;
    const char *text;
    uint32_t length;
    bool starts_line;   /* is the first on its line */
    bool starts_at_once; /* no blank before it */
} Token;

typedef struct TokenReader {
    const char *at, *end;
    bool in_directive, at_line_start;
    uint32_t open_raw_strings; /* that have no end: only so many are looked for, each to the end of the text */
} TokenReader;

Token source_token_next(TokenReader *reader);
/* The rest of a line of which the words mean nothing: #error don't. */
void source_token_skip_line(TokenReader *reader);
bool source_token_is(const Token *token, const char *text);

#endif
