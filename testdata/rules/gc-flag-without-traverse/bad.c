#include <Python.h>

/* example */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Watcher;

static void watcher_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Watcher *)op)->callback);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Watcher_Type = { /* expect: missing-clear note Watcher_Type callback */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, /* expect: gc-flag-without-traverse error Watcher_Type */
    .tp_dealloc = watcher_dealloc,
    .tp_new = PyType_GenericNew,
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
