#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Watcher;

static PyObject *watcher_set(PyObject *op, PyObject *callback)
{
    Watcher *self = (Watcher *)op;
    Py_XDECREF(self->callback); /* expect: unsafe-field-replacement warning Watcher_Type callback */
    Py_INCREF(callback);
    self->callback = callback;
    Py_RETURN_NONE;
}

/* It reckons with something else than bytes, as the test says. */
static PyObject *watcher_describe(PyObject *op, PyObject *unused)
{
    Watcher *self = (Watcher *)op;
    const char *text = "something else";
    (void)unused;
    if (self->callback && PyBytes_Check(self->callback))
        text = PyBytes_AS_STRING(self->callback);
    return PyUnicode_FromString(text);
}

static PyMethodDef watcher_methods[] = {
    {"describe", watcher_describe, METH_NOARGS, NULL},
    {"set", watcher_set, METH_O, NULL},
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
    if (result == NULL)
        return NULL;
    Py_INCREF(&Watcher_Type);
    if (PyModule_AddObject(result, "Watcher", (PyObject *)&Watcher_Type) < 0) {
        Py_DECREF(&Watcher_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
