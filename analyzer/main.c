/* Which command runs; what a command does stands in its own file. */
#include "command.h"
#include "frontend/frontend.h"
#include "manual.h"
#include "message.h"
#include "output.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static void print_usage(FILE *out, const CommandRow *row, const char *prefix)
{
    int length = (int)strcspn(row->operands, "\n");
    fprintf(out, "%s gclint %-11s %.*s%*s %s\n", prefix, row->name, length, row->operands, 16 - length, "",
            row->summary);
}

static void print_help(FILE *out)
{
    fputs("gclint checks how CPython extension types take part in garbage collection.\n\n", out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        print_usage(out, &command_rows[i], i ? "      " : "Usage:");
    fputs("       gclint --version | --help | --man | help COMMAND\n\n"
          "`gclint scan .` in the tree of an extension is how to start; `gclint help COMMAND` tells every option.\n",
          out);
}

static int print_version(void)
{
    const char *problem = frontend_load();
    if (problem) {
        printf("gclint %s\n", GCLINT_VERSION);
        message_error("%s", problem);
        return EXIT_TROUBLE;
    }
    printf("gclint %s, with %s\n", GCLINT_VERSION, frontend_clang_version());
    return EXIT_CLEAN;
}

static int print_manual(void)
{
    manual_print(stdout);
    return output_finish() ? EXIT_CLEAN : EXIT_TROUBLE;
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
    const CommandRow *command = command_find(argv[1]);
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
    if (!strcmp(name, "--man"))
        return print_manual();
    if (!strcmp(name, "help") || !strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "--usage"))
        return help(argc - 1, argv + 1);
    const CommandRow *command = command_find(name);
    return command ? run_command(command, argc - 1, argv + 1) : unknown_command(name);
}
