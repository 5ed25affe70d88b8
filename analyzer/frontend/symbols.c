#include "frontend/lowering.h"

#include <string.h>

static SymbolKind symbol_kind(CXCursor declaration)
{
    switch (clang.getCursorKind(declaration)) {
    case CXCursor_ParmDecl:
        return SYMBOL_PARAMETER;
    case CXCursor_FunctionDecl:
    case CXCursor_FunctionTemplate:
    case CXCursor_CXXMethod:
    case CXCursor_Constructor:
    case CXCursor_Destructor:
    case CXCursor_ConversionFunction:
    case CXCursor_ObjCInstanceMethodDecl:
    case CXCursor_ObjCClassMethodDecl:
        return SYMBOL_FUNCTION;
    default:
        return SYMBOL_VARIABLE;
    }
}

static bool is_scope(enum CXCursorKind kind)
{
    return kind == CXCursor_Namespace || kind == CXCursor_StructDecl || kind == CXCursor_ClassDecl ||
           kind == CXCursor_UnionDecl || kind == CXCursor_ClassTemplate ||
           kind == CXCursor_ClassTemplatePartialSpecialization;
}

static const char *cursor_name(Lowering *lowering, CXCursor cursor)
{
    CXString cx_name = clang.getCursorSpelling(cursor);
    const char *text = clang.getCString(cx_name);
    const char *name = arena_copy_string(lowering->arena, text && !strchr(text, '(') ? text : "");
    /* The one name that has brackets of its own. */
    if (text && strcmp(text, "operator()") == 0)
        name = "operator()";
    clang.disposeString(cx_name);
    return name;
}

StringId qualified_name(Lowering *lowering, CXCursor declaration)
{
    const char *name = cursor_name(lowering, declaration);
    if (!lowering->unit->is_cxx)
        return interner_string(lowering->interner, name);
    CXCursor parent = clang.getCursorSemanticParent(declaration);
    for (unsigned depth = 0; depth < 64 && is_scope(clang.getCursorKind(parent)); depth++) {
        const char *scope = cursor_name(lowering, parent);
        if (scope[0])
            name = arena_format(lowering->arena, "%s::%s", scope, name);
        parent = clang.getCursorSemanticParent(parent);
    }
    return interner_string(lowering->interner, name);
}

static Linkage symbol_linkage(CXCursor declaration)
{
    if (clang.getCursorKind(declaration) == CXCursor_FieldDecl) /* is_defining_member() */
        return LINKAGE_INTERNAL;
    switch (clang.getCursorLinkage(declaration)) {
    case CXLinkage_Internal:
    case CXLinkage_UniqueExternal:
        return LINKAGE_INTERNAL;
    case CXLinkage_External:
        return LINKAGE_EXTERNAL;
    default:
        return LINKAGE_NONE;
    }
}

static RecordId class_of_method(Lowering *lowering, CXCursor declaration)
{
    enum CXCursorKind kind = clang.getCursorKind(declaration);
    if (kind == CXCursor_FunctionTemplate) {
        kind = clang.getTemplateCursorKind(declaration);
        if (kind == CXCursor_CXXMethod && clang.CXXMethod_isStatic(declaration))
            return 0;
    }
    bool is_method = kind == CXCursor_Constructor || kind == CXCursor_Destructor ||
                     kind == CXCursor_ConversionFunction ||
                     (kind == CXCursor_CXXMethod && !clang.CXXMethod_isStatic(declaration));
    return is_method ? record_of(lowering, clang.getCursorSemanticParent(declaration)) : 0;
}

/* A `PyType_Spec` with its slots on the stack says as much as a static one, also where its members are assigned one by one. */
static bool is_definition_of_type(Lowering *lowering, CXCursor declaration, TypeId type)
{
    static const char *const records[] = {"_typeobject", "PyType_Spec", "PyType_Slot", "PySlot", "PyMemberDef",
                                          "PyStructSequence_Desc"};
    const CType *declared = unit_type(lowering->unit, type);
    if (!declared || (declared->kind != CTYPE_RECORD && declared->kind != CTYPE_ARRAY))
        return false;
    const Record *record = unit_record(lowering->unit, unit_type_record(lowering->unit, type, 0));
    const char *name = record ? lowering->unit->text.items + record->name : "";
    if (clang.Cursor_isNull(clang.Cursor_getVarDeclInitializer(declaration)))
        return declared->kind == CTYPE_RECORD && strcmp(name, "PyType_Spec") == 0;
    for (size_t i = 0; i < sizeof records / sizeof *records; i++)
        if (strcmp(name, records[i]) == 0)
            return true;
    return false;
}

/* libclang has no kind for this attribute, so it is known by its text, which may stand in the body of a macro. */
static enum CXChildVisitResult find_cleanup(CXCursor child, CXCursor declaration, CXClientData data)
{
    (void)declaration;
    static const char *const names[] = {"cleanup", "__cleanup__", "gnu::cleanup"};
    Lowering *lowering = data;
    CXFile handle = NULL;
    unsigned offset = 0;
    if (clang.getCursorKind(child) != CXCursor_UnexposedAttr)
        return CXChildVisit_Continue;
    clang.getSpellingLocation(clang.getRangeStart(clang.getCursorExtent(child)), &handle, NULL, NULL, &offset);
    FileId file = handle ? file_of(lowering, handle) : 0;
    for (size_t i = 0; file && i < sizeof names / sizeof *names; i++)
        if (text_starts_with(file_text(lowering, file), offset, names[i]))
            return CXChildVisit_Break;
    return CXChildVisit_Continue;
}

static bool is_cleaned_up(Lowering *lowering, CXCursor declaration)
{
    return clang.Cursor_hasAttrs(declaration) && clang.visitChildren(declaration, find_cleanup, lowering) != 0;
}

static Symbol new_symbol(Lowering *lowering, CXCursor declaration)
{
    Symbol symbol = {.kind = symbol_kind(declaration), .linkage = symbol_linkage(declaration)};
    bool is_local = symbol.kind != SYMBOL_FUNCTION && symbol.linkage == LINKAGE_NONE;
    symbol.name = is_local ? interner_string(lowering->interner, cursor_name(lowering, declaration))
                           : qualified_name(lowering, declaration);
    symbol.type =
        symbol.kind == SYMBOL_FUNCTION ? cursor_type(lowering, declaration) : declared_type_of(lowering, declaration);
    symbol.span = name_span(lowering, declaration);
    symbol.is_in_system_header = !file_is_in_tree(lowering, symbol.span.file);
    if (symbol.linkage == LINKAGE_EXTERNAL)
        symbol.usr = intern_cx(lowering, clang.getCursorUSR(declaration));
    if (symbol.kind == SYMBOL_FUNCTION)
        symbol.method_of = class_of_method(lowering, declaration);
    if (is_local) {
        bool is_variable = symbol.kind == SYMBOL_VARIABLE && lowering->function;
        symbol.owner = lowering->function;
        symbol.is_static_local = is_variable && (clang.Cursor_hasVarDeclGlobalStorage(declaration) == 1 ||
                                                 is_definition_of_type(lowering, declaration, symbol.type));
        symbol.is_cleaned_up = is_variable && is_cleaned_up(lowering, declaration);
    }
    return symbol;
}

SymbolId symbol_of(Lowering *lowering, CXCursor declaration)
{
    SymbolId id = 0;
    if (clang.Cursor_isNull(declaration))
        return 0;
    if (is_stand_in(lowering, declaration))
        return symbol_of_stand_in(lowering, declaration);
    if (pointer_map_find(&lowering->symbol_ids, declaration.data[0], &id))
        return id;
    CXCursor canonical = clang.getCanonicalCursor(declaration);
    bool is_known = pointer_map_find(&lowering->symbol_ids, canonical.data[0], &id);
    if (!is_known) {
        Symbol symbol = new_symbol(lowering, canonical);
        id = lowering->unit->symbols.count;
        vector_push(&lowering->unit->symbols, symbol);
        pointer_map_add(&lowering->symbol_ids, lowering->arena, canonical.data[0], id);
    }
    if (canonical.data[0] != declaration.data[0])
        pointer_map_add(&lowering->symbol_ids, lowering->arena, declaration.data[0], id);
    return id;
}

SymbolId symbol_unresolved(Lowering *lowering, SymbolKind kind, const char *name, size_t length)
{
    SymbolId id = 0;
    StringId text = interner_text(lowering->interner, name, length);
    const void *key = (const void *)((uintptr_t)text << 1 | (kind == SYMBOL_FUNCTION));
    if (pointer_map_find(&lowering->unresolved_ids, key, &id))
        return id;
    id = lowering->unit->symbols.count;
    Symbol symbol = {.kind = kind, .name = text, .linkage = LINKAGE_EXTERNAL, .is_undeclared = true};
    vector_push(&lowering->unit->symbols, symbol);
    pointer_map_add(&lowering->unresolved_ids, lowering->arena, key, id);
    return id;
}
