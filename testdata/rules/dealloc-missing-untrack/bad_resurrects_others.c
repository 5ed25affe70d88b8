/* Instances that are still open live on; those that are taken apart are tracked until the end. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    int is_open;
} Handle;

static int handle_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Handle *)op)->callback);
    return 0;
}

static int handle_clear(PyObject *op)
{
    Py_CLEAR(((Handle *)op)->callback);
    return 0;
}

static void keep_alive(PyObject *op)
{
    Py_SET_REFCNT(op, 0);
    _Py_NewReference(op);
}

static void handle_dealloc(PyObject *op) /* expect: dealloc-missing-untrack error Handle_Type */
{
    Handle *self = (Handle *)op;
    if (self->is_open) {
        self->is_open = 0;
        keep_alive(op);
        return;
    }
    handle_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int handle_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    PyObject *callback;
    if (!PyArg_ParseTuple(args, "O", &callback))
        return -1;
    Py_XSETREF(((Handle *)op)->callback, Py_NewRef(callback));
    ((Handle *)op)->is_open = 1;
    return 0;
}

static PyTypeObject Handle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handle",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = handle_traverse,
    .tp_clear = handle_clear,
    .tp_dealloc = handle_dealloc,
    .tp_init = handle_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Handle_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Handle", (PyObject *)&Handle_Type) < 0)
        Py_CLEAR(result);
    return result;
}
