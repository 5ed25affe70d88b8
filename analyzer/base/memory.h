/* Allocation that never returns NULL, and the one way out for what cannot be mended. */
#ifndef GCLINT_MEMORY_H
#define GCLINT_MEMORY_H

#include <stddef.h>
#include <stdio.h>

void *memory_allocate(size_t size);
/* Like calloc. */
void *memory_allocate_zeroed(size_t count, size_t size);
/* Like realloc for `count` elements of `size` bytes; an overflow of the product is fatal too. */
void *memory_resize(void *block, size_t count, size_t size);
char *memory_copy_string(const char *text);
void memory_free(void *block);

/* A sanitizer has an allocator of its own, whose shadow memory is far beyond any limit. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif

/* Says that this process, and those that it forks, will take hundreds of megabytes: the heap then grows in large pages where the
 * system gives them to who asks (madvise), keeps what is freed, and is one for all threads. Before threads run; the first call counts. */
void memory_expect_much(void);

/* open_memstream() that does not fail; *text, of *size bytes, is whole after memory_stream_end, and is the caller's to free. */
FILE *memory_stream_new(char **text, size_t *size);
void memory_stream_end(FILE *stream, char *const *text);

/* A broken invariant or exhausted memory: says so on standard error and aborts. Never for bad input. */
_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
