#include "facts/validate.h"

#include "facts/build.h"
#include "facts/embedding.h"

#include <string.h>

/* A bool or enum whose bytes are none of its values may not be read as such, so it is read as bytes. */
static bool is_bool(const bool *value)
{
    unsigned char byte;
    memcpy(&byte, value, 1);
    return byte <= 1;
}

static bool is_enum(const void *value, uint32_t last)
{
    _Static_assert(sizeof(CTypeKind) == 4 && sizeof(SymbolKind) == 4 && sizeof(Linkage) == 4,
                   "enums are read as uint32_t");
    uint32_t number;
    memcpy(&number, value, sizeof number);
    return number <= last;
}

#define IN_ARRAY(id, array) ((id) < (array).count)

static bool is_run(uint32_t first, uint32_t count, uint32_t size)
{
    return first <= size && count <= size - first;
}

static bool is_text(const Unit *unit, StringId id)
{
    return IN_ARRAY(id, unit->text);
}

static bool is_span(const Unit *unit, const Span *span)
{
    return IN_ARRAY(span->file, unit->files);
}

static bool heads_are_valid(const Unit *unit)
{
    bool has_elements = unit->text.count && unit->files.count && unit->types.count && unit->records.count &&
                        unit->fields.count && unit->symbols.count && unit->functions.count && unit->variables.count &&
                        unit->nodes.count && unit->lists.count && unit->skipped.count && unit->diagnostics.count;
    return has_elements && unit->text.items[0] == '\0' && unit->text.items[unit->text.count - 1] == '\0' &&
           is_text(unit, unit->path) && is_text(unit, unit->variant) && is_text(unit, unit->reason) &&
           unit->python_version <= 0xffff;
}

static bool files_are_valid(const Unit *unit)
{
    for (uint32_t i = 0; i < unit->files.count; i++) {
        const SourceFile *file = &unit->files.items[i];
        if (!is_text(unit, file->path) || !is_bool(&file->in_tree) || !is_bool(&file->is_python_header))
            return false;
    }
    return true;
}

/* A type's target comes before it, so that no chain of them runs in a circle. */
static bool types_are_valid(const Unit *unit)
{
    for (uint32_t i = 0; i < unit->types.count; i++) {
        const CType *type = &unit->types.items[i];
        bool is_sound = is_enum(&type->kind, CTYPE_FUNCTION) && is_bool(&type->is_const) &&
                        is_bool(&type->is_reference) && (type->target < i || type->target == 0) &&
                        IN_ARRAY(type->record, unit->records) && is_text(unit, type->spelling);
        if (!is_sound)
            return false;
    }
    return true;
}

static bool records_are_valid(const Unit *unit)
{
    for (uint32_t i = 0; i < unit->records.count; i++) {
        const Record *record = &unit->records.items[i];
        bool is_sound = is_text(unit, record->name) && is_span(unit, &record->span) &&
                        is_run(record->first_field, record->field_count, unit->fields.count) &&
                        (record->first_field || !record->field_count) &&
                        is_bool(&record->is_union) && is_bool(&record->is_complete) && is_bool(&record->is_broken) &&
                        is_bool(&record->is_template) && is_bool(&record->is_made_from_template) &&
                        is_bool(&record->is_object) && IN_ARRAY(record->destructor, unit->symbols);
        if (!is_sound)
            return false;
    }
    return true;
}

static bool fields_are_valid(const Unit *unit)
{
    for (uint32_t i = 0; i < unit->fields.count; i++) {
        const Field *field = &unit->fields.items[i];
        if (!is_text(unit, field->name) || !IN_ARRAY(field->type, unit->types) || (!field->type && i) || !is_bool(&field->is_bit_field) ||
            !is_bool(&field->is_base) || !is_span(unit, &field->span))
            return false;
    }
    return true;
}

static bool symbols_are_valid(const Unit *unit)
{
    for (uint32_t i = 0; i < unit->symbols.count; i++) {
        const Symbol *symbol = &unit->symbols.items[i];
        bool is_sound = is_enum(&symbol->kind, SYMBOL_FUNCTION) && is_text(unit, symbol->name) &&
                        is_text(unit, symbol->usr) && IN_ARRAY(symbol->type, unit->types) &&
                        is_enum(&symbol->linkage, LINKAGE_EXTERNAL) && IN_ARRAY(symbol->owner, unit->symbols) &&
                        IN_ARRAY(symbol->method_of, unit->records) && is_bool(&symbol->is_static_local) &&
                        is_bool(&symbol->is_in_system_header) && is_bool(&symbol->is_undeclared) &&
                        is_bool(&symbol->is_cleaned_up) &&
                        IN_ARRAY(symbol->function, unit->functions) &&
                        IN_ARRAY(symbol->variable, unit->variables) && is_span(unit, &symbol->span);
        if (!is_sound)
            return false;
    }
    return true;
}

static bool functions_are_valid(const Unit *unit)
{
    for (uint32_t i = 0; i < unit->functions.count; i++) {
        const Function *function = &unit->functions.items[i];
        bool is_sound = IN_ARRAY(function->symbol, unit->symbols) && (function->symbol || i == 0) &&
                        is_run(function->first_parameter, function->parameter_count, unit->lists.count) &&
                        IN_ARRAY(function->body, unit->nodes) && IN_ARRAY(function->initialisers, unit->nodes) &&
                        is_bool(&function->is_broken) && is_bool(&function->is_made_from_template) && is_span(unit, &function->span);
        if (!is_sound)
            return false;
        for (uint32_t n = 0; n < function->parameter_count; n++)
            if (!unit_symbol(unit, unit->lists.items[function->first_parameter + n]))
                return false;
    }
    return true;
}

static bool variables_are_valid(const Unit *unit)
{
    for (uint32_t i = 0; i < unit->variables.count; i++) {
        const Variable *variable = &unit->variables.items[i];
        if (!IN_ARRAY(variable->symbol, unit->symbols) || (!variable->symbol && i) ||
            !IN_ARRAY(variable->initialiser, unit->nodes) || !is_span(unit, &variable->span) || !is_bool(&variable->is_in_template))
            return false;
    }
    return true;
}

static bool node_is_valid(const Unit *unit, const Node *node)
{
    return node->kind < NODE_KIND_COUNT && node->operator <= OP_OR_ASSIGN && IN_ARRAY(node->type, unit->types) &&
           IN_ARRAY(node->operand, unit->types) && IN_ARRAY(node->symbol, unit->symbols) &&
           IN_ARRAY(node->field, unit->fields) && is_text(unit, node->text) && is_text(unit, node->macro) &&
           is_run(node->first_child, node->child_count, unit->lists.count) && is_span(unit, &node->span);
}

/* Children come before their parent and have one parent only, so that a walk ends soon. */
static bool children_are_valid(const Unit *unit, NodeId id, uint16_t *depths, bool *has_parent)
{
    const Node *node = &unit->nodes.items[id];
    for (uint32_t n = 0; n < node->child_count; n++) {
        NodeId child = unit->lists.items[node->first_child + n];
        if (!child)
            continue;
        if (child >= id || has_parent[child] || depths[child] + 1 > UNIT_NODE_DEPTH_LIMIT)
            return false;
        has_parent[child] = true;
        if (depths[child] + 1 > depths[id])
            depths[id] = (uint16_t)(depths[child] + 1);
    }
    return true;
}

static bool nodes_are_valid(const Unit *unit)
{
    uint16_t *depths = memory_resize(NULL, unit->nodes.count, sizeof *depths);
    bool *has_parent = memory_resize(NULL, unit->nodes.count, sizeof *has_parent);
    memset(depths, 0, unit->nodes.count * sizeof *depths);
    memset(has_parent, 0, unit->nodes.count * sizeof *has_parent);
    bool is_valid = true;
    for (NodeId id = 0; id < unit->nodes.count && is_valid; id++)
        is_valid = node_is_valid(unit, &unit->nodes.items[id]) && children_are_valid(unit, id, depths, has_parent);
    memory_free(has_parent);
    memory_free(depths);
    return is_valid;
}

static bool reports_are_valid(const Unit *unit)
{
    for (uint32_t i = 0; i < unit->skipped.count; i++) {
        const SkippedRegion *region = &unit->skipped.items[i];
        if (!is_span(unit, &region->span) || !is_text(unit, region->condition) || !is_text(unit, region->symbols) ||
            !is_text(unit, region->types))
            return false;
    }
    for (uint32_t i = 0; i < unit->diagnostics.count; i++) {
        const Diagnostic *diagnostic = &unit->diagnostics.items[i];
        if (!is_text(unit, diagnostic->message) || !is_span(unit, &diagnostic->span) || !is_bool(&diagnostic->is_fatal))
            return false;
    }
    return true;
}

bool unit_is_valid(const Unit *unit)
{
    return heads_are_valid(unit) && files_are_valid(unit) && types_are_valid(unit) && records_are_valid(unit) &&
           fields_are_valid(unit) && symbols_are_valid(unit) && functions_are_valid(unit) &&
           variables_are_valid(unit) && nodes_are_valid(unit) && reports_are_valid(unit) && !embedding_has_cycle(unit);
}
