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

typedef enum Command {
    COMMAND_SCAN = 1 << 0,
    COMMAND_FACTS = 1 << 1,
    COMMAND_REPORT = 1 << 2,
    COMMAND_EXPLAIN = 1 << 3,
    COMMAND_RULES = 1 << 4,
    COMMAND_DIFF = 1 << 5,
    COMMAND_MERGE = 1 << 6,
    COMMAND_AUDIT = 1 << 7,
} Command;

int command_scan(int argc, char **argv);
int command_facts(int argc, char **argv);
int command_report(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_rules(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_merge(int argc, char **argv);
int command_audit(int argc, char **argv);

#endif
