#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Watcher;

static int watcher_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Watcher *)op)->callback);
    return 0;
}

static int watcher_clear(PyObject *op)
{
    Py_CLEAR(((Watcher *)op)->callback);
    Py_DECREF(Py_TYPE(op)); /* expect: clear-destroys-object error Watcher_spec */
    return 0;
}

static void watcher_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Watcher *)op)->callback);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyObject *watcher_set(PyObject *op, PyObject *value)
{
    Watcher *self = (Watcher *)op;
    Py_XSETREF(self->callback, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef watcher_methods[] = {{"set", watcher_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyType_Slot watcher_slots[] = {
    {Py_tp_traverse, watcher_traverse},
    {Py_tp_clear, watcher_clear},
    {Py_tp_dealloc, watcher_dealloc},
    {Py_tp_methods, watcher_methods},
    {0, NULL},
};

static PyType_Spec Watcher_spec = {
    .name = "fixture.Watcher",
    .basicsize = sizeof(Watcher),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = watcher_slots,
};

typedef Watcher Listener;

static void listener_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Listener *)op)->callback);
    PyObject_GC_Del(op);
}

static int listener_clear(PyObject *op)
{
    listener_dealloc(op); /* expect: clear-destroys-object error Listener_Type */
    return 0;
}

static int listener_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Listener *)op)->callback);
    return 0;
}

static PyObject *listener_set(PyObject *op, PyObject *value)
{
    Listener *self = (Listener *)op;
    Py_XSETREF(self->callback, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef listener_methods[] = {{"set", listener_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Listener_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Listener",
    .tp_basicsize = sizeof(Listener),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = listener_traverse,
    .tp_clear = listener_clear,
    .tp_dealloc = listener_dealloc,
    .tp_methods = listener_methods,
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
    PyObject *watcher = PyType_FromSpec(&Watcher_spec);
    if (watcher == NULL || PyModule_AddObject(result, "Watcher", watcher) < 0) {
        Py_XDECREF(watcher);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
