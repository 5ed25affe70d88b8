/* Numbers and texts as bytes, for files that only this machine reads. A reader never goes beyond its end: what is missing
 * reads as zero or "", and is_damaged says so once and for all. */
#ifndef GCLINT_BYTES_H
#define GCLINT_BYTES_H

#include "base/arena.h"
#include "base/vector.h"

#include <stdbool.h>
#include <stddef.h>

typedef VECTOR(unsigned char) Bytes;

void bytes_add(Bytes *bytes, const void *data, size_t size);
void bytes_add_number(Bytes *bytes, uint64_t number);
void bytes_add_text(Bytes *bytes, const char *text);

typedef struct ByteReader {
    const unsigned char *at;
    size_t left;
    bool is_damaged;
} ByteReader;

uint64_t bytes_read_number(ByteReader *reader);
/* Of a list: false if so many elements of at least `least_size` bytes each cannot follow. */
bool bytes_read_count(ByteReader *reader, size_t least_size, uint32_t *count);
/* Points into what is read, which must live as long. */
const char *bytes_read_text(ByteReader *reader);

#endif
