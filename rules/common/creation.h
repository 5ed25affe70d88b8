/* How the code makes a type from its spec. */
#ifndef GCLINT_CREATION_H
#define GCLINT_CREATION_H

#include "rules/rule.h"

typedef struct TypeCreation {
    bool is_known;   /* a call that names the spec was found */
    bool has_module; /* it passes a module: the type keeps it alive */
    Place place;     /* of the call */
} TypeCreation;

/* Looks in the unit that defines the spec. */
TypeCreation type_creation(const Model *model, const Type *type);

/* The variable that an expression names, through casts and `&`; variable 0 if it is none. */
VariableRef named_variable(const Program *program, const Unit *unit, NodeId node);

#endif
