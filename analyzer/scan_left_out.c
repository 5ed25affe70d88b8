/* Types that stand in regions which the preprocessor left out in every parse: listed, since they are there, but as not analysed. */
#include "scan_from_model.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

typedef VECTOR(ScanType) TypeList;

static const char *next_word(char **rest)
{
    return strtok_r(NULL, " ", rest);
}

static void add_type(TypeList *types, Arena *arena, const ScanSkippedRegion *region, const char *style, const char *name,
                     uint32_t line)
{
    const char **unresolved = ARENA_NEW(arena, const char *);
    *unresolved = region->reason && *region->reason
                      ? arena_format(arena, "left out by the preprocessor (%s): %s", region->condition, region->reason)
                      : arena_format(arena, "left out by the preprocessor (%s)", region->condition);
    ScanType type = {
        .symbol = name,
        .style = style,
        .location = {.file = region->file, .line = line, .end_line = line},
        .unresolved = unresolved,
        .unresolved_count = 1,
        .effective = {.basicsize = SCAN_UNKNOWN, .itemsize = SCAN_UNKNOWN, .weaklistoffset = SCAN_UNKNOWN, .dictoffset = SCAN_UNKNOWN},
    };
    vector_push(types, type);
}

static void add_types_of_region(TypeList *types, Arena *arena, const ScanSkippedRegion *region)
{
    char *rest = arena_copy_string(arena, region->types);
    for (const char *style = strtok_r(rest, " ", &rest); style; style = next_word(&rest)) {
        const char *name = next_word(&rest), *line = next_word(&rest);
        if (!name || !line)
            return;
        add_type(types, arena, region, style, name, (uint32_t)strtoul(line, NULL, 10));
    }
}

void scan_add_left_out_types(Scan *scan, Arena *arena)
{
    TypeList types = {0};
    for (unsigned i = 0; i < scan->skipped_count; i++)
        if (scan->skipped[i].types)
            add_types_of_region(&types, arena, &scan->skipped[i]);
    ScanType *all = ARENA_ARRAY(arena, ScanType, scan->type_count + types.count);
    if (scan->type_count)
        memcpy(all, scan->types, scan->type_count * sizeof *all);
    if (types.count)
        memcpy(all + scan->type_count, types.items, types.count * sizeof *all);
    scan->types = all;
    scan->type_count += types.count;
    vector_free(&types);
}
