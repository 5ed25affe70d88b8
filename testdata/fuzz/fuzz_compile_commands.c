#include "fuzz.h"

#include "discover/compile_commands.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    CompileCommands commands = {0};
    WarningList warnings = {.arena = arena};
    const TrustedFolders trusted = {.tree = "/tree"};
    compile_commands_read(&commands, arena, fuzz_file(data, size), &trusted, &warnings);
    compile_commands_free(&commands);
    warning_list_free(&warnings);
    arena_free(arena);
    return 0;
}
