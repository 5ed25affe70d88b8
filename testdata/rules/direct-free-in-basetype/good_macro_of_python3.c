/* What is defined for all that Python 3 is cannot be undefined to get at what was written for Python 2. */
/* expect: nothing */
#include <Python.h>

#if PY_MAJOR_VERSION >= 3
#define IS_PY3K
#endif

typedef struct {
    PyObject_HEAD
    void *pointer;
} Wrapper;

static void wrapper_dealloc(PyObject *op)
{
    PyObject_Free(op);
}

#ifdef IS_PY3K
static PyTypeObject Wrapper_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Wrapper",
    .tp_basicsize = sizeof(Wrapper),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = wrapper_dealloc,
};
#else
static PyTypeObject Wrapper_Type = {
    PyObject_HEAD_INIT(NULL)
    0,                                        /* ob_size */
    "fixture.Wrapper",                        /* tp_name */
    sizeof(Wrapper),                          /* tp_basicsize */
    0,                                        /* tp_itemsize */
    wrapper_dealloc,                          /* tp_dealloc */
    0,                                        /* tp_print */
    0,                                        /* tp_getattr */
    0,                                        /* tp_setattr */
    0,                                        /* tp_compare */
    0,                                        /* tp_repr */
    0,                                        /* tp_as_number */
    0,                                        /* tp_as_sequence */
    0,                                        /* tp_as_mapping */
    0,                                        /* tp_hash */
    0,                                        /* tp_call */
    0,                                        /* tp_str */
    0,                                        /* tp_getattro */
    0,                                        /* tp_setattro */
    0,                                        /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, /* tp_flags */
};
#endif

int fixture_ready(void)
{
    Wrapper_Type.tp_new = PyType_GenericNew;
    return PyType_Ready(&Wrapper_Type);
}
