#include "link/program.h"

#include "base/hash_table.h"

#include <string.h>

/* Where one name with external linkage is defined. */
typedef struct Definition {
    uint32_t unit;  /* index into Program.units */
    uint32_t index; /* of the function, variable or record there */
} Definition;

typedef struct NameEntry {
    const char *name;
    VECTOR(Definition) definitions;
    UT_hash_handle hh;
} NameEntry;

struct Program {
    const Unit **units;
    uint32_t unit_count;
    NameEntry *functions, *variables, *records;
};

static NameEntry *name_find(NameEntry *table, const char *name)
{
    NameEntry *entry = NULL;
    HASH_FIND_STR(table, name, entry);
    return entry;
}

static void name_add(NameEntry **table, const char *name, uint32_t unit, uint32_t index)
{
    if (!*name)
        return;
    NameEntry *entry = name_find(*table, name);
    if (!entry) {
        entry = memory_allocate(sizeof *entry);
        memset(entry, 0, sizeof *entry);
        entry->name = name;
        HASH_ADD_KEYPTR(hh, *table, entry->name, strlen(entry->name), entry);
    }
    vector_push(&entry->definitions, ((Definition){unit, index}));
}

static void table_free(NameEntry *table)
{
    NameEntry *entry, *next;
    HASH_ITER(hh, table, entry, next) {
        HASH_DEL(table, entry);
        vector_free(&entry->definitions);
        memory_free(entry);
    }
}

static void program_add_unit(Program *program, uint32_t index)
{
    const Unit *unit = program->units[index];
    for (uint32_t i = 1; i < unit->functions.count; i++) {
        const Symbol *symbol = unit_symbol(unit, unit->functions.items[i].symbol);
        if (symbol && symbol->linkage == LINKAGE_EXTERNAL)
            name_add(&program->functions, unit_string(unit, symbol->usr), index, i);
    }
    for (uint32_t i = 1; i < unit->variables.count; i++) {
        const Symbol *symbol = unit_symbol(unit, unit->variables.items[i].symbol);
        if (symbol && symbol->linkage == LINKAGE_EXTERNAL && unit->variables.items[i].initialiser)
            name_add(&program->variables, unit_string(unit, symbol->usr), index, i);
    }
    for (uint32_t i = 1; i < unit->records.count; i++)
        if (unit->records.items[i].is_complete)
            name_add(&program->records, unit_string(unit, unit->records.items[i].name), index, i);
}

Program *program_new(Unit *const *units, uint32_t count)
{
    Program *program = memory_allocate(sizeof *program);
    memset(program, 0, sizeof *program);
    program->units = memory_resize(NULL, count, sizeof *program->units);
    for (uint32_t i = 0; i < count; i++)
        program->units[i] = units[i];
    program->unit_count = count;
    for (uint32_t i = 0; i < count; i++)
        program_add_unit(program, i);
    return program;
}

void program_free(Program *program)
{
    if (!program)
        return;
    table_free(program->functions);
    table_free(program->variables);
    table_free(program->records);
    memory_free(program->units);
    memory_free(program);
}

uint32_t program_unit_count(const Program *program)
{
    return program->unit_count;
}

const Unit *program_unit(const Program *program, uint32_t index)
{
    return program->units[index];
}

/* How many leading folders two paths share. */
static unsigned common_folders(const char *a, const char *b)
{
    unsigned folders = 0;
    for (; *a && *a == *b; a++, b++)
        if (*a == '/')
            folders++;
    return folders;
}

static bool same_folder(const char *a, const char *b)
{
    const char *slash_a = strrchr(a, '/'), *slash_b = strrchr(b, '/');
    size_t length_a = slash_a ? (size_t)(slash_a - a) : 0, length_b = slash_b ? (size_t)(slash_b - b) : 0;
    return length_a == length_b && memcmp(a, b, length_a) == 0;
}

/* The definition nearest to the asking unit; NULL if two in different folders are equally near. */
static const Definition *nearest(const Program *program, const Unit *unit, const NameEntry *entry)
{
    const char *asking = unit_string(unit, unit->path);
    const Definition *best = NULL;
    unsigned best_score = 0;
    bool tie = false;
    for (uint32_t i = 0; i < entry->definitions.count; i++) {
        const Definition *candidate = &entry->definitions.items[i];
        const Unit *home = program->units[candidate->unit];
        if (home == unit)
            return candidate;
        const char *path = unit_string(home, home->path);
        unsigned score = 2 * common_folders(asking, path) + same_folder(asking, path);
        if (!best || score > best_score) {
            best = candidate;
            best_score = score;
            tie = false;
        } else if (score == best_score) {
            const Unit *other = program->units[best->unit];
            tie = tie || !same_folder(path, unit_string(other, other->path));
        }
    }
    return tie ? NULL : best;
}

FunctionRef program_function(const Program *program, const Unit *unit, SymbolId id)
{
    const Symbol *symbol = unit_symbol(unit, id);
    if (!symbol || symbol->kind != SYMBOL_FUNCTION)
        return (FunctionRef){0};
    if (symbol->function)
        return (FunctionRef){unit, symbol->function};
    if (symbol->linkage != LINKAGE_EXTERNAL)
        return (FunctionRef){0};
    const NameEntry *entry = name_find(program->functions, unit_string(unit, symbol->usr));
    const Definition *found = entry ? nearest(program, unit, entry) : NULL;
    return found ? (FunctionRef){program->units[found->unit], found->index} : (FunctionRef){0};
}

VariableRef program_variable(const Program *program, const Unit *unit, SymbolId id)
{
    const Symbol *symbol = unit_symbol(unit, id);
    if (!symbol || symbol->kind != SYMBOL_VARIABLE)
        return (VariableRef){0};
    VariableRef own = {symbol->variable ? unit : NULL, symbol->variable};
    if (own.variable && unit->variables.items[own.variable].initialiser)
        return own;
    if (symbol->linkage != LINKAGE_EXTERNAL)
        return own;
    const NameEntry *entry = name_find(program->variables, unit_string(unit, symbol->usr));
    const Definition *found = entry ? nearest(program, unit, entry) : NULL;
    return found ? (VariableRef){program->units[found->unit], found->index} : own;
}

RecordRef program_record(const Program *program, const Unit *unit, RecordId id)
{
    const Record *record = unit_record(unit, id);
    RecordRef own = {unit, id};
    if (!record || record->is_complete)
        return own;
    const NameEntry *entry = name_find(program->records, unit_string(unit, record->name));
    const Definition *found = entry ? nearest(program, unit, entry) : NULL;
    return found ? (RecordRef){program->units[found->unit], found->index} : own;
}

bool program_type_is_object_pointer(const Program *program, const Unit *unit, TypeId type)
{
    if (unit_type_is_object_pointer(unit, type))
        return true;
    const CType *pointer = unit_type(unit, type);
    const CType *target = pointer && pointer->kind == CTYPE_POINTER ? unit_type(unit, pointer->target) : NULL;
    if (!target || target->kind != CTYPE_RECORD)
        return false;
    RecordRef found = program_record(program, unit, target->record);
    const Record *record = unit_record(found.unit, found.record);
    return record && record->is_object;
}

const Variable *variable_of(VariableRef ref)
{
    return ref.variable ? &ref.unit->variables.items[ref.variable] : NULL;
}

const char *function_name(FunctionRef ref)
{
    if (!ref.function)
        return "";
    return unit_string(ref.unit, unit_symbol(ref.unit, function_of(ref)->symbol)->name);
}
