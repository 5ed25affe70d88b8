#include "facts/dump.h"

#include "facts/dump_internal.h"

const char *dump_text(const Dump *dump, StringId id)
{
    return unit_string(dump->unit, id);
}

const char *dump_type(const Dump *dump, TypeId id)
{
    const CType *type = unit_type(dump->unit, id);
    return type && type->spelling ? dump_text(dump, type->spelling) : "?";
}

const char *dump_symbol(const Dump *dump, SymbolId id)
{
    const Symbol *symbol = unit_symbol(dump->unit, id);
    return symbol && symbol->name ? dump_text(dump, symbol->name) : "?";
}

static void dump_span(const Dump *dump, Span span)
{
    const SourceFile *file = unit_file(dump->unit, span.file);
    fprintf(dump->out, "%s:%u:%u-%u:%u", file ? dump_text(dump, file->path) : "?", span.line, span.column,
            span.end_line, span.end_column);
}

static bool is_in_tree(const Dump *dump, Span span)
{
    const SourceFile *file = unit_file(dump->unit, span.file);
    return file && file->in_tree;
}

static void dump_record(const Dump *dump, const Record *record)
{
    fprintf(dump->out, "%s %s", record->is_union ? "union" : "record",
            record->name ? dump_text(dump, record->name) : "-");
    if (record->is_complete)
        fprintf(dump->out, " %lld bytes", (long long)record->size);
    fprintf(dump->out, "%s%s%s ", record->is_complete ? "" : " incomplete", record->is_broken ? " broken" : "",
            record->is_object ? " object" : "");
    dump_span(dump, record->span);
    if (record->destructor)
        fprintf(dump->out, " %s", dump_symbol(dump, record->destructor));
    fputc('\n', dump->out);
    for (uint32_t i = 0; i < record->field_count; i++) {
        const Field *field = unit_field(dump->unit, record->first_field + i);
        fprintf(dump->out, "    +%lld %s: %s%s%s\n", (long long)field->offset,
                field->name ? dump_text(dump, field->name) : "-", dump_type(dump, field->type),
                field->is_bit_field ? " bit-field" : "", field->is_base ? " base" : "");
    }
}

static const char *linkage_name(Linkage linkage)
{
    static const char *const names[] = {"local ", "static ", ""};
    return names[linkage];
}

static void dump_variable(const Dump *dump, const Variable *variable)
{
    const Symbol *symbol = unit_symbol(dump->unit, variable->symbol);
    fprintf(dump->out, "variable %s%s: %s ", linkage_name(symbol->linkage), dump_symbol(dump, variable->symbol),
            dump_type(dump, symbol->type));
    dump_span(dump, variable->span);
    if (symbol->owner)
        fprintf(dump->out, " in %s", dump_symbol(dump, symbol->owner));
    fputc('\n', dump->out);
    if (variable->initialiser) {
        fputs("    = ", dump->out);
        dump_expression(dump, variable->initialiser, 0);
        fputc('\n', dump->out);
    }
}

static void dump_function(const Dump *dump, const Function *function)
{
    const Symbol *symbol = unit_symbol(dump->unit, function->symbol);
    fprintf(dump->out, "function %s%s(", linkage_name(symbol->linkage), dump_symbol(dump, function->symbol));
    for (uint32_t i = 0; i < function->parameter_count; i++) {
        SymbolId id = dump->unit->lists.items[function->first_parameter + i];
        fprintf(dump->out, "%s%s: %s", i ? ", " : "", dump_symbol(dump, id),
                dump_type(dump, unit_symbol(dump->unit, id)->type));
    }
    fputs(") ", dump->out);
    dump_span(dump, function->span);
    fputs(function->is_broken ? " broken\n" : "\n", dump->out);
    if (function->initialisers)
        dump_statement(dump, function->initialisers, 0, 0);
    if (function->body)
        dump_statement(dump, function->body, 0, 0);
}

static void dump_head(const Dump *dump)
{
    static const char *const statuses[] = {"parsed", "partial", "skipped", "failed"};
    const Unit *unit = dump->unit;
    fprintf(dump->out, "unit %s %s", dump_text(dump, unit->path), statuses[unit->status]);
    if (unit->reason)
        fprintf(dump->out, " (%s)", dump_text(dump, unit->reason));
    fprintf(dump->out, "%s%s", unit->variant ? " variant " : "", dump_text(dump, unit->variant));
    if (unit->python_version)
        fprintf(dump->out, " python %u.%u", unit->python_version >> 8, unit->python_version & 0xff);
    fprintf(dump->out, "%s%s\n", unit->is_cxx ? " c++" : "", unit->is_limited_api ? " limited" : "");
    for (uint32_t i = 1; i < unit->diagnostics.count; i++) {
        const Diagnostic *diagnostic = &unit->diagnostics.items[i];
        fprintf(dump->out, "%s %s ", diagnostic->is_fatal ? "fatal" : "error", dump_text(dump, diagnostic->message));
        dump_span(dump, diagnostic->span);
        fputc('\n', dump->out);
    }
    for (uint32_t i = 1; i < unit->skipped.count; i++) {
        const SkippedRegion *region = &unit->skipped.items[i];
        fprintf(dump->out, "skipped \"%s\" %s ", dump_text(dump, region->condition), dump_text(dump, region->symbols));
        dump_span(dump, region->span);
        fputc('\n', dump->out);
    }
}

void facts_dump(const Unit *unit, FILE *out)
{
    Dump dump = {.unit = unit, .out = out};
    dump_head(&dump);
    for (uint32_t i = 1; i < unit->records.count; i++)
        if (is_in_tree(&dump, unit->records.items[i].span))
            dump_record(&dump, &unit->records.items[i]);
    for (uint32_t i = 1; i < unit->variables.count; i++)
        dump_variable(&dump, &unit->variables.items[i]);
    for (uint32_t i = 1; i < unit->functions.count; i++)
        dump_function(&dump, &unit->functions.items[i]);
}

void facts_dump_node(const Unit *unit, NodeId id, FILE *out)
{
    Dump dump = {.unit = unit, .out = out};
    const Node *node = unit_node(unit, id);
    if (node && dump_is_statement(node))
        dump_statement(&dump, id, 0, 0);
    else
        dump_expression(&dump, id, 0);
}
