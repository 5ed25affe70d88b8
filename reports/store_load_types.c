/* Types with their flags, slots and references. */
#include "reports/store_read.h"

static ScanType take_type(Cells *cells)
{
    ScanType type = {0};
    take_number(cells);
    type.symbol = take_text(cells);
    type.name = take_text(cells);
    type.style = take_text(cells);
    type.record = take_text(cells);
    type.base = take_text(cells);
    type.location = take_location(cells);
    type.gc = take_bool(cells);
    type.complete = take_bool(cells);
    type.weakly_referenceable = take_bool(cells);
    type.has_finalizer = take_bool(cells);
    type.variant = take_text(cells);
    return type;
}

/* The texts of a type's child table; slices has one element a type. */
static const char *const *load_texts(Loading *loading, StoreTable table, unsigned type_count, Slice *slices)
{
    VECTOR(const char *) texts = {0};
    Cells cells = table_open(loading, table);
    while (next_row(&cells)) {
        Slice *slice = &slices[take_parent(&cells, type_count, "a row that belongs to no type")];
        take_number(&cells);
        slice_add(slice, texts.count);
        vector_push(&texts, take_text(&cells));
    }
    cells_close(&cells);
    const char *const *kept = KEEP(loading->arena, &texts);
    vector_free(&texts);
    return kept;
}

static void load_flags(Loading *loading, ScanType *types, unsigned count)
{
    Slice *slices = NEW_SLICES(loading, count);
    const char *const *flags = load_texts(loading, TABLE_FLAG, count, slices);
    for (unsigned i = 0; i < count && flags; i++) {
        types[i].flags = slices[i].count ? flags + slices[i].first : NULL;
        types[i].flag_count = slices[i].count;
    }
}

static void load_unresolved(Loading *loading, ScanType *types, unsigned count)
{
    Slice *slices = NEW_SLICES(loading, count);
    const char *const *reasons = load_texts(loading, TABLE_UNRESOLVED, count, slices);
    for (unsigned i = 0; i < count && reasons; i++) {
        types[i].unresolved = slices[i].count ? reasons + slices[i].first : NULL;
        types[i].unresolved_count = slices[i].count;
    }
}

static void load_slots(Loading *loading, ScanType *types, unsigned count)
{
    Slice *slices = NEW_SLICES(loading, count);
    VECTOR(ScanSlot) slots = {0};
    Cells cells = table_open(loading, TABLE_SLOT);
    while (next_row(&cells)) {
        Slice *slice = &slices[take_parent(&cells, count, "a slot that belongs to no type")];
        take_number(&cells);
        ScanSlot slot = {.slot = take_text(&cells)};
        slot.function = take_text(&cells);
        slice_add(slice, slots.count);
        vector_push(&slots, slot);
    }
    cells_close(&cells);
    const ScanSlot *kept = KEEP(loading->arena, &slots);
    vector_free(&slots);
    for (unsigned i = 0; i < count && kept; i++) {
        types[i].slots = slices[i].count ? kept + slices[i].first : NULL;
        types[i].slot_count = slices[i].count;
    }
}

static ScanReference take_reference(Cells *cells)
{
    ScanReference reference = {0};
    take_number(cells);
    reference.path = take_text(cells);
    reference.declared = take_text(cells);
    bool unknown = is_null(cells);
    int64_t offset = take_number(cells);
    reference.offset = unknown ? -1 : offset;
    reference.owned = take_text(cells);
    reference.cyclic = take_text(cells);
    reference.visited = take_text(cells);
    reference.cleared = take_text(cells);
    reference.released = take_text(cells);
    reference.unknown_reason = take_text(cells);
    reference.declaration = take_location(cells);
    return reference;
}

static void load_reference_evidence(Loading *loading, const ScanType *types, unsigned type_count,
                                    ScanReference *references, const Slice *of_type, unsigned reference_count)
{
    Slice *slices = NEW_SLICES(loading, reference_count);
    VECTOR(ScanEvidence) evidence = {0};
    Cells cells = table_open(loading, TABLE_REFERENCE_EVIDENCE);
    while (next_row(&cells)) {
        unsigned type = take_parent(&cells, type_count, "evidence that belongs to no type");
        unsigned reference = take_unsigned(&cells);
        if (loading->error || reference >= types[type].reference_count) {
            damaged(loading, "evidence that belongs to no reference");
            break;
        }
        Slice *slice = &slices[of_type[type].first + reference];
        slice_add(slice, evidence.count);
        vector_push(&evidence, take_evidence(&cells));
    }
    cells_close(&cells);
    const ScanEvidence *kept = KEEP(loading->arena, &evidence);
    vector_free(&evidence);
    for (unsigned i = 0; i < reference_count && kept; i++) {
        references[i].evidence = slices[i].count ? kept + slices[i].first : NULL;
        references[i].evidence_count = slices[i].count;
    }
}

static void load_references(Loading *loading, ScanType *types, unsigned count)
{
    Slice *slices = NEW_SLICES(loading, count);
    VECTOR(ScanReference) references = {0};
    Cells cells = table_open(loading, TABLE_REFERENCE);
    while (next_row(&cells)) {
        Slice *slice = &slices[take_parent(&cells, count, "a reference that belongs to no type")];
        slice_add(slice, references.count);
        vector_push(&references, take_reference(&cells));
    }
    cells_close(&cells);
    ScanReference *kept = KEEP(loading->arena, &references);
    unsigned reference_count = references.count;
    vector_free(&references);
    for (unsigned i = 0; i < count; i++) {
        types[i].references = slices[i].count ? kept + slices[i].first : NULL;
        types[i].reference_count = slices[i].count;
    }
    load_reference_evidence(loading, types, count, kept, slices, reference_count);
}

void load_types(Loading *loading)
{
    VECTOR(ScanType) types = {0};
    Cells cells = table_open(loading, TABLE_TYPE);
    while (next_row(&cells))
        vector_push(&types, take_type(&cells));
    cells_close(&cells);
    ScanType *kept = KEEP(loading->arena, &types);
    unsigned count = types.count;
    vector_free(&types);
    loading->scan->types = kept;
    loading->scan->type_count = count;
    load_flags(loading, kept, count);
    load_unresolved(loading, kept, count);
    load_slots(loading, kept, count);
    load_references(loading, kept, count);
}
