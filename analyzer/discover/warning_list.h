/* Warnings for standard error, collected while a tree is looked through. */
#ifndef GCLINT_WARNING_LIST_H
#define GCLINT_WARNING_LIST_H

#include "base/arena.h"
#include "base/vector.h"

/* The texts live in the arena; the list itself is ended with warning_list_free. */
typedef struct WarningList {
    Arena *arena;
    VECTOR(const char *) texts;
} WarningList;

/* A name from the tree must go through printable_text before it is given here: a warning is shown on a terminal. */
void warning_add(WarningList *warnings, const char *format, ...) __attribute__((format(printf, 2, 3)));
void warning_list_free(WarningList *warnings);

/* The text with control characters and bytes that are not UTF-8 written as \xNN; at most 400 bytes of it. */
const char *printable_text(Arena *arena, const char *text);

#endif
