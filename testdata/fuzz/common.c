#include "fuzz.h"

#include "facts/dump.h"
#include "model/model.h"
#include "rules/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

const char *fuzz_file(const uint8_t *data, size_t size)
{
    static char path[40];
    static int file = -1;
    if (file < 0)
        file = memfd_create("input", MFD_CLOEXEC);
    if (file < 0 || ftruncate(file, 0) || pwrite(file, data, size, 0) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    return path;
}

void fuzz_judge(Unit *unit)
{
    static FILE *nowhere;
    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    facts_dump(unit, nowhere);
    Arena *arena = arena_new();
    Program *program = program_new(&unit, 1);
    Model *model = model_new(program, 0x0308, 0x030f, true);
    RuleRound round = {.model = model};
    const char *error = NULL;
    RuleSelection *selection = rule_selection_new(arena, NULL, NULL, &error);
    rules_run_rounds(&round, 1, selection, "/nowhere", arena);
    model_free(model);
    program_free(program);
    arena_free(arena);
}
