/* `extern T x;` and behind it `static T x = ...;`, or `int f();` and `static int f() {...}`: compilers of C once took the two
 * for one. clang reports an error and keeps both: what the code says of the first is meant for the second. */
#include "frontend/lowering.h"

static bool is_at_file_scope(const Symbol *symbol)
{
    return !symbol->owner && (symbol->kind == SYMBOL_VARIABLE || symbol->kind == SYMBOL_FUNCTION);
}

static bool is_defined(const Unit *unit, const Symbol *symbol)
{
    return symbol->function || (symbol->variable && unit->variables.items[symbol->variable].initialiser);
}

static const void *key_of(const Symbol *symbol)
{
    return (const void *)(uintptr_t)symbol->name;
}

static void find_static(Lowering *lowering, PointerMap *definitions)
{
    const Unit *unit = lowering->unit;
    uint32_t other;
    for (SymbolId id = 1; id < unit->symbols.count; id++) {
        const Symbol *symbol = &unit->symbols.items[id];
        if (is_at_file_scope(symbol) && symbol->linkage == LINKAGE_INTERNAL && is_defined(unit, symbol) &&
            !pointer_map_find(definitions, key_of(symbol), &other))
            pointer_map_add(definitions, lowering->arena, key_of(symbol), id);
    }
}

/* The static definition that a declaration of the same name is meant for; 0 if there is none. */
static SymbolId meant_by(const Unit *unit, PointerMap *definitions, SymbolId id)
{
    const Symbol *symbol = unit_symbol(unit, id);
    SymbolId definition = 0;
    if (!symbol || !is_at_file_scope(symbol) || symbol->linkage != LINKAGE_EXTERNAL || is_defined(unit, symbol) ||
        !pointer_map_find(definitions, key_of(symbol), &definition))
        return 0;
    return unit->symbols.items[definition].kind == symbol->kind ? definition : 0;
}

void symbols_join_clashing(Lowering *lowering)
{
    Unit *unit = lowering->unit;
    PointerMap definitions = {0};
    if (unit->is_cxx || !lowering->has_errors)
        return;
    find_static(lowering, &definitions);
    for (uint32_t i = 1; i < unit->variables.count; i++) {
        SymbolId definition = meant_by(unit, &definitions, unit->variables.items[i].symbol);
        if (definition)
            unit->variables.items[i].symbol = definition;
    }
    for (NodeId i = 1; i < unit->nodes.count; i++) {
        SymbolId definition = unit->nodes.items[i].symbol ? meant_by(unit, &definitions, unit->nodes.items[i].symbol) : 0;
        if (definition)
            unit->nodes.items[i].symbol = definition;
    }
    pointer_map_clear(&definitions);
}
