#include "scan_basis.h"

#include "cache/stamp.h"
#include "facts/blob.h"
#include "rules/suppression_texts.h"

#define BASIS_FORMAT 1

void scan_basis_add_program(CacheHash *hash)
{
    FileStamp program = stamp_of("/proc/self/exe");
    cache_hash_text(hash, GCLINT_VERSION);
    cache_hash_number(hash, program.size);
    cache_hash_number(hash, (uint64_t)program.modified);
}

static void add_units(CacheHash *hash, const Scan *scan)
{
    cache_hash_number(hash, scan->unit_count);
    for (unsigned i = 0; i < scan->unit_count; i++) {
        const ScanUnit *unit = &scan->units[i];
        cache_hash_text(hash, unit->path);
        cache_hash_text(hash, unit->variant);
        cache_hash_text(hash, unit->status);
        cache_hash_text(hash, unit->reason);
        cache_hash_number(hash, unit->diagnostics);
    }
}

/* Why a region was left out depends on more than the facts. */
static void add_skipped(CacheHash *hash, const Scan *scan)
{
    cache_hash_number(hash, scan->skipped_count);
    for (unsigned i = 0; i < scan->skipped_count; i++) {
        const ScanSkippedRegion *region = &scan->skipped[i];
        cache_hash_text(hash, region->file);
        cache_hash_text(hash, region->condition);
        cache_hash_text(hash, region->symbols);
        cache_hash_text(hash, region->types);
        cache_hash_text(hash, region->reason);
        cache_hash_number(hash, region->line);
        cache_hash_number(hash, region->end_line);
    }
}

static void add_scan(CacheHash *hash, const Scan *scan)
{
    cache_hash_text(hash, scan->clang_version);
    cache_hash_text(hash, scan->target);
    cache_hash_text(hash, scan->root);
    cache_hash_text(hash, scan->python);
    add_units(hash, scan);
    add_skipped(hash, scan);
}

/* Units stand in several rounds: each is hashed once. */
static void add_rounds(CacheHash *hash, const RoundList *rounds)
{
    cache_hash_number(hash, rounds->count);
    for (uint32_t i = 0; i < rounds->count; i++) {
        const Round *round = &rounds->items[i], *before = i ? &rounds->items[i - 1] : NULL;
        cache_hash_number(hash, round->low);
        cache_hash_number(hash, round->high);
        cache_hash_number(hash, round->only_variants);
        cache_hash_text(hash, round->note);
        cache_hash_number(hash, round->count);
        for (uint32_t n = 0; n < round->count; n++) {
            bool is_as_before = before && n < before->count && before->units[n] == round->units[n];
            BlobDigest digest = is_as_before ? (BlobDigest){0} : blob_digest(round->units[n]);
            cache_hash_bytes(hash, &digest, sizeof digest);
        }
    }
}

static void add_text(void *data, const Unit *unit, FileId file, const char *text)
{
    cache_hash_text(data, unit_string(unit, unit_file(unit, file)->path));
    cache_hash_text(data, text);
}

CacheKey scan_basis_suppressions(const ScanBasis *basis)
{
    CacheHash *hash = cache_hash_new();
    SuppressionTexts *texts = suppression_texts_new(basis->scan->root, add_text, hash);
    for (uint32_t i = 0; i < basis->rounds->count; i++)
        for (uint32_t n = 0; n < basis->rounds->items[i].count; n++)
            suppression_texts_of_unit(texts, basis->rounds->items[i].units[n]);
    suppression_texts_free(texts);
    return cache_hash_end(hash);
}

CacheKey scan_basis_key(const ScanBasis *basis, CacheKey suppressions)
{
    CacheHash *hash = cache_hash_new();
    cache_hash_number(hash, BASIS_FORMAT);
    scan_basis_add_program(hash);
    cache_hash_text(hash, basis->options->selected);
    cache_hash_text(hash, basis->options->ignored);
    cache_hash_number(hash, basis->is_whole_program);
    add_scan(hash, basis->scan);
    add_rounds(hash, basis->rounds);
    cache_hash_bytes(hash, &suppressions, sizeof suppressions);
    return cache_hash_end(hash);
}
