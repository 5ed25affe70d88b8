#include "frontend/lowering.h"

#include <string.h>

/* A plain decimal number as it stands in the file: most are, and reading them there is much cheaper than asking
 * clang. */
static bool read_decimal(const FileText *file, const Extent *extent, int64_t *value)
{
    uint32_t length = extent->end - extent->begin;
    if (length == 0 || length > 18 || (length > 1 && file->text[extent->begin] == '0'))
        return false;
    *value = 0;
    for (uint32_t i = extent->begin; i < extent->end; i++) {
        char byte = text_at(file, i);
        if (byte < '0' || byte > '9')
            return false;
        *value = *value * 10 + (byte - '0');
    }
    return true;
}

static NodeId lower_integer(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    int64_t value = 0;
    bool is_plain =
        extent->file && !extent->is_in_body && read_decimal(file_text(lowering, extent->file), extent, &value);
    if (!is_plain && !evaluate_integer(cursor, &value))
        return finish_node(lowering, add_node(lowering, N_OTHER, extent, cursor_type(lowering, cursor)), NULL, 0);
    NodeId id = add_node(lowering, N_INTEGER, extent, cursor_type(lowering, cursor));
    node_at(lowering, id)->value = value;
    return finish_node(lowering, id, NULL, 0);
}

static NodeId lower_null(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    NodeId id = add_node(lowering, N_INTEGER, extent, cursor_type(lowering, cursor));
    node_at(lowering, id)->flags |= NODE_IS_NULL;
    return finish_node(lowering, id, NULL, 0);
}

/* The byte an escape stands for; clang writes the simple ones, three octal digits, and \x, \u or \U in wide strings. */
static const char *unescape(const char *text, const char *end, char *byte)
{
    static const char letters[] = "abfnrtv", bytes[] = "\a\b\f\n\r\t\v";
    const char *letter = strchr(letters, *text);
    if (*text >= '0' && *text <= '7') {
        unsigned value = 0;
        for (int i = 0; i < 3 && text < end && *text >= '0' && *text <= '7'; i++)
            value = value * 8 + (unsigned)(*text++ - '0');
        *byte = (char)value;
        return text;
    }
    *byte = letter ? bytes[letter - letters] : *text;
    return text + 1;
}

/* The bytes up to the first zero. Of wide strings, the characters clang does not write as numbers. */
static StringId string_text(Lowering *lowering, CXCursor cursor)
{
    CXString spelling = clang.getCursorSpelling(cursor);
    const char *text = clang.getCString(spelling);
    const char *at = text ? strchr(text, '"') : NULL;
    const char *end = text ? strrchr(text, '"') : NULL;
    StringId id = 0;
    if (at && end > at) {
        char *bytes = arena_allocate(lowering->arena, (size_t)(end - at));
        size_t length = 0;
        for (at++; at < end;) {
            if (*at == '\\' && at + 1 < end)
                at = unescape(at + 1, end, &bytes[length++]);
            else
                bytes[length++] = *at++;
        }
        id = interner_text(lowering->interner, bytes, length);
    }
    clang.disposeString(spelling);
    return id;
}

static NodeId lower_string(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    NodeId id = add_node(lowering, N_STRING, extent, cursor_type(lowering, cursor));
    StringId text = string_text(lowering, cursor);
    node_at(lowering, id)->text = text;
    return finish_node(lowering, id, NULL, 0);
}

NodeId lower_literal(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    switch (clang.getCursorKind(cursor)) {
    case CXCursor_IntegerLiteral:
    case CXCursor_CharacterLiteral:
    case CXCursor_CXXBoolLiteralExpr:
    case CXCursor_ObjCBoolLiteralExpr:
        return lower_integer(lowering, cursor, extent);
    case CXCursor_GNUNullExpr:
    case CXCursor_CXXNullPtrLiteralExpr:
        return lower_null(lowering, cursor, extent);
    case CXCursor_StringLiteral:
        return lower_string(lowering, cursor, extent);
    case CXCursor_FloatingLiteral:
    case CXCursor_ImaginaryLiteral:
    case CXCursor_FixedPointLiteral:
        return finish_node(lowering, add_node(lowering, N_FLOAT, extent, cursor_type(lowering, cursor)), NULL, 0);
    default:
        return lower_all_children(lowering, cursor, N_OTHER, extent);
    }
}
