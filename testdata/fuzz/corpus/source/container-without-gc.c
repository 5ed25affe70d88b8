#include <Python.h>

/* example */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Watcher;

static void watcher_dealloc(PyObject *op)
{
    Py_XDECREF(((Watcher *)op)->callback);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *watcher_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *callback;
    if (!PyArg_ParseTuple(args, "O", &callback))
        return NULL;
    Watcher *self = (Watcher *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->callback = Py_NewRef(callback);
    return (PyObject *)self;
}

static PyTypeObject Watcher_Type = { /* expect: container-without-gc warning Watcher_Type callback */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = watcher_dealloc,
    .tp_new = watcher_new,
};
/* end example */

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
