#include "discover/compiler_flags.h"

#include "base/file_bytes.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_LIMIT = 20000 }; /* of one command */

/* --- paths -------------------------------------------------------------------------------------------------------- */

const char *absolute_path(Arena *arena, const char *folder, const char *path)
{
    char *whole = *path == '/' ? arena_copy_string(arena, path) : arena_format(arena, "%s/%s", folder, path);
    char *normal = arena_allocate(arena, strlen(whole) + 2);
    size_t used = 0;
    for (const char *at = whole; *at;) {
        size_t length = strcspn(at, "/");
        if (length == 2 && memcmp(at, "..", 2) == 0) {
            while (used && normal[--used] != '/') {
            }
        } else if (length && !(length == 1 && *at == '.')) {
            normal[used++] = '/';
            memcpy(normal + used, at, length);
            used += length;
        }
        at += length + (at[length] == '/');
    }
    if (!used)
        normal[used++] = '/';
    normal[used] = '\0';
    return normal;
}

bool path_is_inside(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    if (length && folder[length - 1] == '/')
        length--;
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || !path[length]);
}

/* --- words -------------------------------------------------------------------------------------------------------- */

/* One word of a command from `at` on, unquoted into `word`, which is as long as the command; returns what follows it.
 */
static const char *next_word(const char *at, char *word)
{
    char quote = '\0';
    for (; *at && (quote || !strchr(" \t\r\n", *at)); at++) {
        if (*at == '\\' && quote != '\'') {
            bool literal = quote == '"' && at[1] && !strchr("\"\\$`\n", at[1]);
            if (literal)
                *word++ = '\\';
            if (!at[1])
                continue;
            at++;
            if (*at != '\n')
                *word++ = *at;
        } else if (quote ? *at == quote : *at == '"' || *at == '\'') {
            quote = quote ? '\0' : *at;
        } else {
            *word++ = *at;
        }
    }
    *word = '\0';
    return at;
}

void split_command(Arena *arena, const char *command, FlagList *words)
{
    char *word = memory_allocate(strlen(command) + 1);
    while (words->count < WORD_LIMIT) {
        command += strspn(command, " \t\r\n");
        if (!*command)
            break;
        command = next_word(command, word);
        vector_push(words, arena_copy_string(arena, word));
    }
    memory_free(word);
}

/* --- flags -------------------------------------------------------------------------------------------------------- */

typedef enum Form {
    JOINED,   /* -std=c11 */
    SEPARATE, /* -target x */
    EITHER,   /* -Ifolder, -I folder */
} Form;

typedef enum Action {
    DROP,
    KEEP,
    KEEP_FOLDER,  /* its value is a folder that is searched for headers */
    KEEP_PATH,    /* its value is another folder */
    KEEP_INCLUDE, /* its value is a file that is included first */
    KEEP_STANDARD,
    KEEP_PACKING,
    KEEP_LANGUAGE,
    SPLIT, /* -Wp,a,b: flags for the preprocessor */
    REFUSE_PLUGIN,
    REFUSE_CONFIG,
} Action;

typedef struct FlagRule {
    const char *name;
    Form form;
    Action action;
} FlagRule;

/* The first that fits decides; what fits none is dropped: an unknown flag fails a parse, and most say nothing about the
 * meaning of the source. Another target is dropped too, its headers are hardly here. */
/* clang-format off */
static const FlagRule flag_rules[] = {
    {"-include-pch", SEPARATE, DROP}, {"-include", EITHER, KEEP_INCLUDE}, {"-imacros", EITHER, KEEP_INCLUDE},
    {"-isystem-after", EITHER, DROP}, {"-isystem", EITHER, KEEP_FOLDER}, {"-iquote", EITHER, KEEP_FOLDER},
    {"-idirafter", EITHER, KEEP_FOLDER}, {"-iframework", EITHER, KEEP_PATH}, {"-isysroot", EITHER, KEEP_PATH},
    {"-iwithprefixbefore", EITHER, DROP}, {"-I", EITHER, KEEP_FOLDER}, {"-D", EITHER, KEEP}, {"-U", EITHER, KEEP},
    {"-x", EITHER, KEEP_LANGUAGE}, {"-std=", JOINED, KEEP_STANDARD}, {"--std=", JOINED, KEEP_STANDARD},
    {"-fpack-struct=", JOINED, KEEP_PACKING}, {"-F", EITHER, KEEP_PATH}, {"-Wp,", JOINED, SPLIT},
    {"-Xclang", SEPARATE, REFUSE_PLUGIN}, {"-mllvm", SEPARATE, REFUSE_PLUGIN}, {"-fplugin", JOINED, REFUSE_PLUGIN},
    {"-fpass-plugin", JOINED, REFUSE_PLUGIN}, {"-load", SEPARATE, REFUSE_PLUGIN},
    {"-plugin", SEPARATE, REFUSE_PLUGIN}, {"--config=", JOINED, REFUSE_CONFIG}, {"--config-", JOINED, REFUSE_CONFIG},
    {"--config", SEPARATE, REFUSE_CONFIG}, {"-specs", JOINED, REFUSE_CONFIG}, {"--specs", JOINED, REFUSE_CONFIG},
    {"-wrapper", SEPARATE, REFUSE_CONFIG}, {"-B", EITHER, REFUSE_CONFIG}, {"-Xarch_", JOINED, DROP},
    /* dropped, with the value that follows them */
    {"--sysroot", SEPARATE, DROP}, {"-target", SEPARATE, DROP}, {"-iwithprefix", EITHER, DROP},
    {"-iprefix", EITHER, DROP}, {"-imultilib", SEPARATE, DROP}, {"-ivfsoverlay", EITHER, DROP},
    {"-index-store-path", SEPARATE, DROP}, {"-framework", SEPARATE, DROP}, {"-o", EITHER, DROP},
    {"-MF", EITHER, DROP}, {"-MT", EITHER, DROP}, {"-MQ", EITHER, DROP}, {"-MJ", EITHER, DROP},
    {"-Xlinker", SEPARATE, DROP}, {"-Xassembler", SEPARATE, DROP}, {"-Xpreprocessor", SEPARATE, DROP},
    {"-Xanalyzer", SEPARATE, DROP}, {"-arch", SEPARATE, DROP}, {"-aux-info", SEPARATE, DROP},
    {"--param", SEPARATE, DROP}, {"-dumpbase", SEPARATE, DROP}, {"-dumpdir", SEPARATE, DROP},
    {"-gcc-toolchain", SEPARATE, DROP}, {"-working-directory", SEPARATE, DROP},
    {"-serialize-diagnostics", SEPARATE, DROP}, {"--serialize-diagnostics", SEPARATE, DROP}, {"-L", EITHER, DROP},
    {"-T", EITHER, DROP}, {"-u", SEPARATE, DROP}, {"-z", SEPARATE, DROP}, {"-e", SEPARATE, DROP},
    {"-A", EITHER, DROP}, {"-G", SEPARATE, DROP},
};

/* Kept as they are. */
static const char *const plain_flags[] = {
    "-ansi", "-m16", "-m32", "-m64", "-mx32", "-pthread", "-trigraphs", "-undef", "-nostdinc", "-nostdinc++",
    "-nostdlibinc", "-fsigned-char", "-funsigned-char", "-fno-signed-char", "-fno-unsigned-char", "-fshort-enums",
    "-fno-short-enums", "-fshort-wchar", "-fpack-struct", "-fexceptions", "-fno-exceptions", "-frtti", "-fno-rtti",
    "-fchar8_t", "-fno-char8_t", "-ffreestanding", "-fhosted", "-fms-extensions", "-fdeclspec", "-fblocks",
    "-fobjc-arc", "-fno-objc-arc",
#if defined __x86_64__ || defined __i386__
    "-msse2", "-msse3", "-mssse3", "-msse4", "-msse4.1", "-msse4.2", "-mavx", "-mavx2", "-mfma", "-mpopcnt", "-mbmi",
    "-mbmi2", "-mpclmul", "-maes", "-mf16c", "-mavx512f", "-mavx512bw", "-mavx512vl", "-mavx512dq",
#endif
};
/* clang-format on */

typedef struct Cleaner {
    Arena *arena;
    const char *folder;
    const TrustedFolders *trusted;
    CleanedFlags *cleaned;
} Cleaner;

const char *refused_flag_text(RefusedFlag kind)
{
    static const char *const texts[REFUSED_KINDS] = {
        [REFUSED_PLUGIN] = "-fplugin, -load, -Xclang or -mllvm (code and switches of the compiler itself)",
        [REFUSED_RESPONSE] = "@FILE (a response file)",
        [REFUSED_CONFIG] = "--config, -specs, -wrapper or -B (files that direct the compiler)",
        [REFUSED_INCLUDE] = "-include or -imacros of a file outside the tree",
    };
    return texts[kind];
}

static void keep_joined(Cleaner *cleaner, const char *name, const char *value)
{
    vector_push(&cleaner->cleaned->arguments, arena_format(cleaner->arena, "%s%s", name, value));
}

static void keep_pair(Cleaner *cleaner, const char *name, const char *value)
{
    vector_push(&cleaner->cleaned->arguments, name);
    vector_push(&cleaner->cleaned->arguments, value);
}

/* A file that is forced on the unit must be the tree's, or a system header; one that is only named is looked for in the
 * folders that are searched anyway. */
static void keep_include(Cleaner *cleaner, const char *name, const char *value)
{
    static const char *const system_folders[] = {"/usr/include", "/usr/local/include", "/usr/lib", "/usr/lib64"};
    const char *path = absolute_path(cleaner->arena, cleaner->folder, value);
    char real[PATH_MAX];
    if (!realpath(path, real)) {
        if (*value != '/' && !strstr(value, "..") && *value != '-')
            keep_pair(cleaner, name, arena_copy_string(cleaner->arena, value));
        return;
    }
    bool allowed = path_is_inside(real, cleaner->trusted->tree) ||
                   (cleaner->trusted->build && path_is_inside(real, cleaner->trusted->build));
    for (size_t i = 0; i < sizeof system_folders / sizeof *system_folders; i++)
        allowed = allowed || path_is_inside(real, system_folders[i]);
    if (allowed && is_regular_file(real))
        keep_pair(cleaner, name, arena_copy_string(cleaner->arena, real));
    else
        cleaner->cleaned->refused[REFUSED_INCLUDE]++;
}

static void clean_word(Cleaner *cleaner, const char *word);

static void clean_parts(Cleaner *cleaner, const char *list)
{
    while (*list) {
        size_t length = strcspn(list, ",");
        clean_word(cleaner, arena_copy_text(cleaner->arena, list, length));
        list += length + (list[length] == ',');
    }
}

static void keep_folder(Cleaner *cleaner, const char *name, const char *value, bool searched)
{
    bool from_sysroot = *value == '=';
    const char *path = from_sysroot ? value : absolute_path(cleaner->arena, cleaner->folder, value);
    if (strlen(name) == 2)
        keep_joined(cleaner, name, path);
    else
        keep_pair(cleaner, name, path);
    if (searched && !from_sysroot)
        vector_push(&cleaner->cleaned->folders, path);
}

static void apply(Cleaner *cleaner, const FlagRule *rule, const char *value)
{
    CleanedFlags *cleaned = cleaner->cleaned;
    switch (rule->action) {
    case DROP:
        break;
    case KEEP:
        if (*value)
            keep_joined(cleaner, rule->name, value);
        break;
    case KEEP_FOLDER:
    case KEEP_PATH:
        if (*value)
            keep_folder(cleaner, rule->name, value, rule->action == KEEP_FOLDER);
        break;
    case KEEP_INCLUDE:
        if (*value)
            keep_include(cleaner, rule->name, value);
        break;
    case KEEP_STANDARD:
        if (is_language_standard(value, false))
            cleaned->c_standard = arena_copy_string(cleaner->arena, value);
        if (is_language_standard(value, true))
            cleaned->cpp_standard = arena_copy_string(cleaner->arena, value);
        break;
    case KEEP_PACKING:
        if (strlen(value) == 1 && strchr("1248", *value))
            keep_joined(cleaner, rule->name, value);
        break;
    case KEEP_LANGUAGE:
        if (language_named(value) != LANGUAGE_NONE)
            cleaned->language = language_named(value);
        break;
    case SPLIT:
        clean_parts(cleaner, value);
        break;
    case REFUSE_PLUGIN:
        cleaned->refused[REFUSED_PLUGIN]++;
        break;
    case REFUSE_CONFIG:
        cleaned->refused[REFUSED_CONFIG]++;
        break;
    }
}

static const FlagRule *find_rule(const char *word)
{
    for (size_t i = 0; i < sizeof flag_rules / sizeof *flag_rules; i++) {
        const FlagRule *rule = &flag_rules[i];
        size_t length = strlen(rule->name);
        bool begins = strncmp(word, rule->name, length) == 0;
        if (begins && (!word[length] ? rule->form != JOINED : rule->form == JOINED || rule->form == EITHER))
            return rule;
    }
    return NULL;
}

/* A word that needs no other; those that want a value after them are dropped. */
static void clean_word(Cleaner *cleaner, const char *word)
{
    const FlagRule *rule = *word == '-' ? find_rule(word) : NULL;
    if (*word == '@')
        cleaner->cleaned->refused[REFUSED_RESPONSE]++;
    if (rule && word[strlen(rule->name)])
        apply(cleaner, rule, word + strlen(rule->name));
    for (size_t i = 0; !rule && i < sizeof plain_flags / sizeof *plain_flags; i++)
        if (strcmp(word, plain_flags[i]) == 0)
            vector_push(&cleaner->cleaned->arguments, plain_flags[i]);
}

static bool wants_value(const FlagRule *rule, const char *word)
{
    return rule && (rule->form == SEPARATE || rule->form == EITHER) && !word[strlen(rule->name)];
}

void clean_flags(Arena *arena, const FlagList *words, const char *folder, const TrustedFolders *trusted,
                 CleanedFlags *cleaned)
{
    *cleaned = (CleanedFlags){0};
    Cleaner cleaner = {arena, folder, trusted, cleaned};
    uint32_t i = 0;
    for (; i < words->count && words->items[i][0] != '-'; i++) {
        const char *slash = strrchr(words->items[i], '/');
        const char *name = slash ? slash + 1 : words->items[i];
        const char *plus = strstr(name, "++");
        if (i < 3 && plus && !strchr(name, '.') && language_of_source(name) == LANGUAGE_NONE)
            cleaned->cpp_compiler = true;
        if (*name == '@')
            cleaned->refused[REFUSED_RESPONSE]++;
    }
    for (; i < words->count; i++) {
        const char *word = words->items[i];
        const FlagRule *rule = *word == '-' ? find_rule(word) : NULL;
        if (strcmp(word, "--") == 0)
            break;
        if (!wants_value(rule, word))
            clean_word(&cleaner, word);
        else if (i + 1 < words->count)
            apply(&cleaner, rule, words->items[++i]);
    }
}

void cleaned_flags_free(CleanedFlags *cleaned)
{
    vector_free(&cleaned->arguments);
    vector_free(&cleaned->folders);
}
