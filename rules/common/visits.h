/* What a tp_traverse visits. */
#ifndef GCLINT_VISITS_H
#define GCLINT_VISITS_H

#include "rules/common/references.h"

/* The reference of the type that a visit is of; NULL if the event is no visit, or of something else. */
const Reference *visited_reference(const Type *type, const Trace *trace, const Event *event);
/* The C type of what stands at the path; NULL if it is not known. */
const CType *path_type(const Trace *trace, PathId path);
/* A guard around the event, or an earlier return, makes sure that the path is not NULL there. */
bool is_tested_for_null(const Trace *trace, uint32_t event, PathId path);
/* `below` is the place `path`, or inside of what it holds. */
bool path_is_within(const Trace *trace, PathId below, PathId path);
/* The event calls the tp_traverse (tp_clear) of a base of the type, whether the walk followed it or not. */
bool event_chains_slot(const Event *event, const Type *type, SlotId slot);
bool trace_chains_slot(const Trace *trace, const Type *type, SlotId slot);
/* Some call that was not followed got `visit` (the instance): it may be of the base. */
bool trace_may_chain_slot(const Trace *trace, const Type *type, SlotId slot);

#endif
