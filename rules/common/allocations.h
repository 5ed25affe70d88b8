/* How instances are made, and what has been stored in them by some point. */
#ifndef GCLINT_ALLOCATIONS_H
#define GCLINT_ALLOCATIONS_H

#include "rules/common/lifecycle.h"

typedef enum AllocationKind {
    ALLOCATION_OTHER,
    ALLOCATION_GC,      /* PyObject_GC_New(): header, not zeroed, not tracked */
    ALLOCATION_PLAIN,   /* PyObject_New(): no header, not zeroed */
    ALLOCATION_RAW,     /* memory of malloc and the like that PyObject_Init() made an object of */
    ALLOCATION_GENERIC, /* tp_alloc, PyType_GenericAlloc(): zeroed, tracked if the type is a GC type */
} AllocationKind;

AllocationKind allocation_kind(const Allocation *allocation);
const Event *allocation_event(const Allocation *allocation);
/* Where the type is named that an instance is made of. */
Place allocation_place(const Allocation *allocation);
/* How the code calls it: "PyObject_GC_New()". */
const char *allocation_text(const Allocation *allocation);

/* A condition around the allocation chooses by the type. One that tests what other objects are says nothing of a type that is named. */
bool allocation_is_guarded_by_type(const Allocation *allocation);

/* Where in the object a path stands, in bytes; -1 if it is not inside the object's own memory. */
int64_t offset_in_object(const Trace *trace, PathId path, PathId object);

/* Whether the reference's place has been written between the allocation and event `before`. TRUTH_UNKNOWN: by something
 * that the walk did not follow, perhaps. */
Truth reference_is_stored(const Allocation *allocation, const Reference *reference, uint32_t before);
/* The first store to the reference's place after event `after`; 0: none. */
uint32_t next_store(const Allocation *allocation, const Reference *reference, uint32_t after);

/* The event that does something to the reference in a slot's function on every run of it (an own test for NULL does not
 * count as a condition); NULL: none. */
const Event *unconditional_event(const Type *type, const Trace *trace, EventKind kind, const Reference *reference);

/* A condition around the event calls one of the functions that tell whether an object is tracked. */
bool event_is_guarded_by_tracking(const Trace *trace, const Event *event);

#endif
