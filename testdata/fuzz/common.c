#include "fuzz.h"

#include "facts/dump.h"
#include "model/model.h"
#include "rules/engine.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[200];

static void remove_file(void)
{
    unlink(path);
}

/* A real one: SQLite follows links, and /proc/self/fd/N of a file in memory leads nowhere. */
const char *fuzz_file(const uint8_t *data, size_t size)
{
    static int file = -1;
    if (file < 0) {
        const char *folder = getenv("TMPDIR");
        snprintf(path, sizeof path, "%s/gclint-fuzz-XXXXXX", folder ? folder : "/tmp");
        file = mkostemp(path, O_CLOEXEC);
        atexit(remove_file);
    }
    if (file < 0 || ftruncate(file, 0) || pwrite(file, data, size, 0) != (ssize_t)size)
        abort();
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
    Model *model = model_new(program, 0x0308, 0x030f, true, 1);
    RuleRound round = {.model = model};
    const char *error = NULL;
    RuleSelection *selection = rule_selection_new(arena, NULL, NULL, &error);
    rules_run_rounds(&round, 1, selection, "/nowhere", arena);
    model_free(model);
    program_free(program);
    arena_free(arena);
}
