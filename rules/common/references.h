/* Which references of a type the collector has to know about, and how a finding shows them. */
#ifndef GCLINT_REFERENCES_H
#define GCLINT_REFERENCES_H

#include "rules/common/lifecycle.h"
#include "rules/common/words.h"

/* It stands under a test that the object has more than one reference: nothing is destroyed by it. */
bool release_is_not_the_last(const Trace *trace, const Event *release);
/* The instance owns it and it can be part of a cycle: the collector has to see it. References that hold only strings by
 * convention, or lead to nothing else, are left out, for a subclass of str in a cycle is rare beyond what a warning is
 * worth, and so are those in C memory that several instances may share by a count. */
bool reference_matters(const Reference *reference);
/* The trace takes a reference to the same content of the place, so that a release of it need not be the instance's own. What is stored
 * there afterwards is other content. */
bool trace_takes_reference(const Trace *trace, Value content);

/* A release that gives the reference to another object, as PyList_SET_ITEM() does: no destructor runs. */
bool event_hands_over(const Event *event);

/* Like reference_matters, and in the struct of this type itself rather than in its base's. */
bool reference_is_own_matter(const Reference *reference);

/* The places that show that the instance owns it, and its declaration. */
void finding_ownership(Finding *finding, const Reference *reference);
/* What the judgement says, unless it is evidence for "unknown". */
void finding_declaration(Finding *finding, const Reference *reference);

/* Names in backquotes: "`a`, `b` and `c`" of those references that `selects` selects; *first gets the first of them, or
 * NULL. */
const char *reference_names(Model *model, const Type *type, bool (*selects)(const Reference *), const Reference **first,
                            uint32_t *count);
/* But for those for which the base's own judgement of the field is not `keeps`: what the base neglects too is its fault. */
const char *reference_names_kept_by_base(Model *model, const Type *type, bool (*selects)(const Reference *),
                                         bool (*keeps)(const Reference *), const Reference **first, uint32_t *count);

/* Where a reader looks first to change a slot: its function's name if it is the type's own, else the slot, else the
 * type. */
Place slot_function_place(const Type *type, SlotId slot);

/* The last member of the reference's path belongs to a record of that name. */
bool reference_is_of_record(const Reference *reference, const char *name);

/* tp_clear leaves NULL in the field, rather than something harmless. */
bool reference_is_nulled_by_clear(const Type *type, const Reference *reference);

/* The builtin base takes part in garbage collection on some, or on every, version that is judged. */
bool builtin_has_gc(const Model *model, const ApiType *builtin, bool on_every_version);
/* Another type's tp_traverse visits references inside instances of this type, as an owner of private helper objects
 * does. */
bool type_is_visited_by_owner(Model *model, const Type *type);

#endif
