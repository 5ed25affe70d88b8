/* Findings are compared by keys, from the most exact to the loosest; what one key pairs is not looked at by the next.
 */
#include "reports/match.h"

#include "base/hash_table.h"

#include <string.h>

/* NULL: the finding has no such key. */
typedef const char *(*FindingKey)(Arena *arena, const Scan *scan, const ScanFinding *finding);

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static const char *fingerprint_and_file(Arena *arena, const Scan *scan, const ScanFinding *finding)
{
    (void)scan;
    if (!finding->type || !finding->fingerprint || !finding->location.file)
        return NULL;
    return arena_format(arena, "%s\n%s", finding->fingerprint, finding->location.file);
}

static const char *subject_and_file(Arena *arena, const Scan *scan, const ScanFinding *finding)
{
    (void)scan;
    if (!finding->type)
        return NULL;
    return arena_format(arena, "%s\n%s\n%s\n%s\n%s", or_empty(finding->rule), finding->type, or_empty(finding->field),
                        or_empty(finding->function), or_empty(finding->location.file));
}

static const char *fingerprint(Arena *arena, const Scan *scan, const ScanFinding *finding)
{
    (void)arena, (void)scan;
    return finding->type ? finding->fingerprint : NULL;
}

static bool is_same_text(const char *a, const char *b)
{
    return a && b && !strcmp(a, b);
}

/* The slot that the finding's function stands in, for a function may be renamed; else the function itself. A fault in
 * another function is another fault. */
static const char *role(const Scan *scan, const ScanFinding *finding)
{
    for (unsigned i = 0; finding->function && i < scan->type_count; i++) {
        const ScanType *type = &scan->types[i];
        if (!is_same_text(type->symbol, finding->type))
            continue;
        for (unsigned j = 0; j < type->slot_count; j++)
            if (is_same_text(type->slots[j].function, finding->function))
                return type->slots[j].slot;
    }
    return or_empty(finding->function);
}

static const char *symbol_and_role(Arena *arena, const Scan *scan, const ScanFinding *finding)
{
    if (!finding->type)
        return NULL;
    return arena_format(arena, "%s\n%s\n%s\n%s", or_empty(finding->rule), finding->type, or_empty(finding->field),
                        role(scan, finding));
}

/* A static type that became a heap type has another symbol, but its users know it by the same name. */
static const char *name_and_role(Arena *arena, const Scan *scan, const ScanFinding *finding)
{
    if (!finding->type_name || !*finding->type_name)
        return NULL;
    return arena_format(arena, "%s\n%s\n%s\n%s", or_empty(finding->rule), finding->type_name, or_empty(finding->field),
                        role(scan, finding));
}

/* What is about a comment and not about a type. */
static const char *message_and_file(Arena *arena, const Scan *scan, const ScanFinding *finding)
{
    (void)scan;
    if (finding->type)
        return NULL;
    return arena_format(arena, "%s\n%s\n%s", or_empty(finding->rule), or_empty(finding->message),
                        or_empty(finding->location.file));
}

static const char *message(Arena *arena, const Scan *scan, const ScanFinding *finding)
{
    (void)scan;
    return finding->type ? NULL : arena_format(arena, "%s\n%s", or_empty(finding->rule), or_empty(finding->message));
}

static const FindingKey keys[] = {fingerprint_and_file, subject_and_file, fingerprint, symbol_and_role,
                                  name_and_role,        message_and_file, message};

/* The findings of the earlier scan with one key, in their order. */
typedef struct Candidates {
    const char *key;
    uint32_t *indices;
    uint32_t count, used;
    UT_hash_handle hh;
} Candidates;

static Candidates *collect(Arena *arena, const Scan *earlier, const bool *is_taken, FindingKey key_of)
{
    Candidates *all = NULL;
    for (uint32_t i = 0; i < earlier->finding_count; i++) {
        const char *key = is_taken[i] ? NULL : key_of(arena, earlier, &earlier->findings[i]);
        if (!key)
            continue;
        Candidates *candidates;
        HASH_FIND_STR(all, key, candidates);
        if (!candidates) {
            candidates = ARENA_NEW(arena, Candidates);
            *candidates = (Candidates){.key = key, .indices = ARENA_ARRAY(arena, uint32_t, 1)};
            HASH_ADD_KEYPTR(hh, all, candidates->key, strlen(candidates->key), candidates);
        } else if (!(candidates->count & (candidates->count - 1))) { /* full: it holds a power of two */
            uint32_t *more = ARENA_ARRAY(arena, uint32_t, candidates->count * 2);
            memcpy(more, candidates->indices, candidates->count * sizeof *more);
            candidates->indices = more;
        }
        candidates->indices[candidates->count++] = i;
    }
    return all;
}

static void match_by(Arena *arena, FindingKey key_of, const Scan *earlier, bool *is_taken, const Scan *scan,
                     uint32_t *matches)
{
    Candidates *all = collect(arena, earlier, is_taken, key_of);
    for (uint32_t i = 0; i < scan->finding_count && all; i++) {
        const char *key = matches[i] == NO_MATCH ? key_of(arena, scan, &scan->findings[i]) : NULL;
        Candidates *candidates = NULL;
        if (key)
            HASH_FIND_STR(all, key, candidates);
        if (!candidates || candidates->used == candidates->count)
            continue;
        matches[i] = candidates->indices[candidates->used++];
        is_taken[matches[i]] = true;
    }
    HASH_CLEAR(hh, all);
}

uint32_t *findings_match(Arena *arena, const Scan *earlier, const Scan *scan)
{
    uint32_t *matches = ARENA_ARRAY(arena, uint32_t, scan->finding_count);
    bool *is_taken = ARENA_ARRAY(arena, bool, earlier->finding_count);
    Arena *scratch = arena_new();
    for (uint32_t i = 0; i < scan->finding_count; i++)
        matches[i] = NO_MATCH;
    for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++)
        match_by(scratch, keys[i], earlier, is_taken, scan, matches);
    arena_free(scratch);
    return matches;
}
