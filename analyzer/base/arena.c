#include "base/arena.h"

#include "base/memory.h"

#include <obstack.h>
#include <stdio.h>
#include <string.h>

/* glibc's obstack.h computes with int inside its macros. */
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"

#define obstack_chunk_alloc memory_allocate
#define obstack_chunk_free memory_free

struct Arena {
    struct obstack blocks;
};

Arena *arena_new(void)
{
    Arena *arena = memory_allocate(sizeof *arena);
    obstack_init(&arena->blocks);
    return arena;
}

void arena_free(Arena *arena)
{
    if (!arena)
        return;
    obstack_free(&arena->blocks, NULL);
    memory_free(arena);
}

void *arena_allocate(Arena *arena, size_t size)
{
    void *block = obstack_alloc(&arena->blocks, size ? size : 1);
    return memset(block, 0, size);
}

char *arena_copy_text(Arena *arena, const char *text, size_t length)
{
    char *copy = arena_allocate(arena, length + 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}

char *arena_copy_string(Arena *arena, const char *text)
{
    return arena_copy_text(arena, text, strlen(text));
}

char *arena_format_list(Arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        fatal("cannot format \"%s\"", format);
    char *text = arena_allocate(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *arena_format(Arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}
