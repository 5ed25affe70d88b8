/* What code makes of a pointer that a call returned: whether it looks at it before it uses it. */
#ifndef GCLINT_RESULT_USE_H
#define GCLINT_RESULT_USE_H

#include "rules/rule.h"

typedef enum ResultUse {
    RESULT_USE_UNKNOWN,
    RESULT_TESTED,   /* some condition other than an assert() mentions it */
    RESULT_UNTESTED, /* it is dereferenced, and never tested */
} ResultUse;

/* Judges the result of the call that an event stands for. A helper that returns it is followed to its caller in the
 * trace. */
ResultUse result_use(const Trace *trace, const Event *event);

#endif
