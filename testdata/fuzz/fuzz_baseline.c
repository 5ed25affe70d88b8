#include "fuzz.h"

#include "baseline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    const char *error = NULL;
    const Scan scan = {.target = "tree", .root = "/tree"};
    baseline_read(arena, fuzz_file(data, size), &scan, &error);
    arena_free(arena);
    return 0;
}
