/* What code says of types: members assigned before PyType_Ready, bases given to PyType_FromSpecWithBases and its kin. */
#include "model/internals.h"

#include <string.h>

typedef struct Base {
    Truth known;
    const Type *type;
    const ApiType *builtin;
    const char *name;
} Base;

static void set_base(Type *type, Base base)
{
    type->base_known = base.known;
    type->base = base.type;
    type->builtin_base = base.builtin;
    type->base_name = base.name;
}

/* --- bases ------------------------------------------------------------------------------------------------------------------------ */

static Base base_unknown(const char *name)
{
    return (Base){.known = TRUTH_UNKNOWN, .name = name};
}

static Base base_of_path(Model *model, const Trace *trace, PathId id)
{
    const Path *path = trace_path(trace, id);
    if (path->kind == PATH_GLOBAL) {
        const Type *type = model_type_of_variable(model, path->variable);
        if (type)
            return (Base){TRUTH_YES, type, NULL, path->name};
    }
    const Type *held = holder_type(model, trace, id);
    if (held)
        return (Base){TRUTH_YES, held, NULL, held->symbol};
    const ApiType *builtin = path->kind == PATH_GLOBAL && path->name ? api_find_type(path->name) : NULL;
    if (builtin)
        return (Base){TRUTH_YES, NULL, builtin, path->name};
    return base_unknown(path->kind == PATH_FIELD ? trace_path_text(model, trace, id) : path->name);
}

/* A type of another module: of this program, or one of which only the name is known. */
static Base base_named(Model *model, const char *name)
{
    const Type *type = model_type_named(model, name);
    return type ? (Base){TRUTH_YES, type, NULL, type->symbol} : base_unknown(name);
}

/* What PyTuple_SetItem or PyTuple_SET_ITEM put first into a new tuple; NULL if nothing is seen. */
static const Value *first_item(const Trace *trace, PathId tuple)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        bool sets = event->kind == EVENT_CALL && event->callee && event->argument_count == 3 &&
                    (strcmp(event->callee, "PyTuple_SetItem") == 0 || strcmp(event->callee, "PyTuple_SET_ITEM") == 0);
        if (sets && event->arguments[0].path == tuple && event->arguments[1].kind == VALUE_INTEGER && !event->arguments[1].integer)
            return &event->arguments[2];
    }
    return NULL;
}

static Base base_of_value(Model *model, const Trace *trace, Value value, const Event *user)
{
    if (value.kind == VALUE_NULL)
        return (Base){.known = TRUTH_YES};
    if (value.kind != VALUE_ADDRESS && value.kind != VALUE_CONTENT)
        return base_unknown(NULL);
    const Event *call = trace_call_before(trace, value.path, user);
    if (!call)
        return base_of_path(model, trace, value.path);
    const Type *made = call_made_type(model, trace, call);
    if (made)
        return (Base){TRUTH_YES, made, NULL, made->symbol};
    const char *imported = call_imported_name(model, trace, call);
    if (imported)
        return base_named(model, imported);
    /* PyTuple_Pack(n, base, ...): the first decides the layout in all but exotic cases. */
    if (call->callee && strcmp(call->callee, "PyTuple_Pack") == 0 && call->argument_count >= 2)
        return base_of_value(model, trace, call->arguments[1], call);
    const Value *first = call->callee && strcmp(call->callee, "PyTuple_New") == 0 ? first_item(trace, value.path) : NULL;
    if (first)
        return base_of_value(model, trace, *first, user);
    if (call->callee && strcmp(call->callee, "Py_BuildValue") == 0 && call->argument_count >= 2)
        return base_of_value(model, trace, call->arguments[1], call);
    return base_unknown(call->callee);
}

/* --- assigned members --------------------------------------------------------------------------------------------------------- */

/* `state->Foo_Type->tp_base = base`, where nothing but `&Foo_Type` is ever put into that pointer. */
static Type *type_behind_holder(Model *model, const Trace *trace, PathId pointer)
{
    const Type *held = holder_type(model, trace, pointer);
    return held && !held->is_heap ? (Type *)(uintptr_t)held : NULL;
}

static Type *type_of_store(Model *model, const Trace *trace, const Event *event)
{
    const Path *field = trace_path(trace, event->target);
    if (field->kind != PATH_FIELD || strncmp(field->name, "tp_", 3) != 0)
        return NULL;
    const Path *object = trace_path(trace, field->parent);
    while (object->kind == PATH_INDEX)
        object = trace_path(trace, object->parent);
    if (object->kind != PATH_GLOBAL || !object->variable.variable)
        return type_behind_holder(model, trace, field->parent);
    const Type *known = model_type_of_variable(model, object->variable);
    if (known)
        return known->is_heap ? NULL : (Type *)(uintptr_t)known;
    RecordRef of = field->record;
    const Record *record = of.unit ? unit_record(of.unit, of.record) : NULL;
    if (!record || strcmp(unit_string(of.unit, record->name), "_typeobject") != 0)
        return NULL;
    /* A pointer variable is not the definition of a type. */
    const CType *declared = unit_type(object->unit, object->type);
    if (!declared || declared->kind != CTYPE_RECORD)
        return NULL;
    return types_new_runtime(model, object->variable);
}

static bool is_type_object(const Path *path)
{
    const CType *type = path->kind == PATH_GLOBAL ? unit_type(path->unit, path->type) : NULL;
    const Record *record = type && type->kind == CTYPE_RECORD ? unit_record(path->unit, type->record) : NULL;
    return record && strcmp(unit_string(path->unit, record->name), "_typeobject") == 0;
}

/* `Foo_Type = PyCFunction_Type;`: flags and slots are those of the other type, but for what is assigned afterwards. */
static void apply_type_copy(Model *model, const Path *target, const Path *source)
{
    if (!is_type_object(target) || !is_type_object(source) || !target->variable.variable)
        return;
    Type *type = (Type *)(uintptr_t)model_type_of_variable(model, target->variable);
    /* SWIG writes the definition into a constant and copies that: it is one type. */
    if (!type && model_type_of_variable(model, source->variable))
        return;
    if (!type)
        type = types_new_runtime(model, target->variable);
    if (!type->flags_known)
        return;
    type->flags_known = false;
    type_unresolved(model, type, "it is a copy of another type object");
}

static void apply_copy(Model *model, const Trace *trace, const Event *event)
{
    if (event->value.kind == VALUE_CONTENT)
        apply_type_copy(model, trace_path(trace, event->target), trace_path(trace, event->value.path));
}

/* `memcpy(&Foo_Type, &PyMethodDescr_Type, sizeof(PyTypeObject))` */
static void apply_memory_copy(Model *model, const Trace *trace, const Event *event)
{
    bool copies = event->kind == EVENT_CALL && event->argument_count == 3 && event->callee &&
                  (strcmp(event->callee, "memcpy") == 0 || strcmp(event->callee, "memmove") == 0);
    if (copies && event->arguments[0].kind == VALUE_ADDRESS && event->arguments[1].kind == VALUE_ADDRESS)
        apply_type_copy(model, trace_path(trace, event->arguments[0].path), trace_path(trace, event->arguments[1].path));
}

static NodeId assigned_node(const Event *event)
{
    const Node *node = unit_node(event->unit, event->node);
    return node->kind == N_BINARY && node->operator == OP_ASSIGN ? unit_child(event->unit, node, 1) : 0;
}

static void apply_flags(Model *model, Type *type, const Event *event)
{
    const Node *node = unit_node(event->unit, event->node);
    int64_t flags;
    if (node->kind == N_BINARY && unit_constant(event->unit, unit_child(event->unit, node, 1), &flags)) {
        if (node->operator == OP_OR_ASSIGN)
            type->flags |= (uint64_t)flags;
        else if (node->operator == OP_AND_ASSIGN)
            type->flags &= (uint64_t)flags;
        else
            type->flags = (uint64_t)flags;
        type->flags_known |= node->operator == OP_ASSIGN;
        type->flags_place = event_place(event);
    } else if (event->value.kind == VALUE_INTEGER) {
        type->flags = (uint64_t)event->value.integer;
        type->flags_known = true;
        type->flags_place = event_place(event);
    } else {
        type->flags_known = false;
        type_unresolved(model, type, "tp_flags is computed at run time");
    }
}

static bool is_structseq_function(const char *name)
{
    return name && strncmp(name + (*name == '_'), "PyStructSequence_", strlen("PyStructSequence_")) == 0;
}

/* `T.tp_base = base;` where the variable is local: what it holds is known here and nowhere else. */
static void apply_base(Model *model, const Trace *trace, Type *type, const Event *event)
{
    Base base = base_of_value(model, trace, event->value, event);
    bool is_new = base.name && !type->base && !type->builtin_base;
    if (base.known == TRUTH_YES ? base.type || base.builtin : is_new)
        set_base(type, base);
}

/* `PyStructSequence_InitType(&Foo_Type, &foo_desc)`: the description is the definition, the variable where its type is put. */
static void apply_structseq(Model *model, const Trace *trace, const Event *event)
{
    if ((event->kind != EVENT_CALL && event->kind != EVENT_ENTER) || !is_structseq_function(event->callee) || event->argument_count < 2)
        return;
    const Path *object = trace_path(trace, event->arguments[0].path), *description = trace_path(trace, event->arguments[1].path);
    if (object->kind != PATH_GLOBAL || !object->variable.variable || description->kind != PATH_GLOBAL)
        return;
    Type *type = (Type *)(uintptr_t)model_type_of_variable(model, description->variable);
    if (type && type->style == STYLE_STRUCTSEQ)
        types_register_alias(model, type, object->variable);
}

/* `foo_desc.name = "os.foo";`, `foo_spec.basicsize = sizeof(Foo);` before the type is made of it. */
static void apply_definition_field(Model *model, const Trace *trace, const Event *event)
{
    static const struct { const char *field, *member; } fields[] = {
        {"name", "tp_name"}, {"basicsize", "tp_basicsize"}, {"itemsize", "tp_itemsize"}};
    const Path *field = trace_path(trace, event->target), *object = trace_path(trace, field->parent);
    if (field->kind != PATH_FIELD || object->kind != PATH_GLOBAL)
        return;
    Type *type = (Type *)(uintptr_t)model_type_of_variable(model, object->variable);
    if (!type || (type->style != STYLE_SPEC && type->style != STYLE_STRUCTSEQ))
        return;
    if (type->style == STYLE_SPEC && strcmp(field->name, "flags") == 0) {
        apply_flags(model, type, event);
        type->flags |= TYPE_HEAPTYPE;
    }
    if (type->style == STYLE_SPEC && strcmp(field->name, "slots") == 0 && assigned_node(event))
        types_assign_spec_slots(model, type, event->unit, assigned_node(event));
    for (size_t i = 0; assigned_node(event) && i < sizeof fields / sizeof *fields; i++)
        if (strcmp(field->name, fields[i].field) == 0)
            types_set_field(model, type, fields[i].member, event->unit, assigned_node(event));
}

/* `type = (PyTypeObject *)PyType_FromSpec(&spec); type->tp_weaklistoffset = offsetof(Foo, weakrefs);`, as it was done before members of a
 * spec could say so. */
static Type *type_given_offset(Model *model, const Trace *trace, const Event *event)
{
    const Path *field = trace_path(trace, event->target);
    if (field->kind != PATH_FIELD || (strcmp(field->name, "tp_weaklistoffset") != 0 && strcmp(field->name, "tp_dictoffset") != 0))
        return NULL;
    const Type *made = trace_path(trace, field->parent)->kind == PATH_RESULT
                           ? call_made_type(model, trace, trace_call_before(trace, field->parent, event))
                           : holder_type(model, trace, field->parent);
    return made && made->is_heap ? (Type *)(uintptr_t)made : NULL;
}

static void apply_store(Model *model, const Trace *trace, const Event *event)
{
    /* CPython's own tree: what these put in is known. */
    Type *type = is_structseq_function(function_name(event->in)) ? NULL : type_of_store(model, trace, event);
    if (!type)
        type = type_given_offset(model, trace, event);
    if (!type)
        return;
    const char *name = trace_path(trace, event->target)->name;
    if (strcmp(name, "tp_flags") == 0) {
        apply_flags(model, type, event);
        return;
    }
    if (strcmp(name, "tp_base") == 0)
        apply_base(model, trace, type, event);
    NodeId value = assigned_node(event);
    Slot *base = &type->slots[SLOT_tp_base], before = *base;
    if (value && types_set_field(model, type, name, event->unit, value)) {
        /* What stands there is a parameter's name; what it is, the walk has told. */
        if (strcmp(name, "tp_base") == 0 && base->unresolved && type->base_name)
            *base = before;
        return;
    }
    SlotId slot;
    if (event->value.kind == VALUE_FUNCTION && slot_find(name, &slot)) {
        Slot *set = &type->slots[slot];
        *set = (Slot){.is_set = true, .function = event->value.function->function, .name = event->value.function->name,
                      .unit = event->unit, .place = event_place(event)};
    }
}

/* Which argument of a PyType_From* function is `bases`; -1: it has none. */
static int bases_argument(const char *callee)
{
    static const struct { const char *name; int index; } functions[] = {
        {"PyType_FromSpecWithBases", 1}, {"PyType_FromModuleAndSpec", 2}, {"PyType_FromMetaclass", 3}};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(callee, functions[i].name) == 0)
            return functions[i].index;
    return -1;
}

static bool is_null_slot(const Slot *slot)
{
    return !slot->is_set || slot->is_null;
}

static void apply_call(Model *model, const Trace *trace, const Event *event)
{
    if (event->kind != EVENT_CALL || !event->api || event->api->effect != API_TYPE_FROM_SPEC)
        return;
    Type *type = (Type *)(uintptr_t)call_made_type(model, trace, event);
    if (!type)
        return;
    int index = bases_argument(event->callee);
    if (index < 0 || (uint32_t)index >= event->argument_count)
        return;
    Value bases = event->arguments[index];
    bool has_bases = bases.kind != VALUE_NULL;
    if (!has_bases && !is_null_slot(&type->slots[SLOT_tp_base]))
        return;
    Base base = base_of_value(model, trace, bases, event);
    if (base.known == TRUTH_UNKNOWN && (type->base || type->builtin_base))
        return;
    if (has_bases)
        set_base(type, base);
}

static Type *type_at(Model *model, const Trace *trace, Value value)
{
    if (value.kind == VALUE_CONTENT)
        return type_behind_holder(model, trace, value.path);
    const Path *path = value.kind == VALUE_ADDRESS && value.path ? trace_path(trace, value.path) : NULL;
    return path && path->kind == PATH_GLOBAL ? (Type *)(uintptr_t)model_type_of_variable(model, path->variable) : NULL;
}

/* A type object itself as an argument: what looks like a call is a macro of a header that is not there, which takes the address. */
static Type *type_passed_whole(Model *model, const Trace *trace, Value value)
{
    const Path *path = value.kind == VALUE_CONTENT && value.path ? trace_path(trace, value.path) : NULL;
    return path && path->kind == PATH_GLOBAL ? (Type *)(uintptr_t)model_type_of_variable(model, path->variable) : NULL;
}

/* `library->register_class(&Foo_Type, bases)`: a function of another module may set the base before it makes the type ready. */
static void apply_foreign_call(Model *model, const Trace *trace, const Event *event)
{
    if (event->kind != EVENT_CALL || event->api || event->function.unit)
        return;
    for (uint32_t i = 0; i < event->argument_count; i++) {
        Type *type = type_at(model, trace, event->arguments[i]);
        type = type ? type : type_passed_whole(model, trace, event->arguments[i]);
        if (type && type->style == STYLE_STATIC && !type->is_made_ready && !type->base && !type->builtin_base)
            set_base(type, base_unknown(NULL));
    }
}

/* `make_type_of_class(&Foo_spec, bases)`, where no call of PyType_FromSpec() and its kin is seen: a function that makes the type in some
 * other way, from whatever bases it is given. */
static void apply_spec_handed_on(Model *model, const Trace *trace, const Event *event)
{
    if ((event->kind != EVENT_CALL && event->kind != EVENT_ENTER) || event->api)
        return;
    for (uint32_t i = 0; i < event->argument_count; i++) {
        Type *type = event->arguments[i].kind == VALUE_ADDRESS ? type_at(model, trace, event->arguments[i]) : NULL;
        if (type && type->style == STYLE_SPEC && !type->is_made_ready && !type->base && !type->builtin_base)
            set_base(type, base_unknown(NULL));
    }
}

static Type *type_made_ready(Model *model, const Trace *trace, const Event *event)
{
    if (event->kind != EVENT_CALL || !event->api)
        return NULL;
    if (event->api->effect == API_TYPE_FROM_SPEC)
        return (Type *)(uintptr_t)call_made_type(model, trace, event);
    return event->api->effect == API_READY ? type_at(model, trace, event->value) : NULL;
}

static void find_ready(Model *model, const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        Type *type = type_made_ready(model, trace, &trace->events[i]);
        if (type)
            type->is_made_ready = true;
    }
}

/* `Foo_slots[3].pfunc = Base_Type;` before PyType_FromSpec */
static const Path *patched_slots(const Trace *trace, const Event *event, int64_t *index)
{
    const Path *field = trace_path(trace, event->target);
    if (field->kind != PATH_FIELD || strcmp(field->name, "pfunc") != 0)
        return NULL;
    const Path *element = trace_path(trace, field->parent);
    const Path *array = trace_path(trace, element->parent);
    *index = element->index;
    return element->kind == PATH_INDEX && element->index >= 0 && array->kind == PATH_GLOBAL && array->variable.variable ? array : NULL;
}

static void apply_slot_patch(Model *model, const Trace *trace, const Event *event)
{
    enum { TP_BASE = 48, TP_BASES = 49 };
    int64_t index;
    const Path *array = patched_slots(trace, event, &index);
    if (!array)
        return;
    int64_t number = types_slot_number(array->variable, index);
    Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++) {
        Type *type = internals->all_types.items[i];
        if (type->slots_array.unit != array->variable.unit || type->slots_array.variable != array->variable.variable)
            continue;
        if (number == TP_BASE || number == TP_BASES)
            set_base(type, base_of_value(model, trace, event->value, event));
        else if (assigned_node(event))
            types_set_spec_slot(model, type, event->unit, number, assigned_node(event));
    }
}

static void find_structseqs(Model *model, const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++)
        apply_structseq(model, trace, &trace->events[i]);
}

static void apply_trace(Model *model, const Trace *trace)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind == EVENT_STORE && event->target) {
            apply_copy(model, trace, event);
            apply_store(model, trace, event);
            apply_definition_field(model, trace, event);
            apply_slot_patch(model, trace, event);
        }
        apply_memory_copy(model, trace, event);
        apply_call(model, trace, event);
        apply_foreign_call(model, trace, event);
        apply_spec_handed_on(model, trace, event);
    }
}

/* tp_base as written in an initialiser, assigned by code, or as Py_tp_base. */
static void base_from_slot(Model *model, Type *type)
{
    const Slot *slot = &type->slots[SLOT_tp_base];
    if (is_null_slot(slot))
        slot = &type->slots[SLOT_tp_bases];
    if (is_null_slot(slot))
        return;
    if (!slot->name) {
        if (!type->base_name)
            set_base(type, base_unknown(NULL));
        else
            type->slots[SLOT_tp_base].unresolved = NULL;
        return;
    }
    const Node *node = unit_node(slot->unit, unit_strip_casts(slot->unit, slot->value));
    if (node && node->kind == N_UNARY)
        node = unit_node(slot->unit, unit_strip_casts(slot->unit, unit_child(slot->unit, node, 0)));
    VariableRef variable = node && node->kind == N_REF ? program_variable(model->program, slot->unit, node->symbol) : (VariableRef){0};
    const Type *own = model_type_of_variable(model, variable), *known = own ? own : holder_of_variable(model, variable);
    const ApiType *builtin = known ? NULL : api_find_type(slot->name);
    const char *name = known && !own ? known->symbol : slot->name;
    Base base = {known || builtin ? TRUTH_YES : TRUTH_UNKNOWN, known, builtin, name};
    bool set_by_code = type->base_known == TRUTH_YES && (type->base || type->builtin_base);
    if (base.known == TRUTH_YES || !set_by_code)
        set_base(type, base);
}

void types_apply_code(Model *model)
{
    traces_each(model, find_structseqs);
    traces_each(model, find_ready);
    traces_each(model, apply_trace);
    Internals *internals = model_internals(model);
    for (uint32_t i = 0; i < internals->all_types.count; i++)
        base_from_slot(model, internals->all_types.items[i]);
}
