/* Memory that lives and dies together.
 *
 * An arena hands out zeroed blocks, of any size, and frees them all at once; nothing in it is freed alone.
 * Running out of memory ends the program with a message: gclint has nothing sensible to do without memory. */
#ifndef GCLINT_ARENA_H
#define GCLINT_ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
/* Frees the arena and everything that came from it; NULL is allowed. */
void arena_free(Arena *arena);
/* Everything that came from it ends; it keeps most of its memory for what comes. */
void arena_clear(Arena *arena);

/* Zeroed and aligned for any object; never NULL. */
void *arena_allocate(Arena *arena, size_t size);
/* The same with what stands at `bytes`. */
void *arena_copy(Arena *arena, const void *bytes, size_t size);
char *arena_copy_string(Arena *arena, const char *text);
char *arena_copy_text(Arena *arena, const char *text, size_t length);
char *arena_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_format_list(Arena *arena, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

#define ARENA_NEW(arena, Type) ((Type *)arena_allocate((arena), sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count) ((Type *)arena_allocate((arena), sizeof(Type) * (count)))

#endif
