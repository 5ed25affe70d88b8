#include "command.h"

#include <stddef.h>
#include <string.h>

const CommandRow command_rows[] = {
#define COMMAND(identifier, name, operands, formats, summary, about, exit_status) \
    {COMMAND_##identifier, #name, command_##name, operands, formats, summary, about, exit_status},
#include "commands.def"
#undef COMMAND
};
_Static_assert(sizeof command_rows / sizeof *command_rows == COMMAND_COUNT, "command.h counts the rows of commands.def");

const CommandRow *command_find(const char *name)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (!strcmp(command_rows[i].name, name))
            return &command_rows[i];
    return NULL;
}

const CommandRow *command_row(Command command)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (command_rows[i].command == command)
            return &command_rows[i];
    return NULL;
}
