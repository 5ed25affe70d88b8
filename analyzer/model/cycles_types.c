/* Which types of the program can be in a cycle, and with them the references that hold nothing but their instances. */
#include "model/internals.h"

/* Which instances of a type can be in a cycle. */
typedef enum Cyclic { CYCLIC_NONE, CYCLIC_OF_SUBCLASS /* only those of a subclass, which may have a dict */, CYCLIC_ANY } Cyclic;

/* The reference can hold nothing but instances of types that cannot be in a cycle: the declared one, or those that are stored. */
static bool target_is_acyclic(const Reference *reference, const Cyclic *cyclic)
{
    if (reference->target && cyclic[reference->target->index] == CYCLIC_NONE)
        return true;
    for (uint32_t i = 0; i < reference->stored_type_count; i++)
        if (cyclic[reference->stored_types[i]->index] > (reference->stored_exactly[i] ? CYCLIC_OF_SUBCLASS : CYCLIC_NONE))
            return false;
    return reference->stored_type_count > 0;
}

/* Held is a str by convention, or what exports a buffer: only an instance of a subclass could close a cycle. */
static bool is_string_like(const Reference *reference)
{
    return reference->is_str_by_convention || reference->kind == REFERENCE_BUFFER;
}

/* No cycle goes through exact instances of a type without a dict that owns no reference that could close one. */
static Cyclic may_be_in_cycle(const Type *type, const Cyclic *cyclic, bool trusts_strings)
{
    if (type->base_known != TRUTH_YES || type->dict_offset || type->flags & TYPE_MANAGED_DICT || !type->is_complete ||
        (type->builtin_base && !type->builtin_base->is_atomic) || type->is_heap)
        return CYCLIC_ANY;
    for (uint32_t i = 0; i < type->reference_count; i++) {
        const Reference *reference = &type->references[i];
        bool harmless = reference->owned.truth == TRUTH_NO || reference->cyclic.truth == TRUTH_NO ||
                        (trusts_strings && is_string_like(reference)) || target_is_acyclic(reference, cyclic);
        if (!harmless)
            return CYCLIC_ANY;
    }
    if (type->base && cyclic[type->base->index] == CYCLIC_ANY)
        return CYCLIC_ANY;
    return type->is_subclassable ? CYCLIC_OF_SUBCLASS : CYCLIC_NONE;
}

/* The greatest set of types that cannot be in a cycle: start with all, strike out until nothing changes. */
static const Cyclic *find_cyclic(Model *model, bool trusts_strings)
{
    Internals *internals = model_internals(model);
    uint32_t count = internals->all_types.count;
    Cyclic *cyclic = arena_allocate(model->arena, (count + 1) * sizeof *cyclic);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < count; i++) {
            Cyclic now = may_be_in_cycle(internals->all_types.items[i], cyclic, trusts_strings);
            changed = changed || now != cyclic[i];
            cyclic[i] = now;
        }
    }
    return cyclic;
}

static void judge_target(Model *model, Reference *reference, const Cyclic *cyclic, const Cyclic *cyclic_beyond_strings)
{
    if (reference->cyclic.truth == TRUTH_NO)
        return;
    if (target_is_acyclic(reference, cyclic)) {
        const Type *target = reference->target ? reference->target : reference->stored_types[0];
        reference->cyclic = judgement(model, TRUTH_NO, NULL);
        judgement_add(model, &reference->cyclic, target->place, "%s cannot be part of a cycle itself", target->symbol);
    } else {
        reference->leads_to_strings = target_is_acyclic(reference, cyclic_beyond_strings);
    }
}

void judge_typed_cycles(Model *model)
{
    Internals *internals = model_internals(model);
    const Cyclic *cyclic = find_cyclic(model, false), *cyclic_beyond_strings = find_cyclic(model, true);
    for (uint32_t i = 0; i < internals->all_types.count; i++)
        for (uint32_t k = 0; k < internals->all_types.items[i]->reference_count; k++)
            judge_target(model, &internals->all_types.items[i]->references[k], cyclic, cyclic_beyond_strings);
}
