/* What the code of the program does with its type objects: whether any of it can make them ready, or needs them ready. */
#ifndef GCLINT_TYPE_USES_H
#define GCLINT_TYPE_USES_H

#include "rules/rule.h"

/* How the code uses a type object or spec, over the whole program. */
typedef struct TypeUse {
    bool may_be_ready; /* some use readies it, or may do so */
    Place exposed;     /* the first use that needs it ready; nowhere if there is none */
    const char *how;   /* the function it is handed to */
    const char *api;   /* the function of Python it ends up in */
} TypeUse;

/* By Type.index. Walks the whole program; belongs to the model's arena. */
const TypeUse *find_type_uses(const Model *model);
/* Every piece of code that can name the type was read. */
bool type_uses_are_known(const Model *model, const Type *type);

#endif
