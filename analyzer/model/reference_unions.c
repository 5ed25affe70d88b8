/* Types that share a struct have members of its unions each to itself: what a type's functions never look at, but those of another type
 * do, is not this type's. */
#include "model/internals.h"

#include <string.h>

/* "base.u.reader" → "u.reader": the union and its member, wherever a struct begins with the one that has the union. */
static const char *union_member(const char *names)
{
    const char *at = names + strlen(names);
    for (int steps = 0; at > names && steps < 2; steps++) {
        at--;
        while (at > names && !strchr(".>*", at[-1]))
            at--;
    }
    return at;
}

static bool is_key_within(const char *key, const char *names)
{
    const char *member = union_member(names);
    size_t length = strlen(member);
    for (const char *at = key; (at = strstr(at, member)) != NULL; at++)
        if ((at == key || strchr(".>*", at[-1])) && (!at[length] || strchr(".>*", at[length])))
            return true;
    return false;
}

static bool touches(Model *model, const Trace *trace, const char *names)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const PathId paths[] = {trace->events[i].value.path, trace->events[i].target};
        for (size_t k = 0; k < sizeof paths / sizeof *paths; k++)
            if (path_starts_at(trace, paths[k], PATH_SELF) && is_key_within(path_key_by_name(model, trace, paths[k]), names))
                return true;
    }
    return false;
}

static bool is_touched(Model *model, const Type *type, const char *names)
{
    static const SlotId slots[] = {SLOT_tp_dealloc, SLOT_tp_clear, SLOT_tp_finalize, SLOT_tp_traverse};
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (touches(model, type_slot_trace(model, type, slots[i]), names))
            return true;
    return false;
}

static bool is_same_start(Model *model, const Type *type, const Type *other)
{
    return record_begins_with(model, type->record, record_key(model, other->record)) ||
           record_begins_with(model, other->record, record_key(model, type->record));
}

/* Another type, whose instances have the same struct, or one that begins with it. */
static bool is_touched_by_another(Model *model, const Type *type, const char *names)
{
    const Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++) {
        const Type *other = internals->all_types.items[i];
        if (strcmp(other->symbol, type->symbol) != 0 && is_same_start(model, type, other) && is_touched(model, other, names))
            return true;
    }
    return false;
}

bool reference_is_of_other_type(Model *model, const Type *type, const Reference *reference)
{
    return reference->alternative_names && !is_touched(model, type, reference->alternative_names) &&
           is_touched_by_another(model, type, reference->alternative_names);
}
