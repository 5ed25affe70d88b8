#include "base/memory.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
