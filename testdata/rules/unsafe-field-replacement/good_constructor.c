/* expect: nothing */
#include <Python.h>

/* Nobody else sees the instance yet; and a number's destructor runs no code. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *count;
} Watcher;

static int watcher_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Watcher *)op)->callback);
    return 0;
}

static int watcher_clear(PyObject *op)
{
    Py_CLEAR(((Watcher *)op)->callback);
    Py_CLEAR(((Watcher *)op)->count);
    return 0;
}

static void watcher_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    watcher_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *watcher_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Watcher *self = (Watcher *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_XDECREF(self->callback);
    self->callback = Py_NewRef(args);
    return (PyObject *)self;
}

static PyObject *watcher_tick(PyObject *op, PyObject *ignored)
{
    Watcher *self = (Watcher *)op;
    PyObject *count = PyLong_FromLong(1);
    if (count == NULL)
        return NULL;
    Py_XDECREF(self->count);
    self->count = count;
    Py_RETURN_NONE;
}

static PyMethodDef watcher_methods[] = {
    {"tick", watcher_tick, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Watcher_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = watcher_traverse,
    .tp_clear = watcher_clear,
    .tp_dealloc = watcher_dealloc,
    .tp_methods = watcher_methods,
    .tp_new = watcher_new,
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
