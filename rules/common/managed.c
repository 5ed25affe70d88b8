#include "rules/common/managed.h"

bool type_introduces_managed_dict(const Type *type)
{
    if (!type->flags_known || !(type->flags & TYPE_MANAGED_DICT) || type->base_known != TRUTH_YES)
        return false;
    for (const Type *base = type->base; base; base = base->base)
        if (!base->flags_known || base->flags & TYPE_MANAGED_DICT)
            return false;
    return true;
}
