/* What makes an object dangerous to destroy in the middle of a collection: weak references with callbacks, finalizers,
 * and destructors that look at objects they do not own. */
#ifndef GCLINT_HAZARDS_H
#define GCLINT_HAZARDS_H

#include "rules/common/references.h"

/* A tp_finalize or tp_dealloc that uses an object through a pointer that the instance does not own. */
typedef struct BorrowedUse {
    const Reference *reference; /* NULL: there is none */
    const Trace *trace;
    const Event *event; /* the use */
} BorrowedUse;
BorrowedUse type_borrowed_use(Model *model, const Type *type);

/* The shortest way from a reference that the collector cannot see to a type that is dangerous to destroy. */
enum { HAZARD_HOPS_MAX = 8 };
typedef struct HazardPath {
    const GraphEdge *hops[HAZARD_HOPS_MAX]; /* the first is that of the unseen reference */
    uint32_t hop_count;                     /* 0: there is no such way */
    const Type *target;                     /* of the program; NULL: the builtin below */
    const ApiType *builtin;
    BorrowedUse use; /* the target's, if its destructor is the danger */
} HazardPath;
HazardPath hazard_path(Model *model, const Type *holder, const Reference *reference);

#endif
