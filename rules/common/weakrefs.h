/* Whether a deallocator clears the weak references to the instance. */
#ifndef GCLINT_WEAKREFS_H
#define GCLINT_WEAKREFS_H

#include "rules/common/lifecycle.h"

/* TRUTH_UNKNOWN if the trace hands the instance to something that may do it. */
Truth dealloc_clears_weakrefs(const Type *type, const Trace *trace);

#endif
