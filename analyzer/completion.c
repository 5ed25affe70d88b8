/* Completions of bash, zsh and fish. Names of rules are asked of the program when they are wanted. */
#include "manual.h"
#include "options.h"

#include <string.h>

#define RULE_NAMES "gclint rules 2>/dev/null | sed -n 's/^  \\([a-z0-9.-]*\\) .*/\\1/p'"

typedef enum ValueKind {
    VALUE_NONE,
    VALUE_FILE,
    VALUE_FOLDER,
    VALUE_RULE,
    VALUE_FORMAT,
    VALUE_WORDS,
    VALUE_OTHER
} ValueKind;

static bool begins_with(const char *text, const char *start)
{
    return !strncmp(text, start, strlen(start));
}

/* *words for VALUE_WORDS. */
static ValueKind kind_of_value(const OptionRow *row, const char **words)
{
    const char *argument = row->argument;
    if (!argument)
        return VALUE_NONE;
    *words = !strcmp(argument, "WHEN")    ? "auto always never"
             : !strcmp(argument, "LEVEL") ? "error warning note never"
                                          : NULL;
    if (*words)
        return VALUE_WORDS;
    if (!strcmp(argument, "FILE"))
        return VALUE_FILE;
    if (!strcmp(argument, "DIR"))
        return VALUE_FOLDER;
    if (begins_with(argument, "RULE"))
        return VALUE_RULE;
    return !strcmp(argument, "FORMAT") ? VALUE_FORMAT : VALUE_OTHER;
}

static bool has_option(const CommandRow *command, const OptionRow *option)
{
    return option->commands & (int)command->command;
}

/* Of what stands behind a command and is no option. */
static bool takes_rules(const CommandRow *command)
{
    return begins_with(command->operands, "RULE");
}

static void print_command_names(FILE *out)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "%s ", command_rows[i].name);
    fputs("help", out);
}

/* --- bash ------------------------------------------------------------------------------------------------------------
 */

static void print_bash_value(FILE *out, const OptionRow *row)
{
    const char *words = NULL;
    ValueKind kind = kind_of_value(row, &words);
    if (kind == VALUE_NONE || kind == VALUE_FORMAT)
        return;
    fprintf(out, "    --%s%s", row->name, row->letter ? (char[]){'|', '-', (char)row->letter, '\0'} : "");
    if (kind == VALUE_WORDS)
        fprintf(out, ") COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n", words);
    else if (kind == VALUE_RULE)
        fputs(") COMPREPLY=($(compgen -W \"$(" RULE_NAMES ")\" -- \"$word\")); return ;;\n", out);
    else
        fprintf(out, ") %s return ;;\n",
                kind == VALUE_FOLDER ? "COMPREPLY=($(compgen -d -- \"$word\"));"
                : kind == VALUE_FILE ? "COMPREPLY=($(compgen -f -- \"$word\"));"
                                     : "");
}

static void print_bash_command(FILE *out, const CommandRow *command)
{
    fprintf(out, "    %s)\n        options='--help", command->name);
    for (int i = 0; i < OPTION_COUNT; i++)
        if (has_option(command, &option_rows[i]))
            fprintf(out, " --%s", option_rows[i].name);
    fprintf(out, "'\n        formats='%s' ;;\n", command->formats ? command->formats : "");
}

static void print_bash(FILE *out)
{
    fputs(
        "# bash completion for gclint; made by `gclint completion bash`\n_gclint()\n{\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options='' formats='' commands='",
        out);
    print_command_names(out);
    fputs("'\n    if [ \"$word\" = '=' ]; then word=''; elif [ \"$before\" = '=' ]; then "
          "before=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
          "    if [ \"$COMP_CWORD\" = 1 ]; then\n        COMPREPLY=($(compgen -W \"$commands --help --version\" -- "
          "\"$word\"))\n"
          "        return\n    fi\n    case ${COMP_WORDS[1]} in\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        print_bash_command(out, &command_rows[i]);
    fputs(
        "    esac\n    case $before in\n    --format) COMPREPLY=($(compgen -W \"$formats\" -- \"$word\")); return ;;\n",
        out);
    for (int i = 0; i < OPTION_COUNT; i++)
        print_bash_value(out, &option_rows[i]);
    fputs("    esac\n    case ${COMP_WORDS[1]}/$word in\n    */-*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) "
          ";;\n"
          "    explain/*) COMPREPLY=($(compgen -W \"$(" RULE_NAMES ")\" -- \"$word\")) ;;\n"
          "    help/*) COMPREPLY=($(compgen -W \"$commands\" -- \"$word\")) ;;\n"
          "    completion/*) COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$word\")) ;;\n"
          "    rules/* | report/*) ;;\n    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n    esac\n}\n"
          "complete -o filenames -F _gclint gclint\n",
          out);
}

/* --- zsh
 * --------------------------------------------------------------------------------------------------------------- */

/* A text within '...[ ]...'. */
static void print_zsh_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else
            fprintf(out, "%s%c", strchr("[]:\\", *text) ? "\\" : "", *text);
    }
}

static void print_zsh_option(FILE *out, const CommandRow *command, const OptionRow *row)
{
    const char *words = NULL;
    ValueKind kind = kind_of_value(row, &words);
    fprintf(out, " \\\n            '*--%s%s[", row->name, kind == VALUE_NONE ? "" : "=");
    print_zsh_text(out, row->help);
    fputc(']', out);
    if (kind != VALUE_NONE) {
        fputc(':', out);
        print_zsh_text(out, row->argument);
    }
    if (kind == VALUE_FILE || kind == VALUE_FOLDER)
        fputs(kind == VALUE_FILE ? ":_files" : ":_files -/", out);
    else if (kind == VALUE_WORDS || kind == VALUE_FORMAT)
        fprintf(out, ":(%s)", kind == VALUE_WORDS ? words : command->formats);
    else if (kind == VALUE_RULE)
        fputs(":_gclint_rules", out);
    else if (kind != VALUE_NONE)
        fputs(": ", out);
    fputc('\'', out);
}

static void print_zsh(FILE *out)
{
    fputs("#compdef gclint\n# zsh completion for gclint; made by `gclint completion zsh`\n\n"
          "_gclint_rules()\n{\n    local -a rules\n    rules=(${(f)\"$(" RULE_NAMES ")\"})\n    compadd -a rules\n}\n\n"
          "_gclint()\n{\n    local -a commands\n    commands=(\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "        '%s:", command_rows[i].name);
        print_zsh_text(out, command_rows[i].summary);
        fputs("'\n", out);
    }
    fputs("        'help:every option of a command'\n    )\n    if (( CURRENT == 2 )); then\n        _describe command "
          "commands\n        return\n    fi\n"
          "    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $command in\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        const CommandRow *command = &command_rows[i];
        fprintf(out, "    %s)\n        _arguments '--help[show this and exit]'", command->name);
        for (int j = 0; j < OPTION_COUNT; j++)
            if (has_option(command, &option_rows[j]))
                print_zsh_option(out, command, &option_rows[j]);
        fprintf(out, " \\\n            %s ;;\n",
                takes_rules(command)                     ? "'*:rule:_gclint_rules'"
                : command->command == COMMAND_COMPLETION ? "'1:shell:(bash zsh fish)'"
                                                         : "'*:file:_files'");
    }
    fputs("    help) _describe command commands ;;\n    esac\n}\n\n"
          "if [ \"$funcstack[1]\" = _gclint ]; then _gclint \"$@\"; else compdef _gclint gclint; fi\n",
          out);
}

/* --- fish
 * ---------------------------------------------------------------------------------------------------------------- */

static void print_fish_text(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text; text++)
        fprintf(out, "%s%c", strchr("'\\", *text) ? "\\" : "", *text);
    fputc('\'', out);
}

static void print_fish_option(FILE *out, const CommandRow *command, const OptionRow *row)
{
    const char *words = NULL;
    ValueKind kind = kind_of_value(row, &words);
    fprintf(out, "complete -c gclint -n '__fish_seen_subcommand_from %s' -l %s", command->name, row->name);
    if (row->letter)
        fprintf(out, " -s %c", row->letter);
    if (kind == VALUE_FILE || kind == VALUE_OTHER)
        fputs(kind == VALUE_FILE ? " -rF" : " -x", out);
    else if (kind == VALUE_FOLDER)
        fputs(" -xa '(__fish_complete_directories)'", out);
    else if (kind == VALUE_WORDS || kind == VALUE_FORMAT)
        fprintf(out, " -xa '%s'", kind == VALUE_WORDS ? words : command->formats);
    else if (kind == VALUE_RULE)
        fputs(" -xa '(__gclint_rules)'", out);
    fputs(" -d ", out);
    print_fish_text(out, row->help);
    fputc('\n', out);
}

static void print_fish(FILE *out)
{
    fputs("# fish completion for gclint; made by `gclint completion fish`\nfunction __gclint_rules\n    " RULE_NAMES
          "\nend\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        const CommandRow *command = &command_rows[i];
        fprintf(out, "complete -c gclint -n __fish_use_subcommand -fa %s -d ", command->name);
        print_fish_text(out, command->summary);
        fputc('\n', out);
        for (int j = 0; j < OPTION_COUNT; j++)
            if (has_option(command, &option_rows[j]))
                print_fish_option(out, command, &option_rows[j]);
    }
    fputs("complete -c gclint -n '__fish_seen_subcommand_from explain' -fa '(__gclint_rules)'\n"
          "complete -c gclint -n '__fish_seen_subcommand_from completion' -fa 'bash zsh fish'\n",
          out);
}

bool completion_print(FILE *out, const char *shell)
{
    static const struct {
        const char *name;
        void (*print)(FILE *out);
    } shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        if (strcmp(shells[i].name, shell) != 0)
            continue;
        shells[i].print(out);
        return true;
    }
    return false;
}
