/* Paths that lead into the state of a module. */
#ifndef GCLINT_MODULE_STATE_H
#define GCLINT_MODULE_STATE_H

#include "rules/rule.h"

/* The path starts from a module's state record, or passes through one on its way. */
bool path_leads_through_state(const Model *model, const Trace *trace, PathId path);
bool event_looks_up_state(const Event *event);
/* The program has a static variable of the state's type: what the module is said to own is a C global then. */
bool module_state_is_global(const Model *model, const Module *module);
/* A hook that is written in the PyModuleDef but whose function is not known. */
bool hook_is_unknown(const Slot *slot, const Trace *trace);
bool hook_is_missing(const Slot *slot);

#endif
