#include "base/memory.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

_Noreturn void fatal(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("gclint: internal error: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    abort();
}

void *memory_allocate(size_t size)
{
    void *block = malloc(size ? size : 1);
    if (!block)
        fatal("out of memory (%zu bytes wanted)", size);
    return block;
}

void *memory_allocate_zeroed(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size ? size : 1);
    if (!block)
        fatal("out of memory (%zu elements of %zu bytes wanted)", count, size);
    return block;
}

void *memory_resize(void *block, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        fatal("out of memory (%zu elements of %zu bytes wanted)", count, size);
    size_t bytes = count * size;
    block = realloc(block, bytes ? bytes : 1);
    if (!block)
        fatal("out of memory (%zu bytes wanted)", count * size);
    return block;
}

char *memory_copy_string(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(memory_allocate(size), text, size);
}

void memory_free(void *block)
{
    free(block);
}

#ifdef HAS_SANITIZER

void memory_expect_much(void)
{
}

#else

enum {
    EXPECTED_BYTES = 512 << 20, /* addresses; memory only as far as they are used */
    LARGE_PAGE_BYTES = 2 << 20,
    GROWTH_BYTES = 4 << 20,
    MAPPED_BYTES = 32 << 20, /* the most that M_MMAP_THRESHOLD takes (mallopt(3)) */
    MAPPED_COUNT = 65536,    /* what M_MMAP_MAX is by itself */
};

/* Where memory that may never be used is counted as if it were (proc(5), overcommit_memory), each process that is forked would count. */
static bool addresses_are_free(void)
{
    FILE *file = fopen("/proc/sys/vm/overcommit_memory", "re");
    int policy = file ? fgetc(file) : EOF;
    if (file)
        fclose(file);
    return policy == '0' || policy == '1';
}

/* The end of the heap is made long for once, and stays so. Where there are not so many addresses it stays as it is. */
static void lengthen_heap(void)
{
    if (!addresses_are_free())
        return;
    mallopt(M_MMAP_MAX, 0); /* or so large a block would not be of the heap */
    char *block = malloc(EXPECTED_BYTES);
    mallopt(M_MMAP_MAX, MAPPED_COUNT);
    if (!block)
        return;
    uintptr_t skipped = LARGE_PAGE_BYTES - (uintptr_t)block % LARGE_PAGE_BYTES;
    madvise(block + skipped, EXPECTED_BYTES - LARGE_PAGE_BYTES, MADV_HUGEPAGE);
    free(block);
}

void memory_expect_much(void)
{
    static bool is_expected;
    if (is_expected)
        return;
    is_expected = true;
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TRIM_THRESHOLD, EXPECTED_BYTES * 2);
    mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
    mallopt(M_TOP_PAD, GROWTH_BYTES);
    lengthen_heap();
}

#endif

FILE *memory_stream_new(char **text, size_t *size)
{
    *text = NULL;
    FILE *stream = open_memstream(text, size);
    if (!stream)
        fatal("out of memory (a text)");
    return stream;
}

void memory_stream_end(FILE *stream, char *const *text)
{
    /* glibc's fclose may succeed although there was no memory for the text. */
    bool is_broken = ferror(stream) != 0;
    if (fclose(stream) != 0 || is_broken || !*text)
        fatal("out of memory (a text)");
}
