/* PREFIX: what a unit makes clang read up to and including Python.h, as a text of its own. Units with the same prefix and
 * flags can share a precompiled header. Found without clang, so that it can be asked for every unit of a tree. */
#ifndef GCLINT_PREFIX_H
#define GCLINT_PREFIX_H

#include "base/arena.h"
#include "frontend/frontend.h"
#include "frontend/mentions.h"

struct Prefix {
    const char *text;
    /* Macros that the unit defines on the way, or tests, and that are left out of the text, as Python's headers do not mention them:
     * whoever uses the text sees to it that none of the files that it includes does. */
    const char *const *unseen;
    unsigned unseen_count;
    const char *const *written; /* macros of the unit that the text defines */
    unsigned written_count;
    size_t headers_end; /* where in the text the last #include ends */
    /* The same without the standard headers that follow Python.h in this one; NULL: there are none. */
    const Prefix *narrower;
    /* Other macros that the unit defines anywhere: those standard headers must not mention one. */
    const char *const *later;
    unsigned later_count;
};

/* In the arena; NULL if the unit does anything before Python.h that a precompiled header might change: code, a condition
 * that is not understood, headers of the tree that are more than directives. Folders given by -I and -iquote are not
 * part of it. The text fails to compile (#error) where a name that the unit tests on the way is defined after all. `python`
 * has the headers of Python that the request names. */
const Prefix *prefix_find(Arena *arena, const ParseRequest *request, Mentions *python);

/* Arguments that decide what the request's prefix means: all but folders of -I and -iquote, forced includes, macros that are unseen,
 * and the language, which becomes that of a header. Returns how many were written to `kept`, which has room for all of them. */
unsigned prefix_arguments(Arena *arena, const ParseRequest *request, const char **kept);

/* The folders of -I and -iquote, in order, into `folders`, which has room for all arguments. */
unsigned prefix_user_folders(const ParseRequest *request, const char **folders);

#endif
