/* The functions through which Python code reaches an instance. */
#ifndef GCLINT_FUNCTIONS_H
#define GCLINT_FUNCTIONS_H

#include "rules/common/references.h"

typedef enum FunctionRole {
    ROLE_SLOT, /* tp_repr, tp_call, tp_iternext, ... but not those that build or destroy an instance */
    ROLE_INIT, /* tp_init: may run more than once */
    ROLE_METHOD,
    ROLE_GETTER,
    ROLE_SETTER,
    ROLE_FINALIZER, /* tp_finalize, tp_del */
} FunctionRole;

typedef void TypeFunctionVisitor(void *data, FunctionRef function, FunctionRole role, const char *name);
/* Calls `each` for the slots, methods and getset functions that the type itself defines and whose bodies are in the
 * program. `name` is that of the slot or the attribute; static and class methods, whose first argument is no instance,
 * are left out. */
void type_functions(const Model *model, const Type *type, TypeFunctionVisitor *each, void *data);

/* Quickly, by the walk that every function has had for its own sake: an event of this kind is about a place that could be this field of
 * an instance. What it says no to, no walk for a type needs to be made for. */
bool function_may_touch(Model *model, FunctionRef function, EventKind kind, const Reference *reference);

/* Python code can put an object of its choice into the field of a living instance: through a writable member, the
 * instance dictionary, a setter, a method, `x[i] = y` or __init__. __setstate__ counts as construction. */
bool reference_is_assignable(Model *model, const Type *type, const Reference *reference);

#endif
