/* Names that a parse found no declaration of, mostly because a header is not installed, and what is declared in their
 * stead so that a second parse loses less.
 *
 *     missing_names.c  which names: from the errors of a parse
 *     missing_uses.c   how the text uses them: from its tokens
 *     stand_ins.c, stand_ins_cxx.c   the declarations
 *     recover.c        whether a second parse is worth its time, and which parse is kept
 *
 * The errors say that a name is unknown, the text says what it must be: `(X)0` casts, `X *p;` declares, `X(a)` calls,
 * `N::f(a)` calls in a namespace. */
#ifndef GCLINT_MISSING_H
#define GCLINT_MISSING_H

#include "base/hash_table.h"
#include "frontend/lowering.h"


enum MissingUse {
    USE_VALUE = 1 << 0,
    USE_CALL = 1 << 1,             /* X(...) */
    USE_TYPE = 1 << 2,             /* clang wanted a type, or only one can stand there */
    USE_OBJECT = 1 << 3,           /* X name: the type by value */
    USE_CAST = 1 << 4,             /* (X)value */
    USE_FUNCTION_POINTER = 1 << 5, /* ((X)value)(...) */
    USE_BRACES = 1 << 6,           /* X name = {...} */
    USE_TYPE_OBJECT = 1 << 7,      /* X name = {PyObject_HEAD_INIT ...}: begins as PyTypeObject does */
    USE_DOT = 1 << 8,              /* an X, or X itself, is followed by . */
    USE_ARROW = 1 << 9,
    USE_INDEX = 1 << 10,
    USE_VARIABLE = 1 << 11, /* X = ..., &X */
    USE_CASE = 1 << 12,
    USE_STRING = 1 << 13,         /* beside a string literal: is one */
    USE_SPECIFIER = 1 << 14,      /* X type name: a macro before or inside a declaration */
    USE_BODY = 1 << 15,           /* X(...) {: a macro that begins a function */
    USE_WRAPPER = 1 << 16,        /* X(type) name: a macro around a declaration's type */
    USE_LINE = 1 << 17,           /* X(...) alone at file scope: a macro that is a whole declaration */
    USE_TEMPLATE = 1 << 18,       /* X<...> as a type */
    USE_VALUE_TEMPLATE = 1 << 19, /* X<3> */
    USE_CALL_TEMPLATE = 1 << 20,  /* X<...>(...) */
    USE_SCOPE = 1 << 21,          /* X:: */
    USE_BEFORE_KEYWORD = 1 << 22, /* X typedef, X void: no type, even where a call behind it looks like a declarator */
    USE_CONDITION = 1 << 23,      /* #if X(...) */
};

typedef struct MissingName {
    UT_hash_handle hh;
    const char *name;             /* one identifier; a tag of C with its `struct ` or `union ` */
    struct MissingName *children; /* C++: what is named behind `name::`, and members of a type */
    struct MissingName *parent;   /* NULL at the top */
    struct MissingName *used;     /* C++: `using a::name;` makes this the same as that */
    unsigned told;                /* of MissingUse: what the errors say */
    unsigned uses;                /* what the text says */
    uint32_t type_arguments;      /* bit n: in some call a type stands in place n; a macro then */
    bool is_scope_of_program;     /* a namespace that the program itself has */
    bool is_declared;             /* the program declares it, but clang lost that for another missing name */
} MissingName;

typedef struct MissingHeader {
    UT_hash_handle hh;
    const char *path; /* as included */
} MissingHeader;

typedef struct Missing {
    Arena *arena;
    MissingName *names; /* at the top */
    MissingHeader *headers;
    uint32_t name_count; /* with those below */
    bool wants_python;   /* Python.h was not reached, or not before its names were used */
    bool is_cxx;
    bool has_changed; /* since somebody made it false */
} Missing;

Missing *missing_new(bool is_cxx);
void missing_free(Missing *missing);
/* The entry of that name in a scope (NULL: the top), made if it is not there; NULL if there are too many. */
MissingName *missing_name(Missing *missing, MissingName *scope, const char *name, size_t length);
MissingName *missing_find(const Missing *missing, const MissingName *scope, const char *name, size_t length);

/* Adds what the errors of a parse, which is still at hand, name. */
void missing_collect(Missing *missing, Lowering *lowering);
/* A declaration of the program is lost, though the error may stand in what clang takes for a function. */
bool missing_hides_declaration(const char *message);
/* Looks up all names again in the files of the tree. */
void missing_find_uses(Missing *missing, Lowering *lowering);

/* What the second parse reads: files that are nowhere, and flags that make clang find them. */
typedef struct StandIns {
    VECTOR(OverlayFile) files;
    VECTOR(const char *) first_arguments; /* stand before those of the request */
    VECTOR(const char *) last_arguments;
} StandIns;

/* Files below it exist only in a parse. */
#define STAND_IN_FOLDER "/gclint-stand-ins"
/* Declared here is what nobody knows, */
#define STAND_IN_FILE STAND_IN_FOLDER "/unknown.h"
/* and here what CPython's API once had. */
#define FORMER_API_FILE STAND_IN_FOLDER "/former.h"

/* In C++ the class of all values that nobody knows; its entry holds its members. */
#define STAND_IN_CLASS "gclint_any"

/* In the arena of `missing`; stand_ins_free frees only the lists. `has_python`: Python.h will be found. */
StandIns stand_ins_new(const Missing *missing, bool has_python);
void stand_ins_free(StandIns *stand_ins);
/* Text that grows; for the writers of stand-ins. */
typedef VECTOR(char) StandInText;
void stand_in_write(StandInText *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What `unknown.h` declares. */
void stand_ins_write_c(StandInText *text, const Missing *missing);
void stand_ins_write_cxx(StandInText *text, const Missing *missing);
/* What is a macro in C and C++ alike; false, and nothing is written, if the name is none. */
bool stand_in_write_macro(StandInText *text, const MissingName *name);
/* What CPython's API once declared by that name, or NULL. */
const char *former_api_declaration(const char *name);
/* bool, true and false, which C before C23 has in a header. */
bool missing_is_boolean(const char *name, size_t length);
/* Rather than a value, a function or a macro. */
bool missing_is_type(const MissingName *name);

#endif
