/* Which names are missing, from clang's messages. They are worded alike in libclang 14 to 22. */
#include "frontend/missing.h"

#include <ctype.h>
#include <string.h>

enum { NAME_LIMIT = 4096, HEADER_LIMIT = 256, NAME_LENGTH_LIMIT = 200 };

Missing *missing_new(bool is_cxx)
{
    Missing *missing = memory_allocate(sizeof *missing);
    *missing = (Missing){.arena = arena_new(), .is_cxx = is_cxx};
    return missing;
}

static void free_tables(MissingName *names)
{
    MissingName *name, *next;
    HASH_ITER (hh, names, name, next) {
        free_tables(name->children);
    }
    HASH_CLEAR(hh, names);
}

void missing_free(Missing *missing)
{
    if (!missing)
        return;
    free_tables(missing->names);
    HASH_CLEAR(hh, missing->headers);
    arena_free(missing->arena);
    memory_free(missing);
}

MissingName *missing_find(const Missing *missing, const MissingName *scope, const char *name, size_t length)
{
    MissingName *found = NULL;
    MissingName *table = scope ? scope->children : missing->names;
    HASH_FIND(hh, table, name, length, found);
    return found;
}

MissingName *missing_name(Missing *missing, MissingName *scope, const char *name, size_t length)
{
    enum { DEPTH_LIMIT = 16 };
    MissingName *found = missing_find(missing, scope, name, length);
    unsigned depth = 0;
    for (const MissingName *outer = scope; outer; outer = outer->parent)
        depth++;
    if (found || !length || length > NAME_LENGTH_LIMIT || missing->name_count >= NAME_LIMIT || depth > DEPTH_LIMIT)
        return found;
    found = ARENA_NEW(missing->arena, MissingName);
    found->name = arena_copy_text(missing->arena, name, length);
    found->parent = scope;
    MissingName **table = scope ? &scope->children : &missing->names;
    HASH_ADD_KEYPTR(hh, *table, found->name, length, found);
    missing->name_count++;
    missing->has_changed = true;
    return found;
}

/* --- messages
 * --------------------------------------------------------------------------------------------------------- */

typedef struct Message {
    Lowering *lowering;
    Missing *missing;
    const char *text;
    FileId file;
    uint32_t offset;
} Message;

/* What stands between the next two apostrophes at or after `at`; *length is 0 if there is nothing. */
static const char *quoted(const char *at, size_t *length)
{
    const char *open = at ? strchr(at, '\'') : NULL;
    const char *close = open ? strchr(open + 1, '\'') : NULL;
    *length = close ? (size_t)(close - open - 1) : 0;
    return close ? open + 1 : NULL;
}

static bool is_identifier(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (i && c >= '0' && c <= '9');
        if (!is_word)
            return false;
    }
    return length > 0;
}

static MissingName *add(const Message *message, MissingName *scope, const char *name, size_t length, unsigned uses)
{
    bool is_boolean = !message->missing->is_cxx && missing_is_boolean(name, length);
    if (!is_identifier(name, length) || (text_is_keyword(name, (uint32_t)length) && !is_boolean))
        return NULL;
    MissingName *added = missing_name(message->missing, scope, name, length);
    if (added && (added->told | uses) != added->told) {
        added->told |= uses;
        message->missing->has_changed = true;
    }
    if (!scope && (strncmp(name, "Py", 2) == 0 || strncmp(name, "_Py", 3) == 0) &&
        !former_api_declaration(arena_copy_text(message->missing->arena, name, length)))
        message->missing->wants_python = true;
    return added;
}

/* The entry of `a::b`, as messages write it. Names of a class of the program cannot be added to; those of a namespace
 * can. */
static MissingName *add_scope(const Message *message, const char *path, size_t length, bool is_namespace)
{
    MissingName *scope = NULL;
    while (length) {
        const char *separator = memmem(path, length, "::", 2);
        size_t part = separator ? (size_t)(separator - path) : length;
        bool is_known = missing_find(message->missing, scope, path, part) != NULL ||
                        (part == strlen(STAND_IN_CLASS) && memcmp(path, STAND_IN_CLASS, part) == 0);
        if (!is_identifier(path, part) || (!is_known && !is_namespace))
            return NULL;
        scope = missing_name(message->missing, scope, path, part);
        if (!scope)
            return NULL;
        if (!is_known)
            scope->is_scope_of_program = true;
        size_t step = part + (separator ? 2 : 0);
        path += step;
        length -= step;
    }
    return scope;
}

/* A member's name tells by what stands behind it whether it is called. */
static unsigned written_use(const Message *message)
{
    if (!message->file)
        return USE_VALUE;
    const FileText *file = file_text(message->lowering, message->file);
    uint32_t length = text_identifier(file, message->offset);
    return text_at(file, text_skip_space(file, message->offset + length)) == '(' ? USE_CALL : USE_VALUE;
}

/* "no member named 'x' in namespace 'N'", "... in 'N::T'", "... in the global namespace". */
static void note_member(const Message *message, unsigned uses)
{
    size_t length, scope_length;
    const char *name = quoted(message->text, &length);
    const char *scope_text = name ? quoted(name + length + 1, &scope_length) : NULL;
    if (!name)
        return;
    if (!scope_text) {
        add(message, NULL, name, length, uses);
        return;
    }
    MissingName *scope = add_scope(message, scope_text, scope_length, strstr(name + length, "in namespace '") != NULL);
    if (scope)
        add(message, scope, name, length, uses ? uses : written_use(message));
}

/* The message does not name it: it stands where the message points to. */
static void note_written(const Message *message, unsigned uses)
{
    if (!message->file)
        return;
    const FileText *file = file_text(message->lowering, message->file);
    uint32_t length = text_identifier(file, message->offset);
    uint32_t behind = text_skip_space(file, message->offset + length);
    if (length)
        add(message, NULL, file->text + message->offset, length,
            text_starts_with(file, behind, "::") ? USE_SCOPE : uses);
}

/* Of `X(...)` that ends at an offset, but for space: where X stands; the offset itself if nothing like it ends there. */
static uint32_t call_that_ends(const FileText *file, uint32_t end)
{
    uint32_t at = end, depth = 0;
    do {
        char c = at ? text_at(file, --at) : ';';
        if (strchr(";{}", c))
            return end;
        depth += c == ')';
        depth -= c == '(' && depth;
        if (!depth && !strchr(" \t\r\n(", c))
            return end;
    } while (depth || text_at(file, at) != '(');
    while (at && strchr(" \t", text_at(file, at - 1)))
        at--;
    uint32_t name = at;
    while (name && (isalnum((unsigned char)text_at(file, name - 1)) || text_at(file, name - 1) == '_'))
        name--;
    return text_identifier(file, name) == at - name ? name : end;
}

/* In front of it stands no type, as in `int x(void) Y {`: something else ends there, or a word that is no type's. */
static bool begins_declaration(const FileText *file, uint32_t at)
{
    static const char *const words[] = {"static", "extern", "inline"};
    while (at && isspace((unsigned char)text_at(file, at - 1)))
        at--;
    if (!at || strchr(";{})/\"", text_at(file, at - 1)))
        return true;
    uint32_t line = at;
    while (line && text_at(file, line - 1) != '\n')
        line--;
    bool is_word = text_at(file, text_skip_space(file, line)) == '#';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        is_word |= at >= length && memcmp(file->text + at - length, words[i], length) == 0;
    }
    return is_word;
}

/* `X {`, `X(...) {` or `X;`, where clang wanted the body of a function or the end of its declaration. */
static bool ends_head(const FileText *file, uint32_t offset)
{
    uint32_t length = text_identifier(file, offset), behind = text_skip_space(file, offset + length);
    if (text_at(file, behind) == '(')
        behind = text_skip_space(file, text_skip_brackets(file, behind));
    return length && (text_at(file, behind) == '{' || text_at(file, behind) == ';');
}

/* A macro that clang takes for the head of a function, as no body follows: `X(a) Y(b)`, `X(type) name(...) {`; or one between a head
 * and its body. */
static void note_head(const Message *message)
{
    if (!message->file)
        return;
    const FileText *file = file_text(message->lowering, message->file);
    Message macro = *message;
    macro.offset = call_that_ends(file, message->offset);
    if (macro.offset == message->offset)
        return;
    if (begins_declaration(file, macro.offset))
        note_written(&macro, USE_LINE);
    else if (ends_head(file, message->offset))
        note_written(message, USE_SPECIFIER);
}

/* "incomplete type 'struct X'" */
static void note_tag(const Message *message)
{
    static const char *const tags[] = {"struct ", "union "};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        const char *found = strstr(message->text, tags[i]);
        size_t tag = strlen(tags[i]), length = 0;
        if (!found || found[-1] != '\'' || message->missing->is_cxx)
            continue;
        while (is_identifier(found + tag, length + 1))
            length++;
        bool is_python = length && former_api_declaration(arena_copy_text(message->missing->arena, found + tag, length));
        if (is_python)
            add(message, NULL, found + tag, length, 0);
        else if (length)
            missing_name(message->missing, NULL, found, tag + length);
        return;
    }
}

/* "must use 'struct' tag to refer to type 'X'": the program declares the tag, and has the name of the type from a header. It is C++ that is
 * read as C where a reference to it follows. */
static void note_name_of_tag(const Message *message)
{
    const FileText *file = message->file ? file_text(message->lowering, message->file) : NULL;
    if (file && text_at(file, text_skip_space(file, message->offset + text_identifier(file, message->offset))) != '&')
        note_written(message, USE_TYPE);
}

static void note_header(const Message *message)
{
    size_t length;
    const char *path = quoted(message->text, &length);
    MissingHeader *header = NULL;
    if (!path || !length || HASH_COUNT(message->missing->headers) >= HEADER_LIMIT)
        return;
    HASH_FIND(hh, message->missing->headers, path, length, header);
    if (header)
        return;
    header = ARENA_NEW(message->missing->arena, MissingHeader);
    header->path = arena_copy_text(message->missing->arena, path, length);
    HASH_ADD_KEYPTR(hh, message->missing->headers, header->path, length, header);
    message->missing->has_changed = true;
}

typedef struct Pattern {
    const char *begin; /* of the message */
    unsigned uses;
    bool in_scope; /* the scope may be named behind */
} Pattern;

static const Pattern patterns[] = {
    {"use of undeclared identifier '", 0, false},
    {"unknown type name '", USE_TYPE, false},
    {"call to undeclared function '", USE_CALL, false},
    {"implicit declaration of function '", USE_CALL, false},
    {"unknown class name '", USE_TYPE, false},
    {"no template named '", USE_TYPE | USE_TEMPLATE, true},
    {"no type named '", USE_TYPE, true},
    {"no member named '", 0, true},
    {"function-like macro '", USE_CONDITION, false},
};

static void note_message(const Message *message)
{
    size_t length;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        if (strncmp(message->text, patterns[i].begin, strlen(patterns[i].begin)) != 0)
            continue;
        const char *name = quoted(message->text, &length);
        if (patterns[i].in_scope)
            note_member(message, patterns[i].uses);
        else if (name)
            add(message, NULL, name, length, patterns[i].uses);
        return;
    }
    if (strcmp(message->text, "expected class name") == 0)
        note_written(message, USE_TYPE);
    else if (strcmp(message->text, "expected namespace name") == 0)
        note_written(message, USE_SCOPE);
    else if (strcmp(message->text, "expected function body after function declarator") == 0)
        note_head(message);
    else if (strncmp(message->text, "must use '", strlen("must use '")) == 0)
        note_name_of_tag(message);
    else if (strstr(message->text, "' file not found"))
        note_header(message);
    else if (strstr(message->text, "incomplete"))
        note_tag(message);
}

/* What clang says of declarations that it takes for those of a function's parameters. */
bool missing_hides_declaration(const char *message)
{
    return strncmp(message, "parameter named '", strlen("parameter named '")) == 0 ||
           strcmp(message, "invalid storage class specifier in function declarator") == 0;
}

/* clang does not name the macro, but takes it for a function. */
static void note_hiding_macros(Missing *missing, Lowering *lowering)
{
    for (uint32_t i = 0; i < lowering->untyped_functions.count; i++) {
        const TextPlace *place = &lowering->untyped_functions.items[i];
        Message message = {lowering, missing, "", place->file, place->offset};
        note_written(&message, USE_LINE);
    }
}

void missing_collect(Missing *missing, Lowering *lowering)
{
    bool hides_declarations = false;
    unsigned count = clang.getNumDiagnostics(lowering->translation_unit);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang.getDiagnostic(lowering->translation_unit, i);
        if (clang.getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
            CXString text = clang.getDiagnosticSpelling(diagnostic);
            CXFile handle = NULL;
            Message message = {.lowering = lowering, .missing = missing, .text = clang.getCString(text)};
            clang.getFileLocation(clang.getDiagnosticLocation(diagnostic), &handle, NULL, NULL, &message.offset);
            message.file = file_of(lowering, handle);
            const char *refused = refused_include(lowering, diagnostic, message.text);
            if (refused)
                message.text = refused;
            note_message(&message);
            hides_declarations |= missing_hides_declaration(message.text);
            clang.disposeString(text);
        }
        clang.disposeDiagnostic(diagnostic);
    }
    if (hides_declarations)
        note_hiding_macros(missing, lowering);
    if (!lowering->unit->python_version)
        missing->wants_python = true;
}
