/* C, or C++ if it begins with a plus sign, from the parser to the rules. clang's own faults are not looked for: what comes out of
 * it must be understood without harm. */
#include "fuzz.h"

#include "facts/blob.h"
#include "frontend/frontend.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Frontend *frontend;
static char python[500];

static void find_python(void)
{
    glob_t found;
    if (glob("/usr/include/python3.*/Python.h", 0, NULL, &found) == 0)
        snprintf(python, sizeof python, "%.*s", (int)(strlen(found.gl_pathv[0]) - strlen("/Python.h")), found.gl_pathv[0]);
    globfree(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!frontend) {
        find_python();
        frontend = frontend_new();
    }
    bool is_cxx = size && data[0] == '+';
    Arena *arena = arena_new();
    OverlayFile overlay = {"/fuzz/unit.c", arena_copy_text(arena, (const char *)data + is_cxx, size - is_cxx)};
    const char *arguments[] = {"-x", is_cxx ? "c++" : "c", "-isystem", python};
    ParseRequest request = {.root = "/fuzz", .path = overlay.path, .arguments = arguments, .argument_count = *python ? 4 : 2, .variant = "",
                            .python_include = *python ? python : NULL, .overlays = &overlay, .overlay_count = 1,
                            .precompiled_folder = getenv("GCLINT_FUZZ_FOLDER"), .makes_precompiled = true};
    uint64_t key;
    frontend_find_prefixes(arena, &request, 1, &key);
    Unit *unit = frontend_parse(frontend, &request);
    Blob blob = blob_write(unit);
    Unit *again = blob_read(blob.bytes, blob.size);
    if (!again)
        abort(); /* what the parser makes must be valid */
    fuzz_judge(again);
    unit_free(again);
    unit_free(unit);
    memory_free(blob.bytes);
    arena_free(arena);
    return 0;
}
