#include <Python.h>

/* A setting: who builds it may want the other one. */
#define WITH_STATIC_TYPES

typedef struct {
    PyObject_HEAD
    void *pointer;
} Wrapper;

static void wrapper_dealloc(PyObject *op) /* expect: heap-dealloc-missing-type-decref warning wrapper_spec */
{
    PyObject_Free(op); /* expect: direct-free-in-basetype error wrapper_spec */
}

#ifdef WITH_STATIC_TYPES
static PyTypeObject Wrapper_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Wrapper",
    .tp_basicsize = sizeof(Wrapper),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = wrapper_dealloc,
};

PyTypeObject *wrapper_type(void)
{
    return PyType_Ready(&Wrapper_Type) < 0 ? NULL : &Wrapper_Type;
}
#else
static PyType_Slot wrapper_slots[] = {{Py_tp_dealloc, wrapper_dealloc}, {0, NULL}};

static PyType_Spec wrapper_spec = { /* expect@+3: heap-type-without-gc warning wrapper_spec */
    .name = "fixture.Wrapper",
    .basicsize = sizeof(Wrapper),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .slots = wrapper_slots,
};

PyTypeObject *wrapper_type(void)
{
    return (PyTypeObject *)PyType_FromSpec(&wrapper_spec);
}
#endif
