/* A unit as bytes: what workers send back and what the cache keeps. Host byte order; a blob never leaves its machine. */
#ifndef GCLINT_BLOB_H
#define GCLINT_BLOB_H

#include "facts/facts.h"

#include <stddef.h>

/* Changes with every change of facts.h that alters a struct; a blob of another format is not read. */
#define BLOB_FORMAT 9

typedef struct Blob {
    unsigned char *bytes; /* of memory_allocate */
    size_t size;
} Blob;

/* The caller frees its bytes with memory_free. */
Blob blob_write(const Unit *unit);
/* NULL if the bytes are not a whole blob of this format, or any index in it points outside its array: such bytes come from
 * a disk or a crashed worker, so nothing in them is trusted. */
Unit *blob_read(const unsigned char *bytes, size_t size);
/* Likewise, of `size` bytes that lie `offset` bytes into a block of memory_allocate, a multiple of BLOB_ALIGNMENT. They are not copied:
 * the block is the unit's, unless it is NULL. */
#define BLOB_ALIGNMENT 8
Unit *blob_take(void *block, size_t offset, size_t size);
/* The next such offset. */
static inline uint64_t blob_aligned(uint64_t offset)
{
    return (offset + BLOB_ALIGNMENT - 1) / BLOB_ALIGNMENT * BLOB_ALIGNMENT;
}

/* A hash of everything the blob of the unit would say: of units with the same one, everything follows alike. */
typedef struct BlobDigest {
    uint64_t low, high;
} BlobDigest;
BlobDigest blob_digest(const Unit *unit);

#endif
