/* The text of a file as tokens, for what is decided by how code is written and not by what clang makes of it. */
#ifndef GCLINT_TOKENS_H
#define GCLINT_TOKENS_H

#include "frontend/lowering.h"

typedef enum TokenKind {
    TOKEN_END, /* where a directive stands, and before and behind the file: nothing goes across it */
    TOKEN_NAME,
    TOKEN_KEYWORD,
    TOKEN_NUMBER,
    TOKEN_STRING, /* or a character */
    TOKEN_SCOPE,  /* :: */
    TOKEN_ARROW,  /* -> */
    TOKEN_BYTE,   /* any other single byte */
} TokenKind;

typedef struct Token {
    uint8_t kind;          /* TokenKind */
    char byte;             /* the first */
    bool is_at_file_scope; /* inside no braces but those of namespaces and extern "C" */
    uint32_t offset, length;
    uint32_t closing; /* of a bracket: the index of the one that closes it; 0 if none does */
} Token;

typedef struct Tokens {
    const FileText *file;
    VECTOR(Token) list; /* begins and ends with a TOKEN_END */
} Tokens;

/* Preprocessor directives are left out, but for what a #define stands for. Ends with tokens_free. */
Tokens tokens_of(const FileText *file);
void tokens_free(Tokens *tokens);
/* A TOKEN_END for a place out of the list. */
const Token *token_at(const Tokens *tokens, uint32_t index);
bool token_is(const Tokens *tokens, uint32_t index, const char *text);
bool token_is_byte(const Tokens *tokens, uint32_t index, char byte);
/* The index of the > that closes the template arguments whose < stands at `index`; 0 if it rather compares. */
uint32_t token_closing_angle(const Tokens *tokens, uint32_t index);

#endif
