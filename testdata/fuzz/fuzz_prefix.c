#include "fuzz.h"

#include "frontend/prefix_standard.h"

#include <string.h>

static void widen(Arena *arena, ParseRequest *request)
{
    StandardSearch *search = standard_search_new(arena);
    uint32_t headers = request->prefix ? standard_search_unit(search, request) : 0;
    if (headers)
        standard_search_widen(search, request, headers);
    standard_search_free(search);
}

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
    static const char *const arguments[] = {"-x", "c++", "-DGIVEN", "-include", "/tree/header.h"};
    for (unsigned count = 3; count <= 5; count += 2) {
        ParseRequest request = {.root = "/tree", .path = "/tree/unit.c", .arguments = arguments, .argument_count = count, .variant = "",
                                .python_include = "/python", .overlays = overlays, .overlay_count = 2};
        request.prefix = prefix_find(arena, &request, mentions);
        widen(arena, &request);
    }
    mentions_free(mentions);
    arena_free(arena);
    return 0;
}
