#include "frontend/mentions.h"

#include "base/arena.h"
#include "base/file_bytes.h"
#include "base/hash_table.h"
#include "base/vector.h"

#include <ctype.h>
#include <string.h>

enum { FILE_SIZE_LIMIT = 16 << 20, FILE_LIMIT = 5000 };

typedef struct Answer {
    const char *word;
    bool is_mentioned;
    UT_hash_handle hh;
} Answer;

struct Mentions {
    Arena *arena;
    VECTOR(char) text; /* all of them, with line ends between */
    Answer *answers;
    FileBytes bytes; /* reused from file to file */
    unsigned file_count;
    bool is_incomplete;
    const char *python, *pyconfig; /* folders that are to be read when the first word is asked for; NULL: none */
};

Mentions *mentions_new(void)
{
    Arena *arena = arena_new();
    Mentions *mentions = ARENA_NEW(arena, Mentions);
    *mentions = (Mentions){.arena = arena};
    return mentions;
}

void mentions_free(Mentions *mentions)
{
    if (!mentions)
        return;
    HASH_CLEAR(hh, mentions->answers);
    vector_free(&mentions->text);
    file_bytes_free(&mentions->bytes);
    arena_free(mentions->arena);
}

/* Behind the comment, or the string or character constant, that begins at `at`; a constant ends with its line. */
static const char *skip_comment_or_constant(const char *at, const char *end)
{
    if (*at == '/' && at[1] == '/')
        return memchr(at, '\n', (size_t)(end - at)) ? memchr(at, '\n', (size_t)(end - at)) : end;
    if (*at == '/') {
        const char *close = memmem(at + 2, (size_t)(end - at - 2), "*/", 2);
        return close ? close + 2 : end;
    }
    char quote = *at++;
    while (at < end && *at != quote && *at != '\n')
        at += at[0] == '\\' && at + 1 < end ? 2 : 1;
    return at < end && *at == quote ? at + 1 : at < end ? at : end;
}

/* Without comments, in which headers tell of macros that they do not ask for, and without texts. */
static void add_bytes(Mentions *mentions, const char *bytes, size_t length)
{
    uint32_t before = mentions->text.count;
    if (length >= UINT32_MAX / 2 - before) {
        mentions->is_incomplete = true;
        return;
    }
    vector_reserve(&mentions->text, before + (uint32_t)length + 1);
    char *to = mentions->text.items + before;
    for (const char *at = bytes, *end = bytes + length; at < end;) {
        bool is_comment = *at == '/' && at + 1 < end && (at[1] == '/' || at[1] == '*');
        if (is_comment || *at == '"' || *at == '\'') {
            at = skip_comment_or_constant(at, end);
            *to++ = ' ';
        } else {
            *to++ = *at++;
        }
    }
    *to++ = '\n';
    mentions->text.count = (uint32_t)(to - mentions->text.items);
}

void mentions_add_text(Mentions *mentions, const char *text)
{
    add_bytes(mentions, text, strlen(text));
}

void mentions_add_file(Mentions *mentions, const char *path)
{
    if (mentions->file_count++ == FILE_LIMIT || file_bytes_read(&mentions->bytes, path, FILE_SIZE_LIMIT, true) != 0)
        mentions->is_incomplete = true;
    else if (!mentions->is_incomplete)
        add_bytes(mentions, mentions->bytes.bytes, mentions->bytes.length);
}

/* --- Python's headers --------------------------------------------------------------------------------------------- */

typedef struct Closure {
    Mentions *mentions;
    const char *folder;
    VECTOR(const char *) paths;
} Closure;

static void want(Closure *closure, const char *path)
{
    for (uint32_t i = 0; i < closure->paths.count; i++)
        if (strcmp(closure->paths.items[i], path) == 0)
            return;
    vector_push(&closure->paths, path);
}

/* Beside the including file, in Python's folder, or beside that: Debian's pyconfig.h includes that of the machine's kind. */
static void follow_include(Closure *closure, const char *includer, const char *name)
{
    Arena *arena = closure->mentions->arena;
    const char *slash = strrchr(includer, '/');
    const char *paths[] = {
        arena_format(arena, "%.*s/%s", (int)(slash - includer), includer, name),
        arena_format(arena, "%s/%s", closure->folder, name),
        arena_format(arena, "%s/../%s", closure->folder, name),
    };
    bool is_python = strcmp(name, "pyconfig.h") == 0 || strstr(name, "/pyconfig.h");
    for (size_t i = 0; i < (is_python ? 3 : 2); i++)
        if (is_regular_file(paths[i])) {
            want(closure, paths[i]);
            return;
        }
}

static void follow_includes(Closure *closure, const char *includer)
{
    const FileBytes *bytes = &closure->mentions->bytes;
    for (const char *at = bytes->bytes, *end = at + bytes->length; (at = memmem(at, (size_t)(end - at), "include", 7));) {
        at += 7 + strspn(at + 7, " \t");
        char closing = *at == '<' ? '>' : *at == '"' ? '"' : '\0';
        const char *close = closing ? memchr(at + 1, closing, (size_t)(end - at - 1)) : NULL;
        if (close && close > at + 1 && !memchr(at, '\n', (size_t)(close - at)))
            follow_include(closure, includer, arena_copy_text(closure->mentions->arena, at + 1, (size_t)(close - at - 1)));
    }
}

static void read_python(Mentions *mentions)
{
    Closure closure = {.mentions = mentions, .folder = mentions->python};
    want(&closure, arena_format(mentions->arena, "%s/Python.h", mentions->python));
    if (mentions->pyconfig)
        want(&closure, arena_format(mentions->arena, "%s/pyconfig.h", mentions->pyconfig));
    mentions->python = NULL;
    for (uint32_t i = 0; i < closure.paths.count && !mentions->is_incomplete; i++) {
        mentions_add_file(mentions, closure.paths.items[i]);
        if (!mentions->is_incomplete)
            follow_includes(&closure, closure.paths.items[i]);
    }
    vector_free(&closure.paths);
}

void mentions_add_python(Mentions *mentions, const char *folder, const char *pyconfig_folder)
{
    mentions->python = arena_copy_string(mentions->arena, folder);
    mentions->pyconfig = pyconfig_folder ? arena_copy_string(mentions->arena, pyconfig_folder) : NULL;
}

/* --- answers ------------------------------------------------------------------------------------------------------ */

static bool is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_';
}

static bool stands_in(const char *text, size_t length, const char *word)
{
    size_t word_length = strlen(word);
    const char *end = text + length, *at = text;
    while ((at = memmem(at, (size_t)(end - at), word, word_length))) {
        const char *after = at + word_length;
        if ((at == text || !is_word_byte(at[-1])) && (after == end || !is_word_byte(*after)))
            return true;
        at++;
    }
    return false;
}

bool mentions_has(Mentions *mentions, const char *word)
{
    Answer *answer = NULL;
    if (mentions->python)
        read_python(mentions);
    if (mentions->is_incomplete || !*word)
        return true;
    HASH_FIND_STR(mentions->answers, word, answer);
    if (answer)
        return answer->is_mentioned;
    answer = ARENA_NEW(mentions->arena, Answer);
    answer->word = arena_copy_string(mentions->arena, word);
    answer->is_mentioned = stands_in(mentions->text.items, mentions->text.count, word);
    HASH_ADD_KEYPTR(hh, mentions->answers, answer->word, strlen(word), answer);
    return answer->is_mentioned;
}
