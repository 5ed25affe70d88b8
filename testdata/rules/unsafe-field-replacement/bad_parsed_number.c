/* Python's parser fills `force`: the branch that its first value would choose is not the only one. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Watcher;

static PyObject *watcher_set(PyObject *op, PyObject *args)
{
    Watcher *self = (Watcher *)op;
    PyObject *callback = NULL;
    int force = 0;
    if (!PyArg_ParseTuple(args, "O|i", &callback, &force))
        return NULL;
    if (force == 0 && self->callback != NULL)
        Py_RETURN_FALSE;
    if (force != 0) {
        Py_XDECREF(self->callback); /* expect: unsafe-field-replacement warning Watcher_Type callback */
        Py_INCREF(callback);
        self->callback = callback;
    }
    Py_RETURN_TRUE;
}

static PyMethodDef watcher_methods[] = {
    {"set", watcher_set, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int watcher_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Watcher *)op)->callback);
    return 0;
}

static int watcher_clear(PyObject *op)
{
    Py_CLEAR(((Watcher *)op)->callback);
    return 0;
}

static void watcher_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    watcher_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Watcher_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = watcher_traverse,
    .tp_clear = watcher_clear,
    .tp_dealloc = watcher_dealloc,
    .tp_methods = watcher_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Watcher_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Watcher", (PyObject *)&Watcher_Type) < 0)
        Py_CLEAR(result);
    return result;
}
