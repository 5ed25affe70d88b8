#include "fuzz.h"

#include "reports/diff.h"
#include "reports/render.h"
#include "reports/store.h"

#include <stdlib.h>

static void render(const Scan *scan)
{
    static const char *const formats[] = {"text", "json", "sarif", "markdown", "github", "gitlab", "html"};
    static FILE *nowhere;
    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    if (!nowhere)
        abort();
    const RenderOptions options = {.show_suppressed = true, .width = 80};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        renderer_find(formats[i])->render(scan, &options, nowhere);
    render_facts_json(scan, nowhere);
    render_facts_text(scan, &options, nowhere);
    render_facts_graph(scan, nowhere);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    const char *error = NULL;
    unsigned count;
    Store *store = store_open(arena, fuzz_file(data, size), true, &error);
    if (store) {
        store_list(store, arena, &count, &error);
        const Scan *scan = store_load(store, arena, 0, &error);
        if (scan) {
            render(scan);
            scan_diff(arena, scan, scan);
        }
        store_close(store);
    }
    arena_free(arena);
    return 0;
}
