/* What PyType_Ready makes of a definition: inherited flags, slots and offsets (rules.md 0.1; inherit_special, inherit_slots and
 * type_ready_* in Objects/typeobject.c). */
#include "model/internals.h"

#include <string.h>

/* --- the instance's record ----------------------------------------------------------------------------------------------------- */

static bool is_plain_object(const Unit *unit, RecordId id)
{
    const Record *record = unit_record(unit, id);
    const char *name = record ? unit_string(unit, record->name) : "";
    return !record || is_plain_struct(name) || strcmp(name, "_typeobject") == 0;
}

static RecordId object_record(const Unit *unit, TypeId type)
{
    RecordId record = unit_type_record(unit, type, 1);
    const Record *found = unit_record(unit, record);
    return found && found->is_object && !is_plain_object(unit, record) ? record : 0;
}

/* A cast of the first parameter to a pointer to an object struct: `Foo *self = (Foo *)op`. */
static RecordId cast_of_parameter(const Unit *unit, NodeId id, SymbolId parameter, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > 40)
        return 0;
    const Node *operand = node->kind == N_CAST ? unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0))) : NULL;
    if (operand && operand->kind == N_REF && operand->symbol == parameter) {
        RecordId record = object_record(unit, node->type);
        if (record)
            return record;
    }
    for (uint32_t i = 0; i < node->child_count; i++) {
        RecordId record = cast_of_parameter(unit, unit_child(unit, node, i), parameter, depth + 1);
        if (record)
            return record;
    }
    return 0;
}

RecordRef record_of_function(FunctionRef ref)
{
    const Function *function = function_of(ref);
    if (!function || !function->parameter_count)
        return (RecordRef){0};
    SymbolId parameter = ref.unit->lists.items[function->first_parameter];
    RecordId record = object_record(ref.unit, unit_symbol(ref.unit, parameter)->type);
    if (!record)
        record = cast_of_parameter(ref.unit, function->body, parameter, 0);
    return record ? (RecordRef){ref.unit, record} : (RecordRef){0};
}

static void find_record(Model *model, Type *type)
{
    static const SlotId telling[] = {SLOT_tp_dealloc, SLOT_tp_traverse, SLOT_tp_clear, SLOT_tp_init, SLOT_tp_repr, SLOT_tp_iternext,
                                     SLOT_tp_call, SLOT_tp_richcompare};
    for (size_t i = 0; !type->record.record && i < sizeof telling / sizeof *telling; i++) {
        RecordRef found = record_of_function(function_at_work(model, type->slots[telling[i]].function));
        if (found.record)
            type->record = program_record(model->program, found.unit, found.record);
    }
    if (!type->record.record && type->base && type->basic_size == -2 && !type->base->has_type_data)
        type->record = type->base->record;
    if (type->has_type_data && type->base && type->base->has_type_data) {
        /* Which of the two a function means is told by a type object that is made at run time. */
        type->record = (RecordRef){0};
        type_unresolved(model, type, "which data are its own is not known");
    }
    if (type->record.record)
        type->record_name = unit_string(type->record.unit, unit_record(type->record.unit, type->record.record)->name);
    else if (type->basic_size > 0 && type->style != STYLE_STRUCTSEQ)
        type_unresolved(model, type, "the struct of its instances is not known");
}

/* --- offsets ------------------------------------------------------------------------------------------------------------------------ */

enum { MEMBER_PYSSIZET = 19 };

/* `__weaklistoffset__` and `__dictoffset__` entries of a spec's members table. */
static void offsets_from_members(Model *model, Type *type)
{
    uint32_t count;
    const Member *members = type->is_heap ? type_members(model, type, &count) : NULL;
    for (uint32_t i = 0; members && i < count; i++) {
        if (members[i].type != MEMBER_PYSSIZET)
            continue;
        if (strcmp(members[i].name, "__weaklistoffset__") == 0) {
            type->weaklist_offset = members[i].offset;
            type->weaklist_field = members[i].field;
        } else if (strcmp(members[i].name, "__dictoffset__") == 0) {
            type->dict_offset = members[i].offset;
            type->dict_field = members[i].field;
        }
    }
}

/* --- inheritance ------------------------------------------------------------------------------------------------------------------- */

static Truth builtin_has_gc(const Model *model, const ApiType *builtin)
{
    if (!builtin->gc_since)
        return TRUTH_NO;
    if (builtin->gc_since <= model->python_low)
        return TRUTH_YES;
    return builtin->gc_since > model->python_high ? TRUTH_NO : TRUTH_UNKNOWN;
}

static Truth base_has_gc(const Model *model, const Type *type)
{
    if (type->base_known != TRUTH_YES)
        return TRUTH_UNKNOWN;
    if (type->base)
        return type->base->has_gc;
    return type->builtin_base ? builtin_has_gc(model, type->builtin_base) : TRUTH_NO;
}

bool type_defines(const Type *type, SlotId slot)
{
    return type->slots[slot].is_set && !type->slots[slot].is_null;
}

bool type_has_weaklist(const Type *type)
{
    return type->weaklist_offset > 0 || (type->weaklist_offset < 0 && type->weaklist_field.name);
}

static void inherit_gc(const Model *model, Type *type)
{
    bool own_slots = type_defines(type, SLOT_tp_traverse) || type_defines(type, SLOT_tp_clear);
    type->has_own_gc_slots = own_slots ? TRUTH_YES : TRUTH_NO;
    if (type->style == STYLE_STRUCTSEQ) {
        type->has_gc = TRUTH_YES;
        return;
    }
    if ((type->flags_known && type->flags & TYPE_HAVE_GC) || type->is_of_loose_slots)
        type->has_gc = TRUTH_YES;
    else if (!type->flags_known)
        type->has_gc = TRUTH_UNKNOWN;
    else
        type->has_gc = own_slots ? TRUTH_NO : base_has_gc(model, type);
}

static bool inherits_slot(const Type *type, SlotId slot)
{
    switch (slot) {
    case SLOT_tp_traverse:
    case SLOT_tp_clear:
        /* Only together, and only by a type that does not say HAVE_GC itself. */
        return !(type->flags & TYPE_HAVE_GC) && type->has_own_gc_slots == TRUTH_NO;
    case SLOT_tp_dealloc:
        return !type->has_default_dealloc;
    case SLOT_tp_free:
        return type->base->has_gc == type->has_gc;
    case SLOT_tp_del:
    case SLOT_tp_base:
    case SLOT_tp_bases:
    case SLOT_tp_methods:
    case SLOT_tp_members:
    case SLOT_tp_getset:
        return false;
    default:
        return true;
    }
}

static void inherit_slots(Type *type)
{
    for (unsigned slot = 0; slot < SLOT_COUNT; slot++) {
        if (type_defines(type, slot)) {
            type->effective[slot] = &type->slots[slot];
            type->effective_from[slot] = type;
        } else if (type->base && inherits_slot(type, slot)) {
            type->effective[slot] = type->base->effective[slot];
            type->effective_from[slot] = type->base->effective_from[slot];
        }
    }
}

static void inherit_offsets(Type *type)
{
    type->weaklist_own = type->weaklist_offset != 0;
    type->dict_own = type->dict_offset != 0;
    if (type->base && !type->weaklist_own) {
        type->weaklist_offset = type->base->weaklist_offset;
        type->weaklist_field = type->base->weaklist_field;
    }
    if (type->base && !type->dict_own) {
        type->dict_offset = type->base->dict_offset;
        type->dict_field = type->base->dict_field;
    }
    if (type->base)
        type->flags |= type->base->flags & (TYPE_MANAGED_DICT | TYPE_MANAGED_WEAKREF);
}

static Truth either(bool known_yes, bool unknown)
{
    return known_yes ? TRUTH_YES : unknown ? TRUTH_UNKNOWN : TRUTH_NO;
}

static void inherit_abilities(Type *type)
{
    bool base_unknown = type->base_known != TRUTH_YES;
    bool weak = type->weaklist_offset || type->flags & TYPE_MANAGED_WEAKREF ||
                (type->base && type->base->weakly_referenceable == TRUTH_YES) ||
                (type->builtin_base && type->builtin_base->weakly_referenceable);
    type->weakly_referenceable = either(weak, base_unknown);
    bool finalizer = type->effective[SLOT_tp_finalize] || type->effective[SLOT_tp_del] ||
                     (type->builtin_base && type->builtin_base->has_finalizer);
    type->has_finalizer = either(finalizer, base_unknown);
    type->is_subclassable = (type->flags & TYPE_BASETYPE) != 0;
    type->is_frozen_or_immutable = type->is_heap ? (type->flags & TYPE_IMMUTABLETYPE) != 0 : true;
    type->base_is_heap = type->base && type->base->is_heap;
}

enum { INHERIT_PENDING, INHERIT_RUNNING, INHERIT_DONE };

static void inherit(Model *model, Type *type, uint8_t *progress)
{
    if (progress[type->index] == INHERIT_DONE)
        return;
    if (progress[type->index] == INHERIT_RUNNING) {
        type->base = NULL; /* a cycle of bases: nothing PyType_Ready would accept */
        type->base_known = TRUTH_UNKNOWN;
        return;
    }
    progress[type->index] = INHERIT_RUNNING;
    if (type->base)
        inherit(model, (Type *)(uintptr_t)type->base, progress);
    find_record(model, type);
    offsets_from_members(model, type);
    inherit_gc(model, type);
    type->has_default_dealloc = type->is_heap && !type_defines(type, SLOT_tp_dealloc) && !type->is_of_loose_slots;
    inherit_slots(type);
    inherit_offsets(type);
    inherit_abilities(type);
    type_find_layout(type);
    progress[type->index] = INHERIT_DONE;
}

static void note_unresolved_slots(Model *model, Type *type)
{
    for (unsigned slot = 0; slot < SLOT_COUNT; slot++)
        if (type->slots[slot].unresolved)
            type_unresolved(model, type, "%s is %s", slot_name(slot), type->slots[slot].unresolved);
    if (!type->name && type->style != STYLE_STRUCTSEQ)
        type_unresolved(model, type, "tp_name is not a string literal");
}

void types_inherit(Model *model)
{
    Internals *internals = model_internals(model);
    uint32_t count = internals->all_types.count;
    uint8_t *progress = arena_allocate(model->arena, count + 1);
    for (uint32_t i = 0; i < count; i++)
        internals->all_types.items[i]->index = i;
    for (uint32_t i = 0; i < count; i++)
        inherit(model, internals->all_types.items[i], progress);
    for (uint32_t i = 0; i < count; i++) {
        Type *type = internals->all_types.items[i];
        if (type->base)
            ((Type *)(uintptr_t)type->base)->has_subclass = true;
        note_unresolved_slots(model, type);
    }
}

FunctionRef type_effective_function(const Type *type, SlotId slot)
{
    return type->effective[slot] ? type->effective[slot]->function : (FunctionRef){0};
}

/* What `PyObject_Free` in a slot does is known. Where the program defines it, as CPython's own tree does, its body is the allocator's work
 * on memory, and no instance's any more. */
static bool is_free_of_api(const Slot *slot)
{
    const ApiFunction *api = slot->name ? api_find(slot->name) : NULL;
    return api && (api->effect == API_FREE_GC || api->effect == API_FREE_OBJECT || api->effect == API_FREE_MEMORY);
}

const Trace *type_slot_trace(Model *model, const Type *type, SlotId slot)
{
    FunctionRef function = function_at_work(model, type_effective_function(type, slot));
    if (!function.function || !function_of(function)->body || is_free_of_api(type->effective[slot]))
        return NULL;
    return model_trace(model, function, type);
}
