/* The symbolic walk behind trace.h: shared by walk_*.c, nobody else includes it. */
#ifndef GCLINT_WALK_H
#define GCLINT_WALK_H

#include "model/internals.h"
#include "model/unit_notes.h"
#include "model/walk_table.h"

/* A value at a join of branches: one of a few, or anything. Immutable once made. */
enum { VALUES_MAX = 4 };
struct Values {
    uint32_t count; /* 0 with is_open: unknown */
    bool is_open;   /* may also be something else */
    bool is_cut;    /* that is, one of more known values than there is room for */
    Value items[VALUES_MAX];
};

typedef struct Paths {
    uint32_t count;
    PathId items[VALUES_MAX];
} Paths;

/* --- state: what is known at one point of the walk ---------------------------------------------------------------------------- */

enum PathStateBits { PATH_IS_INITIAL = 1, PATH_IS_NULL = 2, PATH_IS_SET = 4, PATH_DANGLES = 8 };

enum { OBJECTS_MAX = 12 }; /* milestones are kept for SELF and the first allocations */

/* What was stored in a member of a local struct. Immutable once made. */
struct LocalMember {
    Values values;
    uint32_t version; /* of the path, after the store */
};

/* What tests of `flags & MASK` on every way here found. Immutable once made. */
struct KnownBits {
    uint64_t set, clear;
    uint32_t version;       /* of the path's content */
    uint32_t strange_calls; /* that the state had seen */
};

typedef struct State {
    bool reachable;
    Table locals; /* by number of the local */
    Table paths;
    Table members;          /* by path, of structs that are locals: the pointers last stored in them */
    Table bits;             /* by path: what tests found of the bits of its content */
    uint32_t strange_calls; /* on the way here: a function that is not in the program may change anything */
    uint32_t must[OBJECTS_MAX], may[OBJECTS_MAX];
} State;

/* --- the walker ------------------------------------------------------------------------------------------------------------------ */

typedef struct LabelState {
    const char *name;
    bool seen;
    State state;
    uint32_t guard; /* that all jumps to it are under */
} LabelState;

/* What a function that tests a value tests: `return self->name != NULL`. `call` is the call that was left last; 0: it
 * is no test. */
typedef struct Predicate {
    const Unit *unit;
    NodeId call;
    bool is_test, true_if_set;
    Values tested;
} Predicate;

/* One function being walked: the walked one, or one entered by a call. */
typedef struct Frame {
    struct Frame *caller;
    uint32_t number;
    FunctionRef function;
    const Unit *unit;
    UnitNotes *notes;
    SymbolId symbol;                 /* of its function */
    uint32_t first_local, end_local; /* numbers of its locals */
    uint32_t enter_event;
    uint32_t strangers; /* calls since the last one that passed an object */
    Values this_values;
    Values returned;
    Predicate predicate;
    State exit;
    VECTOR(LabelState) labels;
} Frame;

/* Where break and continue lead. */
typedef struct Jump {
    struct Jump *outer;
    bool takes_continue;
    State after_break;
    State after_continue;
} Jump;

/* A local of a function around the frame's. */
typedef struct StrayLocal {
    uint32_t frame;
    SymbolId symbol;
    uint32_t local;
} StrayLocal;

/* The steps below a path; the newest first. */
typedef struct PathSteps {
    PathId first, next;
} PathSteps;

typedef struct PathKey PathKey;

struct Walker {
    Model *model;
    const Type *type;
    Trace *trace;
    Arena *scratch;
    uint32_t serial;         /* of this walk */
    uint32_t stamp;          /* grows with every copy of a state */
    VECTOR(Path) paths;
    VECTOR(PathSteps) steps; /* of each path */
    VECTOR(Event) events;
    VECTOR(Guard) guards;
    VECTOR(PathId) local_paths; /* by number of the local; 0: it has none yet */
    VECTOR(StrayLocal) strays;
    VECTOR(PathId) dangling; /* paths that dangled somewhere */
    VECTOR(const char *) obstacles;
    VECTOR(Place) obstacle_places;
    PathKey *path_keys;
    State state;
    Frame *frame;
    uint32_t frame_count;
    Predicate predicate;
    Jump *jump;
    uint32_t guard;
    uint32_t loop_depth;
    uint32_t object_count; /* milestone sets in use */
    uint32_t depth;        /* of calls entered */
    uint32_t nesting;      /* of statements and expressions: bounds the recursion */
    uint32_t budget;       /* nodes left */
    bool budget_told;
    bool discard;          /* the value of the call evaluated next is not used */
    bool is_asserting;     /* inside an assertion */
    bool is_module_hook;   /* of m_traverse, m_clear or m_free */
};

static inline const Path *walk_path(const Walker *walker, PathId path)
{
    return &walker->paths.items[path];
}

static inline const Node *walk_node(const Walker *walker, NodeId node)
{
    return &walker->frame->unit->nodes.items[node];
}

/* What is known of a symbol of the frame's unit. */
static inline NodeId walk_child(const Walker *walker, NodeId node, uint32_t n)
{
    return unit_child(walker->frame->unit, walk_node(walker, node), n);
}

static inline const CType *walk_node_type(const Walker *walker, NodeId node)
{
    return unit_type(walker->frame->unit, walk_node(walker, node)->type);
}

static inline bool walk_is_kind(const Walker *walker, NodeId node, CTypeKind kind)
{
    const CType *type = walk_node_type(walker, node);
    return type && type->kind == kind;
}

static inline SymbolNotes *walk_symbol(const Walker *walker, SymbolId symbol)
{
    return symbol_notes(walker->frame->notes, symbol);
}

/* walk_paths.c */
/* Names are interned. */
PathId walk_root(Walker *walker, PathKind kind, int64_t index, const char *name, const Unit *unit, TypeId type);
PathId walk_global(Walker *walker, SymbolId symbol);
PathId walk_result(Walker *walker, NodeId call, const char *name, TypeId type);
/* What the call writes through its argument of that number, from 1. */
PathId walk_out_parameter(Walker *walker, NodeId call, const char *name, uint32_t argument, TypeId type);
PathId walk_field(Walker *walker, PathId parent, const char *name, const Unit *unit, RecordId record, FieldId field, int64_t offset);
/* A member of a type object, or ob_type of an object, whatever its record is called. */
PathId walk_type_field(Walker *walker, PathId parent, const char *name);
/* A place that is found from the parent in a way that no member names. */
PathId walk_way(Walker *walker, PathId parent, const char *name, const Unit *unit, TypeId type);
PathId walk_index(Walker *walker, PathId parent, int64_t index);
/* The difference in a cast `(Owner *)((char *)link - offsetof(Owner, link))` to an object; 0: the cast is none of these. */
NodeId walk_container_of(const Walker *walker, NodeId cast);
/* The objects that begin so many bytes before what the pointers lead to. */
Values walk_container(Walker *walker, NodeId cast, const Values *pointers, int64_t offset);
/* The same place, told apart as reached through a pointer that has been overwritten since. */
PathId walk_detached(Walker *walker, PathId path);
PathId walk_path_root(const Walker *walker, PathId path);
bool walk_path_below(const Walker *walker, PathId path, PathId ancestor);
/* That of a local of this frame. */
PathId walk_local_path(Walker *walker, SymbolId symbol);
void walk_paths_free(Walker *walker);

/* walk_values.c */
extern const Values values_unknown;
Values values_one(Value value);
Values values_content(Walker *walker, PathId path);
Values values_address(PathId path);
Values values_integer(int64_t integer);
Values values_join(Values a, Values b);
bool values_same(const Values *a, const Values *b);
/* Truth of the value as a condition. */
Truth values_truth(const Walker *walker, const Values *values);
void paths_add(Paths *paths, PathId path);

/* walk_state.c */
/* What is assigned without it is moved: only one of the two may be used afterwards. */
State state_copy(Walker *walker, const State *from);
/* `into` becomes what holds after either; `from` is used up. */
void state_join(Walker *walker, State *into, State *from);
/* The number of a parameter or local in this frame. */
uint32_t walk_local(Walker *walker, SymbolId symbol);
/* Numbers the locals of a frame that is about to be entered. */
void walk_add_locals(Walker *walker, Frame *frame);
const Values *state_local(const State *state, uint32_t local);
void state_set_local(Walker *walker, State *state, uint32_t local, const Values *values);
void state_drop_frame(Walker *walker, const Frame *frame);
/* What is known of the path, PATH_IS_INITIAL if nothing happened to it. */
PathState state_path(const State *state, PathId path);
void state_set_path(Walker *walker, State *state, PathId path, PathState to);
uint32_t state_bits(const Walker *walker, const State *state, PathId path);
uint32_t state_version(const State *state, PathId path);
/* A test on every way here found that the value, which is a place's content, is not NULL. */
bool state_knows_set(const State *state, Value value);
/* What stands in a member of a struct that is a local: a callback finds there what its caller packed. NULL: not known. */
const Values *state_member(const State *state, PathId path);
void state_set_member(Walker *walker, PathId path, const Values *values);
/* The struct was written as a whole, or by a function that is not in the program. */
void state_forget_members(Walker *walker, PathId path);
/* What is known of the bits of a value that is a place's content. */
KnownBits state_bits_of(const State *state, Value value);
void state_learn_bits(Walker *walker, State *state, Value value, uint64_t mask, bool is_set);
/* Of all members of that name. */
void state_forget_bits(Walker *walker, const char *member);
void state_store(Walker *walker, PathId path, const Values *values);
void state_mark(State *state, uint32_t object, uint32_t milestones);

/* walk_events.c */
uint32_t walk_emit(Walker *walker, EventKind kind, NodeId node, Value value);
/* EVENT_READ for each value that stands in a field. */
void walk_dereference(Walker *walker, NodeId node, const Values *values);
static inline Event *walk_event(Walker *walker, uint32_t event)
{
    return &walker->events.items[event];
}
uint32_t walk_object_of(const Walker *walker, PathId path);
void walk_milestone(Walker *walker, Value value, uint32_t milestones);
void walk_obstacle(Walker *walker, NodeId node, const char *format, ...) __attribute__((format(printf, 3, 4)));
void walk_release(Walker *walker, NodeId node, const Values *values, const char *callee, const ApiFunction *api);
void walk_store(Walker *walker, NodeId node, PathId target, const Values *values);
/* `object->ob_type = type`: memory that the program got itself becomes an object. */
void walk_set_type(Walker *walker, NodeId node, PathId object, const Values *type);

/* walk_expression.c */
Values walk_evaluate(Walker *walker, NodeId node);
Paths walk_locate(Walker *walker, NodeId node);
/* Of `*pointer`. */
Paths walk_locate_dereference(Walker *walker, NodeId node);
Values walk_read(Walker *walker, PathId path);
Values walk_read_all(Walker *walker, const Paths *paths);
/* A local variable or parameter whose value is kept beside the paths: nothing takes its address. */
bool walk_is_plain_local(const Walker *walker, NodeId node);
Values walk_read_local(Walker *walker, SymbolId symbol);

/* walk_operator.c */
/* Expressions deeper than that are not followed. */
enum { WALK_NESTING_MAX = 400 };
Values walk_address(Walker *walker, NodeId node);
Values walk_unary(Walker *walker, NodeId node);
Values walk_binary(Walker *walker, NodeId node);
Values walk_conditional(Walker *walker, NodeId node);
/* A pointer to a field goes on to its neighbours. */
void walk_count_on(Walker *walker, Value value);
Values walk_pointer_arithmetic(Walker *walker, Values left, Values right, bool masks);
/* The values are one number, and nothing else. */
bool walk_constant_of(const Values *values, int64_t *integer);

/* walk_call.c, walk_effect.c, walk_slot.c */
Values walk_call(Walker *walker, NodeId node);
typedef struct Call { /* arguments are the caller's */
    NodeId node;
    const Node *syntax;
    const char *name;
    const ApiFunction *api;
    Values *arguments;
    uint32_t count;
    FunctionRef function; /* of the program, if what is called is known and was not followed */
    bool discard;
    bool passes_visit;
    bool is_undeclared; /* what is called is a name that nothing declares: in C it may be a macro */
} Call;
Values walk_api_call(Walker *walker, Call *call);
Values walk_slot_call(Walker *walker, Call *call, const char *slot, PathId type_path);
/* `first` is the child that is bound to the first parameter: before it stand the callee and, of an operator, its
 * object. */
void walk_arguments(Walker *walker, Call *call, FunctionRef function, uint32_t first);
Values walk_call_function(Walker *walker, Call *call, FunctionRef function, const Values *this_values);

/* A method named in a call, and an operator whose left side is `this`. */
Values walk_method_call(Walker *walker, Call *call, NodeId callee);
bool walk_is_operator_method(const Walker *walker, NodeId callee, const Node *call, FunctionRef function);
Values walk_operator_method(Walker *walker, Call *call, NodeId callee, FunctionRef function);
Values walk_enter(Walker *walker, Call *call, FunctionRef function, const Values *this_values);
/* Objects of a C++ class end: its destructor runs, and those of its members. False: what runs is not all in the program. */
bool walk_destroy(Walker *walker, NodeId node, const Values *objects, const Unit *unit, RecordId record);
Values walk_unknown_call(Walker *walker, Call *call);
/* `new (place) T(...)` */
Values walk_construct(Walker *walker, NodeId node);
Values walk_call_result(Walker *walker, const Call *call, bool is_new);
/* The type object a path stands for: a program type, a builtin, or both NULL. is_self_type: Py_TYPE(self). */
typedef struct TypeAnswer {
    const Type *type;
    const ApiType *builtin;
    bool is_exact; /* false: may be a subclass of it */
} TypeAnswer;
TypeAnswer walk_type_at(const Walker *walker, PathId path);
TypeAnswer walk_type_of_values(const Walker *walker, const Values *values);

/* walk_library.c */
/* A function of C++'s standard library; of a method, `object` is what it is called for. False: it is none that is known. */
bool walk_library_call(Walker *walker, Call *call, const Values *object, Values *result);
/* The place of the container that the value is, or leads to; also where the value is a copy. */
PathId walk_library_container(Walker *walker, Value value);
/* What is passed to a function that is not followed is a container, or leads to elements of one: EVENT_CONTAINER_CALL tells. */
bool walk_library_note(Walker *walker, NodeId node, const char *callee, Value passed);
/* What the container at that place holds; the type is that of an element, or a reference to one. */
PathId walk_library_element(Walker *walker, PathId container, TypeId type);

/* walk_condition.c */
/* TRUTH_YES with the value of an operation that depends on the type walked for: `Py_TYPE(self) == &Foo_Type`, `flags & HEAPTYPE`. */
Truth walk_decide(Walker *walker, Operator operator, const Values *left, const Values *right, int64_t *result);
/* A flag of a type object as an answer: TRUTH_UNKNOWN where a subclass or an unknown type could differ. */
Truth walk_type_flag(const Walker *walker, TypeAnswer type, uint64_t flag);
/* Evaluates a condition: the states after it is true and after it is false (copies; the walker's own state stays the caller's to end),
 * which of them is impossible, and what a guard for it would say. */
void walk_condition(Walker *walker, NodeId condition, State *if_true, State *if_false, Truth *truth, Guard *guard);

/* What a function returns; the frame keeps what it tests if that is a test. */
Values walk_returned(Walker *walker, NodeId expression);

/* walk_assertion.c */
static inline bool walk_is_assertion(const Walker *walker, NodeId id)
{
    const Node *node = walk_node(walker, id);
    return (node->kind == N_IF || node->kind == N_CONDITIONAL || node->kind == N_BINARY) && node_expands_assertion(walker->frame->notes, node);
}
/* Leaves what the assertion claims, and no event of what it does. */
void walk_assertion(Walker *walker, NodeId node);

/* walk_former.c */
/* _PyObject_GC_TRACK(), _PyObject_GC_UNTRACK() as `do { PyGC_Head *g = ...; } while (0)`. False: the statement is none of these. */
bool walk_written_out_tracking(Walker *walker, NodeId statement);
/* Py_INCREF() as `op->ob_refcnt++`, Py_DECREF() as `--op->ob_refcnt`. False: the step is of something else. */
bool walk_written_out_count(Walker *walker, NodeId step);
/* `(*Py_TYPE(op)->tp_dealloc)(op)` for another object than the instance, as a macro writes it: the end of a Py_DECREF(). */
bool walk_is_written_out_dealloc(const Walker *walker, const Call *call, PathId type_path);

/* walk_statement.c */
void walk_statement(Walker *walker, NodeId node);
Values walk_block_value(Walker *walker, NodeId block);
void walk_function_body(Walker *walker, const Function *function);

/* What a function's own parameter stands for in a walk. */
void walk_bind_parameters(Walker *walker, const Call *call);

#endif
