/* When a deallocator of a GC type takes the instance away from the collector, compared with what it does before. */
#ifndef GCLINT_UNTRACK_ORDER_H
#define GCLINT_UNTRACK_ORDER_H

#include "rules/common/lifecycle.h"

typedef struct UntrackOrder {
    const Trace *trace;
    const Event
        *danger; /* the first event that may run code while the instance is certainly still tracked; NULL: none */
    const Reference *danger_reference; /* what it releases, or NULL */
    bool danger_is_certain; /* some such event is known to be able to run code: not only a release of a value of unknown
                               kind */
    const Event *untrack;   /* an untrack that follows `danger`; NULL: none */
    const Event *free;      /* without any danger: a free of an instance that is certainly still tracked; NULL: none */
} UntrackOrder;

/* `danger` and `free` are both NULL if the order is right or not certain. */
UntrackOrder untrack_order(Model *model, const Type *type);

/* "`callback` is released", "weak references are cleared" ... for messages. */
const char *untrack_danger_text(Model *model, const UntrackOrder *order);

#endif
