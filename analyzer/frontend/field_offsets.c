/* Where fields stand. clang tells it of one field at a time and looks through the whole record each time, and through all that lie in it:
 * for the structs of an interpreter's state that takes longer than all else. So it is computed where it follows from sizes and
 * alignments alone, and compared with what clang says of the size and of the last field. */
#include "frontend/lowering.h"

typedef struct PlainLayout {
    long long end, alignment;
} PlainLayout;

static long long round_up(long long offset, long long alignment)
{
    return (offset + alignment - 1) / alignment * alignment;
}

/* The offset in bytes; -1 if more than size and alignment decide. */
static long long place(PlainLayout *layout, CXCursor field, bool is_union)
{
    CXType type = clang.getCursorType(field);
    long long size = clang.Type_getSizeOf(type), alignment = clang.Type_getAlignOf(type);
    if (size < 0 || alignment <= 0 || clang.Cursor_isBitField(field) || clang.Cursor_hasAttrs(field))
        return -1;
    long long offset = is_union ? 0 : round_up(layout->end, alignment);
    layout->end = layout->end > offset + size ? layout->end : offset + size;
    layout->alignment = layout->alignment > alignment ? layout->alignment : alignment;
    return offset;
}

static bool compute(CXCursor record, const CXCursor *fields, uint32_t count, int64_t *offsets)
{
    PlainLayout layout = {.alignment = 1};
    bool is_union = clang.getCursorKind(record) == CXCursor_UnionDecl;
    if (!count || clang.Cursor_hasAttrs(record))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        offsets[i] = place(&layout, fields[i], is_union);
        if (offsets[i] < 0)
            return false;
    }
    return clang.Type_getSizeOf(clang.getCursorType(record)) == round_up(layout.end, layout.alignment) &&
           clang.Cursor_getOffsetOfField(fields[count - 1]) == offsets[count - 1] * 8;
}

void field_offsets(const Lowering *lowering, CXCursor record, const CXCursor *fields, uint32_t count, int64_t *offsets)
{
    if (!lowering->unit->is_cxx && compute(record, fields, count, offsets))
        return;
    for (uint32_t i = 0; i < count; i++) {
        long long bits = clang.Cursor_isNull(fields[i]) ? -1 : clang.Cursor_getOffsetOfField(fields[i]);
        offsets[i] = bits < 0 ? -1 : bits / 8;
    }
}
