/* The sub-commands. Each gets its arguments with argv[0] being "gclint", and returns an exit status. */
#ifndef GCLINT_COMMAND_H
#define GCLINT_COMMAND_H

enum ExitStatus {
    EXIT_CLEAN = 0,      /* no finding at or above --fail-on */
    EXIT_FINDINGS = 1,   /* such findings */
    EXIT_TROUBLE = 2,    /* wrong usage, or nothing could be read or written */
    EXIT_INCOMPLETE = 3, /* with --strict: some unit could not be analysed */
    EXIT_SIGNAL = 128,   /* plus the number of the signal that ended it */
};

/* ORDER commands.def */
typedef enum Command {
    COMMAND_SCAN = 1 << 0,
    COMMAND_FACTS = 1 << 1,
    COMMAND_REPORT = 1 << 2,
    COMMAND_DIFF = 1 << 3,
    COMMAND_AUDIT = 1 << 4,
    COMMAND_MERGE = 1 << 5,
    COMMAND_EXPLAIN = 1 << 6,
    COMMAND_RULES = 1 << 7,
    COMMAND_COMPLETION = 1 << 8,
} Command;
enum { COMMAND_COUNT = 9 };

typedef struct CommandRow {
    Command command;
    const char *name;
    int (*run)(int argc, char **argv);
    const char *operands;    /* "PATH..."; several ways to call it stand on lines of their own */
    const char *formats;     /* of --format, with blanks between; NULL: it has none */
    const char *summary;     /* half a line */
    const char *about;       /* a paragraph */
    const char *exit_status; /* NULL: 0, or 2 if something could not be read or written */
} CommandRow;

/* COMMAND_COUNT rows in the order of --help. */
extern const CommandRow command_rows[];
/* NULL if there is no command of that name. */
const CommandRow *command_find(const char *name);
const CommandRow *command_row(Command command);

int command_scan(int argc, char **argv);
int command_facts(int argc, char **argv);
int command_report(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_audit(int argc, char **argv);
int command_merge(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_rules(int argc, char **argv);
int command_completion(int argc, char **argv);

#endif
