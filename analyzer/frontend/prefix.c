/* The text is read as the preprocessor would up to Python.h: directives that count are written down, headers of the tree
 * are followed, and anything else ends it without a result.
 *
 * Behind Python.h the unit's own macros are undefined again, as the unit itself defines them once more when it is parsed
 * after the prefix; names that were tested must be undefined there, so that the same tests then have the same answers.
 *
 * Units are to have the same text if they mean the same: macros that Python's headers do not mention, such as the include guards of
 * a project's headers, are left out, and the others stand in the order of their names. */
#include "frontend/prefix.h"

#include "frontend/lowering.h"
#include "frontend/prefix_files.h"
#include "frontend/prefix_lines.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 100, DEPTH_LIMIT = 20 };

typedef struct OwnMacro {
    const char *name, *line;
    bool is_written; /* an #include behind it made that necessary */
} OwnMacro;

typedef struct Reading {
    Arena *arena;
    const ParseRequest *request;
    Mentions *python;
    PrefixFolders folders;
    VECTOR(const char *) given;       /* macros that flags define */
    VECTOR(OwnMacro) own;             /* macros that the text defines */
    VECTOR(const char *) tested;
    VECTOR(const char *) unseen;
    VECTOR(const char *) files_once;
    VECTOR(char) text;
    unsigned file_count, depth;
    bool is_done;    /* Python.h was reached */
    bool is_refused;
} Reading;

/* --- names -------------------------------------------------------------------------------------------------------- */

#define LIST_HOLDS(list, name) list_holds((list).items, (list).count, name)

static bool list_holds(const char *const *items, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(items[i], name) == 0)
            return true;
    return false;
}

static OwnMacro *find_own(const Reading *reading, const char *name)
{
    for (uint32_t i = 0; i < reading->own.count; i++)
        if (strcmp(reading->own.items[i].name, name) == 0)
            return &reading->own.items[i];
    return NULL;
}

static bool ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text), ending_length = strlen(ending);
    return length >= ending_length && strcmp(text + length - ending_length, ending) == 0;
}

/* What the headers of the system ask for, of the names that C and POSIX leave to programs. */
static bool is_for_system_headers(const char *name)
{
    return ends_with(name, "_SOURCE") || ends_with(name, "_BITS") || ends_with(name, "_MACROS") || strcmp(name, "NDEBUG") == 0;
}

/* Whether the text can do without the macro; if so, its name is kept. */
static bool is_unseen(Reading *reading, const char *name)
{
    if (is_for_system_headers(name) || mentions_has(reading->python, name))
        return false;
    if (!LIST_HOLDS(reading->unseen, name))
        vector_push(&reading->unseen, name);
    return true;
}

/* Compilers define names that begin with an underscore, and a few in small letters (`linux`). */
static bool can_be_predefined(const char *name)
{
    if (name[0] == '_')
        return true;
    while (*name && !isupper((unsigned char)*name))
        name++;
    return !*name;
}

static void write_line(Reading *reading, const char *line)
{
    for (; *line; line++)
        vector_push(&reading->text, *line);
    vector_push(&reading->text, '\n');
}

static int compare_own(const void *left, const void *right)
{
    return strcmp(((const OwnMacro *)left)->name, ((const OwnMacro *)right)->name);
}

static void write_own(Reading *reading)
{
    if (reading->own.count)
        qsort(reading->own.items, reading->own.count, sizeof *reading->own.items, compare_own);
    for (uint32_t i = 0; i < reading->own.count; i++) {
        OwnMacro *macro = &reading->own.items[i];
        if (!macro->is_written && !is_unseen(reading, macro->name)) {
            write_line(reading, macro->line);
            macro->is_written = true;
        }
    }
}

static bool is_defined(void *data, const char *name)
{
    Reading *reading = data;
    if (LIST_HOLDS(reading->given, name) || find_own(reading, name))
        return true;
    if (!LIST_HOLDS(reading->tested, name))
        vector_push(&reading->tested, name);
    return false;
}

/* --- directives --------------------------------------------------------------------------------------------------- */

static void read_file(Reading *reading, const char *path);

static void include(Reading *reading, const char *name, bool is_quoted, const char *includer)
{
    const char *path = prefix_find_header(&reading->folders, name, is_quoted, includer);
    bool is_python = strcmp(name, "Python.h") == 0;
    if (path && (is_python || LIST_HOLDS(reading->files_once, path))) {
        reading->is_refused = is_python; /* one of the tree's own */
    } else if (path) {
        read_file(reading, path);
    } else {
        write_own(reading);
        write_line(reading, arena_format(reading->arena, "#include <%s>", name));
        reading->is_done = is_python;
    }
}

static void take_include(Reading *reading, const char *rest, const char *includer)
{
    char closing = *rest == '"' ? '"' : *rest == '<' ? '>' : '\0';
    const char *end = closing ? strchr(rest + 1, closing) : NULL;
    if (!end || end == rest + 1)
        reading->is_refused = true;
    else
        include(reading, arena_copy_text(reading->arena, rest + 1, (size_t)(end - rest - 1)), closing == '"', includer);
}

static void take_define(Reading *reading, const char *line, const char *rest)
{
    const char *name = arena_copy_text(reading->arena, rest, prefix_identifier(rest));
    if (!*name || LIST_HOLDS(reading->given, name)) {
        reading->is_refused = true;
        return;
    }
    OwnMacro *macro = find_own(reading, name);
    if (macro)
        *macro = (OwnMacro){.name = name, .line = line};
    else
        vector_push(&reading->own, (OwnMacro){.name = name, .line = line});
}

/* Of a macro of its own, or one that is not defined anyway. */
static void take_undefine(Reading *reading, const char *line, const char *rest)
{
    const char *name = arena_copy_text(reading->arena, rest, prefix_identifier(rest));
    OwnMacro *macro = find_own(reading, name);
    if (is_defined(reading, name) && !macro)
        reading->is_refused = true;
    if (!macro || macro->is_written)
        write_line(reading, line);
    if (macro)
        *macro = reading->own.items[--reading->own.count];
}

static void take_pragma(Reading *reading, const char *rest, const char *path)
{
    if (strcmp(rest, "once") == 0)
        vector_push(&reading->files_once, path);
    else if (!strstr(rest, "diagnostic") && strncmp(rest, "region", 6) != 0 && strncmp(rest, "endregion", 9) != 0)
        reading->is_refused = true;
}

static void take_directive(Reading *reading, const char *line, const char *path)
{
    const char *word = line + 1, *rest = word + prefix_identifier(word);
    while (*rest == ' ')
        rest++;
    if (strncmp(word, "include ", 8) == 0 || strncmp(word, "include\"", 8) == 0 || strncmp(word, "include<", 8) == 0)
        take_include(reading, rest, path);
    else if (strncmp(word, "define ", 7) == 0)
        take_define(reading, line, rest);
    else if (strncmp(word, "undef ", 6) == 0)
        take_undefine(reading, line, rest);
    else if (strncmp(word, "pragma ", 7) == 0)
        take_pragma(reading, rest, path);
    else if (*word && strncmp(word, "warning", 7) != 0)
        reading->is_refused = true;
}

/* --- a file ------------------------------------------------------------------------------------------------------- */

static void read_lines(Reading *reading, const char *path, const char *text)
{
    PrefixLines lines = {.arena = reading->arena, .rest = text, .is_defined = is_defined, .data = reading};
    while (!reading->is_done && !reading->is_refused) {
        const char *line;
        switch (prefix_next_line(&lines, &line)) {
        case PREFIX_DIRECTIVE: take_directive(reading, line, path); break;
        case PREFIX_END: return;
        case PREFIX_CODE: reading->is_refused = true; break;
        }
    }
}

static void read_file(Reading *reading, const char *path)
{
    const char *text = NULL;
    if (reading->depth < DEPTH_LIMIT && reading->file_count++ < FILE_LIMIT)
        text = prefix_file_text(reading->arena, reading->request, path);
    if (!text) {
        reading->is_refused = true;
        return;
    }
    reading->depth++;
    read_lines(reading, path, text);
    reading->depth--;
}

/* --- arguments ---------------------------------------------------------------------------------------------------- */

/* The value of `flag value` or `flagvalue`; *used says how many arguments it takes, 0: it is another flag. */
static const char *flag_value(const ParseRequest *request, unsigned i, const char *flag, unsigned *used)
{
    const char *argument = request->arguments[i];
    size_t length = strlen(flag);
    *used = 0;
    if (strncmp(argument, flag, length) != 0)
        return NULL;
    bool is_pair = argument[length] == '\0';
    if (is_pair && i + 1 == request->argument_count)
        return NULL;
    *used = is_pair ? 2 : 1;
    return is_pair ? request->arguments[i + 1] : argument + length;
}

typedef enum FlagKind {
    FLAG_OTHER,
    FLAG_FOLDER,
    FLAG_QUOTE_FOLDER,
    FLAG_AFTER_FOLDER,
    FLAG_INCLUDE,
    FLAG_IMACROS,
    FLAG_DEFINE,
    FLAG_UNDEFINE,
    FLAG_LANGUAGE,
} FlagKind;

typedef struct Flag {
    FlagKind kind;
    const char *value;
    unsigned used;
} Flag;

static Flag flag_at(const ParseRequest *request, unsigned i)
{
    static const struct {
        const char *flag;
        FlagKind kind;
    } known[] = {{"-iquote", FLAG_QUOTE_FOLDER}, {"-idirafter", FLAG_AFTER_FOLDER}, {"-include", FLAG_INCLUDE}, {"-imacros", FLAG_IMACROS},
                 {"-I", FLAG_FOLDER},            {"-D", FLAG_DEFINE},               {"-U", FLAG_UNDEFINE},    {"-x", FLAG_LANGUAGE}};
    for (size_t n = 0; n < sizeof known / sizeof *known; n++) {
        Flag flag = {.kind = known[n].kind};
        flag.value = flag_value(request, i, known[n].flag, &flag.used);
        if (flag.used)
            return flag;
    }
    return (Flag){.kind = FLAG_OTHER, .used = 1};
}

static const char *defined_name(Arena *arena, const char *value)
{
    return arena_copy_text(arena, value, strcspn(value, "=("));
}

unsigned prefix_arguments(Arena *arena, const ParseRequest *request, const char **kept)
{
    const Prefix *prefix = request->prefix;
    unsigned count = 0;
    for (unsigned i = 0; i < request->argument_count;) {
        Flag flag = flag_at(request, i);
        bool is_dropped = flag.kind == FLAG_FOLDER || flag.kind == FLAG_QUOTE_FOLDER || flag.kind == FLAG_INCLUDE;
        if (flag.kind == FLAG_DEFINE)
            is_dropped = list_holds(prefix->unseen, prefix->unseen_count, defined_name(arena, flag.value));
        if (flag.kind == FLAG_LANGUAGE)
            kept[count++] = arena_format(arena, "-x%s-header", flag.value);
        for (unsigned n = 0; n < flag.used && !is_dropped && flag.kind != FLAG_LANGUAGE; n++)
            kept[count++] = request->arguments[i + n];
        i += flag.used;
    }
    return count;
}

unsigned prefix_user_folders(const ParseRequest *request, const char **folders)
{
    unsigned count = 0;
    for (unsigned i = 0; i < request->argument_count;) {
        Flag flag = flag_at(request, i);
        if (flag.kind == FLAG_FOLDER || flag.kind == FLAG_QUOTE_FOLDER)
            folders[count++] = flag.value;
        i += flag.used;
    }
    return count;
}

static void take_given(Reading *reading, const char *value)
{
    const char *name = defined_name(reading->arena, value);
    vector_push(&reading->given, name);
    is_unseen(reading, name);
}

/* False if there is a flag whose effect is not followed. */
static bool read_arguments(Reading *reading)
{
    bool has_language = false;
    for (unsigned i = 0; i < reading->request->argument_count;) {
        Flag flag = flag_at(reading->request, i);
        has_language |= flag.kind == FLAG_LANGUAGE;
        if (flag.kind == FLAG_IMACROS)
            return false;
        if (flag.kind == FLAG_FOLDER)
            vector_push(&reading->folders.given, flag.value);
        if (flag.kind == FLAG_QUOTE_FOLDER)
            vector_push(&reading->folders.quoted, flag.value);
        if (flag.kind == FLAG_AFTER_FOLDER && path_inside(reading->request->root, flag.value))
            vector_push(&reading->folders.above, flag.value);
        if (flag.kind == FLAG_DEFINE)
            take_given(reading, flag.value);
        if (flag.kind == FLAG_UNDEFINE)
            return false;
        i += flag.used;
    }
    return has_language;
}

static void read_forced_includes(Reading *reading)
{
    for (unsigned i = 0; i < reading->request->argument_count && !reading->is_done && !reading->is_refused;) {
        Flag flag = flag_at(reading->request, i);
        if (flag.kind == FLAG_INCLUDE)
            include(reading, flag.value, true, "");
        i += flag.used;
    }
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void write_end(Reading *reading)
{
    for (uint32_t i = 0; i < reading->own.count; i++)
        if (reading->own.items[i].is_written)
            write_line(reading, arena_format(reading->arena, "#undef %s", reading->own.items[i].name));
    if (reading->tested.count)
        qsort(reading->tested.items, reading->tested.count, sizeof *reading->tested.items, compare_names);
    for (uint32_t i = 0; i < reading->tested.count; i++) {
        const char *name = reading->tested.items[i];
        bool is_certain = find_own(reading, name) || !can_be_predefined(name);
        if (!is_certain || !is_unseen(reading, name))
            write_line(reading, arena_format(reading->arena, "#ifdef %s\n#error\n#endif", name));
    }
}

static const Prefix *result_of(Reading *reading)
{
    Prefix *prefix = ARENA_NEW(reading->arena, Prefix);
    prefix->headers_end = reading->text.count;
    write_end(reading);
    prefix->text = arena_copy_text(reading->arena, reading->text.items, reading->text.count);
    const char **unseen = ARENA_ARRAY(reading->arena, const char *, reading->unseen.count + 1);
    for (uint32_t i = 0; i < reading->unseen.count; i++)
        unseen[i] = reading->unseen.items[i];
    prefix->unseen = unseen;
    prefix->unseen_count = reading->unseen.count;
    const char **written = ARENA_ARRAY(reading->arena, const char *, reading->own.count + 1);
    for (uint32_t i = 0; i < reading->own.count; i++)
        if (reading->own.items[i].is_written)
            written[prefix->written_count++] = reading->own.items[i].name;
    prefix->written = written;
    return prefix;
}

const Prefix *prefix_find(Arena *arena, const ParseRequest *request, Mentions *python)
{
    Reading reading = {.arena = arena, .request = request, .python = python, .folders = {.arena = arena, .root = request->root}};
    const Prefix *prefix = NULL;
    if (request->python_include && read_arguments(&reading)) {
        read_forced_includes(&reading);
        if (!reading.is_done && !reading.is_refused)
            read_file(&reading, request->path);
    }
    if (reading.is_done && !reading.is_refused)
        prefix = result_of(&reading);
    prefix_folders_free(&reading.folders);
    vector_free(&reading.given);
    vector_free(&reading.own);
    vector_free(&reading.tested);
    vector_free(&reading.unseen);
    vector_free(&reading.files_once);
    vector_free(&reading.text);
    return prefix;
}
