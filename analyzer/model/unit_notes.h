/* What is kept with a unit while its program is judged. Most of it follows from the units alone and is asked for again and again: what
 * names stand for in the program and in the API, where members stand. */
#ifndef GCLINT_UNIT_NOTES_H
#define GCLINT_UNIT_NOTES_H

#include "base/hash_table.h"
#include "model/internals.h"

typedef struct SymbolNotes {
    NamedFunction function; /* its name is interned also where the symbol is none */
    VariableRef variable;   /* that the program has for it */
    bool reports_failure;   /* what assert() calls */
    uint32_t walk;          /* the walk that `path` belongs to */
    PathId path;            /* of a global */
} SymbolNotes;

/* The member that an N_MEMBER names. */
typedef struct MemberNotes {
    const char *name; /* interned */
    RecordId record;  /* of its base; 0 unknown */
    FieldId field;
    int64_t offset;
    bool is_head; /* a first member that is itself an object's struct (PyObject_HEAD, or a base type's): the same object */
    bool is_type; /* ob_type */
} MemberNotes;

/* The newest path of what a call returned: of the last frame that made it, in the last walk. */
typedef struct ResultNotes {
    uint32_t walk, frame;
    PathId first; /* others of the same call, by other functions, follow as steps do */
} ResultNotes;

/* What a loop changes. */
typedef struct LoopNotes {
    const SymbolId *counters; /* locals that are integers */
    uint32_t counter_count;
    const StringId *members; /* names of members that are integers */
    uint32_t member_count;
} LoopNotes;

/* A test whether something is a str, bytes, int ... */
typedef struct TypeCheck {
    NodeId node;
    bool is_exact;
} TypeCheck;

typedef struct FunctionChecks {
    bool is_searched, is_followed;
    VECTOR(TypeCheck) found;
    VECTOR(TypeCheck) choices; /* that only choose between two ways (checks_choice.c) */
    VECTOR(TypeCheck) by_called; /* what a function that it calls in a condition tests, at the argument */
} FunctionChecks;

/* Who calls a function, as far as walks have told (fields.c). */
typedef struct FunctionSummary {
    bool is_entered;   /* some walk followed a call of it */
    bool is_elsewhere; /* its address is taken, or a call of it was not followed */
    VECTOR(FunctionRef) callers;
} FunctionSummary;

/* The members whose offset is asked for, by interned names. */
typedef struct UnitOffsets {
    bool is_searched;
    VECTOR(const char *) names;
} UnitOffsets;

typedef struct UnitNotes {
    const Unit *unit;
    Model *model;
    SymbolNotes **symbols;  /* by SymbolId, and others by NodeId; NULL where nobody has asked yet */
    MemberNotes **members;
    ResultNotes **results;
    LoopNotes **loops;
    uint8_t *visitprocs;    /* by TypeId: is_visitproc() + 1, or 0 */
    const char **record_keys; /* by RecordId */
    FunctionSummary *summaries; /* by index of the function */
    FunctionChecks *checks;   /* by index of the function (checks.c) */
    UnitOffsets offsets;      /* (filling.c) */
    uint32_t *local_number; /* of a parameter or local among those of its function */
    uint32_t *local_count;  /* of a function, by its SymbolId */
    UT_hash_handle hh;
} UnitNotes;

UnitNotes *unit_notes(Model *model, const Unit *unit);
SymbolNotes *symbol_notes(UnitNotes *notes, SymbolId symbol);
/* The node, an N_IF, N_CONDITIONAL or N_BINARY, is what assert() or its like expands to. */
bool node_expands_assertion(UnitNotes *notes, const Node *node);
const MemberNotes *member_notes(UnitNotes *notes, NodeId member);
ResultNotes *result_notes(UnitNotes *notes, NodeId call);
const LoopNotes *loop_notes(UnitNotes *notes, NodeId loop);
/* It belongs to a function, and to each call of it anew. */
static inline bool symbol_is_local(const Symbol *symbol)
{
    return symbol->kind == SYMBOL_PARAMETER || (symbol->owner && !symbol->is_static_local);
}
/* The type is visitproc, by its spelling: a function that takes a visitproc is none itself. */
bool is_visitproc(const Unit *unit, TypeId type);
bool notes_visitproc(UnitNotes *notes, TypeId type);
void unit_notes_free(Model *model);

#endif
