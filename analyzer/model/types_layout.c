/* The sizes and offsets that stand in a type object after PyType_Ready, and whether it has tp_traverse and tp_clear then (inherit_special
 * in Objects/typeobject.c). */
#include "model/internals.h"

#include <string.h>

/* The tag of a struct that the headers also give another name. */
static const char *tag_of(const char *record)
{
    static const struct { const char *name, *tag; } tags[] = {{"PyObject", "_object"}, {"PyHeapTypeObject", "_heaptypeobject"}};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (strcmp(tags[i].name, record) == 0)
            return tags[i].tag;
    return record;
}

static RecordRef find_in_unit(const Unit *unit, const char *tag)
{
    for (RecordId id = 1; id < unit->records.count; id++)
        if (unit->records.items[id].is_complete && strcmp(unit_string(unit, unit->records.items[id].name), tag) == 0)
            return (RecordRef){unit, id};
    return (RecordRef){0};
}

/* A struct of Python's headers, as the type's unit sees it or else any other. */
static RecordRef find_record(const Type *type, const char *name)
{
    const Program *program = type->model->program;
    RecordRef found = name ? find_in_unit(type->unit, tag_of(name)) : (RecordRef){0};
    for (uint32_t i = 0; name && !found.record && i < program_unit_count(program); i++)
        found = find_in_unit(program_unit(program, i), tag_of(name));
    return found;
}

static bool has_variable_size(RecordRef ref)
{
    const Record *record = unit_record(ref.unit, ref.record);
    RecordId first = record->field_count ? unit_type_record(ref.unit, unit_field(ref.unit, record->first_field)->type, 0) : 0;
    return first && strcmp(unit_string(ref.unit, unit_record(ref.unit, first)->name), "PyVarObject") == 0;
}

static TypeLayout layout_unknown(void)
{
    return (TypeLayout){LAYOUT_UNKNOWN, LAYOUT_UNKNOWN, LAYOUT_UNKNOWN, LAYOUT_UNKNOWN, TRUTH_UNKNOWN, TRUTH_UNKNOWN};
}

static TypeLayout layout_of_object(void)
{
    return (TypeLayout){2 * (int64_t)sizeof(void *), 0, 0, 0, TRUTH_NO, TRUTH_NO};
}

/* Of builtin types outside the program the headers say how large their structs are, where a unit has looked at them. */
static TypeLayout layout_of_builtin(const Type *type)
{
    const ApiType *builtin = type->builtin_base;
    TypeLayout layout = layout_unknown();
    if (strcmp(builtin->symbol, "PyBaseObject_Type") == 0)
        return layout_of_object();
    RecordRef record = find_record(type, builtin->record);
    if (record.record && !has_variable_size(record)) {
        layout.basic_size = unit_record(record.unit, record.record)->size;
        layout.item_size = 0;
    }
    if (!builtin->weakly_referenceable)
        layout.weaklist_offset = 0;
    if (strncmp(builtin->symbol, "PyExc_", strlen("PyExc_")) == 0) {
        layout.item_size = 0;
        layout.dict_offset = 2 * (int64_t)sizeof(void *); /* the first member of PyBaseExceptionObject */
    }
    layout.has_traverse = type->has_gc;
    layout.has_clear = builtin->has_clear ? type->has_gc : TRUTH_NO;
    return layout;
}

/* `sizeof(PyStructSequence) - sizeof(PyObject *)`, in both kinds of types that PyStructSequence makes. */
static TypeLayout layout_of_structseq(const Type *type)
{
    TypeLayout layout = {LAYOUT_UNKNOWN, sizeof(void *), 0, 0, TRUTH_YES, TRUTH_NO};
    int64_t offset;
    RecordRef record = find_record(type, "PyTupleObject");
    if (record.record && unit_find_field(record.unit, record.record, "ob_item", &offset))
        layout.basic_size = offset;
    return layout;
}

static TypeLayout layout_of_base(const Type *type)
{
    if (type->base)
        return type->base->layout;
    if (type->base_known != TRUTH_YES)
        return layout_unknown();
    return type->builtin_base ? layout_of_builtin(type) : layout_of_object();
}

/* `value` as the type object has it before; 0 takes the base's. */
static int64_t own_or_inherited(int64_t value, int64_t unknown, int64_t inherited)
{
    return value == unknown ? LAYOUT_UNKNOWN : value ? value : inherited;
}

static Truth has_slot(const Type *type, SlotId slot, Truth inherited)
{
    if (type_defines(type, slot))
        return TRUTH_YES;
    if (!type->flags_known)
        return TRUTH_UNKNOWN;
    bool inherits = !(type->flags & TYPE_HAVE_GC) && type->has_own_gc_slots == TRUTH_NO;
    return inherits ? inherited : TRUTH_NO;
}

void type_find_layout(Type *type)
{
    TypeLayout base = layout_of_base(type);
    if (type->style == STYLE_STRUCTSEQ) {
        type->layout = layout_of_structseq(type);
        return;
    }
    int64_t size = type->basic_size == -2 ? 0 : type->basic_size;
    type->layout = (TypeLayout){
        .basic_size = own_or_inherited(size, -1, base.basic_size),
        .item_size = own_or_inherited(type->item_size, -1, base.item_size),
        .weaklist_offset = own_or_inherited(type->weaklist_offset, -1, base.weaklist_offset),
        .dict_offset = own_or_inherited(type->dict_offset, -1, base.dict_offset),
        .has_traverse = has_slot(type, SLOT_tp_traverse, base.has_traverse),
        .has_clear = has_slot(type, SLOT_tp_clear, base.has_clear),
    };
}
