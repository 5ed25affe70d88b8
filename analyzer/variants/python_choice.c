#include "variants/python_choice.h"

#include <string.h>

static unsigned bit_of(uint32_t version)
{
    return version - OLDEST_KNOWN_PYTHON;
}

void python_choice_free(PythonChoice *choice)
{
    for (unsigned i = 0; i < PYTHON_VERSION_COUNT; i++)
        vector_free(&choice->overlays[i]);
}

static uint32_t distance(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

uint32_t python_choice_best(const PythonChoice *choice, VersionSet versions)
{
    uint32_t best = 0;
    bool best_is_real = false;
    for (unsigned bit = 0; bit < PYTHON_VERSION_COUNT; bit++) {
        uint32_t version = version_of_bit(bit);
        bool is_real = choice->folders[bit] || version == choice->version;
        if (!(versions >> bit & 1))
            continue;
        bool is_nearer = distance(version, choice->version) < distance(best, choice->version);
        if (best && (best_is_real != is_real ? best_is_real : !is_nearer))
            continue;
        best = version;
        best_is_real = is_real;
    }
    return best;
}

/* Where the folder of the headers is an argument of its own, another takes its place. */
static bool replace_folder(PythonChoice *choice, ParseRequest *request, const char *folder)
{
    const char **arguments = ARENA_ARRAY(choice->arena, const char *, request->argument_count);
    bool is_replaced = false;
    for (unsigned i = 0; i < request->argument_count; i++) {
        bool is_folder = strcmp(request->arguments[i], choice->include) == 0;
        arguments[i] = is_folder ? folder : request->arguments[i];
        is_replaced = is_replaced || is_folder;
    }
    if (is_replaced) {
        request->arguments = arguments;
        request->python_include = folder;
    }
    return is_replaced;
}

static void add_arguments(PythonChoice *choice, ParseRequest *request)
{
    /* Functions of the other version that no header declares are still calls, not the end of their statement. */
    static const char *const lenient[] = {"-Wno-error=implicit-function-declaration", "-Wno-error=int-conversion"};
    enum { COUNT = sizeof lenient / sizeof *lenient };
    const char **arguments = ARENA_ARRAY(choice->arena, const char *, request->argument_count + COUNT);
    if (request->argument_count)
        memcpy(arguments, request->arguments, request->argument_count * sizeof *arguments);
    memcpy(arguments + request->argument_count, lenient, sizeof lenient);
    request->arguments = arguments;
    request->argument_count += COUNT;
}

void python_choice_apply(PythonChoice *choice, ParseRequest *request, uint32_t version)
{
    unsigned bit = bit_of(version);
    if (version == choice->version || bit >= PYTHON_VERSION_COUNT)
        return;
    if (choice->folders[bit] && replace_folder(choice, request, choice->folders[bit]))
        return;
    OverlayList *own = &choice->overlays[bit];
    if (!own->count)
        overlay_python(own, choice->arena, choice->include, choice->version, version);
    OverlayFile *overlays = ARENA_ARRAY(choice->arena, OverlayFile, request->overlay_count + own->count);
    if (request->overlay_count)
        memcpy(overlays, request->overlays, request->overlay_count * sizeof *overlays);
    if (own->count)
        memcpy(overlays + request->overlay_count, own->items, own->count * sizeof *overlays);
    request->overlays = overlays;
    request->overlay_count += own->count;
    add_arguments(choice, request);
}
