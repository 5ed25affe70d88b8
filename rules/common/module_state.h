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

/* "m_traverse", "m_clear" or "m_free" as the definition of this module has it: Py_mod_state_traverse and so on in Python 3.15's slots. */
const char *module_hook_name(const Module *module, const char *hook);

/* The first event of a hook, which gets the module, that reads the members of another struct out of the module object itself, as if that
 * were its state; NULL: there is none. */
const Event *hook_takes_module_for_state(const Trace *hook);

/* What the state owns and a cycle can lead through. */
bool state_reference_is_cyclic(const Reference *reference);
typedef bool StateReferenceTest(const Reference *reference);
/* One finding that lists what the state owns, of what the test lets through, and that no hook of this name sees; NULL if there is nothing. */
Finding *report_state_without_hook(RuleContext *context, const Module *module, const char *hook, StateReferenceTest *is_concerned);
/* One that says what the hook does not do with a reference: "does not visit it". */
Finding *report_state_reference(RuleContext *context, const Module *module, const Reference *reference, const Trace *hook,
                                const char *omission);

#endif
