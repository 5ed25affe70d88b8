/* FACTS: what the code of one translation unit says. This is the contract between the frontend, which knows clang, and
 * everything after it, which does not.
 *
 * Facts are flat arrays whose elements name each other by index, so that a unit can be written to a blob and read back
 * without a pointer to mend (facts/blob.h). Index 0 of every array is a reserved "none" element.
 *
 * Code is kept as a reduced syntax tree: the expanded tree clang sees, with parentheses and implicit casts removed, so that
 * Py_CLEAR, Py_VISIT and a project's own macros are understood by what they do and not by how they are called. The name of
 * the macro is kept beside it as a second witness. Nothing here judges; what code means is the model's business. */
#ifndef GCLINT_FACTS_H
#define GCLINT_FACTS_H

#include "base/vector.h"

#include <stdbool.h>
#include <stdint.h>

typedef uint32_t StringId; /* offset into Unit.text; 0 is "" */
typedef uint32_t FileId;
typedef uint32_t TypeId;
typedef uint32_t RecordId;
typedef uint32_t FieldId;
typedef uint32_t SymbolId;
typedef uint32_t NodeId;

/* Where something stands: the place a reader would look, so the use of a macro rather than its definition, except that
 * code written as a macro's argument stands where the argument is written. 1-based; the end is exclusive. */
typedef struct Span {
    FileId file;
    uint32_t line, column, end_line, end_column;
} Span;

/* In the order of the text; false if they stand in different files. */
static inline bool span_is_before(const Span *a, const Span *b)
{
    return a->file == b->file && (a->line < b->line || (a->line == b->line && a->column < b->column));
}

typedef struct SourceFile {
    StringId path;         /* relative to the scanned tree if it is inside, else absolute */
    bool in_tree;          /* part of what is scanned: findings may point there */
    bool is_python_header; /* Python.h, or below its folder: known by name, never analysed */
} SourceFile;

/* --- C types ------------------------------------------------------------------------------------------------------ */

typedef enum CTypeKind {
    CTYPE_UNKNOWN, /* clang could not say, mostly because a header is missing */
    CTYPE_VOID,
    CTYPE_INTEGER, /* bool, char, every int and enum */
    CTYPE_FLOAT,
    CTYPE_POINTER,  /* target: what it points to; a C++ reference too */
    CTYPE_ARRAY,    /* target: the element; count: its length, -1 for a flexible or incomplete array */
    CTYPE_RECORD,   /* record: struct, union or class */
    CTYPE_FUNCTION, /* target: the result */
} CTypeKind;

typedef struct CType {
    CTypeKind kind;
    bool is_const;     /* of this level: for `PyObject *const *`, the pointer that is pointed to */
    bool is_reference; /* a C++ reference, shown as CTYPE_POINTER; a use of such a variable is N_REF, without N_UNARY deref */
    TypeId target;
    RecordId record;
    int64_t count;
    int64_t size;        /* bytes; -1 unknown */
    uint32_t parameters; /* of a function with a prototype: how many; UINT32_MAX without prototype */
    StringId spelling;   /* as declared, `PyObject *`; with typedef names kept */
} CType;

typedef struct Field {
    StringId name; /* "" for an anonymous struct or union member, and for a C++ base class */
    TypeId type;
    int64_t offset; /* bytes from the start of its record; -1 unknown. A bit-field's is the byte it starts in */
    bool is_bit_field;
    bool is_base; /* a C++ base class, kept as a first unnamed field */
    Span span;
} Field;

typedef struct Record {
    StringId name; /* the tag, or for an untagged one the typedef's name; C++ names are qualified, "atom::Member" */
    Span span;     /* of the definition; of a declaration if it is only declared here */
    FieldId first_field;
    uint32_t field_count;
    int64_t size; /* bytes; -1 unknown */
    bool is_union;
    bool is_template;           /* C++: a class template, whose fields are as written */
    bool is_made_from_template; /* C++: for the arguments of a use */
    bool is_complete;
    bool is_broken; /* clang marked it invalid: some field's type was not found */
    bool is_object; /* begins with PyObject_HEAD, through first members or the first base class; or a known opaque object
                       such as PyTypeObject under the limited API */
    SymbolId destructor; /* C++: its own (user-written) destructor, or 0 */
} Record;

/* --- symbols -------------------------------------------------------------------------------------------------------- */

typedef enum SymbolKind { SYMBOL_VARIABLE, SYMBOL_PARAMETER, SYMBOL_FUNCTION } SymbolKind;
typedef enum Linkage { LINKAGE_NONE, LINKAGE_INTERNAL, LINKAGE_EXTERNAL } Linkage;

typedef struct Symbol {
    SymbolKind kind;
    StringId name;  /* C++: qualified by class and namespace, without parameters */
    StringId usr;   /* clang's unified symbol name; only for external linkage, what linking joins by */
    TypeId type;    /* for a function: its CTYPE_FUNCTION */
    Linkage linkage;
    uint32_t parameter_index;
    SymbolId owner;        /* the function a local or parameter belongs to, or 0 */
    RecordId method_of;    /* a C++ method that is not static: its class; `this` is then N_THIS in its body */
    bool is_static_local;  /* a static variable inside a function: initialised once; or one that is not static but defines a type */
    bool is_in_system_header; /* declared by Python's or the system's headers: not of the program */
    bool is_undeclared;    /* no header that was found declares it: only its name is known, and in C it may be a macro */
    bool is_cleaned_up;    /* a local with `__attribute__((cleanup(f)))`: f is called with its address where its block ends */
    uint32_t function;     /* index into Unit.functions of the definition in this unit, or 0 */
    uint32_t variable;     /* index into Unit.variables of the best definition in this unit, or 0 */
    Span span;             /* of its name where it is defined in this unit, else where it is first declared */
} Symbol;

/* A function with a body that stands in the scanned tree (not in Python's or the system's headers). */
typedef struct Function {
    SymbolId symbol;
    uint32_t first_parameter; /* into Unit.lists: SymbolId of each parameter */
    uint32_t parameter_count;
    NodeId body;          /* N_BLOCK; 0 if it was not walked */
    NodeId initialisers;  /* C++ constructor: N_BLOCK of N_BINARY assignments to members, or 0 */
    bool is_broken;       /* clang reported an error inside: parts may be missing */
    bool is_made_from_template; /* C++: for the arguments of a use, beside the template itself */
    Span span;            /* of the whole definition */
} Function;

/* A variable at file, namespace or class scope, or a static local. */
typedef struct Variable {
    SymbolId symbol;
    NodeId initialiser; /* 0 without one: a declaration or tentative definition */
    Span span;          /* of the declarator; its line is what a reader calls the line of the definition */
    bool is_in_template; /* C++: as written in a template, beside those that are made from it */
} Variable;

/* --- code ------------------------------------------------------------------------------------------------------------- */

typedef enum NodeKind {
    N_NONE,
    /* Expressions */
    N_INTEGER,     /* value; also enumerators (text: name), characters, NULL and nullptr (flag NODE_IS_NULL) */
    N_FLOAT,
    N_STRING,      /* text */
    N_REF,         /* symbol: a variable, parameter or function */
    N_THIS,        /* C++ this */
    N_MEMBER,      /* child 0: the base (none for an implicit this: then N_THIS is put there); field; text: its name;
                      NODE_IS_ARROW for `->`. A C++ method named in a call: field 0 and symbol set */
    N_INDEX,       /* child 0 [ child 1 ] */
    N_UNARY,       /* operator; child 0 */
    N_BINARY,      /* operator; child 0, child 1; assignments too */
    N_CONDITIONAL, /* child 0 ? child 1 : child 2; `a ?: b` has child 1 == 0 */
    N_CALL,        /* child 0: the callee (N_REF to a function, N_MEMBER, any expression; 0 if clang lost it); then arguments */
    N_CAST,        /* an explicit cast of any style; child 0; type: the target */
    N_SIZEOF,      /* value: bytes, -1 unknown; operand: the type measured. Of what is made from a class template: the template; text: as written */
    N_OFFSETOF,    /* value: bytes, -1 unknown; text: the field path, "a.b" ; operand: the record's type */
    N_INIT_LIST,   /* children in the order written; a designated one is N_DESIGNATED. More than 256 of nothing but numbers,
                      or of records of numbers, are left out */
    N_DESIGNATED,  /* text: field path "tp_flags" or "ob_base.ob_size"; "" and value: array index; child 0: the value */
    N_STATEMENT_EXPRESSION, /* GNU ({ ... }); child 0: N_BLOCK */
    N_NEW,         /* C++ new; children: arguments, of which the first `value` say where (`new (place) T(a)`); type: the pointer;
                      symbol: constructor if known */
    N_DELETE,      /* C++ delete; child 0 */
    N_CONSTRUCT,   /* C++ constructor call, not by new; children: arguments; symbol: constructor if known */
    N_LAMBDA,      /* child 0: the body; not executed where it stands */
    N_OTHER,       /* anything else; children are its sub-expressions, so that nothing inside is lost */
    /* Statements */
    N_BLOCK,
    N_DECLARATION, /* symbol: the local; child 0: initialiser, or none. One node for each declarator */
    N_IF,          /* child 0 condition, child 1 then, child 2 else or 0 */
    N_WHILE,       /* child 0 condition, child 1 body */
    N_DO,          /* child 0 body, child 1 condition */
    N_FOR,         /* child 0 init, 1 condition, 2 increment, 3 body; each may be 0 */
    N_RANGE_FOR,   /* C++ for (x : range) and Objective-C for-in; child 0 N_DECLARATION or 0, 1 range, 2 body */
    N_SWITCH,      /* child 0 condition, child 1 body */
    N_CASE,        /* child 0 the value (0 for default), child 1 the statement it labels */
    N_RETURN,      /* child 0 or none */
    N_BREAK,
    N_CONTINUE,
    N_GOTO,        /* text: the label; "" for a computed goto */
    N_LABEL,       /* text; child 0 the statement it labels */
    N_TRY,         /* child 0 the block, then one N_BLOCK a handler */
    N_THROW,
    NODE_KIND_COUNT
} NodeKind;

typedef enum Operator {
    OP_NONE,
    OP_ADDRESS, OP_DEREFERENCE, OP_NOT, OP_NEGATE, OP_PLUS, OP_BIT_NOT,
    OP_PRE_INCREMENT, OP_PRE_DECREMENT, OP_POST_INCREMENT, OP_POST_DECREMENT,
    OP_ADD, OP_SUBTRACT, OP_MULTIPLY, OP_DIVIDE, OP_REMAINDER, OP_SHIFT_LEFT, OP_SHIFT_RIGHT,
    OP_LESS, OP_GREATER, OP_LESS_EQUAL, OP_GREATER_EQUAL, OP_EQUAL, OP_NOT_EQUAL,
    OP_BIT_AND, OP_BIT_XOR, OP_BIT_OR, OP_LOGICAL_AND, OP_LOGICAL_OR, OP_COMMA,
    OP_ASSIGN,
    /* ORDER OP: compound assignments stay in one run, for operator_is_compound_assignment */
    OP_ADD_ASSIGN, OP_SUBTRACT_ASSIGN, OP_MULTIPLY_ASSIGN, OP_DIVIDE_ASSIGN, OP_REMAINDER_ASSIGN,
    OP_SHIFT_LEFT_ASSIGN, OP_SHIFT_RIGHT_ASSIGN, OP_AND_ASSIGN, OP_XOR_ASSIGN, OP_OR_ASSIGN,
} Operator;

enum NodeFlag {
    NODE_IS_NULL = 1,           /* N_INTEGER 0 written as NULL, nullptr, __null or ((void *)0) */
    NODE_IS_ARROW = 2,          /* N_MEMBER through a pointer */
    NODE_FROM_MACRO_ARGUMENT = 4, /* written by the user as an argument of `macro` */
};

typedef struct Node {
    uint8_t kind;     /* NodeKind */
    uint8_t operator; /* Operator */
    uint16_t flags;
    TypeId type;      /* of an expression; CTYPE_UNKNOWN where clang lost it */
    TypeId operand;   /* N_SIZEOF, N_OFFSETOF */
    SymbolId symbol;
    FieldId field;
    StringId text;
    StringId macro;   /* the outermost macro in whose body this node was written, as named in the source; 0 if none */
    int64_t value;
    uint32_t first_child; /* into Unit.lists: NodeId of each child */
    uint32_t child_count;
    Span span;
} Node;

/* --- the unit -------------------------------------------------------------------------------------------------------- */

/* Lines of the scanned tree that the preprocessor left out, from the directive that decided to before the next of its chain. */
typedef struct SkippedRegion {
    Span span;
    StringId condition; /* the #if, #ifdef, #else or #elif line that decided, as written */
    StringId symbols;   /* names of type definitions found in the text, space separated; "" without any */
    StringId types;     /* those of them that are types: "static Foo_Type 120 spec Bar_spec 140", style, name and line of each */
} SkippedRegion;

typedef struct Diagnostic {
    StringId message;
    Span span;
    bool is_fatal;
} Diagnostic;

typedef enum UnitStatus { UNIT_PARSED, UNIT_PARTIAL, UNIT_SKIPPED, UNIT_FAILED } UnitStatus;

typedef struct Unit {
    StringId path;    /* relative to the scanned tree */
    StringId variant; /* "" or what was defined differently for this parse, "-DUSE_HEAP_TYPES=1" */
    UnitStatus status;
    StringId reason; /* why not UNIT_PARSED; "" otherwise */
    uint32_t error_count;
    uint32_t python_version; /* PY_VERSION_HEX >> 16 of the headers parsed with, 0x030b; 0 if Python.h was not included */
    bool is_cxx;
    bool is_limited_api;

    VECTOR(char) text; /* all strings, NUL-terminated, each once */
    VECTOR(SourceFile) files;
    VECTOR(CType) types;
    VECTOR(Record) records;
    VECTOR(Field) fields;
    VECTOR(Symbol) symbols;
    VECTOR(Function) functions;
    VECTOR(Variable) variables;
    VECTOR(Node) nodes;
    VECTOR(uint32_t) lists;
    VECTOR(SkippedRegion) skipped;
    VECTOR(Diagnostic) diagnostics; /* the first 20 errors */

    void *block; /* of a unit that was read from a blob: all its arrays lie in it, and none may grow; else NULL */
} Unit;

/* An empty unit with its reserved zero elements; ends with unit_free. */
Unit *unit_new(void);
void unit_free(Unit *unit);

/* Valid until the unit's text grows, that is while the frontend still fills it; afterwards as long as the unit. */
static inline const char *unit_string(const Unit *unit, StringId id)
{
    return id < unit->text.count ? unit->text.items + id : "";
}

/* What follows returns NULL for 0 and for kinds that have no such thing. */
#define UNIT_ELEMENT(function, Type, array)                                   \
    static inline const Type *function(const Unit *unit, uint32_t id)        \
    {                                                                        \
        return id != 0 && id < unit->array.count ? &unit->array.items[id] : NULL; \
    }
UNIT_ELEMENT(unit_type, CType, types)
UNIT_ELEMENT(unit_record, Record, records)
UNIT_ELEMENT(unit_field, Field, fields)
UNIT_ELEMENT(unit_symbol, Symbol, symbols)
UNIT_ELEMENT(unit_node, Node, nodes)
UNIT_ELEMENT(unit_file, SourceFile, files)
#undef UNIT_ELEMENT
/* The n-th child, or 0 if it has fewer. */
static inline NodeId unit_child(const Unit *unit, const Node *node, uint32_t n)
{
    return node && n < node->child_count ? unit->lists.items[node->first_child + n] : 0;
}
/* The record a type is, or points to through `pointers` levels; 0 if it is none. Arrays are looked through. */
RecordId unit_type_record(const Unit *unit, TypeId id, unsigned pointers);
/* A pointer to a record that is_object: a reference the collector may have to see. */
bool unit_type_is_object_pointer(const Unit *unit, TypeId id);
/* The field of that name, anonymous members looked through; 0 if none. `offset` (may be NULL) gets bytes from the record's start. */
FieldId unit_find_field(const Unit *unit, RecordId record, const char *name, int64_t *offset);

/* The integer an expression is, through casts, operators, sizeof and const variables with an initialiser in this unit. */
bool unit_constant(const Unit *unit, NodeId id, int64_t *value);
/* The expression below explicit casts, parenthesising comma macros and C++ wrappers of one argument; id itself if none. */
NodeId unit_strip_casts(const Unit *unit, NodeId id);
/* The node, or one below it, accesses a member of that name. */
bool unit_mentions_member(const Unit *unit, NodeId id, const char *name);

bool operator_is_compound_assignment(Operator operator);

#endif
