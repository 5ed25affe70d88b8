/* The walk over what stands at file, namespace and class scope. Only what stands in the scanned tree is lowered;
 * records of other headers follow when a type leads to them. */
#include "frontend/lowering.h"

#include <string.h>

void add_variable(Lowering *lowering, SymbolId symbol, CXCursor declaration, NodeId initialiser)
{
    Variable variable = {.symbol = symbol, .initialiser = initialiser, .span = name_span(lowering, declaration)};
    variable.is_in_template = is_in_template(lowering, declaration);
    uint32_t index = lowering->unit->variables.count;
    vector_push(&lowering->unit->variables, variable);
    Symbol *owner = &lowering->unit->symbols.items[symbol];
    const Variable *best = owner->variable ? &lowering->unit->variables.items[owner->variable] : NULL;
    bool is_extern = clang.Cursor_getStorageClass(declaration) == CX_SC_Extern;
    bool is_better = !best || (initialiser && !best->initialiser) || (!best->initialiser && !is_extern);
    if (is_better) {
        owner->variable = index;
        owner->span = variable.span;
        owner->is_in_system_header = false;
    }
}

static void lower_variable(Lowering *lowering, CXCursor cursor)
{
    SymbolId symbol = symbol_of(lowering, cursor);
    CXCursor outer = lowering->made;
    lowering->made = cursor;
    NodeId initialiser = lower_expression(lowering, clang.Cursor_getVarDeclInitializer(cursor));
    lowering->made = outer;
    add_variable(lowering, symbol, cursor, initialiser);
}

/* `PyType_Spec spec = {...};` in a class: each object has its own, and all are alike. */
static CXCursor member_initialiser(Lowering *lowering, CXCursor field)
{
    CXCursor found = clang.getNullCursor();
    Children children = children_begin(lowering, field);
    for (uint32_t i = 0; i < children.count; i++)
        if (clang.isExpression(clang.getCursorKind(child_at(lowering, children, i))))
            found = child_at(lowering, children, i);
    children_end(lowering, children);
    return found;
}

bool is_defining_member(Lowering *lowering, CXCursor field)
{
    CXType type = clang.getCanonicalType(clang.getCursorType(field));
    if (!lowering->unit->is_cxx || clang.getCursorKind(field) != CXCursor_FieldDecl)
        return false;
    if (type.kind == CXType_ConstantArray)
        type = clang.getCanonicalType(clang.getArrayElementType(type));
    if (type.kind != CXType_Record)
        return false;
    const Record *record = unit_record(lowering->unit, record_of(lowering, clang.getTypeDeclaration(type)));
    const char *name = record ? unit_string(lowering->unit, record->name) : "";
    return (strcmp(name, "PyType_Spec") == 0 || strcmp(name, "PyType_Slot") == 0) &&
           !clang.Cursor_isNull(member_initialiser(lowering, field));
}

static void lower_defining_member(Lowering *lowering, CXCursor field)
{
    SymbolId symbol = symbol_of(lowering, field);
    NodeId initialiser = lower_expression(lowering, member_initialiser(lowering, field));
    add_variable(lowering, symbol, field, initialiser);
}

/* --- functions ---------------------------------------------------------------------------------------------------- */

static CXCursor find_body(const Lowering *lowering, Children children)
{
    for (uint32_t i = children.count; i-- > 0;) {
        CXCursor child = child_at(lowering, children, i);
        enum CXCursorKind kind = clang.getCursorKind(child);
        if (kind == CXCursor_CompoundStmt || kind == CXCursor_CXXTryStmt)
            return child;
    }
    return clang.getNullCursor();
}

static void lower_parameters(Lowering *lowering, Children children, Function *function)
{
    uint32_t base = lowering->node_stack.count;
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = child_at(lowering, children, i);
        if (clang.getCursorKind(child) != CXCursor_ParmDecl)
            continue;
        SymbolId symbol = symbol_of(lowering, child);
        lowering->unit->symbols.items[symbol].parameter_index = function->parameter_count++;
        lowering->unit->symbols.items[symbol].owner = lowering->function;
        vector_push(&lowering->node_stack, symbol);
    }
    function->first_parameter = function->parameter_count ? lowering->unit->lists.count : 0;
    for (uint32_t i = base; i < lowering->node_stack.count; i++)
        vector_push(&lowering->unit->lists, lowering->node_stack.items[i]);
    lowering->node_stack.count = base;
}

/* `member(value)` of a constructor; `member()` is a value of zero. */
static NodeId lower_member_initialiser(Lowering *lowering, CXCursor member, CXCursor value)
{
    Extent extent = extent_of(lowering, member);
    CXCursor declaration = clang.getCursorReferenced(member);
    TypeId type = cursor_type(lowering, declaration);
    Extent here = extent;
    here.end = here.begin;
    NodeId this_node = finish_node(lowering, add_node(lowering, N_THIS, &here, 0), NULL, 0);
    NodeId target = add_node(lowering, N_MEMBER, &extent, type);
    FieldId field = clang.getCursorKind(declaration) == CXCursor_FieldDecl ? field_of(lowering, declaration) : 0;
    StringId name = intern_cx(lowering, clang.getCursorSpelling(declaration));
    node_at(lowering, target)->text = name;
    node_at(lowering, target)->field = field;
    node_at(lowering, target)->flags |= NODE_IS_ARROW;
    finish_node(lowering, target, &this_node, 1);
    Extent value_extent = clang.Cursor_isNull(value) ? (Extent){0} : extent_of(lowering, value);
    NodeId value_node = value_extent.file ? lower_expression(lowering, value) : 0;
    const CType *member_type = unit_type(lowering->unit, type);
    if (!value_node) {
        bool is_pointer = member_type && member_type->kind == CTYPE_POINTER;
        bool is_scalar = is_pointer || (member_type && member_type->kind == CTYPE_INTEGER);
        value_node = add_node(lowering, is_scalar ? N_INTEGER : N_OTHER, &extent, type);
        node_at(lowering, value_node)->flags |= is_pointer ? NODE_IS_NULL : 0;
    }
    NodeId parts[2] = {target, value_node};
    NodeId id = add_node(lowering, N_BINARY, &extent, type);
    node_at(lowering, id)->operator = OP_ASSIGN;
    if (value_extent.file == extent.file && value_extent.end > extent.end) {
        Extent whole = extent;
        whole.end = value_extent.end;
        node_at(lowering, id)->span = span_of(lowering, &whole);
    }
    return finish_node(lowering, id, parts, 2);
}

/* A constructor's children are its parameters, then what it initialises: a member's name and its value, or a base
 * class's name and the call of its constructor; then the body. */
static NodeId lower_initialisers(Lowering *lowering, Children children, const Extent *extent)
{
    uint32_t base = lowering->node_stack.count;
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = child_at(lowering, children, i);
        NodeId id = 0;
        if (clang.getCursorKind(child) == CXCursor_MemberRef) {
            CXCursor next = child_at(lowering, children, i + 1);
            bool has_value = !clang.Cursor_isNull(next) && clang.isExpression(clang.getCursorKind(next));
            id = lower_member_initialiser(lowering, child, has_value ? next : clang.getNullCursor());
            i += has_value;
        } else if (clang.isExpression(clang.getCursorKind(child))) {
            id = lower_expression(lowering, child);
        }
        if (id)
            vector_push(&lowering->node_stack, id);
    }
    uint32_t count = lowering->node_stack.count - base;
    NodeId block = 0;
    if (count) {
        block = add_node(lowering, N_BLOCK, extent, 0);
        finish_node(lowering, block, lowering->node_stack.items + base, count);
    }
    lowering->node_stack.count = base;
    return block;
}

static bool is_constructor(CXCursor cursor)
{
    enum CXCursorKind kind = clang.getCursorKind(cursor);
    return kind == CXCursor_Constructor ||
           (kind == CXCursor_FunctionTemplate && clang.getTemplateCursorKind(cursor) == CXCursor_Constructor);
}

static void lower_body(Lowering *lowering, SymbolId id, CXCursor cursor, Children children, CXCursor body)
{
    Extent extent = extent_of(lowering, cursor);
    SymbolId outer = lowering->function;
    CXCursor outer_made = lowering->made;
    bool outer_is_broken = lowering->function_is_broken;
    Function function = {.symbol = id, .span = span_of(lowering, &extent)};
    lowering->function = function.symbol;
    lowering->function_is_broken = false;
    if (clang.isDeclaration(clang.getCursorKind(cursor)))
        lowering->made = cursor;
    lower_parameters(lowering, children, &function);
    if (is_constructor(cursor))
        function.initialisers = lower_initialisers(lowering, children, &extent);
    function.is_made_from_template = is_made_from_template(lowering, cursor);
    if (function.is_made_from_template)
        note_made_class(lowering, cursor);
    function.body = lower_statement(lowering, body);
    function.is_broken = lowering->function_is_broken;
    lowering->function = outer;
    lowering->made = outer_made;
    lowering->function_is_broken = outer_is_broken;
    Symbol *symbol = &lowering->unit->symbols.items[function.symbol];
    symbol->function = lowering->unit->functions.count;
    symbol->is_in_system_header = false;
    vector_push(&lowering->unit->functions, function);
}

/* `[](PyObject *self) { ... }` converts to a pointer to a function: one whose name nobody wrote. */
static CXCursor call_operator(Lowering *lowering, CXCursor closure)
{
    CXCursor found = clang.getNullCursor();
    Children members = children_begin(lowering, closure);
    for (uint32_t i = 0; i < members.count; i++)
        if (clang.getCursorKind(child_at(lowering, members, i)) == CXCursor_CXXMethod)
            found = child_at(lowering, members, i);
    children_end(lowering, members);
    return found;
}

static enum CXVisitorResult visit_capture(CXCursor cursor, CXClientData has_captures)
{
    (void)cursor;
    *(bool *)has_captures = true;
    return CXVisit_Break;
}

SymbolId lower_closure(Lowering *lowering, CXCursor cursor)
{
    bool has_captures = false;
    CXType type = clang.getCursorType(cursor);
    clang.Type_visitFields(type, visit_capture, &has_captures);
    if (has_captures)
        return 0;
    CXCursor method = call_operator(lowering, clang.getTypeDeclaration(type));
    Children children = children_begin(lowering, cursor);
    CXCursor body = find_body(lowering, children);
    SymbolId id = 0;
    if (!clang.Cursor_isNull(method) && !clang.Cursor_isNull(body)) {
        Symbol symbol = {.kind = SYMBOL_FUNCTION, .linkage = LINKAGE_INTERNAL};
        symbol.name = interner_string(lowering->interner, "lambda");
        symbol.type = cursor_type(lowering, method);
        Extent extent = extent_of(lowering, cursor);
        symbol.span = span_of(lowering, &extent);
        id = lowering->unit->symbols.count;
        vector_push(&lowering->unit->symbols, symbol);
        lower_body(lowering, id, cursor, children, body);
    }
    children_end(lowering, children);
    return id;
}

/* `X(a, b)` in front of a definition, where no header says that X is a macro: C before C23 takes it for the head of a
 * function of type int, and what follows up to the next body for declarations of its parameters. */
static void note_untyped(Lowering *lowering, CXCursor cursor)
{
    FileId file = 0;
    Extent extent = extent_of(lowering, cursor);
    uint32_t name = place_of(lowering, clang.getCursorLocation(cursor), &file);
    if (!lowering->unit->is_cxx && file && file == extent.file && name == extent.begin && !extent.macro)
        vector_push(&lowering->untyped_functions, (TextPlace){file, name});
}

static void lower_function(Lowering *lowering, CXCursor cursor)
{
    Children children = children_begin(lowering, cursor);
    CXCursor body = find_body(lowering, children);
    if (!clang.Cursor_isNull(body)) {
        SymbolId id = symbol_of(lowering, cursor);
        lower_body(lowering, id, cursor, children, body);
        note_untyped(lowering, cursor);
        Span name = name_span(lowering, cursor);
        lowering->unit->symbols.items[id].span = name;
    }
    children_end(lowering, children);
}

/* --- scopes ------------------------------------------------------------------------------------------------------- */

static void lower_scope(Lowering *lowering, CXCursor cursor)
{
    if (lowering->depth >= LOWERING_DEPTH_LIMIT)
        return;
    lowering->depth++;
    Children children = children_begin(lowering, cursor);
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = child_at(lowering, children, i);
        if (clang.isDeclaration(clang.getCursorKind(child)))
            lower_declaration(lowering, child);
    }
    children_end(lowering, children);
    lowering->depth--;
}

static void lower_record_scope(Lowering *lowering, CXCursor cursor)
{
    record_of(lowering, cursor);
    if (lowering->unit->is_cxx && clang.isCursorDefinition(cursor))
        lower_scope(lowering, cursor);
}

/* clang names an untagged record after its typedef, but not if one of the record's fields is in error. */
static void lower_typedef(Lowering *lowering, CXCursor cursor)
{
    CXType type = clang.getCanonicalType(clang.getTypedefDeclUnderlyingType(cursor));
    RecordId id = type.kind == CXType_Record ? record_of(lowering, clang.getTypeDeclaration(type)) : 0;
    if (!id || lowering->unit->records.items[id].name)
        return;
    StringId name = qualified_name(lowering, cursor);
    lowering->unit->records.items[id].name = name;
}

void lower_declaration(Lowering *lowering, CXCursor cursor)
{
    if (!cursor_is_in_tree(lowering, cursor) && clang.getCursorKind(cursor) != CXCursor_LinkageSpec)
        return;
    switch (clang.getCursorKind(cursor)) {
    case CXCursor_Namespace:
    case CXCursor_LinkageSpec:
    case CXCursor_UnexposedDecl:
    case CXCursor_FriendDecl:
    case CXCursor_ObjCImplementationDecl:
    case CXCursor_ObjCCategoryImplDecl:
        lower_scope(lowering, cursor);
        break;
    case CXCursor_StructDecl:
    case CXCursor_UnionDecl:
    case CXCursor_ClassDecl:
    case CXCursor_ClassTemplate:
    case CXCursor_ClassTemplatePartialSpecialization:
        lower_record_scope(lowering, cursor);
        break;
    case CXCursor_FunctionDecl:
    case CXCursor_FunctionTemplate:
    case CXCursor_CXXMethod:
    case CXCursor_Constructor:
    case CXCursor_Destructor:
    case CXCursor_ConversionFunction:
    case CXCursor_ObjCInstanceMethodDecl:
    case CXCursor_ObjCClassMethodDecl:
        lower_function(lowering, cursor);
        break;
    case CXCursor_VarDecl:
        lower_variable(lowering, cursor);
        break;
    case CXCursor_FieldDecl:
        if (is_defining_member(lowering, cursor))
            lower_defining_member(lowering, cursor);
        break;
    case CXCursor_TypedefDecl:
        lower_typedef(lowering, cursor);
        break;
    default:
        break;
    }
}

static void lower_made_variables(Lowering *lowering)
{
    for (uint32_t i = 0; i < lowering->made_variables.count; i++) {
        CXCursor cursor = lowering->made_variables.items[i];
        SymbolId id = symbol_of(lowering, cursor);
        note_made_class(lowering, cursor);
        if (!lowering->unit->symbols.items[id].variable)
            lower_variable(lowering, cursor);
    }
}

static enum CXChildVisitResult visit_top_level(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    if (clang.isDeclaration(clang.getCursorKind(cursor))) {
        lower_declaration(data, cursor);
        records_complete(data);
    }
    return CXChildVisit_Continue;
}

void lower_translation_unit(Lowering *lowering)
{
    clang.visitChildren(clang.getTranslationUnitCursor(lowering->translation_unit), visit_top_level, lowering);
    lower_made_variables(lowering);
    symbols_join_clashing(lowering);
    records_complete(lowering);
    records_join_bases(lowering);
    records_find_objects(lowering->unit);
}
