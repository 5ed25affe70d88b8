/* When a tp_dealloc releases the type of the instance, and whether its makers take it. */
#ifndef GCLINT_TYPE_RELEASE_H
#define GCLINT_TYPE_RELEASE_H

#include "rules/common/lifecycle.h"
#include "rules/common/words.h"

/* Py_DECREF(Py_TYPE(self)), through any alias. */
bool event_releases_type(const Trace *trace, const Event *event);
/* The next one after event `after` (0: anywhere) that can follow it; 0: none. */
uint32_t next_type_release(const Trace *trace, uint32_t after);
/* The event takes a reference to the type that the object was allocated from. */
bool event_takes_type_of(const Trace *trace, PathId object, const Event *event);
/* Somebody who allocates instances, or may do so, also takes a reference to their type by hand. */
bool type_is_taken_by_hand(const Model *model, const Type *type);

#endif
