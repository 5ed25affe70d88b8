#include "fuzz.h"

#include "discover/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    const char *error = NULL;
    if (size)
        settings_parse(arena, "/tree", ".gclint.ini", (const char *)data + 1, size - 1, data[0] & 1, &error);
    arena_free(arena);
    return 0;
}
