/* Fingerprints tell a finding from others across scans of a changing tree: rule, type, field and function, so that a
 * moved line or a renamed file does not make it new. Findings that are alike in all four are numbered. */
#include "rules/engine_private.h"

#include "base/hash_table.h"

#include <stdio.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

typedef struct KeyCount {
    const char *key;
    uint32_t count;
    UT_hash_handle hh;
} KeyCount;

static const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

static char *fingerprint_text(Arena *arena, const char *key, uint32_t number)
{
    char *numbered = arena_format(arena, "%s\n%u", key, number);
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(numbered, strlen(numbered)));
    char *text = ARENA_ARRAY(arena, char, 2 * sizeof canonical.digest + 1);
    for (size_t i = 0; i < sizeof canonical.digest; i++)
        snprintf(text + 2 * i, 3, "%02x", canonical.digest[i]);
    return text;
}

void findings_fingerprint(Finding **findings, uint32_t count)
{
    KeyCount *known = NULL;
    for (uint32_t i = 0; i < count; i++) {
        Finding *finding = findings[i];
        char *key =
            arena_format(finding->arena, "%s\n%s\n%s\n%s", finding->rule->name, text_or_empty(finding->type_symbol),
                         text_or_empty(finding->field), text_or_empty(finding->function));
        KeyCount *entry;
        HASH_FIND_STR(known, key, entry);
        if (!entry) {
            entry = ARENA_NEW(finding->arena, KeyCount);
            entry->key = key;
            HASH_ADD_KEYPTR(hh, known, entry->key, strlen(entry->key), entry);
        }
        finding->fingerprint = fingerprint_text(finding->arena, key, entry->count++);
    }
    HASH_CLEAR(hh, known);
}
