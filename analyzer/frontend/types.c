#include "frontend/lowering.h"

#include <string.h>

/* Deeper types are written by no one. */
enum { TYPE_DEPTH_LIMIT = 128 };

static TypeId lower_type(Lowering *lowering, CXType type, unsigned depth);

static CTypeKind scalar_kind(enum CXTypeKind kind)
{
    if (kind == CXType_Void)
        return CTYPE_VOID;
    if (kind == CXType_Enum || (kind >= CXType_Bool && kind <= CXType_Int128))
        return CTYPE_INTEGER;
    if ((kind >= CXType_Float && kind <= CXType_LongDouble) || kind == CXType_Float128 || kind == CXType_Half ||
        kind == CXType_Float16 || kind == CXType_BFloat16 || kind == CXType_Ibm128 || kind == CXType_Complex)
        return CTYPE_FLOAT;
    return CTYPE_UNKNOWN;
}

/* Takes typedefs and elaborations off, one by one, so that what is below keeps the names it was written with. The type
 * of a stand-in is of kind CXType_Invalid. */
static CXType without_sugar(Lowering *lowering, CXType type)
{
    static const CXType unknown = {.kind = CXType_Invalid};
    for (unsigned i = 0; i < TYPE_DEPTH_LIMIT; i++) {
        if (type.kind == CXType_Elaborated)
            type = clang.Type_getNamedType(type);
        else if (type.kind == CXType_Typedef && is_stand_in(lowering, clang.getTypeDeclaration(type)))
            return unknown;
        else if (type.kind == CXType_Typedef)
            type = clang.getTypedefDeclUnderlyingType(clang.getTypeDeclaration(type));
        else if (type.kind == CXType_Atomic)
            type = clang.Type_getValueType(type);
        else
            break;
    }
    bool is_plain = scalar_kind(type.kind) != CTYPE_UNKNOWN || type.kind == CXType_Pointer ||
                    type.kind == CXType_Record || type.kind == CXType_FunctionProto ||
                    type.kind == CXType_FunctionNoProto ||
                    (type.kind >= CXType_ConstantArray && type.kind <= CXType_DependentSizedArray);
    type = is_plain ? type : clang.getCanonicalType(type);
    return type.kind == CXType_Record && is_stand_in(lowering, clang.getTypeDeclaration(type)) ? unknown : type;
}

static void fill_function(Lowering *lowering, CXType plain, CType *result, unsigned depth)
{
    int parameters = clang.getNumArgTypes(plain);
    result->kind = CTYPE_FUNCTION;
    result->target = lower_type(lowering, clang.getResultType(plain), depth);
    result->parameters = plain.kind == CXType_FunctionNoProto || parameters < 0 ? UINT32_MAX : (uint32_t)parameters;
}

static void fill_type(Lowering *lowering, CXType plain, CType *result, unsigned depth)
{
    switch (plain.kind) {
    case CXType_LValueReference:
    case CXType_RValueReference:
        result->is_reference = true;
        result->kind = CTYPE_POINTER;
        result->target = lower_type(lowering, clang.getPointeeType(plain), depth);
        break;
    case CXType_Pointer:
        result->kind = CTYPE_POINTER;
        result->target = lower_type(lowering, clang.getPointeeType(plain), depth);
        break;
    case CXType_NullPtr:
    case CXType_ObjCObjectPointer:
    case CXType_ObjCId:
    case CXType_ObjCClass:
    case CXType_BlockPointer:
        result->kind = CTYPE_POINTER;
        break;
    case CXType_ConstantArray:
        result->count = clang.getArraySize(plain);
        /* fall through */
    case CXType_IncompleteArray:
    case CXType_VariableArray:
    case CXType_DependentSizedArray:
        result->kind = CTYPE_ARRAY;
        result->target = lower_type(lowering, clang.getArrayElementType(plain), depth);
        break;
    case CXType_Record:
        result->kind = CTYPE_RECORD;
        result->record = record_of(lowering, clang.getTypeDeclaration(plain));
        break;
    case CXType_FunctionProto:
    case CXType_FunctionNoProto:
        fill_function(lowering, plain, result, depth);
        break;
    default:
        result->kind = scalar_kind(plain.kind);
        break;
    }
}

/* Without the place that clang writes into the name of a type that has none: "(unnamed struct at file.c:3:1)". */
static StringId type_spelling(Lowering *lowering, CXType type)
{
    CXString cx_text = clang.getTypeSpelling(type);
    const char *text = clang.getCString(cx_text);
    char *copy = arena_copy_string(lowering->arena, text ? text : "");
    clang.disposeString(cx_text);
    if (lowering->stand_in_file && strstr(copy, "gclint_")) /* what nobody wrote */
        return 0;
    for (char *place = strstr(copy, " at "); place; place = strstr(place, " at ")) {
        char *end = strchr(place, ')');
        if (!end)
            break;
        memmove(place, end, strlen(end) + 1);
    }
    return interner_string(lowering->interner, copy);
}

/* Only of types with a size: libclang crashes when asked for that of an overload set or a bound method. */
static int64_t type_size(Lowering *lowering, CXType type, CTypeKind kind)
{
    bool has_size = kind != CTYPE_FUNCTION && kind != CTYPE_VOID && kind != CTYPE_UNKNOWN;
    if (!has_size || type_is_uncertain(lowering, type))
        return -1;
    long long size = clang.Type_getSizeOf(type);
    return size < 0 ? -1 : size;
}

static TypeId lower_type(Lowering *lowering, CXType type, unsigned depth)
{
    TypeId id = 0;
    if (type.kind == CXType_Invalid || !type.data[0] || depth > TYPE_DEPTH_LIMIT)
        return 0;
    if (pointer_map_find(&lowering->type_ids, type.data[0], &id))
        return id;
    CXType plain = without_sugar(lowering, type);
    CType result = {
        .count = -1, .is_const = clang.isConstQualifiedType(type), .spelling = type_spelling(lowering, type)};
    fill_type(lowering, plain, &result, depth + 1);
    result.size = type_size(lowering, type, result.kind);
    id = lowering->unit->types.count;
    vector_push(&lowering->unit->types, result);
    pointer_map_add(&lowering->type_ids, lowering->arena, type.data[0], id);
    return id;
}

TypeId type_of(Lowering *lowering, CXType type)
{
    return lower_type(lowering, type, 0);
}

TypeId cursor_type(Lowering *lowering, CXCursor cursor)
{
    return lower_type(lowering, clang.getCursorType(cursor), 0);
}

TypeId type_named(Lowering *lowering, CTypeKind kind, const char *spelling, size_t length, int64_t size)
{
    StringId name = interner_text(lowering->interner, spelling, length);
    CType type = {.kind = kind, .count = -1, .size = size, .spelling = name};
    for (TypeId id = 1; id < lowering->unit->types.count; id++) {
        const CType *other = &lowering->unit->types.items[id];
        if (other->kind == kind && other->spelling == name && other->size == size)
            return id;
    }
    vector_push(&lowering->unit->types, type);
    return lowering->unit->types.count - 1;
}

TypeId type_of_record(Lowering *lowering, RecordId record)
{
    const Record *named = unit_record(lowering->unit, record);
    if (!named)
        return 0;
    CType type = {.kind = CTYPE_RECORD, .record = record, .count = -1, .size = named->size, .spelling = named->name};
    for (TypeId id = 1; id < lowering->unit->types.count; id++) {
        const CType *other = &lowering->unit->types.items[id];
        if (other->kind == CTYPE_RECORD && other->record == record && other->spelling == type.spelling && !other->is_const)
            return id;
    }
    vector_push(&lowering->unit->types, type);
    return lowering->unit->types.count - 1;
}

TypeId type_pointer_to(Lowering *lowering, TypeId target)
{
    const CType *target_type = unit_type(lowering->unit, target);
    const void *key = (const void *)(uintptr_t)target;
    TypeId id = 0;
    if (!target_type || pointer_map_find(&lowering->pointer_ids, key, &id))
        return id;
    const char *spelling = unit_string(lowering->unit, target_type->spelling);
    size_t length = strlen(spelling);
    const char *pointer =
        arena_format(lowering->arena, "%s%s*", spelling, length && spelling[length - 1] == '*' ? "" : " ");
    CType type = {.kind = CTYPE_POINTER, .target = target, .count = -1, .size = (int64_t)sizeof(void *),
                  .spelling = interner_string(lowering->interner, pointer)};
    id = lowering->unit->types.count;
    vector_push(&lowering->unit->types, type);
    pointer_map_add(&lowering->pointer_ids, lowering->arena, key, id);
    return id;
}

/* Whether a type is int below pointers and arrays: what clang makes of a name it does not know. */
static bool is_int_below(CXType type)
{
    type = clang.getCanonicalType(type);
    for (unsigned i = 0; i < TYPE_DEPTH_LIMIT; i++) {
        if (type.kind == CXType_Pointer)
            type = clang.getCanonicalType(clang.getPointeeType(type));
        else if (type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray)
            type = clang.getCanonicalType(clang.getArrayElementType(type));
        else
            break;
    }
    return type.kind == CXType_Int;
}

static bool names_integer(const char *text, uint32_t length)
{
    static const char *const words[] = {"int", "long", "short", "char", "signed", "auto"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(text, length, words[i], strlen(words[i])))
            return true;
    return false;
}

TypeId declared_type_of(Lowering *lowering, CXCursor declaration)
{
    CXType type = clang.getCursorType(declaration);
    if (!clang.isInvalidDeclaration(declaration) || !is_int_below(type))
        return type_of(lowering, type);
    Extent extent = extent_of(lowering, declaration);
    if (!extent.file || extent.is_in_body)
        return type_of(lowering, type);
    const FileText *file = file_text(lowering, extent.file);
    CXFile handle = NULL;
    unsigned name = 0;
    clang.getFileLocation(clang.getCursorLocation(declaration), &handle, NULL, NULL, &name);
    uint32_t length = name > extent.begin && name <= file->size ? name - extent.begin : 0;
    const char *text = file->text + extent.begin;
    while (length && (text[length - 1] == ' ' || text[length - 1] == '\n' || text[length - 1] == '\t'))
        length--;
    if (!length || memchr(text, ',', length) || names_integer(text, length))
        return type_of(lowering, type);
    return type_named(lowering, CTYPE_UNKNOWN, text, length, -1);
}
