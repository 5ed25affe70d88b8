/* Conditions of #if as trees, and their value where some names are known. */
#ifndef GCLINT_EXPRESSION_H
#define GCLINT_EXPRESSION_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum ExpressionKind {
    EXPRESSION_OPAQUE, /* not understood: a call of a function-like macro, a syntax error */
    EXPRESSION_NUMBER,
    EXPRESSION_NAME,
    EXPRESSION_DEFINED, /* defined(name) */
    EXPRESSION_UNARY,
    EXPRESSION_BINARY,
    EXPRESSION_CHOICE, /* left ? right : third */
} ExpressionKind;

/* ORDER: the binary ones with the longest spelling stand first in expression.c's table. */
typedef enum ExpressionOperator {
    EXPRESSION_NO_OPERATOR,
    EXPRESSION_OR,
    EXPRESSION_AND,
    EXPRESSION_BIT_OR,
    EXPRESSION_BIT_XOR,
    EXPRESSION_BIT_AND,
    EXPRESSION_EQUAL,
    EXPRESSION_NOT_EQUAL,
    EXPRESSION_LESS,
    EXPRESSION_LESS_EQUAL,
    EXPRESSION_GREATER,
    EXPRESSION_GREATER_EQUAL,
    EXPRESSION_SHIFT_LEFT,
    EXPRESSION_SHIFT_RIGHT,
    EXPRESSION_ADD,
    EXPRESSION_SUBTRACT,
    EXPRESSION_MULTIPLY,
    EXPRESSION_DIVIDE,
    EXPRESSION_REMAINDER,
    EXPRESSION_NOT,
    EXPRESSION_NEGATE,
    EXPRESSION_BIT_NOT,
} ExpressionOperator;

typedef struct Expression Expression;
struct Expression {
    ExpressionKind kind;
    ExpressionOperator operation;
    int64_t value;
    const char *name;
    const Expression *left, *right, *third;
};

/* A value that may not be known. */
typedef struct ExpressionValue {
    bool is_known;
    int64_t number;
} ExpressionValue;

/* What a name stands for. `is_defined`: asked for by defined(name). */
typedef ExpressionValue (*NameValue)(void *data, const char *name, bool is_defined);

/* Of a condition without comments and continued lines; never NULL. In the arena. */
const Expression *expression_parse(Arena *arena, const char *text);
ExpressionValue expression_value(const Expression *expression, NameValue value_of, void *data);
bool expression_is_comparison(const Expression *expression);

#endif
