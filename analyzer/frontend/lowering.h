/* What the files of the frontend share while one translation unit is turned into facts.
 *
 *     parse.c        arguments, libclang's parse, diagnostics, status
 *     files.c        files: known path, whose they are;  file_texts.c: their texts and lines
 *                    file_memory.c: what is known of files from one unit to the next
 *     extents.c      where a cursor stands and which macro it came from
 *     types.c        types;  records.c: structs and their fields, field_offsets.c: where these stand;  symbols.c: variables, parameters, functions
 *     templates.c    what clang makes from templates
 *     declarations.c the walk over what stands at file, namespace and class scope
 *     statements.c, loops.c, expressions.c, calls.c, atomics.c, literals.c, measures.c, recovery.c: function bodies
 *     unknown.c      what stands for names that are missing, in a second parse (see missing.h)
 *     skipped.c      what the preprocessor left out;  python.c: which Python the headers are
 *
 * Two facts about libclang's public structs are relied on. CXCursor.data[0] and CXType.data[0] are clang's own pointers to the
 * declaration and the type, unique for each: they serve as keys. The highest bit of a location's int_data tells a place inside
 * a macro expansion from a place in a file, in every libclang from 3 to 22; no function of libclang tells them apart.
 * test_frontend checks both through what they are for. */
#ifndef GCLINT_LOWERING_H
#define GCLINT_LOWERING_H

#include "base/arena.h"
#include "facts/build.h"
#include "frontend/file_memory.h"
#include "frontend/frontend.h"
#include "frontend/pointer_map.h"

#include "frontend/clang_library.h"

/* The text of a file as clang read it, which an overlay may have replaced. */
typedef struct FileText {
    const char *text; /* not NUL-terminated; NULL until asked for, "" if clang has none */
    uint32_t size;
    CXFile handle;
    VECTOR(uint32_t) lines; /* offset of the first byte of each line; empty until asked for */
    bool is_remembered;     /* text and lines are the file memory's */
    uint32_t last_line;     /* index into lines: places are asked for one near the other */
} FileText;

typedef struct PendingRecord {
    RecordId record;
    CXCursor definition;
} PendingRecord;

/* Of a class that is made from a template: libclang tells no more than how its base class is called. */
typedef struct NamedBase {
    FieldId field;
    const char *name;
} NamedBase;

typedef struct MacroUse {
    FileId file;
    uint32_t begin, end;
    StringId name; /* 0: no macro's name stands there */
} MacroUse;

#define MACRO_USES 16

/* A file of the tree whose bytes clang has numbered from `first` on. */
typedef struct NumberedFile {
    FileId file; /* 0: none yet */
    uint32_t first, size;
} NumberedFile;

typedef struct TextPlace {
    FileId file;
    uint32_t offset;
} TextPlace;

typedef struct Lowering Lowering;
struct Lowering {
    const ParseRequest *request;
    const char *root;           /* resolved */
    const char *python_include; /* resolved; NULL if none was given */
    Unit *unit;
    Interner *interner;
    Arena *arena;
    CXTranslationUnit translation_unit;
    const char *const *precompiled_python; /* headers of Python that came precompiled, up to a NULL; NULL: none did */
    CXFile stand_in_file; /* declares what is missing; NULL in a first parse */
    bool has_errors;      /* clang found some */

    CXFile main_file;     /* NULL if it could not be opened */
    NumberedFile numbered; /* in which the last place was */
    PointerMap file_ids, outside_files;
    FileMemory *file_memory;         /* the frontend's */
    struct FileIdentity *identities; /* by clang's identity of a file */
    VECTOR(FileText) file_texts;      /* by FileId */
    VECTOR(const char *) looked_into; /* paths, in the arena, of what skipped.c reads besides: no file of the unit */
    VECTOR(CXFile) outside; /* included from outside of the tree; registered only where something stands in them */
    VECTOR(const char *) python_folders; /* folders whose files are Python's headers */
    VECTOR(const char *) system_folders; /* that flags name as such: what is in the tree may be none of it */
    CXFile last_file;
    FileId last_file_id;
    MacroUse short_uses[MACRO_USES], long_uses[MACRO_USES]; /* found last, by a part of the offset */

    PointerMap uncertain_records; /* and lists of enumerators */
    unsigned record_nesting;
    PointerMap type_ids, record_ids, field_ids, symbol_ids;
    PointerMap unresolved_ids, pointer_ids; /* by a number: a name's StringId, a target's TypeId */
    VECTOR(PendingRecord) pending_records;
    VECTOR(NamedBase) named_bases;
    VECTOR(TextPlace) former_members;    /* of the object header, as Python 2 had it: clang's errors there lose nothing */
    VECTOR(TextPlace) untyped_functions; /* names of definitions in C that say no type */

    CXCursor made;           /* the function or variable whose code is being lowered, which may be made from a template */
    VECTOR(CXCursor) made_variables; /* of note_made_variable */
    SymbolId function;       /* whose body is being lowered, or 0 */
    bool function_is_broken; /* nests too deep to be lowered whole */
    bool is_recovering;       /* inside an expression that clang made no sense of */
    uint32_t recovered_nodes; /* of such expressions */
    unsigned depth;
    VECTOR(CXCursor) cursors; /* children of the cursors being lowered, as a stack */
    VECTOR(NodeId) node_stack;
};

/* --- files.c ------------------------------------------------------------------------------------------------------ */

/* Registers every file the parse read, and learns which folders are Python's. */
void files_register_all(Lowering *lowering);
/* 0 for no file. */
FileId file_of(Lowering *lowering, CXFile file);
bool file_is_registered(Lowering *lowering, CXFile file);
/* Of a file of the tree, else 0; others are not registered by it. */
FileId file_of_tree(Lowering *lowering, CXFile file);
bool file_is_in_tree(const Lowering *lowering, FileId id);
/* Resolves symbolic links if the path exists, else removes `.` and `..` by the letter. In the arena. */
const char *path_resolve(Arena *arena, const char *path);
/* What follows `folder` in `path`, or NULL if it is not below it. */
const char *path_inside(const char *path, const char *folder);
/* Behind the last slash. */
const char *path_last_part(const char *path);
/* A header outside of the tree that a worker may not open is none of the unit's: what clang says of one that is not there. NULL:
 * the message, which may be NULL, is another. */
const char *refused_include(Lowering *lowering, CXDiagnostic diagnostic, const char *message);

/* Frees what the files of the parse hold. */
void files_forget(Lowering *lowering);

/* --- file_texts.c ------------------------------------------------------------------------------------------------- */

const FileText *file_text(const Lowering *lowering, FileId id);
/* Of a text that has none. */
void file_text_find_lines(FileText *file);
/* 1-based line and column, in bytes, of an offset. */
void file_position(Lowering *lowering, FileId id, uint32_t offset, uint32_t *line, uint32_t *column);

/* --- source_text.c: reading a file's bytes ------------------------------------------------------------------------ */

/* Length of the identifier that starts at an offset, 0 if none does. */
uint32_t text_identifier(const FileText *file, uint32_t offset);
/* The offset of the first byte at or after `offset` that is neither white space nor comment. */
uint32_t text_skip_space(const FileText *file, uint32_t offset);
/* The offset behind the bracket that closes the one at `offset`; `offset` itself if it is never closed. */
uint32_t text_skip_brackets(const FileText *file, uint32_t offset);
/* The offset behind the token at `offset` (a string or character literal, a comment's end, or one byte). */
uint32_t text_skip_token(const FileText *file, uint32_t offset);
bool text_starts_with(const FileText *file, uint32_t offset, const char *word);
bool text_is_keyword(const char *text, uint32_t length);
char text_at(const FileText *file, uint32_t offset);

/* --- extents.c ---------------------------------------------------------------------------------------------------- */

typedef struct Extent {
    FileId file;         /* 0: stands nowhere, an implicit node */
    uint32_t begin, end; /* offsets of the bytes a reader would look at */
    StringId macro;
    bool is_argument;    /* written as an argument of `macro` */
    bool is_in_body;     /* begins inside a macro's body: the file's text there is not the node's */
} Extent;

/* The offset of a place, and its file, as a reader sees it; file 0: nowhere. */
uint32_t place_of(Lowering *lowering, CXSourceLocation location, FileId *file);
Extent extent_of(Lowering *lowering, CXCursor cursor);
Extent extent_of_range(Lowering *lowering, CXSourceRange range);
Span span_of(Lowering *lowering, const Extent *extent);
/* Of the name a declaration gives, a single identifier. */
Span name_span(Lowering *lowering, CXCursor declaration);
bool cursor_is_in_tree(Lowering *lowering, CXCursor cursor);

/* --- clashes.c ---------------------------------------------------------------------------------------------------- */

/* At the end: declarations that clang did not join with their definition. */
void symbols_join_clashing(Lowering *lowering);

/* --- types.c, records.c, symbols.c -------------------------------------------------------------------------------- */

TypeId type_of(Lowering *lowering, CXType type);
TypeId cursor_type(Lowering *lowering, CXCursor cursor);
/* Of a variable, parameter or field; CTYPE_UNKNOWN, spelled as written, where clang took int for a name it does not
 * know. */
TypeId declared_type_of(Lowering *lowering, CXCursor declaration);
/* For what clang's interface has no type for: pointers, class templates, types that only the text names. */
TypeId type_pointer_to(Lowering *lowering, TypeId target);
TypeId type_of_record(Lowering *lowering, RecordId record);
TypeId type_named(Lowering *lowering, CTypeKind kind, const char *spelling, size_t length, int64_t size);

/* A record's id; its fields follow with records_complete, or at once with record_of_field. */
RecordId record_of(Lowering *lowering, CXCursor declaration);
FieldId field_of(Lowering *lowering, CXCursor field_declaration);
/* Lowers the fields of every record met so far, and of those met by that. */
void records_complete(Lowering *lowering);
/* Of the fields of a complete record, in their order, in bytes; -1: not known, and for null cursors. */
void field_offsets(const Lowering *lowering, CXCursor record, const CXCursor *fields, uint32_t count, int64_t *offsets);
/* From a name that clang writes. */
void drop_anonymous_scopes(char *name);
/* Finds the base classes of what is made from templates, once all records are there. */
void records_join_bases(Lowering *lowering);
/* Decides Record.is_object, once all records are there, and cuts what would be endless. */
void records_find_objects(Unit *unit);

SymbolId symbol_of(Lowering *lowering, CXCursor declaration);
/* C++: with the scopes it stands in, but for anonymous ones, in front. */
StringId qualified_name(Lowering *lowering, CXCursor declaration);
/* A function or variable of which only the name is known. */
SymbolId symbol_unresolved(Lowering *lowering, SymbolKind kind, const char *name, size_t length);

/* --- templates.c -------------------------------------------------------------------------------------------------- */

/* Of what clang makes for the arguments of a use: the template's definition, or a member's in it. A null cursor: it is not made from
 * one, or a specialisation that somebody wrote, which stands at a place of its own. */
CXCursor template_made_from(const Lowering *lowering, CXCursor declaration);
bool is_made_from_template(const Lowering *lowering, CXCursor declaration);
/* It stands for all that is made from a template. */
bool is_in_template(const Lowering *lowering, CXCursor declaration);
/* The type that is meant by a template's parameter of that name, in what is being lowered. */
bool template_argument(Lowering *lowering, const char *name, size_t length, CXType *argument);
/* The text with the names of types in place of those of parameters. */
StringId text_with_arguments(Lowering *lowering, const char *text, size_t length);
/* What the record of a base class is called, which the template that `made` comes from names by parameters; NULL: by none. */
const char *made_base_name(Lowering *lowering, CXCursor made, CXCursor base);
/* The class of a member that is lowered is one of the unit's records, though nothing else may lead to it. */
void note_made_class(Lowering *lowering, CXCursor member);
/* A member of a class that is made from a template is used: it is lowered in the end, as no walk comes by it. */
void note_made_variable(Lowering *lowering, CXCursor declaration);

/* --- unknown.c ---------------------------------------------------------------------------------------------------- */

/* Declared only in the stead of something missing. */
bool is_stand_in(Lowering *lowering, CXCursor declaration);
/* Its size, or that of a part, is a stand-in's. */
bool type_is_uncertain(Lowering *lowering, CXType type);
/* Of a field: its type is uncertain, or its length is that of something missing. */
bool field_is_uncertain(Lowering *lowering, CXCursor field);
/* Its value is not known: it stands in a list of enumerators that uses something missing. */
bool enumerator_is_uncertain(Lowering *lowering, CXCursor enumerator);
/* The symbol that stands for a name nobody knows. */
SymbolId symbol_of_stand_in(Lowering *lowering, CXCursor declaration);
/* A call of a conversion or operator that only stand-ins have; false if it is another call. */
bool lower_stand_in_call(Lowering *lowering, CXCursor cursor, const Extent *extent, NodeId *id);

/* --- declarations.c ----------------------------------------------------------------------------------------------- */

void lower_translation_unit(Lowering *lowering);
/* A declaration inside a function may hold functions too: the methods of a local class. */
void lower_declaration(Lowering *lowering, CXCursor cursor);
/* A member with a value in its class that describes a type: it stands for a variable. */
bool is_defining_member(Lowering *lowering, CXCursor field);
/* A lambda that captures nothing, as a function of its own; 0 if it is none. */
SymbolId lower_closure(Lowering *lowering, CXCursor cursor);
/* Adds a Variable; `initialiser` may be 0. */
void add_variable(Lowering *lowering, SymbolId symbol, CXCursor declaration, NodeId initialiser);

/* --- nodes.c ------------------------------------------------------------------------------------------------------ */

/* Deeper code is cut off and its function marked broken: recursion is bounded whatever a hostile file nests. One
 * level of clang's tree becomes at most two levels of nodes. */
#define LOWERING_DEPTH_LIMIT (UNIT_NODE_DEPTH_LIMIT / 2 - 10)

/* The children of a cursor on Lowering.cursors, from `first`; children_end takes them off again. */
typedef struct Children {
    uint32_t first, count;
} Children;

Children children_begin(Lowering *lowering, CXCursor cursor);
void children_end(Lowering *lowering, Children children);
CXCursor child_at(const Lowering *lowering, Children children, uint32_t n);
/* Drops every child that is no expression and no statement: type, namespace and template names, attributes. */
void children_keep_code(Lowering *lowering, Children *children);
/* The node's own fields but for children; the macro and span come from the extent. */
NodeId add_node(Lowering *lowering, NodeKind kind, const Extent *extent, TypeId type);
/* Gives the node its children and settles which macro it came from. */
NodeId finish_node(Lowering *lowering, NodeId id, const NodeId *children, uint32_t count);
Node *node_at(Lowering *lowering, NodeId id);
/* Adds an expression node whose children are all code children of the cursor. */
NodeId lower_all_children(Lowering *lowering, CXCursor cursor, NodeKind kind, const Extent *extent);
/* The same for an operator, which tells how its operands are joined. */
NodeId lower_operands(Lowering *lowering, CXCursor cursor, NodeKind kind, Operator operator, const Extent *extent);
StringId intern_cx(Lowering *lowering, CXString text);
bool evaluate_integer(CXCursor cursor, int64_t *value);

/* --- bodies ------------------------------------------------------------------------------------------------------- */

/* Never 0, but for a null cursor. */
NodeId lower_expression(Lowering *lowering, CXCursor cursor);
/* Never 0 either; a statement that needs several nodes becomes an N_BLOCK. */
NodeId lower_statement(Lowering *lowering, CXCursor cursor);
/* N_DECLARATION of a variable; without initialiser if the caller says so, for a range-for. */
NodeId lower_local(Lowering *lowering, CXCursor declaration, bool with_initialiser);
NodeId lower_for(Lowering *lowering, CXCursor cursor);
NodeId lower_range_for(Lowering *lowering, CXCursor cursor);
NodeId lower_if(Lowering *lowering, CXCursor cursor);
NodeId lower_while(Lowering *lowering, CXCursor cursor);
NodeId lower_switch(Lowering *lowering, CXCursor cursor);
NodeId lower_call(Lowering *lowering, CXCursor cursor, const Extent *extent);
NodeId lower_message(Lowering *lowering, CXCursor cursor, const Extent *extent);
NodeId lower_new(Lowering *lowering, CXCursor cursor, const Extent *extent);
NodeId lower_reference(Lowering *lowering, CXCursor cursor, const Extent *extent);
NodeId lower_member(Lowering *lowering, CXCursor cursor, const Extent *extent);
NodeId lower_literal(Lowering *lowering, CXCursor cursor, const Extent *extent);
NodeId lower_measure(Lowering *lowering, CXCursor cursor, const Extent *extent);
NodeId lower_offsetof(Lowering *lowering, CXCursor cursor, Children children, const Extent *extent);
NodeId lower_initialiser_list(Lowering *lowering, CXCursor cursor, const Extent *extent);
NodeId lower_designated(Lowering *lowering, Children children, const Extent *extent);
NodeId lower_generic_selection(Lowering *lowering, CXCursor cursor, const Extent *extent);
/* A read or write of one atomic place becomes a call; false: it is none. */
bool lower_atomic(Lowering *lowering, CXCursor cursor, Children children, const Extent *extent, NodeId *id);
/* An expression clang gave up on, or that depends on a template: what its text still says. */
NodeId lower_recovered(Lowering *lowering, CXCursor cursor, Children children, const Extent *extent);
/* NODE_IS_NULL if it is a literal 0 and the type is a pointer. */
bool mark_null(Lowering *lowering, NodeId id, TypeId type, const Extent *extent);

/* --- skipped.c, python.c ------------------------------------------------------------------------------------------ */

void lower_skipped_regions(Lowering *lowering);
void find_python(Lowering *lowering);

#endif
