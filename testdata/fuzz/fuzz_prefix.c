#include "fuzz.h"

#include "frontend/prefix.h"

#include <string.h>

/* The unit, and one header that it may include. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    const uint8_t *split = size ? memchr(data, '\0', size) : NULL;
    const char *unit = arena_copy_text(arena, (const char *)data, split ? (size_t)(split - data) : size);
    const char *header = split ? arena_copy_text(arena, (const char *)split + 1, (size_t)(data + size - split - 1)) : "";
    const OverlayFile overlays[] = {{"/tree/unit.c", unit}, {"/tree/header.h", header}};
    Mentions *mentions = mentions_new();
    mentions_add_text(mentions, header);
    static const char *const arguments[] = {"-x", "c", "-DGIVEN", "-include", "/tree/header.h"};
    for (unsigned count = 3; count <= 5; count += 2) {
        ParseRequest request = {.root = "/tree", .path = "/tree/unit.c", .arguments = arguments, .argument_count = count, .variant = "",
                                .python_include = "/python", .overlays = overlays, .overlay_count = 2};
        prefix_find(arena, &request, mentions);
    }
    mentions_free(mentions);
    arena_free(arena);
    return 0;
}
