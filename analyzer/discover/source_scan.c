#include "discover/source_scan.h"

#include "base/vector.h"

#include <ctype.h>
#include <string.h>

enum { LEVEL_LIMIT = 256, INCLUDE_LIMIT = 20000, DEFINITION_LENGTH = 1024, ATTRIBUTE_LENGTH = 256, OPEN_RAW_STRINGS = 16 };

/* What is known of one level of #if … #endif. */
typedef enum Level {
    LEVEL_TAKEN, /* an include guard, #if 1 */
    LEVEL_CONDITIONAL,
    LEVEL_DEAD, /* #if 0 */
} Level;

typedef struct Text {
    const char *start;
    uint32_t length;
} Text;

typedef struct Scanner {
    Arena *arena;
    SourceScan *scan;
    const char *start;
    const char *at;
    const char *end;
    VECTOR(IncludeLine) includes;
    VECTOR(HeaderMacro) header_macros;
    uint8_t levels[LEVEL_LIMIT];
    uint32_t depth;       /* may exceed LEVEL_LIMIT: what is above counts as conditional */
    uint32_t conditional; /* how many levels are */
    uint32_t dead;
    Text guard;           /* the name of an #ifndef that was the last directive, at the outermost level */
    bool build_core_test; /* the last directive asked whether Py_BUILD_CORE is defined */
    bool in_define;
    uint32_t open_raw_strings; /* that have no end: so many are looked for, each to the end of the text */
    uint32_t python2_names;    /* bits by place in python2_only */
} Scanner;

static const char *const python2_only[] = {
    "Py_InitModule",       "Py_InitModule3",
    "Py_InitModule4",      "Py_FindMethod",
    "PyString_FromString", "PyString_FromStringAndSize",
    "PyString_FromFormat", "PyString_AsString",
    "PyString_AS_STRING",  "PyString_AsStringAndSize",
    "PyString_Check",      "PyString_Size",
    "PyString_GET_SIZE",   "PyInt_FromLong",
    "PyInt_AsLong",        "PyInt_Check",
    "PyInt_AS_LONG",       "PyCObject_FromVoidPtr",
    "PyCObject_AsVoidPtr", "PyFile_AsFile",
    "PyClass_New",         "PyInstance_New",
};
enum { PYTHON2_INIT_NAMES = 4, PYTHON2_NAMES = sizeof python2_only / sizeof *python2_only };

/* Words that only code for Python 3, or for both, uses; each stands for every word that begins so. Those after the first
 * PYTHON3_WORDS also stand in code for Python 2 that asks which of its versions it has. */
static const char *const version_words[] = {
    "PyInit_",
    "PyModuleDef",
    "PyModule_Create",
    "PyModule_FromDef",
    "PyType_FromSpec",
    "PyType_Spec",
    "PYBIND11",
    "Py3",
    "PY3",
    "PY_3",
    "PYTHON3",
    "PYTHON_3",
    "PY_MAJOR",
    "Py_SET_",
    "Py_LIMITED_API",
    "Py2",
    "PY2",
    "PY_2",
    "PYTHON2",
    "PYTHON_2",
    "PYTHON_V",
    "PYTHON_API",
    "PY_MINOR",
    "PY_VERSION",
};
enum { PYTHON3_WORDS = 15 };
/* Words of the file in which a module is made. */
static const char *const module_words[] = {"PyInit_", "PyMODINIT_", "PyModule_Create", "PyModuleDef_Init"};
/* Words that the last versions of Python 2 have too, but that code of then seldom used without a thought of Python 3.
 */
static const char *const newer_words[] = {"PyBytes_", "PyCapsule_", "PyVarObject_HEAD_INIT", "Py_TYPE"};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* Where scan_line has to look closer. */
static const bool is_notable[256] = {
    ['\n'] = true, ['P'] = true, ['\\'] = true, ['/'] = true, ['"'] = true, ['\''] = true, [':'] = true};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static Text word_at(const char *at, const char *end)
{
    const char *stop = at;
    while (stop < end && is_word(*stop))
        stop++;
    return (Text){at, (uint32_t)(stop - at)};
}

static bool text_is(Text text, const char *expected)
{
    return strlen(expected) == text.length && memcmp(text.start, expected, text.length) == 0;
}

static bool text_begins(Text text, const char *prefix)
{
    size_t length = strlen(prefix);
    return text.length >= length && memcmp(text.start, prefix, length) == 0;
}

static bool begins_with_any(Text text, const char *const *prefixes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_begins(text, prefixes[i]))
            return true;
    return false;
}

static char character_before(const Scanner *scanner)
{
    return scanner->at > scanner->start ? scanner->at[-1] : '\n';
}

/* Past a comment that is open already; text without an end is all comment. */
static void skip_block_comment(Scanner *scanner)
{
    const char *close = memmem(scanner->at, (size_t)(scanner->end - scanner->at), "*/", 2);
    scanner->at = close ? close + 2 : scanner->end;
}

/* Blanks, continued lines and comments inside a directive. */
static void skip_blanks(Scanner *scanner)
{
    while (scanner->at < scanner->end) {
        const char *p = scanner->at;
        size_t left = (size_t)(scanner->end - p);
        if (is_blank(*p)) {
            scanner->at++;
        } else if (*p == '\\' && left > 1 && p[1] == '\n') {
            scanner->at += 2;
        } else if (*p == '\\' && left > 2 && p[1] == '\r' && p[2] == '\n') {
            scanner->at += 3;
        } else if (*p == '/' && left > 1 && p[1] == '*') {
            scanner->at += 2;
            skip_block_comment(scanner);
        } else {
            return;
        }
    }
}

static void skip_quoted(Scanner *scanner, char quote)
{
    const char *p = scanner->at;
    while (p < scanner->end && *p != quote && *p != '\n')
        p += *p == '\\' && p + 1 < scanner->end ? 2 : 1;
    scanner->at = p < scanner->end && *p == quote ? p + 1 : p < scanner->end ? p : scanner->end;
}

/* R"delimiter( … )delimiter"; false if it is none, or has no end. */
static bool skip_raw_string(Scanner *scanner)
{
    const char *open = memchr(scanner->at, '(', (size_t)(scanner->end - scanner->at));
    size_t length = open ? (size_t)(open - scanner->at) : 17;
    if (length > 16 || scanner->open_raw_strings == OPEN_RAW_STRINGS || memchr(scanner->at, '"', length) ||
        memchr(scanner->at, '\n', length))
        return false;
    char close[20] = ")";
    memcpy(close + 1, scanner->at, length);
    close[length + 1] = '"';
    const char *stop = memmem(open, (size_t)(scanner->end - open), close, length + 2);
    if (!stop) {
        scanner->open_raw_strings++;
        return false;
    }
    scanner->at = stop + length + 2;
    return true;
}

static void note_python2_name(Scanner *scanner, Text word)
{
    for (uint32_t i = 0; i < PYTHON2_NAMES; i++)
        if (text_is(word, python2_only[i])) {
            if (!scanner->conditional && !scanner->dead && !scanner->in_define)
                scanner->python2_names |= 1u << i;
            return;
        }
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && (is_blank(*at) || *at == '\n'))
        at++;
    return at;
}

/* "PyTypeObject X =", "PyType_Spec X[] = {", "PyTypeObject X{": all of it within a few lines. */
static bool begins_definition(const Scanner *scanner, const char *after_type)
{
    const char *end = scanner->end - after_type > DEFINITION_LENGTH ? after_type + DEFINITION_LENGTH : scanner->end;
    Text name = word_at(skip_space(after_type, end), end);
    if (!name.length || name.start == after_type)
        return false;
    const char *p = skip_space(name.start + name.length, end);
    if (p < end && *p == '[') {
        p = memchr(p, ']', (size_t)(end - p));
        p = p ? skip_space(p + 1, end) : end;
    }
    return p < end && (*p == '=' || *p == '{');
}

/* Looks at a capital P: the rest of the word from there. Moves past it. */
static void note_word(Scanner *scanner)
{
    if (scanner->end - scanner->at < 3 || (scanner->at[1] != 'y' && scanner->at[1] != 'Y')) {
        scanner->at++;
        return;
    }
    Text word = word_at(scanner->at, scanner->end);
    SourceScan *scan = scanner->scan;
    char before = character_before(scanner);
    bool at_start = !is_word(before);
    scanner->at += word.length;
    if (word.length < 3)
        return;
    /* isPyList, kPyVersion: a project's own name. _PyType, THPVariable_PyMethod: perhaps a macro's, for something of Python's. */
    if (!islower((unsigned char)before) && word.start[1] == 'y' && ((word.start[2] >= 'A' && word.start[2] <= 'Z') || word.start[2] == '_'))
        scan->mentions_python = true;
    if (text_is(word, "Python") && scanner->end - scanner->at >= 2 && memcmp(scanner->at, ".h", 2) == 0)
        scan->mentions_python = true;
    scan->guards_version =
        scan->guards_version || begins_with_any(word, version_words, sizeof version_words / sizeof *version_words);
    scan->is_for_python3 = scan->is_for_python3 || begins_with_any(word, version_words, PYTHON3_WORDS);
    scan->makes_module =
        scan->makes_module || begins_with_any(word, module_words, sizeof module_words / sizeof *module_words);
    scan->uses_newer_words =
        scan->uses_newer_words || begins_with_any(word, newer_words, sizeof newer_words / sizeof *newer_words);
    if (!at_start)
        return;
    note_python2_name(scanner, word);
    if (!scan->defines_type && (text_is(word, "PyTypeObject") || text_is(word, "PyType_Spec")))
        scan->defines_type = begins_definition(scanner, scanner->at);
}

/* Looks at a colon: a::b is C++, but [[a::b]] need not be. Moves past it. */
static void note_colon(Scanner *scanner)
{
    const char *p = scanner->at++;
    bool is_scope = scanner->end - p > 2 && p[1] == ':' && is_word(p[2]) && p > scanner->start && is_word(p[-1]);
    if (!is_scope || scanner->scan->is_cpp || scanner->conditional || scanner->dead || scanner->in_define)
        return;
    const char *limit = p - scanner->start > ATTRIBUTE_LENGTH ? p - ATTRIBUTE_LENGTH : scanner->start;
    while (p > limit && !strchr("[;{}", p[-1]))
        p--;
    scanner->scan->is_cpp = p == limit || p[-1] != '[';
}

/* Past a comment of the rest of the line. */
static void skip_line_comment(Scanner *scanner)
{
    const char *stop = memchr(scanner->at, '\n', (size_t)(scanner->end - scanner->at));
    while (stop && (stop[-1] == '\\' || (stop[-1] == '\r' && stop - scanner->at > 1 && stop[-2] == '\\')))
        stop = memchr(stop + 1, '\n', (size_t)(scanner->end - stop - 1));
    scanner->at = stop ? stop : scanner->end;
}

/* To the end of the line, or of the file: its words, past its comments and strings. In the text of an #error, quotes
 * are not quotes. */
static void scan_line(Scanner *scanner, bool with_quotes)
{
    for (;;) {
        while (scanner->at < scanner->end && !is_notable[(unsigned char)*scanner->at])
            scanner->at++;
        ptrdiff_t left = scanner->end - scanner->at;
        char c = left ? *scanner->at : '\n', next = left > 1 ? scanner->at[1] : '\0';
        if (c == '\n')
            return;
        if (c == 'P') {
            note_word(scanner);
        } else if (c == ':') {
            note_colon(scanner);
        } else if (c == '\\') {
            scanner->at += left > 2 && next == '\r' && scanner->at[2] == '\n' ? 3 : left > 1 ? 2 : 1;
        } else if (c == '/' && next == '*') {
            scanner->at += 2;
            skip_block_comment(scanner);
        } else if (c == '/' && next == '/') {
            scanner->at += 2;
            skip_line_comment(scanner);
        } else if (with_quotes && (c == '"' || c == '\'')) {
            bool raw = c == '"' && character_before(scanner) == 'R';
            scanner->at++;
            if (!raw || !skip_raw_string(scanner))
                skip_quoted(scanner, c);
        } else {
            scanner->at++;
        }
    }
}

static void push_level(Scanner *scanner, Level level)
{
    if (scanner->depth < LEVEL_LIMIT)
        scanner->levels[scanner->depth] = (uint8_t)level;
    scanner->depth++;
    scanner->conditional += scanner->depth > LEVEL_LIMIT || level == LEVEL_CONDITIONAL;
    scanner->dead += scanner->depth <= LEVEL_LIMIT && level == LEVEL_DEAD;
}

static Level pop_level(Scanner *scanner)
{
    if (!scanner->depth)
        return LEVEL_CONDITIONAL;
    scanner->depth--;
    Level level = scanner->depth < LEVEL_LIMIT ? (Level)scanner->levels[scanner->depth] : LEVEL_CONDITIONAL;
    scanner->conditional -= level == LEVEL_CONDITIONAL;
    scanner->dead -= level == LEVEL_DEAD;
    return level;
}

/* What follows #if, as far as it is plain: 0, 1, !defined(X). */
static void scan_condition(Scanner *scanner)
{
    const char *p = scanner->at, *end = scanner->end;
    Level level = LEVEL_CONDITIONAL;
    Text word = word_at(p, end);
    if (text_is(word, "0"))
        level = LEVEL_DEAD;
    else if (text_is(word, "1"))
        level = LEVEL_TAKEN;
    const char *after = word.start + word.length;
    while (after < end && is_blank(*after))
        after++;
    if (level != LEVEL_CONDITIONAL && after < end && *after != '\n' && *after != '/')
        level = LEVEL_CONDITIONAL;
    bool negated = p < end && *p == '!';
    if (negated)
        for (p++; p < end && is_blank(*p);)
            p++;
    Text keyword = word_at(p, end);
    if (text_is(keyword, "defined")) {
        p += keyword.length;
        while (p < end && (is_blank(*p) || *p == '('))
            p++;
        Text name = word_at(p, end);
        if (negated && scanner->depth == 0)
            scanner->guard = name;
        scanner->build_core_test = !negated && text_is(name, "Py_BUILD_CORE");
    }
    push_level(scanner, level);
}

static void scan_else(Scanner *scanner, bool is_else)
{
    Level level = pop_level(scanner);
    if (!is_else || level == LEVEL_CONDITIONAL)
        push_level(scanner, LEVEL_CONDITIONAL);
    else
        push_level(scanner, level == LEVEL_DEAD ? LEVEL_TAKEN : LEVEL_DEAD);
}

/* "x.h" or <x.h> at the scanner's place; false if it is something else. */
static bool scan_header_name(Scanner *scanner, Text *name, IncludeKind *kind)
{
    char open = scanner->at < scanner->end ? *scanner->at : '\0';
    if (open != '"' && open != '<')
        return false;
    const char *from = scanner->at + 1;
    const char *line_end = memchr(from, '\n', (size_t)(scanner->end - from));
    size_t room = (size_t)((line_end ? line_end : scanner->end) - from);
    const char *close = memchr(from, open == '"' ? '"' : '>', room);
    if (!close || close == from || close - from > 4095 || memchr(from, '\0', (size_t)(close - from)))
        return false;
    *name = (Text){from, (uint32_t)(close - from)};
    *kind = open == '"' ? INCLUDE_QUOTE : INCLUDE_ANGLE;
    scanner->at = close + 1;
    return true;
}

static void scan_include(Scanner *scanner)
{
    Text name;
    IncludeKind kind;
    if (!scan_header_name(scanner, &name, &kind)) {
        name = word_at(scanner->at, scanner->end);
        kind = INCLUDE_MACRO;
    }
    if (!name.length || scanner->includes.count >= INCLUDE_LIMIT)
        return;
    if (name.length >= 8 && memcmp(name.start + name.length - 8, "Python.h", 8) == 0)
        scanner->scan->mentions_python = true;
    scanner->scan->hides_includes |= scanner->dead > 0;
    if (scanner->dead)
        return;
    vector_push(&scanner->includes, (IncludeLine){.text = arena_copy_text(scanner->arena, name.start, name.length),
                                                  .kind = kind,
                                                  .conditional = scanner->conditional > 0});
}

/* A file that a macro may name has an ending that sources have. */
static bool ends_like_source(Text name)
{
    const char *dot = memrchr(name.start, '.', name.length);
    return dot && name.start + name.length - dot <= 5 && strchr("chimtHC", dot[1]);
}

static void scan_define(Scanner *scanner, Text guard)
{
    Text name = word_at(scanner->at, scanner->end);
    if (guard.length && guard.length == name.length && memcmp(guard.start, name.start, name.length) == 0 &&
        scanner->depth == 1) {
        pop_level(scanner);
        push_level(scanner, LEVEL_TAKEN);
    }
    if (text_is(name, "Py_LIMITED_API"))
        scanner->scan->defines_limited_api = true;
    for (uint32_t i = 0; i < PYTHON2_NAMES; i++)
        scanner->scan->guards_version = scanner->scan->guards_version || text_begins(name, python2_only[i]);
    Scanner ahead = *scanner;
    ahead.at += name.length;
    skip_blanks(&ahead);
    Text value;
    IncludeKind kind;
    if (name.length && scan_header_name(&ahead, &value, &kind) && ends_like_source(value) &&
        scanner->header_macros.count < INCLUDE_LIMIT)
        vector_push(&scanner->header_macros,
                    (HeaderMacro){.name = arena_copy_text(scanner->arena, name.start, name.length),
                                  .text = arena_copy_text(scanner->arena, value.start, value.length),
                                  .kind = kind});
    scanner->in_define = true;
    scan_line(scanner, true);
    scanner->in_define = false;
}

/* A line that begins with #; the scanner stands after it. */
static void scan_directive(Scanner *scanner)
{
    skip_blanks(scanner);
    Text word = word_at(scanner->at, scanner->end), guard = scanner->guard;
    bool build_core_test = scanner->build_core_test;
    scanner->guard = (Text){0};
    scanner->build_core_test = false;
    scanner->at += word.length;
    skip_blanks(scanner);
    bool is_message = text_is(word, "error") || text_is(word, "warning");
    if (text_is(word, "include") || text_is(word, "include_next") || text_is(word, "import")) {
        scan_include(scanner);
    } else if (text_is(word, "define")) {
        scan_define(scanner, guard);
    } else if (text_is(word, "if")) {
        scan_condition(scanner);
    } else if (text_is(word, "ifdef") || text_is(word, "ifndef")) {
        Text name = word_at(scanner->at, scanner->end);
        if (word.length == 6 && scanner->depth == 0)
            scanner->guard = name;
        scanner->build_core_test = word.length == 5 && text_is(name, "Py_BUILD_CORE");
        push_level(scanner, LEVEL_CONDITIONAL);
    } else if (text_is(word, "else") || text_begins(word, "elif")) {
        scan_else(scanner, word.length == 4 && word.start[2] == 's');
    } else if (text_is(word, "endif")) {
        pop_level(scanner);
    } else if (text_is(word, "error") && build_core_test) {
        scanner->scan->refuses_build_core = true;
    }
    scan_line(scanner, !is_message);
}

static void scan_start_of_line(Scanner *scanner)
{
    skip_blanks(scanner);
    if (scanner->at == scanner->end)
        return;
    char c = *scanner->at;
    if (c == '#' || (c == '%' && scanner->end - scanner->at > 1 && scanner->at[1] == ':')) {
        scanner->at += c == '#' ? 1 : 2;
        scan_directive(scanner);
        return;
    }
    if (!scanner->scan->looks_like_cpp && (c == 'n' || c == 'c' || c == 't')) {
        Text word = word_at(scanner->at, scanner->end);
        scanner->scan->looks_like_cpp =
            text_is(word, "namespace") || text_is(word, "class") || text_is(word, "template");
    }
    scan_line(scanner, true);
}

void source_scan_text(SourceScan *scan, Arena *arena, const char *text, size_t length)
{
    *scan = (SourceScan){0};
    Scanner scanner = {.arena = arena, .scan = scan, .start = text, .at = text, .end = text + length};
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        scanner.at += 3;
    while (scanner.at < scanner.end) {
        scan_start_of_line(&scanner);
        if (scanner.at < scanner.end && *scanner.at == '\n')
            scanner.at++;
    }
    IncludeLine *includes = ARENA_ARRAY(arena, IncludeLine, scanner.includes.count);
    if (scanner.includes.count)
        memcpy(includes, scanner.includes.items, scanner.includes.count * sizeof *includes);
    HeaderMacro *macros = ARENA_ARRAY(arena, HeaderMacro, scanner.header_macros.count);
    if (scanner.header_macros.count)
        memcpy(macros, scanner.header_macros.items, scanner.header_macros.count * sizeof *macros);
    scan->includes = includes;
    scan->include_count = scanner.includes.count;
    scan->header_macros = macros;
    scan->header_macro_count = scanner.header_macros.count;
    const uint32_t init_names = (1u << PYTHON2_INIT_NAMES) - 1;
    scan->python2_names = (uint8_t)__builtin_popcount(scanner.python2_names);
    scan->python2_init = (scanner.python2_names & init_names) != 0;
    scan->has_suppressions = memmem(text, length, "gclint:", strlen("gclint:")) != NULL;
    vector_free(&scanner.includes);
    vector_free(&scanner.header_macros);
}
