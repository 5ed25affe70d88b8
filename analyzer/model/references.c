/* Which object references an instance can hold: fields of its struct, through embedded structs, unions and arrays; and what its own
 * functions release or visit behind pointers to C memory. */
#include "model/internals.h"

#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 6, REFERENCES_MAX = 400 };

typedef struct Search {
    Model *model;
    const Type *type; /* or NULL for a module's state */
    VECTOR(Reference) found;
} Search;

/* One level of the way down from the instance. */
typedef struct Level {
    const Unit *unit;
    RecordId record;
    const char *path;     /* as a reader writes it: "state.", "items[*]." */
    const char *key;      /* of the block: "" or "24*." */
    const char *names;    /* by-name key of the block */
    int64_t offset;       /* of the record in its block; -1 unknown */
    int64_t instance_offset;
    const char *union_names;       /* by-name key of the innermost union around it, or NULL */
    const char *alternative_names; /* and of the member of that union it is in */
    bool in_base;
    bool at_start; /* it begins where the instance begins; known also where offsets are not */
    unsigned depth;
} Level;

/* --- fields ---------------------------------------------------------------------------------------------------------------------- */

static bool is_named(const Unit *unit, RecordId id, const char *name)
{
    const Record *record = unit_record(unit, id);
    return record && name && strcmp(unit_string(unit, record->name), name) == 0;
}

/* struct bufferinfo up to 3.10. */
static bool is_buffer(const Unit *unit, RecordId id)
{
    return is_named(unit, id, "bufferinfo") || is_named(unit, id, "Py_buffer");
}

static bool is_head(const Unit *unit, RecordId id)
{
    const Record *record = unit_record(unit, id);
    return record && is_plain_struct(unit_string(unit, record->name));
}

/* The struct of a builtin base by any of its spellings: PyListObject may be a tag or a typedef. */
static bool is_base_record(const Type *type, const Unit *unit, RecordId id)
{
    if (!type)
        return false;
    if (type->base && type->base->record.record)
        return is_named(unit, id, type->base->record_name);
    return type->builtin_base && is_named(unit, id, type->builtin_base->record);
}

/* Records of system libraries (std::vector, locks) are not looked into. */
static bool is_opaque(const Unit *unit, RecordId id)
{
    const Record *record = unit_record(unit, id);
    const SourceFile *file = record ? unit_file(unit, record->span.file) : NULL;
    return !file || (!file->in_tree && !file->is_python_header);
}

static const char *pointed_record(const Unit *unit, TypeId type)
{
    const Record *record = unit_record(unit, unit_type_record(unit, type, 1));
    return record && *unit_string(unit, record->name) ? unit_string(unit, record->name) : NULL;
}

/* A struct of a builtin type, as Python's headers give it. */
static bool is_python_record(const Unit *unit, RecordId id)
{
    const Record *record = unit_record(unit, id);
    const SourceFile *file = record ? unit_file(unit, record->span.file) : NULL;
    return file && file->is_python_header;
}

/* Whatever begins with it is a type, also where the base is not known: its fields are type()'s own. */
static bool is_type_record(const Unit *unit, RecordId id)
{
    return is_python_record(unit, id) && (is_named(unit, id, "_heaptypeobject") || is_named(unit, id, "PyHeapTypeObject") ||
                                          is_named(unit, id, "_typeobject") || is_named(unit, id, "PyTypeObject"));
}

static void add_reference(Search *search, const Level *level, FieldId id, const char *suffix, ReferenceKind kind)
{
    const Field *field = unit_field(level->unit, id);
    const char *name = unit_string(level->unit, field->name);
    Arena *arena = search->model->arena;
    int64_t offset = level->offset >= 0 && field->offset >= 0 ? level->offset + field->offset : -1;
    const char *star = kind == REFERENCE_ARRAY ? "*" : "";
    Reference reference = {
        .path = arena_format(arena, "%s%s%s", level->path, name, suffix),
        .name = name,
        .kind = kind,
        .offset = level->instance_offset >= 0 && field->offset >= 0 ? level->instance_offset + field->offset : -1,
        .declared = unit_string(level->unit, unit_type(level->unit, field->type)->spelling),
        .declaration = place_of_span(level->unit, field->span),
        .in_base = level->in_base,
        .key_by_offset = offset >= 0 && level->key ? arena_format(arena, "%s%lld%s", level->key, (long long)offset, star) : NULL,
        .key_by_name = arena_format(arena, "%s%s%s", level->names, name, star),
        .leaf_record = record_key(search->model, (RecordRef){level->unit, level->record}),
        .union_names = level->union_names,
        .alternative_names = level->alternative_names,
        .target_record = pointed_record(level->unit, field->type),
    };
    for (uint32_t i = 0; i < search->found.count; i++)
        if (strcmp(search->found.items[i].path, reference.path) == 0)
            return;
    if (search->found.count < REFERENCES_MAX)
        vector_push(&search->found, reference);
}

static void search_record(Search *search, const Level *level);

static void search_embedded(Search *search, const Level *level, const Field *field, RecordId record, bool is_array)
{
    const char *name = unit_string(level->unit, field->name);
    const Record *embedded = unit_record(level->unit, record);
    Arena *arena = search->model->arena;
    Level inner = *level;
    if (!embedded)
        return;
    inner.record = record;
    inner.depth++;
    bool is_first = field == unit_field(level->unit, unit_record(level->unit, level->record)->first_field);
    bool at_start = level->at_start && is_first && !is_array;
    int64_t offset = at_start ? 0 : field->offset;
    inner.at_start = at_start;
    bool is_object = embedded->is_object;
    bool is_builtin = is_object && search->type && (search->type->builtin_base || search->type->base) && is_python_record(level->unit, record);
    inner.in_base = level->in_base || (at_start && (is_builtin || is_base_record(search->type, level->unit, record) ||
                                                   is_type_record(level->unit, record)));
    if (is_array) {
        inner.path = arena_format(arena, "%s%s[*].", level->path, name);
        inner.names = arena_format(arena, "%s%s*.", level->names, name);
        inner.key = level->key && level->offset >= 0 && offset >= 0
                        ? arena_format(arena, "%s%lld*.", level->key, (long long)(level->offset + offset)) : NULL;
        inner.offset = 0;
        inner.instance_offset = -1;
    } else {
        bool is_nameless = !*name;
        inner.path = is_nameless ? level->path : arena_format(arena, "%s%s.", level->path, name);
        inner.names = is_nameless || (at_start && is_object) ? level->names : arena_format(arena, "%s%s.", level->names, name);
        inner.offset = level->offset >= 0 && offset >= 0 ? level->offset + offset : -1;
        inner.instance_offset = level->instance_offset >= 0 && offset >= 0 ? level->instance_offset + offset : -1;
    }
    search_record(search, &inner);
}

static void search_field(Search *search, const Level *level, FieldId id)
{
    const Program *program = search->model->program;
    const Unit *unit = level->unit;
    const Field *field = unit_field(unit, id);
    const CType *type = unit_type(unit, field->type);
    if (!type)
        return;
    if (program_type_is_object_pointer(program, unit, field->type)) {
        add_reference(search, level, id, "", REFERENCE_OBJECT);
        return;
    }
    const CType *target = unit_type(unit, type->target);
    if (type->kind == CTYPE_ARRAY && target) {
        if (program_type_is_object_pointer(program, unit, type->target))
            add_reference(search, level, id, "[*]", REFERENCE_ARRAY);
        else if (target->kind == CTYPE_RECORD && level->depth < DEPTH_MAX)
            search_embedded(search, level, field, target->record, true);
        return;
    }
    if (type->kind == CTYPE_POINTER && target && !target->is_const && program_type_is_object_pointer(program, unit, type->target)) {
        add_reference(search, level, id, "[*]", REFERENCE_ARRAY);
        return;
    }
    if (type->kind != CTYPE_RECORD || level->depth >= DEPTH_MAX)
        return;
    if (is_buffer(unit, type->record)) {
        FieldId object = unit_find_field(unit, type->record, "obj", NULL);
        Level inner = *level;
        inner.record = type->record;
        inner.path = arena_format(search->model->arena, "%s%s.", level->path, unit_string(unit, field->name));
        inner.names = arena_format(search->model->arena, "%s%s.", level->names, unit_string(unit, field->name));
        inner.offset = level->offset >= 0 && field->offset >= 0 ? level->offset + field->offset : -1;
        inner.instance_offset = level->instance_offset >= 0 && field->offset >= 0 ? level->instance_offset + field->offset : -1;
        if (object)
            add_reference(search, &inner, object, "", REFERENCE_BUFFER);
        return;
    }
    if (!is_head(unit, type->record) && !is_opaque(unit, type->record))
        search_embedded(search, level, field, type->record, false);
}

static void search_record(Search *search, const Level *level)
{
    const Record *record = unit_record(level->unit, level->record);
    if (!record)
        return;
    for (uint32_t i = 0; i < record->field_count; i++) {
        FieldId field = record->first_field + i;
        Level alternative = *level;
        if (record->is_union) {
            const char *name = unit_string(level->unit, unit_field(level->unit, field)->name);
            alternative.union_names = level->names;
            alternative.alternative_names = *name ? arena_format(search->model->arena, "%s%s", level->names, name) : NULL;
        }
        search_field(search, &alternative, field);
    }
}

/* --- behind pointers --------------------------------------------------------------------------------------------------------- */

/* The path leads through no other object: what it ends at is reached through C memory of the instance's own. */
static bool is_own_memory(const Model *model, const Trace *trace, PathId id)
{
    for (PathId at = trace_path(trace, id)->parent; at; at = trace_path(trace, at)->parent) {
        const Path *path = trace_path(trace, at);
        if (path->kind == PATH_SELF || path->kind == PATH_STATE)
            return true;
        if (path->kind != PATH_FIELD && path->kind != PATH_INDEX)
            return false;
        if (path->name && strcmp(path->name, "ob_type") == 0)
            return false;
        if (program_type_is_object_pointer(model->program, path->unit, path->type))
            return false;
    }
    return false;
}

/* So is a `void *`, or a pointer to a struct that no unit defines: what is visited or released there is an object, whatever the field is
 * declared as. */
static bool is_object_place(const Model *model, const Path *path)
{
    const CType *pointer = unit_type(path->unit, path->type);
    const CType *target = pointer && pointer->kind == CTYPE_POINTER ? unit_type(path->unit, pointer->target) : NULL;
    if (!target || target->kind == CTYPE_VOID)
        return target != NULL;
    RecordRef record = program_record(model->program, path->unit, target->kind == CTYPE_RECORD ? target->record : 0);
    const Record *pointed = unit_record(record.unit, record.record);
    return pointed && (pointed->is_object || !pointed->is_complete);
}

/* Between the instance's own field `first` and `leaf` a pointer is followed. */
static bool is_behind_pointer(const Trace *trace, PathId first, PathId leaf)
{
    for (PathId at = leaf; at != first; at = trace_path(trace, at)->parent)
        if (trace_path(trace, at)->is_arrow)
            return true;
    return false;
}

/* It stands in an element, of which there can be many. */
static bool is_in_element(const Trace *trace, PathId first, PathId leaf)
{
    for (PathId at = leaf; at != first; at = trace_path(trace, at)->parent)
        if (trace_path(trace, at)->kind == PATH_INDEX)
            return true;
    return false;
}

static bool is_buffer_object(const Path *leaf)
{
    return leaf->record.unit && strcmp(leaf->name, "obj") == 0 && is_buffer(leaf->record.unit, leaf->record.record);
}

/* What stands beside a reference that is released behind a pointer, in the same struct. */
static void add_beside(Search *search, const Reference *known, const Path *leaf)
{
    const Record *record = unit_record(leaf->record.unit, leaf->record.record);
    for (uint32_t i = 0; record && !record->is_union && i < record->field_count && search->found.count < REFERENCES_MAX; i++) {
        Reference beside;
        bool is_new = reference_beside(search->model, known, leaf, record->first_field + i, &beside);
        for (uint32_t k = 0; is_new && k < search->found.count; k++)
            is_new = strcmp(search->found.items[k].path, beside.path) != 0;
        if (is_new)
            vector_push(&search->found, beside);
    }
}

/* What the record's declaration does not tell: references behind pointers, and in fields of type `void *`. */
static void add_used(Search *search, const Trace *trace, const Event *event)
{
    Model *model = search->model;
    PathId id = event->value.path;
    const Path *path = trace_path(trace, id);
    PathId element = path_of_element(trace, id);
    bool is_element = path->kind == PATH_INDEX || element != id;
    PathKind root = search->type ? PATH_SELF : PATH_STATE;
    if ((path->kind != PATH_FIELD && !is_element) || !path_starts_at(trace, id, root) || !is_own_memory(model, trace, id))
        return;
    if (!is_object_place(model, path) || reference_at(search->found.items, search->found.count, model, trace, id))
        return;
    PathId named = element;
    while (named && trace_path(trace, named)->kind == PATH_INDEX)
        named = trace_path(trace, named)->parent;
    const Path *leaf = trace_path(trace, named);
    if (!leaf->name || strcmp(leaf->name, "ob_type") == 0 || search->found.count >= REFERENCES_MAX)
        return;
    PathId first = named;
    while (trace_path(trace, trace_path(trace, first)->parent)->parent)
        first = trace_path(trace, first)->parent;
    if (search->type && !path_is_in_instance(search->type, trace, named))
        return;
    bool is_indirect = is_element || is_behind_pointer(trace, first, named);
    const CType *type = unit_type(leaf->unit, leaf->type);
    Place place = event_place(event);
    if (leaf->record.unit && leaf->record.record) {
        FieldId field = unit_find_field(leaf->record.unit, leaf->record.record, leaf->name, NULL);
        if (field)
            place = place_of_span(leaf->record.unit, unit_field(leaf->record.unit, field)->span);
    }
    Reference reference = {
        .path = trace_path_text(model, trace, id), .name = leaf->name,
        .kind = is_element ? REFERENCE_ARRAY : is_buffer_object(leaf) ? REFERENCE_BUFFER : REFERENCE_OBJECT,
        .offset = is_indirect ? trace_path(trace, first)->offset : is_in_element(trace, first, named) ? -1 : leaf->offset,
        .declared = type ? unit_string(leaf->unit, type->spelling) : "", .declaration = place, .is_indirect = is_indirect,
        .key_by_offset = path_key_by_offset(model, trace, id), .key_by_name = path_key_by_name(model, trace, id),
        .leaf_record = record_key(model, leaf->record), .target_record = pointed_record(path->unit, path->type),
    };
    vector_push(&search->found, reference);
    if (event->kind == EVENT_RELEASE && !is_element && is_indirect && search->type && !is_in_element(trace, first, named))
        add_beside(search, &reference, leaf);
}

static void search_trace(Search *search, const Trace *trace)
{
    for (uint32_t i = 1; trace && i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool tells = event->kind == EVENT_RELEASE || event->kind == EVENT_VISIT || event->kind == EVENT_RELEASE_BUFFER;
        if (tells && event->value.kind == VALUE_CONTENT)
            add_used(search, trace, event);
    }
}

/* Types that share a struct have members of a union each to itself. */
static void drop_other_alternatives(Search *search)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < search->found.count; i++)
        if (!reference_is_of_other_type(search->model, search->type, &search->found.items[i]))
            search->found.items[kept++] = search->found.items[i];
    search->found.count = kept;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------- */

static Reference *keep_found(Search *search, uint32_t *count)
{
    Reference *references = ARENA_ARRAY(search->model->arena, Reference, search->found.count);
    if (search->found.count)
        memcpy(references, search->found.items, search->found.count * sizeof *references);
    *count = search->found.count;
    vector_free(&search->found);
    return references;
}

/* A struct with a part that is declared in a header that is missing has no offsets: the names tell. What stands before that part has one,
 * and offsetof() still has none. */
static bool is_at(Model *model, const Type *type, const Reference *reference, int64_t offset, NamedField field)
{
    if (reference->is_indirect)
        return false;
    if (reference->offset >= 0 && offset >= 0)
        return reference->offset == offset;
    return field.name && field.record.record && strcmp(field.name, reference->path) == 0 &&
           strcmp(record_key(model, field.record), record_key(model, type->record)) == 0;
}

/* tp_members that Python code may write: whatever is assigned there is owned, and may be anything. */
static void apply_members(Model *model, Type *type, const Type *defines)
{
    enum { OBJECT = 6, OBJECT_EX = 16, READ_ONLY = 1 };
    uint32_t count;
    const Member *members = type_members(model, defines, &count);
    for (uint32_t i = 0; members && i < count; i++)
        for (uint32_t k = 0; k < type->reference_count; k++) {
            Reference *reference = &type->references[k];
            if ((members[i].type == OBJECT || members[i].type == OBJECT_EX) && !(members[i].flags & READ_ONLY) &&
                is_at(model, type, reference, members[i].offset, members[i].field))
                reference->is_writable_member = true;
        }
}

static bool has_member(RecordRef base, const char *name, size_t length, int64_t until)
{
    char member[256];
    int64_t offset;
    snprintf(member, sizeof member, "%.*s", (int)length, name);
    RecordId record = base.record;
    for (unsigned depth = 0; record && depth < DEPTH_MAX; depth++) {
        if (unit_find_field(base.unit, record, member, &offset) && offset <= until)
            return true;
        const Field *first = unit_field(base.unit, unit_record(base.unit, record)->first_field);
        record = first ? unit_type_record(base.unit, first->type, 0) : 0;
    }
    return false;
}

/* The base's struct has a member of the path at that place: the struct embeds it, or repeats its members. */
static bool is_of_base(RecordRef base, const Reference *reference)
{
    for (const char *name = reference->path; *name;) {
        size_t length = strcspn(name, ".-[");
        if (has_member(base, name, length, reference->offset))
            return true;
        name += length;
        name += strspn(name, ".->[]*");
    }
    return false;
}

/* Members that the struct of a builtin base without a declaration has are repeated by who derives from it. */
static void apply_opaque_base(Type *type)
{
    int64_t size = !type->base && type->builtin_base && !type->builtin_base->record ? api_opaque_size(type->builtin_base) : 0;
    for (uint32_t i = 0; i < type->reference_count; i++) {
        Reference *reference = &type->references[i];
        if (!reference->is_indirect && reference->offset >= 0 && reference->offset < size)
            reference->in_base = true;
    }
}

static const Reference *reference_named_at(const Type *type, const char *path, int64_t offset)
{
    for (uint32_t i = 0; i < type->reference_count; i++)
        if (type->references[i].offset == offset && strcmp(type->references[i].path, path) == 0)
            return &type->references[i];
    return NULL;
}

/* PyException_HEAD repeats the members of PyBaseExceptionObject, which no unit need have looked at. */
static void apply_exception_head(Type *type)
{
    static const char *const members[] = {"dict", "args", "notes", "traceback", "context", "cause"};
    const int64_t word = (int64_t)sizeof(void *);
    if (type->base || !type->builtin_base || strncmp(type->builtin_base->symbol, "PyExc_", strlen("PyExc_")) != 0 ||
        !reference_named_at(type, "dict", 2 * word) || !reference_named_at(type, "args", 3 * word))
        return;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        for (int64_t place = 2; place < 8; place++) {
            Reference *reference = (Reference *)(uintptr_t)reference_named_at(type, members[i], place * word);
            if (reference)
                reference->in_base = true;
        }
}

/* What stands in the part of the instance that the base's struct takes is the base's, also where the struct repeats the members. */
static void apply_base_size(Type *type)
{
    apply_opaque_base(type);
    apply_exception_head(type);
    const Record *record = type->base && type->base->record.unit ? unit_record(type->base->record.unit, type->base->record.record) : NULL;
    bool is_same = type->base && type->base->record.unit == type->record.unit && type->base->record.record == type->record.record;
    for (uint32_t i = 0; record && i < type->reference_count; i++)
        if (type->references[i].offset >= 0 && type->references[i].offset < record->size &&
            is_of_base(type->base->record, &type->references[i]))
            type->references[i].in_base = true;
    /* A type that adds nothing uses the struct of its builtin base as it is. */
    is_same = is_same || (!type->base && type->builtin_base && type->builtin_base->record && type->record_name &&
                          strcmp(type->builtin_base->record, type->record_name) == 0);
    const Record *own = type->record.unit ? unit_record(type->record.unit, type->record.record) : NULL;
    for (uint32_t i = 0; is_same && i < type->reference_count; i++) {
        Reference *reference = &type->references[i];
        bool is_inside = !reference->is_indirect && !(own && own->size > 0 && reference->offset >= own->size);
        reference->in_base = reference->in_base || is_inside;
    }
}

static void apply_offsets(Model *model, Type *type)
{
    for (uint32_t i = 0; i < type->reference_count; i++) {
        Reference *reference = &type->references[i];
        reference->is_weaklist = type->weaklist_offset && is_at(model, type, reference, type->weaklist_offset, type->weaklist_field);
        reference->is_dict = type->dict_offset && is_at(model, type, reference, type->dict_offset, type->dict_field);
    }
}

void references_of_type(Model *model, Type *type)
{
    Search search = {.model = model, .type = type};
    Level top = {.unit = type->record.unit, .record = type->record.record, .path = "", .key = "", .names = "", .at_start = true};
    if (type->has_type_data) {
        top.key = NULL; /* its offsets are those in the data */
        top.names = model_intern(model, TYPE_DATA_WAY ">");
        top.at_start = false;
    }
    if (type->record.record) {
        top.in_base = is_type_record(type->record.unit, type->record.record);
        search_record(&search, &top);
        drop_other_alternatives(&search);
    }
    search_trace(&search, type_slot_trace(model, type, SLOT_tp_dealloc));
    search_trace(&search, type_slot_trace(model, type, SLOT_tp_clear));
    search_trace(&search, type_slot_trace(model, type, SLOT_tp_finalize));
    search_trace(&search, type_slot_trace(model, type, SLOT_tp_traverse));
    type->references = keep_found(&search, &type->reference_count);
    for (const Type *defines = type; defines; defines = defines->base)
        apply_members(model, type, defines);
    if (!type->has_type_data)
        apply_base_size(type);
    apply_offsets(model, type);
}

void references_of_module(Model *model, Module *module)
{
    Search search = {.model = model};
    Level top = {.unit = module->state.unit, .record = module->state.record, .path = "", .key = "", .names = "", .at_start = true};
    if (module->state.record)
        search_record(&search, &top);
    module->references = keep_found(&search, &module->reference_count);
}
