/* Atomic operations. clang has an expression of their own for them, which libclang shows without a name and with the
 * memory order before the value. Those that read or write one place become calls again, as they are written. */
#include "frontend/lowering.h"

#include <string.h>

/* Children of an operation, in the order in which clang keeps them. */
enum { ATOMIC_PLACE, ATOMIC_ORDER, ATOMIC_VALUE };

/* `value`: which child is stored; 0: none. */
static const struct { const char *name; uint32_t children, value; } operations[] = {
    {"__c11_atomic_load", 2, 0},
    {"__atomic_load_n", 2, 0},
    {"__c11_atomic_init", 2, ATOMIC_ORDER},
    {"__c11_atomic_store", 3, ATOMIC_VALUE},
    {"__atomic_store_n", 3, ATOMIC_VALUE},
    {"__c11_atomic_exchange", 3, ATOMIC_VALUE},
    {"__atomic_exchange_n", 3, ATOMIC_VALUE},
};

/* The name an expression begins with, also where a macro's body says it. */
static const char *first_name(Lowering *lowering, CXCursor cursor, uint32_t *length)
{
    CXFile handle = NULL;
    unsigned offset = 0;
    clang.getSpellingLocation(clang.getRangeStart(clang.getCursorExtent(cursor)), &handle, NULL, NULL, &offset);
    size_t size = 0;
    const char *text = handle ? clang.getFileContents(lowering->translation_unit, handle, &size) : NULL;
    if (!text || offset >= size || size > UINT32_MAX)
        return NULL;
    FileText file = {.text = text, .size = (uint32_t)size};
    *length = text_identifier(&file, offset);
    return text + offset;
}

/* `.field = value` and `[n] = value`, of which a table may have thousands. */
static bool is_designator(Lowering *lowering, const Extent *extent)
{
    if (!extent->file || extent->is_in_body)
        return false;
    char first = text_at(file_text(lowering, extent->file), extent->begin);
    return first == '.' || first == '[';
}

bool lower_atomic(Lowering *lowering, CXCursor cursor, Children children, const Extent *extent, NodeId *id)
{
    uint32_t length = 0;
    if (clang.getCursorKind(cursor) != CXCursor_UnexposedExpr || children.count < 2 || children.count > 3 ||
        is_designator(lowering, extent))
        return false;
    const char *name = first_name(lowering, cursor, &length);
    for (size_t i = 0; name && i < sizeof operations / sizeof *operations; i++) {
        if (strlen(operations[i].name) != length || strncmp(operations[i].name, name, length) != 0 ||
            operations[i].children != children.count)
            continue;
        NodeId parts[3] = {add_node(lowering, N_REF, extent, 0)};
        SymbolId symbol = symbol_unresolved(lowering, SYMBOL_FUNCTION, name, length);
        node_at(lowering, parts[0])->symbol = symbol;
        finish_node(lowering, parts[0], NULL, 0);
        parts[1] = lower_expression(lowering, child_at(lowering, children, ATOMIC_PLACE));
        if (operations[i].value)
            parts[2] = lower_expression(lowering, child_at(lowering, children, operations[i].value));
        *id = add_node(lowering, N_CALL, extent, cursor_type(lowering, cursor));
        finish_node(lowering, *id, parts, operations[i].value ? 3 : 2);
        return true;
    }
    return false;
}
