#include "rules/common/words.h"

#include <string.h>

const char *type_label(const Type *type)
{
    return type->name && *type->name ? type->name : type->symbol;
}

const char *indefinite_article(const char *name)
{
    return *name && strchr("AEIOaeio", *name) ? "an" : "a";
}

const char *slot_function_name(const Type *type, SlotId slot)
{
    FunctionRef function = type_effective_function(type, slot);
    return function.unit ? function_name(function) : NULL;
}

const char *list_names(Model *model, const char *const *names, uint32_t count)
{
    const char *text = "";
    for (uint32_t i = 0; i < count; i++) {
        const char *separator = !i ? "" : i + 1 < count ? ", " : " and ";
        text = arena_format(model->arena, "%s%s`%s`", text, separator, names[i]);
    }
    return text;
}

const char *version_text(Model *model, uint32_t version)
{
    return arena_format(model->arena, "%u.%u", version >> 8, version & 0xff);
}
