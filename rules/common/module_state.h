/* Paths that lead into the state of a module. */
#ifndef GCLINT_MODULE_STATE_H
#define GCLINT_MODULE_STATE_H

#include "rules/rule.h"

/* The path starts from a module's state record, or passes through one on its way. */
bool path_leads_through_state(const Model *model, const Trace *trace, PathId path);
bool event_looks_up_state(const Event *event);
/* A hook that is written in the PyModuleDef but whose function is not known. */
bool hook_is_unknown(const Slot *slot, const Trace *trace);
bool hook_is_missing(const Slot *slot);

#endif
