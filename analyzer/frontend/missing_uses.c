/* How the text uses the names that are missing. */
#include "frontend/uses.h"

#include <stdio.h>
#include <string.h>

/* A name and where it stands, with the scopes in front and the template arguments behind. */
typedef struct Occurrence {
    MissingName *name;
    uint32_t first; /* token */
    uint32_t next;  /* the token behind */
} Occurrence;

/* --- calls
 * ------------------------------------------------------------------------------------------------------------------ */

/* What the members of a call's result are noted with: in C++ all results are of one class. */
static MissingName *result_type(UseFinder *finder, MissingName *function)
{
    return finder->missing->is_cxx ? missing_name(finder->missing, NULL, STAND_IN_CLASS, strlen(STAND_IN_CLASS))
                                   : function;
}

/* `struct x`, `T *` between commas: an argument that is a type, so the call is one of a macro. */
static bool is_type_argument(const UseFinder *finder, uint32_t begin, uint32_t end)
{
    if (is_type_word(finder, begin))
        return true;
    uint32_t at = begin;
    if (!is_plain_name(finder, at))
        return false;
    for (at++; at < end && is_byte(finder, at, '*'); at++)
        ;
    return at == end && end > begin + 1;
}

static void note_arguments(UseFinder *finder, MissingName *name, uint32_t open)
{
    uint32_t close = token_at(&finder->tokens, open)->closing, begin = open + 1, position = 0;
    for (uint32_t at = open + 1; at <= close && position < 32; at++) {
        const Token *token = token_at(&finder->tokens, at);
        if (at == close || (token->kind == TOKEN_BYTE && token->byte == ',')) {
            if (at > begin && is_type_argument(finder, begin, at))
                name->type_arguments |= UINT32_C(1) << position;
            position++;
            begin = at + 1;
        } else if (token->closing) {
            at = token->closing;
        }
    }
}

/* `X(type) name`. What stands between the parentheses may also be a name that the macro makes others of: then what follows
 * is another macro, and behind that a declaration. */
static bool wraps_type(const UseFinder *finder, const Occurrence *found, uint32_t close)
{
    uint32_t name = close + 1;
    if (kind_at(finder, name) != TOKEN_NAME)
        return false;
    if (is_type_word(finder, found->next + 1) || is_byte(finder, close - 1, '*'))
        return true;
    uint32_t end = is_byte(finder, name + 1, '(') ? token_at(&finder->tokens, name + 1)->closing : 0;
    return close == found->next + 2 && (!end || kind_at(finder, end + 1) == TOKEN_BYTE);
}

/* A macro where declarations stand: `X(type) name`, `X(...) {`, `X(...)`. */
static unsigned call_at_file_scope(const UseFinder *finder, const Occurrence *found, uint32_t close)
{
    bool is_alone = !is_storage_word(finder, found->first - 1);
    if (is_byte(finder, close + 1, '{'))
        return USE_BODY;
    if (wraps_type(finder, found, close))
        return USE_WRAPPER;
    return is_alone ? USE_LINE : 0;
}

/* `T name(...)` declares the name. Inside of a function of C nobody declares one that is missing: there, and behind these
 * words, what stands before the call is a macro that is a statement. */
static bool is_declarator(const UseFinder *finder, const Occurrence *found)
{
    static const char *const statements[] = {"Py_BEGIN_ALLOW_THREADS", "Py_END_ALLOW_THREADS", "Py_BLOCK_THREADS",
                                             "Py_UNBLOCK_THREADS", NULL};
    uint32_t before = found->first - 1;
    bool may_declare = finder->missing->is_cxx || token_at(&finder->tokens, found->first)->is_at_file_scope;
    return !found->name->parent && (is_type_word(finder, before) || (is_plain_name(finder, before) && may_declare &&
                                                                     !is_one_of(finder, before, statements)));
}

static void note_call(UseFinder *finder, const Occurrence *found)
{
    uint32_t before = found->first - 1, close = token_at(&finder->tokens, found->next)->closing;
    const Token *token = token_at(&finder->tokens, found->first);
    if (!close || token_is(&finder->tokens, before, "new") || token_is(&finder->tokens, before, "throw")) {
        found->name->uses |= close ? USE_TYPE | USE_OBJECT : USE_CALL;
        return;
    }
    bool is_alone = is_start(finder, before) || (before && before == finder->line_end);
    if (token->is_at_file_scope && is_alone && !found->name->parent) {
        unsigned use = call_at_file_scope(finder, found, close);
        found->name->uses |= use;
        finder->line_end = use == USE_LINE ? close : finder->line_end;
        return;
    }
    if (is_declarator(finder, found)) {
        found->name->is_declared = true;
        return;
    }
    found->name->uses |= USE_CALL;
    if (is_byte(finder, close + 1, '['))
        found->name->uses |= USE_INDEX;
    if (kind_at(finder, close + 1) == TOKEN_ARROW)
        found->name->uses |= USE_ARROW;
    if (is_byte(finder, close + 1, '.'))
        found->name->uses |= USE_DOT;
    if (is_byte(finder, close + 1, '=') && !is_byte(finder, close + 2, '='))
        found->name->uses |= USE_VARIABLE;
    if (is_member_operator(finder, close + 1))
        note_members(finder, result_type(finder, found->name), close, is_dereferenced(finder, before));
    note_arguments(finder, found->name, found->next);
}

/* --- declarations
 * --------------------------------------------------------------------------------------------------------- */

static bool begins_type_object(const UseFinder *finder, uint32_t brace)
{
    static const char *const heads[] = {"PyObject_HEAD_INIT", "PyVarObject_HEAD_INIT", "_PyObject_EXTRA_INIT", NULL};
    uint32_t at = brace + 1;
    while (is_byte(finder, at, '{'))
        at++;
    return is_one_of(finder, at, heads);
}

/* `X name`: a type, or a macro in front of one. */
static void note_declaration(UseFinder *finder, const Occurrence *found)
{
    uint32_t before = found->first - 1, next = found->next;
    bool is_behind_type = !is_start(finder, before) && (is_plain_name(finder, before) || is_type_word(finder, before));
    bool is_behind_pointer = is_byte(finder, before, '*') && is_byte(finder, next + 1, '(');
    bool is_const_behind = token_is(&finder->tokens, next, "const") || token_is(&finder->tokens, next, "volatile");
    uint32_t word = next + is_const_behind; /* `X const y` declares an X, `X const T y` a T */
    bool has_type_behind = is_type_word(finder, word) || is_storage_word(finder, word) ||
                           is_plain_name(finder, word + 1) || is_type_word(finder, word + 1) ||
                           is_storage_word(finder, word + 1) ||
                           (is_byte(finder, word + 1, '*') && !is_byte(finder, word, '*'));
    if (!found->name->parent && (is_behind_type || is_behind_pointer || has_type_behind)) {
        bool is_no_type = is_type_word(finder, word) || is_storage_word(finder, word);
        found->name->uses |= USE_SPECIFIER | (is_no_type ? USE_BEFORE_KEYWORD : 0);
        return;
    }
    found->name->uses |= USE_TYPE | USE_OBJECT;
    declare_variables(finder, found->name, next + is_const_behind);
    uint32_t equals = next + 1 + is_const_behind;
    while (is_byte(finder, equals, '[') && token_at(&finder->tokens, equals)->closing)
        equals = token_at(&finder->tokens, equals)->closing + 1;
    uint32_t brace = equals + (equals == next + 1 + is_const_behind ? 1 : 2); /* of an element, in an array */
    if (is_byte(finder, equals, '=') && is_byte(finder, brace, '{'))
        found->name->uses |= begins_type_object(finder, brace) ? USE_TYPE_OBJECT : USE_BRACES;
}

/* `X *name;` declares where a declaration can stand, `a = X * b` multiplies. */
static void note_pointer(UseFinder *finder, const Occurrence *found)
{
    uint32_t before = found->first - 1, after = found->next;
    while (is_byte(finder, after, '*') || is_byte(finder, after, '&') || token_is(&finder->tokens, after, "const"))
        after++;
    bool ends_type = is_byte(finder, after, ')') || is_byte(finder, after, '>') || is_byte(finder, after, ',');
    bool can_declare = is_start(finder, before) || is_byte(finder, before, '(') || is_byte(finder, before, ',') ||
                       is_byte(finder, before, ':') || is_type_word(finder, before);
    bool is_known_type = ((found->name->told | found->name->uses) & USE_TYPE) || found->name->parent ||
                         token_at(&finder->tokens, found->first)->is_at_file_scope;
    if (kind_at(finder, after) == TOKEN_NAME && (is_start(finder, before) || (can_declare && is_known_type))) {
        found->name->uses |= USE_TYPE;
        declare_variables(finder, found->name, found->next);
    } else if (ends_type || (is_start(finder, before) && is_byte(finder, after, '('))) {
        found->name->uses |= USE_TYPE;
    } else if (is_byte(finder, found->next, '*') || !is_byte(finder, found->next + 1, '&')) {
        found->name->uses |= USE_VALUE;
    }
}

/* `(X)`: a cast if a value follows, unless it is the argument of a call. */
static void note_parenthesised(UseFinder *finder, const Occurrence *found)
{
    uint32_t open = found->first - 1, after = found->next + 1;
    bool is_measured = token_is(&finder->tokens, open - 1, "sizeof");
    bool is_argument =
        is_plain_name(finder, open - 1) || is_byte(finder, open - 1, ')') || is_byte(finder, open - 1, ']');
    TokenKind kind = kind_at(finder, after);
    bool has_value = kind == TOKEN_NAME || kind == TOKEN_NUMBER || kind == TOKEN_STRING ||
                     is_byte(finder, after, '(') || is_byte(finder, after, '{') || is_byte(finder, after, '!') ||
                     is_byte(finder, after, '~') || token_is(&finder->tokens, after, "sizeof") ||
                     token_is(&finder->tokens, after, "this") ||
                     (is_byte(finder, after, '&') && kind_at(finder, after + 1) == TOKEN_NAME &&
                      token_at(&finder->tokens, after + 1)->offset == token_at(&finder->tokens, after)->offset + 1);
    if (is_measured || is_argument || !has_value) {
        found->name->uses |= is_measured ? USE_OBJECT : USE_VALUE;
        return;
    }
    found->name->uses |= USE_TYPE | USE_CAST | (is_byte(finder, after, '{') ? USE_BRACES : 0);
    uint32_t outer = is_byte(finder, open - 1, '(') ? token_at(&finder->tokens, open - 1)->closing : 0;
    if (outer && is_byte(finder, outer + 1, '('))
        found->name->uses |= USE_FUNCTION_POINTER;
}

/* --- one occurrence
 * --------------------------------------------------------------------------------------------------------- */

static bool is_in_template_arguments(const UseFinder *finder, const Occurrence *found)
{
    return finder->missing->is_cxx && is_byte(finder, found->next, '>') &&
           (is_byte(finder, found->first - 1, '<') || is_byte(finder, found->first - 1, ','));
}

static bool is_base_class(const UseFinder *finder, const Occurrence *found)
{
    static const char *const access[] = {"public", "private", "protected", "virtual", NULL};
    bool is_last = is_byte(finder, found->next, '{') || is_byte(finder, found->next, ',');
    return finder->missing->is_cxx && is_last && is_one_of(finder, found->first - 1, access);
}

static void note_value(UseFinder *finder, const Occurrence *found)
{
    uint32_t before = found->first - 1, next = found->next;
    unsigned uses = USE_VALUE;
    bool is_last = kind_at(finder, next) == TOKEN_END && is_start(finder, before);
    if (is_last && token_at(&finder->tokens, found->first)->is_at_file_scope)
        uses = USE_SPECIFIER | USE_BEFORE_KEYWORD; /* at the end of a header, before what the next file begins with */
    if (kind_at(finder, before) == TOKEN_STRING || kind_at(finder, next) == TOKEN_STRING)
        uses |= USE_STRING;
    if (is_byte(finder, next, '.'))
        uses |= USE_DOT;
    if (kind_at(finder, next) == TOKEN_ARROW)
        uses |= USE_ARROW;
    if (is_byte(finder, next, '['))
        uses |= USE_INDEX;
    if (is_byte(finder, next, '=') && !is_byte(finder, next + 1, '='))
        uses |= USE_VARIABLE;
    bool is_operand = kind_at(finder, before - 1) == TOKEN_NAME || kind_at(finder, before - 1) == TOKEN_NUMBER ||
                      is_byte(finder, before - 1, ')') || is_byte(finder, before - 1, ']') ||
                      is_byte(finder, before - 1, '&');
    if (is_byte(finder, before, '&') && !is_operand)
        uses |= USE_VARIABLE;
    if (token_is(&finder->tokens, before, "case"))
        uses |= USE_CASE;
    found->name->uses |= uses;
    if (!finder->missing->is_cxx)
        note_members(finder, found->name, next - 1, is_dereferenced(finder, before));
}

/* Of `typedef T *X;`, and in C++ of `typedef N::T<A, 2> X;`. */
static bool may_stand_in_typedef(const UseFinder *finder, uint32_t at)
{
    TokenKind kind = kind_at(finder, at);
    if (kind == TOKEN_NAME || kind == TOKEN_KEYWORD || is_byte(finder, at, '*'))
        return true;
    return finder->missing->is_cxx && (kind == TOKEN_SCOPE || kind == TOKEN_NUMBER || is_byte(finder, at, '<') ||
                                       is_byte(finder, at, '>') || is_byte(finder, at, ',') || is_byte(finder, at, '&'));
}

/* `typedef ... X;`, `using X = ...;` and `} X;`, which an unknown word in the declaration or in front of it took from clang. */
static bool is_declared_here(const UseFinder *finder, const Occurrence *found)
{
    enum { WORDS_MAX = 24 };
    uint32_t at = found->first - 1;
    if (!token_at(&finder->tokens, found->first)->is_at_file_scope)
        return false;
    if (finder->missing->is_cxx && token_is(&finder->tokens, at, "using") && is_byte(finder, found->next, '='))
        return true;
    if (!is_byte(finder, found->next, ';'))
        return false;
    if (is_byte(finder, at, '}'))
        return true;
    for (uint32_t last = at > WORDS_MAX ? at - WORDS_MAX : 0; at > last; at--) {
        if (token_is(&finder->tokens, at, "typedef"))
            return true;
        if (!may_stand_in_typedef(finder, at))
            return false;
    }
    return false;
}

/* `int f(T *x) X {`, `int f(T *x) X(1);`: a macro behind the head of a function. 0: it is something else. */
static unsigned use_behind_head(const UseFinder *finder, const Occurrence *found)
{
    if (!(found->name->told & USE_SPECIFIER) || !is_byte(finder, found->first - 1, ')'))
        return 0;
    bool has_arguments = is_byte(finder, found->next, '(');
    uint32_t close = has_arguments ? token_at(&finder->tokens, found->next)->closing : 0;
    uint32_t after = has_arguments ? close + 1 : found->next;
    if ((has_arguments && !close) || !(is_byte(finder, after, '{') || is_byte(finder, after, ';')))
        return 0;
    return has_arguments ? USE_LINE : USE_SPECIFIER;
}

static void note_use(UseFinder *finder, const Occurrence *found)
{
    if (is_declared_here(finder, found)) {
        found->name->is_declared = true;
        return;
    }
    unsigned behind_head = use_behind_head(finder, found);
    if (behind_head) {
        found->name->uses |= behind_head;
        return;
    }
    uint32_t before = found->first - 1, next = found->next;
    static const char *const tags[] = {"struct", "union", "enum", "class", NULL};
    static const char *const type_words[] = {"typename", "new", NULL};
    if (is_one_of(finder, before, tags) || token_is(&finder->tokens, before, "goto")) {
        found->name->is_declared |= finder->missing->is_cxx && !found->name->parent && !is_byte(finder, next, '*');
        return;
    }
    if (is_one_of(finder, before, type_words) || is_base_class(finder, found) ||
        is_in_template_arguments(finder, found)) {
        found->name->uses |= USE_TYPE;
        if (token_is(&finder->tokens, before, "new"))
            return;
    }
    if (is_byte(finder, next, '('))
        note_call(finder, found);
    else if (is_byte(finder, next, '*') || (is_byte(finder, next, '&') && finder->missing->is_cxx))
        note_pointer(finder, found);
    else if (is_byte(finder, before, '(') && is_byte(finder, next, ')'))
        note_parenthesised(finder, found);
    else if (is_plain_name(finder, next) || is_type_word(finder, next) || is_storage_word(finder, next))
        note_declaration(finder, found);
    else if (is_byte(finder, next, '{') && finder->missing->is_cxx)
        found->name->uses |= USE_TYPE | USE_OBJECT;
    else
        note_value(finder, found);
}

/* --- chains: N::T<A>::f
 * ----------------------------------------------------------------------------------------------------- */

static void note_template(UseFinder *finder, Occurrence *found)
{
    uint32_t close = finder->missing->is_cxx && is_byte(finder, found->next, '<')
                         ? token_closing_angle(&finder->tokens, found->next)
                         : 0;
    if (!close)
        return;
    bool is_called = is_byte(finder, close + 1, '(') && !token_is(&finder->tokens, found->first - 1, "new");
    bool is_value = kind_at(finder, found->next + 1) == TOKEN_NUMBER ||
                    token_is(&finder->tokens, found->next + 1, "true") ||
                    token_is(&finder->tokens, found->next + 1, "false");
    found->name->uses |= is_called ? USE_CALL_TEMPLATE : USE_TYPE | USE_TEMPLATE;
    if (is_value)
        found->name->uses |= USE_VALUE_TEMPLATE;
    found->next = close + 1;
}

/* Goes down the names behind `::`. Below a missing name everything is missing; of a namespace of the program only what
 * the errors named. False if the chain ends in a name that is not missing. */
static bool follow_scopes(UseFinder *finder, Occurrence *found)
{
    note_template(finder, found);
    while (finder->missing->is_cxx && kind_at(finder, found->next) == TOKEN_SCOPE) {
        uint32_t at = found->next + 1;
        at += token_is(&finder->tokens, at, "template");
        if (kind_at(finder, at) != TOKEN_NAME)
            return false;
        found->name->uses |= USE_SCOPE;
        const char *text = token_text(finder, at);
        size_t length = token_at(&finder->tokens, at)->length;
        found->name = found->name->is_scope_of_program ? missing_find(finder->missing, found->name, text, length)
                                                       : missing_name(finder->missing, found->name, text, length);
        if (!found->name)
            return false;
        found->next = at + 1;
        note_template(finder, found);
    }
    return !found->name->is_scope_of_program;
}

/* `using N::x;` declares x. */
static bool note_using(UseFinder *finder, const Occurrence *found)
{
    uint32_t before = found->first - 1;
    bool is_alias = token_is(&finder->tokens, before, "=") && token_is(&finder->tokens, before - 2, "namespace");
    if (is_alias ||
        (token_is(&finder->tokens, before, "namespace") && token_is(&finder->tokens, before - 1, "using"))) {
        found->name->uses |= USE_SCOPE;
        return true;
    }
    if (!token_is(&finder->tokens, before, "using") || !found->name->parent)
        return false;
    MissingName *same = missing_find(finder->missing, NULL, found->name->name, strlen(found->name->name));
    if (same)
        same->used = found->name;
    return true;
}

/* `struct X *name`, in C. */
static void note_tagged(UseFinder *finder, uint32_t index)
{
    static const char *const tags[] = {"struct", "union", NULL};
    if (finder->missing->is_cxx || !is_one_of(finder, index - 1, tags))
        return;
    char text[256];
    int length = snprintf(text, sizeof text, "%.*s %.*s", (int)token_at(&finder->tokens, index - 1)->length,
                          token_text(finder, index - 1), (int)token_at(&finder->tokens, index)->length,
                          token_text(finder, index));
    MissingName *name = length < (int)sizeof text ? missing_find(finder->missing, NULL, text, (size_t)length) : NULL;
    if (name)
        declare_variables(finder, name, index + 1);
}

static void note_name(UseFinder *finder, uint32_t index)
{
    note_tagged(finder, index);
    Occurrence found = {.first = index, .next = index + 1};
    bool is_member = kind_at(finder, index - 1) == TOKEN_ARROW || is_byte(finder, index - 1, '.');
    bool is_qualified = kind_at(finder, index - 1) == TOKEN_SCOPE &&
                        (kind_at(finder, index - 2) == TOKEN_NAME || is_byte(finder, index - 2, '>'));
    if (is_member || is_qualified)
        return;
    found.name =
        missing_find(finder->missing, NULL, token_text(finder, index), token_at(&finder->tokens, index)->length);
    if (!found.name || !follow_scopes(finder, &found))
        return;
    if (kind_at(finder, index - 1) == TOKEN_SCOPE)
        found.first--;
    if (!note_using(finder, &found))
        note_use(finder, &found);
}

/* --- the files
 * -------------------------------------------------------------------------------------------------------------- */

static void find_in_file(UseFinder *finder, FileId id)
{
    finder->tokens = tokens_of(file_text(finder->lowering, id));
    finder->line_end = 0;
    for (uint32_t i = 1; i < finder->tokens.list.count; i++) {
        note_nesting(finder, i);
        if (kind_at(finder, i) == TOKEN_NAME) {
            note_name(finder, i);
            note_member_access(finder, i);
        }
    }
    end_declaration(finder, false);
    tokens_free(&finder->tokens);
}

static void forget_uses(MissingName *names)
{
    for (MissingName *name = names; name; name = name->hh.next) {
        name->uses = 0;
        name->type_arguments = 0;
        name->is_declared = false;
        name->used = NULL;
        forget_uses(name->children);
    }
}

/* What this unit defines itself is only used too early; declaring it would clash. */
static void mark_defined(Missing *missing, const Unit *unit)
{
    for (SymbolId id = 1; id < unit->symbols.count; id++) {
        const Symbol *symbol = &unit->symbols.items[id];
        const char *text = unit_string(unit, symbol->name);
        MissingName *name =
            symbol->function || symbol->variable ? missing_find(missing, NULL, text, strlen(text)) : NULL;
        if (name && !(name->told & USE_LINE))
            name->is_declared = true;
    }
}

/* Twice, as members may be used in a file that stands before the one that declares them. */
void missing_find_uses(Missing *missing, Lowering *lowering)
{
    UseFinder finder = {.missing = missing, .lowering = lowering, .arena = arena_new()};
    forget_uses(missing->names);
    for (unsigned pass = 0; pass < 2; pass++)
        for (FileId id = 1; id < lowering->file_texts.count; id++)
            if (file_is_in_tree(lowering, id))
                find_in_file(&finder, id);
    mark_defined(missing, lowering->unit);
    HASH_CLEAR(hh, finder.globals);
    arena_free(finder.arena);
}
