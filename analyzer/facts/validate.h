/* Whether a unit that came from untrusted bytes may be walked without looking. */
#ifndef GCLINT_VALIDATE_H
#define GCLINT_VALIDATE_H

#include "facts/facts.h"

/* Every index inside its array, every enum and bool one of its values, text terminated, types and embedded records
 * without cycles, every function, variable and parameter with a symbol, nodes in trees no deeper than
 * UNIT_NODE_DEPTH_LIMIT. */
bool unit_is_valid(const Unit *unit);

#endif
