/* A blob is a header, then every array of the unit as it lies in memory, each filled up with zeros to where the next may begin. */
#include "facts/blob.h"

#include "base/hash_table.h"
#include "facts/validate.h"

#include <string.h>

static const char blob_magic[8] = "gclintF";

/* Written with every struct's size, so that a build with another layout does not read it. */
typedef struct BlobHeader {
    char magic[8];
    uint32_t format;
    uint32_t layout;
    uint64_t size; /* of the whole blob */
    StringId path, variant, reason;
    uint32_t status, error_count, python_version;
    uint32_t is_cxx, is_limited_api;
    uint32_t counts[12];
} BlobHeader;

#define UNIT_ARRAYS(ARRAY, unit)                                                                                   \
    ARRAY(0, (unit)->text) ARRAY(1, (unit)->files) ARRAY(2, (unit)->types) ARRAY(3, (unit)->records)               \
    ARRAY(4, (unit)->fields) ARRAY(5, (unit)->symbols) ARRAY(6, (unit)->functions) ARRAY(7, (unit)->variables)     \
    ARRAY(8, (unit)->nodes) ARRAY(9, (unit)->lists) ARRAY(10, (unit)->skipped) ARRAY(11, (unit)->diagnostics)

/* What an array takes; never overflows, as each product is below 2^40. */
static uint64_t room_of(uint32_t count, size_t size)
{
    return blob_aligned((uint64_t)count * size);
}

static uint32_t struct_layout(void)
{
    const size_t sizes[] = {sizeof(SourceFile),    sizeof(CType),      sizeof(Record),   sizeof(Field),
                            sizeof(Symbol),        sizeof(Function),   sizeof(Variable), sizeof(Node),
                            sizeof(SkippedRegion), sizeof(Diagnostic), NODE_KIND_COUNT,  OP_OR_ASSIGN,
                            sizeof(BlobHeader)};
    uint32_t layout = 2166136261U;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        layout = (layout ^ (uint32_t)sizes[i]) * 16777619U;
    return layout;
}

/* The bytes between members: they are zero in a blob, so that equal units are equal bytes. */
typedef struct Gap {
    unsigned array;
    size_t stride, from, to;
} Gap;

#define GAP_BETWEEN(n, Type, member, next)                                                                             \
    {                                                                                                                  \
        n, sizeof(Type), offsetof(Type, member) + sizeof((Type){0}.member), offsetof(Type, next)                       \
    }
#define GAP_AT_END(n, Type, member) {n, sizeof(Type), offsetof(Type, member) + sizeof((Type){0}.member), sizeof(Type)}

static const Gap gaps[] = {
    GAP_AT_END(1, SourceFile, is_python_header),
    GAP_BETWEEN(2, CType, is_reference, target),
    GAP_BETWEEN(3, Record, is_object, destructor),
    GAP_AT_END(3, Record, destructor),
    GAP_BETWEEN(4, Field, is_base, span),
    GAP_BETWEEN(6, Function, is_made_from_template, span),
    GAP_AT_END(7, Variable, is_in_template),
    GAP_BETWEEN(8, Node, macro, value),
    GAP_AT_END(8, Node, span),
    GAP_AT_END(11, Diagnostic, is_fatal),
};

static void clear_gaps(unsigned char *elements, uint32_t count, unsigned array)
{
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
        for (uint32_t n = 0; gaps[i].array == array && n < count; n++)
            memset(elements + n * gaps[i].stride + gaps[i].from, 0, gaps[i].to - gaps[i].from);
}

static BlobHeader header_of(const Unit *unit)
{
    BlobHeader header = {
        .format = BLOB_FORMAT,
        .layout = struct_layout(),
        .size = sizeof header,
        .path = unit->path,
        .variant = unit->variant,
        .reason = unit->reason,
        .status = unit->status,
        .error_count = unit->error_count,
        .python_version = unit->python_version,
        .is_cxx = unit->is_cxx,
        .is_limited_api = unit->is_limited_api,
    };
    memcpy(header.magic, blob_magic, sizeof header.magic);
#define COUNT(n, array)                                                \
    header.counts[n] = (array).count;                                  \
    header.size += room_of((array).count, sizeof *(array).items);
    UNIT_ARRAYS(COUNT, unit)
#undef COUNT
    return header;
}

/* Returns where the next array begins. */
static unsigned char *write_array(unsigned char *to, const void *items, uint32_t count, size_t size, unsigned array)
{
    size_t used = count * size, room = (size_t)room_of(count, size);
    if (used)
        memcpy(to, items, used);
    clear_gaps(to, count, array);
    memset(to + used, 0, room - used);
    return to + room;
}

Blob blob_write(const Unit *unit)
{
    BlobHeader header = header_of(unit);
    Blob blob = {memory_allocate((size_t)header.size), (size_t)header.size};
    memcpy(blob.bytes, &header, sizeof header);
    unsigned char *to = blob.bytes + sizeof header;
#define WRITE(n, array) to = write_array(to, (array).items, (array).count, sizeof *(array).items, n);
    UNIT_ARRAYS(WRITE, unit)
#undef WRITE
    return blob;
}

/* Of units that were read from a blob: in others the gaps may hold anything, and equal ones may get different digests. */
BlobDigest blob_digest(const Unit *unit)
{
    BlobHeader header = header_of(unit);
    XXH3_state_t state;
    XXH3_128bits_reset(&state);
    XXH3_128bits_update(&state, &header, sizeof header);
#define UPDATE(n, array)                                                                               \
    if ((array).count)                                                                                 \
        XXH3_128bits_update(&state, (array).items, (array).count * sizeof *(array).items);
    UNIT_ARRAYS(UPDATE, unit)
#undef UPDATE
    XXH128_hash_t digest = XXH3_128bits_digest(&state);
    return (BlobDigest){digest.low64, digest.high64};
}

static bool header_is_sound(const BlobHeader *header, size_t size)
{
    return memcmp(header->magic, blob_magic, sizeof blob_magic) == 0 && header->format == BLOB_FORMAT &&
           header->layout == struct_layout() && header->size == size && header->status <= UNIT_FAILED &&
           header->is_cxx <= 1 && header->is_limited_api <= 1;
}

/* Bytes that the counts ask for. */
static uint64_t wanted_size(const BlobHeader *header, const Unit *unit)
{
    uint64_t wanted = sizeof *header;
#define WANT(n, array) wanted += room_of(header->counts[n], sizeof *(array).items);
    UNIT_ARRAYS(WANT, unit)
#undef WANT
    return wanted;
}

static Unit *find_arrays(const BlobHeader *header, unsigned char *from)
{
    Unit *unit = memory_allocate(sizeof *unit);
    *unit = (Unit){
        .path = header->path,
        .variant = header->variant,
        .reason = header->reason,
        .status = (UnitStatus)header->status,
        .error_count = header->error_count,
        .python_version = header->python_version,
        .is_cxx = header->is_cxx,
        .is_limited_api = header->is_limited_api,
    };
#define FIND(n, array)                                       \
    (array).items = (void *)from;                            \
    (array).count = (array).capacity = header->counts[n];    \
    from += room_of(header->counts[n], sizeof *(array).items);
    UNIT_ARRAYS(FIND, unit)
#undef FIND
    return unit;
}

Unit *blob_take(void *block, size_t offset, size_t size)
{
    _Static_assert(sizeof(BlobHeader) % BLOB_ALIGNMENT == 0, "the first array is aligned if the header is");
    BlobHeader header;
    if (size < sizeof header)
        return NULL;
    unsigned char *bytes = (unsigned char *)block + offset;
    memcpy(&header, bytes, sizeof header);
    if (!header_is_sound(&header, size) || wanted_size(&header, &(Unit){0}) != size)
        return NULL;
    Unit *unit = find_arrays(&header, bytes + sizeof header);
    if (unit_is_valid(unit)) {
        unit->block = block;
        return unit;
    }
    memory_free(unit);
    return NULL;
}

Unit *blob_read(const unsigned char *bytes, size_t size)
{
    void *copy = memory_allocate(size);
    memcpy(copy, bytes, size);
    Unit *unit = blob_take(copy, 0, size);
    if (!unit)
        memory_free(copy);
    return unit;
}
