/* LINK: the units of a scanned tree as one program. Resolves a name used in one unit to its definition in another. */
#ifndef GCLINT_PROGRAM_H
#define GCLINT_PROGRAM_H

#include "base/arena.h"
#include "facts/facts.h"

typedef struct Program Program;

/* A function with a body; `function` indexes unit->functions, 0: none. */
typedef struct FunctionRef {
    const Unit *unit;
    uint32_t function;
} FunctionRef;

/* A variable; `variable` indexes unit->variables, 0: none. */
typedef struct VariableRef {
    const Unit *unit;
    uint32_t variable;
} VariableRef;

typedef struct RecordRef {
    const Unit *unit;
    RecordId record;
} RecordRef;

/* The units stay the caller's and must outlive the program. */
Program *program_new(Unit *const *units, uint32_t count);
void program_free(Program *program);

uint32_t program_unit_count(const Program *program);
const Unit *program_unit(const Program *program, uint32_t index);

/* The body a function symbol of `unit` stands for: in the unit itself or, with external linkage, in another unit. Among several
 * definitions of one name (two extensions in one tree) the one whose path has most in common with the asking unit's is taken;
 * a tie between different folders resolves to none. */
FunctionRef program_function(const Program *program, const Unit *unit, SymbolId symbol);
/* Likewise for a variable, with an initialiser if any unit has one. */
VariableRef program_variable(const Program *program, const Unit *unit, SymbolId symbol);
/* The complete definition of a record that is only declared in this unit; the record itself if it is complete or none is found. */
RecordRef program_record(const Program *program, const Unit *unit, RecordId record);
/* Of a pointer; also if this unit only declares the struct, and the one that defines it lets it begin with PyObject_HEAD. */
bool program_type_is_object_pointer(const Program *program, const Unit *unit, TypeId type);

static inline const Function *function_of(FunctionRef ref)
{
    return ref.function ? &ref.unit->functions.items[ref.function] : NULL;
}
const Variable *variable_of(VariableRef ref);
/* Qualified name of the function; "" for none. */
const char *function_name(FunctionRef ref);
static inline bool function_equal(FunctionRef a, FunctionRef b)
{
    return a.function == b.function && (!a.function || a.unit == b.unit);
}

#endif
