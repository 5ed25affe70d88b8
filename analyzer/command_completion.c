#include "manual.h"
#include "message.h"
#include "options.h"
#include "output.h"

int command_completion(int argc, char **argv)
{
    Options *options = options_parse(COMMAND_COMPLETION, argc, argv);
    int status = EXIT_TROUBLE;
    if (options->operands.count != 1 || !completion_print(stdout, options->operands.items[0]))
        message_error("say for which shell: gclint completion bash, zsh or fish");
    else if (output_finish())
        status = EXIT_CLEAN;
    options_free(options);
    return status;
}
