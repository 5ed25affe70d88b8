#include "options.h"

#include "reports/store.h"

#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCANNING (COMMAND_SCAN | COMMAND_FACTS)
#define STORING (COMMAND_SCAN | COMMAND_AUDIT)
#define ANALYSING (COMMAND_SCAN | COMMAND_FACTS | COMMAND_AUDIT)
#define DEFAULT_TIMEOUT_SECONDS 120

enum {
    KEY_FIRST = 0x1000, /* beyond every character, so that argp takes none for a short option */
    KEY_HELP = KEY_FIRST + OPTION_COUNT,
    KEY_USAGE,
};

const OptionRow option_rows[OPTION_COUNT] = {
#define OPTION(identifier, letter, name, argument, commands, help) {letter, name, argument, help, commands},
#include "options.def"
#undef OPTION
};

typedef struct Parser {
    Options *options;
    const char *full_name; /* "gclint scan" */
} Parser;

/* --- values: each function returns NULL, or what is wrong ---------------------------------------------------------------- */

static const char *read_number(const Options *options, const char *text, unsigned *number)
{
    char *end;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (end == text || *end || errno || !isdigit((unsigned char)text[0]) || value < 1 || value > INT32_MAX)
        return arena_format(options->arena, "wants a number from 1 on, not \"%s\"", text);
    *number = (unsigned)value;
    return NULL;
}

static const char *read_choice(const Options *options, const char *text, const char *const *choices, int *chosen)
{
    const char *known = "";
    for (int i = 0; choices[i]; i++) {
        known = arena_format(options->arena, "%s%s%s", known, i ? ", " : "", choices[i]);
        if (!strcmp(text, choices[i])) {
            *chosen = i;
            return NULL;
        }
    }
    return arena_format(options->arena, "is one of %s, not \"%s\"", known, text);
}

static const char *read_severity(const Options *options, const char *text, Severity *severity)
{
    static const char *const choices[] = {"note", "warning", "error", NULL}; /* ORDER Severity */
    int chosen = SEVERITY_NOTE;
    const char *error = read_choice(options, text, choices, &chosen);
    *severity = (Severity)chosen;
    return error;
}

static const char *read_fail_on(const Options *options, const char *text, int *fail_on)
{
    static const char *const choices[] = {"note", "warning", "error", "never", NULL}; /* ORDER Severity, FAIL_NEVER */
    return read_choice(options, text, choices, fail_on);
}

static const char *read_when(const Options *options, const char *text, When *when)
{
    static const char *const choices[] = {"auto", "always", "never", NULL}; /* ORDER When */
    int chosen = WHEN_AUTO;
    const char *error = read_choice(options, text, choices, &chosen);
    *when = (When)chosen;
    return error;
}

static bool read_version(const char **text, uint32_t *version)
{
    int length = 0;
    unsigned minor = 0;
    if (sscanf(*text, "3.%2u%n", &minor, &length) != 1 || minor < 8 || minor > 15)
        return false;
    *text += length;
    *version = 0x0300 | minor;
    return true;
}

static const char *read_versions(Options *options, const char *text)
{
    const char *rest = text;
    bool valid = read_version(&rest, &options->python_low);
    options->python_high = options->python_low;
    if (valid && *rest == '-') {
        rest++;
        valid = read_version(&rest, &options->python_high) && options->python_low <= options->python_high;
    }
    if (valid && !*rest)
        return NULL;
    return arena_format(options->arena, "wants a version from 3.8 to 3.15 or a range such as 3.9-3.14, not \"%s\"", text);
}

/* "./src/" is "src"; "." is no prefix. */
static const char *read_prefix(Options *options, const char *text)
{
    if (*text == '/')
        return "wants a relative path";
    while (!strncmp(text, "./", 2))
        text += 2 + strspn(text + 2, "/");
    size_t length = strlen(text);
    while (length && text[length - 1] == '/')
        length--;
    bool is_nothing = !length || (length == 1 && *text == '.');
    options->path_prefix = is_nothing ? NULL : arena_copy_text(options->arena, text, length);
    return NULL;
}

static void add_names(const Options *options, const char **names, const char *more)
{
    *names = *names ? arena_format(options->arena, "%s,%s", *names, more) : more;
}

static void add_text(const Options *options, TextList *list, const char *text)
{
    const char **items = ARENA_ARRAY(options->arena, const char *, list->count + 1);
    for (unsigned i = 0; i < list->count; i++)
        items[i] = list->items[i];
    items[list->count++] = text;
    list->items = items;
}

static const char *set_value(Options *options, OptionId id, const char *value)
{
    bool is_on = !value || strcmp(value, "false"); /* of a switch */
    switch (id) {
    case OPTION_BUILD: options->build_folder = value; break;
    case OPTION_PYTHON: return read_versions(options, value);
    case OPTION_PYTHON_INCLUDE: options->python_include = value; break;
    case OPTION_DB: options->store = value; break;
    case OPTION_NO_CACHE: options->no_cache = is_on; break;
    case OPTION_SCAN_ID: options->scan = value; break;
    case OPTION_FORMAT: options->format = value; break;
    case OPTION_OUTPUT: options->output = value; break;
    case OPTION_SARIF: options->sarif = value; break;
    case OPTION_JSON: options->json = value; break;
    case OPTION_HTML: options->html = value; break;
    case OPTION_MARKDOWN: options->markdown = value; break;
    case OPTION_SELECT: add_names(options, &options->selected, value); break;
    case OPTION_IGNORE: add_names(options, &options->ignored, value); break;
    case OPTION_SEVERITY: return read_severity(options, value, &options->least_severity);
    case OPTION_FAIL_ON: return read_fail_on(options, value, &options->fail_on);
    case OPTION_BASELINE: options->baseline = value; break;
    case OPTION_EXCLUDE: add_text(options, &options->excludes, value); break;
    case OPTION_JOBS: return read_number(options, value, &options->jobs);
    case OPTION_TIMEOUT: return read_number(options, value, &options->timeout_seconds);
    case OPTION_STRICT: options->strict = is_on; break;
    case OPTION_ALL_UNITS: options->all_units = is_on; break;
    case OPTION_GRAPH: options->graph = is_on; break;
    case OPTION_PATH_PREFIX: return read_prefix(options, value);
    case OPTION_SHARD: return shard_parse(value, &options->shard) ? NULL : "wants a part and how many there are, such as 2/4";
    case OPTION_RESTART: options->restart = is_on; break;
    case OPTION_LIST: options->list = is_on; break;
    case OPTION_ALL: options->all = is_on; break;
    case OPTION_QUIET: options->quiet = is_on; break;
    case OPTION_VERBOSE: options->verbose = is_on; break;
    case OPTION_COLOR: return read_when(options, value, &options->color);
    case OPTION_PROGRESS: return read_when(options, value, &options->progress);
    case OPTION_COUNT: break;
    }
    return NULL;
}

static OptionId option_named(const char *name)
{
    int id = 0;
    while (id < OPTION_COUNT && strcmp(option_rows[id].name, name))
        id++;
    return (OptionId)id;
}

const char *options_set(Options *options, const char *name, const char *value)
{
    OptionId id = option_named(name);
    return id == OPTION_COUNT || !(option_rows[id].commands & (int)options->command) ? NULL : set_value(options, id, value);
}

bool options_is_given(const Options *options, const char *name)
{
    OptionId id = option_named(name);
    return id != OPTION_COUNT && options->is_given[id];
}

/* --- argp ---------------------------------------------------------------------------------------------------------------- */

static int key_of_letter(int letter)
{
    for (int id = 0; id < OPTION_COUNT; id++)
        if (option_rows[id].letter == letter)
            return KEY_FIRST + id;
    return letter == 'h' ? KEY_HELP : letter;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    Parser *parser = state->input;
    if (key == ARGP_KEY_ARG) {
        add_text(parser->options, &parser->options->operands, value);
        return 0;
    }
    if (key > 0 && key < KEY_FIRST)
        key = key_of_letter(key);
    if (key == KEY_HELP || key == KEY_USAGE) {
        argp_help(state->root_argp, stdout, key == KEY_HELP ? ARGP_HELP_STD_HELP : ARGP_HELP_USAGE | ARGP_HELP_EXIT_OK,
                  (char *)parser->full_name);
        exit(EXIT_SUCCESS);
    }
    if (key < KEY_FIRST || key >= KEY_FIRST + OPTION_COUNT)
        return ARGP_ERR_UNKNOWN;
    int id = key - KEY_FIRST;
    const char *error = set_value(parser->options, (OptionId)id, value);
    if (error)
        argp_error(state, "--%s %s", option_rows[id].name, error);
    parser->options->is_given[id] = true;
    return 0;
}

enum { ARGP_ROW_COUNT = OPTION_COUNT + 3 }; /* also --help, --usage and the end */

static void fill_argp_options(struct argp_option *rows, Command command)
{
    int group = 1; /* ascending groups keep the table's order */
    for (int id = 0; id < OPTION_COUNT; id++) {
        const OptionRow *row = &option_rows[id];
        int key = row->letter ? row->letter : KEY_FIRST + id;
        if (row->commands & (int)command)
            *rows++ = (struct argp_option){row->name, key, row->argument, 0, row->help, group++};
    }
    *rows++ = (struct argp_option){"help", 'h', NULL, 0, "show this and exit", group};
    *rows = (struct argp_option){"usage", KEY_USAGE, NULL, 0, "show a short usage and exit", group};
}

/* The paragraph, then behind the options what argp sets apart by a vertical tab. */
static const char *help_text(Arena *arena, const CommandRow *row)
{
    const char *formats = row->formats ? arena_format(arena, "Formats: %s.", row->formats) : "";
    const char *status = row->exit_status ? arena_format(arena, "Exit status: %s", row->exit_status) : "";
    return arena_format(arena, "%s%s%s%s%s", row->about, *formats || *status ? "\v" : "", formats,
                        *formats && *status ? "\n\n" : "", status);
}

static const char *join_arguments(Arena *arena, const char *name, int argc, char **argv)
{
    const char *text = name;
    for (int i = 1; i < argc; i++)
        text = arena_format(arena, "%s %s", text, argv[i]);
    return text;
}

Options *options_parse(Command command, int argc, char **argv)
{
    Arena *arena = arena_new();
    const CommandRow *row = command_row(command);
    Options *options = ARENA_NEW(arena, Options);
    *options = (Options){
        .arena = arena,
        .command = command,
        .store = STORE_DEFAULT_NAME,
        .scan = "latest",
        .format = "text",
        .fail_on = SEVERITY_WARNING,
        .timeout_seconds = DEFAULT_TIMEOUT_SECONDS,
        .as_given = join_arguments(arena, row->name, argc, argv),
    };
    struct argp_option rows[ARGP_ROW_COUNT] = {0};
    fill_argp_options(rows, command);
    struct argp argp = {.options = rows, .parser = parse_option, .args_doc = row->operands, .doc = help_text(arena, row)};
    Parser parser = {options, arena_format(arena, "gclint %s", row->name)};
    argp_err_exit_status = EXIT_TROUBLE;
    argp_parse(&argp, argc, argv, ARGP_NO_HELP, NULL, &parser);
    return options;
}

void options_free(Options *options)
{
    if (options)
        arena_free(options->arena);
}

bool options_color(const Options *options, int descriptor)
{
    if (options->color != WHEN_AUTO)
        return options->color == WHEN_ALWAYS;
    const char *no_color = getenv("NO_COLOR");
    return !(no_color && *no_color) && isatty(descriptor);
}
