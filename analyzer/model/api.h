/* What is known about functions of CPython's C API and of libc by their names. The table is api.def. */
#ifndef GCLINT_API_H
#define GCLINT_API_H

#include <stdbool.h>
#include <stdint.h>

/* What a call does to its object argument, beyond what any call may do. */
typedef enum ApiEffect {
    API_EFFECT_NONE,
    API_INCREF,          /* Py_INCREF, Py_XINCREF, Py_IncRef and the functions they expand to */
    API_NEW_REFERENCE,   /* Py_NewRef, Py_XNewRef: increments and returns its argument */
    API_DECREF,          /* Py_DECREF, Py_XDECREF, Py_DecRef ...; the object is the last argument (3.8 and debug headers put a place first) */
    API_TRACK,           /* PyObject_GC_Track, _PyObject_GC_TRACK */
    API_UNTRACK,
    API_ALLOCATE_GC,     /* _PyObject_GC_New, _PyObject_GC_NewVar: not zeroed, not tracked */
    API_ALLOCATE_PLAIN,  /* _PyObject_New, _PyObject_NewVar: no GC header */
    API_ALLOCATE_TYPE,   /* PyType_GenericAlloc, PyType_GenericNew: zeroed, tracked if the type is GC */
    API_INIT_OBJECT,     /* PyObject_Init(op, type): gives raw memory its type */
    API_SET_TYPE,        /* Py_SET_TYPE(op, type): likewise, if it is of memory that the program got itself */
    API_RESIZE_GC,       /* _PyObject_GC_Resize */
    API_FREE_GC,         /* PyObject_GC_Del */
    API_FREE_OBJECT,     /* PyObject_Free (also spelt PyObject_Del) */
    API_FREE_MEMORY,     /* PyMem_Free, PyMem_RawFree, free */
    API_ALLOCATE_MEMORY, /* PyMem_Malloc, malloc, PyMem_New, PyObject_Malloc ...: plain memory */
    API_CLEAR_WEAKREFS,  /* PyObject_ClearWeakRefs and its variants */
    API_CALL_FINALIZER,  /* PyObject_CallFinalizerFromDealloc, PyObject_CallFinalizer */
    API_VISIT_MANAGED_DICT,
    API_CLEAR_MANAGED_DICT,
    API_RELEASE_BUFFER,  /* PyBuffer_Release(&view): releases view.obj */
    API_FILL_BUFFER,     /* PyObject_GetBuffer(obj, &view, ...): view.obj becomes an owned reference */
    API_TYPE_OF,         /* Py_TYPE */
    API_TYPE_DATA,       /* PyObject_GetTypeData(op, type) */
    API_ITEM_DATA,       /* PyObject_GetItemData(op) */
    API_TYPE_SLOT,       /* PyType_GetSlot(type, slot) */
    API_TYPE_FLAGS,      /* PyType_GetFlags, PyType_HasFeature */
    API_IS_GC,           /* PyObject_IS_GC(op), PyType_IS_GC(type) */
    API_IS_TRACKED,      /* PyObject_GC_IsTracked */
    API_TYPE_CHECK,      /* Py*_Check: an instance of the type or of a subclass */
    API_TYPE_CHECK_EXACT, /* Py*_CheckExact */
    API_READY,           /* PyType_Ready(&T) */
    API_TYPE_FROM_SPEC,  /* PyType_FromSpec* family and PyType_FromMetaclass, PyStructSequence_NewType */
    API_ADD_TYPE,        /* PyModule_AddType: readies a type too */
    API_MODULE_STATE,    /* PyModule_GetState, PyType_GetModuleState ...: the state record of a module */
    API_SET_REFERENCE,   /* a function that stores its second argument, or NULL if it has none, through its first and releases
                          * the old one */
    API_REPLACE_REFERENCE, /* the same, but the new one stays the caller's: it gets a reference of its own */
    API_IN_PLACE,        /* what its argument points to is replaced by an equal object, and whoever owned the one owns the other */
    API_ATOMIC_LOAD,     /* `*place`, by a function */
    API_ATOMIC_STORE,    /* `*place = value` */
    API_ATOMIC_EXCHANGE, /* the same; the result is the old value */
    API_PARSE_ARGUMENTS, /* PyArg_ParseTuple ...: stores borrowed references through its arguments */
    API_EXCEPTION_FETCH, /* PyErr_Fetch, PyErr_GetRaisedException, PyErr_GetExcInfo: saves the current exception */
    API_EXCEPTION_RESTORE,
    API_ERROR_SET,       /* PyErr_SetString, PyErr_Format ... */
    API_SAFE_IN_TRAVERSE, /* nothing of interest happens, and tp_traverse may call it */
    API_NO_RETURN,       /* abort, Py_FatalError, exit */
    API_MODULE_OBJECT,   /* PyType_GetModule, PyType_GetModuleByDef, PyState_FindModule: the module; NULL with an exception
                          * once the collector has cleared the type */
    API_CAPSULE_CONTENTS, /* PyCapsule_Import, PyCapsule_GetPointer: what another module lends to all */
    API_EFFECT_COUNT,
} ApiEffect;

typedef enum ApiResult {
    API_RESULT_NONE,     /* no object */
    API_RESULT_NEW,      /* a new reference, NULL on failure */
    API_RESULT_BORROWED,
} ApiResult;

/* How exactly the type of a returned object is known: decides whether it can be part of a cycle (rules.md 0.4). */
typedef enum ApiExact {
    API_ANY_OBJECT,
    API_EXACT_ATOMIC,    /* exactly str, bytes, int, float, complex, bool, None, code, capsule without context ...: never in a cycle */
    API_EXACT_CONTAINER, /* exactly a new list, dict, tuple, set ... */
    API_EXACT_CLEARABLE, /* exactly a new list, dict or set: a container with a tp_clear */
    API_ELEMENT,         /* what was put into the container that the first argument is */
    API_STRING,          /* a str or bytes by contract, but it may be of a subclass */
    API_INDEX,           /* an int, exactly from 3.10 on; before it may be of a subclass */
    API_ARITHMETIC,      /* atomic if all arguments are */
    API_WEAK_REFERENCE,  /* owns nothing but the callback that the second argument is, or NULL */
} ApiExact;

typedef struct ApiFunction {
    const char *name;
    ApiEffect effect;
    int argument;       /* which argument the effect is on; -1: the last */
    ApiResult result;
    ApiExact exact;
    bool runs_python;   /* may run arbitrary Python code, so may start a collection */
    uint32_t steals;    /* bit n: argument n's reference is taken over */
    uint32_t gives_new; /* bit n: a new reference is written through pointer argument n */
    uint32_t gives_borrowed; /* bit n: a borrowed reference is */
} ApiFunction;

/* NULL if the name is not of the table. */
const ApiFunction *api_find(const char *name);
/* The whole table in the order of strcmp. */
const ApiFunction *api_functions(uint32_t *count);
/* tp_traverse may call it: it only reads, creates no reference and releases none. */
bool api_is_safe_in_traverse(const ApiFunction *function);

/* Builtin types by the C name of their type object, PyList_Type. */
typedef struct ApiType {
    const char *symbol;   /* PyList_Type; exceptions as PyExc_OSError */
    const char *name;     /* list */
    const char *record;   /* tag or typedef name of the instance struct as the headers give it, "PyListObject"; NULL if opaque */
    uint32_t gc_since;    /* 0x0308 stands for "on every version"; 0: never; 0x030a: from 3.10 */
    bool is_basetype;
    bool has_clear;       /* defines tp_clear */
    bool visits_fields;   /* its traverse visits something */
    bool is_atomic;       /* exact instances hold no reference that could close a cycle */
    /* its tp_dealloc untracks with the non-idempotent internal macro: the derived dealloc must have the object tracked when it chains.
     * Versions for which that holds: 0 never, else the last version, 0x030a (≤ 3.10) or 0xffff (all). */
    uint32_t dealloc_needs_tracked_until;
    bool weakly_referenceable;
    bool has_finalizer;
} ApiType;

/* NULL if the symbol is not of the table, api_types.def. */
const ApiType *api_find_type(const char *symbol);
/* The whole table in the order of strcmp. */
const ApiType *api_types(uint32_t *count);
/* Bytes of the instance struct, the least of all versions, if it stands in no header; 0: it does, or its size is not told. */
int64_t api_opaque_size(const ApiType *type);
/* Its instances, and those of types derived from it, may hold memory that only its own tp_dealloc frees. */
bool api_type_holds_memory(const ApiType *type);

#endif
