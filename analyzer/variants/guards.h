/* GUARDS: at which versions of Python a unit's own conditions on the version choose other code. */
#ifndef GCLINT_GUARDS_H
#define GCLINT_GUARDS_H

#include "variants/python_versions.h"
#include "variants/sources.h"

typedef struct VersionGuards {
    VersionSet changes;  /* at these versions something is chosen otherwise than at the version before */
    VersionSet relevant; /* likewise, but for code about types, their flags, slots and references alone */
} VersionGuards;

VersionGuards guards_find(const UnitSources *unit);

#endif
