/* References, members and calls. */
#include "frontend/lowering.h"

#include <string.h>

static NodeId lower_symbol(Lowering *lowering, const Extent *extent, SymbolId symbol, TypeId type)
{
    const Symbol *named = &lowering->unit->symbols.items[symbol];
    const CType *declared = unit_type(lowering->unit, named->type);
    bool is_int_to_clang = declared && declared->kind == CTYPE_UNKNOWN;
    if (is_int_to_clang || (named->is_undeclared && lowering->stand_in_file))
        type = named->type;
    NodeId id = add_node(lowering, N_REF, extent, type);
    node_at(lowering, id)->symbol = symbol;
    return finish_node(lowering, id, NULL, 0);
}

static NodeId lower_enumerator(Lowering *lowering, CXCursor enumerator, const Extent *extent, TypeId type)
{
    if (is_stand_in(lowering, enumerator))
        return lower_symbol(lowering, extent, symbol_of_stand_in(lowering, enumerator), 0);
    bool is_known = !enumerator_is_uncertain(lowering, enumerator);
    NodeId id = add_node(lowering, is_known ? N_INTEGER : N_OTHER, extent, type);
    StringId name = intern_cx(lowering, clang.getCursorSpelling(enumerator));
    node_at(lowering, id)->text = name;
    node_at(lowering, id)->value = clang.getEnumConstantDeclValue(enumerator);
    return finish_node(lowering, id, NULL, 0);
}

/* The last name an expression is written with: what `Class::name` or `object->name` names when clang cannot say. */
static uint32_t last_name(const FileText *file, const Extent *extent, uint32_t *offset)
{
    uint32_t length = 0;
    for (uint32_t at = text_skip_space(file, extent->begin); at < extent->end;
         at = text_skip_space(file, text_skip_token(file, at))) {
        uint32_t here = text_identifier(file, at);
        if (here) {
            *offset = at;
            length = here;
        } else if (text_at(file, at) == '<' || text_at(file, at) == '(') {
            break;
        }
    }
    return length;
}

/* A function only known by name: undeclared, or found when a template is instantiated. */
static NodeId lower_unresolved(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    CXCursor overloads = clang.getNullCursor();
    for (uint32_t i = 0; i < children.count; i++)
        if (clang.getCursorKind(child_at(lowering, children, i)) == CXCursor_OverloadedDeclRef)
            overloads = child_at(lowering, children, i);
    children_end(lowering, children);
    TypeId type = cursor_type(lowering, cursor);
    if (!clang.Cursor_isNull(overloads)) {
        if (clang.getNumOverloadedDecls(overloads) == 1)
            return lower_symbol(lowering, extent, symbol_of(lowering, clang.getOverloadedDecl(overloads, 0)), type);
        CXString name = clang.getCursorSpelling(overloads);
        const char *text = clang.getCString(name);
        SymbolId symbol = text && text[0] ? symbol_unresolved(lowering, SYMBOL_FUNCTION, text, strlen(text)) : 0;
        clang.disposeString(name);
        return symbol ? lower_symbol(lowering, extent, symbol, type)
                      : finish_node(lowering, add_node(lowering, N_OTHER, extent, type), NULL, 0);
    }
    NodeId id = add_node(lowering, N_OTHER, extent, type);
    uint32_t offset = 0, length = 0;
    if (extent->file && !extent->is_in_body)
        length = last_name(file_text(lowering, extent->file), extent, &offset);
    if (length)
        node_at(lowering, id)->text =
            interner_text(lowering->interner, file_text(lowering, extent->file)->text + offset, length);
    return finish_node(lowering, id, NULL, 0);
}

static bool has_symbol(enum CXCursorKind kind)
{
    switch (kind) {
    case CXCursor_VarDecl:
    case CXCursor_ParmDecl:
    case CXCursor_FunctionDecl:
    case CXCursor_CXXMethod:
    case CXCursor_Constructor:
    case CXCursor_Destructor:
    case CXCursor_ConversionFunction:
    case CXCursor_FunctionTemplate:
    case CXCursor_UnexposedDecl: /* a name of a structured binding */
        return true;
    default:
        return false;
    }
}

/* A parameter of a template where an argument stands for it: that is its only child. */
static bool lower_argument(Lowering *lowering, CXCursor cursor, NodeId *id)
{
    Children children = children_begin(lowering, cursor);
    bool is_argument = children.count == 1 && clang.isExpression(clang.getCursorKind(child_at(lowering, children, 0)));
    if (is_argument)
        *id = lower_expression(lowering, child_at(lowering, children, 0));
    children_end(lowering, children);
    return is_argument;
}

NodeId lower_reference(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    NodeId id;
    CXCursor declaration = clang.getCursorReferenced(cursor);
    enum CXCursorKind kind = clang.getCursorKind(declaration);
    if (kind == CXCursor_EnumConstantDecl)
        return lower_enumerator(lowering, declaration, extent, cursor_type(lowering, cursor));
    note_made_variable(lowering, declaration);
    if (has_symbol(kind))
        return lower_symbol(lowering, extent, symbol_of(lowering, declaration), cursor_type(lowering, cursor));
    bool may_be_argument = lowering->unit->is_cxx && (kind == CXCursor_NonTypeTemplateParameter || clang.Cursor_isNull(declaration));
    if (may_be_argument && lower_argument(lowering, cursor, &id))
        return id;
    return lower_unresolved(lowering, cursor, extent);
}

/* --- members ------------------------------------------------------------------------------------------------------ */

static bool is_arrow(Lowering *lowering, CXCursor base)
{
    CXType type = clang.getCanonicalType(clang.getCursorType(base));
    if (type.kind == CXType_Pointer || type.kind == CXType_ObjCObjectPointer)
        return true;
    if (type.kind != CXType_Dependent && type.kind != CXType_Unexposed)
        return false;
    Extent extent = extent_of(lowering, base);
    if (!extent.file || extent.is_in_body)
        return false;
    const FileText *file = file_text(lowering, extent.file);
    return text_starts_with(file, text_skip_space(file, extent.end), "->");
}

static bool is_unnamed_field(CXCursor field)
{
    if (clang.getCursorKind(field) != CXCursor_FieldDecl)
        return false;
    CXString name = clang.getCursorSpelling(field);
    const char *text = clang.getCString(name);
    bool is_unnamed = !text || !text[0] || strchr(text, '(');
    clang.disposeString(name);
    return is_unnamed;
}

/* Goes below the steps through anonymous structs, which nobody wrote. */
static CXCursor written_base(Lowering *lowering, CXCursor cursor)
{
    for (;;) {
        Children children = children_begin(lowering, cursor);
        children_keep_code(lowering, &children);
        CXCursor base = child_at(lowering, children, 0);
        children_end(lowering, children);
        if (clang.getCursorKind(base) != CXCursor_MemberRefExpr || !is_unnamed_field(clang.getCursorReferenced(base)))
            return base;
        cursor = base;
    }
}

static StringId member_name(Lowering *lowering, CXCursor cursor, CXCursor declaration, const Extent *extent)
{
    if (!clang.Cursor_isNull(declaration))
        return intern_cx(lowering, clang.getCursorSpelling(declaration));
    CXString spelling = clang.getCursorSpelling(cursor);
    const char *text = clang.getCString(spelling);
    StringId name = interner_string(lowering->interner, text);
    clang.disposeString(spelling);
    uint32_t offset = 0, length = 0;
    if (name || !extent->file)
        return name;
    const FileText *file = file_text(lowering, extent->file);
    if (!extent->is_in_body || !extent->macro)
        for (uint32_t at = extent->begin; at < extent->end; at = text_skip_space(file, text_skip_token(file, at)))
            if (text_identifier(file, at)) {
                offset = at;
                length = text_identifier(file, at);
            }
    return length ? interner_text(lowering->interner, file->text + offset, length) : 0;
}

static NodeId lower_this(Lowering *lowering, const Extent *extent, CXCursor member)
{
    Extent nowhere = *extent;
    nowhere.end = nowhere.begin;
    TypeId type = 0;
    RecordId record = 0;
    CXCursor parent = clang.Cursor_isNull(member) ? member : clang.getCursorSemanticParent(member);
    if (!clang.Cursor_isNull(parent) && clang.isDeclaration(clang.getCursorKind(parent)))
        record = record_of(lowering, parent);
    if (record)
        type = type_pointer_to(lowering, type_of(lowering, clang.getCursorType(parent)));
    return finish_node(lowering, add_node(lowering, N_THIS, &nowhere, type), NULL, 0);
}

NodeId lower_member(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    CXCursor declaration = clang.getCursorReferenced(cursor);
    enum CXCursorKind kind = clang.getCursorKind(declaration);
    TypeId type = cursor_type(lowering, cursor);
    if (kind == CXCursor_EnumConstantDecl)
        return lower_enumerator(lowering, declaration, extent, type);
    note_made_variable(lowering, declaration);
    if (kind == CXCursor_VarDecl || is_defining_member(lowering, declaration))
        return lower_symbol(lowering, extent, symbol_of(lowering, declaration), type);
    CXCursor base_cursor = written_base(lowering, cursor);
    bool is_implicit = clang.Cursor_isNull(base_cursor);
    NodeId base = is_implicit ? lower_this(lowering, extent, declaration) : lower_expression(lowering, base_cursor);
    bool is_unknown = is_stand_in(lowering, declaration);
    FieldId field = kind == CXCursor_FieldDecl && !is_unknown ? field_of(lowering, declaration) : 0;
    SymbolId symbol = has_symbol(kind) ? symbol_of(lowering, declaration) : 0;
    const CType *declared = field ? unit_type(lowering->unit, lowering->unit->fields.items[field].type) : NULL;
    if (declared && declared->kind == CTYPE_UNKNOWN)
        type = lowering->unit->fields.items[field].type;
    if (is_unknown)
        type = 0;
    NodeId id = add_node(lowering, N_MEMBER, extent, type);
    StringId name = member_name(lowering, cursor, declaration, extent);
    Node *node = node_at(lowering, id);
    node->text = name;
    node->field = field;
    node->symbol = symbol;
    if (is_implicit || is_arrow(lowering, base_cursor))
        node->flags |= NODE_IS_ARROW;
    return finish_node(lowering, id, &base, 1);
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

/* Arguments that are not written, the default ones of C++, stand nowhere. */
static bool is_written(CXCursor cursor)
{
    CXSourceRange range = clang.getCursorExtent(cursor);
    return !clang.Range_isNull(range) && range.begin_int_data;
}

static NodeId finish_call(Lowering *lowering, CXCursor cursor, NodeKind kind, const Extent *extent, uint32_t base)
{
    NodeId id = add_node(lowering, kind, extent, cursor_type(lowering, cursor));
    finish_node(lowering, id, lowering->node_stack.items + base, lowering->node_stack.count - base);
    lowering->node_stack.count = base;
    const Node *callee = unit_node(lowering->unit, unit_child(lowering->unit, node_at(lowering, id), 0));
    const Symbol *called = callee && lowering->stand_in_file ? unit_symbol(lowering->unit, callee->symbol) : NULL;
    if (kind == N_CALL && called && called->is_undeclared)
        node_at(lowering, id)->type = 0;
    return id;
}

static void push_arguments(Lowering *lowering, Children children, uint32_t first)
{
    for (uint32_t i = first; i < children.count; i++) {
        CXCursor argument = child_at(lowering, children, i);
        if (is_written(argument)) {
            NodeId node = lower_expression(lowering, argument);
            vector_push(&lowering->node_stack, node);
        }
    }
}

/* `[] { ... }()`: the object whose operator() is called is a function of the unit, so that is what is called. */
static void call_closure(Lowering *lowering, uint32_t callee)
{
    NodeId *nodes = lowering->node_stack.items + callee;
    uint32_t count = lowering->node_stack.count - callee;
    const Node *object = count > 1 && nodes[1] ? node_at(lowering, nodes[1]) : NULL;
    const Symbol *symbol = object && object->kind == N_REF ? unit_symbol(lowering->unit, object->symbol) : NULL;
    if (!symbol || symbol->kind != SYMBOL_FUNCTION)
        return;
    for (uint32_t i = 1; i < count; i++)
        nodes[i - 1] = nodes[i];
    lowering->node_stack.count--;
}

/* An overloaded operator's children stand in the order they are written in; its arguments are known by libclang. */
static NodeId lower_operator_call(Lowering *lowering, CXCursor cursor, Children children, const Extent *extent)
{
    uint32_t base = lowering->node_stack.count;
    int count = clang.Cursor_getNumArguments(cursor);
    vector_push(&lowering->node_stack, 0);
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = child_at(lowering, children, i);
        bool is_argument = false;
        for (int n = 0; n < count; n++)
            is_argument |= clang.equalCursors(child, clang.Cursor_getArgument(cursor, (unsigned)n)) != 0;
        if (!is_argument && !lowering->node_stack.items[base]) {
            NodeId callee = lower_expression(lowering, child);
            lowering->node_stack.items[base] = callee;
        }
    }
    for (int n = 0; n < count; n++) {
        CXCursor argument = clang.Cursor_getArgument(cursor, (unsigned)n);
        NodeId node = is_written(argument) ? lower_expression(lowering, argument) : 0;
        if (node)
            vector_push(&lowering->node_stack, node);
    }
    call_closure(lowering, base);
    return finish_call(lowering, cursor, N_CALL, extent, base);
}

/* `Foo_Type = Bar_Type;` of structs as C has them, which C++ does by an operator that nobody wrote. */
static bool is_plain_copy(CXCursor cursor)
{
    CXCursor called = clang.getCursorReferenced(cursor);
    return clang.getCursorKind(called) == CXCursor_CXXMethod && clang.Cursor_getNumArguments(cursor) == 2 &&
           clang.isPODType(clang.getCursorType(clang.Cursor_getArgument(cursor, 0))) &&
           clang.equalLocations(clang.getCursorLocation(called), clang.getCursorLocation(clang.getCursorSemanticParent(called)));
}

static NodeId lower_plain_copy(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    NodeId sides[2];
    for (unsigned i = 0; i < 2; i++)
        sides[i] = lower_expression(lowering, clang.Cursor_getArgument(cursor, i));
    NodeId id = add_node(lowering, N_BINARY, extent, cursor_type(lowering, cursor));
    node_at(lowering, id)->operator = OP_ASSIGN;
    return finish_node(lowering, id, sides, 2);
}

static bool is_operator_call(const Lowering *lowering, CXCursor cursor, Children children)
{
    return lowering->unit->is_cxx && clang.Cursor_getNumArguments(cursor) > 0 &&
           clang.equalCursors(child_at(lowering, children, 0), clang.Cursor_getArgument(cursor, 0));
}

/* A lambda becomes a pointer to a function by a call of its conversion, which nobody writes. */
static NodeId lower_converted_lambda(Lowering *lowering, CXCursor call)
{
    enum { WRAPPINGS = 4 };
    if (clang.getCursorKind(clang.getCursorReferenced(call)) != CXCursor_ConversionFunction)
        return 0;
    CXCursor inner = call;
    for (unsigned depth = 0; depth < WRAPPINGS && clang.getCursorKind(inner) != CXCursor_LambdaExpr; depth++) {
        Children children = children_begin(lowering, inner);
        inner = children.count ? child_at(lowering, children, 0) : clang.getNullCursor();
        children_end(lowering, children);
    }
    NodeId id = clang.getCursorKind(inner) == CXCursor_LambdaExpr ? lower_expression(lowering, inner) : 0;
    return id && node_at(lowering, id)->kind == N_REF ? id : 0;
}

/* `__builtin_expect(self->name != NULL, 1)`, which likely() and unlikely() expand to, is its first argument. The call stays without
 * children: a node has one parent. */
static NodeId strip_expectation(Lowering *lowering, NodeId id)
{
    const Unit *unit = lowering->unit;
    Node *call = node_at(lowering, id);
    const Node *callee = call->child_count >= 3 ? unit_node(unit, unit_child(unit, call, 0)) : NULL;
    const Symbol *symbol = callee && callee->kind == N_REF ? unit_symbol(unit, callee->symbol) : NULL;
    NodeId value = callee ? unit_child(unit, call, 1) : 0;
    if (!value || !symbol || strncmp(unit_string(unit, symbol->name), "__builtin_expect", strlen("__builtin_expect")) != 0)
        return id;
    call->kind = N_OTHER;
    call->child_count = 0;
    return value;
}

NodeId lower_call(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    NodeId stand_in;
    if (lower_stand_in_call(lowering, cursor, extent, &stand_in))
        return stand_in;
    NodeId lambda = lowering->unit->is_cxx ? lower_converted_lambda(lowering, cursor) : 0;
    if (lambda)
        return lambda;
    CXCursor constructor = lowering->unit->is_cxx ? clang.getCursorReferenced(cursor) : clang.getNullCursor();
    bool is_constructor = clang.getCursorKind(constructor) == CXCursor_Constructor;
    Children children = children_begin(lowering, cursor);
    children_keep_code(lowering, &children);
    uint32_t base = lowering->node_stack.count;
    NodeId id;
    if (is_constructor || (lowering->unit->is_cxx && clang.Cursor_getNumArguments(cursor) < 0)) {
        push_arguments(lowering, children, 0);
        bool is_known = is_constructor && !is_stand_in(lowering, constructor);
        SymbolId symbol = is_known ? symbol_of(lowering, constructor) : 0;
        id = finish_call(lowering, cursor, N_CONSTRUCT, extent, base);
        node_at(lowering, id)->symbol = symbol;
    } else if (is_operator_call(lowering, cursor, children)) {
        id = is_plain_copy(cursor) ? lower_plain_copy(lowering, cursor, extent) : lower_operator_call(lowering, cursor, children, extent);
    } else {
        NodeId callee = lower_expression(lowering, child_at(lowering, children, 0));
        vector_push(&lowering->node_stack, callee);
        push_arguments(lowering, children, 1);
        id = strip_expectation(lowering, finish_call(lowering, cursor, N_CALL, extent, base));
    }
    children_end(lowering, children);
    return id;
}

NodeId lower_message(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    children_keep_code(lowering, &children);
    uint32_t base = lowering->node_stack.count;
    vector_push(&lowering->node_stack, 0);
    push_arguments(lowering, children, 0);
    NodeId id = finish_call(lowering, cursor, N_CALL, extent, base);
    StringId selector = intern_cx(lowering, clang.getCursorSpelling(cursor));
    node_at(lowering, id)->text = selector;
    children_end(lowering, children);
    return id;
}

/* `new T(a, b)` holds the call of a constructor, whose arguments are those of the new. */
NodeId lower_new(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    children_keep_code(lowering, &children);
    uint32_t base = lowering->node_stack.count;
    push_arguments(lowering, children, 0);
    children_end(lowering, children);
    uint32_t count = lowering->node_stack.count - base;
    SymbolId constructor = 0;
    uint32_t placement = 0;
    const Node *last = count ? node_at(lowering, lowering->node_stack.items[base + count - 1]) : NULL;
    if (last && last->kind == N_CONSTRUCT) {
        NodeId construct = lowering->node_stack.items[base + count - 1];
        constructor = last->symbol;
        placement = count - 1;
        lowering->node_stack.count--;
        for (uint32_t i = 0; i < node_at(lowering, construct)->child_count; i++) {
            NodeId argument = unit_child(lowering->unit, node_at(lowering, construct), i);
            vector_push(&lowering->node_stack, argument);
        }
        node_at(lowering, construct)->child_count = 0;
    }
    NodeId id = finish_call(lowering, cursor, N_NEW, extent, base);
    node_at(lowering, id)->symbol = constructor;
    node_at(lowering, id)->value = placement;
    return id;
}
