#include <Python.h>

/* One parameter too many, and a module hook that returns nothing. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Watcher;

static int watcher_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Watcher *)op)->callback);
    return 0;
}

static int watcher_clear(PyObject *op, int deep) /* expect: slot-signature-mismatch warning Watcher_Type */
{
    if (deep >= 0)
        Py_CLEAR(((Watcher *)op)->callback);
    return 0;
}

static void watcher_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    watcher_clear(op, 0);
    Py_TYPE(op)->tp_free(op);
}

/* allow: clear-missing-field, clear-sets-exception, module-state-missing-clear, module-state-missing-free */
static PyTypeObject Watcher_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = watcher_traverse,
    .tp_clear = (inquiry)(void *)watcher_clear,
    .tp_dealloc = watcher_dealloc,
    .tp_new = PyType_GenericNew,
};

static void fixture_clear(PyObject *module) /* expect: slot-signature-mismatch warning module */
{
}

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_size = -1,
    .m_clear = (inquiry)(void *)fixture_clear,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Watcher_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
