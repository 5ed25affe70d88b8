/* HASH TABLE: uthash, with the hash that is fastest for keys of fixed size, and with the end of memory as everywhere here. */
#ifndef GCLINT_HASH_TABLE_H
#define GCLINT_HASH_TABLE_H

#include "base/memory.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#define HASH_FUNCTION(bytes, count, result) ((result) = (unsigned)XXH3_64bits(bytes, count))
#define uthash_fatal(message) fatal("hash table: %s", message)
#include <uthash.h>

#endif
