/* The file: for each text its hash and length, and its two scans, each as its size and its bytes; 0 is the size of a scan that
 * was not made. */
#include "discover/text_memory.h"

#include "base/hash_table.h"
#include "cache/cache_file.h"

#include <string.h>

enum { LEAST_TEXT = 9 }; /* of what bytes_add_text writes */
/* More is not kept: a tree of endless texts must not fill the cache. */
#define KEPT_LIMIT_BYTES ((uint64_t)128 << 20)

typedef struct TextKey {
    CacheKey hash;
    uint64_t length;
} TextKey;

/* A scan as bytes. */
typedef struct Encoded {
    const unsigned char *bytes; /* in the file that was read, or in what this run made */
    uint32_t size;
    Bytes made;
} Encoded;

struct KnownText {
    TextMemory *memory;
    TextKey key;
    Encoded source, names;
    bool is_used;
    UT_hash_handle hh;
};

struct TextMemory {
    Arena *arena;
    const char *path;
    Bytes file;
    KnownText *texts;
    uint64_t made_bytes; /* by this run */
};

/* --- the file ----------------------------------------------------------------------------------------------------- */

static KnownText *add_text(TextMemory *memory, const TextKey *key)
{
    KnownText *text = ARENA_NEW(memory->arena, KnownText);
    text->memory = memory;
    text->key = *key;
    HASH_ADD(hh, memory->texts, key, sizeof text->key, text);
    return text;
}

static Encoded read_encoded(ByteReader *reader)
{
    Encoded encoded = {0};
    bytes_read_count(reader, 1, &encoded.size);
    encoded.bytes = reader->at;
    reader->at += encoded.size;
    reader->left -= encoded.size;
    return encoded;
}

static void read_texts(TextMemory *memory)
{
    ByteReader reader = {.at = memory->file.items, .left = memory->file.count};
    while (reader.left && !reader.is_damaged) {
        TextKey key = {.hash.low = bytes_read_number(&reader)};
        key.hash.high = bytes_read_number(&reader);
        key.length = bytes_read_number(&reader);
        Encoded source = read_encoded(&reader), names = read_encoded(&reader);
        KnownText *known = NULL;
        HASH_FIND(hh, memory->texts, &key, sizeof key, known);
        if (reader.is_damaged || known)
            return;
        known = add_text(memory, &key);
        known->source = source;
        known->names = names;
    }
}

TextMemory *text_memory_open(const char *path)
{
    if (!path)
        return NULL;
    Arena *arena = arena_new();
    TextMemory *memory = ARENA_NEW(arena, TextMemory);
    *memory = (TextMemory){.arena = arena, .path = arena_copy_string(arena, path)};
    if (cache_file_read(path, &memory->file))
        read_texts(memory);
    return memory;
}

static void write_encoded(Bytes *bytes, const Encoded *encoded)
{
    bytes_add_number(bytes, encoded->size);
    bytes_add(bytes, encoded->bytes, encoded->size);
}

static void end_made(KnownText *text, Encoded *encoded)
{
    encoded->bytes = encoded->made.items;
    encoded->size = encoded->made.count;
    text->memory->made_bytes += encoded->size;
}

static bool is_wanted(const KnownText *text)
{
    return text && text->memory->made_bytes < KEPT_LIMIT_BYTES;
}

static void write_texts(const TextMemory *memory)
{
    Bytes bytes = {0};
    for (const KnownText *text = memory->texts; text; text = text->hh.next) {
        if (!text->is_used)
            continue;
        bytes_add_number(&bytes, text->key.hash.low);
        bytes_add_number(&bytes, text->key.hash.high);
        bytes_add_number(&bytes, text->key.length);
        write_encoded(&bytes, &text->source);
        write_encoded(&bytes, &text->names);
    }
    cache_file_write(memory->path, &bytes, NULL, 0);
    vector_free(&bytes);
}

void text_memory_close(TextMemory *memory)
{
    if (!memory)
        return;
    uint32_t used = 0;
    for (const KnownText *text = memory->texts; text; text = text->hh.next)
        used += text->is_used;
    bool is_mostly_unused = HASH_COUNT(memory->texts) > 2 * used;
    if (memory->made_bytes || (used && is_mostly_unused))
        write_texts(memory);
    for (KnownText *text = memory->texts; text; text = text->hh.next) {
        vector_free(&text->source.made);
        vector_free(&text->names.made);
    }
    HASH_CLEAR(hh, memory->texts);
    vector_free(&memory->file);
    arena_free(memory->arena);
}

KnownText *text_memory_find(TextMemory *memory, const char *text, size_t length)
{
    if (!memory)
        return NULL;
    CacheHash *hash = cache_hash_new();
    cache_hash_bytes(hash, text, length);
    TextKey key = {.hash = cache_hash_end(hash), .length = length};
    KnownText *known = NULL;
    HASH_FIND(hh, memory->texts, &key, sizeof key, known);
    if (!known)
        known = add_text(memory, &key);
    known->is_used = true;
    return known;
}

size_t known_text_length(const KnownText *text)
{
    return text->key.length;
}

/* --- includes ------------------------------------------------------------------------------------------------------ */

bool known_text_source(const KnownText *text, Arena *arena, SourceScan *scan)
{
    ByteReader reader = {.at = text ? text->source.bytes : NULL, .left = text ? text->source.size : 0};
    if (reader.left < sizeof *scan)
        return false;
    memcpy(scan, reader.at, sizeof *scan);
    reader.at += sizeof *scan;
    reader.left -= sizeof *scan;
    bytes_read_count(&reader, LEAST_TEXT, &scan->include_count);
    IncludeLine *includes = ARENA_ARRAY(arena, IncludeLine, scan->include_count);
    for (uint32_t i = 0; i < scan->include_count; i++) {
        includes[i].text = bytes_read_text(&reader);
        includes[i].kind = (IncludeKind)bytes_read_number(&reader);
        includes[i].conditional = bytes_read_number(&reader);
    }
    bytes_read_count(&reader, 2 * LEAST_TEXT, &scan->header_macro_count);
    HeaderMacro *macros = ARENA_ARRAY(arena, HeaderMacro, scan->header_macro_count);
    for (uint32_t i = 0; i < scan->header_macro_count; i++) {
        macros[i].name = bytes_read_text(&reader);
        macros[i].text = bytes_read_text(&reader);
        macros[i].kind = (IncludeKind)bytes_read_number(&reader);
    }
    scan->includes = includes;
    scan->header_macros = macros;
    return !reader.is_damaged;
}

void known_text_keep_source(KnownText *text, const SourceScan *scan)
{
    if (!is_wanted(text))
        return;
    Bytes *bytes = &text->source.made;
    SourceScan plain = *scan;
    plain.includes = NULL;
    plain.header_macros = NULL;
    bytes->count = 0;
    bytes_add(bytes, &plain, sizeof plain);
    bytes_add_number(bytes, scan->include_count);
    for (uint32_t i = 0; i < scan->include_count; i++) {
        bytes_add_text(bytes, scan->includes[i].text);
        bytes_add_number(bytes, scan->includes[i].kind);
        bytes_add_number(bytes, scan->includes[i].conditional);
    }
    bytes_add_number(bytes, scan->header_macro_count);
    for (uint32_t i = 0; i < scan->header_macro_count; i++) {
        bytes_add_text(bytes, scan->header_macros[i].name);
        bytes_add_text(bytes, scan->header_macros[i].text);
        bytes_add_number(bytes, scan->header_macros[i].kind);
    }
    end_made(text, &text->source);
}

/* --- names ---------------------------------------------------------------------------------------------------------- */

/* The numbers of a NameTable differ from run to run: a list is kept as places in the text's own list of names. */
static void place_names(const NameList *list, NameTable *table, uint32_t stamp, NameList *own)
{
    for (uint32_t i = 0; i < list->count; i++) {
        Name *name = table->names.items[list->items[i]];
        if (name->stamp == stamp)
            continue;
        name->stamp = stamp;
        name->place = own->count;
        vector_push(own, name->number);
    }
}

static void write_names(Bytes *bytes, const NameList *own, const NameTable *table)
{
    bytes_add_number(bytes, own->count);
    for (uint32_t i = 0; i < own->count; i++)
        bytes_add(bytes, &table->names.items[own->items[i]]->length, sizeof(uint32_t));
    for (uint32_t i = 0; i < own->count; i++)
        bytes_add(bytes, table->names.items[own->items[i]]->text, table->names.items[own->items[i]]->length);
}

static void write_list(Bytes *bytes, const NameList *list, const NameTable *table)
{
    bytes_add_number(bytes, list->count);
    for (uint32_t i = 0; i < list->count; i++)
        bytes_add(bytes, &table->names.items[list->items[i]]->place, sizeof(uint32_t));
}

void known_text_keep_names(KnownText *text, const NameScan *scan, NameTable *table)
{
    if (!is_wanted(text))
        return;
    const NameList *const lists[] = {&scan->names, &scan->words, &scan->stores, &scan->fragments};
    NameList own = {0};
    uint32_t stamp = ++table->last_stamp;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        place_names(lists[i], table, stamp, &own);
    Bytes *bytes = &text->names.made;
    bytes->count = 0;
    bytes_add_number(bytes, scan->pastes);
    bytes_add_number(bytes, scan->starts_module);
    bytes_add_number(bytes, scan->is_doubtful);
    write_names(bytes, &own, table);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        write_list(bytes, lists[i], table);
    bytes_add_number(bytes, scan->declarations.count);
    bytes_add(bytes, scan->declarations.items, scan->declarations.count * sizeof *scan->declarations.items);
    vector_free(&own);
    end_made(text, &text->names);
}

/* Moves behind the bytes, which have been seen to be there. */
static const unsigned char *skip(ByteReader *reader, size_t size)
{
    const unsigned char *start = reader->at;
    reader->at += size;
    reader->left -= size;
    return start;
}

static void read_names(ByteReader *reader, NameTable *table, NameList *own)
{
    uint32_t count, length;
    bytes_read_count(reader, sizeof length, &count);
    const unsigned char *lengths = skip(reader, count * sizeof length);
    vector_reserve(own, count);
    for (uint32_t i = 0; i < count && !reader->is_damaged; i++) {
        memcpy(&length, lengths + i * sizeof length, sizeof length);
        reader->is_damaged = length > reader->left;
        if (!reader->is_damaged)
            vector_push(own, name_table_add(table, (const char *)skip(reader, length), length));
    }
}

static void read_list(ByteReader *reader, const NameList *own, NameList *list)
{
    uint32_t count, place;
    bytes_read_count(reader, sizeof place, &count);
    const unsigned char *places = skip(reader, count * sizeof place);
    vector_reserve(list, count);
    for (uint32_t i = 0; i < count && !reader->is_damaged; i++) {
        memcpy(&place, places + i * sizeof place, sizeof place);
        reader->is_damaged = place >= own->count;
        if (!reader->is_damaged)
            list->items[list->count++] = own->items[place];
    }
}

static void read_declarations(ByteReader *reader, NameScan *scan)
{
    uint32_t count;
    bytes_read_count(reader, sizeof *scan->declarations.items, &count);
    const unsigned char *declarations = skip(reader, count * sizeof *scan->declarations.items);
    vector_reserve(&scan->declarations, count);
    if (count)
        memcpy(scan->declarations.items, declarations, count * sizeof *scan->declarations.items);
    scan->declarations.count = count;
    for (uint32_t i = 0; i < count; i++) {
        const Declaration *declaration = &scan->declarations.items[i];
        if (declaration->first_name > scan->names.count || declaration->name_count > scan->names.count - declaration->first_name ||
            declaration->first_word > scan->words.count || declaration->word_count > scan->words.count - declaration->first_word)
            reader->is_damaged = true;
    }
}

bool known_text_names(const KnownText *text, NameTable *table, NameScan *scan)
{
    if (!text || !text->names.size)
        return false;
    ByteReader reader = {.at = text->names.bytes, .left = text->names.size};
    NameList own = {0};
    *scan = (NameScan){.pastes = bytes_read_number(&reader)};
    scan->starts_module = bytes_read_number(&reader);
    scan->is_doubtful = bytes_read_number(&reader);
    read_names(&reader, table, &own);
    NameList *const lists[] = {&scan->names, &scan->words, &scan->stores, &scan->fragments};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        read_list(&reader, &own, lists[i]);
    read_declarations(&reader, scan);
    vector_free(&own);
    if (reader.is_damaged) {
        name_scan_free(scan);
        *scan = (NameScan){0};
    }
    return !reader.is_damaged;
}
