/* Questions about the life of one object in a trace: which events are about it, which of them may run code, what came
 * before what. */
#ifndef GCLINT_LIFECYCLE_H
#define GCLINT_LIFECYCLE_H

#include "rules/rule.h"

/* The name of the function in its definition, where a reader who is to change the function looks first. */
Place function_place(FunctionRef function);

/* The instance the trace was made for; 0 if the trace never mentions it. */
PathId trace_self(const Trace *trace);

/* The event's value is the object itself, not something in it. */
bool event_is_on(const Trace *trace, const Event *event, PathId object);
/* The event's value, or the place it stores to, is the object or something in it. */
bool event_is_about(const Trace *trace, const Event *event, PathId object);
/* The call receives the object as any of its arguments. */
bool event_passes(const Trace *trace, const Event *event, PathId object);
/* The call receives the object and was not followed, so that it may have done anything to it. Calls of known API
 * functions do not count. */
bool event_is_opaque(const Trace *trace, const Event *event, PathId object);
/* A reference held in a field of the object is dropped; not the one to its type. */
bool event_releases_field(const Trace *trace, const Event *event, PathId object);
/* Chains to the tp_dealloc of a base, whether the walk followed the call or not. */
bool event_chains_dealloc(const Trace *trace, const Event *event, const Type *type);
/* The event happens in the deallocator of a base that the walk entered: then it is the base's concern. */
bool event_is_in_base_dealloc(const Trace *trace, const Event *event, const Type *type);
/* A call of an API function that may run Python code. */
bool event_calls_python(const Event *event);
/* Both can happen in one run of the function, the one at the smaller index first. */
bool events_in_order(const Trace *trace, uint32_t earlier, uint32_t later);

/* The reference a release or a visit is about; NULL if it is none of the type's. */
const Reference *event_reference(const Type *type, const Trace *trace, const Event *event);
/* The field's path for messages; never NULL. */
const char *event_field_text(Model *model, const Trace *trace, const Event *event);

/* The last track (EVENT_TRACK) or untrack (EVENT_UNTRACK) of the object that can come before event `before`; NULL:
 * none. */
const Event *last_tracking_event(const Trace *trace, uint32_t before, PathId object);
/* The first event of that kind on the object after event `after` (0: anywhere) that can follow it; 0: none. */
uint32_t next_event_on(const Trace *trace, EventKind kind, uint32_t after, PathId object);
/* Something the walk did not follow had the object in its hands. */
bool trace_has_opaque_call(const Trace *trace, PathId object);
/* Some code was not walked at all: the function is too long, or has errors. */
bool trace_is_cut_short(const Trace *trace);
bool trace_chains_dealloc(const Trace *trace, const Type *type);

/* Whoever comes to the event comes to a call that ends the program afterwards, on the same branch. */
bool event_is_before_abort(const Trace *trace, uint32_t index);

/* A condition around the event tests whether the object, or its type, is of a GC type or of one exact type. */
bool event_is_guarded_by_type(const Trace *trace, const Event *event);

/* Some dealloc of a base that is not object, and not known to the program, may run. */
bool type_has_foreign_base(const Type *type);
/* The builtin base's struct does not stand in the type's, whose own fields follow PyObject_HEAD at once: functions of the base that read
 * an instance would read something else. */
bool type_is_apart_from_builtin(const Type *type);
/* Nothing but object's own tp_dealloc is there for instances of a static type. */
bool type_has_object_dealloc(const Type *type);
/* A static type that only its subclasses make instances of: it has no tp_new, and no allocation names it. */
bool type_is_abstract(const Model *model, const Type *type);
/* Python code can derive a class and make instances of it. */
bool type_has_python_subclasses(const Type *type);
/* Its tp_alloc is PyType_GenericAlloc(), which tracks what it makes. */
bool type_has_generic_alloc(const Type *type);
/* All instances come from PyObject_GC_New() and none of them is ever tracked, as far as the program shows. */
bool type_is_never_tracked(const Model *model, const Type *type);

#endif
