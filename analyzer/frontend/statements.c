#include "frontend/lowering.h"

/* An empty statement where one is wanted. */
static NodeId empty_block(Lowering *lowering, const Extent *extent)
{
    return finish_node(lowering, add_node(lowering, N_BLOCK, extent, 0), NULL, 0);
}

static bool is_local_variable(CXCursor cursor)
{
    enum CXCursorKind kind = clang.getCursorKind(cursor);
    bool is_extern = kind == CXCursor_VarDecl && clang.Cursor_getStorageClass(cursor) == CX_SC_Extern;
    return (kind == CXCursor_VarDecl || kind == CXCursor_UnexposedDecl) && !is_extern;
}

NodeId lower_local(Lowering *lowering, CXCursor declaration, bool with_initialiser)
{
    Extent extent = extent_of(lowering, declaration);
    SymbolId symbol = symbol_of(lowering, declaration);
    NodeId initialiser = 0;
    if (with_initialiser)
        initialiser = lower_expression(lowering, clang.Cursor_getVarDeclInitializer(declaration));
    NodeId id = add_node(lowering, N_DECLARATION, &extent, 0);
    node_at(lowering, id)->symbol = symbol;
    finish_node(lowering, id, &initialiser, initialiser ? 1 : 0);
    if (lowering->unit->symbols.items[symbol].is_static_local)
        add_variable(lowering, symbol, declaration, initialiser);
    return id;
}

/* Pushes one N_DECLARATION a declarator; other declarations leave no code behind. */
static void push_declarations(Lowering *lowering, CXCursor cursor)
{
    Children children = children_begin(lowering, cursor);
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = child_at(lowering, children, i);
        if (is_local_variable(child)) {
            NodeId id = lower_local(lowering, child, true);
            vector_push(&lowering->node_stack, id);
        } else if (clang.isDeclaration(clang.getCursorKind(child)) && clang.getCursorKind(child) != CXCursor_VarDecl) {
            lower_declaration(lowering, child);
        }
    }
    children_end(lowering, children);
}

/* Pushes the nodes of one statement of a block: none for `;`, several for a declaration of several variables. */
static void push_statement(Lowering *lowering, CXCursor cursor)
{
    switch (clang.getCursorKind(cursor)) {
    case CXCursor_DeclStmt:
        push_declarations(lowering, cursor);
        break;
    case CXCursor_NullStmt:
        break;
    default: {
        NodeId id = lower_statement(lowering, cursor);
        vector_push(&lowering->node_stack, id);
        break;
    }
    }
}

static NodeId finish_block(Lowering *lowering, const Extent *extent, uint32_t base)
{
    NodeId id = add_node(lowering, N_BLOCK, extent, 0);
    finish_node(lowering, id, lowering->node_stack.items + base, lowering->node_stack.count - base);
    lowering->node_stack.count = base;
    return id;
}

static NodeId lower_block(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    uint32_t base = lowering->node_stack.count;
    for (uint32_t i = 0; i < children.count; i++)
        push_statement(lowering, child_at(lowering, children, i));
    children_end(lowering, children);
    return finish_block(lowering, extent, base);
}

static NodeId lower_declaration_statement(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    uint32_t base = lowering->node_stack.count;
    push_declarations(lowering, cursor);
    if (lowering->node_stack.count != base + 1)
        return finish_block(lowering, extent, base);
    return lowering->node_stack.items[--lowering->node_stack.count];
}

static NodeId lower_case(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    children_keep_code(lowering, &children);
    bool is_default = clang.getCursorKind(cursor) == CXCursor_DefaultStmt;
    NodeId parts[2] = {0, 0};
    if (!is_default)
        parts[0] = lower_expression(lowering, child_at(lowering, children, 0));
    if (children.count > !is_default)
        parts[1] = lower_statement(lowering, child_at(lowering, children, children.count - 1));
    children_end(lowering, children);
    return finish_node(lowering, add_node(lowering, N_CASE, extent, 0), parts, 2);
}

static NodeId lower_label(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    NodeId id = lower_all_children(lowering, cursor, N_LABEL, extent);
    StringId name = intern_cx(lowering, clang.getCursorSpelling(cursor));
    node_at(lowering, id)->text = name;
    return id;
}

static NodeId lower_goto(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    StringId name = 0;
    for (uint32_t i = 0; i < children.count; i++)
        if (clang.getCursorKind(child_at(lowering, children, i)) == CXCursor_LabelRef)
            name = intern_cx(lowering, clang.getCursorSpelling(child_at(lowering, children, i)));
    children_end(lowering, children);
    NodeId id = lower_all_children(lowering, cursor, N_GOTO, extent);
    node_at(lowering, id)->text = name;
    return id;
}

/* The handler's block, with the variable it catches declared in front. */
static NodeId lower_handler(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    uint32_t base = lowering->node_stack.count;
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = child_at(lowering, children, i);
        NodeId id = 0;
        if (clang.getCursorKind(child) == CXCursor_VarDecl)
            id = lower_local(lowering, child, false);
        else if (clang.isStatement(clang.getCursorKind(child)))
            id = lower_statement(lowering, child);
        if (id)
            vector_push(&lowering->node_stack, id);
    }
    children_end(lowering, children);
    if (lowering->node_stack.count == base + 1 && node_at(lowering, lowering->node_stack.items[base])->kind == N_BLOCK)
        return lowering->node_stack.items[--lowering->node_stack.count];
    return finish_block(lowering, extent, base);
}

/* Statements libclang has no kind for: attributes before a statement, mostly. */
static NodeId lower_unexposed_statement(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    children_keep_code(lowering, &children);
    NodeId id = 0;
    if (children.count == 1)
        id = lower_statement(lowering, child_at(lowering, children, 0));
    children_end(lowering, children);
    return id ? id : lower_all_children(lowering, cursor, N_OTHER, extent);
}

static NodeId lower_by_kind(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    switch (clang.getCursorKind(cursor)) {
    case CXCursor_CompoundStmt: return lower_block(lowering, cursor, extent);
    case CXCursor_DeclStmt: return lower_declaration_statement(lowering, cursor, extent);
    case CXCursor_NullStmt: return empty_block(lowering, extent);
    case CXCursor_IfStmt: return lower_if(lowering, cursor);
    case CXCursor_WhileStmt: return lower_while(lowering, cursor);
    case CXCursor_DoStmt: return lower_all_children(lowering, cursor, N_DO, extent);
    case CXCursor_ForStmt: return lower_for(lowering, cursor);
    case CXCursor_CXXForRangeStmt:
    case CXCursor_ObjCForCollectionStmt: return lower_range_for(lowering, cursor);
    case CXCursor_SwitchStmt: return lower_switch(lowering, cursor);
    case CXCursor_CaseStmt:
    case CXCursor_DefaultStmt: return lower_case(lowering, cursor, extent);
    case CXCursor_ReturnStmt: return lower_all_children(lowering, cursor, N_RETURN, extent);
    case CXCursor_BreakStmt: return lower_all_children(lowering, cursor, N_BREAK, extent);
    case CXCursor_ContinueStmt: return lower_all_children(lowering, cursor, N_CONTINUE, extent);
    case CXCursor_LabelStmt: return lower_label(lowering, cursor, extent);
    case CXCursor_GotoStmt:
    case CXCursor_IndirectGotoStmt: return lower_goto(lowering, cursor, extent);
    case CXCursor_CXXTryStmt:
    case CXCursor_SEHTryStmt:
    case CXCursor_ObjCAtTryStmt: return lower_all_children(lowering, cursor, N_TRY, extent);
    case CXCursor_CXXCatchStmt:
    case CXCursor_SEHExceptStmt:
    case CXCursor_SEHFinallyStmt:
    case CXCursor_ObjCAtCatchStmt:
    case CXCursor_ObjCAtFinallyStmt: return lower_handler(lowering, cursor, extent);
    case CXCursor_ObjCAtThrowStmt: return lower_all_children(lowering, cursor, N_THROW, extent);
    case CXCursor_UnexposedStmt: return lower_unexposed_statement(lowering, cursor, extent);
    default: return lower_all_children(lowering, cursor, N_OTHER, extent);
    }
}

NodeId lower_statement(Lowering *lowering, CXCursor cursor)
{
    if (!clang.isStatement(clang.getCursorKind(cursor)))
        return lower_expression(lowering, cursor);
    Extent extent = extent_of(lowering, cursor);
    if (lowering->depth >= LOWERING_DEPTH_LIMIT) {
        lowering->function_is_broken = true;
        return finish_node(lowering, add_node(lowering, N_OTHER, &extent, 0), NULL, 0);
    }
    lowering->depth++;
    NodeId id = lower_by_kind(lowering, cursor, &extent);
    lowering->depth--;
    return id;
}
