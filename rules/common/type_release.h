/* When a tp_dealloc releases the type of the instance. */
#ifndef GCLINT_TYPE_RELEASE_H
#define GCLINT_TYPE_RELEASE_H

#include "rules/common/lifecycle.h"
#include "rules/common/words.h"

/* Py_DECREF(Py_TYPE(self)), through any alias. */
bool event_releases_type(const Trace *trace, const Event *event);
/* The next one after event `after` (0: anywhere) that can follow it; 0: none. */
uint32_t next_type_release(const Trace *trace, uint32_t after);

#endif
