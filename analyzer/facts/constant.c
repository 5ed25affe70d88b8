/* Integers the compiler would know, as far as findings need them: basicsize, flags, offsets, slot numbers. */
#include "facts/facts.h"

/* Enough for any written expression. A variable may be initialised with itself, or with a pair of variables that
 * each are initialised with a pair, and so on: hence both limits. */
enum { CONSTANT_DEPTH_LIMIT = 512, CONSTANT_STEP_LIMIT = 100000 };

typedef struct Evaluation {
    const Unit *unit;
    unsigned depth, steps;
} Evaluation;

static bool constant(Evaluation *evaluation, NodeId id, int64_t *value);

static bool shift(Operator operator, int64_t left, int64_t right, int64_t *value)
{
    if (right < 0 || right > 63)
        return false;
    *value = operator == OP_SHIFT_LEFT ? (int64_t)((uint64_t)left << right) : left >> right;
    return true;
}

static bool divide(Operator operator, int64_t left, int64_t right, int64_t *value)
{
    if (right == 0 || (left == INT64_MIN && right == -1))
        return false;
    *value = operator == OP_DIVIDE ? left / right : left % right;
    return true;
}

static bool combine(Operator operator, int64_t left, int64_t right, int64_t *value)
{
    uint64_t unsigned_left = (uint64_t)left, unsigned_right = (uint64_t)right;
    switch (operator) {
    case OP_ADD: *value = (int64_t)(unsigned_left + unsigned_right); return true;
    case OP_SUBTRACT: *value = (int64_t)(unsigned_left - unsigned_right); return true;
    case OP_MULTIPLY: *value = (int64_t)(unsigned_left * unsigned_right); return true;
    case OP_DIVIDE:
    case OP_REMAINDER: return divide(operator, left, right, value);
    case OP_SHIFT_LEFT:
    case OP_SHIFT_RIGHT: return shift(operator, left, right, value);
    case OP_LESS: *value = left < right; return true;
    case OP_GREATER: *value = left > right; return true;
    case OP_LESS_EQUAL: *value = left <= right; return true;
    case OP_GREATER_EQUAL: *value = left >= right; return true;
    case OP_EQUAL: *value = left == right; return true;
    case OP_NOT_EQUAL: *value = left != right; return true;
    case OP_BIT_AND: *value = (int64_t)(unsigned_left & unsigned_right); return true;
    case OP_BIT_XOR: *value = (int64_t)(unsigned_left ^ unsigned_right); return true;
    case OP_BIT_OR: *value = (int64_t)(unsigned_left | unsigned_right); return true;
    default: return false;
    }
}

static bool binary_constant(Evaluation *evaluation, const Node *node, int64_t *value)
{
    const Unit *unit = evaluation->unit;
    int64_t left, right;
    NodeId right_id = unit_child(unit, node, 1);
    if (node->operator == OP_COMMA)
        return constant(evaluation, right_id, value);
    if (!constant(evaluation, unit_child(unit, node, 0), &left))
        return false;
    if (node->operator == OP_LOGICAL_AND || node->operator == OP_LOGICAL_OR) {
        *value = node->operator == OP_LOGICAL_OR;
        if ((left != 0) == (node->operator == OP_LOGICAL_OR))
            return true;
        if (!constant(evaluation, right_id, &right))
            return false;
        *value = right != 0;
        return true;
    }
    return constant(evaluation, right_id, &right) && combine((Operator)node->operator, left, right, value);
}

/* The address of a member of something at a known address: the hand-written offsetof, `&((Foo *)0)->field`. */
static bool address_constant(Evaluation *evaluation, NodeId id, int64_t *value)
{
    const Unit *unit = evaluation->unit;
    const Node *node = unit_node(unit, id);
    if (!node || node->kind != N_MEMBER)
        return false;
    const Field *field = unit_field(unit, node->field);
    NodeId base = unit_child(unit, node, 0);
    const Node *base_node = unit_node(unit, base);
    if (!field || !base_node || field->offset < 0)
        return false;
    const CType *base_type = unit_type(unit, base_node->type);
    int64_t offset = field->offset, start;
    if (base_type)
        unit_find_field(unit, unit_type_record(unit, base_node->type, base_type->kind == CTYPE_POINTER),
                        unit_string(unit, field->name), &offset);
    bool is_known = (node->flags & NODE_IS_ARROW) ? constant(evaluation, base, &start)
                                                  : address_constant(evaluation, base, &start);
    if (!is_known || offset < 0)
        return false;
    *value = start + offset;
    return true;
}

static bool unary_constant(Evaluation *evaluation, const Node *node, int64_t *value)
{
    const Unit *unit = evaluation->unit;
    NodeId operand = unit_child(unit, node, 0);
    if (node->operator == OP_ADDRESS)
        return address_constant(evaluation, operand, value);
    int64_t inner;
    if (!constant(evaluation, operand, &inner))
        return false;
    switch ((Operator)node->operator) {
    case OP_PLUS: *value = inner; return true;
    case OP_NEGATE: *value = (int64_t)(0 - (uint64_t)inner); return true;
    case OP_NOT: *value = !inner; return true;
    case OP_BIT_NOT: *value = ~inner; return true;
    default: return false;
    }
}

static bool variable_constant(Evaluation *evaluation, SymbolId id, int64_t *value)
{
    const Unit *unit = evaluation->unit;
    const Symbol *symbol = unit_symbol(unit, id);
    const CType *type = symbol ? unit_type(unit, symbol->type) : NULL;
    if (!type || symbol->kind != SYMBOL_VARIABLE || !symbol->variable || !type->is_const)
        return false;
    return constant(evaluation, unit->variables.items[symbol->variable].initialiser, value);
}

static bool node_constant(Evaluation *evaluation, const Node *node, int64_t *value)
{
    const Unit *unit = evaluation->unit;
    int64_t condition;
    switch ((NodeKind)node->kind) {
    case N_INTEGER:
        *value = node->value;
        return true;
    case N_SIZEOF:
    case N_OFFSETOF:
        *value = node->value;
        return node->value >= 0;
    case N_CAST:
        return constant(evaluation, unit_child(unit, node, 0), value);
    case N_INIT_LIST:
    case N_CONSTRUCT:
        return node->child_count == 1 && constant(evaluation, unit_child(unit, node, 0), value);
    case N_UNARY:
        return unary_constant(evaluation, node, value);
    case N_BINARY:
        return binary_constant(evaluation, node, value);
    case N_CONDITIONAL:
        if (!constant(evaluation, unit_child(unit, node, 0), &condition))
            return false;
        if (condition && !unit_child(unit, node, 1)) {
            *value = condition;
            return true;
        }
        return constant(evaluation, unit_child(unit, node, condition ? 1 : 2), value);
    case N_REF:
        return variable_constant(evaluation, node->symbol, value);
    default:
        return false;
    }
}

static bool constant(Evaluation *evaluation, NodeId id, int64_t *value)
{
    const Node *node = unit_node(evaluation->unit, id);
    if (!node || evaluation->depth == CONSTANT_DEPTH_LIMIT || evaluation->steps == CONSTANT_STEP_LIMIT)
        return false;
    evaluation->steps++;
    evaluation->depth++;
    bool is_known = node_constant(evaluation, node, value);
    evaluation->depth--;
    return is_known;
}

bool unit_constant(const Unit *unit, NodeId id, int64_t *value)
{
    return constant(&(Evaluation){.unit = unit}, id, value);
}

NodeId unit_strip_casts(const Unit *unit, NodeId id)
{
    for (const Node *node = unit_node(unit, id); node; node = unit_node(unit, id)) {
        bool is_macro_comma = node->kind == N_BINARY && node->operator == OP_COMMA && node->macro &&
                              !(node->flags & NODE_FROM_MACRO_ARGUMENT);
        NodeId inner = 0;
        if (node->kind == N_CAST || (node->kind == N_CONSTRUCT && node->child_count == 1))
            inner = unit_child(unit, node, 0);
        else if (is_macro_comma)
            inner = unit_child(unit, node, 1);
        if (!inner)
            return id;
        id = inner;
    }
    return id;
}
