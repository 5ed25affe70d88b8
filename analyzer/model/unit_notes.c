#include "model/unit_notes.h"

#include <string.h>

/* --- symbols -------------------------------------------------------------------------------------------------------------- */

static bool is_failure_report(const char *name)
{
    static const char *const names[] = {"__assert_fail", "__assert_rtn", "__assert_func", "__assert",
                                        "_assert",       "_wassert",     "_PyObject_AssertFailed"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

SymbolNotes *symbol_notes(UnitNotes *notes, SymbolId id)
{
    SymbolNotes **place = &notes->symbols[id];
    if (*place)
        return *place;
    const Program *program = notes->model->program;
    const char *name = model_intern(notes->model, unit_string(notes->unit, unit_symbol(notes->unit, id)->name));
    SymbolNotes *symbol = ARENA_NEW(notes->model->arena, SymbolNotes);
    symbol->function = (NamedFunction){program_function(program, notes->unit, id), name, api_find(name)};
    symbol->variable = program_variable(program, notes->unit, id);
    symbol->reports_failure = is_failure_report(name);
    return *place = symbol;
}

/* --- members -------------------------------------------------------------------------------------------------------------- */

static bool is_embedded_head(const Unit *unit, FieldId id, int64_t offset)
{
    const Field *field = unit_field(unit, id);
    const Record *record = field && offset == 0 ? unit_record(unit, unit_type_record(unit, field->type, 0)) : NULL;
    return record && record->is_object && unit_type(unit, field->type)->kind == CTYPE_RECORD;
}

/* The record the base of a member access is of. */
static RecordId base_record(const Unit *unit, NodeId base, bool arrow)
{
    TypeId type = unit->nodes.items[base].type;
    RecordId record = unit_type_record(unit, type, arrow ? 1 : 0);
    return record ? record : unit_type_record(unit, type, arrow ? 0 : 1);
}

const MemberNotes *member_notes(UnitNotes *notes, NodeId id)
{
    MemberNotes **place = &notes->members[id];
    if (*place)
        return *place;
    const Unit *unit = notes->unit;
    const Node *node = &unit->nodes.items[id];
    MemberNotes *member = ARENA_NEW(notes->model->arena, MemberNotes);
    member->name = model_intern(notes->model, unit_string(unit, node->text));
    member->is_type = strcmp(member->name, "ob_type") == 0;
    member->record = base_record(unit, unit_child(unit, node, 0), node->flags & NODE_IS_ARROW);
    member->offset = -1;
    member->field = member->record ? unit_find_field(unit, member->record, member->name, &member->offset) : 0;
    if (!member->field) {
        member->field = node->field;
        member->offset = -1;
    }
    member->is_head = is_embedded_head(unit, member->field, member->offset);
    return *place = member;
}

/* --- calls and loops ------------------------------------------------------------------------------------------------------ */

ResultNotes *result_notes(UnitNotes *notes, NodeId call)
{
    ResultNotes **place = &notes->results[call];
    if (!*place)
        *place = ARENA_NEW(notes->model->arena, ResultNotes);
    return *place;
}

typedef VECTOR(uint32_t) NumberList;

typedef struct LoopChanges {
    const Unit *unit;
    NumberList counters, members;
} LoopChanges;

enum { RECENT = 16 }; /* how far back it is looked for the same one */

static void add_once(NumberList *list, uint32_t number)
{
    for (uint32_t i = list->count; i-- > 0 && list->count - i <= RECENT;)
        if (list->items[i] == number)
            return;
    vector_push(list, number);
}

static void add_changed(LoopChanges *changes, NodeId target)
{
    const Unit *unit = changes->unit;
    const Node *node = unit_node(unit, unit_strip_casts(unit, target));
    const Symbol *symbol = node && node->kind == N_REF ? unit_symbol(unit, node->symbol) : NULL;
    const CType *type = node ? unit_type(unit, symbol ? symbol->type : node->type) : NULL;
    if (!type || type->kind != CTYPE_INTEGER)
        return;
    if (node->kind == N_MEMBER)
        add_once(&changes->members, node->text);
    else if (symbol && symbol_is_local(symbol))
        add_once(&changes->counters, node->symbol);
}

static void find_changed(LoopChanges *changes, NodeId id, unsigned depth)
{
    const Unit *unit = changes->unit;
    const Node *node = unit_node(unit, id);
    if (!node || depth > 200)
        return;
    bool steps = node->kind == N_UNARY && node->operator >= OP_PRE_INCREMENT && node->operator <= OP_POST_DECREMENT;
    bool assigns = node->kind == N_BINARY && (node->operator == OP_ASSIGN || operator_is_compound_assignment(node->operator));
    if (steps || assigns)
        add_changed(changes, unit_child(unit, node, 0));
    for (uint32_t i = 0; i < node->child_count; i++)
        find_changed(changes, unit_child(unit, node, i), depth + 1);
}

const LoopNotes *loop_notes(UnitNotes *notes, NodeId loop)
{
    LoopNotes **place = &notes->loops[loop];
    if (*place)
        return *place;
    Arena *arena = notes->model->arena;
    LoopChanges changes = {.unit = notes->unit};
    find_changed(&changes, loop, 0);
    *place = ARENA_NEW(arena, LoopNotes);
    **place = (LoopNotes){
        .counters = arena_copy(arena, changes.counters.items, changes.counters.count * sizeof *changes.counters.items),
        .counter_count = changes.counters.count,
        .members = arena_copy(arena, changes.members.items, changes.members.count * sizeof *changes.members.items),
        .member_count = changes.members.count,
    };
    vector_free(&changes.counters);
    vector_free(&changes.members);
    return *place;
}

/* --- types ---------------------------------------------------------------------------------------------------------------- */

bool is_visitproc(const Unit *unit, TypeId id)
{
    const CType *type = unit_type(unit, id);
    const char *spelling = type ? unit_string(unit, type->spelling) : "";
    return strstr(spelling, "visitproc") != NULL && !strchr(spelling, '(');
}

bool notes_visitproc(UnitNotes *notes, TypeId type)
{
    if (type >= notes->unit->types.count)
        return false;
    if (!notes->visitprocs[type])
        notes->visitprocs[type] = is_visitproc(notes->unit, type) ? 2 : 1;
    return notes->visitprocs[type] == 2;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------ */

static void number_locals(UnitNotes *notes)
{
    const Unit *unit = notes->unit;
    for (SymbolId id = 1; id < unit->symbols.count; id++) {
        SymbolId owner = unit->symbols.items[id].owner;
        if (owner && owner < unit->symbols.count)
            notes->local_number[id] = notes->local_count[owner]++;
    }
}

UnitNotes *unit_notes(Model *model, const Unit *unit)
{
    Internals *internals = model_internals(model);
    UnitNotes *notes = internals->recent_notes;
    if (notes && notes->unit == unit)
        return notes;
    HASH_FIND_PTR(internals->unit_notes, &unit, notes);
    if (notes)
        return internals->recent_notes = notes;
    notes = ARENA_NEW(model->arena, UnitNotes);
    notes->unit = unit;
    notes->model = model;
    /* Large and hardly touched: pages that nobody asks for cost nothing. */
    notes->symbols = memory_allocate_zeroed(unit->symbols.count, sizeof *notes->symbols);
    notes->members = memory_allocate_zeroed(unit->nodes.count, sizeof *notes->members);
    notes->results = memory_allocate_zeroed(unit->nodes.count, sizeof *notes->results);
    notes->loops = memory_allocate_zeroed(unit->nodes.count, sizeof *notes->loops);
    notes->visitprocs = memory_allocate_zeroed(unit->types.count, sizeof *notes->visitprocs);
    notes->record_keys = memory_allocate_zeroed(unit->records.count, sizeof *notes->record_keys);
    notes->summaries = memory_allocate_zeroed(unit->functions.count, sizeof *notes->summaries);
    notes->checks = memory_allocate_zeroed(unit->functions.count, sizeof *notes->checks);
    notes->local_number = memory_allocate_zeroed(unit->symbols.count, sizeof *notes->local_number);
    notes->local_count = memory_allocate_zeroed(unit->symbols.count, sizeof *notes->local_count);
    number_locals(notes);
    HASH_ADD_PTR(internals->unit_notes, unit, notes);
    return internals->recent_notes = notes;
}

void unit_notes_free(Model *model)
{
    UnitNotes *notes, *next;
    HASH_ITER(hh, model_internals(model)->unit_notes, notes, next) {
        HASH_DELETE(hh, model_internals(model)->unit_notes, notes);
        memory_free(notes->symbols);
        memory_free(notes->members);
        memory_free(notes->results);
        memory_free(notes->loops);
        memory_free(notes->visitprocs);
        memory_free(notes->record_keys);
        for (uint32_t i = 0; i < notes->unit->functions.count; i++) {
            vector_free(&notes->checks[i].found);
            vector_free(&notes->checks[i].choices);
            vector_free(&notes->checks[i].by_called);
            vector_free(&notes->summaries[i].callers);
        }
        memory_free(notes->summaries);
        memory_free(notes->checks);
        vector_free(&notes->offsets.names);
        memory_free(notes->local_number);
        memory_free(notes->local_count);
    }
}
