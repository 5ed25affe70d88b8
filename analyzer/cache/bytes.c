#include "cache/bytes.h"

#include <string.h>

void bytes_add(Bytes *bytes, const void *data, size_t size)
{
    if (size > UINT32_MAX / 2 - bytes->count)
        fatal("more than 2 GiB in one file of the cache");
    vector_reserve(bytes, bytes->count + (uint32_t)size);
    if (size)
        memcpy(bytes->items + bytes->count, data, size);
    bytes->count += (uint32_t)size;
}

void bytes_add_number(Bytes *bytes, uint64_t number)
{
    bytes_add(bytes, &number, sizeof number);
}

void bytes_add_text(Bytes *bytes, const char *text)
{
    size_t length = strlen(text);
    bytes_add_number(bytes, length);
    bytes_add(bytes, text, length + 1);
}

static bool is_there(ByteReader *reader, uint64_t size)
{
    if (reader->left < size)
        reader->is_damaged = true;
    return !reader->is_damaged;
}

uint64_t bytes_read_number(ByteReader *reader)
{
    uint64_t number = 0;
    if (!is_there(reader, sizeof number))
        return 0;
    memcpy(&number, reader->at, sizeof number);
    reader->at += sizeof number;
    reader->left -= sizeof number;
    return number;
}

bool bytes_read_count(ByteReader *reader, size_t least_size, uint32_t *count)
{
    uint64_t number = bytes_read_number(reader);
    if (number > reader->left / least_size)
        reader->is_damaged = true;
    *count = reader->is_damaged ? 0 : (uint32_t)number;
    return !reader->is_damaged;
}

const char *bytes_read_text(ByteReader *reader)
{
    uint64_t length = bytes_read_number(reader);
    if (length >= reader->left || reader->at[length] != '\0')
        reader->is_damaged = true;
    if (reader->is_damaged)
        return "";
    const char *text = (const char *)reader->at;
    reader->at += length + 1;
    reader->left -= length + 1;
    return text;
}
