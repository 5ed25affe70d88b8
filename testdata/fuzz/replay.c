/* replay SECONDS CORPUS: runs the target on every file of the corpus, then on changed copies of them until the time is over.
 * The changes are the same in every run. */
#include "fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FILE_LIMIT = 200, SIZE_LIMIT = 1 << 16, CHANGES = 12 };

typedef struct Seed {
    uint8_t *bytes;
    size_t size;
} Seed;

static uint32_t next_number(void)
{
    static uint32_t number = 2463534242;
    number ^= number << 13;
    number ^= number >> 17;
    return number ^= number << 5;
}

static Seed read_seed(const char *folder, const char *name)
{
    char path[4096];
    Seed seed = {0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        exit(2);
    seed.bytes = malloc(SIZE_LIMIT);
    seed.size = seed.bytes ? fread(seed.bytes, 1, SIZE_LIMIT, file) : 0;
    fclose(file);
    return seed;
}

static unsigned read_corpus(const char *folder, Seed seeds[FILE_LIMIT])
{
    struct dirent **entries;
    unsigned count = 0;
    int found = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < found; i++) {
        if (entries[i]->d_name[0] != '.' && count < FILE_LIMIT)
            seeds[count++] = read_seed(folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    return count;
}

/* A byte more, less or other; a piece of another seed; a cut. */
static size_t change(uint8_t *bytes, size_t size, const Seed *other)
{
    size_t at = size ? next_number() % size : 0, length = 1 + next_number() % 16;
    switch (next_number() % 5) {
    case 0:
        if (size)
            bytes[at] = (uint8_t)next_number();
        return size;
    case 1:
        if (size)
            bytes[at] ^= (uint8_t)(1u << next_number() % 8);
        return size;
    case 2:
        length = length < size - at ? length : size - at;
        memmove(bytes + at, bytes + at + length, size - at - length);
        return size - length;
    case 3:
        if (size + length > SIZE_LIMIT || other->size < length)
            return size;
        memmove(bytes + at + length, bytes + at, size - at);
        memcpy(bytes + at, other->bytes + next_number() % (other->size - length + 1), length);
        return size + length;
    default:
        return next_number() % 20 ? size : at;
    }
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    static Seed seeds[FILE_LIMIT];
    static uint8_t copy[SIZE_LIMIT];
    if (argc != 3)
        return 2;
    unsigned count = read_corpus(argv[2], seeds), runs = 0;
    double end = seconds_now() + atof(argv[1]);
    if (!count)
        return 2;
    for (unsigned i = 0; i < count; i++)
        LLVMFuzzerTestOneInput(seeds[i].bytes, seeds[i].size);
    for (; seconds_now() < end; runs++) {
        const Seed *seed = &seeds[next_number() % count];
        size_t size = seed->size;
        memcpy(copy, seed->bytes, size);
        for (uint32_t n = next_number() % CHANGES; n > 0; n--)
            size = change(copy, size, &seeds[next_number() % count]);
        LLVMFuzzerTestOneInput(copy, size);
    }
    for (unsigned i = 0; i < count; i++)
        free(seeds[i].bytes);
    printf("%u seeds, %u changed copies\n", count, runs);
    return 0;
}
