/* What clang makes from templates: it shows the declarations, but not which arguments stand for the parameters that the text names. */
#include "frontend/lowering.h"

#include <ctype.h>
#include <string.h>

/* What clang makes from a template stands where that is defined, but clang names the declaration that was first seen. */
CXCursor template_made_from(const Lowering *lowering, CXCursor declaration)
{
    CXCursor template = lowering->unit->is_cxx ? clang.getSpecializedCursorTemplate(declaration) : clang.getNullCursor();
    if (clang.Cursor_isNull(template))
        return template;
    CXCursor definition = clang.getCursorDefinition(template);
    if (clang.Cursor_isNull(definition))
        definition = template;
    CXSourceLocation place = clang.getCursorLocation(declaration);
    bool is_at_template = clang.equalLocations(clang.getCursorLocation(definition), place) ||
                          clang.equalLocations(clang.getCursorLocation(template), place);
    return is_at_template ? definition : clang.getNullCursor();
}

bool is_made_from_template(const Lowering *lowering, CXCursor declaration)
{
    return !clang.Cursor_isNull(template_made_from(lowering, declaration));
}

static bool is_template(CXCursor cursor)
{
    enum CXCursorKind kind = clang.getCursorKind(cursor);
    return kind == CXCursor_ClassTemplate || kind == CXCursor_ClassTemplatePartialSpecialization || kind == CXCursor_FunctionTemplate;
}

static bool is_class(CXCursor cursor)
{
    enum CXCursorKind kind = clang.getCursorKind(cursor);
    return kind == CXCursor_StructDecl || kind == CXCursor_ClassDecl || kind == CXCursor_UnionDecl;
}

enum { SCOPES_MAX = 16 };

bool is_in_template(const Lowering *lowering, CXCursor declaration)
{
    CXCursor scope = declaration;
    for (unsigned depth = 0; lowering->unit->is_cxx && depth < SCOPES_MAX && !clang.Cursor_isNull(scope); depth++) {
        scope = clang.getCursorSemanticParent(scope);
        if (is_template(scope))
            return true;
    }
    return false;
}

/* --- arguments ---------------------------------------------------------------------------------------------------- */

/* Where the name stands among the template's own parameters; -1 if it is none of them. */
static int parameter_index(Lowering *lowering, CXCursor template, const char *name, size_t length, int *count)
{
    int found = -1;
    *count = 0;
    Children children = children_begin(lowering, template);
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = child_at(lowering, children, i);
        enum CXCursorKind kind = clang.getCursorKind(child);
        bool is_type = kind == CXCursor_TemplateTypeParameter;
        if (!is_type && kind != CXCursor_NonTypeTemplateParameter && kind != CXCursor_TemplateTemplateParameter)
            continue;
        CXString spelling = clang.getCursorSpelling(child);
        const char *text = clang.getCString(spelling);
        if (is_type && text && strlen(text) == length && memcmp(text, name, length) == 0)
            found = *count;
        clang.disposeString(spelling);
        ++*count;
    }
    children_end(lowering, children);
    return found;
}

/* A pack of parameters has as many arguments as there are: then no place is certain. */
static bool argument_of(Lowering *lowering, CXCursor template, CXCursor made, const char *name, size_t length, CXType *argument)
{
    int count, index = parameter_index(lowering, template, name, length, &count);
    if (index < 0)
        return false;
    if (is_class(made)) {
        CXType type = clang.getCursorType(made);
        if (clang.Type_getNumTemplateArguments(type) != count)
            return false;
        *argument = clang.Type_getTemplateArgumentAsType(type, (unsigned)index);
    } else {
        if (clang.Cursor_getNumTemplateArguments(made) != count)
            return false;
        *argument = clang.Cursor_getTemplateArgumentType(made, (unsigned)index);
    }
    return argument->kind != CXType_Invalid;
}

/* A member's definition behind its class names the parameters of the class anew. */
bool template_argument(Lowering *lowering, const char *name, size_t length, CXType *argument)
{
    CXCursor scope = lowering->made;
    for (unsigned depth = 0; depth < SCOPES_MAX && !clang.Cursor_isNull(scope); depth++) {
        CXCursor template = template_made_from(lowering, scope), outer = clang.getCursorSemanticParent(scope);
        if (!clang.Cursor_isNull(template)) {
            bool is_member = !is_template(template) && is_class(outer);
            if (argument_of(lowering, template, is_member ? outer : scope, name, length, argument))
                return true;
        }
        scope = outer;
    }
    return false;
}

/* --- base classes ------------------------------------------------------------------------------------------------- */

static uint32_t identifier_length(const char *text)
{
    uint32_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    return length;
}

typedef VECTOR(char) NameText;

static void add_text(NameText *text, const char *part, size_t length)
{
    for (size_t i = 0; i < length; i++)
        vector_push(text, part[i]);
}

static void add_with_arguments(Lowering *lowering, NameText *name, const char *text)
{
    while (*text) {
        CXType argument;
        uint32_t length = identifier_length(text);
        if (length && template_argument(lowering, text, length, &argument)) {
            CXString spelling = clang.getTypeSpelling(argument);
            add_text(name, clang.getCString(spelling), strlen(clang.getCString(spelling)));
            clang.disposeString(spelling);
        } else {
            length = length ? length : 1;
            add_text(name, text, length);
        }
        text += length;
    }
}

StringId text_with_arguments(Lowering *lowering, const char *text, size_t length)
{
    NameText name = {0};
    add_with_arguments(lowering, &name, arena_copy_text(lowering->arena, text, length));
    vector_push(&name, '\0');
    drop_anonymous_scopes(name.items);
    StringId id = interner_string(lowering->interner, name.items);
    vector_free(&name);
    return id;
}

static CXCursor class_template_of(Lowering *lowering, CXCursor base)
{
    CXCursor found = clang.getNullCursor();
    Children children = children_begin(lowering, base);
    for (uint32_t i = 0; i < children.count && clang.Cursor_isNull(found); i++) {
        CXCursor named = clang.getCursorReferenced(child_at(lowering, children, i));
        if (clang.getCursorKind(child_at(lowering, children, i)) == CXCursor_TemplateRef && clang.getCursorKind(named) == CXCursor_ClassTemplate)
            found = named;
    }
    children_end(lowering, children);
    return found;
}

/* `Base<T>` in what is made for Foo is `Base<Foo>`. */
const char *made_base_name(Lowering *lowering, CXCursor made, CXCursor base)
{
    enum { NAME_MAX_LENGTH = 1000 };
    CXCursor template = class_template_of(lowering, base), outer = lowering->made;
    if (clang.Cursor_isNull(template))
        return NULL;
    CXString spelling = clang.getTypeSpelling(clang.getCursorType(base));
    const char *text = clang.getCString(spelling), *arguments = text ? strchr(text, '<') : NULL;
    char *result = NULL;
    lowering->made = made;
    if (arguments && strlen(arguments) <= NAME_MAX_LENGTH) {
        NameText name = {0};
        StringId scoped = qualified_name(lowering, template);
        add_text(&name, unit_string(lowering->unit, scoped), strlen(unit_string(lowering->unit, scoped)));
        add_with_arguments(lowering, &name, arguments);
        result = arena_copy_text(lowering->arena, name.items, name.count);
        drop_anonymous_scopes(result);
        vector_free(&name);
    }
    lowering->made = outer;
    clang.disposeString(spelling);
    return result;
}

/* --- variables ---------------------------------------------------------------------------------------------------- */

void note_made_variable(Lowering *lowering, CXCursor declaration)
{
    enum { NOTED_MAX = 10000 };
    if (!lowering->unit->is_cxx || clang.getCursorKind(declaration) != CXCursor_VarDecl || lowering->made_variables.count >= NOTED_MAX)
        return;
    CXCursor scope = clang.getCursorSemanticParent(declaration);
    if (!is_class(scope) || !is_made_from_template(lowering, scope) || !cursor_is_in_tree(lowering, declaration))
        return;
    CXCursor definition = clang.getCursorDefinition(declaration);
    vector_push(&lowering->made_variables, clang.Cursor_isNull(definition) ? declaration : definition);
}

void note_made_class(Lowering *lowering, CXCursor member)
{
    CXCursor scope = clang.getCursorSemanticParent(member);
    if (is_class(scope))
        cursor_type(lowering, scope);
}
