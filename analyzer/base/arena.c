#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { CHUNK_SIZE = 16000, ALIGNMENT = alignof(max_align_t) };

typedef struct Chunk {
    struct Chunk *older;
    bool is_large; /* one block's own */
    alignas(max_align_t) char bytes[];
} Chunk;

struct Arena {
    Chunk *newest;
    Chunk *spare; /* of CHUNK_SIZE, left by arena_clear */
    char *free; /* in the chunk that small blocks come from */
    size_t left;
};

Arena *arena_new(void)
{
    Arena *arena = memory_allocate(sizeof *arena);
    *arena = (Arena){0};
    return arena;
}

static void free_chunks(Chunk *chunk)
{
    for (Chunk *older; chunk; chunk = older) {
        older = chunk->older;
        memory_free(chunk);
    }
}

void arena_free(Arena *arena)
{
    if (!arena)
        return;
    free_chunks(arena->newest);
    free_chunks(arena->spare);
    memory_free(arena);
}

void arena_clear(Arena *arena)
{
    for (Chunk *chunk = arena->newest, *older; chunk; chunk = older) {
        older = chunk->older;
        if (chunk->is_large) {
            memory_free(chunk);
        } else {
            chunk->older = arena->spare;
            arena->spare = chunk;
        }
    }
    arena->newest = NULL;
    arena->left = 0;
}

static char *add_chunk(Arena *arena, size_t size)
{
    Chunk *chunk = size == CHUNK_SIZE ? arena->spare : NULL;
    if (chunk)
        arena->spare = chunk->older;
    else
        chunk = memory_allocate(sizeof *chunk + size);
    chunk->is_large = size != CHUNK_SIZE;
    chunk->older = arena->newest;
    arena->newest = chunk;
    return chunk->bytes;
}

/* A large block has a chunk of its own, so that what is left of the current one is not lost. */
static void *new_block(Arena *arena, size_t size)
{
    if (size > PTRDIFF_MAX - sizeof(Chunk) - ALIGNMENT)
        fatal("out of memory (%zu bytes wanted)", size);
    size_t rounded = ((size ? size : 1) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (rounded > CHUNK_SIZE / 4)
        return add_chunk(arena, rounded);
    if (rounded > arena->left) {
        arena->free = add_chunk(arena, CHUNK_SIZE);
        arena->left = CHUNK_SIZE;
    }
    char *block = arena->free;
    arena->free += rounded;
    arena->left -= rounded;
    return block;
}

void *arena_allocate(Arena *arena, size_t size)
{
    return memset(new_block(arena, size), 0, size);
}

void *arena_copy(Arena *arena, const void *bytes, size_t size)
{
    void *block = new_block(arena, size);
    return size ? memcpy(block, bytes, size) : block;
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
