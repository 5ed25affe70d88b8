#include "manual.h"

#include "options.h"

#include <string.h>

/* Text for troff: a dash that is typed is one, nothing else has a meaning. */
static void print_roff(FILE *out, const char *text)
{
    bool at_start = true;
    for (const char *c = text; *c; c++) {
        if (*c == '-')
            fputs("\\-", out);
        else if (*c == '\\')
            fputs("\\e", out);
        else if (at_start && (*c == '.' || *c == '\''))
            fprintf(out, "\\&%c", *c);
        else
            fputc(*c, out);
        at_start = *c == '\n';
    }
}

static void print_ways(FILE *out, const CommandRow *row)
{
    for (const char *way = row->operands;;) {
        size_t length = strcspn(way, "\n");
        fprintf(out, ".br\n.B gclint %s\n", row->name);
        if (strcmp(row->name, "completion") != 0)
            fputs("[\\fIOPTION\\fR...] ", out);
        for (size_t i = 0; i < length; i++)
            fputs((char[]){way[i], '\0'}, out);
        fputc('\n', out);
        if (!way[length])
            return;
        way += length + 1;
    }
}

static void print_command(FILE *out, const CommandRow *row)
{
    fprintf(out, ".SS %s\n", row->name);
    print_roff(out, row->about);
    fputc('\n', out);
    if (row->formats) {
        fputs(".P\nFormats: ", out);
        print_roff(out, row->formats);
        fputs(".\n", out);
    }
    if (row->exit_status) {
        fputs(".P\nExit status: ", out);
        print_roff(out, row->exit_status);
        fputc('\n', out);
    }
}

static void print_option_commands(FILE *out, int commands)
{
    const char *separator = "(";
    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (!(commands & (int)command_rows[i].command))
            continue;
        fprintf(out, "%s%s", separator, command_rows[i].name);
        separator = ", ";
    }
    fputs(")\n", out);
}

static void print_option(FILE *out, const OptionRow *row)
{
    fputs(".TP\n", out);
    if (row->letter)
        fprintf(out, "\\fB\\-%c\\fR, ", row->letter);
    fputs("\\fB\\-\\-", out);
    print_roff(out, row->name);
    fputs("\\fR", out);
    if (row->argument) {
        fputs("=\\fI", out);
        print_roff(out, row->argument);
        fputs("\\fR", out);
    }
    fputc('\n', out);
    print_roff(out, row->help);
    fputc(' ', out);
    print_option_commands(out, row->commands);
}

static const char manual_end[] =
    ".SH FILES\n.TP\n.I gclint.db\nthe store, an SQLite file with every scan; its tables are described in schema.sql\n"
    ".TP\n.I .gclint.ini\nsettings of a tree, under the long names of options, in a section [gclint]; also in "
    "\\fIsetup.cfg\\fR\n"
    ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nif it is set, nothing is coloured\n"
    ".TP\n.B TMPDIR\nwhere archives are unpacked; default /tmp\n"
    ".SH NOTES\nA comment in the source suppresses findings of a rule on its line, or about the type that is defined "
    "there:\n.P\n"
    ".nf\n/* gclint: ignore[rule\\-name] reason */\n.fi\n"
    ".SH EXAMPLES\n.nf\ngclint scan .\ngclint explain container\\-without\\-gc\n"
    "gclint scan \\-\\-baseline gclint.db \\-\\-sarif gclint.sarif .\ngclint diff\n"
    "gclint audit \\-\\-html pages packages.txt\n.fi\n";

void manual_print(FILE *out)
{
    fprintf(out,
            ".TH GCLINT 1 \"\" \"gclint %s\" \"User Commands\"\n.SH NAME\ngclint \\- checks how CPython extension "
            "types take "
            "part in garbage collection\n.SH SYNOPSIS\n.nh\n",
            GCLINT_VERSION);
    for (int i = 0; i < COMMAND_COUNT; i++)
        print_ways(out, &command_rows[i]);
    fputs(".br\n.B gclint \\-\\-version\n|\n.B \\-\\-help\n|\n.B help\n\\fICOMMAND\\fR\n.hy\n.SH DESCRIPTION\n"
          "gclint reads the C, C++ and Objective\\-C sources of Python extensions and reports where a type breaks the "
          "protocol of "
          "CPython's garbage collector: references that the collector is not shown, that are not let go of, or in the "
          "wrong order.\n"
          "Findings go to standard output; progress, summary and errors to standard error.\n.SH COMMANDS\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        print_command(out, &command_rows[i]);
    fputs(".SH OPTIONS\nThe commands that have an option stand in parentheses behind it.\n", out);
    for (int i = 0; i < OPTION_COUNT; i++)
        print_option(out, &option_rows[i]);
    fputs(manual_end, out);
}
