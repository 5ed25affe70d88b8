/* TRACE: what a function does to objects, in order, as seen by a symbolic walk of its body with the calls it makes followed.
 *
 * A walk gives every parameter a symbolic root, follows locals, aliases, casts, helpers (in any unit) and slot calls, and writes an
 * event for each thing that matters to the collector's protocol. Branches are both walked and joined; a condition that the walk can
 * decide (a version test, `PyType_IS_GC(Py_TYPE(self))` for a type known to be GC) leaves only one. Loops are walked once.
 *
 * ORDER between events is answered by milestones: each event carries the set of milestones that MUST and MAY have passed for its
 * object before it. */
#ifndef GCLINT_TRACE_H
#define GCLINT_TRACE_H

#include "link/program.h"
#include "model/api.h"

typedef struct Model Model;
typedef struct Type Type;

typedef enum Truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN } Truth;

/* A place to show: a span of a unit. */
typedef struct Place {
    const Unit *unit; /* NULL: nowhere */
    Span span;
} Place;

/* --- paths: what a value denotes --------------------------------------------------------------------------------------- */

typedef uint32_t PathId; /* into Trace.paths; 0: none */

typedef enum PathKind {
    /* Roots */
    PATH_SELF,      /* parameter 0 of the function a type trace was made for: the instance (for m_traverse etc. the module) */
    PATH_PARAMETER, /* index: another parameter of the walked function */
    PATH_GLOBAL,    /* a variable with static storage; name; variable if it is the program's own */
    PATH_LOCAL,     /* a local whose value is not known */
    PATH_RESULT,    /* what a call returned; api or function; also an out-parameter it filled */
    PATH_STATE,     /* the module state record */
    PATH_STRING,
    PATH_OTHER,     /* an expression the walk does not follow */
    /* Steps below `parent` */
    PATH_FIELD,     /* name; through a pointer if is_arrow. Py_TYPE(x) is the field "ob_type" of x, the HEAD's ob_base is left out */
    PATH_INDEX,     /* [*], or [index] for a constant index >= 0 outside loops */
} PathKind;

/* The step from an object to the data that its type has behind the base's struct. */
#define TYPE_DATA_WAY "PyObject_GetTypeData()"

typedef struct Path {
    PathKind kind;
    PathId parent;
    bool is_arrow;
    bool is_owned_result;  /* PATH_RESULT: a new reference */
    bool is_out_parameter; /* PATH_RESULT: written by the call through a pointer argument */
    uint8_t argument;      /* of an out-parameter: which argument of the call, from 1; 0: not told */
    bool is_way;           /* PATH_FIELD: no member, but found from the pointer `parent` by arithmetic or by a function; name says how */
    bool is_detached;      /* reached through a pointer that had been overwritten since it was read: `p = self->x; self->x = NULL; p->y` */
    int64_t index;         /* PATH_PARAMETER, PATH_INDEX (-1: any) */
    int64_t offset;        /* PATH_FIELD: bytes from the start of the object or C block that the last arrow led to; -1 unknown */
    const char *name;      /* PATH_FIELD, PATH_GLOBAL, PATH_LOCAL; PATH_RESULT: the callee's name, or NULL */
    RecordRef record;      /* PATH_FIELD: the record the field belongs to */
    const Unit *unit;      /* whose types `type` is of */
    TypeId type;           /* C type of the place */
    const ApiFunction *api; /* PATH_RESULT of a known API function */
    VariableRef variable;  /* PATH_GLOBAL */
    const Unit *call_unit; /* PATH_RESULT: the call */
    NodeId call;
    const Type *allocated; /* PATH_RESULT of an allocation whose type argument is a known type */
    PathId allocated_by;   /* PATH_RESULT of an allocation: the path of its type argument, or 0 */
    uint32_t milestone_set; /* which of the trace's objects milestones are kept for; 0: none */
} Path;

/* --- values -------------------------------------------------------------------------------------------------------------- */

typedef enum ValueKind {
    VALUE_UNKNOWN,
    VALUE_NULL,
    VALUE_INTEGER,
    VALUE_CONTENT,  /* what stands at `path`, or the object a root denotes */
    VALUE_ADDRESS,  /* &path */
    VALUE_FUNCTION, /* a function of the program, or an external one by name */
} ValueKind;

/* A function that is named, and whose address may be passed on; external ones have no FunctionRef. */
typedef struct NamedFunction {
    FunctionRef function;
    const char *name;
    const ApiFunction *api; /* what is known of the name, or NULL */
} NamedFunction;

/* Small, for walks copy them all the time. */
typedef struct Value {
    ValueKind kind;
    PathId path;
    uint32_t version;    /* VALUE_CONTENT: how often the path had been stored to when this was read */
    bool tag_masked;     /* bits were masked off a pointer */
    union {
        int64_t integer;               /* 0 for all but VALUE_INTEGER and VALUE_FUNCTION */
        const NamedFunction *function; /* VALUE_FUNCTION */
    };
} Value;

/* --- events ---------------------------------------------------------------------------------------------------------------- */

typedef enum EventKind {
    EVENT_VISIT,          /* visit(value, arg); result_used tells whether its result can be returned */
    EVENT_INCREF,
    EVENT_RELEASE,        /* one reference to value is dropped; see was_replaced */
    EVENT_STORE,          /* value is written to `target` */
    EVENT_READ,           /* value's target is dereferenced: member access through it, or passed where NULL is not allowed */
    EVENT_TRACK,
    EVENT_UNTRACK,
    EVENT_ALLOCATE,       /* value: the new object; api: how */
    EVENT_FREE,           /* value: the object or block; api: how; slot tp_free for a call through the type */
    EVENT_CLEAR_WEAKREFS,
    EVENT_CALL_FINALIZER, /* result_used: its result is tested */
    EVENT_VISIT_MANAGED_DICT,
    EVENT_CLEAR_MANAGED_DICT,
    EVENT_RELEASE_BUFFER, /* value: path of the Py_buffer's obj */
    EVENT_SLOT_CALL,      /* a slot of a type is called and was not followed: `slot`, `type_path` or `slot_type`/`slot_builtin`; argument 0 is value */
    EVENT_ENTER,          /* a function of the program was entered by a call: `function`; its events follow, `caller` names this one */
    EVENT_LEAVE,
    EVENT_CALL,           /* any other call of a named or unknown function; value: argument 0 */
    EVENT_RETURN,         /* of the walked function itself; value */
    EVENT_EXCEPTION_FETCH,
    EVENT_EXCEPTION_RESTORE,
    EVENT_CONTAINER_CALL, /* value: a container of C++'s library, to whose elements `callee` may do anything */
    EVENT_CLAIM_NULL,     /* an assertion says that nothing stands in value's path, a field of the instance */
} EventKind;

/* Milestones of one object. */
enum Milestone {
    MILESTONE_UNTRACKED = 1 << 0,
    MILESTONE_TRACKED = 1 << 1,
    MILESTONE_WEAKREFS_CLEARED = 1 << 2,
    MILESTONE_FINALIZER_CALLED = 1 << 3,
    MILESTONE_FREED = 1 << 4,
    MILESTONE_TYPE_RELEASED = 1 << 5,  /* Py_DECREF(Py_TYPE(self)) */
    MILESTONE_FIELD_RELEASED = 1 << 6, /* some reference below it */
    MILESTONE_BASE_DEALLOC = 1 << 7,   /* chained to a base's tp_dealloc */
    MILESTONE_RAN_PYTHON = 1 << 8,     /* a call that may run Python code */
    MILESTONE_EXCEPTION_SAVED = 1 << 9,
    MILESTONE_ESCAPED = 1 << 10,       /* returned, stored, or passed to a function that was not followed */
};

/* A condition the walk could not decide. Guards nest through `outer`. */
typedef struct Guard {
    uint32_t outer;    /* into Trace.guards; 0: none */
    const Unit *unit;
    NodeId condition;
    bool sense;        /* the branch taken when the condition is true */
    PathId null_test;  /* the condition tests just this path's content for NULL; 0 otherwise */
    bool null_branch;  /* this is the branch in which it is NULL */
    bool is_error_path; /* the condition tests the result of a call for failure (visit's result in Py_VISIT too) */
    bool fails_if_true, fails_if_false; /* an outcome that needs such a failure: `a && failed()` is true, `a || failed()` is false with it alone */
    PathId result;      /* is_error_path: that result; null_branch: this is the branch in which it is zero */
    bool is_loop;      /* not a condition: inside a loop body */
    bool is_rest;      /* no branch, but what follows it, as the other one leaves: `if (...) return;` */
} Guard;

typedef struct Event {
    EventKind kind;
    PathId target;        /* EVENT_STORE */
    Value value;
    const Unit *unit;
    FunctionRef in;       /* the function the code stands in */
    NodeId node;
    uint32_t caller;      /* the EVENT_ENTER this happened within; 0: the walked function itself (event 0 is reserved) */
    uint32_t guard;       /* innermost undecided condition; 0: none */
    const char *callee;   /* name of the called function, or NULL */
    const ApiFunction *api;
    FunctionRef function; /* EVENT_ENTER, EVENT_LEAVE, EVENT_CALL of a program function that was not followed */
    PathId constructed;   /* EVENT_ENTER of a C++ constructor: the object it was called for; members may also get values elsewhere */
    const char *slot;     /* EVENT_SLOT_CALL, and EVENT_FREE by tp_free: "tp_traverse" */
    const Type *slot_type; /* the program's type whose slot it is */
    const ApiType *slot_builtin;
    const Value *arguments;    /* of an argument that can have several values the first */
    PathId type_path;     /* the path that gave the type, such as self->ob_type, or self->ob_type->tp_base; also of an EVENT_ENTER by a slot */
    uint32_t argument_count;
    uint32_t doubtful_arguments; /* bit n: argument n can have other values too */
    uint32_t must_before, may_before; /* milestones of the event's object: the root object its value or target is below */
    bool ends_unseen;     /* EVENT_FREE by `delete`: not all that ends with the object is in the program */
    bool was_replaced;    /* EVENT_RELEASE: the field had been overwritten before, so it does not dangle (the Py_CLEAR shape) */
    bool is_dangling_after; /* EVENT_RELEASE: and on some way to the end it is never overwritten */
    bool in_loop;
    bool is_known_set;    /* the value is a place's content, and tests on every way here found that it is not NULL */
    bool is_conditional;  /* under a guard that is neither a null test of the event's own path nor a loop */
    bool result_used;
    bool returns_more;    /* EVENT_ENTER, EVENT_RETURN: what is returned may be another value too, which has been in some variable, but is not told */
    bool passes_visit;    /* EVENT_CALL, EVENT_SLOT_CALL: visitproc is among the arguments */
    bool is_macro;        /* written by a macro of the Python headers; node's macro names it */
} Event;

typedef struct Trace {
    FunctionRef function;
    const Type *type;   /* whose slot this is, or NULL: a walk for its own sake */
    Path *paths;
    uint32_t path_count;
    Event *events;      /* 1 .. event_count - 1 */
    uint32_t event_count;
    uint32_t *returns;  /* which of them are EVENT_RETURN, in order */
    uint32_t return_count;
    Guard *guards;
    uint32_t guard_count;
    bool is_complete;   /* false: something could not be followed; `obstacles` says what */
    const char **obstacles; /* "the walk of `foo` was too long", "calls through `self->fn`" */
    Place *obstacle_places;
    uint32_t obstacle_count;
    uint32_t blind_obstacle_count; /* so many of them are calls that get the instance, but can visit nothing */
    uint32_t must_at_end, may_at_end; /* milestones of SELF where the function ends normally */
    bool visit_escapes; /* visitproc reached a function that was not followed */
    bool counts_on_fields; /* `PyObject **field = &self->first; field[i]`: fields are reached that no path names */
} Trace;

/* The walk of a function bound to a type's slot (type != NULL) or for its own sake. Made once and kept; never NULL. */
const Trace *model_trace(Model *model, FunctionRef function, const Type *type);

/* The field that holds the type of an object. */
bool path_is_type_field(const Path *path);
const Path *trace_path(const Trace *trace, PathId path);
/* The root a path starts from. */
PathId trace_root(const Trace *trace, PathId path);
/* The value is, or is an address of, something at or below the root. */
bool trace_is_below(const Trace *trace, PathId path, PathId root);
/* The instance itself. */
bool trace_value_is_self(const Trace *trace, Value value);
/* Py_TYPE(self), through any alias. */
bool trace_value_is_type_of_self(const Trace *trace, Value value);
/* "items[*].key" below the root; for globals and results with their name. In the model's arena. */
const char *trace_path_text(Model *model, const Trace *trace, PathId path);
Place event_place(const Event *event);
/* One piece of code in one call, which can be about several objects. */
static inline bool events_are_one(const Event *a, const Event *b)
{
    return a->unit == b->unit && a->node == b->node && a->caller == b->caller;
}
/* What a reader would call the place of the event: where the reference that it is about is named, or the type that is allocated. A helper
 * that is handed just that, or its address, does the same for whoever calls it: then its EVENT_ENTER, else the event itself. */
const Event *trace_naming_event(const Trace *trace, const Event *event);
Place trace_naming_place(const Trace *trace, const Event *event);
/* The event as it stands in the walked function: the call within which it happens, or the event itself. */
const Event *trace_outermost_event(const Trace *trace, const Event *event);
/* The call, followed or not, that gave a PATH_RESULT. There may be several: of a helper that is entered more than once. */
bool event_is_call_of(const Event *event, const Path *result);
/* A guard in the chain of `guard` that is neither loop, nor null test of `own` (0: none is), nor a rest. 0 if there is none. */
uint32_t trace_real_guard(const Trace *trace, uint32_t guard, PathId own);
/* Likewise, or the rest that the event stands in. */
uint32_t trace_condition(const Trace *trace, const Event *event, PathId own);
/* There is none, and nothing has been left before it either, but in case of an error: it happens whenever the function runs. */
bool trace_is_unconditional(const Trace *trace, const Event *event, PathId own);
/* The branches of two guards exclude each other: one is in the then, the other in the else of one condition. */
bool trace_guards_exclude(const Trace *trace, uint32_t a, uint32_t b);
/* No run of the function comes from event `earlier` to event `later`: the branches exclude each other, or that of the first returns. */
bool trace_leaves_before(const Trace *trace, uint32_t earlier, uint32_t later);

/* A function that is entered around the event, or the walked one, may return more values than are told: what the event is about can be
 * among them, and so go to somebody. */
bool trace_may_hand_out(const Trace *trace, uint32_t index);

#endif
