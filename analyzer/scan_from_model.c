#include "scan_from_model.h"

#include "base/hash_table.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

static const char *copy(Arena *arena, const char *text)
{
    return text ? arena_copy_string(arena, text) : NULL;
}

/* The empty text of facts and model is an absent one here. */
static const char *copy_if_any(Arena *arena, const char *text)
{
    return text && *text ? arena_copy_string(arena, text) : NULL;
}

static ScanLocation location_of(Arena *arena, Place place)
{
    if (!place.unit || !place.span.file)
        return (ScanLocation){0};
    const SourceFile *file = unit_file(place.unit, place.span.file);
    return (ScanLocation){
        .file = copy_if_any(arena, file ? unit_string(place.unit, file->path) : NULL),
        .line = place.span.line,
        .column = place.span.column,
        .end_line = place.span.end_line,
        .end_column = place.span.end_column,
    };
}

static const char *truth_name(Truth truth)
{
    return truth == TRUTH_YES ? "yes" : truth == TRUTH_NO ? "no" : "unknown";
}

/* --- types ------------------------------------------------------------------------------------------------------------ */

typedef struct FlagName {
    unsigned bit;
    const char *name;
} FlagName;

/* Include/object.h and Include/cpython/object.h, 3.8 to 3.15; without what PyType_Ready alone sets. */
static const FlagName flag_names[] = {
    {0, "HAVE_FINALIZE"}, {2, "INLINE_VALUES"}, {3, "MANAGED_WEAKREF"}, {4, "MANAGED_DICT"}, {5, "SEQUENCE"}, {6, "MAPPING"},
    {7, "DISALLOW_INSTANTIATION"}, {8, "IMMUTABLETYPE"}, {9, "HEAPTYPE"}, {10, "BASETYPE"}, {11, "HAVE_VECTORCALL"}, {14, "HAVE_GC"},
    {17, "METHOD_DESCRIPTOR"}, {20, "IS_ABSTRACT"}, {23, "ITEMS_AT_END"}, {24, "LONG_SUBCLASS"}, {25, "LIST_SUBCLASS"},
    {26, "TUPLE_SUBCLASS"}, {27, "BYTES_SUBCLASS"}, {28, "UNICODE_SUBCLASS"}, {29, "DICT_SUBCLASS"}, {30, "BASE_EXC_SUBCLASS"},
    {31, "TYPE_SUBCLASS"},
};
enum { FLAG_COUNT = sizeof flag_names / sizeof *flag_names };

/* Py_TPFLAGS_DEFAULT is 0 from Python 3.10 on and implied before, so it stands in every list that is known. */
static void add_flags(ScanType *scanned, Arena *arena, const Type *type)
{
    const char **flags = ARENA_ARRAY(arena, const char *, FLAG_COUNT + 1);
    scanned->flags = flags;
    if (!type->flags_known)
        return;
    flags[scanned->flag_count++] = "DEFAULT";
    for (unsigned i = 0; i < FLAG_COUNT; i++)
        if (type->flags >> flag_names[i].bit & 1)
            flags[scanned->flag_count++] = flag_names[i].name;
}

static void add_slots(ScanType *scanned, Arena *arena, const Type *type)
{
    ScanSlot *slots = ARENA_ARRAY(arena, ScanSlot, SLOT_COUNT);
    scanned->slots = slots;
    for (SlotId id = 0; id < SLOT_COUNT; id++) {
        const Slot *slot = &type->slots[id];
        const char *value = slot->name ? slot->name : function_name(slot->function);
        if (type_defines(type, id) && *value)
            slots[scanned->slot_count++] = (ScanSlot){slot_name(id), copy(arena, value)};
    }
}

static void add_effective(ScanType *scanned, Arena *arena, const Type *type)
{
    ScanInheritedSlot *inherited = ARENA_ARRAY(arena, ScanInheritedSlot, SLOT_COUNT);
    scanned->effective = (ScanEffective){
        .basicsize = type->layout.basic_size,
        .itemsize = type->layout.item_size,
        .weaklistoffset = type->layout.weaklist_offset,
        .dictoffset = type->layout.dict_offset,
        .traverse = truth_name(type->layout.has_traverse),
        .clear = truth_name(type->layout.has_clear),
        .inherited = inherited,
    };
    for (SlotId id = 0; id < SLOT_COUNT; id++) {
        const Slot *slot = type->effective[id];
        const Type *from = type->effective_from[id];
        const char *value = slot ? (slot->name ? slot->name : function_name(slot->function)) : "";
        if (from && from != type && *value)
            inherited[scanned->effective.inherited_count++] =
                (ScanInheritedSlot){slot_name(id), copy(arena, value), copy(arena, from->symbol)};
    }
}

static const Judgement *judgement_of(const Reference *reference, unsigned which)
{
    const Judgement *all[] = {&reference->owned, &reference->cyclic, &reference->visited, &reference->cleared, &reference->released};
    return which < sizeof all / sizeof *all ? all[which] : NULL;
}

static void add_reference_evidence(ScanReference *scanned, Arena *arena, const Reference *reference)
{
    unsigned count = 0;
    const Judgement *judgement;
    for (unsigned i = 0; (judgement = judgement_of(reference, i)); i++)
        count += judgement->evidence_count;
    ScanEvidence *evidence = ARENA_ARRAY(arena, ScanEvidence, count);
    scanned->evidence = evidence;
    for (unsigned i = 0; (judgement = judgement_of(reference, i)); i++) {
        for (uint32_t j = 0; j < judgement->evidence_count; j++) {
            const Evidence *one = &judgement->evidence[j];
            evidence[scanned->evidence_count++] = (ScanEvidence){location_of(arena, one->place), copy(arena, one->text), false};
        }
        if (judgement->truth == TRUTH_UNKNOWN && !scanned->unknown_reason)
            scanned->unknown_reason = copy_if_any(arena, judgement->reason);
    }
}

static void add_references(ScanType *scanned, Arena *arena, const Type *type)
{
    ScanReference *references = ARENA_ARRAY(arena, ScanReference, type->reference_count);
    scanned->references = references;
    scanned->reference_count = type->reference_count;
    for (uint32_t i = 0; i < type->reference_count; i++) {
        const Reference *reference = &type->references[i];
        references[i] = (ScanReference){
            .path = copy(arena, reference->path),
            .declared = copy_if_any(arena, reference->declared),
            .offset = reference->offset,
            .owned = truth_name(reference->owned.truth),
            .cyclic = truth_name(reference->cyclic.truth),
            .visited = truth_name(reference->visited.truth),
            .cleared = truth_name(reference->cleared.truth),
            .released = truth_name(reference->released.truth),
            .declaration = location_of(arena, reference->declaration),
        };
        add_reference_evidence(&references[i], arena, reference);
    }
}

static const char *const style_names[] = {"static", "spec", "slots", "runtime", "structseq", "generated"}; /* ORDER TypeStyle */

static ScanType scan_type(Arena *arena, const Type *type)
{
    ScanType scanned = {
        .symbol = copy(arena, type->symbol),
        .name = copy_if_any(arena, type->name),
        .style = style_names[type->style],
        .record = copy_if_any(arena, type->record_name),
        .base = copy_if_any(arena, type->base_name),
        .location = location_of(arena, type->place),
        .gc = type->has_gc == TRUTH_YES,
        .complete = type->is_complete,
        .weakly_referenceable = type->weakly_referenceable == TRUTH_YES,
        .has_finalizer = type->has_finalizer == TRUTH_YES,
        .unresolved_count = type->unresolved_count,
        .variant = copy_if_any(arena, unit_string(type->unit, type->unit->variant)),
    };
    const char **unresolved = ARENA_ARRAY(arena, const char *, type->unresolved_count);
    for (uint32_t i = 0; i < type->unresolved_count; i++)
        unresolved[i] = copy(arena, type->unresolved[i]);
    scanned.unresolved = unresolved;
    add_flags(&scanned, arena, type);
    add_slots(&scanned, arena, type);
    add_effective(&scanned, arena, type);
    add_references(&scanned, arena, type);
    return scanned;
}

static const char *slot_text(Arena *arena, const Slot *slot)
{
    return copy_if_any(arena, slot->name ? slot->name : function_name(slot->function));
}

static ScanModule scan_module(Arena *arena, const Module *module)
{
    return (ScanModule){
        .symbol = copy(arena, module->symbol),
        .name = copy_if_any(arena, module->name),
        .state = copy_if_any(arena, module->state_name),
        .m_traverse = slot_text(arena, &module->m_traverse),
        .m_clear = slot_text(arena, &module->m_clear),
        .m_free = slot_text(arena, &module->m_free),
        .location = location_of(arena, module->place),
    };
}

/* --- several models --------------------------------------------------------------------------------------------------- */

/* A definition by its name and place, and where it stands in the scan. */
typedef struct KnownDefinition {
    const char *key;
    unsigned index;
    UT_hash_handle hh;
} KnownDefinition;

typedef struct Gathering {
    Arena *arena;
    VECTOR(ScanType) types;
    VECTOR(ScanModule) modules;
    VECTOR(ScanEdge) edges;
    KnownDefinition *known;
} Gathering;

static const char *definition_key(Arena *arena, char kind, const char *symbol, Place place)
{
    return arena_format(arena, "%c%s\n%s:%u", kind, symbol, place_file(place), place.span.line);
}

static KnownDefinition *find_known(Gathering *gathering, const char *key)
{
    KnownDefinition *known = NULL;
    HASH_FIND_STR(gathering->known, key, known);
    return known;
}

static void remember(Gathering *gathering, const char *key, unsigned index)
{
    KnownDefinition *known = ARENA_NEW(gathering->arena, KnownDefinition);
    known->key = key;
    known->index = index;
    HASH_ADD_KEYPTR(hh, gathering->known, known->key, strlen(known->key), known);
}

/* Where each type of the model stands in the scan; `first_new` and later are those that no earlier model has. Within one
 * model the same place may have several types: templates. */
static unsigned *gather_types(Gathering *gathering, const Model *model)
{
    unsigned *indices = ARENA_ARRAY(gathering->arena, unsigned, model->type_count);
    unsigned first_new = gathering->types.count;
    for (uint32_t i = 0; i < model->type_count; i++) {
        const Type *type = model->types[i];
        const char *key = definition_key(gathering->arena, 'T', type->symbol, type->place);
        KnownDefinition *known = find_known(gathering, key);
        indices[i] = known && known->index < first_new ? known->index : gathering->types.count;
        if (indices[i] != gathering->types.count)
            continue;
        vector_push(&gathering->types, scan_type(gathering->arena, type));
        if (!known)
            remember(gathering, key, indices[i]);
    }
    return indices;
}

static void gather_modules(Gathering *gathering, const Model *model)
{
    unsigned first_new = gathering->modules.count;
    for (uint32_t i = 0; i < model->module_count; i++) {
        const Module *module = model->modules[i];
        const char *key = definition_key(gathering->arena, 'M', module->symbol, module->place);
        KnownDefinition *known = find_known(gathering, key);
        if (known && known->index < first_new)
            continue;
        if (!known)
            remember(gathering, key, gathering->modules.count);
        vector_push(&gathering->modules, scan_module(gathering->arena, module));
    }
}

static void gather_edges(Gathering *gathering, const Model *model, const unsigned *indices, unsigned first_new)
{
    for (uint32_t i = 0; i < model->edge_count; i++) {
        const GraphEdge *edge = &model->edges[i];
        ScanEdge scanned = {
            .from = indices[edge->from->index],
            .to = edge->to ? indices[edge->to->index] : UINT32_MAX,
            .field = edge->reference ? copy(gathering->arena, edge->reference->path) : NULL,
            .owned = edge->reference && edge->reference->owned.truth == TRUTH_YES,
            .by_collector = edge->by_collector,
        };
        if (scanned.from >= first_new)
            vector_push(&gathering->edges, scanned);
    }
}

#define KEEP(arena, vector) \
    ((vector)->count ? memcpy(arena_allocate((arena), (vector)->count * sizeof *(vector)->items), (vector)->items, \
                              (vector)->count * sizeof *(vector)->items) : NULL)

void scan_add_types(Scan *scan, Arena *arena, Model *const *models, unsigned count)
{
    Gathering gathering = {.arena = arena};
    for (unsigned i = 0; i < count; i++) {
        unsigned first_new = gathering.types.count;
        unsigned *indices = gather_types(&gathering, models[i]);
        gather_modules(&gathering, models[i]);
        gather_edges(&gathering, models[i], indices, first_new);
    }
    scan->types = KEEP(arena, &gathering.types);
    scan->type_count = gathering.types.count;
    scan->modules = KEEP(arena, &gathering.modules);
    scan->module_count = gathering.modules.count;
    scan->edges = KEEP(arena, &gathering.edges);
    scan->edge_count = gathering.edges.count;
    HASH_CLEAR(hh, gathering.known);
    vector_free(&gathering.types);
    vector_free(&gathering.modules);
    vector_free(&gathering.edges);
}

/* --- rules and findings ------------------------------------------------------------------------------------------------- */

const ScanRule *scan_rules(Arena *arena, const RuleSelection *selection, unsigned *scanned_count)
{
    unsigned count;
    const Rule *const *rules = rule_list(&count);
    *scanned_count = 0;
    ScanRule *scanned = ARENA_ARRAY(arena, ScanRule, count);
    for (unsigned i = 0; i < count; i++) {
        const Rule *rule = rules[i];
        if (!rule_selected(selection, rule))
            continue;
        scanned[(*scanned_count)++] = (ScanRule){
            .name = rule->name,
            .family = rule->family,
            .python = rule_versions(arena, rule),
            .summary = rule->summary,
            .markdown = rule_markdown(arena, rule),
            .severity = rule->severity,
            .security_severity = rule->security_severity,
        };
    }
    return scanned;
}

static void add_evidence(ScanFinding *scanned, Arena *arena, const Finding *finding)
{
    ScanEvidence *evidence = ARENA_ARRAY(arena, ScanEvidence, finding->evidence_count);
    for (uint32_t i = 0; i < finding->evidence_count; i++) {
        const FindingEvidence *one = &finding->evidence[i];
        evidence[i] = (ScanEvidence){location_of(arena, one->place), copy(arena, one->text), one->is_step};
    }
    scanned->evidence = evidence;
    scanned->evidence_count = finding->evidence_count;
}

static void add_fixes(ScanFinding *scanned, Arena *arena, const Finding *finding)
{
    ScanFix *fixes = ARENA_ARRAY(arena, ScanFix, finding->fix_count);
    for (uint32_t i = 0; i < finding->fix_count; i++) {
        const FindingFix *fix = &finding->fixes[i];
        fixes[i] = (ScanFix){location_of(arena, fix->region), copy(arena, fix->text), copy(arena, fix->description)};
    }
    scanned->fixes = fixes;
    scanned->fix_count = finding->fix_count;
}

void scan_add_findings(Scan *scan, Arena *arena, const FindingList *findings)
{
    ScanFinding *scanned = ARENA_ARRAY(arena, ScanFinding, findings->count);
    for (uint32_t i = 0; i < findings->count; i++) {
        const Finding *finding = findings->items[i];
        scanned[i] = (ScanFinding){
            .rule = finding->rule->name,
            .severity = finding->severity,
            .type = copy(arena, finding->type_symbol),
            .type_name = copy(arena, finding->type_name),
            .field = copy(arena, finding->field),
            .function = copy(arena, finding->function),
            .location = location_of(arena, finding->place),
            .message = copy(arena, finding->message),
            .fingerprint = copy(arena, finding->fingerprint),
            .suppressed = finding->suppressed,
            .suppression_reason = copy(arena, finding->suppression_reason),
            .baseline = "new",
        };
        add_evidence(&scanned[i], arena, finding);
        add_fixes(&scanned[i], arena, finding);
    }
    scan->findings = scanned;
    scan->finding_count = findings->count;
}

/* --- what the preprocessor left out --------------------------------------------------------------------------------------- */

static int compare_regions(const void *left, const void *right)
{
    const ScanSkippedRegion *a = left, *b = right;
    int order = strcmp(a->file, b->file);
    if (order)
        return order;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->end_line < b->end_line ? -1 : a->end_line > b->end_line;
}

static bool is_analysed(Unit *const *units, unsigned count, const ScanSkippedRegion *region)
{
    for (unsigned i = 0; i < count; i++) {
        FileId file = unit_file_of(units[i], region->file);
        if (file && unit_analysed(units[i], file, region->line, region->end_line))
            return true;
    }
    return false;
}

typedef VECTOR(ScanSkippedRegion) RegionList;

static void list_regions(RegionList *regions, Arena *arena, const Unit *unit)
{
    for (uint32_t i = 1; i < unit->skipped.count; i++) {
        const SkippedRegion *region = &unit->skipped.items[i];
        const SourceFile *file = unit_file(unit, region->span.file);
        if (!region->symbols || !file || !file->in_tree)
            continue;
        ScanSkippedRegion scanned = {
            .file = copy(arena, unit_string(unit, file->path)),
            .condition = copy(arena, unit_string(unit, region->condition)),
            .symbols = copy(arena, unit_string(unit, region->symbols)),
            .types = copy(arena, unit_string(unit, region->types)),
            .line = region->span.line,
            .end_line = region->span.end_line,
        };
        vector_push(regions, scanned);
    }
}

void scan_add_skipped_regions(Scan *scan, Arena *arena, Unit *const *units, unsigned count, const VariantPlan *plan)
{
    RegionList regions = {0};
    for (unsigned i = 0; i < count; i++)
        list_regions(&regions, arena, units[i]);
    if (regions.count)
        qsort(regions.items, regions.count, sizeof *regions.items, compare_regions);
    ScanSkippedRegion *kept = ARENA_ARRAY(arena, ScanSkippedRegion, regions.count);
    for (uint32_t i = 0; i < regions.count; i++) {
        ScanSkippedRegion *region = &regions.items[i];
        if ((i && !compare_regions(&regions.items[i - 1], region)) || is_analysed(units, count, region))
            continue;
        region->reason = copy(arena, variants_reason(plan, region->file, region->line, region->end_line));
        kept[scan->skipped_count++] = *region;
    }
    scan->skipped = kept;
    vector_free(&regions);
}
