#include "model/model.h"

#include "base/hash_table.h"
#include "model/internals.h"
#include "model/unit_notes.h"

#include <pthread.h>
#include <string.h>

typedef struct InternedName {
    const char *text;
    UT_hash_handle hh;
} InternedName;

struct NameTable {
    pthread_mutex_t lock;
    InternedName *entries;
    Arena *arena;
};

Internals *model_internals(const Model *model)
{
    return model->internals;
}

bool is_plain_struct(const char *name)
{
    return strcmp(name, "_object") == 0 || strcmp(name, "PyObject") == 0 || strcmp(name, "PyVarObject") == 0;
}

static NameTable *names_new(Arena *arena)
{
    NameTable *names = ARENA_NEW(arena, NameTable);
    *names = (NameTable){.lock = PTHREAD_MUTEX_INITIALIZER, .arena = arena_new()};
    return names;
}

static void names_free(NameTable *names)
{
    HASH_CLEAR(hh, names->entries);
    arena_free(names->arena);
    pthread_mutex_destroy(&names->lock);
}

static const char *intern(NameTable *names, const char *text)
{
    InternedName *entry = NULL;
    pthread_mutex_lock(&names->lock);
    HASH_FIND_STR(names->entries, text, entry);
    if (!entry) {
        entry = ARENA_NEW(names->arena, InternedName);
        entry->text = arena_copy_string(names->arena, text);
        HASH_ADD_KEYPTR(hh, names->entries, entry->text, strlen(entry->text), entry);
    }
    pthread_mutex_unlock(&names->lock);
    return entry->text;
}

const char *model_intern(const Model *model, const char *text)
{
    RecentName *recent = &model_internals(model)->recent_names[(uintptr_t)text / 4 % RECENT_NAMES];
    if (recent->text == text && (recent->interned == text || strcmp(recent->interned, text) == 0))
        return recent->interned;
    *recent = (RecentName){text, intern(model_internals(model)->names, text)};
    return recent->interned;
}

Place place_of_node(const Unit *unit, NodeId id)
{
    const Node *node = unit_node(unit, id);
    return node ? (Place){unit, node->span} : (Place){0};
}

Place place_of_span(const Unit *unit, Span span)
{
    return (Place){unit, span};
}

const char *slot_name(SlotId slot)
{
    static const char *const names[SLOT_COUNT] = {
#define SLOT(name, number, c_type) #name,
#include "model/slots.def"
#undef SLOT
    };
    return names[slot];
}

bool model_targets_any(const Model *model, uint32_t low, uint32_t high)
{
    return model->python_low <= high && model->python_high >= low;
}

/* --- one definition seen in several units ------------------------------------------------------------------------------------ */

static bool same_place(const Type *a, const Type *b)
{
    const SourceFile *file_a = unit_file(a->place.unit, a->place.span.file), *file_b = unit_file(b->place.unit, b->place.span.file);
    return file_a && file_b && a->place.span.line == b->place.span.line && a->place.span.column == b->place.span.column &&
           strcmp(unit_string(a->place.unit, file_a->path), unit_string(b->place.unit, file_b->path)) == 0;
}

/* What C++ makes from one template for different arguments may differ in nothing but the name. */
static bool same_name(const Type *a, const Type *b)
{
    return !a->unit->is_cxx || a->name == b->name || (a->name && b->name && strcmp(a->name, b->name) == 0);
}

/* Text that is included with other macros makes other types at the same place: those differ in what they hold. */
static bool same_definition(const Type *a, const Type *b)
{
    if (strcmp(a->symbol, b->symbol) != 0 || !same_place(a, b) || a->flags != b->flags || a->reference_count != b->reference_count ||
        !same_name(a, b))
        return false;
    for (uint32_t i = 0; i < a->reference_count; i++)
        if (strcmp(a->references[i].path, b->references[i].path) != 0)
            return false;
    for (unsigned i = 0; i < SLOT_COUNT; i++)
        if (a->slots[i].name != b->slots[i].name)
            return false;
    return true;
}

/* What a template says of a type is said of those that are made from it, where there are any. */
static bool is_made_from(const Type *made, const Type *type)
{
    return !made->is_in_template && strcmp(made->symbol, type->symbol) == 0 && same_place(made, type);
}

static void list_types(Model *model, bool in_templates)
{
    Internals *internals = model_internals(model);
    uint32_t others = model->type_count;
    for (uint32_t i = 0; i < internals->all_types.count; i++) {
        Type *type = internals->all_types.items[i];
        if (type->is_in_template != in_templates)
            continue;
        for (uint32_t k = 0; k < model->type_count && !type->merged_into; k++)
            if (in_templates && k < others ? is_made_from(model->types[k], type) : same_definition(type, model->types[k]))
                type->merged_into = model->types[k];
        if (type->merged_into)
            continue;
        type->index = model->type_count;
        model->types[model->type_count++] = type;
    }
}

static void merge_types(Model *model)
{
    Internals *internals = model_internals(model);
    uint32_t count = internals->all_types.count;
    model->types = ARENA_ARRAY(model->arena, const Type *, count);
    list_types(model, false);
    list_types(model, true);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < internals->all_types.items[i]->reference_count; k++) {
            Reference *reference = &internals->all_types.items[i]->references[k];
            if (reference->target && reference->target->merged_into)
                reference->target = reference->target->merged_into;
        }
}

static void list_modules(Model *model)
{
    Internals *internals = model_internals(model);
    model->modules = ARENA_ARRAY(model->arena, const Module *, internals->all_modules.count);
    for (uint32_t i = 0; i < internals->all_modules.count; i++)
        model->modules[model->module_count++] = internals->all_modules.items[i];
}

/* --- the model ------------------------------------------------------------------------------------------------------------------ */

/* The order is that of need: types are known before functions are walked for them, what fields hold before judgements. */
static void build(Model *model)
{
    Internals *internals = model_internals(model);
    types_find(model);
    modules_find(model);
    holders_collect(model);
    types_apply_code(model);
    types_correct_records(model);
    types_inherit(model);
    fields_collect(model);
    allocations_find(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++)
        references_of_type(model, internals->all_types.items[i]);
    modules_follow_hooks(model);
    judge_ownership(model);
    judge_cycles(model);
    judge_coverage(model);
    merge_types(model);
    list_modules(model);
    graph_build(model);
}

Model *model_new(const Program *program, uint32_t python_low, uint32_t python_high, bool is_whole_program, unsigned jobs)
{
    Arena *arena = arena_new();
    Model *model = ARENA_NEW(arena, Model);
    model->arena = arena;
    model->program = program;
    model->python_low = python_low;
    model->python_high = python_high;
    model->is_whole_program = is_whole_program;
    Internals *internals = ARENA_NEW(arena, Internals);
    internals->jobs = jobs;
    internals->names = names_new(arena);
    model->internals = internals;
    build(model);
    return model;
}

void model_free(Model *model)
{
    if (!model)
        return;
    Internals *internals = model_internals(model);
    fields_free(model);
    traces_free(model);
    types_free(model);
    holders_free(model);
    unit_notes_free(model);
    names_free(internals->names);
    for (uint32_t i = 0; i < internals->more_arenas.count; i++)
        arena_free(internals->more_arenas.items[i]);
    vector_free(&internals->more_arenas);
    vector_free(&internals->functions);
    vector_free(&internals->all_types);
    vector_free(&internals->all_modules);
    vector_free(&internals->module_hooks);
    vector_free(&internals->all_allocations);
    vector_free(&internals->all_edges);
    arena_free(model->arena);
}
