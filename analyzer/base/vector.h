/* A growable array of one element type: `VECTOR(Node) nodes;`, zero-initialised is empty.
 * Elements move when it grows: keep indices, not pointers, across a push. */
#ifndef GCLINT_VECTOR_H
#define GCLINT_VECTOR_H

#include "base/memory.h"

#include <stdint.h>

#define VECTOR(Type)          \
    struct {                  \
        Type *items;          \
        uint32_t count;       \
        uint32_t capacity;    \
    }

#define vector_reserve(vector, wanted)                                                                       \
    do {                                                                                                     \
        uint32_t vector_wanted_ = (wanted);                                                                  \
        if (vector_wanted_ > (vector)->capacity) {                                                           \
            uint32_t vector_capacity_ = (vector)->capacity ? (vector)->capacity * 2 : 16;                    \
            if (vector_capacity_ < vector_wanted_)                                                           \
                vector_capacity_ = vector_wanted_;                                                           \
            (vector)->items = memory_resize((vector)->items, vector_capacity_, sizeof *(vector)->items);     \
            (vector)->capacity = vector_capacity_;                                                           \
        }                                                                                                    \
    } while (0)

/* Appends; afterwards the new element is at index count - 1. The value is evaluated before the array grows. */
#define vector_push(vector, ...)                                             \
    do {                                                                     \
        __typeof__(*(vector)->items) vector_value_ = __VA_ARGS__;            \
        vector_reserve((vector), (vector)->count + 1);                       \
        (vector)->items[(vector)->count++] = vector_value_;                  \
    } while (0)

#define vector_free(vector)                    \
    do {                                       \
        memory_free((vector)->items);          \
        (vector)->items = NULL;                \
        (vector)->count = 0;                   \
        (vector)->capacity = 0;                \
    } while (0)

#endif
