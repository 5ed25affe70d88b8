/* What stands for names that are missing, seen from the code that uses it. Its types and sizes say nothing: they become
 * unknown again, its names stay. */
#include "frontend/lowering.h"

#include <string.h>

bool is_stand_in(Lowering *lowering, CXCursor declaration)
{
    CXFile file = NULL;
    if (!lowering->stand_in_file || clang.Cursor_isNull(declaration))
        return false;
    clang.getFileLocation(clang.getCursorLocation(declaration), &file, NULL, NULL, NULL);
    return file == lowering->stand_in_file;
}

SymbolId symbol_of_stand_in(Lowering *lowering, CXCursor declaration)
{
    enum CXCursorKind kind = clang.getCursorKind(declaration);
    bool is_variable = kind == CXCursor_VarDecl || kind == CXCursor_EnumConstantDecl || kind == CXCursor_FieldDecl;
    StringId name = qualified_name(lowering, declaration);
    const char *text = unit_string(lowering->unit, name);
    char *copy = arena_copy_string(lowering->arena, text);
    return symbol_unresolved(lowering, is_variable ? SYMBOL_VARIABLE : SYMBOL_FUNCTION, copy, strlen(copy));
}

/* --- uncertain sizes ---------------------------------------------------------------------------------------------- */

typedef struct Uncertainty {
    Lowering *lowering;
    bool found;
} Uncertainty;

static enum CXChildVisitResult find_stand_in(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    Uncertainty *check = data;
    check->found = check->found || is_stand_in(check->lowering, clang.getCursorReferenced(cursor));
    return check->found ? CXChildVisit_Break : CXChildVisit_Recurse;
}

static bool refers_to_stand_in(Lowering *lowering, CXCursor cursor)
{
    Uncertainty check = {.lowering = lowering};
    clang.visitChildren(cursor, find_stand_in, &check);
    return check.found;
}

bool field_is_uncertain(Lowering *lowering, CXCursor field)
{
    if (!lowering->stand_in_file)
        return false;
    CXType type = clang.getCursorType(field);
    bool has_length = type.kind == CXType_ConstantArray || clang.Cursor_isBitField(field);
    return type_is_uncertain(lowering, type) || (has_length && refers_to_stand_in(lowering, field));
}

static enum CXVisitorResult check_field(CXCursor field, CXClientData data)
{
    Uncertainty *check = data;
    check->found = field_is_uncertain(check->lowering, field);
    return check->found ? CXVisit_Break : CXVisit_Continue;
}

static enum CXChildVisitResult check_base(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    Uncertainty *check = data;
    if (clang.getCursorKind(cursor) == CXCursor_CXXBaseSpecifier)
        check->found = check->found || type_is_uncertain(check->lowering, clang.getCursorType(cursor));
    return check->found ? CXChildVisit_Break : CXChildVisit_Continue;
}

/* Remembered for each record. One that nests too deep is uncertain too. */
static bool record_is_uncertain(Lowering *lowering, CXCursor declaration)
{
    enum { NESTING_LIMIT = 64 };
    uint32_t known = 0;
    CXCursor definition = clang.getCursorDefinition(declaration);
    if (is_stand_in(lowering, declaration) || is_stand_in(lowering, definition) ||
        lowering->record_nesting > NESTING_LIMIT)
        return true;
    if (clang.Cursor_isNull(definition) || pointer_map_find(&lowering->uncertain_records, definition.data[0], &known))
        return known;
    Uncertainty check = {.lowering = lowering};
    lowering->record_nesting++;
    if (lowering->unit->is_cxx)
        clang.visitChildren(definition, check_base, &check);
    if (!check.found)
        clang.Type_visitFields(clang.getCursorType(definition), check_field, &check);
    lowering->record_nesting--;
    if (!pointer_map_find(&lowering->uncertain_records, definition.data[0], &known))
        pointer_map_add(&lowering->uncertain_records, lowering->arena, definition.data[0], check.found);
    return check.found;
}

bool type_is_uncertain(Lowering *lowering, CXType type)
{
    enum { SUGAR_LIMIT = 128 };
    if (!lowering->stand_in_file)
        return false;
    for (unsigned i = 0; i < SUGAR_LIMIT; i++) {
        if (type.kind == CXType_Elaborated) {
            type = clang.Type_getNamedType(type);
        } else if (type.kind == CXType_Typedef) {
            CXCursor declaration = clang.getTypeDeclaration(type);
            if (is_stand_in(lowering, declaration))
                return true;
            type = clang.getTypedefDeclUnderlyingType(declaration);
        } else if (type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray) {
            type = clang.getArrayElementType(type);
        } else {
            break;
        }
    }
    type = clang.getCanonicalType(type);
    return type.kind == CXType_Record && record_is_uncertain(lowering, clang.getTypeDeclaration(type));
}

bool enumerator_is_uncertain(Lowering *lowering, CXCursor enumerator)
{
    uint32_t known = 0;
    CXCursor list = clang.getCursorSemanticParent(enumerator);
    if (!lowering->stand_in_file)
        return false;
    if (!pointer_map_find(&lowering->uncertain_records, list.data[0], &known)) {
        known = refers_to_stand_in(lowering, list);
        pointer_map_add(&lowering->uncertain_records, lowering->arena, list.data[0], known);
    }
    return known;
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

/* `object.operator T()`, which nobody wrote: the object, with the type that was wanted. */
static NodeId lower_conversion(Lowering *lowering, CXCursor cursor, Children children, const Extent *extent)
{
    Children object = children_begin(lowering, child_at(lowering, children, 0));
    children_keep_code(lowering, &object);
    NodeId id = object.count ? lower_expression(lowering, child_at(lowering, object, 0))
                             : finish_node(lowering, add_node(lowering, N_OTHER, extent, 0), NULL, 0);
    children_end(lowering, object);
    TypeId type = cursor_type(lowering, cursor);
    node_at(lowering, id)->type = type;
    return id;
}

static NodeId lower_operator(Lowering *lowering, Children children, const Extent *extent)
{
    uint32_t base = lowering->node_stack.count;
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = child_at(lowering, children, i);
        CXCursor named = clang.getCursorReferenced(child);
        bool is_operator = is_stand_in(lowering, named) && clang.getCursorKind(named) != CXCursor_VarDecl &&
                           clang.getCursorKind(child) != CXCursor_CallExpr;
        NodeId node = is_operator ? 0 : lower_expression(lowering, child);
        if (node)
            vector_push(&lowering->node_stack, node);
    }
    NodeId id = add_node(lowering, N_OTHER, extent, 0);
    finish_node(lowering, id, lowering->node_stack.items + base, lowering->node_stack.count - base);
    lowering->node_stack.count = base;
    return id;
}

bool lower_stand_in_call(Lowering *lowering, CXCursor cursor, const Extent *extent, NodeId *id)
{
    CXCursor called = lowering->stand_in_file ? clang.getCursorReferenced(cursor) : clang.getNullCursor();
    if (!is_stand_in(lowering, called))
        return false;
    CXString name = clang.getCursorSpelling(called);
    const char *text = clang.getCString(name);
    bool is_conversion = clang.getCursorKind(called) == CXCursor_ConversionFunction;
    bool is_operator = text && strncmp(text, "operator", strlen("operator")) == 0;
    clang.disposeString(name);
    if (!is_conversion && !is_operator)
        return false;
    Children children = children_begin(lowering, cursor);
    children_keep_code(lowering, &children);
    *id = is_conversion ? lower_conversion(lowering, cursor, children, extent)
                        : lower_operator(lowering, children, extent);
    children_end(lowering, children);
    return true;
}
