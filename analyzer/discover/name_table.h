/* The words of many files, each once, and what can be told of a word by itself. */
#ifndef GCLINT_NAME_TABLE_H
#define GCLINT_NAME_TABLE_H

#include "base/arena.h"
#include "base/hash_table.h"
#include "base/vector.h"

#include <stdbool.h>

typedef enum NameTrait {
    NAME_KEYWORD = 1,       /* of C or C++: it names nothing */
    NAME_PYTHON = 2,        /* looks like one of Python's API */
    NAME_SETS_UP = 4,       /* only code that makes types or modules, or that handles instances, has it */
    NAME_MODULE_START = 8,  /* PyInit_x: whoever calls it embeds Python, which says nothing of the module's types */
    NAME_MODULE_RESULT = 16 /* PyMODINIT_FUNC: what it declares is a module's start */
} NameTrait;

typedef struct Name {
    const char *text;
    uint32_t length;
    uint32_t traits; /* NameTrait */
    uint32_t number;
    uint32_t stamp; /* for who wants to see a name once only */
    uint32_t place; /* in the list of whoever gave it the stamp */
    UT_hash_handle hh;
} Name;

typedef struct NameTable {
    Arena *arena;
    Name *by_text;
    VECTOR(Name *) names; /* by number */
    uint32_t last_stamp;
} NameTable;

void name_table_start(NameTable *table, Arena *arena);
void name_table_free(NameTable *table);

/* The number of the name, which is made if it is new. */
uint32_t name_table_add(NameTable *table, const char *text, uint32_t length);
/* UINT32_MAX if there is none. */
uint32_t name_table_find(const NameTable *table, const char *text, uint32_t length);

#endif
