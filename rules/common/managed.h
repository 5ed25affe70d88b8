/* Types with Py_TPFLAGS_MANAGED_DICT. */
#ifndef GCLINT_MANAGED_H
#define GCLINT_MANAGED_H

#include "rules/rule.h"

/* The type sets Py_TPFLAGS_MANAGED_DICT, and certainly no base of it does. */
bool type_introduces_managed_dict(const Type *type);

#endif
