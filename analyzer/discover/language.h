/* The language of a file by its name, as compilers tell it. */
#ifndef GCLINT_LANGUAGE_H
#define GCLINT_LANGUAGE_H

#include <stdbool.h>

typedef enum Language {
    LANGUAGE_NONE,
    LANGUAGE_C,
    LANGUAGE_CPP,
    LANGUAGE_OBJECTIVE_C,
    LANGUAGE_OBJECTIVE_CPP,
} Language;

/* Of a source file: .c .cc .cpp .cxx .c++ .C .m .mm; LANGUAGE_NONE for anything else. */
Language language_of_source(const char *path);
/* Of a header: .h is C, .hh .hpp .hxx .h++ .H C++. */
Language language_of_header(const char *path);

/* For clang's -x. */
const char *language_name(Language language);
/* LANGUAGE_NONE for a name that is none of those. */
Language language_named(const char *name);
bool language_is_cpp(Language language);

/* Whether libclang 19 knows this value of -std=, and for which family: C (and Objective-C), or C++. */
bool is_language_standard(const char *standard, bool cpp);

#endif
