/* What a tp_finalize does, as far as its callers care. */
#ifndef GCLINT_FINALIZERS_H
#define GCLINT_FINALIZERS_H

#include "rules/common/lifecycle.h"

/* The walk of the effective tp_finalize if it is the program's; NULL otherwise. */
const Trace *finalizer_trace(Model *model, const Type *type);
/* It only cleans up C resources and drops references: it calls nothing that could run Python code, and does not let the
 * instance out. */
bool finalizer_is_plain(const Trace *finalizer);
/* Everything the finalizer does, the deallocator does too. */
bool dealloc_repeats_finalizer(Model *model, const Type *type, const Trace *dealloc, const Trace *finalizer);

#endif
