/* The command line as data. options.def is the one table of options. */
#ifndef GCLINT_OPTIONS_H
#define GCLINT_OPTIONS_H

#include "base/arena.h"
#include "command.h"
#include "rules/severity.h"
#include "target_list.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum When { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER } When;

typedef struct TextList {
    const char *const *items;
    unsigned count;
} TextList;

typedef enum OptionId {
#define OPTION(identifier, letter, name, argument, commands, help) OPTION_##identifier,
#include "options.def"
#undef OPTION
    OPTION_COUNT
} OptionId;

typedef struct OptionRow {
    int letter; /* 0: it has none */
    const char *name, *argument, *help; /* argument NULL: a switch */
    int commands; /* that have it: Commands */
} OptionRow;
extern const OptionRow option_rows[OPTION_COUNT];

enum { FAIL_NEVER = SEVERITY_ERROR + 1 }; /* of Options.fail_on: above every severity */

/* Everything in it is the arena's: a copy may be made and changed. */
typedef struct Options {
    Arena *arena;
    Command command;
    bool is_given[OPTION_COUNT]; /* on the command line */
    TextList operands; /* PATHs or rule names */
    const char *build_folder, *python_include;
    uint32_t python_low, python_high; /* 0x030b for 3.11; 0: not said */
    const char *store;
    const char *scan; /* "latest", a number, or the name of a package or target */
    const char *format, *output;
    const char *path_prefix; /* without a slash at its end; NULL: none */
    const char *sarif, *json, *html, *markdown;
    const char *baseline;
    const char *selected, *ignored; /* names with commas between, or NULL */
    TextList excludes;
    Severity least_severity;
    int fail_on; /* a Severity, or FAIL_NEVER */
    unsigned jobs;
    unsigned timeout_seconds;
    Shard shard;
    bool restart;
    bool all_units, no_cache, strict, graph, list, all, quiet, verbose;
    When color, progress;
    const char *as_given; /* the command line without the program's name, for the record */
} Options;

/* Ends the program with EXIT_TROUBLE and a message if the usage is wrong, and after --help. */
Options *options_parse(Command command, int argc, char **argv);
void options_free(Options *options);

/* Sets one option by its long name; of a switch the value is "true" or "false". An option that this command does not have is
 * passed over. Returns NULL, or what is wrong with the value. */
const char *options_set(Options *options, const char *name, const char *value);
/* The command line said something about the option of this long name. */
bool options_is_given(const Options *options, const char *name);

/* Whether to colour what goes to the stream: --color, then NO_COLOR, then whether it is a terminal. */
bool options_color(const Options *options, int descriptor);

#endif
