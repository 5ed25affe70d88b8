/* Looking up how the text uses missing names: what missing_uses.c and missing_variables.c share. */
#ifndef GCLINT_USES_H
#define GCLINT_USES_H

#include "frontend/missing.h"
#include "frontend/tokens.h"

/* `X name`, `X *name`: what a variable's members tell of its type. */
typedef struct TypedVariable {
    UT_hash_handle hh;
    MissingName *type;
    bool is_pointer;
    bool is_parameter;
} TypedVariable;

typedef struct UseFinder {
    Missing *missing;
    Lowering *lowering;
    Tokens tokens;
    TypedVariable *locals;  /* of the declaration at file scope that is being read */
    TypedVariable *globals; /* and members of records, of all files */
    uint32_t parentheses;   /* that are open */
    uint32_t line_end;      /* the parenthesis that ends the last macro that is a whole declaration; 0: none in this file */
    Arena *arena;
} UseFinder;

static inline const char *token_text(const UseFinder *finder, uint32_t index)
{
    return finder->tokens.file->text + token_at(&finder->tokens, index)->offset;
}

static inline TokenKind kind_at(const UseFinder *finder, uint32_t index)
{
    return (TokenKind)token_at(&finder->tokens, index)->kind;
}

static inline bool is_byte(const UseFinder *finder, uint32_t index, char byte)
{
    return token_is_byte(&finder->tokens, index, byte);
}

/* Of a list that ends with NULL. */
bool is_one_of(const UseFinder *finder, uint32_t index, const char *const *words);
/* A word that is the program's: neither a keyword nor one that qualifies declarations. */
bool is_plain_name(const UseFinder *finder, uint32_t index);
/* `struct`, `unsigned`, `const` ... */
bool is_type_word(const UseFinder *finder, uint32_t index);
/* `static`, `extern`, `const` ... */
bool is_storage_word(const UseFinder *finder, uint32_t index);
/* Where a declaration or statement can begin. */
bool is_start(const UseFinder *finder, uint32_t index);
bool is_member_operator(const UseFinder *finder, uint32_t index);
/* The token is a * that does not multiply. */
bool is_dereferenced(const UseFinder *finder, uint32_t index);

/* The declarators behind a type: `a, *b = x, c[3];`. */
void declare_variables(UseFinder *finder, MissingName *type, uint32_t index);
/* The members behind a value of the type: `v.m`, in C `v->m.n[i]` too. The type may be NULL. */
void note_members(UseFinder *finder, MissingName *type, uint32_t index, bool is_pointer);
/* `v.m` and `v->m` tell a struct from a number, and a pointer from a struct; and what members it has. */
void note_member_access(UseFinder *finder, uint32_t index);
/* Follows which declaration at file scope a token belongs to. */
void note_nesting(UseFinder *finder, uint32_t index);
/* At the end of a declaration at file scope: what a function declares inside is gone, the rest stays. */
void end_declaration(UseFinder *finder, bool is_function);

#endif
