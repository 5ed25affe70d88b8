/* The function that frees is itself the deallocator of a GC type. */
/* allow: dealloc-missing-field-release */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Listener;

static int listener_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Listener *)op)->callback);
    return 0;
}

static int listener_clear(PyObject *op)
{
    Py_CLEAR(((Listener *)op)->callback);
    return 0;
}

static int listener_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    PyObject *callback;
    (void)keywords;
    if (!PyArg_ParseTuple(args, "O", &callback))
        return -1;
    Py_INCREF(callback);
    Py_XSETREF(((Listener *)op)->callback, callback);
    return 0;
}

static PyTypeObject Listener_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Listener",
    .tp_basicsize = sizeof(Listener),
    .tp_dealloc = (destructor)PyObject_Free, /* expect: free-mismatch error Listener_Type */
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = listener_traverse,
    .tp_clear = listener_clear,
    .tp_init = listener_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Listener_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Listener", (PyObject *)&Listener_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
