#include "options.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCANNING (COMMAND_SCAN | COMMAND_FACTS)
#define DEFAULT_TIMEOUT_SECONDS 120

enum OptionKey {
    KEY_BEFORE_FIRST = 0x1000, /* beyond every character, so that argp takes none for a short option */
#define OPTION(identifier, letter, name, argument, commands, help) KEY_##identifier,
#include "options.def"
#undef OPTION
    KEY_HELP,
    KEY_USAGE,
};

typedef struct OptionRow {
    int key, letter;
    const char *name, *argument, *help;
    int commands;
} OptionRow;

static const OptionRow option_rows[] = {
#define OPTION(identifier, letter, name, argument, commands, help) {KEY_##identifier, letter, name, argument, help, commands},
#include "options.def"
#undef OPTION
    {KEY_HELP, 'h', "help", NULL, "show this and exit", ~0},
    {KEY_USAGE, 0, "usage", NULL, "show a short usage and exit", ~0},
};
enum { OPTION_ROW_COUNT = sizeof option_rows / sizeof option_rows[0] };

typedef struct Parser {
    Options *options;
    Command command;
    const char *full_name; /* "gclint scan" */
} Parser;

/* --- values ----------------------------------------------------------------------------------------------------------- */

static unsigned parse_number(struct argp_state *state, const char *option, const char *text, unsigned long least)
{
    char *end;
    errno = 0;
    unsigned long number = strtoul(text, &end, 10);
    if (end == text || *end || errno || text[0] == '-' || number < least || number > INT32_MAX)
        argp_error(state, "%s wants a number from %lu on, not \"%s\"", option, least, text);
    return (unsigned)number;
}

static int choose(struct argp_state *state, const char *option, const char *text, const char *const *choices)
{
    for (int i = 0; choices[i]; i++)
        if (!strcmp(text, choices[i]))
            return i;
    char known[100] = "";
    for (int i = 0; choices[i]; i++)
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", i ? ", " : "", choices[i]);
    argp_error(state, "%s is one of %s, not \"%s\"", option, known, text);
    return 0;
}

static const char *const severity_choices[] = {"note", "warning", "error", "never", NULL}; /* ORDER Severity, FAIL_NEVER */
static const char *const shown_choices[] = {"note", "warning", "error", NULL};
static const char *const when_choices[] = {"auto", "always", "never", NULL}; /* ORDER When */

static bool parse_version(const char **text, uint32_t *version)
{
    int length = 0;
    unsigned minor = 0;
    if (sscanf(*text, "3.%2u%n", &minor, &length) != 1 || minor < 8 || minor > 15)
        return false;
    *text += length;
    *version = 0x0300 | minor;
    return true;
}

static void parse_python(struct argp_state *state, Options *options, const char *text)
{
    const char *rest = text;
    bool valid = parse_version(&rest, &options->python_low);
    options->python_high = options->python_low;
    if (valid && *rest == '-') {
        rest++;
        valid = parse_version(&rest, &options->python_high) && options->python_low <= options->python_high;
    }
    if (!valid || *rest)
        argp_error(state, "--python wants a version from 3.8 to 3.15 or a range such as 3.9-3.14, not \"%s\"", text);
}

static const char *add_names(const Options *options, const char *names, const char *more)
{
    return names ? arena_format(options->arena, "%s,%s", names, more) : more;
}

static void parse_scan_id(struct argp_state *state, Options *options, const char *text)
{
    options->scan_id = strcmp(text, "latest") ? parse_number(state, "--scan", text, 1) : 0;
}

/* --- argp ---------------------------------------------------------------------------------------------------------------- */

static void set_value(struct argp_state *state, Options *options, int key, char *value)
{
    switch (key) {
    case KEY_BUILD: options->build_folder = value; break;
    case KEY_PYTHON: parse_python(state, options, value); break;
    case KEY_PYTHON_INCLUDE: options->python_include = value; break;
    case KEY_DB: options->store = value; break;
    case KEY_SCAN_ID: parse_scan_id(state, options, value); break;
    case KEY_FORMAT: options->format = value; break;
    case KEY_OUTPUT: options->output = value; break;
    case KEY_SARIF: options->sarif = value; break;
    case KEY_JSON: options->json = value; break;
    case KEY_HTML: options->html = value; break;
    case KEY_MARKDOWN: options->markdown = value; break;
    case KEY_SELECT: options->selected = add_names(options, options->selected, value); break;
    case KEY_IGNORE: options->ignored = add_names(options, options->ignored, value); break;
    case KEY_SEVERITY:
        options->least_severity = (Severity)choose(state, "--severity", value, shown_choices);
        break;
    case KEY_FAIL_ON: options->fail_on = choose(state, "--fail-on", value, severity_choices); break;
    case KEY_EXCLUDE: vector_push(&options->excludes, value); break;
    case KEY_JOBS: options->jobs = parse_number(state, "--jobs", value, 1); break;
    case KEY_TIMEOUT: options->timeout_seconds = parse_number(state, "--timeout", value, 1); break;
    case KEY_STRICT: options->strict = true; break;
    case KEY_GRAPH: options->graph = true; break;
    case KEY_ALL: options->all = true; break;
    case KEY_QUIET: options->quiet = true; break;
    case KEY_VERBOSE: options->verbose = true; break;
    case KEY_COLOR: options->color = (When)choose(state, "--color", value, when_choices); break;
    case KEY_PROGRESS: options->progress = (When)choose(state, "--progress", value, when_choices); break;
    default: break;
    }
}

static int key_of_letter(int letter)
{
    for (int i = 0; i < OPTION_ROW_COUNT; i++)
        if (option_rows[i].letter == letter)
            return option_rows[i].key;
    return letter;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    Parser *parser = state->input;
    if (key == ARGP_KEY_ARG) {
        vector_push(&parser->options->operands, value);
        return 0;
    }
    if (key > 0 && key < KEY_BEFORE_FIRST)
        key = key_of_letter(key);
    if (key <= KEY_BEFORE_FIRST || key > KEY_USAGE)
        return ARGP_ERR_UNKNOWN;
    if (key == KEY_HELP || key == KEY_USAGE) {
        argp_help(state->root_argp, stdout, key == KEY_HELP ? ARGP_HELP_STD_HELP : ARGP_HELP_USAGE | ARGP_HELP_EXIT_OK,
                  (char *)parser->full_name);
        exit(EXIT_SUCCESS);
    }
    set_value(state, parser->options, key, value);
    return 0;
}

static void fill_argp_options(struct argp_option *rows, Command command)
{
    for (int i = 0; i < OPTION_ROW_COUNT; i++) {
        const OptionRow *row = &option_rows[i];
        if (row->commands & (int)command)
            *rows++ = (struct argp_option){row->name, row->letter ? row->letter : row->key, row->argument, 0, row->help, i + 1};
    }
}

static const char *command_names[] = {"scan", "facts", "report", "explain", "rules"}; /* ORDER Command */

static const char *command_name(Command command)
{
    unsigned index = 0;
    while (!(command >> index & 1))
        index++;
    return command_names[index];
}

static const char *join_arguments(Arena *arena, const char *name, int argc, char **argv)
{
    const char *text = name;
    for (int i = 1; i < argc; i++)
        text = arena_format(arena, "%s %s", text, argv[i]);
    return text;
}

Options *options_parse(Command command, int argc, char **argv, const char *operands_help, const char *about)
{
    Arena *arena = arena_new();
    Options *options = ARENA_NEW(arena, Options);
    *options = (Options){
        .arena = arena,
        .store = "gclint.db",
        .format = "text",
        .fail_on = SEVERITY_WARNING,
        .timeout_seconds = DEFAULT_TIMEOUT_SECONDS,
        .as_given = join_arguments(arena, command_name(command), argc, argv),
    };
    struct argp_option rows[OPTION_ROW_COUNT + 1] = {0};
    fill_argp_options(rows, command);
    struct argp argp = {.options = rows, .parser = parse_option, .args_doc = operands_help, .doc = about};
    Parser parser = {options, command, arena_format(arena, "gclint %s", command_name(command))};
    argp_err_exit_status = EXIT_TROUBLE;
    argp_parse(&argp, argc, argv, ARGP_NO_HELP, NULL, &parser);
    return options;
}

void options_free(Options *options)
{
    if (!options)
        return;
    vector_free(&options->operands);
    vector_free(&options->excludes);
    arena_free(options->arena);
}

bool options_color(const Options *options, int descriptor)
{
    if (options->color != WHEN_AUTO)
        return options->color == WHEN_ALWAYS;
    const char *no_color = getenv("NO_COLOR");
    return !(no_color && *no_color) && isatty(descriptor);
}
