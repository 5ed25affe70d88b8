/* Structs, unions and classes. A record gets its id when it is first met; its fields follow later, so that records
 * which refer to each other end. */
#include "facts/embedding.h"
#include "frontend/lowering.h"

#include <string.h>

typedef struct FieldCollector {
    Lowering *lowering;
    VECTOR(Field) fields;
    VECTOR(CXCursor) cursors; /* of the fields; null for what is none */
    VECTOR(NamedBase) bases;  /* by their places in `fields` */
    CXCursor made;            /* a class that is made from a template; else null */
    SymbolId destructor;
    bool is_broken;
    bool is_union;
    bool is_uncertain; /* where the next field stands */
} FieldCollector;

static bool is_unnamed(const char *name)
{
    return strchr(name, '(') != NULL;
}

void drop_anonymous_scopes(char *name)
{
    static const char anonymous[] = "(anonymous namespace)::";
    for (char *found = strstr(name, anonymous); found; found = strstr(found, anonymous))
        memmove(found, found + sizeof anonymous - 1, strlen(found + sizeof anonymous - 1) + 1);
}

/* C++: qualified; without anonymous namespaces, which nobody writes when they name the class. */
static StringId record_name(Lowering *lowering, CXCursor declaration)
{
    if (clang.Cursor_isAnonymous(declaration))
        return 0;
    if (clang.getCursorKind(declaration) == CXCursor_ClassTemplate)
        return qualified_name(lowering, declaration);
    CXString cx_name = lowering->unit->is_cxx ? clang.getTypeSpelling(clang.getCursorType(declaration))
                                              : clang.getCursorSpelling(declaration);
    const char *text = clang.getCString(cx_name);
    char *name = arena_copy_string(lowering->arena, text ? text : "");
    clang.disposeString(cx_name);
    drop_anonymous_scopes(name);
    return is_unnamed(name) ? 0 : interner_string(lowering->interner, name);
}

static Record new_record(Lowering *lowering, CXCursor declaration, bool is_complete)
{
    Extent extent = extent_of(lowering, declaration);
    Record record = {.name = record_name(lowering, declaration), .span = span_of(lowering, &extent), .size = -1};
    enum CXCursorKind kind = clang.getCursorKind(declaration);
    record.is_union = kind == CXCursor_UnionDecl || (kind == CXCursor_ClassTemplate &&
                                                     clang.getTemplateCursorKind(declaration) == CXCursor_UnionDecl);
    record.is_template = kind == CXCursor_ClassTemplate;
    record.is_made_from_template = is_made_from_template(lowering, declaration);
    record.is_complete = is_complete;
    record.is_broken = clang.isInvalidDeclaration(declaration) ||
                       (is_complete && type_is_uncertain(lowering, clang.getCursorType(declaration)));
    if (is_complete && !record.is_broken) {
        long long size = clang.Type_getSizeOf(clang.getCursorType(declaration));
        record.size = size < 0 ? -1 : size;
    }
    return record;
}

RecordId record_of(Lowering *lowering, CXCursor declaration)
{
    RecordId id = 0;
    CXCursor canonical = clang.getCanonicalCursor(declaration);
    if (clang.Cursor_isNull(canonical))
        return 0;
    if (pointer_map_find(&lowering->record_ids, canonical.data[0], &id))
        return id;
    CXCursor definition = clang.getCursorDefinition(declaration);
    bool is_complete = !clang.Cursor_isNull(definition);
    Record record = new_record(lowering, is_complete ? definition : declaration, is_complete);
    id = lowering->unit->records.count;
    vector_push(&lowering->unit->records, record);
    pointer_map_add(&lowering->record_ids, lowering->arena, canonical.data[0], id);
    if (is_complete)
        vector_push(&lowering->pending_records, (PendingRecord){.record = id, .definition = definition});
    return id;
}

static void collect_field(FieldCollector *collector, CXCursor cursor)
{
    Lowering *lowering = collector->lowering;
    CXString cx_name = clang.getCursorSpelling(cursor);
    const char *name = clang.getCString(cx_name);
    Extent extent = extent_of(lowering, cursor);
    Field field = {
        .name = name && !is_unnamed(name) ? interner_string(lowering->interner, name) : 0,
        .type = declared_type_of(lowering, cursor),
        .offset = collector->is_uncertain ? -1 : 0,
        .is_bit_field = clang.Cursor_isBitField(cursor),
        .span = span_of(lowering, &extent),
    };
    clang.disposeString(cx_name);
    if (clang.isInvalidDeclaration(cursor))
        collector->is_broken = true;
    collector->is_uncertain |= !collector->is_union && field_is_uncertain(lowering, cursor);
    vector_push(&collector->fields, field);
    vector_push(&collector->cursors, cursor);
}

static void collect_base(FieldCollector *collector, CXCursor cursor)
{
    TypeId type = cursor_type(collector->lowering, cursor);
    const CType *known = unit_type(collector->lowering->unit, type);
    bool is_named = !clang.Cursor_isNull(collector->made) && (!known || known->kind == CTYPE_UNKNOWN);
    const char *name = is_named ? made_base_name(collector->lowering, collector->made, cursor) : NULL;
    if (name)
        vector_push(&collector->bases, ((NamedBase){collector->fields.count, name}));
    collector->is_uncertain |= type_is_uncertain(collector->lowering, clang.getCursorType(cursor));
    Extent extent = extent_of(collector->lowering, cursor);
    Field field = {
        .type = type,
        .offset = -1,
        .is_base = true,
        .span = span_of(collector->lowering, &extent),
    };
    vector_push(&collector->fields, field);
    vector_push(&collector->cursors, clang.getNullCursor());
}

static enum CXVisitorResult visit_field(CXCursor cursor, CXClientData data)
{
    collect_field(data, cursor);
    return CXVisit_Continue;
}

/* What the fields alone do not tell: base classes and the destructor. */
static enum CXChildVisitResult visit_class_member(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    FieldCollector *collector = data;
    switch (clang.getCursorKind(cursor)) {
    case CXCursor_CXXBaseSpecifier:
        collect_base(collector, cursor);
        break;
    case CXCursor_Destructor:
        collector->destructor = symbol_of(collector->lowering, cursor);
        break;
    default:
        break;
    }
    return CXChildVisit_Continue;
}

/* For records that libclang does not list the fields of: templates, and those with a field whose type is missing. */
static enum CXChildVisitResult visit_written_field(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    FieldCollector *collector = data;
    if (clang.getCursorKind(cursor) == CXCursor_FieldDecl) {
        collect_field(collector, cursor);
    } else if (clang.Cursor_isAnonymousRecordDecl(cursor)) {
        Extent extent = extent_of(collector->lowering, cursor);
        Field field = {.type = cursor_type(collector->lowering, cursor),
                       .offset = -1,
                       .span = span_of(collector->lowering, &extent)};
        vector_push(&collector->fields, field);
        vector_push(&collector->cursors, clang.getNullCursor());
    }
    return CXChildVisit_Continue;
}

typedef struct VirtualCheck {
    unsigned *steps; /* base classes looked at so far: those met by several ways could be without end */
    bool is_virtual;
    bool first_base_seen, first_base_is_virtual;
} VirtualCheck;

static bool has_virtual_table(CXCursor class, unsigned *steps, bool *first_base);

static enum CXChildVisitResult check_virtual(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    VirtualCheck *check = data;
    enum CXCursorKind kind = clang.getCursorKind(cursor);
    bool is_virtual = false;
    if (kind == CXCursor_CXXBaseSpecifier) {
        CXCursor base = clang.getCursorDefinition(clang.getTypeDeclaration(clang.getCursorType(cursor)));
        bool is_base_virtual = !clang.Cursor_isNull(base) && has_virtual_table(base, check->steps, NULL);
        if (!check->first_base_seen)
            check->first_base_is_virtual = is_base_virtual && !clang.isVirtualBase(cursor);
        check->first_base_seen = true;
        is_virtual = is_base_virtual || clang.isVirtualBase(cursor);
    } else if (kind == CXCursor_CXXMethod || kind == CXCursor_Destructor) {
        is_virtual = clang.CXXMethod_isVirtual(cursor);
    }
    check->is_virtual |= is_virtual;
    return CXChildVisit_Continue;
}

/* Whether objects of the class begin with a table of virtual methods. */
static bool has_virtual_table(CXCursor class, unsigned *steps, bool *first_base)
{
    enum { STEP_LIMIT = 64 };
    VirtualCheck check = {.steps = steps};
    if (++*steps <= STEP_LIMIT)
        clang.visitChildren(class, check_virtual, &check);
    if (first_base)
        *first_base = check.first_base_is_virtual;
    return check.is_virtual;
}

/* The first base stands at the start, but where the class has a table of virtual methods and the base has none. */
static void place_first_base(FieldCollector *collector, CXCursor definition)
{
    bool first_is_virtual = false;
    if (!collector->fields.count || !collector->fields.items[0].is_base)
        return;
    unsigned steps = 0;
    bool is_virtual = has_virtual_table(definition, &steps, &first_is_virtual);
    if (!is_virtual || first_is_virtual)
        collector->fields.items[0].offset = 0;
}

static void place_fields(FieldCollector *collector, CXCursor definition)
{
    uint32_t count = collector->fields.count;
    int64_t *offsets = ARENA_ARRAY(collector->lowering->arena, int64_t, count);
    field_offsets(collector->lowering, definition, collector->cursors.items, count, offsets);
    for (uint32_t i = 0; i < count; i++)
        if (collector->fields.items[i].offset >= 0)
            collector->fields.items[i].offset = offsets[i];
}

/* libclang shows no base classes of what clang makes from a template. */
static void collect_members(FieldCollector *collector, CXCursor definition)
{
    CXCursor template = template_made_from(collector->lowering, definition);
    bool is_made = !clang.Cursor_isNull(template);
    collector->made = is_made ? definition : clang.getNullCursor();
    clang.visitChildren(is_made ? template : definition, visit_class_member, collector);
}

static void complete_record(Lowering *lowering, PendingRecord pending)
{
    bool is_union = lowering->unit->records.items[pending.record].is_union;
    FieldCollector collector = {.lowering = lowering, .is_union = is_union};
    if (lowering->unit->is_cxx)
        collect_members(&collector, pending.definition);
    if (clang.getCursorKind(pending.definition) == CXCursor_ClassTemplate ||
        clang.isInvalidDeclaration(pending.definition))
        clang.visitChildren(pending.definition, visit_written_field, &collector);
    else
        clang.Type_visitFields(clang.getCursorType(pending.definition), visit_field, &collector);
    place_fields(&collector, pending.definition);
    place_first_base(&collector, pending.definition);
    Record *record = &lowering->unit->records.items[pending.record];
    record->destructor = collector.destructor;
    record->is_broken |= collector.is_broken;
    record->first_field = lowering->unit->fields.count;
    record->field_count = collector.fields.count;
    for (uint32_t i = 0; i < collector.fields.count; i++) {
        if (!clang.Cursor_isNull(collector.cursors.items[i]))
            pointer_map_add(&lowering->field_ids, lowering->arena, collector.cursors.items[i].data[0],
                            lowering->unit->fields.count);
        vector_push(&lowering->unit->fields, collector.fields.items[i]);
    }
    for (uint32_t i = 0; i < collector.bases.count; i++) {
        NamedBase base = collector.bases.items[i];
        vector_push(&lowering->named_bases, ((NamedBase){record->first_field + base.field, base.name}));
    }
    vector_free(&collector.bases);
    vector_free(&collector.fields);
    vector_free(&collector.cursors);
}

void records_complete(Lowering *lowering)
{
    while (lowering->pending_records.count)
        complete_record(lowering, lowering->pending_records.items[--lowering->pending_records.count]);
}

/* Types of records that are made from templates, by the names of these. */
static void find_made_types(Lowering *lowering, PointerMap *made)
{
    Unit *unit = lowering->unit;
    for (TypeId id = 1; id < unit->types.count; id++) {
        const CType *type = &unit->types.items[id];
        const Record *record = type->kind == CTYPE_RECORD && !type->is_const ? unit_record(unit, type->record) : NULL;
        TypeId known;
        if (record && record->name && record->is_made_from_template && !pointer_map_find(made, (const void *)(uintptr_t)record->name, &known))
            pointer_map_add(made, lowering->arena, (const void *)(uintptr_t)record->name, id);
    }
}

void records_join_bases(Lowering *lowering)
{
    PointerMap made = {0};
    if (lowering->named_bases.count)
        find_made_types(lowering, &made);
    for (uint32_t i = 0; i < lowering->named_bases.count; i++) {
        const NamedBase *base = &lowering->named_bases.items[i];
        StringId name = interner_string(lowering->interner, base->name);
        TypeId type;
        if (pointer_map_find(&made, (const void *)(uintptr_t)name, &type))
            lowering->unit->fields.items[base->field].type = type;
    }
    pointer_map_clear(&made);
}

FieldId field_of(Lowering *lowering, CXCursor field_declaration)
{
    FieldId id = 0;
    if (pointer_map_find(&lowering->field_ids, field_declaration.data[0], &id))
        return id;
    record_of(lowering, clang.getCursorSemanticParent(field_declaration));
    records_complete(lowering);
    pointer_map_find(&lowering->field_ids, field_declaration.data[0], &id);
    return id;
}

/* Records that are objects by name: the two that begin every object, and those of which CPython's headers may hide the
 * inside (the limited API, or headers that only declare them). */
static bool is_object_name(const char *name)
{
    static const char *const names[] = {
        "_object",  "PyObject",       "PyVarObject", "_typeobject",    "PyTypeObject",     "_longobject",
        "_frame",   "PyFrameObject",  "PyCodeObject", "PyDescr_TypeObject", "_traceback",  "PyTracebackObject",
        "PyWeakReference", "_PyWeakReference", "PyGenObject", "PyCoroObject", "PyAsyncGenObject",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

enum { OBJECT_UNKNOWN, OBJECT_ASKED, OBJECT_KNOWN };

/* The first, but for base classes that are empty: then a member stands where they do. */
static const Field *beginning_of(const Unit *unit, const Record *record)
{
    const Field *fields = &unit->fields.items[record->first_field];
    for (uint32_t i = 1; i < record->field_count && fields[0].is_base; i++)
        if (!fields[i].is_base && !fields[i].is_bit_field)
            return fields[i].offset == 0 ? &fields[i] : &fields[0];
    return &fields[0];
}

/* The record a record begins with; 0 if none, or if its own name decides. */
static RecordId first_record(const Unit *unit, const Record *record)
{
    if (!record->field_count || record->is_union)
        return 0;
    const CType *type = unit_type(unit, beginning_of(unit, record)->type);
    return type && type->kind == CTYPE_RECORD ? type->record : 0;
}

/* All records on the way down through first members are what the last of them is. */
static void decide_object(Unit *unit, RecordId start, unsigned char *states)
{
    bool is_object = false;
    for (RecordId id = start; id && states[id] != OBJECT_ASKED; id = first_record(unit, &unit->records.items[id])) {
        Record *record = &unit->records.items[id];
        is_object = states[id] == OBJECT_KNOWN ? record->is_object : is_object_name(unit_string(unit, record->name));
        if (is_object || states[id] == OBJECT_KNOWN)
            break;
        states[id] = OBJECT_ASKED;
    }
    for (RecordId id = start; id && states[id] == OBJECT_ASKED; id = first_record(unit, &unit->records.items[id])) {
        unit->records.items[id].is_object = is_object;
        states[id] = OBJECT_KNOWN;
    }
    if (is_object && states[start] != OBJECT_KNOWN) {
        unit->records.items[start].is_object = true;
        states[start] = OBJECT_KNOWN;
    }
}

void records_find_objects(Unit *unit)
{
    embedding_cut_cycles(unit);
    unsigned char *states = memory_allocate(unit->records.count);
    memset(states, OBJECT_UNKNOWN, unit->records.count);
    for (RecordId id = 1; id < unit->records.count; id++)
        decide_object(unit, id, states);
    memory_free(states);
}
