/* Variables whose type is missing: what is done with them tells what the type must be. */
#include "frontend/uses.h"

#include <string.h>

/* --- words -------------------------------------------------------------------------------------------------------- */

bool is_one_of(const UseFinder *finder, uint32_t index, const char *const *words)
{
    for (; *words; words++)
        if (token_is(&finder->tokens, index, *words))
            return true;
    return false;
}

bool is_plain_name(const UseFinder *finder, uint32_t index)
{
    static const char *const others[] = {"inline",   "__inline", "__inline__", "restrict", "mutable",       "constexpr",
                                         "explicit", "virtual",  "friend",     "public",   "private",       "protected",
                                         "override", "final",    "namespace",  "using",    "__attribute__", "and",
                                         "or",       "not",      "else",       NULL};
    return kind_at(finder, index) == TOKEN_NAME && !is_one_of(finder, index, others);
}

bool is_type_word(const UseFinder *finder, uint32_t index)
{
    static const char *const words[] = {"struct", "union", "enum",  "class",    "const", "volatile", "unsigned",
                                        "signed", "int",   "char",  "short",    "long",  "float",    "double",
                                        "void",   "bool",  "_Bool", "typename", "auto",  NULL};
    return is_one_of(finder, index, words);
}

bool is_storage_word(const UseFinder *finder, uint32_t index)
{
    static const char *const words[] = {"static",  "extern",   "inline", "__inline", "__inline__",
                                        "typedef", "register", "const",  "volatile", "constexpr",
                                        "mutable", "virtual",  "friend", "explicit", NULL};
    return is_one_of(finder, index, words);
}

bool is_start(const UseFinder *finder, uint32_t index)
{
    static const char *const heads[] = {"PyObject_HEAD", "PyObject_VAR_HEAD", NULL};
    return kind_at(finder, index) == TOKEN_END || is_byte(finder, index, ';') || is_byte(finder, index, '{') ||
           is_byte(finder, index, '}') || is_storage_word(finder, index) || is_one_of(finder, index, heads);
}

/* --- variables and members ---------------------------------------------------------------------------------------- */

static void declare_variable(UseFinder *finder, MissingName *type, uint32_t index, bool is_pointer)
{
    const char *name = token_text(finder, index);
    size_t length = token_at(&finder->tokens, index)->length;
    MissingName *also_missing = missing_find(finder->missing, NULL, name, length);
    if (also_missing)
        also_missing->is_declared = true;
    TypedVariable *variable = NULL;
    HASH_FIND(hh, finder->locals, name, length, variable);
    if (variable)
        return;
    variable = ARENA_NEW(finder->arena, TypedVariable);
    *variable = (TypedVariable){.type = type, .is_pointer = is_pointer, .is_parameter = finder->parentheses > 0};
    HASH_ADD_KEYPTR(hh, finder->locals, name, length, variable);
}

void end_declaration(UseFinder *finder, bool is_function)
{
    TypedVariable *variable, *next, *known;
    HASH_ITER (hh, finder->locals, variable, next) {
        size_t length = variable->hh.keylen;
        const char *name = variable->hh.key;
        HASH_DELETE(hh, finder->locals, variable);
        HASH_FIND(hh, finder->globals, name, length, known);
        if (!known && !is_function && !variable->is_parameter)
            HASH_ADD_KEYPTR(hh, finder->globals, name, length, variable);
    }
}

void declare_variables(UseFinder *finder, MissingName *type, uint32_t index)
{
    enum { DECLARATORS_LIMIT = 64 };
    for (unsigned n = 0; n < DECLARATORS_LIMIT; n++) {
        bool is_pointer = false;
        for (; is_byte(finder, index, '*') || is_byte(finder, index, '&') || token_is(&finder->tokens, index, "const");
             index++)
            is_pointer |= is_byte(finder, index, '*');
        bool is_declarator = n == 0 || is_byte(finder, index + 1, ',') || is_byte(finder, index + 1, ';') ||
                             is_byte(finder, index + 1, '=') || is_byte(finder, index + 1, '[');
        if (!is_plain_name(finder, index) || !is_declarator)
            return;
        declare_variable(finder, type, index++, is_pointer);
        while (is_byte(finder, index, '[') && token_at(&finder->tokens, index)->closing)
            index = token_at(&finder->tokens, index)->closing + 1;
        if (!is_byte(finder, index, ','))
            return;
        index++;
    }
}

bool is_member_operator(const UseFinder *finder, uint32_t index)
{
    return kind_at(finder, index) == TOKEN_ARROW || is_byte(finder, index, '.');
}

bool is_dereferenced(const UseFinder *finder, uint32_t index)
{
    const Token *before = token_at(&finder->tokens, index - 1);
    return is_byte(finder, index, '*') && (before->kind == TOKEN_KEYWORD || before->kind == TOKEN_END ||
                                           (before->kind == TOKEN_BYTE && before->byte != ')' && before->byte != ']'));
}

void note_members(UseFinder *finder, MissingName *type, uint32_t index, bool is_pointer)
{
    while (is_member_operator(finder, index + 1) && kind_at(finder, index + 2) == TOKEN_NAME) {
        index += 2;
        if (type)
            type = missing_name(finder->missing, type, token_text(finder, index),
                                token_at(&finder->tokens, index)->length);
        if (!type)
            return;
        uint32_t next = index + 1;
        type->uses |= is_byte(finder, next, '(') ? USE_CALL : USE_VALUE;
        type->uses |= kind_at(finder, next) == TOKEN_ARROW ? USE_ARROW : 0;
        type->uses |= is_byte(finder, next, '.') ? USE_DOT : 0;
        type->uses |= is_byte(finder, next, '[') ? USE_INDEX : 0;
        if (is_pointer && !is_member_operator(finder, next))
            type->uses |= USE_INDEX;
        if (finder->missing->is_cxx)
            return;
    }
}

void note_member_access(UseFinder *finder, uint32_t index)
{
    const char *name = token_text(finder, index);
    size_t length = token_at(&finder->tokens, index)->length;
    TypedVariable *variable = NULL;
    if (!is_member_operator(finder, index + 1))
        return;
    if (!is_member_operator(finder, index - 1))
        HASH_FIND(hh, finder->locals, name, length, variable);
    if (!variable)
        HASH_FIND(hh, finder->globals, name, length, variable);
    if (!variable)
        return;
    bool is_arrow = kind_at(finder, index + 1) == TOKEN_ARROW;
    variable->type->uses |= is_arrow && !variable->is_pointer ? USE_ARROW : USE_DOT;
    note_members(finder, variable->type, index, is_dereferenced(finder, index - 1));
}

void note_nesting(UseFinder *finder, uint32_t index)
{
    const Token *token = token_at(&finder->tokens, index);
    if (token->kind != TOKEN_BYTE)
        return;
    bool ends_statement = token->byte == ';' || token->byte == '{' || token->byte == '}';
    bool ends_record = is_byte(finder, index + 1, ';') || kind_at(finder, index + 1) == TOKEN_NAME;
    if (token->byte == '(')
        finder->parentheses++;
    else if (token->byte == ')' && finder->parentheses)
        finder->parentheses--;
    else if (ends_statement)
        finder->parentheses = 0;
    if (token->is_at_file_scope && (token->byte == ';' || (token->byte == '}' && !ends_record)))
        end_declaration(finder, token->byte == '}');
}
