#include "discover/name_scan.h"

#include "discover/source_tokens.h"

#include <string.h>

#define NO_NAME UINT32_MAX
enum { LEVEL_LIMIT = 128 };

/* Words that belong together, until it is known what they declare. */
typedef struct Collected {
    NameList names, words; /* reused */
    uint32_t stamp;        /* of the names that are among its words already */
} Collected;

/* One declaration at file scope, while it is read. */
typedef struct Current {
    uint32_t last;       /* the last word at file scope, if what it is is not known yet; else NO_NAME */
    uint32_t tag;        /* the last word behind struct, union, class or enum */
    bool has_begun;      /* had a word other than static or extern */
    bool is_static, is_extern, is_typedef, is_record, is_enum, is_namespace, is_operator;
    bool has_parameters; /* had ( ) behind a name */
    bool is_call;        /* begins with NAME( ): a macro that may make anything */
    bool has_value, has_members, has_body;
    bool expects_tag;    /* struct, union, class or enum was the last word */
    bool makes_module;   /* had PyMODINIT_FUNC */
} Current;

typedef struct Scanner {
    NameScan *scan;
    NameTable *table;
    TokenReader reader;
    Token token;
    Collected declaration, member, directive;
    Current current;
    uint32_t braces, parentheses, brackets;
    uint32_t transparent;       /* open braces of extern "C" and of namespaces */
    uint32_t named_parentheses; /* words in ( ) are names from this depth on; 0: nowhere */
    bool call_has_ended;        /* the ) of a macro's call was the last token */
    uint32_t levels[LEVEL_LIMIT]; /* braces at each #if */
    uint32_t depth;
    uint32_t used_member; /* the last word, if it stood behind . or ->; else NO_NAME */
    char before;     /* the mark that was the last token; 0: it was something else */
} Scanner;

/* --- declarations ------------------------------------------------------------------------------------------------- */

static void add_word(Scanner *scanner, Collected *to, uint32_t name)
{
    Name *entry = scanner->table->names.items[name];
    if ((entry->traits & NAME_KEYWORD) || entry->stamp == to->stamp)
        return;
    entry->stamp = to->stamp;
    vector_push(&to->words, name);
}

static void add_name(const Scanner *scanner, Collected *to, uint32_t name)
{
    if (name == NO_NAME || (scanner->table->names.items[name]->traits & (NAME_KEYWORD | NAME_MODULE_START)))
        return;
    vector_push(&to->names, name);
}

/* Moves what was collected into the scan. */
static void keep(Scanner *scanner, Collected *from, Declaration declaration)
{
    NameScan *scan = scanner->scan;
    declaration.first_name = scan->names.count;
    declaration.first_word = scan->words.count;
    declaration.name_count = from->names.count;
    declaration.word_count = from->words.count;
    for (uint32_t i = 0; i < from->names.count; i++)
        vector_push(&scan->names, from->names.items[i]);
    for (uint32_t i = 0; i < from->words.count; i++)
        vector_push(&scan->words, from->words.items[i]);
    if (from->words.count)
        vector_push(&scan->declarations, declaration);
    from->names.count = from->words.count = 0;
    from->stamp = ++scanner->table->last_stamp;
}

static DeclarationKind kind_of(const Current *current)
{
    if (current->is_record && current->has_members)
        return DECLARATION_RECORD;
    if (current->is_typedef || (current->is_enum && current->has_members))
        return DECLARATION_ALIAS;
    if (current->is_call || current->has_body || current->has_value)
        return DECLARATION_PLAIN;
    return current->has_parameters || current->is_extern ? DECLARATION_PROTOTYPE : DECLARATION_PLAIN;
}

static void end_declaration(Scanner *scanner)
{
    const Current *current = &scanner->current;
    DeclarationKind kind = kind_of(current);
    if (current->makes_module)
        scanner->declaration.names.count = 0; /* who calls it embeds Python */
    scanner->scan->starts_module |= current->makes_module && current->has_body;
    keep(scanner, &scanner->declaration,
         (Declaration){.kind = kind,
                       .is_static = current->is_static && !current->is_call && kind != DECLARATION_RECORD,
                       .is_initialised = current->has_value || current->is_call});
    scanner->current = (Current){.last = NO_NAME, .tag = NO_NAME};
    scanner->member.words.count = 0;
    scanner->named_parentheses = 0;
}

/* --- directives --------------------------------------------------------------------------------------------------- */

static bool is_part_of_name(const Token *token)
{
    return token->text[0] == '_' || token->text[token->length - 1] == '_';
}

static uint32_t name_of(const Scanner *scanner, const Token *token)
{
    return name_table_add(scanner->table, token->text, token->length);
}

/* Words of a macro that may become part of a name, by its own ## or by that of a macro that it uses. */
static void note_fragments(Scanner *scanner, const Token *before, bool is_pasted)
{
    const Token *token = &scanner->token;
    scanner->scan->pastes |= is_pasted;
    if (token->kind == TOKEN_WORD && (is_pasted || is_part_of_name(token)))
        vector_push(&scanner->scan->fragments, name_of(scanner, token));
    if (before->kind == TOKEN_WORD && is_pasted)
        vector_push(&scanner->scan->fragments, name_of(scanner, before));
}

/* The words up to the end of the directive. */
static void read_directive_words(Scanner *scanner, bool is_definition)
{
    Token before = {.kind = TOKEN_END};
    for (unsigned marks = 0;;) {
        scanner->token = source_token_next(&scanner->reader);
        if (scanner->token.kind == TOKEN_END || scanner->token.kind == TOKEN_LINE_END)
            return;
        bool is_hash = scanner->token.kind == TOKEN_MARK && *scanner->token.text == '#';
        if (scanner->token.kind == TOKEN_WORD)
            add_word(scanner, &scanner->directive, name_of(scanner, &scanner->token));
        marks = is_hash ? marks + 1 : marks;
        if (is_hash)
            continue;
        if (is_definition)
            note_fragments(scanner, &before, marks == 2);
        marks = 0;
        before = scanner->token;
    }
}

static void read_definition(Scanner *scanner)
{
    scanner->token = source_token_next(&scanner->reader);
    if (scanner->token.kind != TOKEN_WORD)
        return;
    bool pasted = scanner->scan->pastes;
    scanner->scan->pastes = false;
    add_name(scanner, &scanner->directive, name_of(scanner, &scanner->token));
    add_word(scanner, &scanner->directive, name_of(scanner, &scanner->token));
    read_directive_words(scanner, true);
    keep(scanner, &scanner->directive, (Declaration){.kind = DECLARATION_MACRO, .pastes = scanner->scan->pastes});
    scanner->scan->pastes |= pasted;
}

/* The other branches of an #if are other ways to write the first: their braces begin where its did. */
static void read_condition(Scanner *scanner, const Token *word)
{
    if (word->text[0] == 'i') {
        if (scanner->depth < LEVEL_LIMIT)
            scanner->levels[scanner->depth] = scanner->braces;
        scanner->depth++;
    } else if (source_token_is(word, "endif")) {
        scanner->depth -= scanner->depth > 0;
    } else if (scanner->depth && scanner->depth <= LEVEL_LIMIT) {
        scanner->braces = scanner->levels[scanner->depth - 1];
    }
    read_directive_words(scanner, false);
    keep(scanner, &scanner->directive, (Declaration){.kind = DECLARATION_CONDITION});
}

static void read_directive(Scanner *scanner)
{
    static const char *const conditions[] = {"if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif"};
    scanner->reader.in_directive = true;
    Token word = source_token_next(&scanner->reader);
    bool is_condition = false;
    for (size_t i = 0; word.kind == TOKEN_WORD && i < sizeof conditions / sizeof *conditions; i++)
        is_condition = is_condition || source_token_is(&word, conditions[i]);
    if (is_condition)
        read_condition(scanner, &word);
    else if (source_token_is(&word, "define") || source_token_is(&word, "undef"))
        read_definition(scanner);
    else if (word.kind != TOKEN_END && word.kind != TOKEN_LINE_END)
        source_token_skip_line(&scanner->reader);
    scanner->reader.in_directive = false;
    scanner->reader.at_line_start = true;
}

/* --- file scope --------------------------------------------------------------------------------------------------- */

static bool is_at_file_scope(const Scanner *scanner)
{
    return !scanner->braces && !scanner->parentheses && !scanner->brackets;
}

static void read_keyword(Current *current, const Token *token)
{
    bool is_record = source_token_is(token, "struct") || source_token_is(token, "union") || source_token_is(token, "class");
    bool is_enum = source_token_is(token, "enum");
    current->is_operator = current->is_operator || source_token_is(token, "operator");
    current->is_static = current->is_static || source_token_is(token, "static");
    current->is_extern = current->is_extern || source_token_is(token, "extern");
    current->is_typedef = current->is_typedef || source_token_is(token, "typedef") || source_token_is(token, "using");
    current->is_namespace = current->is_namespace || source_token_is(token, "namespace");
    current->is_record = current->is_record || (is_record && !current->has_parameters);
    current->is_enum = current->is_enum || is_enum;
    current->expects_tag = is_record || is_enum;
}

/* A word at file scope: a type, an attribute or the name that is declared, which what follows will tell. */
static void read_outer_word(Scanner *scanner, uint32_t name)
{
    /* MACRO(x) on a line of its own may lack its semicolon: what follows is another declaration. */
    if (scanner->call_has_ended && scanner->token.starts_line)
        end_declaration(scanner);
    Current *current = &scanner->current;
    uint32_t traits = scanner->table->names.items[name]->traits;
    if (traits & NAME_KEYWORD) {
        read_keyword(current, &scanner->token);
        current->has_begun |= !source_token_is(&scanner->token, "static") && !source_token_is(&scanner->token, "extern");
        current->last = NO_NAME;
        return;
    }
    if (current->expects_tag)
        current->tag = name;
    current->makes_module |= (traits & NAME_MODULE_RESULT) != 0;
    current->expects_tag = false;
    current->has_begun = current->has_begun || current->last != NO_NAME;
    current->last = name;
}

static void read_word(Scanner *scanner)
{
    uint32_t name = name_of(scanner, &scanner->token);
    if (is_at_file_scope(scanner))
        read_outer_word(scanner, name);
    else if (!scanner->braces && scanner->named_parentheses && scanner->parentheses >= scanner->named_parentheses &&
             !(scanner->table->names.items[name]->traits & NAME_PYTHON))
        add_name(scanner, &scanner->declaration, name);
    add_word(scanner, &scanner->declaration, name);
    if (scanner->braces && scanner->current.has_members && !(scanner->table->names.items[name]->traits & NAME_KEYWORD))
        vector_push(&scanner->member.words, name);
    scanner->used_member = scanner->before == '.' || scanner->before == '>' ? name : NO_NAME;
}

static bool begins_declarator(const Scanner *scanner)
{
    TokenReader ahead = scanner->reader;
    Token next = source_token_next(&ahead);
    return next.kind == TOKEN_MARK && (*next.text == '*' || *next.text == '&' || *next.text == '^');
}

/* name(…) declares the name; (*name)(…) too; NAME(…) alone is a macro's call, which may make what its arguments tell. */
static void open_parenthesis(Scanner *scanner)
{
    Current *current = &scanner->current;
    if (is_at_file_scope(scanner)) {
        bool is_call = current->last != NO_NAME && !current->has_begun;
        if (is_call || (current->last == NO_NAME && begins_declarator(scanner)))
            scanner->named_parentheses = 1;
        add_name(scanner, &scanner->declaration, current->last);
        current->is_call |= is_call;
        current->has_parameters |= current->last != NO_NAME || current->is_operator;
            current->has_begun = true;
        current->last = NO_NAME;
    }
    scanner->parentheses++;
}

static void close_parenthesis(Scanner *scanner)
{
    scanner->parentheses -= scanner->parentheses > 0;
    if (scanner->parentheses < scanner->named_parentheses)
        scanner->named_parentheses = 0;
}

static void open_brace(Scanner *scanner)
{
    Current *current = &scanner->current;
    if (!scanner->braces && !scanner->parentheses && !current->has_value &&
        (current->is_namespace || (current->is_extern && current->last == NO_NAME && !current->has_begun))) {
        scanner->transparent++;
        end_declaration(scanner);
        return;
    }
    if (is_at_file_scope(scanner)) {
        if (!current->has_parameters)
            add_name(scanner, &scanner->declaration, current->last);
        /* a function in the old style: its parameters' declarations came between its name and its body */
        bool is_list = (current->is_record || current->is_enum) && !current->has_parameters;
        scanner->scan->is_doubtful |=
            !scanner->declaration.names.count && !is_list && !current->makes_module && !current->is_operator;
        if (is_list && !current->has_value && current->tag != current->last)
            add_name(scanner, &scanner->declaration, current->tag);
        current->has_members |= is_list && !current->has_value;
        current->has_body |= !is_list && !current->has_value;
        current->last = NO_NAME;
    }
    scanner->braces++;
}

static void close_brace(Scanner *scanner)
{
    Current *current = &scanner->current;
    if (!scanner->braces) {
        scanner->scan->is_doubtful |= !scanner->transparent;
        scanner->transparent -= scanner->transparent > 0;
        end_declaration(scanner);
        return;
    }
    scanner->braces--;
    if (is_at_file_scope(scanner) && current->has_body)
        end_declaration(scanner);
}

/* The member before it gets a value, or its place is given away, or an element of it gets a value. */
static void note_store(Scanner *scanner, char mark)
{
    const char *next = scanner->token.text + 1;
    bool compares = mark == '=' && next < scanner->reader.end && *next == '=';
    bool may_store = mark == '=' || mark == '[' || mark == ',' || mark == ')';
    if (scanner->used_member != NO_NAME && may_store && !compares)
        vector_push(&scanner->scan->stores, scanner->used_member);
    scanner->used_member = NO_NAME;
}

static void read_outer_mark(Scanner *scanner, char mark)
{
    Current *current = &scanner->current;
    current->has_begun = true;
    if (current->is_operator && !current->has_parameters)
        return;
    if (mark == '=' || mark == ';' || mark == ',' || mark == '[' || mark == ':')
        add_name(scanner, &scanner->declaration, current->last);
    current->last = NO_NAME;
    current->has_value |= mark == '=';
    if (mark == ';')
        end_declaration(scanner);
}

static void read_mark(Scanner *scanner)
{
    char mark = *scanner->token.text;
    bool is_outer = is_at_file_scope(scanner);
    note_store(scanner, mark);
    switch (mark) {
    case '(':
        open_parenthesis(scanner);
        break;
    case ')':
        close_parenthesis(scanner);
        break;
    case '{':
        open_brace(scanner);
        break;
    case '}':
        close_brace(scanner);
        break;
    default:
        if (is_outer)
            read_outer_mark(scanner, mark);
        if (mark == ';' && scanner->braces)
            keep(scanner, &scanner->member, (Declaration){.kind = DECLARATION_MEMBER});
        scanner->brackets += mark == '[' && !scanner->braces && !scanner->parentheses;
        scanner->brackets -= mark == ']' && scanner->brackets && !scanner->braces && !scanner->parentheses;
    }
    scanner->call_has_ended = mark == ')' && is_at_file_scope(scanner) && scanner->current.is_call;
}

/* --- the text ----------------------------------------------------------------------------------------------------- */

static void read_tokens(Scanner *scanner)
{
    for (;;) {
        scanner->token = source_token_next(&scanner->reader);
        bool is_mark = scanner->token.kind == TOKEN_MARK;
        if (scanner->token.kind == TOKEN_END)
            return;
        if (is_mark && *scanner->token.text == '#' && scanner->token.starts_line) {
            read_directive(scanner);
            continue;
        }
        if (scanner->token.kind == TOKEN_WORD) {
            read_word(scanner);
            scanner->call_has_ended = false;
        } else if (is_mark) {
            read_mark(scanner);
        }
        scanner->before = is_mark ? *scanner->token.text : '\0';
    }
}

void name_scan_text(NameScan *scan, NameTable *table, const char *text, size_t length)
{
    Scanner scanner = {.scan = scan, .table = table, .reader = {.at = text, .end = text + length, .at_line_start = true}};
    scanner.current.last = scanner.current.tag = scanner.used_member = NO_NAME;
    scanner.declaration.stamp = ++table->last_stamp;
    scanner.directive.stamp = ++table->last_stamp;
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        scanner.reader.at += 3;
    read_tokens(&scanner);
    scan->is_doubtful |= scanner.braces || scanner.parentheses || memchr(text, '\0', length);
    end_declaration(&scanner);
    vector_free(&scanner.declaration.names);
    vector_free(&scanner.declaration.words);
    vector_free(&scanner.member.words);
    vector_free(&scanner.directive.names);
    vector_free(&scanner.directive.words);
}

void name_scan_free(NameScan *scan)
{
    vector_free(&scan->declarations);
    vector_free(&scan->names);
    vector_free(&scan->words);
    vector_free(&scan->stores);
    vector_free(&scan->fragments);
}
