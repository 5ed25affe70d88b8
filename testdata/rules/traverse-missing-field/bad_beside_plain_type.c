#include <Python.h>

/* A type whose instances are plain objects: a field of `PyObject *` does not only hold those. */
static PyTypeObject Missing_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Missing",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

typedef struct {
    PyObject_HEAD
    PyObject *first;
    PyObject *second;
} Watcher;

static int watcher_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-field warning Watcher_Type second */
{
    Py_VISIT(((Watcher *)op)->first);
    return 0;
}

static int watcher_clear(PyObject *op)
{
    Watcher *self = (Watcher *)op;
    Py_CLEAR(self->first);
    Py_CLEAR(self->second);
    return 0;
}

static void watcher_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    watcher_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int watcher_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    Watcher *self = (Watcher *)op;
    PyObject *first, *second;
    if (!PyArg_ParseTuple(args, "OO", &first, &second))
        return -1;
    Py_XSETREF(self->first, Py_NewRef(first));
    Py_XSETREF(self->second, Py_NewRef(second));
    return 0;
}

static PyTypeObject Watcher_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = watcher_traverse,
    .tp_clear = watcher_clear,
    .tp_dealloc = watcher_dealloc,
    .tp_init = watcher_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Missing_Type) < 0 || PyType_Ready(&Watcher_Type) < 0)
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
