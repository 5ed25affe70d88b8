/* Words for messages. */
#ifndef GCLINT_WORDS_H
#define GCLINT_WORDS_H

#include "rules/rule.h"

/* How a message calls the type: its Python name, or the C symbol if that is not known. */
const char *type_label(const Type *type);
/* "a" or "an", by the letter that the name begins with. */
const char *indefinite_article(const char *name);
/* The name of the program's function behind a slot after inheritance; NULL if it is a builtin's or unknown. */
const char *slot_function_name(const Type *type, SlotId slot);
/* "a", "a and b", "a, b and c"; names in backquotes. In the model's arena. */
const char *list_names(Model *model, const char *const *names, uint32_t count);
/* "3.9" */
const char *version_text(Model *model, uint32_t version);

#endif
