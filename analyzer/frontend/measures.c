/* sizeof, offsetof, initialiser lists and _Generic. */
#include "frontend/lowering.h"

#include <string.h>

/* The text between the parentheses of `sizeof(...)`, when it stands in the file. */
static uint32_t measured_text(const FileText *file, const Extent *extent, uint32_t *offset)
{
    uint32_t at = text_skip_space(file, extent->begin + text_identifier(file, extent->begin));
    if (text_at(file, at) != '(')
        return 0;
    uint32_t end = text_skip_brackets(file, at);
    *offset = text_skip_space(file, at + 1);
    if (end <= *offset)
        return 0;
    end--;
    while (end > *offset && (file->text[end - 1] == ' ' || file->text[end - 1] == '\n'))
        end--;
    return end - *offset;
}

/* How deep in template arguments a text is behind the letter. */
static uint32_t step_depth(uint32_t depth, char letter)
{
    if (letter == '<')
        return depth + 1;
    return letter == '>' && depth ? depth - 1 : depth;
}

/* Of the end of a text: 1 after `List<`. */
static uint32_t template_depth(const char *text, uint32_t length)
{
    uint32_t depth = 0;
    for (uint32_t i = 0; i < length; i++)
        depth = step_depth(depth, text[i]);
    return depth;
}

/* `List<Node *> *` is one pointer. */
static uint32_t count_stars(const char *text, uint32_t length)
{
    uint32_t stars = 0, depth = 0;
    for (uint32_t i = 0; i < length; i++) {
        depth = step_depth(depth, text[i]);
        stars += text[i] == '*' && !depth;
    }
    return stars;
}

static bool contains(const char *text, uint32_t length, const char *word)
{
    return memmem(text, length, word, strlen(word)) != NULL;
}

/* A type that libclang shows no child for: a builtin one, with its declarator. */
static TypeId builtin_type(Lowering *lowering, const char *text, uint32_t length, int64_t size)
{
    CTypeKind kind = CTYPE_INTEGER;
    if (count_stars(text, length))
        kind = CTYPE_POINTER;
    else if (memchr(text, '[', length))
        kind = CTYPE_ARRAY;
    else if (contains(text, length, "double") || contains(text, length, "float"))
        kind = CTYPE_FLOAT;
    else if (contains(text, length, "void"))
        kind = CTYPE_VOID;
    return type_named(lowering, kind, text, length, size);
}

/* `sizeof(Foo *)` shows its child as Foo: the declarator is only in the text, or in the size where the text is a
 * macro's. */
static TypeId declared_type(Lowering *lowering, TypeId named, const char *text, uint32_t length, int64_t size)
{
    const CType *type = unit_type(lowering->unit, named);
    uint32_t stars = count_stars(text, length);
    if (!text && type && type->size != size && size == (int64_t)sizeof(void *))
        stars = 1;
    if (text && memchr(text, '[', length) && !stars)
        return type_named(lowering, CTYPE_ARRAY, text, length, size);
    for (; stars && stars < 8; stars--)
        named = type_pointer_to(lowering, named);
    return named;
}

/* What stands between the parentheses, if that is in the file. */
typedef struct MeasuredText {
    const char *text; /* NULL: nowhere */
    uint32_t offset, length;
} MeasuredText;

static bool is_template_argument(Lowering *lowering, CXCursor child, const MeasuredText *measured)
{
    Extent extent = extent_of(lowering, child);
    return measured->text && extent.begin >= measured->offset && extent.begin < measured->offset + measured->length &&
           template_depth(measured->text, extent.begin - measured->offset);
}

static bool is_class_template(CXCursor named)
{
    return clang.getCursorKind(named) == CXCursor_TemplateRef &&
           clang.getCursorKind(clang.getCursorReferenced(named)) == CXCursor_ClassTemplate;
}

/* The type that is named: of `List<Node>` the list. libclang shows the template alone, without its arguments: those are in the text. */
static TypeId named_type(Lowering *lowering, CXCursor named)
{
    if (!is_class_template(named))
        return cursor_type(lowering, named);
    return type_of_record(lowering, record_of(lowering, clang.getCursorReferenced(named)));
}

/* `sizeof(T)` in what is made from a template: libclang shows no child for it either. */
static TypeId argument_type(Lowering *lowering, const char *text, uint32_t length, int64_t size)
{
    CXType argument;
    bool is_known = template_argument(lowering, text, length, &argument) && clang.Type_getSizeOf(argument) == size;
    return is_known ? type_of(lowering, argument) : 0;
}

/* *written: what names a type that is made from a class template; else left as it is. */
static TypeId measured_type(Lowering *lowering, CXCursor cursor, const Extent *extent, int64_t size, StringId *written)
{
    MeasuredText measured = {0};
    if (extent->file && !extent->is_in_body) {
        const FileText *file = file_text(lowering, extent->file);
        measured.length = measured_text(file, extent, &measured.offset);
        measured.text = measured.length ? file->text + measured.offset : NULL;
    }
    Children children = children_begin(lowering, cursor);
    CXCursor named = clang.getNullCursor(), expression = clang.getNullCursor();
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = child_at(lowering, children, i);
        enum CXCursorKind kind = clang.getCursorKind(child);
        if ((kind == CXCursor_TypeRef || kind == CXCursor_TemplateRef) && !is_template_argument(lowering, child, &measured))
            named = child;
        else if (clang.isExpression(kind))
            expression = child;
    }
    children_end(lowering, children);
    const char *text = measured.text;
    uint32_t length = measured.length;
    if (!clang.Cursor_isNull(named)) {
        if (text && is_class_template(named))
            *written = text_with_arguments(lowering, text, length);
        return declared_type(lowering, named_type(lowering, named), text, length, size);
    }
    if (!clang.Cursor_isNull(expression)) {
        TypeId type = cursor_type(lowering, expression);
        const CType *found = unit_type(lowering->unit, type);
        if (!text || !found || found->size == size) /* else it is the length in `sizeof(int[3])` */
            return type;
    }
    TypeId argument = text ? argument_type(lowering, text, length, size) : 0;
    return argument ? argument : text ? builtin_type(lowering, text, length, size) : 0;
}

static bool is_sizeof(Lowering *lowering, const Extent *extent)
{
    if (!extent->file || extent->is_in_body)
        return true;
    const FileText *file = file_text(lowering, extent->file);
    return !text_identifier(file, extent->begin) || text_starts_with(file, extent->begin, "sizeof") ||
           !text_is_keyword(file->text + extent->begin, text_identifier(file, extent->begin));
}

NodeId lower_measure(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    int64_t value = -1;
    bool is_known = evaluate_integer(cursor, &value);
    TypeId type = cursor_type(lowering, cursor);
    if (!is_sizeof(lowering, extent)) {
        NodeId other = add_node(lowering, is_known ? N_INTEGER : N_OTHER, extent, type);
        node_at(lowering, other)->value = is_known ? value : 0;
        return finish_node(lowering, other, NULL, 0);
    }
    StringId written = 0;
    TypeId operand = measured_type(lowering, cursor, extent, value, &written);
    const Record *record = unit_record(lowering->unit, unit_type_record(lowering->unit, operand, 0));
    const CType *measured = lowering->stand_in_file ? unit_type(lowering->unit, operand) : NULL;
    if (record && record->is_broken) /* clang answers with a size that leaves fields out */
        value = -1;
    if (measured && measured->size < 0)
        value = -1;
    NodeId id = add_node(lowering, N_SIZEOF, extent, type);
    node_at(lowering, id)->value = value;
    node_at(lowering, id)->operand = operand;
    node_at(lowering, id)->text = written;
    return finish_node(lowering, id, NULL, 0);
}

/* --- paths of members: `a.b[2]` ----------------------------------------------------------------------------------- */

typedef struct MemberPath {
    const char *text;
    int64_t index; /* of the first [index]; of a range, its start */
    bool has_index;
} MemberPath;

static void path_add_member(Lowering *lowering, MemberPath *path, CXCursor reference)
{
    CXString name = clang.getCursorSpelling(reference);
    const char *text = clang.getCString(name);
    if (text && text[0])
        path->text = arena_format(lowering->arena, "%s%s%s", path->text, path->text[0] ? "." : "", text);
    clang.disposeString(name);
}

static void path_add_index(Lowering *lowering, MemberPath *path, CXCursor index)
{
    int64_t value = 0;
    if (!evaluate_integer(index, &value)) {
        CXCursor enumerator = clang.getCursorReferenced(index);
        if (clang.getCursorKind(enumerator) == CXCursor_EnumConstantDecl)
            value = clang.getEnumConstantDeclValue(enumerator);
    }
    if (!path->has_index)
        path->index = value;
    path->has_index = true;
    if (path->text[0])
        path->text = arena_format(lowering->arena, "%s[%lld]", path->text, (long long)value);
}

static MemberPath member_path(Lowering *lowering, Children children, uint32_t first, uint32_t end)
{
    MemberPath path = {.text = ""};
    for (uint32_t i = first; i < end; i++) {
        CXCursor child = child_at(lowering, children, i);
        if (clang.getCursorKind(child) == CXCursor_MemberRef)
            path_add_member(lowering, &path, child);
        else if (clang.isExpression(clang.getCursorKind(child)))
            path_add_index(lowering, &path, child);
    }
    return path;
}

NodeId lower_offsetof(Lowering *lowering, CXCursor cursor, Children children, const Extent *extent)
{
    int64_t value = -1;
    evaluate_integer(cursor, &value);
    MemberPath path = member_path(lowering, children, 1, children.count);
    TypeId operand = cursor_type(lowering, child_at(lowering, children, 0));
    if (type_is_uncertain(lowering, clang.getCursorType(child_at(lowering, children, 0))))
        value = -1;
    NodeId id = add_node(lowering, N_OFFSETOF, extent, cursor_type(lowering, cursor));
    StringId text = interner_string(lowering->interner, path.text);
    node_at(lowering, id)->value = value;
    node_at(lowering, id)->operand = operand;
    node_at(lowering, id)->text = text;
    return finish_node(lowering, id, NULL, 0);
}

/* The path as written, `.a.b =`, for members of a type that clang does not know. */
static void path_from_text(Lowering *lowering, MemberPath *path, const Extent *extent)
{
    if (!extent->file || extent->is_in_body)
        return;
    const FileText *file = file_text(lowering, extent->file);
    for (uint32_t at = extent->begin; text_at(file, at) == '.';) {
        at = text_skip_space(file, at + 1);
        uint32_t length = text_identifier(file, at);
        path->text = arena_format(lowering->arena, "%s%s%.*s", path->text, path->text[0] ? "." : "", (int)length,
                                  file->text + at);
        at = text_skip_space(file, at + length);
    }
}

NodeId lower_designated(Lowering *lowering, Children children, const Extent *extent)
{
    NodeId value = lower_expression(lowering, child_at(lowering, children, children.count - 1));
    MemberPath path = member_path(lowering, children, 0, children.count - 1);
    if (!path.text[0])
        path_from_text(lowering, &path, extent);
    NodeId id = add_node(lowering, N_DESIGNATED, extent, node_at(lowering, value)->type);
    StringId text = interner_string(lowering->interner, path.text);
    node_at(lowering, id)->text = text;
    node_at(lowering, id)->value = path.index;
    return finish_node(lowering, id, &value, 1);
}

typedef struct DataCheck {
    unsigned fields;
    bool is_plain;
} DataCheck;

static void check_data(DataCheck *check, CXType type);

static enum CXVisitorResult check_data_field(CXCursor field, CXClientData data)
{
    enum { FIELD_LIMIT = 256 };
    DataCheck *check = data;
    if (++check->fields > FIELD_LIMIT)
        check->is_plain = false;
    else
        check_data(check, clang.getCursorType(field));
    return check->is_plain ? CXVisit_Continue : CXVisit_Break;
}

/* Numbers, and records of nothing but numbers, are plain data. */
static void check_data(DataCheck *check, CXType type)
{
    type = clang.getCanonicalType(type);
    while (type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray)
        type = clang.getCanonicalType(clang.getArrayElementType(type));
    bool is_number = type.kind == CXType_Enum || (type.kind >= CXType_Bool && type.kind <= CXType_LongDouble);
    if (type.kind == CXType_Record)
        clang.Type_visitFields(type, check_data_field, check);
    else if (!is_number)
        check->is_plain = false;
}

static bool is_plain_data(CXType type)
{
    DataCheck check = {.is_plain = true};
    check_data(&check, type);
    return check.is_plain;
}

/* Both languages show the list as it is written, so nothing has to be matched to members here. Tables of numbers can
 * be huge and hold nothing the collector could see: a long one is kept without its numbers; its length is that of
 * its type. */
NodeId lower_initialiser_list(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    enum { LONG_TABLE = 256 };
    Children children = children_begin(lowering, cursor);
    bool is_table = children.count > LONG_TABLE && is_plain_data(clang.getCursorType(cursor));
    children_end(lowering, children);
    if (is_table)
        return finish_node(lowering, add_node(lowering, N_INIT_LIST, extent, cursor_type(lowering, cursor)), NULL, 0);
    return lower_all_children(lowering, cursor, N_INIT_LIST, extent);
}

/* _Generic is the association whose type is that of the whole; ambiguous ones are all kept, behind what is compared. */
NodeId lower_generic_selection(Lowering *lowering, CXCursor cursor, const Extent *extent)
{
    Children children = children_begin(lowering, cursor);
    children_keep_code(lowering, &children);
    CXType type = clang.getCanonicalType(clang.getCursorType(cursor));
    CXCursor chosen = clang.getNullCursor();
    uint32_t matches = 0;
    for (uint32_t i = 1; i < children.count; i++) {
        CXCursor child = child_at(lowering, children, i);
        if (clang.equalTypes(clang.getCanonicalType(clang.getCursorType(child)), type)) {
            chosen = child;
            matches++;
        }
    }
    NodeId id = matches == 1 ? lower_expression(lowering, chosen) : 0;
    children_end(lowering, children);
    return id ? id : lower_all_children(lowering, cursor, N_OTHER, extent);
}
