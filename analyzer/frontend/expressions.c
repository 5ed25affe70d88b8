/* Expressions, but for calls, literals and measures. Parentheses and implicit conversions are left out. */
#include "frontend/lowering.h"

static Operator unary_operator(CXCursor cursor)
{
    switch (clang.getCursorUnaryOperatorKind(cursor)) {
    case CXUnaryOperator_PostInc: return OP_POST_INCREMENT;
    case CXUnaryOperator_PostDec: return OP_POST_DECREMENT;
    case CXUnaryOperator_PreInc: return OP_PRE_INCREMENT;
    case CXUnaryOperator_PreDec: return OP_PRE_DECREMENT;
    case CXUnaryOperator_AddrOf: return OP_ADDRESS;
    case CXUnaryOperator_Deref: return OP_DEREFERENCE;
    case CXUnaryOperator_Plus: return OP_PLUS;
    case CXUnaryOperator_Minus: return OP_NEGATE;
    case CXUnaryOperator_Not: return OP_BIT_NOT;
    case CXUnaryOperator_LNot: return OP_NOT;
    default: return OP_NONE; /* __extension__, __real, __imag, co_await */
    }
}

static Operator binary_operator(CXCursor cursor)
{
    switch (clang.getCursorBinaryOperatorKind(cursor)) {
    case CXBinaryOperator_Mul: return OP_MULTIPLY;
    case CXBinaryOperator_Div: return OP_DIVIDE;
    case CXBinaryOperator_Rem: return OP_REMAINDER;
    case CXBinaryOperator_Add: return OP_ADD;
    case CXBinaryOperator_Sub: return OP_SUBTRACT;
    case CXBinaryOperator_Shl: return OP_SHIFT_LEFT;
    case CXBinaryOperator_Shr: return OP_SHIFT_RIGHT;
    case CXBinaryOperator_LT: return OP_LESS;
    case CXBinaryOperator_GT: return OP_GREATER;
    case CXBinaryOperator_LE: return OP_LESS_EQUAL;
    case CXBinaryOperator_GE: return OP_GREATER_EQUAL;
    case CXBinaryOperator_EQ: return OP_EQUAL;
    case CXBinaryOperator_NE: return OP_NOT_EQUAL;
    case CXBinaryOperator_And: return OP_BIT_AND;
    case CXBinaryOperator_Xor: return OP_BIT_XOR;
    case CXBinaryOperator_Or: return OP_BIT_OR;
    case CXBinaryOperator_LAnd: return OP_LOGICAL_AND;
    case CXBinaryOperator_LOr: return OP_LOGICAL_OR;
    case CXBinaryOperator_Assign: return OP_ASSIGN;
    case CXBinaryOperator_MulAssign: return OP_MULTIPLY_ASSIGN;
    case CXBinaryOperator_DivAssign: return OP_DIVIDE_ASSIGN;
    case CXBinaryOperator_RemAssign: return OP_REMAINDER_ASSIGN;
    case CXBinaryOperator_AddAssign: return OP_ADD_ASSIGN;
    case CXBinaryOperator_SubAssign: return OP_SUBTRACT_ASSIGN;
    case CXBinaryOperator_ShlAssign: return OP_SHIFT_LEFT_ASSIGN;
    case CXBinaryOperator_ShrAssign: return OP_SHIFT_RIGHT_ASSIGN;
    case CXBinaryOperator_AndAssign: return OP_AND_ASSIGN;
    case CXBinaryOperator_XorAssign: return OP_XOR_ASSIGN;
    case CXBinaryOperator_OrAssign: return OP_OR_ASSIGN;
    case CXBinaryOperator_Comma: return OP_COMMA;
    default: return OP_NONE; /* pointers to members, <=> */
    }
}

static NodeId lower_operator(Lowering *lowering, CXCursor cursor, const Extent *extent, NodeKind kind,
                             Operator operator)
{
    NodeId id = lower_operands(lowering, cursor, kind, operator, extent);
    Node *node = node_at(lowering, id);
    uint32_t wanted = kind == N_UNARY ? 1 : 2;
    if (operator == OP_NONE || node->child_count != wanted)
        node->kind = N_OTHER;
    return id;
}

/* `__extension__ x`, `+[](...) { ... }`, which makes the lambda a pointer, and `(*visit)(...)`: the function that a
 * pointer points to is a pointer to it as soon as it is used. */
static bool is_without_effect(CXCursor cursor, Operator operator)
{
    enum CXTypeKind kind = clang.getCanonicalType(clang.getCursorType(cursor)).kind;
    switch (operator) {
    case OP_NONE: return clang.getCursorUnaryOperatorKind(cursor) == CXUnaryOperator_Extension;
    case OP_PLUS: return kind == CXType_Pointer;
    case OP_DEREFERENCE: return kind == CXType_FunctionProto || kind == CXType_FunctionNoProto;
    default: return false;
    }
}

static NodeId lower_unary(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Operator operator = unary_operator(cursor);
    if (is_without_effect(cursor, operator)) {
        Children children = children_begin(lowering, cursor);
        NodeId id = lower_expression(lowering, child_at(lowering, children, 0));
        children_end(lowering, children);
        return id ? id : add_node(lowering, N_OTHER, extent, 0);
    }
    return lower_operator(lowering, cursor, extent, N_UNARY, operator);
}

/* A macro that names its type begins where the cast does; the literal 0 inside is then NULL itself. */
bool mark_null(Lowering *lowering, NodeId id, TypeId type, const Extent *extent)
{
    Node *node = node_at(lowering, id);
    const CType *pointer = unit_type(lowering->unit, type);
    if (node->kind != N_INTEGER || node->value != 0 || node->text || !pointer || pointer->kind != CTYPE_POINTER)
        return false;
    node->flags |= NODE_IS_NULL;
    node->type = type;
    if (extent) {
        node->span = span_of(lowering, extent);
        if (!(node->macro && !(node->flags & NODE_FROM_MACRO_ARGUMENT)))
            node->macro = extent->macro;
    }
    return true;
}

static NodeId lower_cast(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    children_keep_code(lowering, &children);
    NodeId operand = children.count ? lower_expression(lowering, child_at(lowering, children, children.count - 1)) : 0;
    children_end(lowering, children);
    TypeId type = cursor_type(lowering, cursor);
    if (operand && mark_null(lowering, operand, type, extent))
        return operand;
    NodeId id = add_node(lowering, N_CAST, extent, type);
    return finish_node(lowering, id, &operand, operand ? 1 : 0);
}

static NodeId lower_statement_expression(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    NodeId block = children.count ? lower_statement(lowering, child_at(lowering, children, children.count - 1)) : 0;
    children_end(lowering, children);
    NodeId id = add_node(lowering, N_STATEMENT_EXPRESSION, extent, cursor_type(lowering, cursor));
    return finish_node(lowering, id, &block, block ? 1 : 0);
}

static NodeId lower_lambda(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    SymbolId function = clang.getCursorKind(cursor) == CXCursor_LambdaExpr ? lower_closure(lowering, cursor) : 0;
    if (function) {
        NodeId id = add_node(lowering, N_REF, extent, lowering->unit->symbols.items[function].type);
        node_at(lowering, id)->symbol = function;
        return finish_node(lowering, id, NULL, 0);
    }
    Children children = children_begin(lowering, cursor);
    NodeId body = 0;
    if (children.count && clang.isStatement(clang.getCursorKind(child_at(lowering, children, children.count - 1))))
        body = lower_statement(lowering, child_at(lowering, children, children.count - 1));
    children_end(lowering, children);
    NodeId id = add_node(lowering, N_LAMBDA, extent, cursor_type(lowering, cursor));
    return finish_node(lowering, id, &body, body ? 1 : 0);
}

/* `a ?: b` arrives as the condition three times, then b. */
static NodeId lower_short_conditional(Lowering *lowering, CXCursor cursor, Children children, const Extent *extent)
{
    NodeId parts[3] = {lower_expression(lowering, child_at(lowering, children, 0)), 0,
                       lower_expression(lowering, child_at(lowering, children, 3))};
    NodeId id = add_node(lowering, N_CONDITIONAL, extent, cursor_type(lowering, cursor));
    return finish_node(lowering, id, parts, 3);
}

static bool same_range(CXSourceRange left, CXSourceRange right)
{
    return left.begin_int_data == right.begin_int_data && left.end_int_data == right.end_int_data;
}

static bool same_place(CXCursor left, CXCursor right)
{
    return same_range(clang.getCursorExtent(left), clang.getCursorExtent(right));
}

static bool is_short_conditional(const Lowering *lowering, Children children)
{
    return children.count == 4 && same_place(child_at(lowering, children, 0), child_at(lowering, children, 1)) &&
           same_place(child_at(lowering, children, 0), child_at(lowering, children, 2));
}

static bool is_offsetof(const Lowering *lowering, Children children)
{
    return children.count >= 2 && clang.getCursorKind(child_at(lowering, children, 0)) == CXCursor_TypeRef &&
           clang.getCursorKind(child_at(lowering, children, 1)) == CXCursor_MemberRef;
}

/* __builtin_choose_expr is the operand that its condition chose. */
static bool lower_chosen(Lowering *lowering, Children children, const Extent *extent, NodeId *id)
{
    int64_t condition;
    if (children.count != 3 || extent->is_in_body)
        return false;
    if (!text_starts_with(file_text(lowering, extent->file), extent->begin, "__builtin_choose_expr") ||
        !evaluate_integer(child_at(lowering, children, 0), &condition))
        return false;
    *id = lower_expression(lowering, child_at(lowering, children, condition ? 1 : 2));
    return true;
}

/* The type of a designated initialiser is void. Its children are designators and the value; those of members that
 * clang does not know are left out. */
static bool is_designated(const Lowering *lowering, Children children, const Extent *extent)
{
    if (children.count >= 2)
        return true;
    return children.count == 1 && extent->file && !extent->is_in_body &&
           text_at(file_text(lowering, extent->file), extent->begin) == '.';
}

static NodeId lower_several(Lowering *lowering, CXCursor cursor, Children children, const Extent *extent)
{
    NodeId id;
    if (lower_atomic(lowering, cursor, children, extent, &id))
        return id;
    if (clang.getCursorType(cursor).kind == CXType_Void && is_designated(lowering, children, extent))
        return lower_designated(lowering, children, extent);
    if (is_offsetof(lowering, children))
        return lower_offsetof(lowering, cursor, children, extent);
    children_keep_code(lowering, &children);
    if (is_short_conditional(lowering, children))
        return lower_short_conditional(lowering, cursor, children, extent);
    if (lower_chosen(lowering, children, extent, &id))
        return id;
    return lower_recovered(lowering, cursor, children, extent);
}

/* `a != b` by way of an operator== alone: what C++20 made of it is the only child. */
static bool is_rewritten_operator(CXCursor cursor)
{
    return clang.getCursorBinaryOperatorKind(cursor) != CXBinaryOperator_Invalid;
}

/* Many kinds of clang's expressions have no kind in libclang: implicit conversions and their like, which stand
 * exactly where their operand stands, and rare expressions, which do not. */
static bool is_wrapper(CXCursor cursor, CXSourceRange range, CXCursor child, CXSourceRange child_range)
{
    return clang.isExpression(clang.getCursorKind(child)) &&
           (clang.getCursorKind(cursor) == CXCursor_ParenExpr || same_range(range, child_range) ||
            is_rewritten_operator(cursor));
}

/* What a wrapper still tells: that a 0 is a null pointer, and a type where the operand has none of its own. */
static void apply_wrapper_type(Lowering *lowering, NodeId id, CXCursor wrapper)
{
    const Node *node = node_at(lowering, id);
    const CType *inner = unit_type(lowering->unit, node->type);
    bool is_zero = node->kind == N_INTEGER && node->value == 0;
    if (!is_zero && inner && inner->kind != CTYPE_UNKNOWN)
        return;
    TypeId type = cursor_type(lowering, wrapper);
    if (type && !mark_null(lowering, id, type, NULL) && !is_zero && !node_at(lowering, id)->symbol)
        node_at(lowering, id)->type = type;
}

static NodeId lower_compound_literal(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    children_keep_code(lowering, &children);
    NodeId id = children.count ? lower_expression(lowering, child_at(lowering, children, children.count - 1))
                               : add_node(lowering, N_OTHER, extent, 0);
    children_end(lowering, children);
    return id;
}

static NodeId lower_one_child(Lowering *lowering, CXCursor cursor, NodeKind kind, const Extent *extent, uint32_t wanted)
{
    NodeId id = lower_all_children(lowering, cursor, kind, extent);
    if (node_at(lowering, id)->child_count != wanted)
        node_at(lowering, id)->kind = N_OTHER;
    return id;
}

static NodeId lower_by_kind(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    switch (clang.getCursorKind(cursor)) {
    case CXCursor_DeclRefExpr: return lower_reference(lowering, cursor, extent);
    case CXCursor_MemberRefExpr: return lower_member(lowering, cursor, extent);
    case CXCursor_CallExpr: return lower_call(lowering, cursor, extent);
    case CXCursor_ObjCMessageExpr: return lower_message(lowering, cursor, extent);
    case CXCursor_UnaryOperator: return lower_unary(lowering, cursor, extent);
    case CXCursor_BinaryOperator:
    case CXCursor_CompoundAssignOperator:
        return lower_operator(lowering, cursor, extent, N_BINARY, binary_operator(cursor));
    case CXCursor_ConditionalOperator: return lower_one_child(lowering, cursor, N_CONDITIONAL, extent, 3);
    case CXCursor_ArraySubscriptExpr: return lower_one_child(lowering, cursor, N_INDEX, extent, 2);
    case CXCursor_CStyleCastExpr:
    case CXCursor_CXXStaticCastExpr:
    case CXCursor_CXXDynamicCastExpr:
    case CXCursor_CXXReinterpretCastExpr:
    case CXCursor_CXXConstCastExpr:
    case CXCursor_CXXAddrspaceCastExpr:
    case CXCursor_CXXFunctionalCastExpr:
    case CXCursor_ObjCBridgedCastExpr: return lower_cast(lowering, cursor, extent);
    case CXCursor_CompoundLiteralExpr: return lower_compound_literal(lowering, cursor, extent);
    case CXCursor_InitListExpr: return lower_initialiser_list(lowering, cursor, extent);
    case CXCursor_StmtExpr: return lower_statement_expression(lowering, cursor, extent);
    case CXCursor_GenericSelectionExpr: return lower_generic_selection(lowering, cursor, extent);
    case CXCursor_UnaryExpr: return lower_measure(lowering, cursor, extent);
    case CXCursor_CXXNewExpr: return lower_new(lowering, cursor, extent);
    case CXCursor_CXXDeleteExpr: return lower_one_child(lowering, cursor, N_DELETE, extent, 1);
    case CXCursor_CXXThrowExpr: return lower_all_children(lowering, cursor, N_THROW, extent);
    case CXCursor_LambdaExpr:
    case CXCursor_BlockExpr: return lower_lambda(lowering, cursor, extent);
    case CXCursor_CXXThisExpr:
        return finish_node(lowering, add_node(lowering, N_THIS, extent, cursor_type(lowering, cursor)), NULL, 0);
    case CXCursor_IntegerLiteral:
    case CXCursor_FloatingLiteral:
    case CXCursor_ImaginaryLiteral:
    case CXCursor_StringLiteral:
    case CXCursor_CharacterLiteral:
    case CXCursor_CXXBoolLiteralExpr:
    case CXCursor_CXXNullPtrLiteralExpr:
    case CXCursor_GNUNullExpr:
    case CXCursor_ObjCBoolLiteralExpr:
    case CXCursor_ObjCStringLiteral:
    case CXCursor_FixedPointLiteral: return lower_literal(lowering, cursor, extent);
    default: return lower_all_children(lowering, cursor, N_OTHER, extent);
    }
}

static bool may_be_wrapper(CXCursor cursor)
{
    enum CXCursorKind kind = clang.getCursorKind(cursor);
    return kind == CXCursor_UnexposedExpr || kind == CXCursor_ParenExpr;
}

/* A conversion that C makes by itself stands where its operand does; of what else has one child in C, only what came of an error begins
 * there too. To compare the beginnings costs less than the extents, for which the last tokens are read again. */
static bool begins_alike(const Lowering *lowering, CXCursor cursor, CXCursor child)
{
    if (lowering->unit->is_cxx || lowering->has_errors || clang.getCursorKind(cursor) != CXCursor_UnexposedExpr)
        return false;
    return clang.isExpression(clang.getCursorKind(child)) &&
           clang.equalLocations(clang.getCursorLocation(cursor), clang.getCursorLocation(child));
}

static bool wraps(const Lowering *lowering, CXCursor cursor, CXCursor child)
{
    return begins_alike(lowering, cursor, child) || is_wrapper(cursor, clang.getCursorExtent(cursor), child, clang.getCursorExtent(child));
}

/* Goes down through wrappers, which stay on Lowering.cursors; the innermost expression is then lowered by its kind,
 * or by its children if it has none. */
static NodeId lower_unwrapped(Lowering *lowering, CXCursor cursor)
{
    uint32_t base = lowering->cursors.count, wrappers = 0;
    Children children = {0};
    bool is_unexposed = false;
    while (may_be_wrapper(cursor)) {
        children = children_begin(lowering, cursor);
        CXCursor child = child_at(lowering, children, 0);
        is_unexposed = children.count != 1 || !wraps(lowering, cursor, child);
        if (is_unexposed)
            break;
        lowering->cursors.items[base + wrappers++] = cursor; /* in the place of its only child */
        cursor = child;
    }
    Extent extent = extent_of(lowering, cursor);
    NodeId id =
        is_unexposed ? lower_several(lowering, cursor, children, &extent) : lower_by_kind(lowering, cursor, &extent);
    while (wrappers)
        apply_wrapper_type(lowering, id, lowering->cursors.items[base + --wrappers]);
    lowering->cursors.count = base;
    return id;
}

NodeId lower_expression(Lowering *lowering, CXCursor cursor)
{
    if (clang.Cursor_isNull(cursor))
        return 0;
    if (lowering->depth >= LOWERING_DEPTH_LIMIT) {
        Extent extent = extent_of(lowering, cursor);
        lowering->function_is_broken = true;
        return add_node(lowering, N_OTHER, &extent, 0);
    }
    lowering->depth++;
    NodeId id = lower_unwrapped(lowering, cursor);
    lowering->depth--;
    return id;
}
