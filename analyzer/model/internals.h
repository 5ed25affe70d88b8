/* What the model's files share and rules do not see. */
#ifndef GCLINT_MODEL_INTERNALS_H
#define GCLINT_MODEL_INTERNALS_H

#include "base/vector.h"
#include "model/model.h"

typedef struct NameTable NameTable;
typedef struct TraceEntry TraceEntry;
typedef struct TypeByVariable TypeByVariable;
typedef struct TypeHolder TypeHolder;
typedef struct FieldIndex FieldIndex;
typedef struct UnitNotes UnitNotes;
typedef struct Walker Walker;

/* An interned name by the address it was asked for with: most are asked for again and again. */
enum { RECENT_NAMES = 1024 };
typedef struct RecentName {
    const char *text, *interned;
} RecentName;

typedef struct WalkedFunction {
    FunctionRef function;
    Trace *trace; /* for its own sake */
} WalkedFunction;

typedef struct InstanceFunctions InstanceFunctions;

typedef struct Internals {
    unsigned jobs; /* threads at once; 0: as many as there are cores */
    NameTable *names;
    RecentName recent_names[RECENT_NAMES];
    TraceEntry *traces;
    Walker *walker; /* of the walk that is being made, or was made last; or NULL */
    UnitNotes *unit_notes, *recent_notes; /* the one that was asked for last */
    TypeByVariable *types_by_variable;
    TypeHolder *type_holders;
    FieldIndex *fields;
    VECTOR(WalkedFunction) functions; /* with a body; those of headers once */
    VECTOR(Arena *) more_arenas; /* of threads: what they made stands in them */
    VECTOR(Type *) all_types; /* also merged ones and incomplete ones */
    VECTOR(Module *) all_modules;
    VECTOR(FunctionRef) module_hooks; /* m_traverse, m_clear and m_free of them, and what these forward to */
    VECTOR(Allocation) all_allocations;
    VECTOR(GraphEdge) all_edges;
    VECTOR(TracePoint) track_calls;
    const InstanceFunctions *instance_functions; /* once they are asked for */
} Internals;

/* The name of the struct that instances without fields of their own have. */
bool is_plain_struct(const char *name);

Internals *model_internals(const Model *model);

/* One pointer a text: names in paths are compared by pointer. For all threads. */
const char *model_intern(const Model *model, const char *text);

/* A walk that nothing keeps yet; with the model's walker and in its arena. */
Trace *trace_make(Model *model, FunctionRef function, const Type *type);
/* From now on it is the answer of model_trace. There must be none yet. */
void trace_keep(Model *model, Trace *trace);

/* "at file:line" is added by who prints; NULL-safe. */
/* Each frees what its file keeps outside the arena. */
void traces_free(Model *model);
void types_free(Model *model);
void holders_free(Model *model);

Place place_of_node(const Unit *unit, NodeId node);
Place place_of_span(const Unit *unit, Span span);

/* --- types: finding definitions (types_*.c) ---------------------------------------------------------------------------------- */

bool slot_find(const char *name, SlotId *id);
/* "tp_as_mapping": which of Type.suites. */
bool suite_find(const char *name, unsigned *index);
void types_find(Model *model);                 /* from initialisers */
/* A type whose members are all assigned by code. */
Type *types_new_runtime(Model *model, VariableRef variable);
/* What offsetof() names in the value; no name if the value is something else. */
NamedField named_field(const Unit *unit, NodeId value);
/* One member of a PyTypeObject gets a value; false if the member is of no interest. */
bool types_set_field(Model *model, Type *type, const char *name, const Unit *unit, NodeId value);
void types_apply_code(Model *model);           /* what code assigns before PyType_Ready, and bases of PyType_FromSpec* */
void type_find_layout(Type *type);              /* of one type, after that of its base */
RecordRef record_of_function(FunctionRef function); /* the object's struct that it takes, or casts its first parameter to */
void types_correct_records(Model *model);      /* instance structs, where tp_basicsize measures another type's */
void types_inherit(Model *model);              /* effective slots, offsets, flags */
/* The slots of an array, which is a variable's (*variable) or stands in the value itself; those of arrays nested in it are among them,
 * and the zero at its end is not. False: some array is not in the program. */
enum { SLOT_NUMBER_UNKNOWN = -1, SLOT_NUMBER_TP_NAME = 95 };
typedef void SlotVisitor(void *context, const Unit *unit, int64_t number, NodeId value);
bool slot_array_visit(const Model *model, const Unit *unit, NodeId value, VariableRef *variable, SlotVisitor *each, void *context);
bool slot_array_has(const Model *model, const Unit *unit, NodeId value, int64_t number);
/* The number of the n-th slot of a spec's array; 0 if it has none. And what is put there. */
int64_t types_slot_number(VariableRef slots_array, int64_t index);
void types_set_spec_slot(Model *model, Type *type, const Unit *unit, int64_t number, NodeId value);
/* `spec.slots = Foo_slots;` */
void types_assign_spec_slots(Model *model, Type *type, const Unit *unit, NodeId value);
void types_resolve_slot(Model *model, const Unit *unit, NodeId value, Slot *slot);
/* What the files of types_*.c share. */
Type *types_new(Model *model, const Unit *unit, const char *symbol, TypeStyle style, Place place);
/* Of the types that types_inherit() has not seen yet. */
void types_forget(Model *model, Type *type, VariableRef variable);
bool types_is_record_named(const Unit *unit, RecordId id, const char *a, const char *b);
/* Written by a tool, to judge by its name. */
bool types_is_generated(const Unit *unit, const char *symbol);
/* The variable or function that a value names: `X`, `&X`, also through casts; 0 if it is something else. */
SymbolId types_named_symbol(const Unit *unit, NodeId id);
/* `Foo_Type.tp_basicsize = base_object_size();`: what stands in the only return of that function, in *unit; else the value itself. */
NodeId types_called_value(const Model *model, const Unit **unit, NodeId value);
/* Each registers the type that a variable's initialiser, or one element of it, defines. */
void types_find_spec(Model *model, const Unit *unit, uint32_t index, RecordId record, NodeId initialiser, const char *symbol,
                     Place place);
void types_find_structseq(Model *model, const Unit *unit, uint32_t index, RecordId record, NodeId initialiser, const char *symbol,
                          Place place);
void types_find_loose_slots(Model *model, const Unit *unit, uint32_t index);
/* A PySlot[]: nothing if it describes a module. */
void types_find_slots(Model *model, const Unit *unit, uint32_t index, NodeId initialiser, const char *symbol, Place place);
void types_register(Model *model, Type *type, const Unit *unit, uint32_t variable);
/* "talloc.Object", where a call takes it as an attribute of a module imported by that name; NULL for other calls. */
const char *call_imported_name(Model *model, const Trace *trace, const Event *call);
/* The program's type of that tp_name; NULL if none or several. */
const Type *model_type_named(const Model *model, const char *name);
/* The variable is another name of the type: PyStructSequence_InitType(&variable, &description). */
void types_register_alias(Model *model, Type *type, VariableRef variable);
void type_unresolved(Model *model, Type *type, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Members of an aggregate's initialiser: calls `each` for every field that gets a value, in order; brace elision and designators
 * (also "a.b") are followed. An anonymous member's fields are reported as themselves. */
typedef void InitialiserVisitor(void *context, const char *field_path, FieldId field, NodeId value);
void initialiser_fields(const Unit *unit, RecordId record, NodeId list, InitialiserVisitor *each, void *context);
/* The elements of an array's initialiser: values of records in elided braces are not supported and end the list early (false). */
typedef void ElementVisitor(void *context, int64_t index, NodeId value);
void initialiser_elements(const Unit *unit, NodeId list, ElementVisitor *each, void *context);

/* --- members and getset tables ------------------------------------------------------------------------------------------------- */

typedef struct Member {
    const char *name;
    int64_t type;   /* T_OBJECT 6, T_OBJECT_EX 16, T_PYSSIZET 19 */
    int64_t offset; /* -1 unknown */
    NamedField field;
    int64_t flags;  /* READONLY 1 */
    Place place;
} Member;
/* The entries of the PyMemberDef table a slot names; count 0 if there is none or it cannot be read. In the model's arena. */
const Member *type_members(Model *model, const Type *type, uint32_t *count);
/* The one type whose slot, method, getter or setter the function is, which Python calls with an instance first; NULL: there is none,
 * or there are several. After all types are known. */
const Type *type_called_with(Model *model, FunctionRef function);
/* It is a slot, or stands in some table of methods, getters or setters: Python lends it its arguments. After all types are known. */
bool function_is_called_by_python(Model *model, FunctionRef function);

/* --- what paths hold: types kept in variables and fields ----------------------------------------------------------------------- */

void holders_collect(Model *model);
/* The type that a global pointer or a record's field is known to hold; NULL if none or several. */
const Type *holder_type(const Model *model, const Trace *trace, PathId path);
const Type *holder_of_variable(const Model *model, VariableRef variable);
/* The event of the call that a PATH_RESULT came from; NULL if it is none. */
const Event *trace_call_of(const Trace *trace, PathId result);
/* The same, where a helper that was called several times made the call: the last one before the event that uses the result. */
const Event *trace_call_before(const Trace *trace, PathId result, const Event *user);
/* The type a PyType_From* call makes; NULL if unknown or another call. */
const Type *call_made_type(const Model *model, const Trace *trace, const Event *call);

/* The string literal that stands as the n-th argument of a call; NULL if it is something else. */
const char *call_literal_argument(const Event *call, uint32_t index);

/* --- tuples ---------------------------------------------------------------------------------------------------------------------- */

enum { TUPLE_ITEMS_MAX = 32 };

typedef struct TupleItems {
    Value values[TUPLE_ITEMS_MAX];
    uint32_t count;
} TupleItems;

/* All that is put into what PyTuple_New(), PyTuple_Pack() or Py_BuildValue() made, but for what C values are converted to; false if
 * that is not known, or the result is another container. */
bool tuple_items(const Trace *trace, PathId tuple, TupleItems *items);
/* PyTuple_SetItem(), PyTuple_SET_ITEM() */
bool call_fills_tuple(const Event *event);
/* Such a call is for what the same walk made, so that tuple_items() has it. */
bool tuple_is_filled_where_stored(const Trace *trace, uint32_t call);

/* --- evidence about fields over the whole program ------------------------------------------------------------------------------ */

typedef struct FieldEvent {
    const Trace *trace;
    uint32_t event;
} FieldEvent;

typedef struct FieldEvents {
    const FieldEvent *items;
    uint32_t count;
} FieldEvents;

typedef void TraceVisitor(Model *model, const Trace *trace);
/* The walks of all functions with a body, made for their own sake; of those of headers one. Always in the same order. */
void traces_each(Model *model, TraceVisitor *each);
/* What a record is known by: its name, so that it is the same in all units that include its header. One that stands in a source file
 * itself has the file's name behind it, for another file can use the name for something else. Its place if it has no name. Interned. */
const char *record_key(Model *model, RecordRef record);
/* Builds the index of stores, releases, increments and visits over all functions of the program. */
void fields_collect(Model *model);
void fields_free(Model *model);
/* Everything that happens to the field of that name in records of that name, or to its elements, wherever it is embedded. */
FieldEvents field_events(const Model *model, const char *record, const char *field, bool is_element);
/* Something other than NULL is stored in a field of that name of some record: structs that begin alike are cast to each other. */
bool field_name_is_filled(const Model *model, const char *field);
/* Every call of the function was followed in the walk of its caller, and nobody else can call it: what its parameters stand for is told
 * by those walks better than by its own. After fields_collect. */
bool function_is_only_entered(Model *model, FunctionRef function);
/* The same of the calls in this program: what is not static may be called by others. */
bool function_is_entered_where_called(Model *model, FunctionRef function);
/* Nobody in the program calls it by its name: its address was given to Python, or to a library, or stands in a table for other modules.
 * After fields_collect. */
bool function_is_callback(Model *model, FunctionRef function);
/* A function of the API whose object argument has to be a str or bytes already. */
bool string_api(const char *callee);
/* The argument of that number is what has to be one: not what PyUnicode_Format() puts into it. What PyUnicode_Join() joins is no str, but
 * holds nothing else. */
bool string_argument(const Event *call, uint32_t argument);
/* The value is a parameter of such a function. */
bool is_told_by_callers(Model *model, const Trace *trace, const Value *value);
/* A byte that who judges what fields hold may keep with each; 0 at first, NULL if nothing happens to the field. */
uint8_t *field_memo(const Model *model, const char *record, const char *field);

/* --- tests that say what a value is (checks.c) ----------------------------------------------------------------------------------- */

/* In the function, something of that name is tested to be str, bytes, int ...: by `_CheckExact` if `exact`, else by `_Check`. */
bool function_checks_name(Model *model, FunctionRef function, const char *name, bool exact);
/* Likewise, of either kind, and also where the test only chooses between two ways: the function reckons with something else. */
bool function_tests_name(Model *model, FunctionRef function, const char *name);
/* "" if it is no reference, or refers to nothing that is known. */
const char *name_of_reference(const Unit *unit, const Node *reference);
/* checks_choice.c: the variable is tested in the condition of that `if`, after which, whichever way it went, the same value is used. */
bool check_only_chooses(const Unit *unit, NodeId decision, const char *name);
/* The walked function tests the parameter or local in that way. */
bool value_is_checked(Model *model, const Trace *trace, const Path *path, bool exact);
/* What is stored stood in a local that an out-parameter filled, `PyArg_ParseTuple(args, "O", &name)`, and that is tested by its name,
 * or in one that a call's result was given and that was tested since. */
bool store_is_of_checked_local(Model *model, const Event *store, const Path *path, bool exact);
/* A function that takes nothing but str or bytes gets what the field of that name holds, and nothing on the way has asked what it is. */
bool call_takes_as_string(Model *model, const Trace *trace, const Event *call, const char *field);
/* All tests of the local that is stored were not met on the way there: `if (PyUnicode_Check(name)) return ...;` */
bool store_is_of_other_than_checked(Model *model, const Trace *trace, const Event *store);
/* What the format of PyArg_ParseTuple() and its kin says of the place that it filled: "O!", "U". */
typedef struct FormatUnit {
    char letter, modifier; /* modifier: 0 for none */
    NodeId type;           /* the type that "O!" asks for */
} FormatUnit;
bool parsed_format_unit(const Path *path, FormatUnit *found);
/* The format unit of PyArg_ParseTuple() that filled the value asks for str or bytes: "U", "S", "O!" with an atomic type. */
bool value_is_parsed_as_string(const Path *path);

/* False: the path leads from the instance to a member that its struct does not have, through a cast to another one. */
bool path_is_in_instance(const Type *type, const Trace *trace, PathId id);

/* --- judgements ------------------------------------------------------------------------------------------------------------------ */

/* The references of a record's own fields; those in `base_record` (may be 0) are marked in_base. */
void references_of_type(Model *model, Type *type);
void references_of_module(Model *model, Module *module);
/* "16>8": where a path stands, in block offsets; NULL where an offset is unknown. And by names. */
const char *path_key_by_offset(Model *model, const Trace *trace, PathId path);
const char *path_key_by_name(Model *model, const Trace *trace, PathId path);
/* Of `names[*].second`, which is part of an element of a C++ map: the element `names[*]`, for all pairs are of one library's struct.
 * Any other path is given back. */
PathId path_of_element(const Trace *trace, PathId id);
/* The record is of that key, or the one that it begins with is, and so on. */
bool record_begins_with(Model *model, RecordRef record, const char *key);
/* What stands for SELF in the traces of a module's hooks: the state record. */
/* The one of them that the path, which starts where they do, leads to; NULL: none. */
const Reference *reference_at(const Reference *references, uint32_t count, Model *model, const Trace *trace, PathId path);
bool path_starts_at(const Trace *trace, PathId path, PathKind root);
/* The reference that another field of the known one's struct is; `leaf` is where the known one's path ends. False if it is none. */
bool reference_beside(Model *model, const Reference *known, const Path *leaf, FieldId field, Reference *beside);
/* A member of a union that only the functions of types with the same struct, or one that begins alike, look at. */
bool reference_is_of_other_type(Model *model, const Type *type, const Reference *reference);
/* Everything the program does to the last member of the reference's path. */
FieldEvents reference_events(const Model *model, const Reference *reference);
/* Without the stores that are known to be into instances of other types, where several share the struct; and without those into unknown
 * instances, where the struct is a class template. After allocations_find. */
FieldEvents reference_events_of_type(Model *model, const Type *type, const Reference *reference);
/* Its instance struct is; functions of the template are for other types as well. */
bool type_is_made_from_template(const Type *type);
/* A member of the class template that stands for the instance struct, as what is made from it is not known. */
bool reference_is_of_template(Model *model, const Type *type, const Reference *reference);
/* Every function of the program is known, and none puts anything but NULL there. */
bool reference_stays_null(Model *model, const Reference *reference);
/* Whatever it holds is a list, dict or set of the instance's own: a cycle through it passes through an object with a tp_clear. */
bool reference_holds_clearable(const Model *model, const Reference *reference);
/* The one type of the program whose instances have the struct that the field, or what stands at the path, is declared to point to. */
const Type *reference_declared_target(const Model *model, const Reference *reference);
const Type *type_behind_pointer(Model *model, const Path *path);
/* `((Foo *)op)->field` of a parameter that the function does not ask for its type: what it is taken for. */
const Type *type_taken_for(Model *model, const Trace *trace, const Path *parameter);
/* Behind C memory that counts its users, and released by the last of them; behind a pointer to a variable of the program. */
bool reference_is_counted(Model *model, const Type *type, const Reference *reference);
bool reference_is_in_static_memory(Model *model, const Type *type, const Reference *reference);
/* Elements in the memory of another object, which owns them. */
bool reference_is_in_another_object(Model *model, const Reference *reference);
void judge_ownership(Model *model);
void judge_cycles(Model *model);
/* Of references to types of the program: whether those can be part of a cycle. */
void judge_typed_cycles(Model *model);
void judge_coverage(Model *model);
/* What pointers into the instance lead to is covered by what is done through them. Of one type, after the rest of its coverage. */
void coverage_follow_aliases(Model *model, Type *type);
/* What a library that tp_dealloc calls may release by a callback of the program counts as unknown, not as never released. */
void coverage_follow_callbacks(Model *model, Type *type, const Trace *dealloc);
/* What only the tp_traverse of a base in another program could visit, though it is the type's own. After the coverage of all types. */
void coverage_judge_chained(Model *model, Type *type);
/* Where the stores leave open whose a reference is, tp_traverse tells: what it visits an instance owns, or it would be wrong to visit it. */
void judge_by_visit(Model *model, const Type *type, Reference *reference);
Judgement judgement(Model *model, Truth truth, const char *reason);
void judgement_add(Model *model, Judgement *judgement, Place place, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Whether a value stored is, or becomes in the same function, a reference of its own. */
/* STORE_MOVED: the content of another field, without taking a reference. */
typedef enum StoreKind { STORE_NULL, STORE_OWNED, STORE_BORROWED, STORE_MOVED, STORE_UNKNOWN } StoreKind;
StoreKind store_kind(Model *model, const Trace *trace, uint32_t event);
/* `value = self->field; self->field = NULL; ...; self->field = value;`: what stood there stands there again. */
bool store_puts_back(const Event *store);
/* `value = self->field; Py_INCREF(value); ...; Py_DECREF(value);`: the field keeps its reference. */
bool release_is_of_own_increment(const Trace *trace, uint32_t release);
/* `Py_INCREF(type); state->type = type; PyModule_AddObject(module, "Type", state->type);`: of what the release takes away there is one more
 * reference, which is the field's. */
bool was_stored_with_two(const Trace *trace, uint32_t release);
/* What is stored in C memory is the instance that the memory belongs to. */
bool store_leads_back(const Trace *trace, const Event *store);
void graph_build(Model *model);
void allocations_find(Model *model);
/* Their definitions, which calls of hooks through them are followed by. */
void modules_find(Model *model);
/* Its m_traverse, m_clear or m_free; once modules_find() has run. */
bool function_is_module_hook(const Model *model, FunctionRef function);
/* What the hooks do, and what the states hold. */
void modules_follow_hooks(Model *model);

#endif
