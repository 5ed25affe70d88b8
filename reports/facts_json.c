/* `facts --format json`: what was understood. */
#include "reports/render.h"

#include "reports/json_text.h"

enum { FORMAT_VERSION = 1 };

static json_t *text_array(const char *const *texts, unsigned count)
{
    json_t *array = json_new_array();
    for (unsigned i = 0; i < count; i++)
        json_add(array, json_text(texts[i]));
    return array;
}

static json_t *unit_array(const Scan *scan)
{
    json_t *array = json_new_array();
    for (unsigned i = 0; i < scan->unit_count; i++) {
        const ScanUnit *unit = &scan->units[i];
        json_t *object = json_new_object();
        json_put(object, "path", json_text(unit->path));
        json_put(object, "variant", json_text(unit->variant));
        json_put(object, "status", json_text(unit->status));
        json_put(object, "reason", json_text(unit->reason));
        json_put(object, "diagnostics", json_integer(unit->diagnostics));
        json_put(object, "arguments", text_array(unit->arguments, unit->argument_count));
        json_add(array, object);
    }
    return array;
}

static json_t *evidence_array(const ScanReference *reference)
{
    json_t *array = json_new_array();
    for (unsigned i = 0; i < reference->evidence_count; i++) {
        const ScanEvidence *evidence = &reference->evidence[i];
        json_t *object = json_new_object();
        json_put(object, "file", json_text(evidence->location.file));
        json_put(object, "line", json_position(evidence->location.line));
        json_put(object, "column", json_position(evidence->location.column));
        json_put(object, "text", json_text(evidence->text));
        json_add(array, object);
    }
    return array;
}

static json_t *reference_object(const ScanReference *reference)
{
    json_t *object = json_new_object();
    json_put(object, "path", json_text(reference->path));
    json_put(object, "offset", reference->offset == -1 ? json_null() : json_integer(reference->offset));
    json_put(object, "declared", json_text(reference->declared));
    json_put(object, "owned", json_text(reference->owned));
    json_put(object, "cyclic", json_text(reference->cyclic));
    json_put(object, "visited", json_text(reference->visited));
    json_put(object, "cleared", json_text(reference->cleared));
    json_put(object, "released", json_text(reference->released));
    json_put(object, "unknown_reason", json_text(reference->unknown_reason));
    json_put(object, "file", json_text(reference->declaration.file));
    json_put(object, "line", json_position(reference->declaration.line));
    json_put(object, "evidence", evidence_array(reference));
    return object;
}

static json_t *slots_object(const ScanType *type)
{
    json_t *object = json_new_object();
    for (unsigned i = 0; i < type->slot_count; i++)
        if (type->slots[i].slot)
            json_put_text_key(object, type->slots[i].slot, json_text(type->slots[i].function));
    return object;
}

static json_t *size_or_null(int64_t size)
{
    return size == SCAN_UNKNOWN ? json_null() : json_integer(size);
}

static json_t *effective_object(const ScanEffective *effective)
{
    json_t *object = json_new_object(), *inherited = json_new_object();
    json_put(object, "basicsize", size_or_null(effective->basicsize));
    json_put(object, "itemsize", size_or_null(effective->itemsize));
    json_put(object, "weaklistoffset", size_or_null(effective->weaklistoffset));
    json_put(object, "dictoffset", size_or_null(effective->dictoffset));
    json_put(object, "traverse", json_text(effective->traverse ? effective->traverse : "unknown"));
    json_put(object, "clear", json_text(effective->clear ? effective->clear : "unknown"));
    for (unsigned i = 0; i < effective->inherited_count; i++) {
        const ScanInheritedSlot *slot = &effective->inherited[i];
        json_t *from = json_new_object();
        json_put(from, "function", json_text(slot->function));
        json_put(from, "from", json_text(slot->from));
        json_put_text_key(inherited, slot->slot, from);
    }
    json_put(object, "inherited_slots", inherited);
    return object;
}

static json_t *type_object(const ScanType *type)
{
    json_t *object = json_new_object();
    json_put(object, "symbol", json_text(type->symbol));
    json_put(object, "name", json_text(type->name));
    json_put_location(object, &type->location);
    json_put(object, "variant", json_text(type->variant));
    json_put(object, "style", json_text(type->style));
    json_put(object, "record", json_text(type->record));
    json_put(object, "flags", text_array(type->flags, type->flag_count));
    json_put(object, "gc", json_boolean(type->gc));
    json_put(object, "base", json_text(type->base));
    json_put(object, "slots", slots_object(type));
    json_put(object, "effective", effective_object(&type->effective));
    json_put(object, "complete", json_boolean(type->complete));
    json_put(object, "unresolved", text_array(type->unresolved, type->unresolved_count));
    json_put(object, "weakly_referenceable", json_boolean(type->weakly_referenceable));
    json_put(object, "has_finalizer", json_boolean(type->has_finalizer));
    json_t *references = json_new_array();
    for (unsigned i = 0; i < type->reference_count; i++)
        json_add(references, reference_object(&type->references[i]));
    json_put(object, "references", references);
    return object;
}

static json_t *module_array(const Scan *scan)
{
    json_t *array = json_new_array();
    for (unsigned i = 0; i < scan->module_count; i++) {
        const ScanModule *module = &scan->modules[i];
        json_t *object = json_new_object();
        json_put(object, "symbol", json_text(module->symbol));
        json_put(object, "name", json_text(module->name));
        json_put(object, "file", json_text(module->location.file));
        json_put(object, "line", json_position(module->location.line));
        json_put(object, "state", json_text(module->state));
        json_put(object, "m_traverse", json_text(module->m_traverse));
        json_put(object, "m_clear", json_text(module->m_clear));
        json_put(object, "m_free", json_text(module->m_free));
        json_add(array, object);
    }
    return array;
}

static json_t *edge_array(const Scan *scan)
{
    json_t *array = json_new_array();
    for (unsigned i = 0; i < scan->edge_count; i++) {
        const ScanEdge *edge = &scan->edges[i];
        json_t *object = json_new_object();
        json_put(object, "from", json_text(scan->types[edge->from].symbol));
        json_put(object, "to", edge->to == UINT32_MAX ? json_null() : json_text(scan->types[edge->to].symbol));
        json_put(object, "field", json_text(edge->field));
        json_put(object, "owned", json_boolean(edge->owned));
        json_put(object, "by_collector", json_boolean(edge->by_collector));
        json_add(array, object);
    }
    return array;
}

static json_t *skipped_array(const Scan *scan)
{
    json_t *array = json_new_array();
    for (unsigned i = 0; i < scan->skipped_count; i++) {
        const ScanSkippedRegion *region = &scan->skipped[i];
        json_t *object = json_new_object();
        json_put(object, "file", json_text(region->file));
        json_put(object, "line", json_position(region->line));
        json_put(object, "end_line", json_position(region->end_line));
        json_put(object, "condition", json_text(region->condition));
        json_put(object, "symbols", json_text(region->symbols));
        json_put(object, "reason", json_text(region->reason));
        json_add(array, object);
    }
    return array;
}

int render_facts_json(const Scan *scan, FILE *out)
{
    json_t *document = json_new_object();
    json_put(document, "gclint", json_text(scan->tool_version));
    json_put(document, "format", json_integer(FORMAT_VERSION));
    json_put(document, "target", json_text(scan->target));
    json_put(document, "python", json_text(scan->python));
    json_put(document, "units", unit_array(scan));
    json_t *types = json_new_array();
    for (unsigned i = 0; i < scan->type_count; i++)
        json_add(types, type_object(&scan->types[i]));
    json_put(document, "types", types);
    json_put(document, "modules", module_array(scan));
    json_put(document, "graph", edge_array(scan));
    json_put(document, "skipped_regions", skipped_array(scan));
    return json_finish(document, out);
}
