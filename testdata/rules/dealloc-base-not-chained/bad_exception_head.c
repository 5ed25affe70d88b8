#include <Python.h>

/* PyException_HEAD writes the fields of an exception into the struct itself. */
typedef struct {
    PyException_HEAD
    PyObject *detail;
} Failure;

static int failure_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Failure *)op)->detail);
    return ((PyTypeObject *)PyExc_Exception)->tp_traverse(op, visit, arg);
}

static int failure_clear(PyObject *op)
{
    Py_CLEAR(((Failure *)op)->detail);
    return ((PyTypeObject *)PyExc_Exception)->tp_clear(op);
}

static void failure_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Failure *)op)->detail);
    Py_TYPE(op)->tp_free(op); /* expect: dealloc-base-not-chained warning Failure_Type */
}

static PyTypeObject Failure_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Failure",
    .tp_basicsize = sizeof(Failure),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = failure_traverse,
    .tp_clear = failure_clear,
    .tp_dealloc = failure_dealloc,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    Failure_Type.tp_base = (PyTypeObject *)PyExc_Exception;
    if (PyType_Ready(&Failure_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
