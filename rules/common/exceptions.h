/* Whether a function that runs while an exception may be set keeps it. */
#ifndef GCLINT_EXCEPTIONS_H
#define GCLINT_EXCEPTIONS_H

#include "rules/common/lifecycle.h"

/* The first call that needs, replaces or drops the current exception without its having been saved before; 0: none.
 * Calls inside `skip` (may be empty) are not looked at. */
uint32_t find_unsaved_call(const Trace *trace, FunctionRef skip);
/* Reports that call, if there is one. `evidence` says why the function can run with an exception set. */
void report_unsaved_call(RuleContext *context, const Type *type, const Trace *trace, FunctionRef skip, const char *evidence);
/* The call is made only when something else has gone wrong. */
bool is_error_handling(const Trace *trace, const Event *call);

#endif
