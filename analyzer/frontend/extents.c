/* Where code stands for a reader, and which macro it came from.
 *
 * clang places a token of a macro's body at the use of the outermost macro, and a token of a macro's argument where the
 * argument is written (clang_getFileLocation). So a place inside an expansion whose file place is the expansion's is from a
 * body, and the name that stands there is the macro's; otherwise it is from an argument of the macro that stands at the
 * expansion's place, or from the body of another macro used in that argument. */
#include "frontend/lowering.h"

/* clang numbers the bytes of all that it reads; the numbers of what macros yield have the highest bit. */
static bool is_macro_place(unsigned raw)
{
    return raw >> 31;
}

/* The bytes of one file are numbered one after the other, so only the first place in it has to be asked for. */
static void remember_file(Lowering *lowering, unsigned raw, FileId file, uint32_t offset)
{
    if (!is_macro_place(raw) && file_is_in_tree(lowering, file))
        lowering->numbered = (NumberedFile){.file = file, .first = raw - offset, .size = file_text(lowering, file)->size};
}

/* In the last file of the tree that was asked for. */
static bool is_in_numbered(const Lowering *lowering, CXSourceLocation location)
{
    const NumberedFile *numbered = &lowering->numbered;
    return numbered->file && location.int_data - numbered->first <= numbered->size;
}

uint32_t place_of(Lowering *lowering, CXSourceLocation location, FileId *file)
{
    const NumberedFile *numbered = &lowering->numbered;
    uint32_t raw = location.int_data;
    if (is_in_numbered(lowering, location)) {
        *file = numbered->file;
        return raw - numbered->first;
    }
    CXFile handle = NULL;
    unsigned offset = 0;
    clang.getFileLocation(location, &handle, NULL, NULL, &offset);
    *file = file_of(lowering, handle);
    remember_file(lowering, raw, *file, offset);
    return offset;
}

static MacroUse find_macro_use(Lowering *lowering, FileId file, uint32_t offset)
{
    const FileText *text = file_text(lowering, file);
    uint32_t length = text_identifier(text, offset);
    MacroUse use = {.file = file, .begin = offset, .end = offset + length};
    if (!length)
        return use;
    use.name = interner_text(lowering->interner, text->text + offset, length);
    uint32_t next = text_skip_space(text, use.end);
    if (text_at(text, next) == '(') {
        uint32_t end = text_skip_brackets(text, next);
        if (end != next)
            use.end = end;
    }
    return use;
}

/* The use of a macro whose name stands at an offset: `NAME` or `NAME(...)`. Valid until the next call. Short ones
 * never push a long one out, which would be read again for every use inside it. */
static const MacroUse *macro_use(Lowering *lowering, FileId file, uint32_t offset)
{
    enum { LONG_USE = 256 };
    uint32_t place = (offset ^ offset >> 5) % MACRO_USES;
    MacroUse *uses[] = {&lowering->short_uses[place], &lowering->long_uses[place]};
    for (unsigned i = 0; i < 2; i++)
        if (uses[i]->file == file && uses[i]->begin == offset)
            return uses[i];
    MacroUse found = find_macro_use(lowering, file, offset);
    MacroUse *use = uses[found.end - found.begin > LONG_USE];
    *use = found;
    return use;
}

static void find_macro(Lowering *lowering, Extent *extent, CXSourceLocation begin)
{
    CXFile handle = NULL;
    unsigned offset = 0;
    clang.getExpansionLocation(begin, &handle, NULL, NULL, &offset);
    FileId file = file_of(lowering, handle);
    if (!file)
        return;
    const MacroUse *use = macro_use(lowering, file, offset);
    extent->is_argument = file != extent->file || offset != extent->begin;
    if (extent->is_argument && file == extent->file && extent->end >= use->end) {
        /* `#define CALL(f) f()`: begins with an argument and ends with the body. */
        extent->is_argument = false;
        extent->begin = offset;
    }
    extent->is_in_body = !extent->is_argument;
    if (extent->is_argument || extent->end <= use->end)
        extent->macro = use->name;
}

/* The end as clang gives it is wrong where the last token is from a macro used inside an argument: it is then the
 * start of that use. */
static void mend_end(Lowering *lowering, Extent *extent)
{
    const FileText *text = file_text(lowering, extent->file);
    bool is_behind_token = extent->end > extent->begin && (!text_identifier(text, extent->end) ||
                                                           text_identifier(text, extent->end - 1));
    if (!is_behind_token)
        extent->end = macro_use(lowering, extent->file, extent->end > extent->begin ? extent->end : extent->begin)->end;
}

Extent extent_of(Lowering *lowering, CXCursor cursor)
{
    return extent_of_range(lowering, clang.getCursorExtent(cursor));
}

Extent extent_of_range(Lowering *lowering, CXSourceRange range)
{
    Extent extent = {0};
    CXSourceLocation begin = clang.getRangeStart(range);
    extent.begin = place_of(lowering, begin, &extent.file);
    if (!extent.file)
        return extent;
    FileId end_file;
    extent.end = place_of(lowering, clang.getRangeEnd(range), &end_file);
    if (end_file != extent.file || extent.end < extent.begin)
        extent.end = extent.begin;
    bool begins_in_macro = is_macro_place(range.begin_int_data);
    if (is_macro_place(range.end_int_data) || extent.end == extent.begin)
        mend_end(lowering, &extent);
    if (begins_in_macro)
        find_macro(lowering, &extent, begin);
    return extent;
}

Span span_of(Lowering *lowering, const Extent *extent)
{
    Span span = {.file = extent->file};
    if (!extent->file)
        return span;
    file_position(lowering, extent->file, extent->begin, &span.line, &span.column);
    file_position(lowering, extent->file, extent->end, &span.end_line, &span.end_column);
    return span;
}

Span name_span(Lowering *lowering, CXCursor declaration)
{
    Extent extent = {0};
    extent.begin = place_of(lowering, clang.getCursorLocation(declaration), &extent.file);
    if (!extent.file)
        return (Span){0};
    extent.end = extent.begin + text_identifier(file_text(lowering, extent.file), extent.begin);
    if (extent.end == extent.begin)
        extent.end++;
    return span_of(lowering, &extent);
}

bool cursor_is_in_tree(Lowering *lowering, CXCursor cursor)
{
    CXSourceLocation location = clang.getCursorLocation(cursor);
    CXFile handle = NULL;
    if (is_in_numbered(lowering, location))
        return true;
    clang.getFileLocation(location, &handle, NULL, NULL, NULL);
    return file_of_tree(lowering, handle) != 0;
}
