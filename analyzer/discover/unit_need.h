/* Units that define no type and that nothing needs which does: to parse them tells nothing. */
#ifndef GCLINT_UNIT_NEED_H
#define GCLINT_UNIT_NEED_H

#include "discover/unit_selection.h"

/* Gives a skip reason to the choices without one that are certainly not needed. Only names are compared, and whatever
 * cannot be told from the text keeps a unit. */
void unit_need_judge(const IncludeGraph *graph, UnitChoices *choices);

#endif
