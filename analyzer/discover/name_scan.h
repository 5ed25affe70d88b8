/* What the text of one source file defines at file scope, and which words it uses for that: without a preprocessor, so
 * that every branch of every #if counts. Comments and strings do not; what stands in #if 0 does, for its types are
 * listed too. */
#ifndef GCLINT_NAME_SCAN_H
#define GCLINT_NAME_SCAN_H

#include "discover/name_table.h"

typedef enum DeclarationKind {
    DECLARATION_PLAIN,     /* a function with its body, a variable, what a macro makes */
    DECLARATION_PROTOTYPE, /* of a function, or a variable that is defined elsewhere */
    DECLARATION_RECORD,    /* a struct, union or class with its members */
    DECLARATION_MEMBER,    /* of a record, as one more: only words */
    DECLARATION_ALIAS,     /* a typedef, or an enum: known in this file alone, or where it is included */
    DECLARATION_MACRO,     /* #define */
    DECLARATION_CONDITION, /* the words of #if and the like: no names */
} DeclarationKind;

typedef struct Declaration {
    uint32_t first_name, name_count;
    uint32_t first_word, word_count; /* each word once; the names are among them */
    DeclarationKind kind;
    bool is_static;
    bool pastes;         /* a macro with ## */
    bool is_initialised; /* has a value, or is a macro's call: it may be a type's definition */
} Declaration;

typedef VECTOR(uint32_t) NameList;

typedef struct NameScan {
    VECTOR(Declaration) declarations;
    NameList names, words; /* of the declarations */
    NameList stores;       /* members that something may be stored in; may repeat */
    NameList fragments;    /* words beside a ##, and others of macros that a ## may get */
    bool pastes;           /* has a ## */
    bool starts_module;    /* has the function that a module starts with, not only a declaration of it */
    bool is_doubtful;      /* it is no text, or its braces do not fit together: what is at file scope cannot be told */
} NameScan;

void name_scan_text(NameScan *scan, NameTable *table, const char *text, size_t length);
void name_scan_free(NameScan *scan);

#endif
