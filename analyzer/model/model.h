/* MODEL: what the facts mean. Types with their effective slots, what their instances hold, and for each reference whether it is
 * owned, can be part of a cycle, is visited, cleared, released. Three-valued, with evidence; rules only read it. */
#ifndef GCLINT_MODEL_H
#define GCLINT_MODEL_H

#include "model/trace.h"

/* --- evidence ------------------------------------------------------------------------------------------------------------- */

typedef struct Evidence {
    Place place;
    const char *text;
} Evidence;

typedef struct Judgement {
    Truth truth;
    const char *reason;       /* of TRUTH_UNKNOWN: what could not be followed */
    const Evidence *evidence; /* the best few, most telling first */
    uint32_t evidence_count;
} Judgement;

/* --- types ------------------------------------------------------------------------------------------------------------------ */

typedef enum SlotId {
#define SLOT(name, number, c_type) SLOT_##name,
#include "model/slots.def"
#undef SLOT
    SLOT_COUNT
} SlotId;

enum { SUITE_COUNT = 5 };

typedef struct Slot {
    bool is_set;          /* written in the definition, also as 0 */
    bool is_null;         /* written as NULL */
    FunctionRef function; /* the program's function, through casts, macros and constant variables */
    const char *name;     /* what stands there: a function's or table's name, "PyObject_Free"; NULL if is_null or not a name */
    Place place;
    const char *unresolved; /* why the value is not known */
    const Unit *unit;     /* of the value expression */
    NodeId value;
} Slot;

enum TypeFlag { /* Include/object.h, stable from 3.8 to 3.15 */
    TYPE_HAVE_FINALIZE = 1 << 0,
    TYPE_INLINE_VALUES = 1 << 2,
    TYPE_MANAGED_WEAKREF = 1 << 3,
    TYPE_MANAGED_DICT = 1 << 4,
    TYPE_DISALLOW_INSTANTIATION = 1 << 7,
    TYPE_IMMUTABLETYPE = 1 << 8,
    TYPE_HEAPTYPE = 1 << 9,
    TYPE_BASETYPE = 1 << 10,
    TYPE_HAVE_GC = 1 << 14,
    TYPE_ITEMS_AT_END = 1 << 23,
};

typedef enum TypeStyle {
    STYLE_STATIC,    /* a PyTypeObject initialiser */
    STYLE_SPEC,      /* PyType_Spec and PyType_Slot[] */
    STYLE_SLOTS,     /* Python 3.15's PySlot[] */
    STYLE_RUNTIME,   /* fields assigned by code before PyType_Ready */
    STYLE_STRUCTSEQ, /* PyStructSequence */
    STYLE_GENERATED, /* written by a tool such as Cython or SWIG, in one of the other ways */
} TypeStyle;

typedef enum ReferenceKind {
    REFERENCE_OBJECT,
    REFERENCE_ARRAY,  /* the path ends in [*] */
    REFERENCE_BUFFER, /* the obj of a Py_buffer */
} ReferenceKind;

/* One object reference that an instance can hold. */
typedef struct Reference {
    const char *path;      /* below the instance: "cf_type", "items[*].key", "memo->table[*].me_key" */
    const char *name;      /* last member name: "me_key" */
    ReferenceKind kind;
    int64_t offset;        /* of its place in the instance, of the first pointer for indirect ones; -1 unknown */
    const char *declared;  /* "CTypeDescrObject *" */
    Place declaration;
    bool is_weaklist;      /* the list head of weak references: never owned */
    bool is_dict;          /* at tp_dictoffset */
    bool is_indirect;      /* behind a pointer into C memory */
    bool in_base;          /* in the struct of the base type: the base's functions take care of it */
    bool is_writable_member; /* exposed as T_OBJECT/T_OBJECT_EX without READONLY */
    bool is_str_by_convention; /* only stored after PyUnicode_Check and the like: a subclass could still make a cycle */
    bool leads_to_strings; /* to types of the program through which a cycle goes only where one of those strings, or what exports a buffer,
                              is of a subclass made for that */
    bool is_mutable;       /* stored outside of construction */
    bool holds_clearable;  /* only ever holds a list, dict or set made for it: the collector can break a cycle there */
    bool stays_null;       /* nothing but NULL is ever stored in it by itself; a copy of a struct may fill it */
    bool is_counted;       /* behind C memory that counts its users itself: other instances may share it, and only the last releases it */
    uint32_t owning_stores, borrowing_stores; /* how many places store a reference of the field's own, or one of somebody else */
    bool is_told_by_visit; /* owned, as tp_traverse visits it; the stores leave it open */
    Place lent_store;      /* the type's functions release it, but whatever is stored there is only lent: one such store; else nowhere */
    Place lost_in_clear;   /* tp_clear sets it to NULL here, and what stood there is released nowhere in it; else nowhere */
    const Type *target;    /* the one program type it holds, where the declaration or all stores say so */
    const Type **stored_types; /* where every store is of an instance of a type of the program: those types */
    const bool *stored_exactly; /* and which of them exactly, as PyObject_New() makes them, never of a subclass */
    uint32_t stored_type_count;
    const ApiType *target_builtin;
    const char *key_by_offset, *key_by_name; /* how the model matches paths with it; NULL: not by this */
    const char *union_names, *alternative_names; /* keys by name of the innermost union around it, and of its member that it is in; or NULL */
    const char *leaf_record; /* key of the record the last member belongs to: its name, and "@file" if it is defined in no header */
    const char *target_record; /* name of the record it points to; NULL unknown */
    Judgement owned, cyclic, visited, cleared, released;
} Reference;

/* What offsetof() names, for structs whose offsets a missing header leaves unknown. */
typedef struct NamedField {
    const char *name;      /* "state.cb"; NULL: none */
    RecordRef record;
} NamedField;

#define LAYOUT_UNKNOWN INT64_MIN

/* What stands in the type object after PyType_Ready. */
typedef struct TypeLayout {
    int64_t basic_size, item_size, weaklist_offset, dict_offset; /* LAYOUT_UNKNOWN: not known */
    Truth has_traverse, has_clear; /* own or inherited, also of a builtin base */
} TypeLayout;

struct Type {
    const char *symbol;    /* C name of the type object or spec */
    const char *name;      /* tp_name; NULL if it could not be read */
    TypeStyle style;
    const Unit *unit;
    Place place;           /* of the definition */
    RecordRef record;      /* the instance struct; record 0 if not known */
    const char *record_name;
    int64_t basic_size;    /* tp_basicsize; -1 unknown, -2: inherited (0) */
    bool has_type_data;    /* it is negative: `record` stands behind the base's struct, where PyObject_GetTypeData() finds it */
    int64_t item_size;     /* -1 unknown */
    bool flags_known;
    uint64_t flags;        /* as defined */
    Place flags_place;
    Slot slots[SLOT_COUNT]; /* as defined */
    Slot suites[SUITE_COUNT]; /* tp_as_sequence and its like, of a static type */
    VariableRef slots_array; /* of a spec: its PyType_Slot[] */
    int64_t weaklist_offset, dict_offset; /* effective; 0: none, -1: unknown */
    NamedField weaklist_field, dict_field; /* where offsetof() says which field it is */
    bool weaklist_own, dict_own; /* set by this type rather than inherited */
    bool is_heap;          /* made from a spec */
    bool is_in_template;   /* C++: stands in a template, for all that is made from it */
    bool is_of_loose_slots; /* of a PyType_Slot[] that no spec of the program names: its flags, its base and its tp_dealloc can be others' */
    bool is_complete;
    const char **unresolved;
    uint32_t unresolved_count;

    /* The base as PyType_Ready will see it. */
    Truth base_known;      /* TRUTH_YES also without any base: then it is object */
    const Type *base;      /* of the program, or NULL */
    const ApiType *builtin_base; /* or NULL: object, or unknown */
    const char *base_name; /* what is written; NULL: object */
    bool base_is_heap;
    bool is_made_ready; /* PyType_Ready() is called for it by its name, or PyType_FromSpec() and its kin for its spec */

    /* After PyType_Ready's inheritance (rules.md 0.1). */
    Truth has_gc;
    Truth has_own_gc_slots; /* traverse or clear are this type's own */
    const Slot *effective[SLOT_COUNT]; /* of this or a base type of the program; NULL: none, or a builtin's */
    const Type *effective_from[SLOT_COUNT];
    TypeLayout layout;
    bool has_default_dealloc; /* subtype_dealloc: a spec without Py_tp_dealloc */
    bool is_subclassable;  /* BASETYPE */
    bool has_subclass;     /* a type of the program has it as a base */
    Truth weakly_referenceable;
    Truth has_finalizer;
    bool is_frozen_or_immutable;

    Reference *references; /* in order of offset; the base's first */
    uint32_t reference_count;

    /* Walks of the functions this type defines itself; NULL where the slot is not set here or its function is not in the program. */
    const Trace *traverse, *clear, *dealloc, *finalize;

    Truth type_visited;    /* traverse visits Py_TYPE(self), itself or through a base */
    Truth type_released;   /* dealloc releases it, itself or through a base */
    const Type *merged_into; /* the same definition seen in another unit, or what is made from a template; such a type is not in Model.types */
    uint32_t index;        /* in Model.types */
    Model *model;
};

/* Everything that makes instances: one record an allocation in the code. */
typedef struct Allocation {
    const Type *type;        /* the type argument, where it is a known type's object */
    bool by_type_parameter;  /* the type argument is the `type` parameter of this type's tp_new: may be a subclass */
    const Trace *trace;      /* of the function that allocates, walked for its own sake */
    uint32_t event;          /* its EVENT_ALLOCATE */
    PathId object;
} Allocation;

typedef struct Module {
    const char *symbol, *name;
    const Unit *unit;
    Place place;
    int64_t state_size;      /* m_size, Py_mod_state_size; INT64_MIN unknown */
    RecordRef state;         /* its state record; record 0 if not known */
    const char *state_name;
    Slot m_traverse, m_clear, m_free;
    const Trace *traverse, *clear, *free;
    Reference *references;   /* of the state record */
    uint32_t reference_count;
    bool is_multi_phase;     /* m_slots is set */
    bool is_of_slots;        /* a PySlot[] of Python 3.15, with Py_mod_state_traverse and so on */
    Model *model;
} Module;

/* type `from` holds `reference`, which can lead to `to` (NULL: any object). */
typedef struct GraphEdge {
    const Type *from;
    const Reference *reference;
    const Type *to;
    bool by_collector; /* the collector sees this hop */
} GraphEdge;

struct Model {
    Arena *arena;
    const Program *program;
    uint32_t python_low, python_high; /* versions judged for, 0x0308 .. */
    bool is_whole_program; /* false: a single file was named, other units may exist */
    const Type **types;
    uint32_t type_count;
    const Module **modules;
    uint32_t module_count;
    const Allocation *allocations;
    uint32_t allocation_count;
    const GraphEdge *edges;
    uint32_t edge_count;
    void *internals; /* of model_*.c */
};

/* Judges the whole program for Python versions low to high (0x0308 ...), with so many threads; 0: as many as there are cores. What it
 * finds does not depend on their number. Everything belongs to the model. */
Model *model_new(const Program *program, uint32_t python_low, uint32_t python_high, bool is_whole_program, unsigned jobs);
void model_free(Model *model);

/* One event of a trace. */
typedef struct TracePoint {
    const Trace *trace;
    uint32_t event;
} TracePoint;

/* --- questions rules ask ------------------------------------------------------------------------------------------------------ */

const char *slot_name(SlotId slot);
/* The program's function that will be called for the slot after inheritance; unit NULL if it is a builtin's or unknown. */
FunctionRef type_effective_function(const Type *type, SlotId slot);
/* The slot is set here to something that is not NULL. */
bool type_defines(const Type *type, SlotId slot);
/* `.tp_dealloc = (destructor)PyObject_Free`: a function of the API that frees, and does nothing else. NULL: it is none. */
const ApiFunction *slot_frees(const Slot *dealloc);
/* Of a type that PyType_Ready() has seen: what it does not set itself it has from `object`. */
bool slot_is_never_null(const char *name);
/* Instances have a list of weak references at a place that is known, if only by its name. */
bool type_has_weaklist(const Type *type);
/* The function or, if that does nothing but hand its arguments to another one and return what that returns, the other one. */
FunctionRef function_at_work(const Model *model, FunctionRef function);
/* The trace of the function at work in a slot, walked for this type; NULL if it is not the program's. */
const Trace *type_slot_trace(Model *model, const Type *type, SlotId slot);
/* Where the pointer field is filled, if nothing but the contents of a capsule is ever stored there; otherwise nowhere. What it points
 * to is shared by all that import the capsule, and belongs to the module that made it. */
Place model_capsule_of(Model *model, const Trace *trace, PathId pointer);
/* Where a field is given a new reference, and a second one to the same object that no other place needs. */
typedef struct Surplus {
    Place store, increment;
    Place made; /* where the first was made; without a unit where the function that takes the second made it itself */
    FunctionRef in;
    const char *made_by; /* the function of the API that made the first */
} Surplus;
bool reference_surplus(Model *model, const Type *type, const Reference *reference, Surplus *found);
/* Some place in the program takes a reference of its own to what the field at the path holds. */
bool model_takes_reference(Model *model, const Trace *trace, PathId field);
/* The functions that call this one by name. */
const FunctionRef *model_callers(Model *model, FunctionRef function, uint32_t *count);
typedef void SuiteVisitor(void *data, FunctionRef function, const char *name);
/* The functions of the program in tp_as_sequence, tp_as_mapping and so on whose first argument is the instance, `name` "mp_subscript". */
void type_suite_functions(const Model *model, const Type *type, SuiteVisitor *each, void *data);
/* Every EVENT_TRACK of the program, in the walk of the function it stands in. */
const TracePoint *model_track_calls(const Model *model, uint32_t *count);
/* The type whose type object or spec variable this is; a path such as a global, or self->ob_type in a trace of `type`. NULL if unknown. */
const Type *model_type_of_variable(const Model *model, VariableRef variable);
/* The reference of the type that a path below SELF stands for; NULL if none. */
const Reference *type_reference_at(const Type *type, const Trace *trace, PathId path);
/* A name-or-place lookup for module state likewise. */
const Reference *module_reference_at(const Module *module, const Trace *trace, PathId path);
/* Whether each version in the judged range, or any, satisfies low <= version <= high. */
bool model_targets_any(const Model *model, uint32_t low, uint32_t high);

#endif
