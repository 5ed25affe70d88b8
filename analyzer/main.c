/* Which command runs; what a command does stands in its own file. */
#include "command.h"
#include "frontend/frontend.h"
#include "message.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

typedef struct CommandRow {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *usage, *summary;
} CommandRow;

static const CommandRow commands[] = {
    {"scan", command_scan, "scan [OPTION...] PATH...", "analyse, print findings, fill the store"},
    {"facts", command_facts, "facts [OPTION...] PATH...", "what was understood, without judgement"},
    {"report", command_report, "report [OPTION...]", "print a stored scan again, in any format"},
    {"diff", command_diff, "diff [OPTION...] [OLD [NEW]]", "new, fixed and unchanged findings between two scans"},
    {"audit", command_audit, "audit [OPTION...] [LIST]", "scan every target of a list; a table of all packages"},
    {"merge", command_merge, "merge [OPTION...] OUT.db IN.db...", "stores of separate runs into one"},
    {"explain", command_explain, "explain RULE... | --all", "a rule's documentation"},
    {"rules", command_rules, "rules [--format FORMAT]", "list every rule"},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static const CommandRow *find_command(const char *name)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

static void print_help(FILE *out)
{
    fputs("gclint checks how CPython extension types take part in garbage collection.\n\n", out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "%s gclint %-32s  %s\n", i ? "      " : "Usage:", commands[i].usage, commands[i].summary);
    fputs("       gclint --version | --help | help COMMAND\n\n"
          "`gclint scan .` in the tree of an extension is how to start.\n", out);
}

static int print_version(void)
{
    Frontend *frontend = frontend_new();
    printf("gclint %s, with %s\n", GCLINT_VERSION, frontend_clang_version(frontend));
    frontend_free(frontend);
    return EXIT_CLEAN;
}

static int unknown_command(const char *name)
{
    message_error("there is no command \"%s\"", name);
    print_help(stderr);
    return EXIT_TROUBLE;
}

static int run_command(const CommandRow *command, int argc, char **argv)
{
    static char program[] = "gclint"; /* what argp's messages start with */
    argv[0] = program;
    return command->run(argc, argv);
}

static int help(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stdout);
        return EXIT_CLEAN;
    }
    const CommandRow *command = find_command(argv[1]);
    if (!command)
        return unknown_command(argv[1]);
    char help_option[] = "--help";
    char *arguments[] = {argv[1], help_option, NULL};
    return run_command(command, 2, arguments);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* who reads us may go away; then writing fails, which is looked at */
    if (argc < 2) {
        print_help(stderr);
        return EXIT_TROUBLE;
    }
    const char *name = argv[1];
    if (!strcmp(name, "--version") || !strcmp(name, "-V"))
        return print_version();
    if (!strcmp(name, "help") || !strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "--usage"))
        return help(argc - 1, argv + 1);
    const CommandRow *command = find_command(name);
    return command ? run_command(command, argc - 1, argv + 1) : unknown_command(name);
}
