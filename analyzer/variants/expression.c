#include "variants/expression.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Nobody writes longer conditions; trees are walked recursively. */
enum { DEPTH_LIMIT = 200, SIZE_LIMIT = 1000 };

typedef struct Parser {
    Arena *arena;
    const char *at;
    unsigned depth, size;
    bool has_failed;
} Parser;

typedef struct BinaryOperator {
    const char *spelling;
    ExpressionOperator operation;
    int precedence; /* higher binds closer */
} BinaryOperator;

static const BinaryOperator binary_operators[] = {
    {"||", EXPRESSION_OR, 1},         {"&&", EXPRESSION_AND, 2},
    {"==", EXPRESSION_EQUAL, 6},      {"!=", EXPRESSION_NOT_EQUAL, 6},
    {"<<", EXPRESSION_SHIFT_LEFT, 8}, {">>", EXPRESSION_SHIFT_RIGHT, 8},
    {"<=", EXPRESSION_LESS_EQUAL, 7}, {">=", EXPRESSION_GREATER_EQUAL, 7},
    {"<", EXPRESSION_LESS, 7},        {">", EXPRESSION_GREATER, 7},
    {"|", EXPRESSION_BIT_OR, 3},      {"^", EXPRESSION_BIT_XOR, 4},
    {"&", EXPRESSION_BIT_AND, 5},     {"+", EXPRESSION_ADD, 9},
    {"-", EXPRESSION_SUBTRACT, 9},    {"*", EXPRESSION_MULTIPLY, 10},
    {"/", EXPRESSION_DIVIDE, 10},     {"%", EXPRESSION_REMAINDER, 10},
};

static const Expression *parse_choice(Parser *parser);

static Expression *new_expression(Parser *parser, ExpressionKind kind)
{
    Expression *expression = ARENA_NEW(parser->arena, Expression);
    expression->kind = kind;
    parser->has_failed = parser->has_failed || ++parser->size > SIZE_LIMIT;
    return expression;
}

static const Expression *fail(Parser *parser)
{
    parser->has_failed = true;
    return new_expression(parser, EXPRESSION_OPAQUE);
}

static void skip_space(Parser *parser)
{
    while (isspace((unsigned char)*parser->at))
        parser->at++;
}

static bool take(Parser *parser, const char *token)
{
    skip_space(parser);
    size_t length = strlen(token);
    if (strncmp(parser->at, token, length) != 0)
        return false;
    parser->at += length;
    return true;
}

static bool starts_name(char byte)
{
    return isalpha((unsigned char)byte) || byte == '_';
}

static const char *take_name(Parser *parser)
{
    skip_space(parser);
    const char *start = parser->at;
    if (!starts_name(*start))
        return NULL;
    while (isalnum((unsigned char)*parser->at) || *parser->at == '_')
        parser->at++;
    return arena_copy_text(parser->arena, start, (size_t)(parser->at - start));
}

static const Expression *parse_number(Parser *parser)
{
    char *end;
    Expression *number = new_expression(parser, EXPRESSION_NUMBER);
    number->value = (int64_t)strtoull(parser->at, &end, 0);
    while (*end && strchr("uUlL", *end))
        end++;
    parser->at = end;
    return starts_name(*end) || *end == '.' ? fail(parser) : number;
}

/* From an opening parenthesis to behind the one that closes it. */
static void skip_parentheses(Parser *parser)
{
    int depth = 0;
    do {
        depth += (*parser->at == '(') - (*parser->at == ')');
        parser->at += *parser->at != '\0';
    } while (depth && *parser->at);
}

static const Expression *parse_defined(Parser *parser)
{
    bool is_bracketed = take(parser, "(");
    Expression *expression = new_expression(parser, EXPRESSION_DEFINED);
    expression->name = take_name(parser);
    return !expression->name || (is_bracketed && !take(parser, ")")) ? fail(parser) : expression;
}

static const Expression *parse_name(Parser *parser)
{
    const char *name = take_name(parser);
    if (strcmp(name, "defined") == 0)
        return parse_defined(parser);
    skip_space(parser);
    if (*parser->at == '(') {
        skip_parentheses(parser);
        return new_expression(parser, EXPRESSION_OPAQUE);
    }
    Expression *expression = new_expression(parser, EXPRESSION_NAME);
    expression->name = name;
    return expression;
}

static const Expression *parse_unary(Parser *parser, ExpressionOperator operation);

static const Expression *parse_primary(Parser *parser)
{
    skip_space(parser);
    if (parser->depth > DEPTH_LIMIT)
        return fail(parser);
    if (take(parser, "(")) {
        parser->depth++;
        const Expression *inner = parse_choice(parser);
        parser->depth--;
        return take(parser, ")") ? inner : fail(parser);
    }
    if (take(parser, "!"))
        return parse_unary(parser, EXPRESSION_NOT);
    if (take(parser, "~"))
        return parse_unary(parser, EXPRESSION_BIT_NOT);
    if (take(parser, "-"))
        return parse_unary(parser, EXPRESSION_NEGATE);
    if (take(parser, "+"))
        return parse_unary(parser, EXPRESSION_NO_OPERATOR);
    if (isdigit((unsigned char)*parser->at))
        return parse_number(parser);
    return starts_name(*parser->at) ? parse_name(parser) : fail(parser);
}

static const Expression *parse_unary(Parser *parser, ExpressionOperator operation)
{
    parser->depth++;
    const Expression *operand = parse_primary(parser);
    parser->depth--;
    if (operation == EXPRESSION_NO_OPERATOR)
        return operand;
    Expression *expression = new_expression(parser, EXPRESSION_UNARY);
    expression->operation = operation;
    expression->left = operand;
    return expression;
}

static const BinaryOperator *peek_operator(Parser *parser)
{
    skip_space(parser);
    for (size_t i = 0; i < sizeof binary_operators / sizeof *binary_operators; i++)
        if (strncmp(parser->at, binary_operators[i].spelling, strlen(binary_operators[i].spelling)) == 0)
            return &binary_operators[i];
    return NULL;
}

static const Expression *parse_binary(Parser *parser, int least_precedence)
{
    const Expression *left = parse_primary(parser);
    const BinaryOperator *operation;
    while (!parser->has_failed && (operation = peek_operator(parser)) && operation->precedence >= least_precedence) {
        parser->at += strlen(operation->spelling);
        Expression *expression = new_expression(parser, EXPRESSION_BINARY);
        expression->operation = operation->operation;
        expression->left = left;
        expression->right = parse_binary(parser, operation->precedence + 1);
        left = expression;
    }
    return left;
}

static const Expression *parse_choice(Parser *parser)
{
    const Expression *condition = parse_binary(parser, 1);
    if (parser->has_failed || parser->depth > DEPTH_LIMIT || !take(parser, "?"))
        return condition;
    Expression *expression = new_expression(parser, EXPRESSION_CHOICE);
    parser->depth++;
    expression->left = condition;
    expression->right = parse_choice(parser);
    if (!take(parser, ":"))
        return fail(parser);
    expression->third = parse_choice(parser);
    parser->depth--;
    return expression;
}

const Expression *expression_parse(Arena *arena, const char *text)
{
    Parser parser = {.arena = arena, .at = text};
    const Expression *expression = parse_choice(&parser);
    skip_space(&parser);
    return parser.has_failed || *parser.at ? new_expression(&parser, EXPRESSION_OPAQUE) : expression;
}

/* --- values ------------------------------------------------------------------------------------------------------- */

static const ExpressionValue unknown;

static ExpressionValue known(int64_t number)
{
    return (ExpressionValue){true, number};
}

static ExpressionValue arithmetic(ExpressionOperator operation, int64_t a, int64_t b)
{
    uint64_t left = (uint64_t)a, right = (uint64_t)b; /* these wrap around instead of being undefined */
    switch (operation) {
    case EXPRESSION_BIT_OR:
        return known(a | b);
    case EXPRESSION_BIT_XOR:
        return known(a ^ b);
    case EXPRESSION_BIT_AND:
        return known(a & b);
    case EXPRESSION_EQUAL:
        return known(a == b);
    case EXPRESSION_NOT_EQUAL:
        return known(a != b);
    case EXPRESSION_LESS:
        return known(a < b);
    case EXPRESSION_LESS_EQUAL:
        return known(a <= b);
    case EXPRESSION_GREATER:
        return known(a > b);
    case EXPRESSION_GREATER_EQUAL:
        return known(a >= b);
    case EXPRESSION_SHIFT_LEFT:
        return right < 64 ? known((int64_t)(left << right)) : unknown;
    case EXPRESSION_SHIFT_RIGHT:
        return right < 64 ? known(a >> b) : unknown;
    case EXPRESSION_ADD:
        return known((int64_t)(left + right));
    case EXPRESSION_SUBTRACT:
        return known((int64_t)(left - right));
    case EXPRESSION_MULTIPLY:
        return known((int64_t)(left * right));
    case EXPRESSION_DIVIDE:
        return b == 0 || (a == INT64_MIN && b == -1) ? unknown : known(a / b);
    case EXPRESSION_REMAINDER:
        return b == 0 || (a == INT64_MIN && b == -1) ? unknown : known(a % b);
    default:
        return unknown;
    }
}

/* What one side decides alone counts even if the other is not known. */
static ExpressionValue logical(ExpressionOperator operation, ExpressionValue left, ExpressionValue right)
{
    bool deciding = operation == EXPRESSION_OR;
    if ((left.is_known && (left.number != 0) == deciding) || (right.is_known && (right.number != 0) == deciding))
        return known(deciding);
    return left.is_known && right.is_known ? known(!deciding) : unknown;
}

static ExpressionValue unary_value(ExpressionOperator operation, ExpressionValue operand)
{
    if (!operand.is_known)
        return unknown;
    if (operation == EXPRESSION_NOT)
        return known(!operand.number);
    return operation == EXPRESSION_NEGATE ? known((int64_t)(0 - (uint64_t)operand.number)) : known(~operand.number);
}

ExpressionValue expression_value(const Expression *expression, NameValue value_of, void *data)
{
    ExpressionValue left, right;
    switch (expression->kind) {
    case EXPRESSION_NUMBER:
        return known(expression->value);
    case EXPRESSION_NAME:
        return value_of(data, expression->name, false);
    case EXPRESSION_DEFINED:
        return value_of(data, expression->name, true);
    case EXPRESSION_UNARY:
        return unary_value(expression->operation, expression_value(expression->left, value_of, data));
    case EXPRESSION_BINARY:
        left = expression_value(expression->left, value_of, data);
        right = expression_value(expression->right, value_of, data);
        if (expression->operation == EXPRESSION_OR || expression->operation == EXPRESSION_AND)
            return logical(expression->operation, left, right);
        return left.is_known && right.is_known ? arithmetic(expression->operation, left.number, right.number) : unknown;
    case EXPRESSION_CHOICE:
        left = expression_value(expression->left, value_of, data);
        return left.is_known ? expression_value(left.number ? expression->right : expression->third, value_of, data)
                             : unknown;
    case EXPRESSION_OPAQUE:
        break;
    }
    return unknown;
}

bool expression_is_comparison(const Expression *expression)
{
    return expression->kind == EXPRESSION_BINARY && expression->operation >= EXPRESSION_EQUAL &&
           expression->operation <= EXPRESSION_GREATER_EQUAL;
}
