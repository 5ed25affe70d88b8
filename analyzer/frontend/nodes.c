#include "frontend/lowering.h"

#include <string.h>

static enum CXChildVisitResult push_child(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    Lowering *lowering = data;
    vector_push(&lowering->cursors, cursor);
    return CXChildVisit_Continue;
}

Children children_begin(Lowering *lowering, CXCursor cursor)
{
    Children children = {.first = lowering->cursors.count};
    clang.visitChildren(cursor, push_child, lowering);
    children.count = lowering->cursors.count - children.first;
    return children;
}

void children_end(Lowering *lowering, Children children)
{
    lowering->cursors.count = children.first;
}

CXCursor child_at(const Lowering *lowering, Children children, uint32_t n)
{
    return n < children.count ? lowering->cursors.items[children.first + n] : clang.getNullCursor();
}

void children_keep_code(Lowering *lowering, Children *children)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < children->count; i++) {
        CXCursor child = child_at(lowering, *children, i);
        enum CXCursorKind kind = clang.getCursorKind(child);
        if (clang.isExpression(kind) || clang.isStatement(kind))
            lowering->cursors.items[children->first + kept++] = child;
    }
    children->count = kept;
    lowering->cursors.count = children->first + kept;
}

Node *node_at(Lowering *lowering, NodeId id)
{
    return &lowering->unit->nodes.items[id];
}

NodeId add_node(Lowering *lowering, NodeKind kind, const Extent *extent, TypeId type)
{
    Node node = {
        .kind = (uint8_t)kind,
        .type = type,
        .macro = extent->macro,
        .flags = extent->is_argument && extent->macro ? NODE_FROM_MACRO_ARGUMENT : 0,
        .span = span_of(lowering, extent),
    };
    if (lowering->unit->nodes.count == UINT32_MAX)
        fatal("a unit with more than %u nodes", UINT32_MAX);
    vector_push(&lowering->unit->nodes, node);
    return lowering->unit->nodes.count - 1;
}

static bool same_start(const Span *left, const Span *right)
{
    return left->file == right->file && left->line == right->line && left->column == right->column;
}

static bool ends_not_after(const Span *left, const Span *right)
{
    return left->end_line < right->end_line ||
           (left->end_line == right->end_line && left->end_column <= right->end_column);
}

/* The text a node without children spells at its place; NULL if that is no name. */
static const char *spelled_name(const Unit *unit, const Node *node)
{
    const char *name = NULL;
    if (node->kind == N_REF) {
        const Symbol *symbol = unit_symbol(unit, node->symbol);
        name = symbol ? unit_string(unit, symbol->name) : "";
    } else if (node->kind == N_INTEGER) {
        name = unit_string(unit, node->text);
    } else {
        return NULL;
    }
    const char *qualified = strrchr(name, ':');
    return qualified ? qualified + 1 : name;
}

/* Kinds of which the C text never begins with a name that is not the first child's. */
static bool begins_with_child(NodeKind kind)
{
    return kind == N_MEMBER || kind == N_INDEX || kind == N_UNARY || kind == N_BINARY || kind == N_CONDITIONAL ||
           kind == N_CAST || kind == N_STATEMENT_EXPRESSION || kind == N_CALL;
}

static uint32_t offset_of(const FileText *file, uint32_t line, uint32_t column)
{
    return file->lines.items[line - 1] + column - 1;
}

/* `#define SET(a, b) a = b`: the operands are two arguments, and a comma stands between them. */
static bool joins_arguments(const Lowering *lowering, const FileText *file, const Node *node)
{
    const Node *left = unit_node(lowering->unit, unit_child(lowering->unit, node, 0));
    const Node *right = unit_node(lowering->unit, unit_child(lowering->unit, node, 1));
    if (node->kind != N_BINARY || node->operator == OP_COMMA || !left || !right || left->span.file != right->span.file)
        return false;
    uint32_t at = text_skip_space(file, offset_of(file, left->span.end_line, left->span.end_column));
    uint32_t end = offset_of(file, right->span.line, right->span.column);
    while (at < end && text_at(file, at) == ')')
        at = text_skip_space(file, at + 1);
    return at < end && text_at(file, at) == ',';
}

/* Settles a node in a macro's argument, at whose place stands a name: it may have come out of that name's own body. */
static void settle_argument(Lowering *lowering, Node *node)
{
    const FileText *file = file_text(lowering, node->span.file);
    uint32_t offset = offset_of(file, node->span.line, node->span.column);
    uint32_t length = text_identifier(file, offset);
    if (joins_arguments(lowering, file, node)) {
        node->flags &= (uint16_t)~NODE_FROM_MACRO_ARGUMENT;
        return;
    }
    if (!length || text_is_keyword(file->text + offset, length))
        return;
    const char *name = file->text + offset;
    bool is_nested = begins_with_child((NodeKind)node->kind);
    const char *spelled = spelled_name(lowering->unit, node);
    const Node *first = unit_node(lowering->unit, unit_child(lowering->unit, node, 0));
    if (spelled)
        is_nested = strlen(spelled) != length || memcmp(spelled, name, length) != 0;
    else if (first && same_start(&first->span, &node->span))
        is_nested = !(first->flags & NODE_FROM_MACRO_ARGUMENT) && ends_not_after(&node->span, &first->span);
    else if (node->kind == N_STRING || node->kind == N_FLOAT)
        is_nested = text_at(file, offset + length) != '"';
    if (!is_nested)
        return;
    node->flags &= (uint16_t)~NODE_FROM_MACRO_ARGUMENT;
    node->macro = interner_text(lowering->interner, name, length);
}

NodeId finish_node(Lowering *lowering, NodeId id, const NodeId *children, uint32_t count)
{
    unit_set_children(lowering->unit, id, children, count);
    Node *node = node_at(lowering, id);
    if ((node->flags & NODE_FROM_MACRO_ARGUMENT) && node->span.file)
        settle_argument(lowering, node);
    return id;
}

NodeId lower_operands(Lowering *lowering, CXCursor cursor, NodeKind kind, Operator operator, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    children_keep_code(lowering, &children);
    uint32_t base = lowering->node_stack.count;
    for (uint32_t i = 0; i < children.count; i++) {
        NodeId child = lower_statement(lowering, child_at(lowering, children, i));
        vector_push(&lowering->node_stack, child);
    }
    children_end(lowering, children);
    bool is_expression = clang.isExpression(clang.getCursorKind(cursor));
    NodeId id = add_node(lowering, kind, extent, is_expression ? cursor_type(lowering, cursor) : 0);
    node_at(lowering, id)->operator = (uint8_t)operator;
    finish_node(lowering, id, lowering->node_stack.items + base, lowering->node_stack.count - base);
    lowering->node_stack.count = base;
    return id;
}

NodeId lower_all_children(Lowering *lowering, CXCursor cursor, NodeKind kind, const Extent *extent)
{
    return lower_operands(lowering, cursor, kind, OP_NONE, extent);
}

StringId intern_cx(Lowering *lowering, CXString text)
{
    StringId id = interner_string(lowering->interner, clang.getCString(text));
    clang.disposeString(text);
    return id;
}

bool evaluate_integer(CXCursor cursor, int64_t *value)
{
    CXEvalResult result = clang.Cursor_Evaluate(cursor);
    if (!result)
        return false;
    bool is_integer = clang.EvalResult_getKind(result) == CXEval_Int;
    if (is_integer && clang.EvalResult_isUnsignedInt(result))
        *value = (int64_t)clang.EvalResult_getAsUnsigned(result);
    else if (is_integer)
        *value = clang.EvalResult_getAsLongLong(result);
    clang.EvalResult_dispose(result);
    return is_integer;
}
