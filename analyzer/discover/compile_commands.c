#include "discover/compile_commands.h"

#include "base/file_bytes.h"

#include <dirent.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Of the file; of the variants of one file, each of which is a parse. */
#define DATABASE_SIZE_LIMIT ((size_t)256 << 20)
enum { VARIANT_LIMIT = 16 };

static const char database_name[] = "compile_commands.json";

/* --- finding ------------------------------------------------------------------------------------------------------ */

/* The database in a folder of the tree, unless it is linked from elsewhere. */
static const char *database_in(Arena *arena, const char *tree, const char *folder)
{
    char real[PATH_MAX];
    const char *path = arena_format(arena, "%s/%s", folder, database_name);
    return is_regular_file(path) && realpath(path, real) && path_is_inside(real, tree) ? path : NULL;
}

static int compare_names(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static const char *database_in_folders(Arena *arena, const char *tree)
{
    struct dirent **entries;
    int count = scandir(tree, &entries, is_visible, compare_names);
    const char *found = NULL;
    for (int i = 0; i < count; i++) {
        if (!found && (entries[i]->d_type == DT_DIR || entries[i]->d_type == DT_UNKNOWN))
            found = database_in(arena, tree, arena_format(arena, "%s/%s", tree, entries[i]->d_name));
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return found;
}

static const char *database_of_build(Arena *arena, const char *build, WarningList *warnings)
{
    char real[PATH_MAX];
    const char *path = is_folder(build) ? arena_format(arena, "%s/%s", build, database_name) : build;
    if (is_regular_file(path) && realpath(path, real))
        return arena_copy_string(arena, real);
    warning_add(warnings,
                "%s: there is no compile_commands.json (--build wants the folder that holds it): flags are inferred",
                printable_text(arena, build));
    return NULL;
}

const char *compile_commands_find(Arena *arena, const char *tree, const char *build, WarningList *warnings)
{
    if (build)
        return database_of_build(arena, build, warnings);
    static const char *const usual[] = {"", "/build", "/builddir"};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        const char *found =
            database_in(arena, tree, arena_format(arena, "%s%s", strcmp(tree, "/") ? tree : "", usual[i]));
        if (found)
            return found;
    }
    return database_in_folders(arena, tree);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

typedef struct Reader {
    CompileCommands *commands;
    Arena *arena;
    const char *folder; /* of the database */
    const TrustedFolders *trusted;
    unsigned broken, outside, missing, variants;
    unsigned refused[REFUSED_KINDS];
} Reader;

/* The path relative to the tree, or NULL if it is outside. */
static const char *path_in_tree(Reader *reader, const char *path)
{
    const char *tree = reader->trusted->tree;
    char real[PATH_MAX];
    if (!path_is_inside(path, tree)) {
        /* The database may name the tree through a link. */
        if (!realpath(path, real) || !path_is_inside(real, tree))
            return NULL;
        path = arena_copy_string(reader->arena, real);
    }
    path += strlen(tree);
    while (*path == '/')
        path++;
    return path;
}

static void collect_words(Reader *reader, const json_t *entry, FlagList *words)
{
    const json_t *arguments = json_object_get(entry, "arguments");
    const char *command = json_string_value(json_object_get(entry, "command"));
    for (size_t i = 0; i < json_array_size(arguments); i++) {
        const char *word = json_string_value(json_array_get(arguments, i));
        if (word)
            vector_push(words, word);
    }
    if (!json_is_array(arguments) && command)
        split_command(reader->arena, command, words);
}

static void read_entry(Reader *reader, const json_t *entry)
{
    const char *file = json_string_value(json_object_get(entry, "file"));
    const char *folder = json_string_value(json_object_get(entry, "directory"));
    FlagList words = {0};
    if (file)
        collect_words(reader, entry, &words);
    if (!file || !words.count) {
        reader->broken++;
        vector_free(&words);
        return;
    }
    folder = folder ? absolute_path(reader->arena, reader->folder, folder) : reader->folder;
    const char *absolute = absolute_path(reader->arena, folder, file);
    const char *path = path_in_tree(reader, absolute);
    if (!path) {
        reader->outside++;
    } else if (!is_regular_file(absolute)) {
        reader->missing++;
    } else {
        CompileCommand command = {.path = path};
        clean_flags(reader->arena, &words, folder, reader->trusted, &command.flags);
        for (size_t kind = 0; kind < REFUSED_KINDS; kind++)
            reader->refused[kind] += command.flags.refused[kind];
        vector_push(&reader->commands->commands, command);
    }
    vector_free(&words);
}

/* --- order and duplicates ----------------------------------------------------------------------------------------- */

static int compare_texts(const char *left, const char *right)
{
    return !left || !right ? (left != NULL) - (right != NULL) : strcmp(left, right);
}

static int compare_commands(const void *left, const void *right)
{
    const CompileCommand *a = left, *b = right;
    int order = strcmp(a->path, b->path);
    order = order ? order : (a->flags.language > b->flags.language) - (a->flags.language < b->flags.language);
    order = order ? order : a->flags.cpp_compiler - b->flags.cpp_compiler;
    order = order ? order : compare_texts(a->flags.c_standard, b->flags.c_standard);
    order = order ? order : compare_texts(a->flags.cpp_standard, b->flags.cpp_standard);
    for (uint32_t i = 0; !order && i < a->flags.arguments.count && i < b->flags.arguments.count; i++)
        order = strcmp(a->flags.arguments.items[i], b->flags.arguments.items[i]);
    uint32_t a_count = a->flags.arguments.count, b_count = b->flags.arguments.count;
    return order ? order : (a_count > b_count) - (a_count < b_count);
}

/* Sorts, and leaves out commands that are the same, and those of a file that has too many. */
static void make_unique(Reader *reader)
{
    CompileCommands *commands = reader->commands;
    uint32_t kept = 0, of_file = 0;
    if (commands->commands.count)
        qsort(commands->commands.items, commands->commands.count, sizeof *commands->commands.items, compare_commands);
    for (uint32_t i = 0; i < commands->commands.count; i++) {
        CompileCommand *command = &commands->commands.items[i];
        const CompileCommand *last = kept ? &commands->commands.items[kept - 1] : NULL;
        of_file = last && strcmp(last->path, command->path) == 0 ? of_file + 1 : 0;
        bool same = last && compare_commands(last, command) == 0;
        reader->variants += !same && of_file >= VARIANT_LIMIT;
        if (same || of_file >= VARIANT_LIMIT) {
            of_file -= same;
            cleaned_flags_free(&command->flags);
        } else {
            commands->commands.items[kept++] = *command;
        }
    }
    commands->commands.count = kept;
}

static void warn(const Reader *reader, const char *shown, WarningList *warnings)
{
    if (reader->broken)
        warning_add(warnings, "%s: %u entries are ignored: they name no file or no command", shown, reader->broken);
    if (reader->outside)
        warning_add(warnings, "%s: %u entries are ignored: their files are outside the tree", shown, reader->outside);
    if (reader->missing)
        warning_add(warnings, "%s: %u entries are ignored: their files do not exist; build first if they are generated",
                    shown, reader->missing);
    if (reader->variants)
        warning_add(warnings, "%s: %u entries are ignored: more than %d different commands for one file", shown,
                    reader->variants, VARIANT_LIMIT);
    for (RefusedFlag kind = 0; kind < REFUSED_KINDS; kind++)
        if (reader->refused[kind])
            warning_add(warnings, "%s: not followed, %u times: %s", shown, reader->refused[kind],
                        refused_flag_text(kind));
}

/* --- the list ----------------------------------------------------------------------------------------------------- */

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at) && *at)
        at++;
    return at;
}

/* Reads one entry after the other, so that a huge list never stands in memory as a whole. Returns NULL if all is well,
 * else the place from which on it is not a valid list. */
static const char *read_entries(Reader *reader, const char *at, const char *end)
{
    at = skip_space(at, end);
    if (at == end || *at != '[')
        return at;
    at = skip_space(at + 1, end);
    bool more = at == end || *at != ']';
    while (more) {
        json_error_t trouble;
        json_t *entry = json_loadb(at, (size_t)(end - at), JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY, &trouble);
        if (!entry)
            return at;
        read_entry(reader, entry);
        json_decref(entry);
        at = skip_space(at + trouble.position, end);
        more = at < end && *at == ',';
        if (!more && (at == end || *at != ']'))
            return at;
        at += more;
    }
    at = skip_space(at + 1, end);
    return at == end ? NULL : at;
}

static unsigned line_of(const char *text, const char *at)
{
    unsigned line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

void compile_commands_read(CompileCommands *commands, Arena *arena, const char *file, const TrustedFolders *trusted,
                           WarningList *warnings)
{
    *commands = (CompileCommands){0};
    const char *shown = printable_text(arena, file);
    FileBytes text = {0};
    int problem = file_bytes_read(&text, file, DATABASE_SIZE_LIMIT, true);
    if (problem) {
        warning_add(warnings, "%s: cannot be read (%s): flags are inferred", shown, strerror(problem));
    } else {
        Reader reader = {
            .commands = commands, .arena = arena, .folder = absolute_path(arena, file, ".."), .trusted = trusted};
        const char *stop = read_entries(&reader, text.bytes, text.bytes + text.length);
        if (stop)
            warning_add(
                warnings,
                "%s:%u: not a valid list of commands from here on; flags are inferred for files that come later", shown,
                line_of(text.bytes, stop));
        make_unique(&reader);
        warn(&reader, shown, warnings);
        commands->file = commands->commands.count ? file : NULL;
    }
    file_bytes_free(&text);
}

void compile_commands_free(CompileCommands *commands)
{
    for (uint32_t i = 0; i < commands->commands.count; i++)
        cleaned_flags_free(&commands->commands.items[i].flags);
    vector_free(&commands->commands);
}
