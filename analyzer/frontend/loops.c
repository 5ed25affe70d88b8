/* Statements whose head has optional parts: libclang leaves the absent ones out without saying which. */
#include "frontend/lowering.h"

/* Lowers what a head declares or does first into one statement in front: `if (init; T x = f())`. */
typedef struct Head {
    NodeId first;     /* 0 if there is nothing in front */
    NodeId variable;  /* a variable declared as the condition */
    uint32_t next;    /* the first child that is neither */
} Head;

static bool followed_by_semicolon(Lowering *lowering, CXCursor cursor)
{
    Extent extent = extent_of(lowering, cursor);
    if (!extent.file || extent.is_in_body)
        return false;
    const FileText *file = file_text(lowering, extent.file);
    return text_at(file, text_skip_space(file, extent.end)) == ';';
}

static Head lower_head(Lowering *lowering, Children children)
{
    Head head = {0};
    CXCursor child = child_at(lowering, children, 0);
    bool is_first = clang.getCursorKind(child) == CXCursor_DeclStmt ||
                    (lowering->unit->is_cxx && children.count > 2 && clang.isExpression(clang.getCursorKind(child)) &&
                     followed_by_semicolon(lowering, child));
    if (is_first && children.count > 2) {
        head.first = lower_statement(lowering, child);
        child = child_at(lowering, children, ++head.next);
    }
    if (clang.getCursorKind(child) == CXCursor_VarDecl) {
        head.variable = lower_local(lowering, child, true);
        head.next++;
    }
    return head;
}

/* The statement inside a block that holds what its head declares. */
static NodeId wrap_head(Lowering *lowering, const Head *head, NodeId statement, const Extent *extent)
{
    NodeId parts[3];
    uint32_t count = 0;
    if (head->first)
        parts[count++] = head->first;
    if (head->variable)
        parts[count++] = head->variable;
    if (!count)
        return statement;
    parts[count++] = statement;
    return finish_node(lowering, add_node(lowering, N_BLOCK, extent, 0), parts, count);
}

NodeId lower_if(Lowering *lowering, CXCursor cursor)
{
    Extent extent = extent_of(lowering, cursor);
    Children children = children_begin(lowering, cursor);
    Head head = lower_head(lowering, children);
    NodeId parts[3] = {0};
    uint32_t rest = children.count - head.next;
    bool has_condition = rest > 0 && clang.isExpression(clang.getCursorKind(child_at(lowering, children, head.next)));
    uint32_t first_branch = head.next + has_condition;
    if (has_condition)
        parts[0] = lower_expression(lowering, child_at(lowering, children, head.next));
    for (uint32_t i = first_branch; i < children.count && i < first_branch + 2; i++)
        parts[1 + i - first_branch] = lower_statement(lowering, child_at(lowering, children, i));
    children_end(lowering, children);
    NodeId id = finish_node(lowering, add_node(lowering, N_IF, &extent, 0), parts, 3);
    return wrap_head(lowering, &head, id, &extent);
}

NodeId lower_switch(Lowering *lowering, CXCursor cursor)
{
    Extent extent = extent_of(lowering, cursor);
    Children children = children_begin(lowering, cursor);
    Head head = lower_head(lowering, children);
    NodeId parts[2] = {0};
    for (uint32_t i = head.next; i < children.count && i < head.next + 2; i++)
        parts[i - head.next] = lower_statement(lowering, child_at(lowering, children, i));
    children_end(lowering, children);
    NodeId id = finish_node(lowering, add_node(lowering, N_SWITCH, &extent, 0), parts, 2);
    return wrap_head(lowering, &head, id, &extent);
}

/* `T x = f()` as the condition of a loop, which is evaluated each time: a statement expression that declares and
 * tests. */
static NodeId declaring_condition(Lowering *lowering, NodeId declaration, NodeId condition, const Extent *extent)
{
    if (!declaration)
        return condition;
    NodeId parts[2] = {declaration, condition};
    NodeId block = finish_node(lowering, add_node(lowering, N_BLOCK, extent, 0), parts, condition ? 2 : 1);
    TypeId type = condition ? node_at(lowering, condition)->type : 0;
    return finish_node(lowering, add_node(lowering, N_STATEMENT_EXPRESSION, extent, type), &block, 1);
}

NodeId lower_while(Lowering *lowering, CXCursor cursor)
{
    Extent extent = extent_of(lowering, cursor);
    Children children = children_begin(lowering, cursor);
    NodeId declaration = 0;
    uint32_t next = 0;
    if (clang.getCursorKind(child_at(lowering, children, 0)) == CXCursor_VarDecl) {
        declaration = lower_local(lowering, child_at(lowering, children, 0), true);
        next = 1;
    }
    NodeId condition = lower_expression(lowering, child_at(lowering, children, next));
    NodeId body = children.count > next + 1 ? lower_statement(lowering, child_at(lowering, children, next + 1)) : 0;
    children_end(lowering, children);
    NodeId parts[2] = {declaring_condition(lowering, declaration, condition, &extent), body};
    return finish_node(lowering, add_node(lowering, N_WHILE, &extent, 0), parts, 2);
}

/* --- for ---------------------------------------------------------------------------------------------------------- */

enum { FOR_INIT, FOR_CONDITION, FOR_INCREMENT };

/* The offsets of the two semicolons in the head of a `for` that stands in the file; false if it does not. */
static bool find_semicolons(Lowering *lowering, const Extent *extent, uint32_t semicolons[2])
{
    if (!extent->file || extent->is_in_body)
        return false;
    const FileText *file = file_text(lowering, extent->file);
    if (text_identifier(file, extent->begin) != 3 || !text_starts_with(file, extent->begin, "for"))
        return false;
    uint32_t at = text_skip_space(file, extent->begin + 3);
    if (text_at(file, at) != '(')
        return false;
    uint32_t end = text_skip_brackets(file, at), found = 0;
    at = text_skip_space(file, at + 1);
    while (at < end && found < 2) {
        char byte = file->text[at];
        uint32_t next = byte == '(' || byte == '[' || byte == '{' ? text_skip_brackets(file, at) : 0;
        if (byte == ';')
            semicolons[found++] = at;
        at = text_skip_space(file, next > at ? next : text_skip_token(file, at));
    }
    return found == 2;
}

static bool changes_variable(CXCursor cursor)
{
    if (clang.getCursorKind(cursor) == CXCursor_CompoundAssignOperator)
        return true;
    enum CXUnaryOperatorKind kind = clang.getCursorUnaryOperatorKind(cursor);
    return kind == CXUnaryOperator_PostInc || kind == CXUnaryOperator_PostDec || kind == CXUnaryOperator_PreInc ||
           kind == CXUnaryOperator_PreDec;
}

static bool assigns(CXCursor cursor)
{
    enum CXBinaryOperatorKind kind = clang.getCursorBinaryOperatorKind(cursor);
    return kind == CXBinaryOperator_Assign || kind == CXBinaryOperator_Comma;
}

/* Which part of the head a child is, from what it does: for a head inside a macro's body. */
static unsigned guess_part(CXCursor child, uint32_t n, uint32_t count)
{
    if (clang.getCursorKind(child) == CXCursor_DeclStmt)
        return FOR_INIT;
    if (count == 3)
        return n;
    if (changes_variable(child))
        return FOR_INCREMENT;
    if (assigns(child))
        return n == 0 ? FOR_INIT : FOR_INCREMENT;
    return FOR_CONDITION;
}

static unsigned part_by_place(Lowering *lowering, CXCursor child, const uint32_t semicolons[2])
{
    uint32_t begin = extent_of(lowering, child).begin;
    return begin <= semicolons[0] ? FOR_INIT : begin <= semicolons[1] ? FOR_CONDITION : FOR_INCREMENT;
}

NodeId lower_for(Lowering *lowering, CXCursor cursor)
{
    Extent extent = extent_of(lowering, cursor);
    Children children = children_begin(lowering, cursor);
    NodeId parts[4] = {0}, declaration = 0;
    uint32_t semicolons[2], heads = children.count ? children.count - 1 : 0;
    bool has_place = find_semicolons(lowering, &extent, semicolons);
    for (uint32_t i = 0; i < heads; i++) {
        CXCursor child = child_at(lowering, children, i);
        if (clang.getCursorKind(child) == CXCursor_VarDecl) {
            declaration = lower_local(lowering, child, true);
            continue;
        }
        unsigned part = has_place ? part_by_place(lowering, child, semicolons) : guess_part(child, i, heads);
        while (parts[part] && part < FOR_INCREMENT)
            part++;
        if (!parts[part])
            parts[part] = lower_statement(lowering, child);
    }
    parts[FOR_CONDITION] = declaring_condition(lowering, declaration, parts[FOR_CONDITION], &extent);
    if (children.count)
        parts[3] = lower_statement(lowering, child_at(lowering, children, children.count - 1));
    children_end(lowering, children);
    return finish_node(lowering, add_node(lowering, N_FOR, &extent, 0), parts, 4);
}

/* The variable's own initialiser is the dereference that C++ makes up: not written, so left out. */
NodeId lower_range_for(Lowering *lowering, CXCursor cursor)
{
    Extent extent = extent_of(lowering, cursor);
    Children children = children_begin(lowering, cursor);
    NodeId parts[3] = {0}, first = 0;
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = child_at(lowering, children, i);
        enum CXCursorKind kind = clang.getCursorKind(child);
        if (i + 1 == children.count)
            parts[2] = lower_statement(lowering, child);
        else if (kind == CXCursor_VarDecl || kind == CXCursor_UnexposedDecl)
            parts[0] = lower_local(lowering, child, false);
        else if (kind == CXCursor_DeclStmt)
            first = lower_statement(lowering, child);
        else if (clang.isExpression(kind))
            parts[1] = lower_expression(lowering, child);
    }
    children_end(lowering, children);
    if (!parts[0]) { /* Objective-C: the declaration in front is the loop's variable */
        parts[0] = first;
        first = 0;
    }
    NodeId id = finish_node(lowering, add_node(lowering, N_RANGE_FOR, &extent, 0), parts, 3);
    return wrap_head(lowering, &(Head){.first = first}, id, &extent);
}
